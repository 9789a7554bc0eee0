"""One table laid out for the observations: which entries each of them sees, exactly and in order.

A version of a record counts at as-of date ``a`` only if its event date lies before ``a``, it was known before
``a``, and no later version was: ``known_on < a <= superseded_on``.

How it stays exact and fast
---------------------------
Nearly all records become known in the order in which they happened, and are never corrected: however late a
table is kept, what is known at ``a`` is then the beginning of that employee's final history. Such an observation
is *settled*; it reads the first so many entries of the one settled history. Each of the few others gets a
private copy of the history as it was known then. Both kinds lie in one array, history by history and in order of
day, so that a look-back is a contiguous range, found by moving on from the one before it, and no query needs a
case for late or corrected records (docs/adr/0004).

Ties: records of one history on one day stand in the order of `known_on`, then of their values.
"""

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from houvast.timeline import loops
from houvast.timeline.days import NEVER
from houvast.timeline.observed import Observations
from houvast.timeline.versions import Versions


class Layout:
    """The entries of one table, and the range of them that each observation sees.

    Attributes
    ----------
    own : ndarray of int32, shape (n,)
        History that each observation reads: its employee's settled one, or one of its own.
    end : ndarray of int32, shape (n,)
        First entry not seen any more.
    start : ndarray of int32, shape (n_histories + 1,)
    day : ndarray of int32, shape (n_entries,)
        Event date of each entry.
    """

    def __init__(self, versions: Versions, observations: Observations) -> None:
        self.versions, self.observations = versions, observations
        self._begins: dict[tuple[str, int], np.ndarray] = {}
        self._kept: dict[tuple[str, str], np.ndarray] = {}

    @cached_property
    def _parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
        return _lay_out(self.versions, self.observations)

    own = property(lambda self: self._parts[0])
    end = property(lambda self: self._parts[1])
    start = property(lambda self: self._parts[2])

    @cached_property
    def day(self) -> np.ndarray:
        """Event date of each entry, in days."""
        return self._entries(self.versions.day)

    @cached_property
    def everything(self) -> np.ndarray:
        """A mask that keeps every entry."""
        return np.ones(self.day.size, dtype=bool)

    @cached_property
    def history_begin(self) -> np.ndarray:
        """First entry of the history that each observation reads."""
        return self.start[self.own]

    def begin(self, days: int) -> np.ndarray:
        """First entry seen in the look-back of so many days, by observation; `end` where there is none."""
        key = ("days", days)
        if key not in self._begins:
            self._begins[key] = self.begin_on(self.observations.as_of - np.int32(days))
        return self._begins[key]

    def begin_on(self, opened: np.ndarray) -> np.ndarray:
        """First entry seen on or after a day of each observation."""
        begin = np.empty(self.own.size, dtype=np.int32)
        employees = self.observations.employee_ids.size
        opened = np.ascontiguousarray(opened, dtype=np.int32)
        loops.find_begins(self.own, employees, opened, self.start, self.day, self.end, begin)
        return begin

    def numbers(self, column: str) -> np.ndarray:
        """A number of every entry, float64."""
        return self._column("numbers", column)

    def days(self, column: str) -> np.ndarray:
        """A date of every entry, in days; `NEVER` where it is empty."""
        return self._column("days", column)

    def flags(self, column: str) -> np.ndarray:
        """Whether a flag of every entry is true."""
        return self._column("flags", column)

    def codes(self, column: str) -> np.ndarray:
        """Code of a text of every entry; -1 where it is empty."""
        return self._column("codes", column)

    def words(self, column: str) -> np.ndarray:
        """The distinct texts, by code."""
        return self.versions.words(column)

    def _column(self, kind: str, column: str) -> np.ndarray:
        if (kind, column) not in self._kept:
            self._kept[kind, column] = self._entries(getattr(self.versions, kind)(column))
        return self._kept[kind, column]

    def _entries(self, values: np.ndarray) -> np.ndarray:
        """Of every entry the value of its version."""
        rows = self._parts[3]
        return values if rows is None else values.take(rows)


def _lay_out(versions: Versions, seen: Observations) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    """`own`, `end`, `start` and `rows` of a layout; no rows where the entries are the versions as they are."""
    chosen, first = _choose(versions, seen)
    day, known = (values if chosen is None else values[chosen] for values in (versions.day, versions.known))
    superseded = _superseded(versions, chosen)
    end, settled = np.empty(len(seen), dtype=np.int32), np.empty(len(seen), dtype=bool)
    void = known == NEVER if superseded is None else (superseded != NEVER) | (known == NEVER)
    rows, start = None, first
    if void.any():
        rows = np.flatnonzero(~void)
        start = np.searchsorted(rows, first).astype(np.int32)
        loops.find_ends(start, seen.first, day[rows], known[rows], seen.as_of, end, settled)
        if superseded is not None:
            _mark_outdated(np.flatnonzero(void & (known != NEVER)), first, day, known, superseded, seen, settled)
    else:
        loops.find_ends(start, seen.first, day, known, seen.as_of, end, settled)
    own = seen.employee
    if not settled.all():
        unsettled = np.flatnonzero(~settled)
        superseded = np.full(day.size, NEVER, dtype=np.int32) if superseded is None else superseded
        private, sizes = _private_copies(unsettled, seen, first, day, known, superseded)
        start = np.concatenate([start, start[-1] + np.cumsum(sizes, dtype=np.int32)])
        rows = np.concatenate([np.arange(day.size) if rows is None else rows, private])
        own = seen.employee.copy()
        own[unsettled] = seen.employee_ids.size + np.arange(unsettled.size, dtype=np.int32)
        end[unsettled] = start[own[unsettled] + 1]
    if chosen is not None:
        rows = chosen if rows is None else chosen[rows]
    return own, end, start, rows


def _superseded(versions: Versions, chosen: np.ndarray | None) -> np.ndarray | None:
    superseded = versions.superseded
    return superseded if superseded is None or chosen is None else superseded[chosen]


def _mark_outdated(
    old: np.ndarray,
    first: np.ndarray,
    day: np.ndarray,
    known: np.ndarray,
    superseded: np.ndarray,
    seen: Observations,
    settled: np.ndarray,
) -> None:
    """Mark the observations that see one of the versions `old`, which were superseded later, as not settled."""
    whose = (np.searchsorted(first, old, side="right") - 1).astype(np.int32)
    begin = np.maximum(day[old], known[old])
    loops.mark_outdated(whose, begin, superseded[old], seen.first, seen.as_of, settled)


def _private_copies(
    unsettled: np.ndarray,
    seen: Observations,
    first: np.ndarray,
    day: np.ndarray,
    known: np.ndarray,
    superseded: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The rows that each unsettled observation sees, one after the other, and their numbers."""
    given = (unsettled, seen.employee, seen.as_of, first, day, known, superseded)
    sizes = np.zeros(unsettled.size, dtype=np.int32)
    loops.count_visible(*given, sizes)
    rows = np.empty(int(sizes.sum()), dtype=np.int64)
    loops.list_visible(*given, rows)
    return rows, sizes


def _choose(versions: Versions, seen: Observations) -> tuple[np.ndarray | None, np.ndarray]:
    """The rows of the observed employees (None for all), and where among them each employee's begin; int32."""
    codes, ids = versions.employees
    place, number = _find(ids, seen.ids), seen.employee_ids.size
    firsts = np.searchsorted(codes, np.arange(place.size + 1, dtype=codes.dtype))
    counts = np.zeros(number, dtype=np.int64)
    observed = place >= 0
    counts[place[observed]] = np.diff(firsts)[observed]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return None if observed.all() else np.flatnonzero(observed[codes]), first


def _find(ids: pa.Array, wanted: pa.Array) -> np.ndarray:
    """Place of each id among the wanted ones, int32; -1 where it is not wanted."""
    ids = ids.cast(pa.string())
    if ids.equals(wanted):
        return np.arange(len(ids), dtype=np.int32)
    return pc.index_in(ids, value_set=wanted).fill_null(-1).to_numpy().astype(np.int32, copy=False)
