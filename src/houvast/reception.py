"""How people were received: what happened to each hire in the first weeks, as known before the as-of date.

Steps
-----
one_on_one
    A one-on-one was held in the first 30 days.
coaching
    A coaching or training session was held in the first 30 days.
onboarding
    All onboarding steps that were due in the first 30 days were done at most a week after they were due. Of hires who
    had such steps.
survey
    Some survey was answered in the first 90 days. Of hires who were asked in them, where invitations are kept.

Missing: a step whose table is not kept; hires from before it was kept.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.records.past import first_days, read_standing
from houvast.records.snapshot import Snapshot
from houvast.timeline import to_days

RECEPTION_DAYS = 30
SURVEY_DAYS = 90
GRACE_DAYS = 7


@dataclass(frozen=True)
class Received:
    """One step of reception.

    Parameters
    ----------
    days : int
        Days from hire in which it is looked for.
    settled_days : int
        Days from hire until it is settled; who left before could not have had all of it.
    kept_from : int
        First day on which its table was kept, in days since 1970-01-01.
    happened : DataFrame
        employee_id, day (of the event) and done (whether it counts as had), one row an event.
    due : DataFrame or None
        employee_id and day of what there was to have; None where every hire could have it.
    every : bool
        Whether all events of a hire must be done, instead of one.
    """

    days: int
    settled_days: int
    kept_from: int
    happened: pd.DataFrame
    due: pd.DataFrame | None = None
    every: bool = False

    def look_up(self, employee: np.ndarray, started: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whether each hire could have it, and whether they had it; bool, in the order given."""
        hires = pd.DataFrame({"employee_id": employee, "started": started, "hire": np.arange(started.size)})
        own = self._own(hires, self.happened)
        grouped = own.groupby("hire")["done"]
        had = (grouped.all() if self.every else grouped.any()).reindex(hires["hire"], fill_value=False)
        if self.due is None:
            return np.ones(started.size, dtype=bool), had.to_numpy(dtype=bool)
        asked = np.isin(hires["hire"], self._own(hires, self.due)["hire"])
        return asked, had.to_numpy(dtype=bool)

    def _own(self, hires: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
        both = hires.merge(events, on="employee_id")
        since = both["day"] - both["started"]
        return both[(since >= 0) & (since < self.days)]


def read_reception(snapshot: Snapshot, employee_ids: Collection[str], as_of: dt.date) -> dict[str, Received]:
    """Every step that the records hold, in a fixed order."""
    return {name: found for name, read in STEPS.items() if (found := read(snapshot, employee_ids, as_of)) is not None}


def _read(
    snapshot: Snapshot, table: str, columns: tuple[str, ...], ids: Collection[str], as_of: dt.date
) -> tuple[pd.DataFrame, int] | None:
    first = first_days(snapshot).get(table)
    if first is None:
        return None
    return read_standing(snapshot, table, columns, as_of, employee_ids=ids), int(to_days(first))


def _read_one_on_ones(snapshot: Snapshot, ids: Collection[str], as_of: dt.date) -> Received | None:
    found = _read(snapshot, "one_on_ones", ("held",), ids, as_of)
    if found is None:
        return None
    rows, kept_from = found
    held = _events(rows, "booked_for", rows["held"].fillna(False).astype(bool))
    return Received(RECEPTION_DAYS, RECEPTION_DAYS, kept_from, held)


def _read_coaching(snapshot: Snapshot, ids: Collection[str], as_of: dt.date) -> Received | None:
    found = _read(snapshot, "coaching", (), ids, as_of)
    if found is None:
        return None
    return Received(RECEPTION_DAYS, RECEPTION_DAYS, found[1], _events(found[0], "held_on"))


def _read_onboarding(snapshot: Snapshot, ids: Collection[str], as_of: dt.date) -> Received | None:
    found = _read(snapshot, "onboarding_steps", ("done_on",), ids, as_of)
    if found is None:
        return None
    rows, kept_from = found
    steps = _events(rows, "due_on", (rows["done_on"] - rows["due_on"]).dt.days <= GRACE_DAYS)
    settled = RECEPTION_DAYS + GRACE_DAYS
    return Received(RECEPTION_DAYS, settled, kept_from, steps, due=steps[["employee_id", "day"]], every=True)


def _read_surveys(snapshot: Snapshot, ids: Collection[str], as_of: dt.date) -> Received | None:
    found = _read(snapshot, "survey_answers", (), ids, as_of)
    if found is None:
        return None
    asked = _read(snapshot, "survey_invitations", (), ids, as_of)
    due = None if asked is None else _events(asked[0], "sent_on")[["employee_id", "day"]]
    kept_from = found[1] if asked is None else max(found[1], asked[1])
    return Received(SURVEY_DAYS, SURVEY_DAYS, kept_from, _events(found[0], "answered_on"), due=due)


def _events(rows: pd.DataFrame, day: str, done: pd.Series | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "employee_id": rows["employee_id"].to_numpy(dtype=object),
            "day": to_days(rows[day]),
            "done": np.ones(len(rows), dtype=bool) if done is None else done.to_numpy(dtype=bool),
        }
    )


STEPS: dict[str, Callable[[Snapshot, Collection[str], dt.date], Received | None]] = {
    "onboarding": _read_onboarding,
    "coaching": _read_coaching,
    "one_on_one": _read_one_on_ones,
    "survey": _read_surveys,
}
