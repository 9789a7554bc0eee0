"""The slopes of the risk, and their means along straight paths, plainly: what the compiled loops are held against."""

import numpy as np

from houvast.incidence import hazards


def incidence_slopes(voluntary: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cumulative incidence after the last period, and its derivatives to `voluntary` and to `other`.

    Returns
    -------
    incidence : ndarray, shape (…)
    to_voluntary, to_other : ndarray, shape (periods, …)
    """
    left, gone = hazards(voluntary, other)
    here = np.cumprod(1 - left - gone, axis=0)
    before = np.concatenate([np.ones_like(here[:1]), here[:-1]])
    to_voluntary, to_other = np.empty_like(left), np.empty_like(left)
    rest = np.zeros_like(left[0])  # incidence from a period on, given still there at its start
    for period in range(len(left) - 1, -1, -1):
        own, others = left[period], gone[period]
        to_voluntary[period] = before[period] * (own * (1 - own) * (1 - rest) + own * others * rest)
        to_other[period] = before[period] * (-own * others * (1 - rest) - others * (1 - others) * rest)
        rest = own + (1 - own - others) * rest
    return rest, to_voluntary, to_other


def mean_slopes(
    base: np.ndarray, apart: np.ndarray, other_base: np.ndarray, other_apart: np.ndarray, points: int = 200
) -> tuple[np.ndarray, np.ndarray]:
    """Mean slopes of the risk to the log-odds of each period along the path from base to person, each (periods, n)."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    to_voluntary, to_other = np.zeros_like(apart), np.zeros_like(other_apart)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        _, own, others = incidence_slopes(base + node * apart, other_base + node * other_apart)
        to_voluntary += weight * own
        to_other += weight * others
    return to_voluntary, to_other
