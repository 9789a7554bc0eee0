"""The cohort: who is observed at an as-of date.

Definition, positively: a person is in the cohort at as-of date ``a`` if a spell that is known then
began before ``a``, has not ended, and no notice of leaving and no end date is known. People of whom
it is known that they will leave are not at risk of it any more; who joins on the day itself is not
yet at work.
"""

import datetime as dt

import numpy as np
import pandas as pd

from houvast.timeline import Events, Observations, to_days
from houvast.timeline.days import NEVER


def month_starts(first: dt.date, until: dt.date) -> np.ndarray:
    """First days of the months in ``[first, until]``, in days, int32."""
    start = np.datetime64(first, "M")
    if start.astype("datetime64[D]") < np.datetime64(first, "D"):
        start += 1
    return to_days(np.arange(start, np.datetime64(until, "M") + 1).astype("datetime64[D]"))


def build_cohort(
    spells: pd.DataFrame,
    as_of_days: np.ndarray,
    *,
    min_tenure_days: int = 0,
) -> Observations:
    """Everyone in the cohort at each as-of date.

    Parameters
    ----------
    spells : DataFrame
        The snapshot's spells, all versions.
    as_of_days : ndarray of int32
        As-of dates, in days since 1970-01-01, increasing.
    """
    employee_ids = np.sort(spells["employee_id"].unique().astype(object))
    number, dates = employee_ids.size, np.asarray(as_of_days, dtype=np.int32)
    everyone = Observations(
        employee_ids,
        np.repeat(np.arange(number, dtype=np.int32), dates.size),
        np.tile(dates, number),
        np.zeros(number * dates.size, dtype=np.int32),
    )
    seen = Events(spells, "started_on", everyone, observed_from=-int(NEVER))
    started = seen.last_day()
    at_work = (started < everyone.as_of) & (seen.last_days("ended_on") == NEVER)
    if "notice_on" in spells:
        at_work &= seen.last_days("notice_on") == NEVER
    at_work &= everyone.as_of - np.minimum(started, everyone.as_of) >= min_tenure_days
    rows = np.flatnonzero(at_work)
    return Observations(employee_ids, everyone.employee[rows], everyone.as_of[rows], started[rows].astype(np.int32))
