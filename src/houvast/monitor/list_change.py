"""How much of the list is new since the month before.

Some of a list changes every month: people leave, join, get a pay rise. How much is usual is measured on the
months of training, with the risks of the model that is registered. A list that another model made than the list before
may change by so much more as refits of one model differ: what stability promised.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import t

NOTABLE = 0.1
"""Change beyond the usual below which no change is an alarm."""

MONTH_DAYS = 31


def share_new(now: Sequence[object], before: Sequence[object]) -> float:
    """Share of those listed now who were not listed before; NaN where nobody is."""
    listed = set(now)
    return len(listed - set(before)) / len(listed) if listed else float("nan")


def usual_change(risk: np.ndarray, as_of: np.ndarray, person: np.ndarray, capacity: int) -> list[float]:
    """Share that was new on the list of each date of training, from the second on; months that follow on one another.

    Ties of risk go to the lower person number.
    """
    dates = np.unique(as_of)
    lists = []
    for day in dates:
        rows = np.flatnonzero(as_of == day)
        lists.append(person[rows[np.lexsort((person[rows], -risk[rows]))[:capacity]]].tolist())
    pairs = zip(dates[1:], dates[:-1], lists[1:], lists[:-1], strict=True)
    return [share_new(now, before) for day, last, now, before in pairs if day - last <= MONTH_DAYS]


def change_limit(usual: Sequence[float], chance: float, refit: float = 0.0) -> float:
    """From where on a change is an alarm: the upper prediction limit of one more month, and what refits add.

    NaN where fewer than three months say what is usual.
    """
    if len(usual) < 3:
        return float("nan")
    mean, spread = float(np.mean(usual)), float(np.std(usual, ddof=1)) * (1 + 1 / len(usual)) ** 0.5
    highest = max(mean + NOTABLE, mean + float(t.isf(chance, len(usual) - 1)) * spread)
    return min(1.0, 1 - (1 - min(highest, 1.0)) * (1 - refit))
