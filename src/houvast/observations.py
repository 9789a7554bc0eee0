"""The cohort: who is observed at an as-of date.

Definition, positively: a person is in the cohort at as-of date ``a`` if a spell that is known then
began before ``a``, has not ended, and no notice of leaving and no end date is known. People of whom
it is known that they will leave are not at risk of it any more; who joins on the day itself is not
yet at work.
"""

import datetime as dt

import numpy as np

from houvast.timeline import Events, Observations, Versions, to_days
from houvast.timeline.days import NEVER


def month_starts(first: dt.date, until: dt.date) -> np.ndarray:
    """First days of the months in ``[first, until]``, in days, int32."""
    start = np.datetime64(first, "M")
    if start.astype("datetime64[D]") < np.datetime64(first, "D"):
        start += 1
    return to_days(np.arange(start, np.datetime64(until, "M") + 1).astype("datetime64[D]"))


def build_cohort(spells: Versions, as_of_days: np.ndarray, *, min_tenure_days: int = 0) -> Observations:
    """Everyone in the cohort at each as-of date.

    Parameters
    ----------
    spells : Versions
        The snapshot's spells, all versions.
    as_of_days : ndarray of int32
        As-of dates, in days since 1970-01-01, increasing.
    """
    everyone, seen = _look_at_everyone(spells, as_of_days)
    started = seen.last_day()
    at_work = (started < everyone.as_of) & (seen.last_days("ended_on") == NEVER)
    at_work &= seen.last_days("notice_on") == NEVER
    at_work &= everyone.as_of - np.minimum(started, everyone.as_of) >= min_tenure_days
    return _observe(everyone, np.flatnonzero(at_work), started)


def find_gone(spells: Versions, as_of_days: np.ndarray, days: int = 365) -> tuple[Observations, np.ndarray]:
    """Everyone whose newest spell ended in the look-back of each as-of date, as known then, and days since.

    A transfer is not leaving.
    """
    everyone, seen = _look_at_everyone(spells, as_of_days)
    ended = seen.last_days("ended_on")
    gone = (ended < everyone.as_of) & (ended >= everyone.as_of - days)
    if seen.has("exit_reason"):
        gone &= seen.last_text("exit_reason") != "transfer"
    rows = np.flatnonzero(gone)
    return _observe(everyone, rows, seen.last_day()), (everyone.as_of - ended)[rows]


def _look_at_everyone(spells: Versions, as_of_days: np.ndarray) -> tuple[Observations, Events]:
    """Everyone who ever had a spell at each as-of date, and the spells as known then."""
    employee_ids = np.sort(np.array(spells.employees[1].to_pylist(), dtype=object))
    number, dates = employee_ids.size, np.asarray(as_of_days, dtype=np.int32)
    everyone = Observations(
        employee_ids,
        np.repeat(np.arange(number, dtype=np.int32), dates.size),
        np.tile(dates, number),
        np.zeros(number * dates.size, dtype=np.int32),
    )
    return everyone, Events(spells, everyone, observed_from=-int(NEVER))


def _observe(everyone: Observations, rows: np.ndarray, started: np.ndarray) -> Observations:
    ids, employee, as_of = everyone.employee_ids, everyone.employee[rows], everyone.as_of[rows]
    return Observations(ids, employee, as_of, started[rows].astype(np.int32))
