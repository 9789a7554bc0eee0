"""A record table, seen from observations: counts, sums, means, last values and changes of what was known.

Every answer is one value per observation, of the records that were known before its as-of date
(`layout` says how). Look-backs are half-open: ``[as_of - days, as_of)``, or with `before`
``[as_of - before - days, as_of - before)`` as known at the as-of date.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from houvast.timeline import loops
from houvast.timeline.days import NEVER
from houvast.timeline.layout import Layout
from houvast.timeline.observed import Observations
from houvast.timeline.versions import Versions


class Unmeasured:
    """A table or column that the records do not have: every answer is missing."""

    measured = False
    observed_from = int(NEVER)

    def __init__(self, rows: int) -> None:
        self._rows = rows

    def _missing(self, *_: object, **__: object) -> np.ndarray:
        return np.full(self._rows, np.nan)

    count = sum = mean = spread = last = first_on = days_since = days_until = days_within = streak = _missing
    longest_gap = known = _missing

    def where(self, *_: object, **__: object) -> "Unmeasured":
        """Still unmeasured."""
        return self

    changes = with_value = where

    def has(self, column: str) -> bool:
        """No column is measured."""
        return False

    def words(self, column: str) -> np.ndarray:
        """No word is known."""
        return np.array([], dtype=object)

    def last_code(self, *_: object) -> np.ndarray:
        """No group is known: -1 for everyone."""
        return np.full(self._rows, -1)

    def last_text(self, *_: object) -> np.ndarray:
        """No text is known: None for everyone."""
        return np.full(self._rows, None, dtype=object)

    def last_day(self) -> np.ndarray:
        """No record is known: `NEVER` for everyone."""
        return np.full(self._rows, NEVER)


class Events:
    """The records of one table as known at each observation.

    Parameters
    ----------
    versions : Versions
    observations : Observations
    observed_from : int or ndarray
        First day on which the table was kept; a look-back that begins before it is missing.
        An array gives a day for each observation.
    """

    measured = True

    def __init__(self, versions: Versions, observations: Observations, observed_from: int | np.ndarray) -> None:
        self._layout = Layout(versions, observations)
        self._as_of = observations.as_of
        self._keep: Callable[[], np.ndarray] | None = None
        self.observed_from = observed_from

    def _narrowed(self, keep: Callable[[], np.ndarray]) -> "Events":
        part = object.__new__(Events)
        part._layout, part._as_of, part.observed_from = self._layout, self._as_of, self.observed_from
        part._keep = keep
        return part

    def has(self, column: str) -> bool:
        """Whether the records have the column."""
        return column in self._layout.versions

    def words(self, column: str) -> np.ndarray:
        """The distinct texts of a column by code, of all versions: for naming codes, never a feature."""
        return self._layout.words(column) if self.has(column) else np.array([], dtype=object)

    def where(self, column: str, *values: object) -> "Events | Unmeasured":
        """Only the records whose flag `column` is true, or whose `column` is one of `values`."""
        if not self.has(column):
            return Unmeasured(self._as_of.size)
        return self._narrowed(lambda: self._kept & self._hits(column, values))

    def with_value(self, column: str) -> "Events | Unmeasured":
        """Only the records that have a value in `column`."""
        if not self.has(column):
            return Unmeasured(self._as_of.size)
        return self._narrowed(lambda: self._kept & ~np.isnan(self._values(column)))

    def changes(self, column: str, *, up_only: bool = False) -> "Events | Unmeasured":
        """Only the records whose `column` differs from (is above) that of the record before it, as known then.

        A first record is no change, and an empty value is passed over. Missing at as-of dates at which no
        two records of anyone in the company are known: a single extract cannot show a change.
        """
        if not self.has(column):
            return Unmeasured(self._as_of.size)
        part = self._narrowed(lambda: self._beside(column) == 1 if up_only else np.abs(self._beside(column)) == 1)
        told = self._as_of > self._layout.versions.repeated_on(column)
        part.observed_from = np.where(told, self.observed_from, NEVER)
        return part

    def count(self, days: int, before: int = 0) -> np.ndarray:
        """Records in the look-back; missing where it begins before the records."""
        begin, end = self._window(days, before)
        count = np.empty(end.size)
        if self._keep is None:
            np.subtract(end, begin, out=count)
        else:
            loops.window_counts(begin, end, self._counted, count)
        return self._covered(days + before, count)

    def sum(self, column: str, days: int, before: int = 0) -> np.ndarray:
        """Sum of `column` over the look-back; missing values add nothing, and no record gives 0."""
        return self._total(column, days, before, mean=False)

    def mean(self, column: str, days: int, before: int = 0) -> np.ndarray:
        """Mean of `column` over the look-back; missing where no record has a value."""
        return self._total(column, days, before, mean=True)

    def spread(self, column: str, days: int) -> np.ndarray:
        """Standard deviation of `column` over the look-back; missing where fewer than two records have a value."""
        if not self.has(column):
            return self._nothing
        begin, end = self._window(days, 0)
        spread = np.empty(end.size)
        loops.window_spreads(begin, end, self._kept, self._layout.numbers(column), spread)
        return self._covered(days, spread)

    def last(self, column: str, days: int | None = None, nth: int = 1) -> np.ndarray:
        """`column` of the newest record that has one (in the look-back); missing if none is known.

        With `nth` 2 of the newest but one, and so on.
        """
        if not self.has(column):
            return self._nothing
        value = self._layout.numbers(column)
        answer = np.empty(self._as_of.size)
        loops.pick_values(self._newest(self._kept & ~np.isnan(value), days, nth), value, answer)
        return answer

    def first_on(self, column: str, opened: np.ndarray) -> np.ndarray:
        """`column` of the first record on or after a day of each observation; missing if none is known."""
        if not self.has(column):
            return self._nothing
        value = self._layout.numbers(column)
        keep = self._kept & ~np.isnan(value)
        number = np.arange(keep.size, dtype=np.int32)
        following = np.minimum.accumulate(np.where(keep, number, keep.size)[::-1])[::-1]
        begin, end = self._layout.begin_on(opened), self._layout.end
        at = np.append(following, keep.size)[begin]
        return _take(value, np.where(at < end, at, -1), np.nan)

    def last_day(self) -> np.ndarray:
        """Event date (days since 1970-01-01, int32) of the newest record; `NEVER` if none is known."""
        return _take(self._layout.day, self._newest(self._kept), NEVER)

    def last_days(self, column: str, nth: int = 1) -> np.ndarray:
        """The date `column` of the newest record (or the nth newest), in days; `NEVER` where it is empty or absent."""
        if not self.has(column):
            return np.full(self._as_of.size, NEVER)
        return _take(self._layout.days(column), self._newest(self._kept, nth=nth), NEVER)

    def last_code(self, column: str) -> np.ndarray:
        """A code (int) per distinct text of `column` in the newest record that has one; -1 if none is known."""
        if not self.has(column):
            return np.full(self._as_of.size, -1)
        code = self._layout.codes(column)
        return _take(code, self._newest(self._kept & (code >= 0)), np.int32(-1))

    def last_text(self, column: str) -> np.ndarray:
        """`column` of the newest record that has one, as text; None if none is known."""
        if not self.has(column):
            return np.full(self._as_of.size, None, dtype=object)
        return np.append(self._layout.words(column), None)[self.last_code(column)]

    def days_since(self, nth: int = 1) -> np.ndarray:
        """Days from the newest record (or the nth newest) to the as-of date; missing if none is known."""
        since = np.empty(self._as_of.size)
        loops.pick_days_since(self._newest(self._kept, nth=nth), self._layout.day, self._as_of, since)
        return since

    def days_until(self, column: str) -> np.ndarray:
        """Days from the as-of date to the date `column` of the newest record; missing where it is empty."""
        last = self.last_days(column)
        return np.where(last == NEVER, np.nan, (last - self._as_of).astype(float))

    def days_within(self, until: str, days: int) -> np.ndarray:
        """Days that records of the look-back lasted, each up to its date `until` or the as-of date.

        An end that lies in the future, or is not known, counts as still going on; the part before
        the look-back of a record that began earlier is not counted. Overlaps count twice.
        """
        if not self.has(until):
            return self._nothing
        begin, end = self._window(days, 0)
        lasted = np.empty(end.size)
        stop = self._layout.days(until)
        loops.days_lasted(begin, end, self._kept, self._layout.day, stop, self._as_of, lasted)
        return self._covered(days, lasted)

    def streak(self, column: str) -> np.ndarray:
        """Records since the newest one whose flag `column` is true; all of them where none is."""
        if not self.has(column):
            return self._nothing
        run = np.empty(self._as_of.size)
        begin, hit = self._layout.history_begin, self._layout.flags(column)
        loops.count_streaks(begin, self._layout.end, self._kept, hit, run)
        return run

    def longest_gap(self, opened: np.ndarray) -> np.ndarray:
        """Most days in a row without a record in ``[opened, as_of)``; `opened` is a day of each observation."""
        gap = np.empty(self._as_of.size)
        opened = np.ascontiguousarray(opened, dtype=np.int32)
        begin = self._layout.begin_on(opened)
        loops.longest_gaps(begin, self._layout.end, self._kept, self._layout.day, opened, self._as_of, gap)
        return gap

    def known(self) -> np.ndarray:
        """Number of records known at all."""
        counted = self._counted
        return counted[self._layout.end] - counted[self._layout.history_begin]

    def ever(self) -> np.ndarray:
        """Whether any record is known (bool)."""
        return self.known() > 0

    @cached_property
    def _kept(self) -> np.ndarray:
        return self._layout.everything if self._keep is None else self._keep()

    @cached_property
    def _counted(self) -> np.ndarray:
        kept = self._kept
        counted = np.empty(kept.size + 1, dtype=np.int32)
        loops.run_counts(kept, counted)
        return counted

    @cached_property
    def _running(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {}

    @property
    def _nothing(self) -> np.ndarray:
        return np.full(self._as_of.size, np.nan)

    def _hits(self, column: str, values: tuple[object, ...]) -> np.ndarray:
        layout = self._layout
        if not values:
            return layout.flags(column)
        if not layout.versions.is_text(column):
            return np.isin(layout.numbers(column), values)
        wanted = np.isin(layout.words(column).astype(str), np.array(values, dtype=str))
        return np.append(wanted, False)[layout.codes(column)]

    def _beside(self, column: str) -> np.ndarray:
        layout, value = self._layout, self._values(column)
        beside = np.empty(value.size, dtype=np.int8)
        loops.compare_neighbours(layout.start, self._kept, value, beside)
        return beside

    def _values(self, column: str) -> np.ndarray:
        """A column as numbers: of a text its code; NaN where it is empty."""
        layout = self._layout
        if not layout.versions.is_text(column):
            return layout.numbers(column)
        code = layout.codes(column)
        return np.where(code < 0, np.nan, code.astype(float))

    def _window(self, days: int, before: int) -> tuple[np.ndarray, np.ndarray]:
        return self._layout.begin(days + before), self._layout.begin(before) if before else self._layout.end

    def _newest(self, keep: np.ndarray, days: int | None = None, nth: int = 1) -> np.ndarray:
        """The newest kept entry of each observation (in the look-back), or the nth newest; -1 without one."""
        layout = self._layout
        least = layout.begin(days) if days is not None else layout.history_begin
        newest = np.empty(self._as_of.size, dtype=np.int32)
        employees = layout.observations.employee_ids.size
        loops.find_newest(layout.own, employees, layout.start, layout.end, keep, least, newest)
        for _ in range(nth - 1):
            older = np.maximum.accumulate(np.where(keep, np.arange(keep.size, dtype=np.int32), np.int32(-1)))
            newest = np.where(newest > least, np.append(older, np.int32(-1))[np.maximum(newest, 1) - 1], -1)
            newest = np.where(newest >= least, newest, -1)
        return newest

    def _total(self, column: str, days: int, before: int, *, mean: bool) -> np.ndarray:
        if not self.has(column):
            return self._nothing
        layout = self._layout
        if column not in self._running:
            value = layout.numbers(column)
            total, number = np.empty(value.size), np.empty(value.size, dtype=np.int32)
            loops.run_totals(layout.start, self._kept, value, total, number)
            self._running[column] = total, number
        begin, end = self._window(days, before)
        answer = np.empty(end.size)
        loops.window_totals(begin, end, layout.own, layout.start, *self._running[column], mean, answer)
        return self._covered(days + before, answer)

    def _covered(self, days: int, answer: np.ndarray) -> np.ndarray:
        if np.ndim(self.observed_from) == 0 and self._earliest - days >= self.observed_from:
            return answer
        return np.where(self._as_of - days < self.observed_from, np.nan, answer)

    @cached_property
    def _earliest(self) -> int:
        return int(self._as_of.min()) if self._as_of.size else int(NEVER)


def _take(values: np.ndarray, at: np.ndarray, otherwise: float) -> np.ndarray:
    """`values` at the places `at`, and `otherwise` where a place is -1."""
    if not values.size:
        return np.full(at.size, otherwise, dtype=values.dtype)
    return np.where(at >= 0, values[at], np.asarray(otherwise, dtype=values.dtype))
