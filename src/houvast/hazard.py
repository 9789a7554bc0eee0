"""The risk model: discrete-time, cause-specific hazards, calibrated on later dates.

One fit gives the risk of leaving by choice at every horizon and the cumulative incidence between them.
The follow-up of an observation is cut into periods; in each, leaving by choice and leaving otherwise
compete. The log-odds of leaving by choice are a weighted sum of the person's columns, a curve of the tenure
that the person will have in that period, and a level per period. Leaving otherwise follows tenure alone:
few such exits are observed, and the records say little of what leads to them.

Everything is a scikit-learn estimator. Calibration is affine on the log-odds of the period, so that
contributions add up exactly.
"""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, clone

from houvast.calibration import calibrate
from houvast.periods import LEFT, OTHER, check_durations, left_within
from houvast.person_periods import PersonPeriods, maximise
from houvast.risk_predictions import RiskPredictions
from houvast.transforms import (
    TENURE_KNOTS_WEEKS,
    DriverTransform,
    chunks,
    tenure_days,
)
from houvast.unmeasured import add_moments, mean_products, measured

LEVEL_RIDGE = 1e-6
"""Keeps levels that no row speaks of finite, and weighs nothing otherwise."""
TENURE_FREEDOM = 3.0
"""The tenure curve is held 9 times less strongly than a driver's first column."""
OTHER_PENALTY = 5.0


class HazardModel(RiskPredictions, ClassifierMixin, BaseEstimator):
    """Discrete-time hazards of leaving by choice, beside those of other exits.

    Parameters
    ----------
    edges_days : tuple of int
        Days from the as-of date at which periods begin and end; see `periods.period_edges`.
    headline_days : int
        The horizon of `predict_proba` and of the calibration; one of the edges.
    penalty : float
        Ridge penalty on transformed columns, in leavers' worth of evidence.
    tenure_knots : tuple of float
        See `TenureCurve`.
    transform : transformer or None
        Makes the columns; `DriverTransform()` where None.
    directions : tuple of (str, int)
        Features that may only raise (1) or only lower (-1) the risk; a weight that would go the other way is 0.
    inner_origins : int
        Inner test stretches for the calibration.
    embargo_days : int
        Gap between the dates learned from and those predicted.
    calibration_prior : float
        Weight of "needs no calibration", in leavers.
    """

    def __init__(
        self,
        edges_days: tuple[int, ...] = (0, 28, 60, 91, 121, 152, 182),
        headline_days: int = 91,
        penalty: float = 30.0,
        tenure_knots: tuple[float, ...] = TENURE_KNOTS_WEEKS,
        transform: BaseEstimator | None = None,
        directions: tuple[tuple[str, int], ...] = (),
        inner_origins: int = 3,
        embargo_days: int = 91,
        calibration_prior: float = 200.0,
    ) -> None:
        self.edges_days = edges_days
        self.headline_days = headline_days
        self.penalty = penalty
        self.tenure_knots = tenure_knots
        self.transform = transform
        self.directions = directions
        self.inner_origins = inner_origins
        self.embargo_days = embargo_days
        self.calibration_prior = calibration_prior

    def fit(self, X: pd.DataFrame, y: np.ndarray, *, as_of: np.ndarray, person: np.ndarray) -> "HazardModel":
        """Fit on followed observations.

        Parameters
        ----------
        X : DataFrame, shape (n, n_features)
            Tenure is among its columns.
        y : ndarray, shape (n,), dtype `periods.DURATION`
        as_of, person : ndarray, shape (n,)
            As-of date in days, and person, of every row.

        Raises
        ------
        ValueError
            `y` is no durations, or `headline_days` is no edge.
        """
        y = check_durations(y, len(X), len(self.edges_days) - 1)
        if self.headline_days not in self.edges_days[1:]:
            raise ValueError(f"`headline_days` must be one of the edges {self.edges_days}. Got {self.headline_days}.")
        self.classes_ = np.array([0, 1])
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        self.slope_, self.shift_ = calibrate(self, X, y, as_of=as_of, person=person)
        self._fit_covariance(*self.fit_weights(X, y, person), person)
        self._fit_other(X, y, person)
        self._describe(X)
        return self

    def fit_weights(self, X: pd.DataFrame, y: np.ndarray, person: np.ndarray) -> tuple[PersonPeriods, np.ndarray]:
        """Columns and the hazard of leaving by choice, not calibrated; its rows, and the penalised information."""
        self.columns_ = DriverTransform() if self.transform is None else clone(self.transform)
        columns = self.columns_.fit(X, left_within(y, self.headline).astype(int)).transform(X)
        left = PersonPeriods(columns, tenure_days(X), self.curve(), y, LEFT)
        heads = left.size - columns.shape[1]
        target = np.concatenate([np.zeros(heads), _target(self.columns_, columns.shape[1])])
        ridge = self._ridge(y, person, LEFT, self.penalty, columns.shape[1])
        point, information = maximise(left, ridge, target, self._bounds(heads))
        self.level_, self.curve_, self.weights_ = left.split(point)
        return left, information

    def _fit_covariance(self, left: PersonPeriods, information: np.ndarray, person: np.ndarray) -> None:
        point = np.concatenate([self.level_, self.curve_, self.weights_])
        held = (self._bounds(point.size - self.weights_.size) != 0) & (point == 0)
        self.bread_ = _invert_free(information, held=held)
        pulls = left.person_scores(point, np.unique(person, return_inverse=True)[1]) @ self.bread_
        self.covariance_ = pulls.T @ pulls

    def _fit_other(self, X: pd.DataFrame, y: np.ndarray, person: np.ndarray) -> None:
        other = PersonPeriods(np.zeros((len(X), 0)), tenure_days(X), self.curve(), y, OTHER)
        ridge = self._ridge(y, person, OTHER, OTHER_PENALTY, 0)
        found = maximise(other, ridge, np.zeros(other.size), np.zeros(other.size))[0]
        self.other_level_, self.other_curve_, _ = other.split(found)

    def _bounds(self, heads: int) -> np.ndarray:
        """Sign that every parameter is held to, 0 where free: levels and curve are."""
        return np.concatenate([np.zeros(heads), self.signs()])

    def signs(self) -> np.ndarray:
        """The sign that each weight is held to, 0 where free; 1 for columns that are points of log-odds already."""
        names, known = self.columns_.get_feature_names_out(), dict(self.directions or ())
        if _target(self.columns_, 1)[0]:
            return np.ones(len(names))
        return np.array([known.get(name, 0) for name in names], dtype=float)

    def _ridge(self, y: np.ndarray, person: np.ndarray, event: int, penalty: float, columns: int) -> np.ndarray:
        """Penalty of each parameter: a person who left stands in several rows and counts once."""
        left = y["event"] == event
        rows_per_leaver = left.sum() / max(np.unique(person[left]).size, 1)
        held = penalty * max(rows_per_leaver, 1.0)
        curve = np.full(self.curve().size, held / TENURE_FREEDOM**2)
        return np.concatenate([np.full(self.n_periods, LEVEL_RIDGE), curve, np.full(columns, held)])

    def _describe(self, X: pd.DataFrame) -> None:
        """Where contributions start from, and how they spread: means and mean products of the training rows."""
        total, hats, moments = 0.0, 0.0, np.zeros((2, self.weights_.size, self.weights_.size))
        for rows in chunks(len(X)):
            part = X.iloc[rows]
            columns = self.columns_.transform(part)
            total = total + columns.sum(axis=0)
            moments = add_moments(moments, columns, measured(part, self.columns_.get_feature_names_out()))
            hats = hats + self.hats(part).sum(axis=1)
        self.center_, self.hats_center_ = total / max(len(X), 1), hats / max(len(X), 1)
        self.products_ = mean_products(moments)


def _target(transform: BaseEstimator, columns: int) -> np.ndarray:
    """Where the penalty pulls weights to: 0, or what the transform says its columns weigh already."""
    return np.full(columns, float(getattr(transform, "target_weight", 0.0)))


def _invert_free(information: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Inverse of the information; 0 where a bound holds an estimate."""
    free = np.ix_(np.flatnonzero(~held), np.flatnonzero(~held))
    inverse = np.zeros_like(information)
    inverse[free] = np.linalg.inv(information[free])
    return inverse
