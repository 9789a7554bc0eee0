"""From weekly state to dated records: the scene that the record tables are made from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from houvast.simulate.archetypes import Archetype
from houvast.simulate.calendar import Calendar
from houvast.simulate.history import FAR, World


@dataclass(frozen=True)
class Moments:
    """Something that happened: which week of the history, which seat, which day.

    Parameters
    ----------
    week, seat : ndarray of int
        Cell of the history.
    day : ndarray of int
        Day since 1970-01-01.
    """

    week: np.ndarray
    seat: np.ndarray
    day: np.ndarray

    def where(self, mask: np.ndarray) -> "Moments":
        """Those of a mask."""
        return Moments(self.week[mask], self.seat[mask], self.day[mask])


@dataclass(frozen=True)
class Scene:
    """The world, its calendar, and the ids of its people (a Series by spell number)."""

    world: World
    calendar: Calendar
    people: pd.Series
    archetype: Archetype

    @property
    def history(self) -> dict[str, np.ndarray]:
        """Weekly state of each seat in the observed window, shape (n_weeks, n_seats)."""
        return self.world.history

    @property
    def mondays(self) -> np.ndarray:
        """Monday of each observed week."""
        return self.calendar.mondays[self.calendar.first_observed :]

    @cached_property
    def month_weeks(self) -> np.ndarray:
        """Numbers of the observed weeks that hold a first of the month within the window."""
        firsts = self.calendar.as_of[self.calendar.first_observed :]
        return np.flatnonzero((firsts >= self.calendar.observed_from) & (firsts < self.calendar.observed_until))

    @property
    def month_firsts(self) -> np.ndarray:
        """The firsts of the month of `month_weeks`."""
        return self.calendar.as_of[self.calendar.first_observed :][self.month_weeks]

    def at(self, name: str, moments: Moments) -> np.ndarray:
        """The state `name` at these moments."""
        return self.history[name][moments.week, moments.seat]

    def happen(self, chance: np.ndarray, noise: np.random.Generator, *, weekdays: int = 5) -> Moments:
        """Moments drawn with a weekly chance per cell (at most one a week), on a working day."""
        week, seat = np.nonzero(noise.random(chance.shape) < chance)
        day = self.mondays[week] + noise.integers(0, weekdays, len(week))
        return self.keep_employed(Moments(week, seat, day))

    def monthly(self) -> Moments:
        """Everyone employed on each first of the month in the window."""
        weeks = np.repeat(self.month_weeks, self.history["person"].shape[1])
        seats = np.tile(np.arange(self.history["person"].shape[1]), len(self.month_weeks))
        days = np.repeat(self.month_firsts, self.history["person"].shape[1])
        return self.keep_employed(Moments(weeks, seats, days))

    def keep_employed(self, moments: Moments) -> Moments:
        """Those within the window on which the seat's person was employed."""
        person = self.at("person", moments)
        there = (self.world.started[person] <= moments.day) & (moments.day < self.world.ended[person])
        inside = (moments.day >= self.calendar.observed_from) & (moments.day < self.calendar.observed_until)
        return moments.where(there & inside)

    def ids(self, moments: Moments) -> np.ndarray:
        """Employee ids at these moments."""
        return self.people.to_numpy()[self.at("person", moments)]

    def table(self, moments: Moments, event: str, **columns: np.ndarray) -> pd.DataFrame:
        """A record table of these moments, sorted by employee and day."""
        frame = pd.DataFrame({"employee_id": self.ids(moments), event: moments.day, **columns})
        return finish(frame, event)

    def known_by_end(self, table: pd.DataFrame, column: str = "known_on") -> pd.DataFrame:
        """The rows that were known before the end of the window."""
        return table[table[column] < self.calendar.observed_until]


def finish(frame: pd.DataFrame, event: str) -> pd.DataFrame:
    """Sorted by employee, event day and known_on; whole-number days as dates, `FAR` as missing."""
    order = ["employee_id", event] + (["known_on"] if "known_on" in frame else [])
    frame = frame.sort_values(order, ignore_index=True, kind="stable")
    for name in frame.columns:
        if name.endswith("_on") or name in ("period_start", "booked_for"):
            frame[name] = to_dates(frame[name].to_numpy())
    return frame.astype({"employee_id": "str"})


def to_dates(days: np.ndarray) -> np.ndarray:
    """Days since 1970-01-01 as dates; `FAR` is missing."""
    dates = np.where(days == FAR, 0, days).astype("datetime64[D]").astype("datetime64[s]")
    dates[np.asarray(days) == FAR] = np.datetime64("NaT")
    return dates


def late_by(
    count: int, noise: np.random.Generator, *, share: float = 0.02, least: int = 14, most: int = 75
) -> np.ndarray:
    """Days that a record is late: 0 for most, weeks for a small share."""
    late = noise.random(count) < share
    return np.where(late, noise.integers(least, most + 1, count), 0)
