"""A small centre whose people have ids that stand nowhere by chance, and the same as if some had never been there."""

import dataclasses
import io
import re
import sqlite3
import zipfile
from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from small_centre import add_to_config

from houvast.simulate import Centre, simulate_centre, write_extracts

FEW = """validation:
  bootstrap: 100
  refits: 0
  origins: 2
model:
  drivers: [first_90_days, pay]
  boosting: 'no'
  ladder: [{from_leavers: 20, max_parameters: 3, penalty: 30}]
"""
"""As small a model as there is: it is not what is tested."""
PERSONS = ("employee_id", "manager_id", "with_manager_id")


def plant(agents: int = 160, months: int = 20, seed: int = 3) -> Centre:
    """A centre of an outsourcer with ids such as `person-0498-qx`."""
    centre = simulate_centre("outsourcer", agents, months, seed, "strong")
    tables = {name: frame.assign(**{c: _named(frame[c]) for c in PERSONS if c in frame}) for name, frame in
              centre.tables.items()}  # fmt: skip
    truth = centre.truth.assign(employee_id=_named(centre.truth["employee_id"]))
    return dataclasses.replace(centre, tables=tables, truth=truth)


def never_knew(centre: Centre, ids: Collection[str]) -> Centre:
    """The same centre without the rows of some people, and with nobody named who is one of them."""
    tables = {}
    for name, frame in centre.tables.items():
        kept = frame[~frame["employee_id"].isin(ids)].reset_index(drop=True)
        others = [c for c in PERSONS[1:] if c in kept]
        tables[name] = kept.assign(**{c: kept[c].mask(kept[c].isin(ids)) for c in others})
    truth = centre.truth[~centre.truth["employee_id"].isin(ids)].reset_index(drop=True)
    return dataclasses.replace(centre, tables=tables, truth=truth)


def write_planted(centre: Centre, folder: Path) -> Path:
    """Path of the config beside the extracts."""
    write_extracts(centre, folder)
    return add_to_config(folder / "config.yaml", FEW)


def find_bytes(folder: Path, words: Collection[str]) -> dict[str, set[str]]:
    """File to the words that it holds: as they are, in UTF-16, and inside Parquet, zip and SQLite files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            own = _tokens(path.read_bytes()) | _inside(path)
            if own & set(words):
                found[str(path.relative_to(folder))] = own & set(words)
    return found


def _named(ids: pd.Series) -> pd.Series:
    return ids.map(lambda one: one if pd.isna(one) else f"person-{one}-qx")


def _tokens(content: bytes) -> set[str]:
    plain = re.findall(rb"[A-Za-z0-9-]{6,}", content)
    wide = re.findall(rb"(?:[A-Za-z0-9-]\x00){6,}", content)
    return {one.decode() for one in plain} | {one.decode("utf-16-le") for one in wide}


def _inside(path: Path) -> set[str]:
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return {str(one) for column in table.columns for one in column.unique().to_pylist()}
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return set().union(*(_tokens(archive.read(name)) for name in archive.namelist()))
    if path.suffix == ".db":
        with sqlite3.connect(path) as database:
            return _tokens("\n".join(database.iterdump()).encode())
    return set()
