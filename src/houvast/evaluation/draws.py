"""Bootstrap draws over people: a draw takes whole people with all their rows, since those resemble each other."""

from collections.abc import Iterator

import numpy as np

from houvast.evaluation import loops

_WIDTH = 64


class PersonDraws:
    """How often each person counts in each draw.

    The first draw is the sample itself, each person once; the others take as many people as there
    are, with replacement.

    Parameters
    ----------
    person : ndarray, shape (n,)
        Person of each row.
    draws, seed : int

    Attributes
    ----------
    times : ndarray of uint8, shape (1 + draws, people)
    code : ndarray of int, shape (n,)
        Column of `times` of each row.
    """

    def __init__(self, person: np.ndarray, *, draws: int, seed: int) -> None:
        people, self.code = np.unique(person, return_inverse=True)
        self._times = draw_people(people.size, draws=draws, seed=seed)
        self.times = self._times.T

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sums of `values` in each draw: shape (1 + draws,) of (n,), (1 + draws, k) of (n, k)."""
        columns = values.astype(float).reshape(len(values), -1)
        per_person = np.column_stack([self._per_person(column) for column in columns.T])
        total = self._drawn(per_person)
        return total[:, 0] if values.ndim == 1 else total

    def binned(self, at: np.ndarray, values: np.ndarray, bins: int) -> np.ndarray:
        """Sums of `values` in each draw and bin, shape (1 + draws, bins); `at` is the bin of each row."""
        if bins <= _WIDTH:  # few enough to be summed by person first
            cell = self.code * bins + at
            per_person = np.bincount(cell, weights=values.astype(float), minlength=len(self._times) * bins)
            return self._drawn(per_person.reshape(-1, bins))
        rows = np.flatnonzero(values)
        person, at, values = self.code[rows], np.asarray(at)[rows], values[rows].astype(float)
        parts = []
        for block in self.blocks():
            total = np.zeros((bins, block.shape[1]))
            loops.add_to_bins(person, at, values, block, total)
            parts.append(total.T)
        return np.concatenate(parts)

    def blocks(self) -> Iterator[np.ndarray]:
        """`times` some draws at a time, turned: shape (people, some)."""
        for first in range(0, len(self.times), _WIDTH):
            yield np.ascontiguousarray(self._times[:, first : first + _WIDTH])

    def row_weights(self) -> Iterator[np.ndarray]:
        """How often each row counts, some draws at a time, shape (some, n), float."""
        some = int(np.clip(5_000_000 // max(self.code.size, 1), 1, 50))
        for first in range(0, len(self.times), some):
            yield self.times[first : first + some][:, self.code].astype(float)

    def _drawn(self, per_person: np.ndarray) -> np.ndarray:
        return np.concatenate([block.T.astype(float) @ per_person for block in self.blocks()])

    def _per_person(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.code, weights=values, minlength=len(self._times))


def draw_people(people: int, *, draws: int, seed: int) -> np.ndarray:
    """How often each of so many people is drawn, uint8, shape (people, 1 + draws); once each in the first draw."""
    rng = np.random.default_rng(seed)
    times = np.ones((people, 1 + draws), dtype=np.uint8)
    for draw in range(1, 1 + draws):
        times[:, draw] = np.bincount(rng.integers(0, people, people), minlength=people)
    return times
