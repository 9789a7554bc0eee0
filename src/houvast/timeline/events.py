"""A record table, seen from observations: counts, sums and last values of what was known.

A version of a record counts at as-of date ``a`` only if its event date lies before ``a`` (and in the
look-back ``[a - days, a)`` where one is given), it was known before ``a``, and no later version was:
``known_on < a <= superseded_on``.

How it stays exact and fast
---------------------------
Nearly all records are known by their event date and never corrected. An observation is *settled* in
a table when every version of that employee's records is seen at ``a`` just as it is seen in the end;
it then reads the employee's one settled history. Each of the few other observations gets a private
copy of the history as it was known then. Both kinds lie in one array sorted by (history, event
date) with prefix sums, so that every look-back is two searches and a subtraction, for all
observations at once, and no query needs a case for late or corrected records.

Ties: records of one history on one day stand in the order of `known_on`, then of their values.
"""

from functools import cached_property

import numpy as np
import pandas as pd

from houvast.timeline.days import NEVER, sort_key, to_days
from houvast.timeline.observed import Observations


class Unmeasured:
    """A table or column that the records do not have: every answer is missing."""

    measured = False

    def __init__(self, rows: int) -> None:
        self._rows = rows

    def _missing(self, *_: object, **__: object) -> np.ndarray:
        return np.full(self._rows, np.nan)

    count = sum = mean = last = days_since = days_within = _missing

    def where(self, *_: object, **__: object) -> "Unmeasured":
        """Still unmeasured."""
        return self

    rises = where

    def last_code(self, *_: object) -> np.ndarray:
        """No group is known: -1 for everyone."""
        return np.full(self._rows, -1)

    def last_text(self, *_: object) -> np.ndarray:
        """No text is known: None for everyone."""
        return np.full(self._rows, None, dtype=object)


class Events:
    """The records of one table as known at each observation.

    Parameters
    ----------
    frame : DataFrame
        Records with `employee_id`, the event date, `known_on`, `superseded_on`, optional
        `retracted`, and values; in any row order.
    event : str
        Name of the event date column.
    observations : Observations
    observed_from : int
        First day on which the table was kept; a look-back that begins before it is missing.
        Of `rises` an array: `NEVER` where no rise could have been seen.
    """

    measured = True

    def __init__(self, frame: pd.DataFrame, event: str, observations: Observations, observed_from: int) -> None:
        versions = _versions(frame, event, observations.employee_ids)
        history, picked, own = _histories(versions, observations)
        values = versions.drop(columns=["employee", "day", "known", "superseded", "retracted"])
        self._values = values.take(picked).reset_index(drop=True)
        self._day = versions["day"].to_numpy()[picked]
        self._history = history
        self._own = own
        self._as_of = observations.as_of
        self.observed_from = observed_from

    def _narrowed(self, keep: np.ndarray) -> "Events":
        part = object.__new__(Events)
        part._values = self._values[keep].reset_index(drop=True)
        part._day, part._history = self._day[keep], self._history[keep]
        part._own, part._as_of, part.observed_from = self._own, self._as_of, self.observed_from
        return part

    def where(self, column: str, *values: object) -> "Events | Unmeasured":
        """Only the records whose flag `column` is true, or whose `column` is one of `values`."""
        if column not in self._values:
            return Unmeasured(self._as_of.size)
        given = self._values[column]
        keep = given.isin(values) if values else given.fillna(False).astype(bool)
        return self._narrowed(keep.to_numpy())

    def rises(self, column: str) -> "Events | Unmeasured":
        """Only the records whose `column` is above that of the record before it, as known then.

        A first record is no rise. Missing at as-of dates at which no two records are known of anyone
        observed: a single extract cannot show a change.
        """
        if column not in self._values:
            return Unmeasured(self._as_of.size)
        present = self._narrowed(self._values[column].notna().to_numpy())
        value = present._values[column].to_numpy(dtype=float)
        risen = np.zeros(value.size, dtype=bool)
        risen[1:] = (present._history[1:] == present._history[:-1]) & (value[1:] > value[:-1])
        rises = present._narrowed(risen)
        told = np.isin(self._as_of, self._as_of[present._end - present._start > 1])
        rises.observed_from = np.where(told, self.observed_from, NEVER)
        return rises

    def count(self, days: int) -> np.ndarray:
        """Records in the look-back ``[as_of - days, as_of)``; missing where it begins before the records."""
        return self._covered(days, (self._end - self._begin(days)).astype(float))

    def sum(self, column: str, days: int) -> np.ndarray:
        """Sum of `column` over the look-back; missing values add nothing, and no record gives 0."""
        return self._covered(days, self._total(column, days, fill=True))

    def mean(self, column: str, days: int) -> np.ndarray:
        """Mean of `column` over the look-back; missing where no record has a value."""
        number = self._total(column, days, fill=False)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(number > 0, self._total(column, days, fill=True) / number, np.nan)
        return self._covered(days, mean)

    def last(self, column: str, days: int | None = None) -> np.ndarray:
        """`column` of the newest record that has one (in the look-back); missing if none is known."""
        if column not in self._values:
            return np.full(self._as_of.size, np.nan)
        present = self._narrowed(self._values[column].notna().to_numpy())
        value = present._values[column].to_numpy(dtype=float)
        found = present._end - 1
        some = found >= (present._begin(days) if days is not None else present._start)
        return np.where(some, value[np.where(some, found, 0)] if value.size else np.nan, np.nan)

    def last_day(self) -> np.ndarray:
        """Event date (days since 1970-01-01, int32) of the newest record; `NEVER` if none is known."""
        some = self._end > self._start
        return np.where(some, self._day[np.where(some, self._end - 1, 0)] if self._day.size else NEVER, NEVER)

    def last_days(self, column: str) -> np.ndarray:
        """The date `column` of the newest record, in days; `NEVER` where it is empty or none is known."""
        day = to_days(self._values[column])
        some = self._end > self._start
        return np.where(some, day[np.where(some, self._end - 1, 0)] if day.size else NEVER, NEVER)

    def last_code(self, column: str) -> np.ndarray:
        """A code (int) per distinct text of `column` in the newest record that has one; -1 if none is known."""
        if column not in self._values:
            return np.full(self._as_of.size, -1)
        present = self._narrowed(self._values[column].notna().to_numpy())
        code = pd.factorize(present._values[column], sort=True)[0]
        some = present._end > present._start
        return np.where(some, code[np.where(some, present._end - 1, 0)] if code.size else -1, -1)

    def last_text(self, column: str) -> np.ndarray:
        """`column` of the newest record that has one, as text; None if none is known."""
        if column not in self._values:
            return np.full(self._as_of.size, None, dtype=object)
        names = np.append(np.sort(self._values[column].dropna().unique().astype(object)), None)
        return names[self.last_code(column)]

    def days_since(self) -> np.ndarray:
        """Days from the newest record to the as-of date; missing if none is known."""
        last = self.last_day()
        return np.where(last == NEVER, np.nan, (self._as_of - last).astype(float))

    def days_within(self, until: str, days: int) -> np.ndarray:
        """Days that records of the look-back lasted, each up to its date `until` or the as-of date.

        An end that lies in the future, or is not known, counts as still going on; the part before
        the look-back of a record that began earlier is not counted. Overlaps count twice.
        """
        if until not in self._values:
            return np.full(self._as_of.size, np.nan)
        stop = to_days(self._values[until])
        first, last = self._begin(days), self._end
        whole = np.concatenate([[0], np.cumsum(np.where(stop == NEVER, 0, stop - self._day))])
        total = (whole[last] - whole[first]).astype(float)
        # What lasts beyond the as-of date is counted up to it: few records, put right one by one.
        row, seen = _expand(first, last)
        over = stop[row] > self._as_of[seen]
        row, seen = row[over], seen[over]
        counted = np.where(stop[row] == NEVER, 0, stop[row] - self._day[row])
        np.add.at(total, seen, (self._as_of[seen] - self._day[row]) - counted)
        return self._covered(days, total)

    def ever(self) -> np.ndarray:
        """Whether any record is known (bool)."""
        return self._end > self._start

    @cached_property
    def _key(self) -> np.ndarray:
        return sort_key(self._history, self._day)

    @cached_property
    def _end(self) -> np.ndarray:
        return np.searchsorted(self._key, sort_key(self._own, self._as_of), side="left")

    @cached_property
    def _start(self) -> np.ndarray:
        return np.searchsorted(self._history, self._own, side="left")

    def _begin(self, days: int) -> np.ndarray:
        return np.searchsorted(self._key, sort_key(self._own, self._as_of - days), side="left")

    def _total(self, column: str, days: int, *, fill: bool) -> np.ndarray:
        if column not in self._values:
            return np.full(self._as_of.size, np.nan)
        value = self._values[column].to_numpy(dtype=float)
        known = ~np.isnan(value)
        part = np.where(known, value, 0.0) if fill else known.astype(float)
        running = np.concatenate([[0.0], np.cumsum(part)])
        return running[self._end] - running[self._begin(days)]

    def _covered(self, days: int, answer: np.ndarray) -> np.ndarray:
        return np.where(self._as_of - days < self.observed_from, np.nan, answer)


def _versions(frame: pd.DataFrame, event: str, employee_ids: np.ndarray) -> pd.DataFrame:
    """The versions of the observed employees, sorted by employee, event date, known_on and values."""
    code = pd.Index(employee_ids).get_indexer(frame["employee_id"])
    values = frame.drop(columns=["employee_id", event, "known_on", "superseded_on", "retracted"], errors="ignore")
    retracted = frame["retracted"].fillna(False).astype(bool) if "retracted" in frame else False
    versions = values.assign(
        employee=code,
        day=to_days(frame[event]),
        known=to_days(frame["known_on"]),
        superseded=to_days(frame["superseded_on"]),
        retracted=retracted,
    )[code >= 0]
    order = ["employee", "day", "known", *values.columns]
    return versions.sort_values(order, kind="stable").reset_index(drop=True)


def _histories(versions: pd.DataFrame, seen: Observations) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """History of every event, its row in `versions`, and the history that each observation reads."""
    employee, day = versions["employee"].to_numpy(), versions["day"].to_numpy()
    known, superseded = versions["known"].to_numpy(), versions["superseded"].to_numpy()
    retracted = versions["retracted"].to_numpy()
    settled = np.flatnonzero((superseded == NEVER) & ~retracted)

    # A late final version is not yet seen in (day, known]; an old one is still seen until superseded.
    final = superseded == NEVER
    begin = np.where(final, day, np.maximum(day, known))
    until = np.where(final, np.where(retracted, begin, known), np.where(retracted, begin, superseded))
    unsettled = np.flatnonzero(_touched(seen, employee, begin, until))

    first = np.searchsorted(employee, seen.employee[unsettled], side="left")
    last = np.searchsorted(employee, seen.employee[unsettled], side="right")
    row, whose = _expand(first, last)
    as_of = seen.as_of[unsettled][whose]
    visible = (known[row] < as_of) & (as_of <= superseded[row]) & ~retracted[row]

    own = seen.employee.astype(np.int64)
    own[unsettled] = seen.employee_ids.size + np.arange(unsettled.size)
    history = np.concatenate([employee[settled], seen.employee_ids.size + whose[visible]]).astype(np.int64)
    return history, np.concatenate([settled, row[visible]]), own


def _expand(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All rows of the ranges ``[first, last)``, one after the other, and the number of the range of each."""
    size = last - first
    whose = np.repeat(np.arange(size.size), size)
    return np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(first, size), whose


def _touched(seen: Observations, employee: np.ndarray, begin: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Which observations have an as-of date in one of the intervals ``(begin, until]`` of their employee."""
    some = until > begin
    start = np.searchsorted(seen.key, sort_key(employee[some], begin[some]), side="right")
    stop = np.searchsorted(seen.key, sort_key(employee[some], until[some]), side="right")
    change = np.zeros(len(seen) + 1, dtype=np.int64)
    np.add.at(change, start, 1)
    np.add.at(change, stop, -1)
    return np.cumsum(change)[:-1] > 0
