"""Snapshots: immutable Parquet copies of the records, verified when they are opened.

A snapshot's id is the beginning of the sha256 of its manifest, and the manifest holds the sha256 of every
file: what has this id has these bytes. Same input and mapping, same id.

Employees are dealt over buckets by a hash of their id, and a table is one file per bucket, by employee, event date
and `known_on`: what is worked out per employee needs one bucket in memory at a time, and no sorting.
"""

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from houvast.errors import RecordsError

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
QUARANTINE = "quarantine"
ID_LENGTH = 16
VERSION = 3
"""Of the manifest, of the files' layout and of the meaning of the tables; part of every snapshot's identity."""

BUCKET_EMPLOYEES = 8_192
"""Most employees that are kept in one bucket, on average."""


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot.

    Parameters
    ----------
    path : Path
        Its folder.
    manifest : dict
        What it holds: `tables`, `sources`, `quarantine`, `notices`, `observed_from`, `observed_until`.
    left_out : frozenset of str
        Ids of which no row is read: people who objected.
    """

    path: Path
    manifest: dict[str, Any]
    left_out: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Its id, from the content of its manifest."""
        return identify(encode_manifest(self.manifest))

    @property
    def read_as(self) -> str:
        """Its id, and whom it is read without: equal where the same rows are read."""
        if not self.left_out:
            return self.id
        return f"{self.id}-{hashlib.sha256(json.dumps(sorted(self.left_out)).encode()).hexdigest()[:ID_LENGTH]}"

    @property
    def observed_until(self) -> dt.date:
        """First day that is not observed any more."""
        return dt.date.fromisoformat(self.manifest["observed_until"])

    @property
    def observed_from(self) -> dt.date:
        """First day on which employments are observed."""
        return dt.date.fromisoformat(self.manifest["observed_from"])

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that are there."""
        return tuple(self.manifest["tables"])

    def columns(self, table: str) -> tuple[str, ...]:
        """Columns of `table` that the sources fill; empty when the table is absent."""
        return tuple(self.manifest["tables"].get(table, {}).get("columns", ()))

    @property
    def buckets(self) -> int:
        """Number of buckets."""
        return self.manifest["buckets"]

    def open_bucket(self, table: str, bucket: int) -> "tuple[Callable[[list[str]], pa.Table], list[str]] | None":
        """A reader of some columns of one bucket of `table`, and the columns there are; None without any row at all."""
        if not self.manifest["tables"].get(table, {}).get("rows"):
            return None
        from pyarrow import parquet, types

        file = parquet.ParquetFile(self.path / table / bucket_file(bucket))
        schema = file.schema_arrow
        texts = [column.name for column in schema if types.is_string(column.type)]
        file = parquet.ParquetFile(self.path / table / bucket_file(bucket), read_dictionary=texts)

        def read(names: list[str]) -> "pa.Table":
            if not self.left_out:
                return file.read(columns=names, use_threads=False)
            return self._leave_out(
                file.read(columns=[*dict.fromkeys(["employee_id", *names])], use_threads=False), names
            )

        return read, schema.names

    def employee_ids(self) -> np.ndarray:
        """Everybody who ever had an employment, once."""
        spells = self.read("spells")
        return np.zeros(0, dtype=object) if spells is None else spells["employee_id"].unique().astype(object)

    def read(self, table: str) -> pd.DataFrame | None:
        """The rows of `table`, or None when no source fills it.

        One row per version of a record, by employee, event date and `known_on`. Dates are
        datetime64[s], text is str, numbers are float64; flags are bool, or boolean where some are missing.
        """
        if table not in self.manifest["tables"]:
            return None
        frames = [_read_frame(self.path / table / bucket_file(bucket)) for bucket in range(self.buckets)]
        if self.left_out:
            frames = [frame[~frame["employee_id"].isin(self.left_out)].reset_index(drop=True) for frame in frames]
        if len(frames) == 1:
            return frames[0]
        filled = [frame for frame in frames if len(frame)] or frames[:1]
        return pd.concat(filled, ignore_index=True).sort_values("employee_id", kind="stable", ignore_index=True)

    def _leave_out(self, rows: "pa.Table", names: list[str]) -> "pa.Table":
        """Some columns of the rows of those who are not left out, with the texts of those rows only."""
        import pyarrow as pa
        import pyarrow.compute as pc

        ids = rows["employee_id"].cast(pa.string())
        kept = rows.filter(pc.invert(pc.is_in(ids, value_set=pa.array(sorted(self.left_out), pa.string()))))
        columns = [kept[name] for name in names]
        coded = [
            column.cast(pa.string()).combine_chunks().dictionary_encode()
            if pa.types.is_dictionary(column.type)
            else column
            for column in columns
        ]
        return pa.table(coded, names=names)

    def read_quarantine(self) -> pd.DataFrame:
        """The refused rows: source, table, row, reason, column."""
        return _read_frame(self.path / f"{QUARANTINE}.parquet")


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot in a folder, when every file of it is what its manifest says.

    Raises
    ------
    RecordsError
        The folder is no snapshot, or a file is missing, altered or of another length.
    """
    path = Path(path).resolve()
    try:
        content = (path / MANIFEST).read_bytes()
        manifest = json.loads(content)
        if manifest["version"] != VERSION:
            raise RecordsError(
                f"snapshot `{path.name}` is of version {manifest['version']}, and this houvast reads version "
                f"{VERSION}. Run the ingest again."
            )
        expected = {f"{QUARANTINE}.parquet": manifest[QUARANTINE]} | {
            f"{name}/{bucket_file(bucket)}": said
            for name, table in manifest["tables"].items()
            for bucket, said in enumerate(table["files"])
        }
    except FileNotFoundError:
        raise RecordsError(f"`{path.name}` is no snapshot: it has no {MANIFEST}. Run the ingest again.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RecordsError(f"snapshot `{path.name}`: {MANIFEST} is damaged. Run the ingest again.") from None
    problems = [problem for name, said in expected.items() if (problem := _check_file(path, name, said))]
    if path.name != identify(content):
        problems.insert(0, f"{MANIFEST} is not the one that was written")
    if problems:
        raise RecordsError(f"snapshot `{path.name}` is damaged: {'; '.join(problems)}. Run the ingest again.")
    return Snapshot(path, manifest)


def identify(manifest: bytes) -> str:
    """The id of the snapshot that has this manifest."""
    return hashlib.sha256(manifest).hexdigest()[:ID_LENGTH]


def encode_manifest(manifest: dict[str, Any]) -> bytes:
    """The manifest as it is written: the same bytes for the same content."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def count_buckets(employees: int) -> int:
    """Into how many buckets so many employees are dealt: a power of two."""
    return 1 << max(0, -(-employees // BUCKET_EMPLOYEES) - 1).bit_length()


def find_buckets(employee_ids: pd.Series, buckets: int) -> np.ndarray:
    """The bucket of each row, by a hash of the id that is the same everywhere and always."""
    if buckets == 1:
        return np.zeros(len(employee_ids), dtype=np.int64)
    codes, ids = pd.factorize(employee_ids)
    return np.array([zlib.crc32(str(name).encode()) % buckets for name in ids], dtype=np.int64)[codes]


def bucket_file(bucket: int) -> str:
    """Name of the file of a bucket."""
    return f"{bucket:05d}.parquet"


def _check_file(path: Path, name: str, said: dict[str, Any]) -> str | None:
    from pyarrow import ArrowException, parquet

    file = path / name
    if not file.is_file():
        return f"{name} is missing"
    with file.open("rb") as opened:
        if hashlib.file_digest(opened, "sha256").hexdigest() != said["sha256"]:
            return f"{name} has other bytes than were written"
    try:
        rows = parquet.read_metadata(file).num_rows
    except (ArrowException, OSError):
        return f"{name} is not whole"
    return None if rows == said["rows"] else f"{name} has {rows} rows, not {said['rows']}"


def _read_frame(file: Path) -> pd.DataFrame:
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(file)
    frame = table.to_pandas(date_as_object=False)
    for column in table.schema:
        if pa.types.is_date(column.type):
            frame[column.name] = frame[column.name].astype("datetime64[s]")
        elif pa.types.is_string(column.type):
            frame[column.name] = frame[column.name].astype("str")
        elif pa.types.is_boolean(column.type):
            frame[column.name] = frame[column.name].astype("boolean" if table[column.name].null_count else "bool")
        elif pa.types.is_float32(column.type):
            frame[column.name] = frame[column.name].astype("float64")
    return frame
