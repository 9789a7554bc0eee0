"""Rolling origins: test stretches that always lie later than what the model learned from.

A model tested from as-of date ``t`` on learned only from as-of dates whose horizon ended before
``t``: the last one lies at least the embargo earlier.
"""

from dataclasses import dataclass

import numpy as np

FEWEST_TRAINING_LEAVERS = 20
"""Distinct leavers below which an origin teaches nothing worth testing."""


@dataclass(frozen=True)
class Origin:
    """Train on as-of dates up to `train_until`, test on those in `[test_from, test_until]` (days)."""

    train_until: int
    test_from: int
    test_until: int

    def train_rows(self, as_of: np.ndarray) -> np.ndarray:
        """Mask of the rows to learn from."""
        return as_of <= self.train_until

    def test_rows(self, as_of: np.ndarray) -> np.ndarray:
        """Mask of the rows to be tested on."""
        return (as_of >= self.test_from) & (as_of <= self.test_until)


def rolling_origins(
    as_of: np.ndarray, label: np.ndarray, person: np.ndarray, *, count: int, embargo_days: int
) -> list[Origin]:
    """Up to `count` origins with expanding training stretches; the last half of the dates is tested.

    Parameters
    ----------
    as_of, label, person : ndarray, shape (n,)
        As-of date in days, 1/0 label (no missing), and person of every mature row.

    Returns
    -------
    list of Origin
        In the order of time; fewer than `count`, or none, where the records are too short or have
        fewer than 20 distinct leavers to learn from.
    """
    dates = np.unique(as_of)
    usable = [date for date in dates if _leavers(as_of, label, person, date - embargo_days) >= FEWEST_TRAINING_LEAVERS]
    tested = np.array([date for date in usable if date >= dates[0] + (dates[-1] - dates[0]) // 2], dtype=int)
    if tested.size == 0:
        return []
    origins = []
    for stretch in np.array_split(tested, min(count, tested.size)):
        learnt = dates[dates <= stretch[0] - embargo_days]
        origins.append(Origin(int(learnt[-1]), int(stretch[0]), int(stretch[-1])))
    return origins


def _leavers(as_of: np.ndarray, label: np.ndarray, person: np.ndarray, until: int) -> int:
    return np.unique(person[(as_of <= until) & (label == 1)]).size
