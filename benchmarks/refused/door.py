"""Putting columns before the door, and searching for what came through."""

import contextlib
import io
import json
import logging
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.refused.corpus import Planted
from houvast.config import Records
from houvast.errors import RecordsError
from houvast.identities import IdentityStore
from houvast.pseudonyms import load_person_key
from houvast.records.ingest import ingest_records

PEOPLE = 40
SPELLS = "id,start,end,reason\n" + "".join(f"P{one:03d},2022-01-10,,\n" for one in range(PEOPLE))
SPELLS_COLUMNS = {"employee_id": "id", "started_on": "start", "ended_on": "end", "exit_reason": "reason"}


@dataclass(frozen=True)
class Outcome:
    """What became of a column.

    Parameters
    ----------
    refused : bool
    rule : str
        The one that is said to refuse it; empty where rows of it were refused.
    found : int
        How many of its values were found again in what was written or said.
    """

    refused: bool
    rule: str
    found: int


def beside(columns: list[Planted], folder: Path) -> dict[str, Outcome]:
    """What became of columns that stand in an extract and are not mapped."""
    place = folder / "beside"
    sources = [{"table": "spells", "file": "spells.csv", "columns": SPELLS_COLUMNS}]
    _write(place / "records" / "spells.csv", SPELLS, {one.name: _cells(one, PEOPLE) for one in columns})
    manifest, said = _ingest(sources, place)
    dropped = {one["column"]: one["rule"] for one in manifest["sources"][0].get("dropped", ())}
    held = read_everything(place / "snapshots") + said
    for one in columns:  # the notice names the columns, and some are named like what another one holds
        held = held.replace(json.dumps(one.name, ensure_ascii=False).encode(), b"")
    return {one.name: Outcome(one.name in dropped, dropped.get(one.name, ""), _count(one, held)) for one in columns}


def mapped(column: Planted, folder: Path) -> Outcome:
    """What became of a column that is mapped to a text of a table."""
    place = folder / "mapped"
    shutil.rmtree(place, ignore_errors=True)
    rows = "id,day\n" + "".join(f"P{one:03d},2023-02-{1 + one % 28:02d}\n" for one in range(PEOPLE))
    _write(place / "records" / "spells.csv", SPELLS, {})
    _write(place / "records" / "talks.csv", rows, {column.name: _cells(column, PEOPLE)})
    columns = {"employee_id": "id", "held_on": "day", "topic": column.name}
    sources = [
        {"table": "spells", "file": "spells.csv", "columns": SPELLS_COLUMNS},
        {"table": "coaching", "file": "talks.csv", "columns": columns},
    ]
    try:
        manifest, said = _ingest(sources, place)
    except RecordsError as error:
        rule = str(error).partition("(rule ")[2].partition(")")[0]
        held = read_everything(place / "snapshots") + str(error).encode()
        return Outcome(bool(rule) or "refused_content" in str(error), rule, _count(column, held))
    refused = manifest["sources"][1]["reasons"].get("refused_content", 0)
    return Outcome(refused > 0, "", _count(column, read_everything(place / "snapshots") + said))


def read_everything(folder: Path) -> bytes:
    """Every byte below a folder, and what its Parquet files hold, which are packed."""
    held = [b""]
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            held.append(path.read_bytes())
            if path.suffix == ".parquet":
                held.append(pd.read_parquet(path).to_csv().encode())
    return b"\n".join(held)


def _cells(column: Planted, rows: int) -> list[str]:
    values = [*column.values, *column.innocent]
    return [values[row % len(values)] for row in range(rows)]


def _write(path: Path, text: str, more: dict[str, list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    pd.concat([frame, pd.DataFrame(more)], axis=1).to_csv(path, index=False)


def _ingest(sources: list[dict], place: Path) -> tuple[dict, bytes]:
    """The manifest, and all that was printed or logged on the way."""
    records = Records.model_validate({"observed_until": "2024-01-01", "sources": sources, "max_refused_share": 0.99})
    said, logger = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(said), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            identities = IdentityStore(place / "identities", load_person_key(place / "person_key"))
            snapshot = ingest_records(records, place / "records", place / "snapshots", identities)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    return snapshot.manifest, said.getvalue().encode()


def _count(column: Planted, held: bytes) -> int:
    return sum(
        re.search(rb"(?<!\w)" + re.escape(value.encode()) + rb"(?!\w)", held) is not None for value in column.values
    )
