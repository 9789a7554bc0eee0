"""From log-odds to risks, person by person, compiled: what `incidence` says, without arrays of periods × people.

The log-odds of a person in a period are an entry of a table by days of tenure, plus (of leaving by choice) their pull:
the calibrated sum of their weighted columns.
"""

from typing import NamedTuple

import numpy as np
from numba import njit


class Tables(NamedTuple):
    """Log-odds without any pull.

    Parameters
    ----------
    voluntary, other : ndarray, shape (n_days, n_periods)
        Of leaving by choice and otherwise, against staying, by days of tenure.
    """

    voluntary: np.ndarray
    other: np.ndarray


class Path(NamedTuple):
    """Where straight paths begin, and at which points of them slopes are taken.

    Parameters
    ----------
    voluntary, other : ndarray, shape (n_periods,)
        Log-odds of the base, in the periods within the horizon.
    pull : float
        What of `voluntary` is no tenure.
    size : ndarray of int, shape (n_rules,)
        Points of each rule, rising.
    node, weight : ndarray, shape (n_rules, most points)
        On [0, 1]; the weights of a rule add up to 1.
    rule : ndarray of int, shape (n_reaches, n_tops)
        Which rule is enough; see `path_rules`.
    reach_step, lowest_top, top_step : float
        The grid of `rule`.
    """

    voluntary: np.ndarray
    other: np.ndarray
    pull: float
    size: np.ndarray
    node: np.ndarray
    weight: np.ndarray
    rule: np.ndarray
    reach_step: float
    lowest_top: float
    top_step: float


@njit(cache=True, nogil=True, inline="always")
def _hazards(voluntary: float, other: float) -> tuple[float, float]:
    """Chance of leaving by choice, and otherwise; never overflows."""
    top = max(voluntary, other, 0.0)
    odds, other_odds = np.exp(voluntary - top), np.exp(other - top)
    whole = np.exp(-top) + odds + other_odds
    return odds / whole, other_odds / whole


@njit(cache=True, nogil=True)
def fill_incidence(pull: np.ndarray, days: np.ndarray, tables: Tables, incidence: np.ndarray) -> None:
    """Chance of having left by choice by the end of each period.

    Parameters
    ----------
    pull : ndarray of float64, shape (n,)
    days : ndarray of int, shape (n,)
        Tenure.
    incidence : ndarray, shape (n, n_periods)
        Filled.
    """
    for row in range(pull.size):
        here, total = 1.0, 0.0
        for period in range(incidence.shape[1]):
            own, gone = _hazards(tables.voluntary[days[row], period] + pull[row], tables.other[days[row], period])
            total += here * own
            here *= 1.0 - own - gone
            incidence[row, period] = total


@njit(cache=True, nogil=True, inline="always")
def _slopes(own: np.ndarray, gone: np.ndarray, to_voluntary: np.ndarray, to_other: np.ndarray) -> None:
    """Derivatives of the incidence after the last period to the log-odds of each, from the chances in each."""
    here = 1.0
    for period in range(own.size):
        to_voluntary[period] = here
        here *= 1.0 - own[period] - gone[period]
    rest = 0.0
    for period in range(own.size - 1, -1, -1):
        left, others, before = own[period], gone[period], to_voluntary[period]
        to_voluntary[period] = before * left * ((1.0 - left) * (1.0 - rest) + others * rest)
        to_other[period] = -before * others * (left * (1.0 - rest) + (1.0 - others) * rest)
        rest = left + (1.0 - left - others) * rest


@njit(cache=True, nogil=True)
def fill_slopes(pull: np.ndarray, days: np.ndarray, tables: Tables, slopes: np.ndarray) -> None:
    """Derivatives of the risk to the log-odds of leaving by choice in each period, shape (n, periods in the horizon).

    Parameters
    ----------
    pull, days :
        As in `fill_incidence`.
    slopes : ndarray
        Filled.
    """
    periods = slopes.shape[1]
    own, gone, to_other = np.empty(periods), np.empty(periods), np.empty(periods)
    for row in range(pull.size):
        for period in range(periods):
            here = tables.voluntary[days[row], period] + pull[row], tables.other[days[row], period]
            own[period], gone[period] = _hazards(here[0], here[1])
        _slopes(own, gone, slopes[row], to_other)


@njit(cache=True, nogil=True)
def fill_curve_slopes(
    days: np.ndarray,
    slopes: np.ndarray,
    middle: np.ndarray,
    knot: np.ndarray,
    share: np.ndarray,
    start: np.ndarray,
    gradient: np.ndarray,
) -> None:
    """Carry slopes to the tenure curve's columns.

    Parameters
    ----------
    slopes : ndarray, shape (n, periods in the horizon)
    middle, knot, share, start :
        Of a `TenureCurve`.
    gradient : ndarray, shape (n, curve's size)
        Added to.
    """
    last_day = knot.shape[1] - 1
    for row in range(days.size):
        for period in range(slopes.shape[1]):
            then = min(days[row] + middle[period], last_day)
            for which in range(2):
                if start[which, period] >= 0:
                    at, part = start[which, period] + knot[which, then], share[which, then]
                    gradient[row, at] += slopes[row, period] * (1.0 - part)
                    gradient[row, at + 1] += slopes[row, period] * part


@njit(cache=True, nogil=True)
def walk_paths(
    pull: np.ndarray, days: np.ndarray, tables: Tables, path: Path, slope: np.ndarray, tenure: np.ndarray
) -> None:
    """Mean slope of the risk to the pull along the path from the base to each person, and what tenure adds to the risk.

    Parameters
    ----------
    pull, days :
        As in `fill_incidence`.
    slope, tenure : ndarray, shape (n,)
        Filled.
    """
    periods = path.voluntary.size
    apart, other_apart = np.empty(periods), np.empty(periods)
    own, gone, to_voluntary, to_other = np.empty(periods), np.empty(periods), np.empty(periods), np.empty(periods)
    for row in range(pull.size):
        reach, top = 0.0, path.lowest_top
        for period in range(periods):
            here, there = tables.voluntary[days[row], period] + pull[row], tables.other[days[row], period]
            apart[period], other_apart[period] = here - path.voluntary[period], there - path.other[period]
            reach = max(reach, abs(apart[period]), abs(other_apart[period]))
            top = max(top, here, there, path.voluntary[period], path.other[period])
        at = min(int(np.ceil(reach / path.reach_step)), path.rule.shape[0] - 1)
        above = min(int(np.ceil((top - path.lowest_top) / path.top_step)), path.rule.shape[1] - 1)
        rule = path.rule[at, above]
        to_pull, to_tenure = 0.0, 0.0
        for point in range(path.size[rule]):
            node, weight = path.node[rule, point], path.weight[rule, point]
            for period in range(periods):
                own[period], gone[period] = _hazards(
                    path.voluntary[period] + node * apart[period], path.other[period] + node * other_apart[period]
                )
            _slopes(own, gone, to_voluntary, to_other)
            for period in range(periods):
                to_pull += weight * to_voluntary[period]
                bend = apart[period] - (pull[row] - path.pull)
                to_tenure += weight * (to_voluntary[period] * bend + to_other[period] * other_apart[period])
        slope[row], tenure[row] = to_pull, to_tenure


@njit(cache=True, nogil=True)
def fill_contributions(
    columns: np.ndarray,
    center: np.ndarray,
    weights: np.ndarray,
    slope: np.ndarray,
    feature: np.ndarray,
    driver: np.ndarray,
    by_feature: np.ndarray,
    by_driver: np.ndarray,
) -> None:
    """Add what every column adds to the risk, to its feature and to its driver.

    Parameters
    ----------
    columns : ndarray, shape (n_columns, n)
    center, weights : ndarray, shape (n_columns,)
    slope : ndarray, shape (n,)
    feature, driver : ndarray of int, shape (n_columns,)
        Row of `by_feature` and of `by_driver` that each column belongs to.
    by_feature, by_driver : ndarray, shape (n_features, n) and (n_drivers, n)
        Added to.
    """
    for start in range(0, slope.size, BLOCK):
        stop = min(start + BLOCK, slope.size)
        for column in range(weights.size):
            for row in range(start, stop):
                given = (columns[column, row] - center[column]) * weights[column] * slope[row]
                by_feature[feature[column], row] += given
                by_driver[driver[column], row] += given


BLOCK = 2048
"""Rows worked on at once: their sums stay in the processor's cache."""
