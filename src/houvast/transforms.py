"""Features as the columns of a model: drivers on one scale, tenure as a curve.

What is not measured is set to the training mean after transformation: its contribution is 0, and whether
something was measured is never learned from.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from houvast.environment import count_cores
from houvast.features import DRIVER_OF, TENURE

Result = TypeVar("Result")

TENURE_KNOTS_WEEKS = (0.0, 2.0, 6.0, 13.0, 26.0, 52.0, 104.0, 208.0)
FEW_TENURE_KNOTS_WEEKS = (0.0, 13.0, 52.0, 156.0)
LONGEST_TENURE_DAYS = 22_000
"""Sixty years; longer tenures count as this long."""
CHUNK_ROWS = 65_536
NOTICE_DAYS = 56
"""Notice is seldom longer: later periods see leavers of every tenure."""
NOTICE_KNOTS_UNTIL_WEEKS = 26.0


class DriverTransform(TransformerMixin, BaseEstimator):
    """All features but tenure, standardised.

    Days become ``log(1 + days / 30)``; values are held within the 0.5th and 99.5th percentile of
    training, centred and divided by their standard deviation. Missing becomes 0, the mean. A
    driver's features stand in order of weight: its second column is halved, its third divided by
    three and so on, so that a ridge penalty holds it 4, 9, … times as strongly. A model with few
    leavers then rests on what each driver mainly says.
    """

    def fit(self, X: pd.DataFrame, y: object = None) -> "DriverTransform":
        """Learn means, spreads and limits of the columns of `X`."""
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        limits = [_limits(unfolded(X, name)) for name in self.get_feature_names_out()]
        self.low_, self.high_, self.mean_, self.spread_ = np.array(limits, dtype=float).reshape(-1, 4).T
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Transformed columns, shape (n, n_columns), float64, none missing.

        Raises
        ------
        ValueError
            The columns are not those of `fit`, in their order.
        """
        check_is_fitted(self, "mean_")
        check_columns(self.feature_names_in_, X)
        columns = np.empty((len(X), self.mean_.size), order="F")
        for at, name in enumerate(self.get_feature_names_out()):
            held = np.clip(unfolded(X, name), self.low_[at], self.high_[at])
            columns[:, at] = np.nan_to_num((held - self.mean_[at]) / self.spread_[at], nan=0.0, copy=False)
        columns /= self._places()
        return columns

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The feature that each transformed column belongs to."""
        return np.array([name for name in self.feature_names_in_ if name != TENURE], dtype=object)

    def _places(self) -> np.ndarray:
        """Place (from 1) of each feature within its driver."""
        drivers = [DRIVER_OF.get(name, name) for name in self.get_feature_names_out()]
        return np.array([drivers[: at + 1].count(driver) for at, driver in enumerate(drivers)], dtype=float)


class TenureCurve:
    """Tenure as a piecewise line on log weeks: at each knot one column is 1 and the others 0.

    Periods that begin within `NOTICE_DAYS` of the as-of date bend away from the common curve. Who has given
    notice is not observed any more, so that those who leave soon are mostly those whose notice is short:
    people in probation.

    Parameters
    ----------
    knots_weeks : tuple of float
        Where the slope of the log-odds may change, rising.
    edges_days : tuple of int
        Where periods begin and end.
    """

    def __init__(self, knots_weeks: tuple[float, ...], edges_days: tuple[int, ...]) -> None:
        edges = np.asarray(edges_days)
        bends = tuple(knot for knot in knots_weeks if knot <= NOTICE_KNOTS_UNTIL_WEEKS)
        self.middle = (edges[:-1] + edges[1:]) // 2
        early = np.flatnonzero(edges[:-1] < NOTICE_DAYS)
        self.size = len(knots_weeks) + early.size * len(bends)
        self.start = np.full((2, edges.size - 1), -1)
        self.start[0] = 0
        self.start[1, early] = len(knots_weeks) + np.arange(early.size) * len(bends)
        places = [_places(np.asarray(knots)) for knots in (knots_weeks, bends)]
        self.knot, self.share = (np.stack(parts) for parts in zip(*places, strict=True))

    def columns(self, tenure_days: np.ndarray) -> np.ndarray:
        """The curve's columns in the middle of each period, shape (periods, n, size)."""
        then = np.minimum(tenure_days + self.middle[:, None], LONGEST_TENURE_DAYS - 1)
        columns = np.zeros((*then.shape, self.size))
        rows = np.arange(then.shape[1])
        for which, period in zip(*np.nonzero(self.start >= 0), strict=True):
            at = self.start[which, period] + self.knot[which, then[period]]
            share = self.share[which, then[period]]
            columns[period, rows, at] = 1 - share
            columns[period, rows, at + 1] = share
        return columns

    def heights(self, curve: np.ndarray) -> np.ndarray:
        """Height of a curve, shape (size,), in the middle of each period by days of tenure, shape (days, periods)."""
        then = np.minimum(np.arange(LONGEST_TENURE_DAYS) + self.middle[:, None], LONGEST_TENURE_DAYS - 1)
        heights = np.zeros((LONGEST_TENURE_DAYS, self.middle.size))
        for which, period in zip(*np.nonzero(self.start >= 0), strict=True):
            at = self.start[which, period] + self.knot[which, then[period]]
            share = self.share[which, then[period]]
            heights[:, period] += (1 - share) * curve[at] + share * curve[at + 1]
        return heights


def _places(knots_weeks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each number of days of tenure, the knot before it and how far it lies past that one, 0 to 1."""
    knots, weeks = np.log1p(knots_weeks), np.log1p(np.arange(LONGEST_TENURE_DAYS) / 7)
    knot = np.clip(np.searchsorted(knots, weeks, side="right") - 1, 0, knots.size - 2)
    share = np.clip((weeks - knots[knot]) / (knots[knot + 1] - knots[knot]), 0, 1)
    return knot, share


def tenure_days(X: pd.DataFrame) -> np.ndarray:
    """Days of tenure as whole numbers within the curve's table, shape (n,)."""
    return X[TENURE].to_numpy(dtype=float).clip(0, LONGEST_TENURE_DAYS - 1).astype(np.int32)


def check_columns(expected: np.ndarray, X: pd.DataFrame) -> None:
    """Refuse columns that are not those of `fit`, with a diff.

    Raises
    ------
    ValueError
        Names what is missing and what is extra.
    """
    expected, found = list(expected), list(X.columns)
    if expected != found:
        missing = [f"  - {name}" for name in expected if name not in found]
        extra = [f"  + {name}" for name in found if name not in expected]
        difference = "\n".join(missing + extra) or "  the same columns in another order"
        raise ValueError(f"The columns of X are not those the model was fitted on:\n{difference}")


def chunks(rows: int) -> list[slice]:
    """Slices of so many rows, none too large to work on at once."""
    return [slice(start, start + CHUNK_ROWS) for start in range(0, rows, CHUNK_ROWS)]


def map_chunks(work: Callable[[slice], Result], rows: int) -> list[Result]:
    """What is made of each of the slices of so many rows, in their order; side by side where there are several."""
    parts = chunks(rows)
    if len(parts) < 2:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(count_cores()) as pool:
        return list(pool.map(work, parts))


def unfolded(X: pd.DataFrame, name: str) -> np.ndarray:
    """A feature as it is compared: days as ``log(1 + days / 30)``, NaN where not measured."""
    values = X[name].to_numpy(dtype=float)
    return np.log1p(values / 30) if name.endswith("_days") else values


def _limits(column: np.ndarray) -> tuple[float, float, float, float]:
    """Lowest and highest value kept, mean and spread; a column that is wholly missing stays 0."""
    known = column[~np.isnan(column)]
    if known.size == 0:
        return 0.0, 0.0, 0.0, 1.0
    low, high = np.percentile(known, [0.5, 99.5])
    held = np.clip(known, low, high)
    return low, high, held.mean(), held.std() or 1.0
