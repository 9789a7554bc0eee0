"""How many points of a Gauss-Legendre rule are enough on a path through the risk.

Along the straight path from the base to a person, with t in [0, 1], the risk's slopes are analytic in t. Let s
(`reach`) be the largest change of a log-odds along it and T (`top`) the highest log-odds at its ends. On the
Bernstein ellipse of parameter r around [0, 1], with half axes ``(r + 1/r) / 4`` and ``(r - 1/r) / 4``, no log-odds
has an imaginary part above ``u = s (r - 1/r) / 4`` nor a real part above ``T + s ((r + 1/r) / 4 - 1/2)``. With E
twice the exponential of that, the odds v and c of both exits have ``|1 + v + c|`` of at least ``cos(u) (1 + |v| +
|c|)`` where u is below a quarter turn, and of at least ``1 - E`` where E is below 1. So the moduli of a period's
three chances add up to at most q, and each chance of leaving is at most o, where (q, o) is ``(1 / cos u, 1 / cos u)``
or ``((1 + E) / (1 - E), E / 2 / (1 - E))``. By induction over P periods every slope is at most ``3 o q^P``. A
function bounded by M there has Chebyshev coefficients of at most ``2 M r^-j``; a rule of N points is exact to degree
2N - 1 and passes over odd ones, so that its error on [0, 1] is at most ``32/15 M r^-2N / (1 - r^-2)`` for N of at
least 2 (Trefethen, Approximation Theory and Approximation Practice, 2013, ch. 19).

The rule of fewest points is taken whose bound, for the sum over periods and the best of several r, is at most `GOAL`.
"""

from functools import lru_cache

import numpy as np

GOAL = 1e-11
"""Largest error of the sum of slopes: contributions of up to 100 log-odds are then right within 1e-9."""
SIZES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 48, 64, 96, 128, 192)
"""Points of the rules; the last serves paths beyond the grid, too, whose sums the gate on contributions checks."""
REACH_STEP, REACHES = 0.25, 128
LOWEST_TOP, TOP_STEP, TOPS = -8.0, 0.25, 36
_RADII = np.exp(np.concatenate([np.linspace(0.02, 1, 40), np.linspace(1.1, 6, 50)]))


@lru_cache(maxsize=1)
def build_rules() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sizes, nodes on [0, 1] and weights of the rules, padded with 0; shapes (n_rules,) and (n_rules, 192)."""
    node, weight = np.zeros((2, len(SIZES), SIZES[-1]))
    for at, size in enumerate(SIZES):
        nodes, weights = np.polynomial.legendre.leggauss(size)
        node[at, :size], weight[at, :size] = (nodes + 1) / 2, weights / 2
    return np.array(SIZES), node, weight


@lru_cache(maxsize=8)
def choose_rules(periods: int) -> np.ndarray:
    """Place in `SIZES` of the rule that is enough, shape (REACHES, TOPS).

    Reaches go from 0 in steps of `REACH_STEP` and tops from `LOWEST_TOP` in steps of `TOP_STEP`; each entry serves what
    is at most as large, and the last top everything above.
    """
    reach = REACH_STEP * np.arange(REACHES)
    top = np.append(LOWEST_TOP + TOP_STEP * np.arange(TOPS - 1), np.inf)
    points = count_points(reach[:, None], top, periods)
    return np.minimum(np.searchsorted(SIZES, points), len(SIZES) - 1)


def count_points(reach: np.ndarray, top: np.ndarray, periods: int) -> np.ndarray:
    """Fewest points at which the sum of the slopes over the periods is right within `GOAL`."""
    reach, top = np.asarray(reach)[..., None], np.asarray(top)[..., None]
    turn = reach * (_RADII - 1 / _RADII) / 4
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        odds = 2 * np.exp(top + reach * ((_RADII + 1 / _RADII) / 4 - 0.5))
        by_turn = np.where(turn < np.pi / 2, (1 / np.cos(turn)) ** (periods + 1), np.inf)
        whole = ((1 + odds) / (1 - odds)) ** periods
        by_size = np.where(odds < 1, odds / 2 / (1 - odds) * whole, np.inf)
        bound = 3 * periods * np.minimum(by_turn, by_size) * 32 / 15 / (1 - _RADII**-2)
        points = np.ceil(np.log(bound / GOAL) / (2 * np.log(_RADII))).min(axis=-1)
    return np.maximum(points, 2)
