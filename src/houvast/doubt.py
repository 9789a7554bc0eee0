"""Of whom a model says little: people unlike those it learned from, and those with stale or few records.

Rules
-----
unlike
    A feature that is weighed, or tenure, lies beyond the training range by a quarter of that range or more (days as
    ``log(1 + days / 30)``); or the features together lie further from the centre of training than 1.5 times the
    99.9% point of the training rows (Mahalanobis distance; what is not measured counts as the centre).
    Severe: two such features, or twice that distance.
few_records
    More than half of what the features weigh is not measured, though it was for 80% of people of like tenure in the
    last half-year of training (before, look-backs may have begun before the records). Severe: and nothing is measured
    of all that was usual.
only_tenure
    Nothing is measured of all that is weighed but tenure, and none of it is usual yet: starters, as a rule. Mild.
stale
    No record of any kind for longer than 99.9% of training rows had gone without one, and 28 days at least.
    Severe: for twice as long. No rule where that is more than half a year: such records hold changes only, and a
    long silence is ordinary.

A mild doubt is shown beside the risk. With a severe one no risk is shown.

Known drawbacks: a person can be unlike in something that no feature sees; and what everybody lacks, or has lacked
throughout training, is no doubt of one person.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.covariance import LedoitWolf

from houvast.features import TENURE
from houvast.hazard import HazardModel
from houvast.transforms import unfolded

DOUBTS = ("unlike", "few_records", "only_tenure", "stale")
"""Every code, in the order in which they are told."""
BANDS_DAYS = (0, 14, 30, 61, 122, 243, 365, 730)
"""Tenure from which people count as alike in what is measured of them.

What is first measured after 90, 180 or 365 days is so of few in the band in which that day lies, or of all.
"""
USUAL = 0.8
USUAL_DAYS = 182
FEWEST_ROWS = 50
"""Rows of a tenure band below which nothing counts as usual there."""
ALMOST_ALL = 0.999
RANGE_MARGIN = 0.25
FAR, VERY_FAR = 1.5, 3.0
FAR_FEATURES_SEVERE = 2
FEW = 0.5
STALE_SEVERE = 2.0
LEAST_STALE_DAYS, MOST_STALE_DAYS = 28.0, 182.0


@dataclass(frozen=True)
class Doubted:
    """The doubts of some rows.

    Parameters
    ----------
    codes : ndarray of str, shape (n,)
        Codes of `DOUBTS` separated by ", "; empty where there is none.
    severe : ndarray of bool, shape (n,)
        Whether no risk should be shown.
    """

    codes: np.ndarray
    severe: np.ndarray


class Doubts(BaseEstimator):
    """What is ordinary among the rows that a model learned from, and who is not."""

    def fit(self, X: pd.DataFrame, importance: pd.Series, idle_days: np.ndarray, as_of: np.ndarray) -> "Doubts":
        """Learn what is ordinary.

        Parameters
        ----------
        X : DataFrame, shape (n, n_features)
            Tenure is among its columns.
        importance : Series
            How much each feature but tenure weighs: the variance of what it contributes. By name.
        idle_days : ndarray of float, shape (n,)
            Days without any record of the person; NaN where that was not asked.
        as_of : ndarray of int, shape (n,)
            As-of date of every row, in days.
        """
        weighed = importance[importance > 0]
        self.names_ = np.array([TENURE, *weighed.index], dtype=object)
        self.share_ = weighed.to_numpy() / max(weighed.sum(), np.finfo(float).tiny)
        values = _unfold(X, self.names_)
        self.low_, self.high_, self.center_, self.spread_ = np.array([_describe(one) for one in values.T]).T
        points = self._points(values)
        held = np.clip(points, *np.percentile(points, [0.5, 99.5], axis=0)) if len(points) else points
        self.precision_ = LedoitWolf(assume_centered=True).fit(held).precision_ if len(points) else np.eye(0)
        self.far_ = _almost_all(self._distance(points))
        recent = as_of > as_of.max(initial=0) - USUAL_DAYS
        self.usual_ = np.array([_usual(values[rows & recent, 1:]) for rows in _bands(X)])
        silence = max(_almost_all(idle_days), LEAST_STALE_DAYS)
        self.stale_days_ = silence if silence <= MOST_STALE_DAYS else np.inf
        return self

    def find(self, X: pd.DataFrame, idle_days: np.ndarray) -> Doubted:
        """The doubts of each row; those of no row depend on another."""
        values = _unfold(X, self.names_)
        few = self._few_records(X, values)
        only_tenure = np.isnan(values[:, 1:]).all(axis=1) & (few == 0) & (self.names_.size > 1)
        levels = np.stack([self._unlike(values), few, only_tenure, self._stale(idle_days)], axis=1)
        codes = [", ".join(code for code, level in zip(DOUBTS, row, strict=True) if level) for row in levels]
        return Doubted(np.array(codes, dtype=object), (levels == 2).any(axis=1))

    def _unlike(self, values: np.ndarray) -> np.ndarray:
        """0, 1 (mild) or 2 (severe)."""
        margin = RANGE_MARGIN * (self.high_ - self.low_)
        beyond = ((values > self.high_ + margin) | (values < self.low_ - margin)).sum(axis=1)
        distance = self._distance(self._points(values))
        far, very_far = distance > FAR * self.far_, distance > VERY_FAR * self.far_
        return np.maximum((beyond > 0) | far, 2 * ((beyond >= FAR_FEATURES_SEVERE) | very_far))

    def _few_records(self, X: pd.DataFrame, values: np.ndarray) -> np.ndarray:
        lacking, nothing = np.zeros(len(X)), np.zeros(len(X), dtype=bool)
        for rows, usual in zip(_bands(X), self.usual_, strict=True):
            missing = np.isnan(values[rows][:, 1:])
            lacking[rows] = (missing & usual) @ self.share_
            nothing[rows] = (missing | ~usual).all(axis=1)
        few = lacking > FEW
        return few.astype(int) + (few & nothing)

    def _stale(self, idle_days: np.ndarray) -> np.ndarray:
        return (idle_days > self.stale_days_).astype(int) + (idle_days > STALE_SEVERE * self.stale_days_)

    def _points(self, values: np.ndarray) -> np.ndarray:
        """Standardised; what is not measured is the centre, as it is to the model."""
        return np.nan_to_num((values - self.center_) / self.spread_, nan=0.0)

    def _distance(self, points: np.ndarray) -> np.ndarray:
        return np.sqrt(np.einsum("ij,jk,ik->i", points, self.precision_, points, optimize=True))


def learn_doubts(model: HazardModel, X: pd.DataFrame, idle_days: np.ndarray, as_of: np.ndarray) -> Doubts:
    """What is ordinary among the rows of `X`, in the features that a model weighs."""
    importance = pd.Series(model.weights**2 * np.diag(model.products_), index=model.columns_.get_feature_names_out())
    return Doubts().fit(X, importance, idle_days, as_of)


def find_doubts(model: HazardModel, X: pd.DataFrame, idle_days: np.ndarray) -> Doubted:
    """The doubts of a model about each row; none where it has not learned any."""
    doubts = getattr(model, "doubts_", None)
    if doubts is None:
        return Doubted(np.full(len(X), "", dtype=object), np.zeros(len(X), dtype=bool))
    return doubts.find(X, idle_days)


def _unfold(X: pd.DataFrame, names: np.ndarray) -> np.ndarray:
    return np.column_stack([unfolded(X, name) for name in names])


def _describe(column: np.ndarray) -> tuple[float, float, float, float]:
    """Lowest and highest value, and mean and spread of those within the 0.5th and 99.5th percentile."""
    known = column[~np.isnan(column)]
    if known.size == 0:
        return -np.inf, np.inf, 0.0, 1.0
    held = np.clip(known, *np.percentile(known, [0.5, 99.5]))
    return known.min(), known.max(), held.mean(), held.std() or 1.0


def _bands(X: pd.DataFrame) -> list[np.ndarray]:
    """Masks of the rows of each tenure band."""
    band = np.searchsorted(BANDS_DAYS, X[TENURE].to_numpy(dtype=float), side="right")
    return [band == number for number in range(1, len(BANDS_DAYS) + 1)]


def _usual(values: np.ndarray) -> np.ndarray:
    """Whether each feature is measured of nearly all of these rows."""
    if len(values) < FEWEST_ROWS:
        return np.zeros(values.shape[1], dtype=bool)
    return (~np.isnan(values)).mean(axis=0) >= USUAL


def _almost_all(values: np.ndarray) -> float:
    """The value that only one row in a thousand exceeds; infinite where nothing is known."""
    known = values[~np.isnan(values)]
    return float(np.quantile(known, ALMOST_ALL)) if known.size else np.inf
