"""Writing a snapshot whole or not at all.

Everything is written to a folder of its own beside the snapshots, flushed to disk and renamed into
place; only then does `latest` point at it. Whoever is killed in between leaves a `.writing-…` folder that
no reader looks at and the next run removes. A file lock on `.lock` keeps two writers apart; the
system frees it when its holder dies.
"""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.errors import BusyError, RecordsError
from houvast.private_files import flush, make_folder, write_private
from houvast.records.contract import ColumnType
from houvast.records.snapshot import (
    MANIFEST,
    QUARANTINE,
    Snapshot,
    bucket_file,
    count_buckets,
    encode_manifest,
    find_buckets,
    identify,
    open_snapshot,
)

WRITING = ".writing-"


def store_snapshot(
    home: Path,
    tables: dict[str, tuple[pd.DataFrame, dict[str, ColumnType], dict[str, Any]]],
    quarantine: tuple[pd.DataFrame, dict[str, ColumnType]],
    facts: dict[str, Any],
    *,
    latest: bool = True,
) -> Snapshot:
    """Write tables, quarantine and manifest under `home`, or find that they are there already.

    Parameters
    ----------
    home : Path
        Folder of the snapshots of one config.
    tables : dict
        Name to (rows in their final order, column types, further facts for the manifest).
    quarantine : (DataFrame, dict)
        Refused rows and their column types.
    facts : dict
        The rest of the manifest.
    latest : bool
        Whether `latest` points at it from now on.

    Raises
    ------
    BusyError
        Another run is writing under `home`.
    """
    make_folder(home)
    with _locked(home):
        for leftover in home.glob(f"{WRITING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=WRITING, dir=home))
        try:
            written = {}
            buckets = count_buckets(tables["spells"][0]["employee_id"].nunique())
            for name, (frame, types, said) in tables.items():
                written[name] = {**_write_buckets(folder / name, frame, types, buckets), **said}
            refused = _write_table(folder / f"{QUARANTINE}.parquet", *quarantine)
            content = encode_manifest({**facts, "buckets": buckets, "tables": written, QUARANTINE: refused})
            write_private(folder / MANIFEST, content)
            return _publish(home, folder, identify(content), latest)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _publish(home: Path, folder: Path, name: str, latest: bool) -> Snapshot:
    """Rename the finished folder to its id and point `latest` at it, where it is that."""
    flush(folder)
    target = home / name
    if target.exists() and not _is_whole(target):
        target.rename(folder.with_name(f"{WRITING}damaged-{name}"))
    if not target.exists():
        folder.rename(target)
        flush(home)
    if latest:
        link = home / f"{WRITING}latest"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(home / "latest")
        flush(home)
    shutil.rmtree(home / f"{WRITING}damaged-{name}", ignore_errors=True)
    return open_snapshot(target)


def _is_whole(path: Path) -> bool:
    try:
        open_snapshot(path)
    except RecordsError:
        return False
    return True


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with (home / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"another run is writing snapshots of `{home.parent.name}`. Try again later.") from None
        yield


def _write_buckets(folder: Path, frame: pd.DataFrame, types: dict[str, ColumnType], buckets: int) -> dict[str, Any]:
    """One file per bucket, its rows in the order of the frame."""
    folder.mkdir(mode=0o700)
    bucket = find_buckets(frame["employee_id"], buckets)
    files = [_write_table(folder / bucket_file(number), frame[bucket == number], types) for number in range(buckets)]
    flush(folder)
    return {"rows": sum(file["rows"] for file in files), "files": files}


def _write_table(file: Path, frame: pd.DataFrame, types: dict[str, ColumnType]) -> dict[str, Any]:
    import pyarrow as pa
    from pyarrow import parquet

    arrow = {"text": pa.string(), "date": pa.date32(), "number": pa.float64(), "flag": pa.bool_()}
    arrow["count"] = pa.int64()
    arrays = []
    for column, kind in types.items():
        values = frame[column]
        if kind == "date":
            values = pa.array(values.to_numpy().astype("datetime64[D]"))
        arrays.append(_narrowed(pa.array(values, from_pandas=True).cast(arrow[kind])))
    table = pa.Table.from_arrays(arrays, names=list(types))
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    content = sink.getvalue().to_pybytes()
    write_private(file, content)
    return {"rows": table.num_rows, "sha256": hashlib.sha256(content).hexdigest()}


def _narrowed(values: Any) -> Any:
    """Numbers in half the space where nothing is lost by it."""
    import pyarrow as pa

    if values.type != pa.float64():
        return values
    half = values.cast(pa.float32())
    return half if half.cast(pa.float64()).equals(values) else values
