"""How well a model can tell today from training, over all features together.

A ridge classifier on the bins of every feature (their order, and whether the value is missing) is asked to tell the
people of one date from those of others; folds are by person, so that nobody is recognised. The area under
the curve of its out-of-fold answers is 0.5 where nothing changed (a classifier two-sample test; Lopez-Paz and Oquab,
ICLR 2017).

What chance does is measured on training itself: each of its dates is told in the same way from those far from it. The
limit is the upper prediction limit of one more such date (normal theory), so that seasons and what whole teams share do
not cry wolf; dates near one another resemble each other, so only as many count as lie `APART_DAYS` apart. It never lies
below what independent people would give (variance of the rank-sum statistic), nor below `NOTABLE`.

Known drawbacks: it is linear in the order of the bins; a spread that grows on both sides shows in the index of that
feature only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve
from scipy.stats import norm, rankdata, t

from houvast.monitor.bins import FEWEST_MONTHS, Bins

FOLDS = 5
RIDGE = 10.0
NOTABLE = 0.56
"""Area below which no separation is an alarm: about a shift of a fifth of a standard deviation in one feature."""

MOST_DATES = 8
APART_DAYS = 120
MOST_ROWS = 20_000


def spread_dates(as_of: np.ndarray) -> np.ndarray:
    """At most `MOST_DATES` of the dates, evenly spread, the newest among them."""
    dates = np.unique(as_of)
    if dates.size <= MOST_DATES:
        return dates
    return dates[np.round(np.linspace(0, dates.size - 1, MOST_DATES)).astype(int)]


def measured_dates(columns: Mapping[str, np.ndarray], as_of: np.ndarray) -> np.ndarray:
    """The dates on which every feature is measured for somebody, of those that are on the newest date."""
    dates = np.unique(as_of)
    rows = [as_of == day for day in dates]
    known = np.array([[(~np.isnan(values[one])).any() for values in columns.values()] for one in rows])
    return dates[(known | ~known[-1]).all(axis=1)]


def encode(columns: Mapping[str, np.ndarray], bins: Mapping[str, Bins]) -> np.ndarray:
    """Two columns a feature: the place of its bin (0 to 1; the middle where missing), and whether it is missing."""
    parts = []
    for name, feature in bins.items():
        place = feature.place(columns[name])
        missing = place == len(feature.edges) + 1
        parts += [np.where(missing, 0.5, place / max(len(feature.edges), 1)), missing.astype(float)]
    return np.column_stack(parts)


def separate(encoded: np.ndarray, person: np.ndarray, today: np.ndarray) -> float:
    """Area under the curve of telling `today` from the rest, out of fold by person; NaN where it cannot be told.

    Parameters
    ----------
    encoded : ndarray, shape (n, n_columns)
    person : ndarray of int, shape (n,)
    today : ndarray of bool, shape (n,)
    """
    encoded, person, today = _sample(encoded, person, today)
    fold = np.unique(person, return_inverse=True)[1] * 7919 % FOLDS  # neighbours in a list of people fall apart
    design = np.column_stack([np.ones(today.size), encoded - encoded.mean(axis=0)])
    sums = [[_sums(design[(fold == number) & (today == side)]) for side in (False, True)] for number in range(FOLDS)]
    answer = np.full(today.size, np.nan)
    for number in range(FOLDS):
        others = [[sums[other][side] for other in range(FOLDS) if other != number] for side in (0, 1)]
        if all(sum(part.rows for part in side) for side in others):
            test = fold == number
            answer[test] = design[test] @ _fit(*others)
    told = ~np.isnan(answer)
    return _area(answer[told], today[told])


def separate_dates(encoded: np.ndarray, person: np.ndarray, as_of: np.ndarray) -> list[float]:
    """What chance does: each date told from those that lie as far from it as today does from training.

    That is `APART_DAYS`, or half of all the days where there are few.
    """
    dates = np.unique(as_of)
    if dates.size < FEWEST_MONTHS:
        return []
    apart = min(APART_DAYS, (dates[-1] - dates[0]) / 2)
    found = []
    for day in dates:
        rows = (as_of == day) | (np.abs(as_of - day) >= apart)
        found.append(separate(encoded[rows], person[rows], as_of[rows] == day))
    return found


def separation_limit(
    usual: Sequence[float], dates: Sequence[int], people_training: int, people_now: int, chance: float
) -> float:
    """From where on a separation is an alarm; NaN where too few dates say what is usual.

    Parameters
    ----------
    usual : sequence of float
        As from `separate_dates`.
    dates : sequence of int
        Their dates, in days.
    """
    variance = (people_training + people_now + 1) / (12 * max(people_training * people_now, 1))
    least = max(NOTABLE, 0.5 + float(norm.isf(chance)) * variance**0.5)
    if len(usual) < FEWEST_MONTHS:
        return float("nan")
    count = max(FEWEST_MONTHS, 1 + (max(dates) - min(dates)) // APART_DAYS)
    spread = np.std(usual, ddof=1) * (1 + 1 / count) ** 0.5
    return max(least, float(np.mean(usual) + t.isf(chance, count - 1) * spread))


@dataclass(frozen=True)
class _Sums:
    """Rows, sum and cross-products of a part of the design."""

    rows: int
    sum: np.ndarray
    products: np.ndarray


def _sums(design: np.ndarray) -> _Sums:
    return _Sums(len(design), design.sum(axis=0), design.T @ design)


def _fit(rest: Sequence[_Sums], today: Sequence[_Sums]) -> np.ndarray:
    """Ridge weights of -1 (the rest) against 1 (today), both sides weighing alike, the intercept free."""
    rows = [sum(part.rows for part in side) for side in (rest, today)]
    size = sum(rows) / 2
    weights = [size / count for count in rows]
    both = list(zip(weights, (rest, today), strict=True))
    products = sum(weight * part.products for weight, side in both for part in side)
    target = weights[1] * sum(part.sum for part in today) - weights[0] * sum(part.sum for part in rest)
    held = np.full(len(target), RIDGE)
    held[0] = 0.0
    return solve(products + np.diag(held), target, assume_a="pos")


def _area(answer: np.ndarray, today: np.ndarray) -> float:
    ones = int(today.sum())
    if ones in (0, today.size):
        return float("nan")
    return float((rankdata(answer)[today].sum() - ones * (ones + 1) / 2) / (ones * (today.size - ones)))


def _sample(encoded: np.ndarray, person: np.ndarray, today: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows of so many people that they stay within `MOST_ROWS`: large centres need no more to be told apart."""
    if today.size <= MOST_ROWS:
        return encoded, person, today
    people = np.unique(person)
    kept = np.random.default_rng(0).permutation(people)[: int(people.size * MOST_ROWS / today.size)]
    rows = np.isin(person, kept)
    return encoded[rows], person[rows], today[rows]
