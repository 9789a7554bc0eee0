"""Which record tables each feature rests on, found by leaving one table out after the other.

A driver is asked for its features of a made-up cohort whose tables answer every question at random. A feature
that is missing for everyone once a table is absent needs that table; one that only changes can do without
it. Nothing is declared twice, so that the feature catalogue cannot say other than what the driver does.

Known drawbacks: what is shown is needed of a table, not of its columns.
"""

import zlib
from collections.abc import Callable, Collection

import numpy as np

from houvast.features import DRIVERS
from houvast.records.contract import TABLES
from houvast.timeline import Gone, Known, Observations

PEOPLE = 64
TODAY = 20_000
WORDS = ("one", "other")


class AnsweringTable:
    """Stands for a record table that has every column and answers every question, at random and always alike."""

    measured = True
    observed_from = 0

    def __init__(self, name: str, rows: int) -> None:
        self._name, self._rows = name, rows

    def __getattr__(self, question: str) -> Callable[..., np.ndarray]:
        if question.startswith("_"):
            raise AttributeError(question)
        return lambda *given, **more: self._draw(f"{question} {given} {more}").uniform(0.1, 0.9, self._rows)

    def where(self, *values: object, **_: object) -> "AnsweringTable":
        """A part of the table, with answers of its own."""
        return AnsweringTable(f"{self._name}/{values}", self._rows)

    changes = with_value = where

    def has(self, _: str) -> bool:
        """Every column is there."""
        return True

    def words(self, _: str) -> np.ndarray:
        """Two words."""
        return np.array(WORDS, dtype=object)

    def last_code(self, column: str) -> np.ndarray:
        """One of the two, by turns."""
        return np.arange(self._rows) % len(WORDS)

    def last_text(self, column: str) -> np.ndarray:
        """One of the two, by turns."""
        return self.words(column)[self.last_code(column)]

    def count(self, days: int, before: int = 0) -> np.ndarray:
        """None, one or two."""
        return self._draw(f"count {days} {before}").integers(0, 3, self._rows).astype(float)

    def known(self) -> np.ndarray:
        """None to three."""
        return self._draw("known").integers(0, 4, self._rows)

    def ever(self) -> np.ndarray:
        """Whether there is one."""
        return self.known() > 0

    def last_days(self, column: str, nth: int = 1) -> np.ndarray:
        """A day of the last year."""
        return TODAY - self._draw(f"last_days {column} {nth}").integers(1, 366, self._rows)

    def last_day(self) -> np.ndarray:
        """A day of the last year."""
        return self.last_days("event")

    def _draw(self, question: str) -> np.random.Generator:
        return np.random.default_rng(zlib.crc32(f"{self._name}.{question}".encode()))


def find_tables(driver: str) -> dict[str, dict[str, bool]]:
    """Feature to the tables that it rests on, in the order of the contract, and whether it needs each.

    `spells` is named only where the driver itself asks for it: without it there is nobody to observe.
    """
    read = [name for name in TABLES if name in {*DRIVERS[driver].TABLES, "assignments"}]
    whole = _compute(driver, read)
    lacking = {table: _compute(driver, [name for name in read if name != table]) for table in read}
    return {
        feature: {
            table: bool(np.isnan(made[feature]).all())
            for table, made in lacking.items()
            if not np.array_equal(made[feature], values, equal_nan=True)
        }
        for feature, values in whole.items()
    }


def _compute(driver: str, tables: Collection[str]) -> dict[str, np.ndarray]:
    """The driver's features where only these tables are there."""
    return DRIVERS[driver].compute(_make_up(tables))


def _make_up(tables: Collection[str]) -> Known:
    """What a driver sees of people of every tenure, of whom some have left."""
    opened = {name: AnsweringTable(name, PEOPLE) for name in tables}
    left = _observe(PEOPLE // 4)
    gone = Gone(left, np.arange(len(left)), AnsweringTable("assignments", len(left)))
    return Known(
        _observe(PEOPLE),
        opened,
        gone=(lambda: gone) if "assignments" in tables else None,
        min_respondents=1,
        individual_answers=True,
    )


def _observe(people: int) -> Observations:
    """So many people on one day, half of them in their first year."""
    ids = np.array([f"{number:03d}" for number in range(people)], dtype=object)
    as_of = np.full(people, TODAY, dtype=np.int32)
    tenure = np.where(np.arange(people) % 4 < 2, np.arange(people) * 5, 400 + np.arange(people) * 20)
    return Observations(ids, np.arange(people, dtype=np.int32), as_of, (as_of - tenure).astype(np.int32))
