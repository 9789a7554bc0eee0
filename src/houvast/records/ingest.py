"""Records in: from the sources of a config to a snapshot, or to all the reasons why not."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from houvast.config import Records
from houvast.errors import RecordsError, join_problems
from houvast.identities import IdentityStore
from houvast.kept_out import KeptOut
from houvast.records.contract import ColumnType, column_types, rules_of
from houvast.records.own_rows import OwnRows, add_own, place_own
from houvast.records.persons import hide_persons
from houvast.records.prepare import Part, Prepared, prepare_records
from houvast.records.snapshot import VERSION, Snapshot
from houvast.records.store import store_snapshot
from houvast.records.terms import drop_past_terms, first_kept

QUARANTINE_TYPES: dict[str, Any] = {
    "source": "count", "file": "text", "table": "text", "row": "count", "reason": "text", "column": "text"
}  # fmt: skip


def check_sources(records: Records, folder: Path) -> list[str]:
    """Every problem of the sources, in words; empty when they can be ingested. Changes nothing.

    Messages name file, column and row numbers, never a person's value.
    """
    return describe_sources(records, folder)[0]


def describe_sources(
    records: Records, folder: Path, erased: KeptOut | None = None
) -> tuple[list[str], list[dict[str, Any]]]:
    """Every problem of the sources, and what would be kept and quarantined of each, as a manifest says it."""
    done = prepare_records(records, Path(folder), erased)
    return done.problems, [] if done.problems else [_describe_source(at, part) for at, part in enumerate(done.parts)]


def ingest_records(
    records: Records, folder: Path, home: Path, identities: IdentityStore, own: OwnRows | None = None,
    terms: Mapping[str, int] = MappingProxyType({}), erased: KeptOut | None = None,
) -> Snapshot:  # fmt: skip
    """The snapshot of the sources, written under `home` if it is not there yet; `latest` points at it.

    It holds pseudonyms only; whose they are is added to `identities` before.

    Parameters
    ----------
    own : OwnRows or None
        What was recorded here, beside the sources; it has pseudonyms already.
    terms : mapping of str to int
        Days by table after which rows are not kept any more (`records.terms`).
    erased : KeptOut or None
        People whose rows stay out: rows in = rows kept + rows quarantined + rows erased.

    Raises
    ------
    RecordsError
        The sources are refused; every problem is named and nothing is written.
    BusyError
        Another run is writing under `home`.
    """
    done = prepare_records(records, Path(folder), erased)
    if done.problems:
        raise RecordsError(join_problems("the records are refused", done.problems))
    persons = hide_persons(done.tables, identities.key)
    parts, finished = done.parts, persons.tables
    _check_balance(done, [_describe_source(at, part) for at, part in enumerate(parts)])
    placed = None if own is None else place_own(own, finished["spells"], done.observed_until)
    if placed is not None:
        parts, finished = [*parts, placed], add_own(finished, placed)
        done.filled_by.setdefault(placed.source.table, placed)
    finished = drop_past_terms(finished, terms, done.observed_until)
    tables = {name: _finish(name, frame, done) for name, frame in sorted(finished.items())}
    sources = [_describe_source(at, part) for at, part in enumerate(parts)]
    identities.add(persons.found_in(finished))
    observed = {name: _observed_from(name, frame, done, records) for name, (frame, _, _) in tables.items()}
    for name in terms.keys() & observed.keys():
        observed[name] = max(filter(None, (observed[name], _iso(first_kept(terms, done.observed_until, name)))))
    said = {
        name: (frame, types, {**facts, "observed_from": observed[name]})
        for name, (frame, types, facts) in tables.items()
    }
    facts = {
        "version": VERSION,
        "mapping_sha256": _mapping_digest(records),
        "observed_from": observed["spells"],
        "observed_until": _iso(done.observed_until),
        "sources": sources,
        "notices": done.notices,
    }
    return store_snapshot(Path(home), said, (_build_quarantine(parts), QUARANTINE_TYPES), facts)


def _finish(
    name: str, frame: pd.DataFrame, done: Prepared
) -> tuple[pd.DataFrame, dict[str, ColumnType], dict[str, Any]]:
    """Rows in their final order and columns, with column types and facts for the manifest."""
    source = done.filled_by[name].source
    types = column_types(name)
    own = [column for column in types if column in frame and column != "known_on"]
    mapped = own + (["known_on"] if "known_on" in source.columns else [])
    ordered = {column: types[column] for column in own} | {"known_on": "date", "superseded_on": "date"}
    frame, event = order_rows(name, frame[list(ordered)]), rules_of(name).event
    facts = {
        "columns": mapped,
        "first_event": _iso(frame[event].min()),
        "last_event": _iso(frame[event].max()),
    }
    return frame, ordered, facts


def order_rows(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table in their final order."""
    own = [column for column in column_types(name) if column in frame and column != "known_on"]
    order = list(dict.fromkeys(["employee_id", rules_of(name).event, "known_on", *own]))
    return frame.sort_values(order, kind="stable", ignore_index=True)


def _observed_from(name: str, frame: pd.DataFrame, done: Prepared, records: Records) -> str | None:
    """First day observed of a table: declared, else its oldest event after the last year of silence.

    Employments begin long before their records do. They are observed from the first report of a headcount
    extract, or from the first end that the source tells of: before that, leavers are missing from it.
    """
    if records.observed_from is not None:
        return records.observed_from.isoformat()
    part = done.filled_by[name]
    if name != "spells":
        return _iso(_kept_from(frame[rules_of(name).event]))
    if part.source.table == "headcount":
        return _iso(part.frame["month"].min())
    ends = frame["ended_on"].dropna()
    return _iso(_kept_from(ends) if len(ends) else frame["started_on"].min())


def _kept_from(days: pd.Series) -> pd.Timestamp:
    """The first day after the last silence of more than a year: a stray old record does not make a table old."""
    ordered = np.sort(days.dropna().unique())
    silences = np.flatnonzero(np.diff(ordered) > np.timedelta64(366, "D"))
    return pd.Timestamp(ordered[silences[-1] + 1 if silences.size else 0]) if ordered.size else pd.NaT


def _describe_source(at: int, part: Part) -> dict[str, Any]:
    refusals = part.refusals
    said: dict[str, Any] = {
        "source": at,
        "file": part.extract.name,
        "table": part.source.table,
        "sha256": part.extract.sha256,
        "rows_in": refusals.rows_in + part.erased,
        "rows_kept": len(refusals.kept),
        "rows_quarantined": refusals.refused,
        "reasons": refusals.count_reasons(),
    }
    if part.erased:
        said["rows_erased"] = part.erased
    if part.dropped:
        said["dropped"] = [{"file": one.file, "column": one.column, "rule": one.rule.code} for one in part.dropped]
    if part.looked_up:
        said["lookups"] = [{"file": other.name, "sha256": other.sha256} for other in part.looked_up]
    return said


def _check_balance(done: Prepared, sources: list[dict[str, Any]]) -> None:
    """Rows in = rows kept + quarantined + erased, and every kept row of an event table is in its table.

    A breach is a fault of the program; nothing is published then.
    """
    for part, said in zip(done.parts, sources, strict=True):
        balanced = said["rows_in"] == said["rows_kept"] + said["rows_quarantined"] + said.get("rows_erased", 0)
        if balanced and part.source.table != "headcount" and part.source.items is None:
            in_table = np.unique(done.tables[part.source.table]["row"])
            balanced = np.array_equal(in_table, part.refusals.kept)
        if not balanced:
            raise AssertionError(f"source {said['source']}: rows in are not rows kept + quarantined + erased")


def _build_quarantine(parts: list[Part]) -> pd.DataFrame:
    """One row per refused row of any source, by source and row number."""
    frames = [
        part.refusals.build_frame().assign(source=at, file=part.extract.name, table=part.source.table)
        for at, part in enumerate(parts)
    ]
    return pd.concat(frames, ignore_index=True)[list(QUARANTINE_TYPES)]


def _mapping_digest(records: Records) -> str:
    """sha256 of what the mapping means; where the folder lies does not matter."""
    plain = records.model_dump(mode="json", exclude={"folder"})
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _iso(day: dt.date | pd.Timestamp | np.datetime64 | None) -> str | None:
    return None if pd.isna(day) else str(np.datetime64(pd.Timestamp(day), "D"))
