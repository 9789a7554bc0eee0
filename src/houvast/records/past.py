"""A snapshot as it would have been on an earlier day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

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
    return CutSnapshot(snapshot.path, snapshot.manifest, before)
