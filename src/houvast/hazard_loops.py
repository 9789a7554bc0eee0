"""The one loop of the hazard model: over the periods of every observation, compiled.

Of the tenure curve's columns at most four differ from 0 in a period, so that sums over them are a few
additions each; only products with the columns of people are left to BLAS.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def sum_periods(  # compiled: arrays only, no objects
    pull: np.ndarray,
    days: np.ndarray,
    periods: np.ndarray,
    ends: np.ndarray,
    level: np.ndarray,
    curve: np.ndarray,
    middle: np.ndarray,
    knot: np.ndarray,
    share: np.ndarray,
    start: np.ndarray,
    over: np.ndarray,
    weight: np.ndarray,
    over_curve: np.ndarray,
    weight_curve: np.ndarray,
    information: np.ndarray,
) -> float:
    """Log-likelihood of the person-periods, and the sums that its derivatives are made of.

    Parameters
    ----------
    pull : ndarray of float64, shape (n,)
        Sum of the weighted columns of each observation.
    days, periods : ndarray of int, shape (n,)
        Tenure at the as-of date; periods that count.
    ends : ndarray of bool, shape (n,)
        Whether the last period that counts ended with the event.
    level, middle : ndarray, shape (n_periods,)
        Level of the log-odds, and day in the middle, of each period.
    curve : ndarray, shape (m,)
        Height of the tenure curve at each knot.
    knot, share : ndarray, shape (2, n_days)
        For the common curve and its bends: the knot before each number of days, and how far past it.
    start : ndarray of int, shape (2, n_periods)
        First column of the common curve and of the bend of each period; -1 where there is none.
    over, weight : ndarray, shape (n, n_periods)
        Filled with risk less outcome, and risk times its complement, of each person-period; 0 beyond.
    over_curve, weight_curve : ndarray, shape (n, m)
        Filled with the same, carried to the curve's columns.
    information : ndarray, shape (n_periods + m, n_periods + m)
        The information on levels and curve is added to its upper triangle.
    """
    total, n_periods, last_day = 0.0, level.size, knot.shape[1] - 1
    at, part = np.empty(4, np.int64), np.empty(4)
    for row in range(pull.size):
        for period in range(periods[row]):
            then = min(days[row] + middle[period], last_day)
            entries, value = 0, level[period] + pull[row]
            for which in range(2):
                first = start[which, period]
                if first >= 0:
                    at[entries], part[entries] = first + knot[which, then], 1.0 - share[which, then]
                    at[entries + 1], part[entries + 1] = at[entries] + 1, share[which, then]
                    value += curve[at[entries]] * part[entries] + curve[at[entries + 1]] * part[entries + 1]
                    entries += 2
            left = ends[row] and period == periods[row] - 1
            # log(1 + e^value) and the risk, from one exponential that never overflows
            small = np.exp(-abs(value))
            risk = 1.0 / (1.0 + small) if value >= 0 else small / (1.0 + small)
            total += (value if left else 0.0) - max(value, 0.0) - np.log1p(small)
            residual, spread = risk - (1.0 if left else 0.0), risk * (1.0 - risk)
            over[row, period], weight[row, period] = residual, spread
            information[period, period] += spread
            for one in range(entries):
                over_curve[row, at[one]] += residual * part[one]
                weight_curve[row, at[one]] += spread * part[one]
                information[period, n_periods + at[one]] += spread * part[one]
                for other in range(entries):
                    if at[other] >= at[one]:
                        information[n_periods + at[one], n_periods + at[other]] += spread * part[one] * part[other]
    return total
