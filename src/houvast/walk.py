"""The cohort of a snapshot and its features, walked bucket by bucket.

A bucket's employees depend on nobody outside it but through the questions that drivers ask about colleagues.
Those are gathered from every bucket first; then each bucket is worked out by itself, in any order, in as many
threads as there are workers, and given back in the order of the buckets. The memory that this takes is that of
one bucket per worker, and of the sums per team and as-of date.
"""

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from houvast.features import DRIVERS
from houvast.matrix import build_matrix, build_place, find_idle_days, open_tables, tables_needed
from houvast.observations import build_cohort, find_gone
from houvast.records.contract import TABLES
from houvast.records.past import first_days
from houvast.records.snapshot import Snapshot
from houvast.timeline import (
    Colleagues,
    Events,
    Gone,
    Known,
    Observations,
    Unmeasured,
    Versions,
    merge_gathered,
)

Made = TypeVar("Made")


@dataclass(frozen=True)
class Lens:
    """Who is looked at, when, and for what.

    Parameters
    ----------
    as_of_days : ndarray of int32
        As-of dates, increasing. What became known on or after the last of them is not seen by any.
    drivers : tuple of str
        Drivers whose features are built; none where only the cohort is asked for.
    min_tenure_days : int
    sites : tuple of str
        Only people at these sites on the as-of date; all where empty.
    min_respondents : int
    individual_answers : bool
    set_aside : collection of str
        Tables that are not used.
    exclude : collection of str
        Features that are not built.
    places : tuple of str
        Columns of `assignments` that `Cohort.place` gets beside site and team.
    """

    as_of_days: np.ndarray
    drivers: tuple[str, ...] = ()
    min_tenure_days: int = 0
    sites: tuple[str, ...] = ()
    min_respondents: int = 10
    individual_answers: bool = False
    set_aside: Collection[str] = ()
    exclude: Collection[str] = ()
    places: tuple[str, ...] = ()

    @property
    def building(self) -> tuple[str, ...]:
        """The drivers of which a feature is built."""
        return tuple(driver for driver in self.drivers if not set(DRIVERS[driver].FEATURES) <= set(self.exclude))


@dataclass(frozen=True)
class Cohort:
    """Everyone observed, by employee and as-of date: one bucket of them, or all.

    Parameters
    ----------
    observations : Observations
    place : DataFrame
        site and team of each observation, and what `Lens.places` asks for; None or NaN where not known.
    present : DataFrame of bool
        Whether any record of each table is known.
    X : DataFrame
        The features; no column where none was asked for.
    idle_days : ndarray of float
        Days without a record of any table that is used: since the newest one, the spell or the records began,
        whichever is latest. NaN where no feature was asked for.
    """

    observations: Observations
    place: pd.DataFrame
    present: pd.DataFrame
    X: pd.DataFrame
    idle_days: np.ndarray


def walk(snapshot: Snapshot, lens: Lens, *, workers: int = 1) -> Iterator[Cohort]:
    """The cohort, a bucket at a time, in the order of the buckets."""
    company = _Company(snapshot)

    def view(bucket: int) -> _View:
        return _View(snapshot, lens, bucket, company)

    if snapshot.buckets == 1:
        yield _build(view(0), lens, Colleagues(whole=True))
        return
    buckets, gathered = range(snapshot.buckets), []
    asking = _find_asking(view(0), lens)
    if asking:
        told = _in_turn(lambda bucket: _gather(view(bucket), asking), buckets, workers)
        gathered = merge_gathered(list(told))
    yield from _in_turn(lambda bucket: _build(view(bucket), lens, Colleagues(gathered)), buckets, workers)


def see_cohort(snapshot: Snapshot, lens: Lens, *, workers: int = 1) -> Cohort:
    """All buckets together, in the order of employee id: the same rows whatever the number of buckets."""
    parts = list(walk(snapshot, lens, workers=workers))
    if len(parts) == 1:
        return parts[0]
    ids = np.concatenate([part.observations.employee_ids for part in parts])
    offsets = np.cumsum([0, *(part.observations.employee_ids.size for part in parts[:-1])])
    employee = np.concatenate([part.observations.employee + at for part, at in zip(parts, offsets, strict=True)])
    order = np.argsort(ids, kind="stable")
    code = np.empty(ids.size, dtype=np.int32)
    code[order] = np.arange(ids.size, dtype=np.int32)
    rows = np.argsort(code[employee], kind="stable")
    as_of, started = (
        np.concatenate([getattr(part.observations, name) for part in parts])[rows]
        for name in ("as_of", "spell_started")
    )
    frames = [
        pd.concat([getattr(part, name) for part in parts], ignore_index=True).take(rows).reset_index(drop=True)
        for name in ("place", "present", "X")
    ]
    idle_days = np.concatenate([part.idle_days for part in parts])[rows]
    return Cohort(Observations(ids[order], code[employee][rows], as_of, started), *frames, idle_days)


class _View:
    """One bucket through the lens: who is observed, and the tables as known then."""

    def __init__(self, snapshot: Snapshot, lens: Lens, bucket: int, company: "_Company") -> None:
        self._snapshot, self._lens, self._bucket, self._company = snapshot, lens, bucket, company
        self._versions: dict[str, Versions | None] = {}
        self.spells = self._read("spells")
        observations = build_cohort(self.spells, lens.as_of_days, min_tenure_days=lens.min_tenure_days)
        if lens.sites:
            placed = self._open(("assignments",), observations).get("assignments", Unmeasured(len(observations)))
            here = np.isin(placed.last_text("site").astype(str), lens.sites)
            observations = observations.take(np.flatnonzero(here))
        self.observations = observations
        self.tables = self._open(tables_needed(lens.drivers), observations)

    def known(self, colleagues: Colleagues) -> Known:
        """What drivers may see."""
        return Known(
            self.observations,
            self._used,
            colleagues=colleagues,
            gone=None if "assignments" in self._lens.set_aside else self._gone,
            min_respondents=self._lens.min_respondents,
            individual_answers=self._lens.individual_answers,
        )

    def place(self) -> pd.DataFrame:
        """Where everyone is placed."""
        return build_place(self.tables.get("assignments", Unmeasured(len(self.observations))), self._lens.places)

    def present(self) -> pd.DataFrame:
        """Whether any record of each table is known."""
        named = {name: events.ever() for name, events in self.tables.items() if name != "spells"}
        return pd.DataFrame(named, index=range(len(self.observations)), dtype=bool)

    def idle_days(self) -> np.ndarray:
        """Days without a record; NaN for everyone where no feature is asked for."""
        used = {name: events for name, events in self._used.items() if name != "spells"}
        if not self._lens.building:
            return np.full(len(self.observations), np.nan)
        return find_idle_days(self.observations, used.values())

    @property
    def _used(self) -> dict[str, Events]:
        set_aside = set(self._lens.set_aside)
        return {name: events for name, events in self.tables.items() if name not in set_aside}

    def _gone(self) -> Gone:
        observations, left_days = find_gone(self.spells, self._lens.as_of_days)
        placed = self._open(("assignments",), observations).get("assignments", Unmeasured(len(observations)))
        return Gone(observations, left_days, placed)

    def _open(self, tables: Collection[str], observations: Observations) -> dict[str, Events]:
        return open_tables(self._read, observations, tables, first_days(self._snapshot))

    def _read(self, table: str) -> Versions | None:
        if table not in self._versions:
            self._versions[table] = self._company.open(table, self._bucket)
        return self._versions[table]


class _Company:
    """What is asked of all buckets of a table at once, found when it is first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._repeated_on: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    def open(self, table: str, bucket: int) -> Versions | None:
        """The versions of one bucket of a table; None where the snapshot has none of it."""
        opened = self._snapshot.open_bucket(table, bucket)
        if opened is None:
            return None
        whole = self._snapshot.buckets == 1
        return Versions(*opened, TABLES[table].event, None if whole else partial(self._find_repeated_on, table))

    def _find_repeated_on(self, table: str, column: str) -> int:
        with self._lock:
            if (table, column) not in self._repeated_on:
                buckets = (self.open(table, bucket) for bucket in range(self._snapshot.buckets))
                self._repeated_on[table, column] = min(versions.own_repeated_on(column) for versions in buckets)
            return self._repeated_on[table, column]


def _build(view: _View, lens: Lens, colleagues: Colleagues) -> Cohort:
    X = build_matrix(view.known(colleagues), lens.building, lens.exclude)
    return Cohort(view.observations, view.place(), view.present(), X, view.idle_days())


def _gather(view: _View, asking: tuple[str, ...]) -> list[pd.DataFrame]:
    colleagues = Colleagues()
    build_matrix(view.known(colleagues), asking)
    return colleagues.gathered


def _find_asking(view: _View, lens: Lens) -> tuple[str, ...]:
    """The drivers that ask about colleagues: the others need not be walked twice."""
    asking = []
    for driver in lens.building:
        colleagues = Colleagues()
        build_matrix(view.known(colleagues), [driver])
        asking += [driver] if colleagues.gathered else []
    return tuple(asking)


def _in_turn(make: Callable[[int], Made], buckets: range, workers: int) -> Iterator[Made]:
    """What is made of each bucket, in their order; no more are begun than there are workers."""
    if workers == 1:
        yield from map(make, buckets)
        return
    with ThreadPoolExecutor(workers) as pool:
        begun: deque = deque()
        for bucket in buckets:
            begun.append(pool.submit(make, bucket))
            if len(begun) > workers:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
