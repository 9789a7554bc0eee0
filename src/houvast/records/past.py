"""A snapshot as it would have been on an earlier day."""

import datetime as dt

import pandas as pd

from houvast.records.snapshot import Snapshot


def read_known(snapshot: Snapshot, table: str, before: dt.date) -> pd.DataFrame | None:
    """The versions of `table` that were known before a day; None where the table is absent.

    What superseded a version on that day or later is not known yet: the version still stands.
    """
    frame = snapshot.read(table)
    if frame is None:
        return None
    day = pd.Timestamp(before)
    frame = frame[frame["known_on"] < day].reset_index(drop=True)
    superseded = frame["superseded_on"]
    return frame.assign(superseded_on=superseded.where(superseded < day))


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
