"""Population stability: how far a distribution over bins lies from that of training, and how far chance takes it.

The index is ``sum((p - q) * log(p / q))`` over the bins, with half a person added to each, so that an empty bin is far
away but not infinitely. It is large for small groups without any drift: it is then about ``(1 / n_reference +
1 / n_now)`` times a chi-squared variable with one degree of freedom fewer than there are bins (Yurdakul, Statistical
properties of population stability index, 2018). A fixed limit of 0.1 so cries wolf at small sites; here the limit is
found by drawing from one distribution twice, at just these sizes.
"""

from functools import lru_cache

import numpy as np
from scipy.stats import chi2

DRAWS = 4_000
DRAWN_TAIL = 0.01
"""Chance whose limit is drawn; rarer limits follow from it by the ratio of the chi-squared limits."""

SEED = 1


def population_stability(reference: np.ndarray, now: np.ndarray) -> np.ndarray:
    """The index of counts per bin, over the last axis; 0 where both are alike, symmetric."""
    p, q = (counts + 0.5 for counts in (np.asarray(reference, dtype=float), np.asarray(now, dtype=float)))
    p, q = p / p.sum(axis=-1, keepdims=True), q / q.sum(axis=-1, keepdims=True)
    return np.sum((p - q) * np.log(p / q), axis=-1)


def no_drift(reference: np.ndarray, people_reference: int, people_now: int, chance: float) -> tuple[float, float]:
    """Mean and limit of the index when nothing changes.

    Parameters
    ----------
    reference : ndarray of int
        Counts per bin in training, the bin of the missing among them; empty bins take no part.
    people_reference, people_now : int
        Distinct people: rows of one person repeat each other.
    chance : float
        Of an index beyond the limit.
    """
    shares = np.asarray(reference, dtype=float)
    shares = shares[shares > 0] / shares.sum()
    if shares.size < 2 or not people_now:
        return 0.0, 0.0
    rounded = tuple(np.round(shares, 3))
    mean, drawn = _draw(rounded, _rounded(people_reference), _rounded(people_now))
    return mean, drawn * chi_squared(chance, shares.size - 1) / chi_squared(DRAWN_TAIL, shares.size - 1)


@lru_cache(maxsize=1024)
def chi_squared(chance: float, freedom: int) -> float:
    """The value that a chi-squared variable exceeds with this chance."""
    return float(chi2.isf(chance, freedom))


@lru_cache(maxsize=4096)
def _draw(shares: tuple[float, ...], people_reference: int, people_now: int) -> tuple[float, float]:
    rng = np.random.default_rng(SEED)
    true = np.array(shares) / sum(shares)
    found = population_stability(
        rng.multinomial(people_reference, true, size=DRAWS), rng.multinomial(people_now, true, size=DRAWS)
    )
    return float(found.mean()), float(np.quantile(found, 1 - DRAWN_TAIL))


def _rounded(people: int) -> int:
    """Two digits that count, downwards: a limit is drawn once for sizes that are all but equal, and never too low."""
    step = 10 ** max(len(str(people)) - 2, 0)
    return max(people // step * step, 1)
