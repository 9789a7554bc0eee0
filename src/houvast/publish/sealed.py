"""A published folder beside the lists (a plan, effects): whole or not at all, with a manifest that is signed.

As lists have it: the manifest holds the sha256 of every file, and the installation's signature of the manifest lies
beside it. What reads such a folder holds it against both, so that nobody is planned for, or stopped, by a file that
somebody altered.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.errors import GateError
from houvast.publish.folder import LATEST, publish_folder
from houvast.publish.signature import MANIFEST, find_alterations, write_signature


def publish_sealed(home: Path, day: dt.date, key: bytes, facts: dict[str, Any], write: Callable[[Path], None]) -> Path:
    """The path `<home>/<day>` with what `write` put into it, a manifest with `facts`, and its signature."""

    def build(building: Path) -> None:
        write(building)
        files = {path.name: {"sha256": _digest(path)} for path in sorted(building.iterdir())}
        text = json.dumps({**facts, "files": files}, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
        (building / MANIFEST).write_text(text + "\n", encoding="utf-8")
        write_signature(building, key)

    return publish_folder(home, day, MANIFEST, build)


@dataclass(frozen=True)
class Sealed:
    """A folder that is as it was published: where it lies, and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    def document(self, name: str) -> Any:
        """A JSON file of it."""
        return json.loads(self._checked(name).decode("utf-8"))

    def table(self, name: str) -> pd.DataFrame:
        """A Parquet file of it."""
        self._checked(name)
        return pd.read_parquet(self.folder / name)

    def _checked(self, name: str) -> bytes:
        content = (self.folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != self.manifest["files"][name]["sha256"]:
            raise _altered(self.folder, name)
        return content


def open_sealed(home: Path, key: bytes) -> Sealed | None:
    """The newest folder under a home; None where there is none.

    Raises
    ------
    GateError
        It is not as this installation published it.
    """
    return read_sealed(home / LATEST, key) if (home / LATEST).exists() else None


def read_sealed(path: Path, key: bytes) -> Sealed:
    """The folder that a link leads to.

    Raises
    ------
    GateError
        It is not as this installation published it.
    """
    folder = path.resolve(strict=True)
    altered = find_alterations(folder, key)
    if altered:
        raise _altered(path.parent / folder.name, altered[0].file)
    return Sealed(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def _altered(folder: Path, name: str) -> GateError:
    return GateError(
        f"`{name}` under published `{folder.parent.name}` is not as this installation published it. Make it again: "
        "houvast plan CONFIG, or houvast effects CONFIG."
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
