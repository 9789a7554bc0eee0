"""A snapshot as it would have been on an earlier day."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from houvast.records.contract import TABLES
from houvast.records.snapshot import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa


def read_known(snapshot: Snapshot, table: str, before: dt.date) -> pd.DataFrame | None:
    """The versions of `table` that were known before a day; None where the table is absent.

    What superseded a version on that day or later is not known yet: the version still stands.
    """
    frame = snapshot.read(table)
    if frame is None:
        return None
    return _known_before(frame, before)


def read_standing(
    snapshot: Snapshot,
    table: str,
    columns: Sequence[str],
    before: dt.date,
    *,
    employee_ids: Collection[str],
    since: dt.date | None = None,
) -> pd.DataFrame:
    """What stands of some people in a table at the start of a day: the newest known versions, none that was withdrawn.

    One row a record, by employee and event date, of events before that day (and, with `since`, on or after that one).

    Parameters
    ----------
    columns : sequence of str
        Wanted beside employee_id and the event date; one that no source fills is missing throughout.

    Returns
    -------
    DataFrame
        Without a row where the table is absent. Dates are datetime64.
    """
    wanted = ["employee_id", TABLES[table].event, *columns]
    parts = [
        _standing_rows(opened, wanted, TABLES[table].event, before, employee_ids, since)
        for bucket in range(snapshot.buckets)
        if (opened := snapshot.open_bucket(table, bucket)) is not None
    ]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=_PANDAS[_type_of(table, name)]) for name in wanted})
    found = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return found.astype({name: _PANDAS[_type_of(table, name)] for name in wanted})


_PANDAS = {"text": object, "date": "datetime64[s]", "number": float, "flag": object}


def _type_of(table: str, column: str) -> str:
    return "text" if column == "employee_id" else TABLES[table].columns[column]


def _standing_rows(
    opened: "tuple[Callable[[list[str]], pa.Table], list[str]]",
    wanted: list[str],
    event: str,
    before: dt.date,
    employee_ids: Collection[str],
    since: dt.date | None,
) -> pd.DataFrame:
    """The rows of one bucket."""
    import pyarrow as pa
    import pyarrow.compute as pc

    read, there = opened
    core = [name for name in ("known_on", "superseded_on", "retracted") if name in there]
    rows = read([*dict.fromkeys(["employee_id", event, *core, *(name for name in wanted if name in there)])])
    day = pa.scalar(before, type=pa.date32())
    kept = pc.and_(pc.less(rows["known_on"], day), pc.less(rows[event], day))
    kept = pc.and_(kept, pc.invert(pc.fill_null(pc.less(rows["superseded_on"], day), False)))
    if since is not None:
        kept = pc.and_(kept, pc.greater_equal(rows[event], pa.scalar(since, type=pa.date32())))
    if "retracted" in core:
        kept = pc.and_(kept, pc.invert(pc.fill_null(rows["retracted"].cast(pa.bool_()), False)))
    rows = rows.filter(pc.fill_null(kept, False))
    rows = rows.filter(
        pc.is_in(rows["employee_id"].cast(pa.string()), value_set=pa.array(sorted(employee_ids), pa.string()))
    )
    columns = {}
    for name in wanted:
        values = rows[name] if name in there else pa.nulls(len(rows))
        columns[name] = values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values
    return pa.table(columns).to_pandas(date_as_object=False)


def read_spells(snapshot: Snapshot, before: dt.date, sites: tuple[str, ...] = ()) -> pd.DataFrame:
    """The spells known before a day; with `sites`, only of people whose site on that day is one of them."""
    spells = read_known(snapshot, "spells", before)
    if not sites:
        return spells
    placed = read_known(snapshot, "assignments", before)
    if "retracted" in placed:
        placed = placed[~placed["retracted"].fillna(False).astype(bool)]
    in_effect = placed["effective_on"] < pd.Timestamp(before)
    final = placed[placed["superseded_on"].isna() & in_effect & placed["site"].notna()]
    newest = final.sort_values(["employee_id", "effective_on"], kind="stable").groupby("employee_id")["site"].last()
    return spells[spells["employee_id"].isin(newest.index[newest.isin(sites)])].reset_index(drop=True)


def first_days(snapshot: Snapshot) -> dict[str, dt.date]:
    """First day on which each table was kept."""
    said = {name: facts["observed_from"] for name, facts in snapshot.manifest["tables"].items()}
    return {name: dt.date.fromisoformat(day) for name, day in said.items() if day}


def _known_before(frame: pd.DataFrame, before: dt.date) -> pd.DataFrame:
    day = pd.Timestamp(before)
    frame = frame[frame["known_on"] < day].reset_index(drop=True)
    superseded = frame["superseded_on"]
    return frame.assign(superseded_on=superseded.where(superseded < day))


@dataclass(frozen=True)
class CutSnapshot(Snapshot):
    """A snapshot without what became known on or after a day; make it with `cut_snapshot`."""

    before: dt.date = dt.date.max

    def open_bucket(self, table: str, bucket: int) -> "tuple[Callable[[list[str]], pa.Table], list[str]] | None":
        """A reader of the rows of one bucket that were known; None where the whole snapshot has no row."""
        import pyarrow as pa
        import pyarrow.compute as pc

        opened = super().open_bucket(table, bucket)
        if opened is None:
            return None
        whole, columns = opened
        day = pa.scalar(self.before, type=pa.date32())
        known = pc.less(whole(["known_on"])["known_on"], day)

        def read(names: list[str]) -> pa.Table:
            rows = whole(names).filter(known)
            if "superseded_on" not in names:
                return rows
            superseded = rows["superseded_on"]
            then = pc.if_else(pc.less(superseded, day), superseded, pa.scalar(None, type=superseded.type))
            return rows.set_column(names.index("superseded_on"), "superseded_on", then)

        return read, columns

    def read(self, table: str) -> pd.DataFrame | None:
        """The versions of `table` that were known."""
        frame = super().read(table)
        return None if frame is None else _known_before(frame, self.before)


def cut_snapshot(snapshot: Snapshot, before: dt.date) -> CutSnapshot:
    """The same snapshot without what became known on or after a day: the rows are gone, not hidden by a rule."""
    return CutSnapshot(snapshot.path, snapshot.manifest, snapshot.left_out, before)
