"""What several folders of tests share: a small centre on disk, an empty model store, and the command line."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ended import Ended
from pseudonymous import PERSON_KEY
from small_centre import write_centre


@pytest.fixture(scope="session", autouse=True)
def installation_key() -> Iterator[None]:
    """One key of either kind for all workspaces of the tests, which copy parts of one another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOUVAST_KEY", "5a" * 32)
        patch.setenv("HOUVAST_PERSON_KEY", PERSON_KEY)
        yield


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the extracts of a small centre, and its config; not to be changed."""
    return write_centre(tmp_path_factory.mktemp("centre") / "records").parent


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded model store that is new: making one takes seconds, copying it does not."""
    from houvast.registry import Registry

    home = tmp_path_factory.mktemp("store") / "models"
    Registry(home, "nothing", "houvast")
    return home / "mlflow.db"


@pytest.fixture(scope="session")
def cheap_passwords() -> Iterator[None]:
    """Argon2id at its least: its cost is not what tests of the workspace are about."""
    from houvast.web import passwords

    dear = dict(passwords._COST)
    passwords._COST.update(iterations=1, lanes=1, memory_cost=64)
    passwords._nobodys.cache_clear()
    yield
    passwords._COST.update(dear)
    passwords._nobodys.cache_clear()


@pytest.fixture
def workspace(tmp_path: Path, empty_store: Path) -> Path:
    """A workspace with an empty model store."""
    place = tmp_path / "workspace"
    (place / "models").mkdir(parents=True)
    shutil.copy(empty_store, place / "models")
    return place


@pytest.fixture
def houvast(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Ended]]:
    """Runs a command in this process, in a folder; what it puts into the environment is taken out again."""
    from houvast.cli import main

    before, argv, here = dict(os.environ), sys.argv, Path.cwd()

    def command(*arguments: object, cwd: Path | None = None) -> Ended:
        sys.argv = ["houvast", *map(str, arguments)]
        os.chdir(cwd or here)
        capfd.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        return Ended(int(code), *capfd.readouterr())

    yield command
    os.chdir(here)
    sys.argv = argv
    os.environ.clear()
    os.environ.update(before)
