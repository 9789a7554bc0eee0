"""Everything that a use holds about a person, looked up where it lies; nothing is changed.

Places: every version of every record in every snapshot, every published file with rows of persons, notes, draws, the
record of who looked, and the predictions that are kept with model versions.

Known drawbacks: what left the workspace (copies, prints, mails, backups) cannot be looked up; who took copies can.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from houvast import stages
from houvast.actions.draw_ledger import read_draws
from houvast.actions.help_log import DATABASE, HelpVersion, read_versions
from houvast.audit_log import Entry
from houvast.kept_predictions import PREDICTIONS, read_predictions
from houvast.records.snapshot import MANIFEST, Snapshot, open_snapshot
from houvast.rights.people import find_on_record, open_kept_database, read_erased, stored_id
from houvast.timeline import to_days
from houvast.training_rows import training_dates
from houvast.use import Use
from houvast.web.notes import Note, find_notes

DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


@dataclass(frozen=True)
class Listed:
    """A person in a published folder.

    Parameters
    ----------
    day : str
        ISO date of the list.
    kind : str
        Empty for a list; "plan" and such for what was published beside the lists.
    tables : dict of str to DataFrame
        Name of each Parquet file that has rows of the person, to those rows.
    weeks : int or None
        Horizon of a list.
    language : str
        Of a list.
    """

    day: str
    kind: str
    tables: dict[str, pd.DataFrame]
    weeks: int | None
    language: str = ""


@dataclass(frozen=True)
class Learned:
    """A model version that knew the person: from the record as one that it learned from, or was tested on."""

    number: int
    known_until: str
    learned: bool
    tested: bool
    champion: bool


@dataclass(frozen=True)
class Held:
    """Everything about a person.

    Parameters
    ----------
    records : dict of str to DataFrame
        Table to its rows, each once, with `snapshots`: the ids of those that hold it.
    lists : tuple of Listed
        Oldest first.
    draws : DataFrame
        draw_id, as_of, drawn_on, stratum, arm.
    members : DataFrame
        Groups that were told of on dates without a list of people, and that the person was in.
    """

    records: dict[str, pd.DataFrame]
    lists: tuple[Listed, ...]
    notes: tuple[Note, ...]
    helps: tuple[HelpVersion, ...]
    draws: pd.DataFrame
    members: pd.DataFrame
    looks: tuple[Entry, ...]
    versions: tuple[Learned, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is held but that somebody looked."""
        return not (
            self.records
            or self.lists
            or self.notes
            or self.helps
            or len(self.draws)
            or len(self.members)
            or self.versions
        )


def find_held(use: Use, employee_id: str) -> Held:
    """Everything that is held about a person."""
    return find_held_of(use, [employee_id])[0]


def find_held_of(use: Use, employee_ids: list[str]) -> list[Held]:
    """Everything that is held about each of some people; what lies in large files is read once for all of them."""
    own = [stored_id(use, one) for one in employee_ids]
    snapshots = list(open_snapshots(use))
    records, listed = _find_records(snapshots, set(own)), list(find_listed(use, set(own)))
    members = _find_members(use, set(own))
    helps = read_versions(use.data / DATABASE)
    draws, versions = _find_draws(use), _find_versions(use, snapshots, employee_ids)
    database = open_kept_database(use)
    return [
        Held(
            records={name: _once(rows) for name, whole in records.items() if len(rows := _of(whole, stored))},
            lists=tuple(one for whole in listed if (one := _listed_of(whole, stored)).tables),
            notes=() if database is None else tuple(reversed(find_notes(database, stored))),
            helps=tuple(one for one in helps if one.employee_id == stored),
            draws=_of(draws, stored).drop(columns="employee_id"),
            members=_of(members, stored),
            looks=tuple(find_on_record(use, employee_id)),
            versions=tuple(versions[stored]),
        )
        for employee_id, stored in zip(employee_ids, own, strict=True)
    ]


def _of(rows: pd.DataFrame, own: str) -> pd.DataFrame:
    return rows[rows["employee_id"] == own].reset_index(drop=True)


def _listed_of(listed: Listed, own: str) -> Listed:
    tables = {name: rows for name, whole in listed.tables.items() if len(rows := _of(whole, own))}
    return replace(listed, tables=tables)


def open_snapshots(use: Use) -> Iterator[Snapshot]:
    """Every snapshot that is there, by when it was written."""
    paths = [path.parent for path in use.snapshots.glob(f"*/{MANIFEST}") if not path.parent.is_symlink()]
    visible = [path for path in paths if not path.name.startswith(".")]
    for path in sorted(visible, key=lambda one: ((one / MANIFEST).stat().st_mtime_ns, one.name)):
        yield open_snapshot(path)


def find_listed(use: Use, ids: set[str]) -> Iterator[Listed]:
    """The published folders that have rows of any of these people, lists first, oldest first."""
    for kind, folder in published_folders(use):
        tables = {path.stem: rows for path in sorted(folder.glob("*.parquet")) if len(rows := _rows_of(path, ids))}
        if tables:
            said = {} if kind else json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            yield Listed(folder.name, kind, tables, said.get("horizon_weeks"), said.get("language", ""))


def published_folders(use: Use) -> list[tuple[str, Path]]:
    """Every published folder of a date: of a list with an empty kind, then those of other kinds."""
    home = use.published
    others = sorted(path for path in home.glob("*/") if path.is_dir() and not path.is_symlink())
    kinds = [path for path in others if not path.name.startswith(".")]
    found = [("", path) for path in sorted(home.glob(DAY)) if path.is_dir()]
    return found + [(kind.name, path) for kind in kinds for path in sorted(kind.glob(DAY)) if path.is_dir()]


def _rows_of(path: Path, ids: set[str]) -> pd.DataFrame:
    import pyarrow.parquet as pq

    if "employee_id" not in pq.read_schema(path).names:
        return pd.DataFrame()
    frame = pd.read_parquet(path)
    return frame[frame["employee_id"].isin(ids)].reset_index(drop=True)


def _find_records(snapshots: list[Snapshot], own: set[str]) -> dict[str, pd.DataFrame]:
    found: dict[str, list[pd.DataFrame]] = {}
    for snapshot in snapshots:
        for table in snapshot.tables:
            frame = snapshot.read(table)
            rows = frame[frame["employee_id"].isin(own)] if frame is not None else pd.DataFrame()
            if len(rows):
                found.setdefault(table, []).append(rows.assign(snapshots=snapshot.path.name))
    return {table: pd.concat(parts, ignore_index=True) for table, parts in sorted(found.items())}


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Each row once, with all snapshots that it is in."""
    own = [name for name in rows if name != "snapshots"]
    joined = rows.groupby(own, dropna=False, sort=False)["snapshots"].agg(lambda names: " ".join(dict.fromkeys(names)))
    return joined.reset_index()


def _find_members(use: Use, own: set[str]) -> pd.DataFrame:
    parts = [pd.read_parquet(path).assign(list_of=path.stem) for path in sorted(use.members.glob("*.parquet"))]
    if not parts:
        return pd.DataFrame({"employee_id": []})
    whole = pd.concat(parts, ignore_index=True)
    return whole[whole["employee_id"].isin(own)]


def _find_draws(use: Use) -> pd.DataFrame:
    found = [
        {
            "employee_id": name,
            "draw_id": draw.draw_id,
            "as_of": draw.as_of,
            "drawn_on": draw.drawn_on,
            "stratum": stratum,
            "arm": arm,
        }
        for draw in read_draws(use.data / "draws.jsonl")
        for name, (stratum, arm) in draw.arms.items()
        if draw.by == "person"
    ]
    return pd.DataFrame(found, columns=["employee_id", "draw_id", "as_of", "drawn_on", "stratum", "arm"])


def has_store(use: Use) -> bool:
    """Whether models of this use may have been registered."""
    return use.config.tracking.uri is not None or (use.workspace / "models" / "mlflow.db").is_file()


def _find_versions(use: Use, snapshots: list[Snapshot], employee_ids: list[str]) -> dict[str, list[Learned]]:
    """The versions that knew each of some people, by what stands for them."""
    ids = {stored_id(use, one) for one in employee_ids}
    found: dict[str, list[Learned]] = {one: [] for one in ids}
    if not has_store(use):
        return found
    registry, by_id, erased = stages.open_registry(use), {one.path.name: one for one in snapshots}, read_erased(use)
    champion = registry.aliases().get("champion")
    for version in registry.versions():
        content = registry.read_unchecked(version, PREDICTIONS)
        tested = set() if content is None else set(read_predictions(content)["person"])
        snapshot = by_id.get(erased.now_at(version.facts.get("snapshot", "")))
        learned = set() if snapshot is None else _find_learned(snapshot, ids, version.facts)
        known, best = str(version.facts.get("known_until", "")), version.number == champion
        for own in sorted(ids & (learned | tested)):
            found[own].append(Learned(version.number, known, own in learned, own in tested, best))
    return found


def _find_learned(snapshot: Snapshot, ids: set[str], facts: dict[str, Any]) -> set[str]:
    """Who was at work on a date that a version learned from; those left out of the cohort count too."""
    spells = snapshot.read("spells")
    if spells is None:
        return set()
    until = int(to_days(dt.date.fromisoformat(facts["known_until"])))
    final = spells[spells["employee_id"].isin(ids) & spells["superseded_on"].isna()]
    dates = training_dates(snapshot, until, 7 * int(facts["horizon_weeks"]))
    first = np.searchsorted(dates, to_days(final["started_on"]), side="right")
    last = np.searchsorted(dates, to_days(final["ended_on"]), side="left")
    return set(final["employee_id"][last > first])
