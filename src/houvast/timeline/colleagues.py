"""Questions about colleagues, asked of the whole cohort although it is walked bucket by bucket.

A driver's code runs over every bucket. Where it asks about colleagues, what the bucket has to say is gathered;
when all buckets have been gathered and merged, the code runs again and the same questions, in the same order,
are answered. A cohort of one bucket is answered at once. An answer may not enter another question.

What is summed are whole numbers, so that the order of buckets cannot show in the last digit; shares are counted in
units of 2^-32. A cell is a group at an as-of date, named by a 64-bit hash: two of a million cells share
one with a chance of about 1 in 10^7.
"""

import hashlib
from functools import lru_cache

import numpy as np
import pandas as pd

UNIT = 2.0**32


@lru_cache(maxsize=1_000_000)
def name_group(*words: str) -> int:
    """A number for a group that is the same in every bucket and run; -1 is no group's."""
    digest = hashlib.blake2b("\x1f".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) >> 1  # room to mix in a date


class Colleagues:
    """Asks, gathers and answers.

    Parameters
    ----------
    gathered : list or None
        What `merge_gathered` made of all buckets; None while gathering.
    whole : bool
        Whether this is the only bucket: questions are then answered while gathering.
    """

    def __init__(self, gathered: list[pd.DataFrame] | None = None, *, whole: bool = False) -> None:
        self._answers, self._whole, self._asked = gathered, whole, 0
        self.gathered: list[pd.DataFrame] = []

    def totals(self, cell: np.ndarray, *columns: np.ndarray) -> np.ndarray:
        """Sums (int64) over each row's cell, shape (n_columns, n); zeros while gathering.

        Parameters
        ----------
        cell : ndarray of int64
        columns : ndarray of bool or int, each of its shape
        """
        names = [str(number) for number in range(len(columns))]
        frame = pd.DataFrame({"cell": cell, **dict(zip(names, (c.astype(np.int64) for c in columns), strict=True))})
        answers = self._ask(frame.groupby("cell", sort=True, as_index=False)[names].sum())
        if answers is None:
            return np.zeros((len(columns), cell.size), dtype=np.int64)
        at = np.searchsorted(answers["cell"].to_numpy(), cell)
        return answers[names].to_numpy().T[:, at]

    def distribution(self, cell: np.ndarray, value: np.ndarray) -> "Distribution | None":
        """All values of each cell; None while gathering. Missing values do not count."""
        given = ~np.isnan(value)
        frame = pd.DataFrame({"cell": cell[given], "value": value[given], "number": 1})
        answers = self._ask(frame.groupby(["cell", "value"], sort=True, as_index=False)["number"].sum())
        return None if answers is None else Distribution(answers)

    def _ask(self, said: pd.DataFrame) -> pd.DataFrame | None:
        at, self._asked = self._asked, self._asked + 1
        if self._answers is not None:
            return self._answers[at]
        self.gathered.append(said)
        return said if self._whole else None


class Distribution:
    """The values of every cell, in order, with how often each occurs."""

    def __init__(self, counts: pd.DataFrame) -> None:
        self._cells, self._first = np.unique(counts["cell"].to_numpy(), return_index=True)
        self._cell, self._value = counts["cell"].to_numpy(), counts["value"].to_numpy()
        self._until = np.append(self._first[1:], self._cell.size)
        self._running = np.concatenate([[0], np.cumsum(counts["number"].to_numpy())])

    def number(self, cell: np.ndarray) -> np.ndarray:
        """How many values each row's cell has."""
        first, until = self._range(cell)
        return self._running[until] - self._running[first]

    def below(self, cell: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How many values of its cell lie below each row's value, and how many equal it."""
        first, until = self._range(cell)
        low, high = first.copy(), first.copy()
        for side, out in (("left", low), ("right", high)):
            out[:] = self._search(first, until, value, side)
        return self._running[low] - self._running[first], self._running[high] - self._running[low]

    def median(self, cell: np.ndarray) -> np.ndarray:
        """The median of each row's cell; missing where it has no value."""
        first, until = self._range(self._cells)
        before, number = self._running[first], self._running[until] - self._running[first]
        lower = np.searchsorted(self._running, before + (number - 1) // 2, side="right") - 1
        upper = np.searchsorted(self._running, before + number // 2, side="right") - 1
        medians = (self._value[lower] + self._value[upper]) / 2 if self._value.size else np.zeros(0)
        at, found = self._place(cell)
        return np.where(found, np.append(medians, np.nan)[at], np.nan)

    def _place(self, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = np.searchsorted(self._cells, cell)
        found = np.append(self._cells, 0)[at] == cell
        found &= at < self._cells.size
        return np.where(found, at, self._cells.size), found

    def _range(self, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at, _ = self._place(cell)
        return np.append(self._first, 0)[at], np.append(self._until, 0)[at]

    def _search(self, first: np.ndarray, until: np.ndarray, value: np.ndarray, side: str) -> np.ndarray:
        """Binary search of each value within its own range."""
        low, high = first.copy(), until.copy()
        while (open_ := low < high).any():
            middle = (low + high) // 2
            reached = np.append(self._value, np.nan)[middle]
            lower = (reached < value) if side == "left" else (reached <= value)
            low = np.where(open_ & lower, middle + 1, low)
            high = np.where(open_ & ~lower, middle, high)
        return low


def merge_gathered(parts: list[list[pd.DataFrame]]) -> list[pd.DataFrame]:
    """What all buckets say, question by question."""
    merged = []
    for said in zip(*parts, strict=True):
        keys = [name for name in ("cell", "value") if name in said[0]]
        merged.append(pd.concat(said, ignore_index=True).groupby(keys, sort=True, as_index=False).sum())
    return merged
