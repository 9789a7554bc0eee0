"""The house keeps its own rules: layers, where Prefect and MLflow may be, docstrings, no addresses."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
CODE = ("src", "flows", "benchmarks", "tests")
LOCKS = ("requirements.txt", "requirements-dev.txt")

# Hosts that a file may name: of licences, schemas and namespaces; nothing is fetched from them.
NAMES = {"json-schema.org", "www.apache.org", "www.w3.org", "schemas.openxmlformats.org"}
EXAMPLES = ("example.org", "example.com", ".example", ".test", ".invalid", "localhost", "127.0.0.1")
ADDRESS = re.compile(r"\b(?:https?|ftp|git|ssh)(?:\+\w+)?://(?:[^\s/@]*@)?([\w.-]+)")
INDEX_OPTION = re.compile(r"(?m)^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links|--trusted-host)\b")
# Folders of one machine, spelled so that this file does not hold them.
MACHINE_PATH = re.compile(r"(?<![\w.:~$}*-])/(?:home|Users|root|work|tmp|mnt|opt/venv)/\w|\b[A-Z]:\\Users")


def project_files() -> list[Path]:
    """The files that git tracks, or would track if they were added."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, so what belongs to the project is not known")
    return [path for name in listed if name and (path := ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            yield path.relative_to(ROOT).as_posix(), content.decode("utf-8")


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def importing(package: str, *folders: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in modules(*folders) if package in imported(path)}


def test_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_module_of_the_package_has_its_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract for contract in settings["contracts"] if contract["type"] == "layers")
    placed = [name.strip() for layer in layers["layers"] for name in layer.split("|")]
    package = ROOT / "src" / "houvast"
    there = {path.stem for path in package.glob("*.py")} - {"__init__"}
    there |= {path.parent.name for path in package.glob("*/__init__.py")}
    assert sorted(placed) == sorted(there)


def test_prefect_is_imported_by_the_flows_only() -> None:
    assert importing("prefect", "src", "benchmarks") == set()
    assert importing("prefect", "flows")


def test_mlflow_is_imported_by_the_registry_only() -> None:
    found = importing("mlflow", "src", "flows", "benchmarks")
    assert found
    assert all(name.startswith("src/houvast/registry/") for name in found)


def test_nothing_is_pickled() -> None:
    assert importing("pickle", "src", "flows") | importing("joblib", "src", "flows") == set()


@pytest.mark.parametrize("folder", CODE)
def test_every_module_has_a_docstring(folder: str) -> None:
    bare = [
        path.relative_to(ROOT).as_posix()
        for path in modules(folder)
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert bare == []


def test_no_path_of_one_machine() -> None:
    found = [f"{name}: {match.group()}" for name, text in texts() for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_a_path_of_one_machine_would_be_found() -> None:
    for text in ("~home~me", '"~tmp~x"', "in ~Users~me", "file:~~~tmp~x"):
        assert MACHINE_PATH.search(text.replace("~", "/")), text
    assert MACHINE_PATH.search("C:" + r"\Users")
    for text in ("src/work/x", "~/work/x", "$HOME/work/x", "./tmp/x"):
        assert not MACHINE_PATH.search(text), text


def test_no_address_but_names() -> None:
    found = {
        f"{name}: {host}"
        for name, text in texts()
        for host in ADDRESS.findall(text)
        if host not in NAMES and not host.endswith(EXAMPLES)
    }
    assert found == set()


def test_no_package_index_is_named() -> None:
    host = re.compile("pypi" + r"\.org|python" + "hosted")
    assert [name for name, text in texts() if INDEX_OPTION.search(text) or host.search(text)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locked_packages_have_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert " @ " not in text
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if entry and not entry.startswith("#")]
    assert len(entries) > 50 or lock != LOCKS[0]
    unpinned = [
        entry.splitlines()[0]
        for entry in entries
        if not (re.match(r"[\w.-]+(\[[\w, -]+\])?==\S+", entry) and "--hash=sha256:" in entry)
    ]
    assert unpinned == []


def test_hooks_are_all_local() -> None:
    hooks = YAML(typ="safe", pure=True).load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    assert {hook["language"] for repo in hooks["repos"] for hook in repo["hooks"]} == {"system"}
