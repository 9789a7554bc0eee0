"""The snapshots of the records, as far as they say nothing of anybody: their manifests, and which rows were refused."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from houvast.records.quarantine import REASONS
from houvast.records.snapshot import ID_LENGTH, MANIFEST, QUARANTINE, identify
from houvast.web.lists import ListDamagedError

_NAME = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")


@dataclass(frozen=True)
class KeptSnapshot:
    """A snapshot by its id, its folder and its manifest; `whole` where that is still what the id says."""

    id: str
    path: Path
    manifest: dict[str, Any]
    whole: bool = True


@dataclass(frozen=True)
class RefusedRows:
    """Rows of one table and source that were refused for one reason; `rows` are their numbers in the source."""

    table: str
    file: str
    reason: str
    rows: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.rows)

    def reason_in(self, language: str) -> str:
        """The reason in words."""
        return REASONS.get(self.reason, {}).get(language, self.reason)


def find_snapshots(home: Path) -> list[KeptSnapshot]:
    """All snapshots, those with the newest records first, and at the end those whose manifest somebody changed."""
    if not home.is_dir():
        return []
    found = []
    for path in home.iterdir():
        if path.is_symlink() or not (path / MANIFEST).is_file():
            continue
        if not _NAME.fullmatch(path.name):
            continue
        manifest = _read_manifest(path)
        found.append(KeptSnapshot(path.name, path, manifest or {}, manifest is not None))
    written = {one.id: (one.path / MANIFEST).stat().st_mtime for one in found}
    return sorted(
        found, key=lambda one: (one.manifest.get("observed_until", ""), written[one.id], one.id), reverse=True
    )


def _read_manifest(path: Path) -> dict[str, Any] | None:
    """The manifest of a snapshot; None where it is not the one that the snapshot is called after."""
    content = (path / MANIFEST).read_bytes()
    return json.loads(content) if identify(content) == path.name else None


def read_refused(snapshot: KeptSnapshot) -> list[RefusedRows]:
    """The refused rows by table, source and reason, most rows first. Only these columns are read, and no values kept.

    Raises
    ------
    ListDamagedError
        The file is not what the manifest says.
    """
    path = snapshot.path / f"{QUARANTINE}.parquet"
    if hashlib.sha256(path.read_bytes()).hexdigest() != snapshot.manifest["quarantine"]["sha256"]:
        raise ListDamagedError(f"`{path.name}` of snapshot {snapshot.id} is not what its manifest says.")
    table = pq.read_table(path, columns=["table", "file", "reason", "row"]).to_pandas()
    groups = [
        RefusedRows(str(name[0]), str(name[1]), str(name[2]), tuple(sorted(int(row) for row in rows["row"])))
        for name, rows in table.groupby(["table", "file", "reason"], sort=True)
    ]
    return sorted(groups, key=lambda one: (-one.count, one.table, one.file, one.reason))
