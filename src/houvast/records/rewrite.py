"""A snapshot written anew without some people, or with other pseudonyms, and the old one gone.

Stages: the new snapshot is written whole beside the old one (`store`), `noted` is called with its id, and only then is
the old one removed. Killed anywhere, the same call again ends in the same snapshots.

Known drawbacks: what was worked out from the whole when it was ingested stays as it was noted: the first day on which a
table was kept, the counts of notices and of rows per source. An ingest of the same extracts works them out anew.
"""

import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from houvast.private_files import flush
from houvast.records.contract import PERSONS, ColumnType, column_types, rules_of
from houvast.records.ingest import QUARANTINE_TYPES, order_rows
from houvast.records.persons import Change
from houvast.records.snapshot import QUARANTINE, Snapshot
from houvast.records.store import WRITING, store_snapshot

Table = tuple[pd.DataFrame, dict[str, ColumnType], dict[str, Any]]


def holds_people(snapshot: Snapshot, ids: Collection[str]) -> bool:
    """Whether any row of a snapshot is of one of these people, or names one."""
    return any(_find(snapshot.read(name), ids).any() for name in snapshot.tables)


def rewrite_snapshot(snapshot: Snapshot, ids: Collection[str], *, latest: bool, noted: Callable[[str], None]) -> str:
    """The id of the snapshot without the rows of these people, and without their names in rows of others.

    Parameters
    ----------
    ids : collection of str
        As they stand in the snapshot.
    latest : bool
        Whether `latest` points at it.
    noted : callable
        Takes the new id while both are there.
    """
    return replace_snapshot(snapshot, lambda name, frame: _drop(name, frame, ids), latest=latest, noted=noted)


def recode_snapshot(snapshot: Snapshot, change: Change, *, latest: bool, noted: Callable[[str], None]) -> str:
    """The id of the snapshot with other pseudonyms, its rows in the order of these.

    Parameters
    ----------
    change : Change
        From the pseudonyms that stand in it.
    latest, noted
        As in `rewrite_snapshot`.
    """
    return replace_snapshot(
        snapshot, lambda name, frame: order_rows(name, change.apply(frame)), latest=latest, noted=noted
    )


def replace_snapshot(
    snapshot: Snapshot,
    change: Callable[[str, pd.DataFrame], pd.DataFrame],
    *,
    latest: bool,
    noted: Callable[[str], None],
) -> str:
    """The id of the snapshot with each table as `change` makes it; the old one goes once `noted` has the new id."""
    home, manifest = snapshot.path.parent, snapshot.manifest
    tables = {name: _changed(name, snapshot.read(name), manifest["tables"][name], change) for name in snapshot.tables}
    facts = {
        key: value for key, value in manifest.items() if key not in ("buckets", "tables", QUARANTINE, "written_anew")
    }
    facts["written_anew"] = manifest.get("written_anew", 0) + 1
    quarantine = (snapshot.read_quarantine(), QUARANTINE_TYPES)
    fresh = store_snapshot(home, tables, quarantine, facts, latest=latest)
    noted(fresh.path.name)
    remove_snapshot(snapshot.path)
    return fresh.path.name


def remove_snapshot(path: Path) -> None:
    """Remove a snapshot: out of sight in one step, then gone."""
    away = path.with_name(f"{WRITING}removed-{path.name}")
    path.rename(away)
    flush(path.parent)
    shutil.rmtree(away)
    flush(path.parent)


def remove_leftovers(home: Path) -> None:
    """Remove what killed writers left beside the snapshots."""
    for path in home.glob(f"{WRITING}*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _drop(_: str, frame: pd.DataFrame, ids: Collection[str]) -> pd.DataFrame:
    kept = frame[~frame["employee_id"].isin(ids)].reset_index(drop=True)
    for column in PERSONS[1:]:
        if column in kept:
            kept[column] = kept[column].mask(kept[column].isin(ids))
    return kept


def _changed(
    name: str, frame: pd.DataFrame | None, said: dict[str, Any], change: Callable[[str, pd.DataFrame], pd.DataFrame]
) -> Table:
    if frame is None:
        raise AssertionError(f"table {name} is in the manifest and not there")
    kept = change(name, frame)
    types = {**column_types(name), "superseded_on": "date"}
    event = rules_of(name).event
    facts = {key: value for key, value in said.items() if key not in ("rows", "files")}
    facts |= {"first_event": _iso(kept[event].min()), "last_event": _iso(kept[event].max())}
    return kept, {column: types[column] for column in kept}, facts  # type: ignore[misc]


def _find(frame: pd.DataFrame | None, ids: Collection[str]) -> np.ndarray:
    if frame is None:
        return np.zeros(0, dtype=bool)
    found = np.zeros(len(frame), dtype=bool)
    for column in PERSONS:
        if column in frame:
            found |= frame[column].isin(ids).to_numpy(dtype=bool)
    return found


def _iso(day: pd.Timestamp) -> str | None:
    return None if pd.isna(day) else str(day.date())
