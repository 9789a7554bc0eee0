"""The embedded store on disk: one process at a time makes or changes it, and its folder may move."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from houvast.private_files import make_folder

_MOVE = (
    "UPDATE experiments SET artifact_location = :new || substr(artifact_location, length(:old) + 1) "
    "WHERE substr(artifact_location, 1, length(:old)) = :old",
    "UPDATE runs SET artifact_uri = :new || substr(artifact_uri, length(:old) + 1) "
    "WHERE substr(artifact_uri, 1, length(:old)) = :old",
    "UPDATE logged_models SET artifact_location = :new || substr(artifact_location, length(:old) + 1) "
    "WHERE substr(artifact_location, 1, length(:old)) = :old",
    "UPDATE model_versions SET storage_location = :new || substr(storage_location, length(:old) + 1) "
    "WHERE substr(storage_location, 1, length(:old)) = :old",
)
"""MLflow keeps absolute paths; these are all of them."""


def move_store(database: Path, old: str, new: str) -> None:
    """Have the embedded store find its artifacts where they lie now: its workspace was moved or copied."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(database)) as store, store:
        for statement in _MOVE:
            store.execute(statement, {"old": old, "new": new})


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Keep every other process out of making or moving the store in `home`."""
    make_folder(home)
    with (home / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
