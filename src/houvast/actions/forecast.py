"""Expected leavers by team and month with intervals, the hiring that follows, and what it costs.

From the same model that makes the list: its cumulative incidences by period, and the covariance of its weights.

Intervals (95%)
---------------
Of the expectation: the delta method, ``g' V g`` with g the sum over the team of the derivatives of each person's risk.

Of the number that will leave: chance on top. The variance is ``sum p (1 - p)`` plus that of the expectation; the number
is taken as negative binomial (a Poisson whose mean is gamma distributed) of this mean and variance where the variance
exceeds the mean, and as binomial of about these where it does not. Known drawback: people of a team leave more alike
than this says, as they share what no record shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, nbinom, norm

from houvast.actions.costs import Range

Z = float(norm.ppf(0.975))


@dataclass(frozen=True)
class Expected:
    """Leavers of a team in a period.

    Parameters
    ----------
    team : str
    first_day, last_day : int
        The period ``[first_day, last_day)`` in days from the as-of date.
    people : int
        At work on the as-of date.
    mean : float
    low, high : float
        95% interval of the expectation.
    fewest, most : int
        95% interval of the number that will leave.
    """

    team: str
    first_day: int
    last_day: int
    people: int
    mean: float
    low: float
    high: float
    fewest: int
    most: int


def to_months(incidence: np.ndarray, edges_days: Sequence[int], month_days: Sequence[int]) -> np.ndarray:
    """Cumulative incidence at the end of each month, from that at the ends of the periods; linear between them.

    Parameters
    ----------
    incidence : ndarray, shape (..., periods)
        At ``edges_days[1:]``; it is 0 on the first edge.
    month_days : sequence of int
        Ends of the months in days from the as-of date, within the edges.

    Raises
    ------
    ValueError
        A month lies outside the periods.
    """
    edges = np.asarray(edges_days, dtype=float)
    wanted = np.asarray(month_days, dtype=float)
    if wanted.min() < edges[0] or wanted.max() > edges[-1]:
        raise ValueError(f"`month_days` must lie within {edges[0]:g} and {edges[-1]:g}. Got {list(month_days)}.")
    whole = np.concatenate([np.zeros((*incidence.shape[:-1], 1)), incidence], axis=-1)
    right = np.clip(np.searchsorted(edges, wanted, side="left"), 1, edges.size - 1)
    part = (wanted - edges[right - 1]) / (edges[right] - edges[right - 1])
    return whole[..., right - 1] * (1 - part) + whole[..., right] * part


def expect_leavers(
    incidence: np.ndarray, slopes: np.ndarray, covariance: np.ndarray, team: np.ndarray, month_days: Sequence[int]
) -> list[Expected]:
    """Leavers of every team, and of all together (team ""), in every month.

    Parameters
    ----------
    incidence : ndarray, shape (people, months)
        Chance of having left by choice by the end of each month.
    slopes : ndarray, shape (people, months, weights)
        Its derivatives to the model's weights.
    covariance : ndarray, shape (weights, weights)
    team : ndarray of str, shape (people,)
    """
    ends = [0, *month_days]
    chance = np.diff(incidence, axis=1, prepend=0.0)
    moved = np.diff(slopes, axis=1, prepend=0.0)
    found = []
    for name in ["", *sorted(set(team) - {""})]:
        own = np.ones(team.size, dtype=bool) if name == "" else team == name
        for month in range(len(month_days)):
            p, g = chance[own, month], moved[own, month].sum(axis=0)
            error = float(np.sqrt(max(g @ covariance @ g, 0.0)))
            mean = float(p.sum())
            fewest, most = count_interval(p, error)
            span = ends[month], ends[month + 1]
            low, high = max(mean - Z * error, 0.0), min(mean + Z * error, float(own.sum()))
            found.append(Expected(name, *span, int(own.sum()), mean, low, high, fewest, most))
    return found


def count_interval(chance: np.ndarray, error: float) -> tuple[int, int]:
    """95% interval of how many of these people leave, the sum of their chances being known up to an error."""
    mean = float(chance.sum())
    variance = float((chance * (1 - chance)).sum()) + error**2
    if mean <= 0:
        return 0, 0
    if variance > mean * (1 + 1e-9):
        size = mean**2 / (variance - mean)
        law = nbinom(size, size / (size + mean))
    else:
        share = max(1 - variance / mean, 1e-12)
        law = (
            binom(max(round(mean / share), 1), min(share, 1.0))
            if mean / share < 1e9
            else nbinom(1e9, 1e9 / (1e9 + mean))
        )
    return int(law.ppf(0.025)), int(min(law.ppf(0.975), chance.size))


def hiring_need(leavers: float, other_exits: float, stays_share: float) -> float:
    """Starters to hire so that the places of those who go are filled by people who stay through their first months.

    Parameters
    ----------
    stays_share : float
        Share of starters who are still here after those months; in (0, 1].
    """
    if not 0 < stays_share <= 1:
        raise ValueError(f"`stays_share` must lie above 0 and at most 1. Got {stays_share}.")
    return (leavers + other_exits) / stays_share


def budget(expected: Expected, replacement: Range) -> Range:
    """Euros of replacement, from the lowest expectation at the lowest cost to the highest at the highest."""
    return expected.low * replacement[0], expected.high * replacement[1]
