"""The risk model: a penalised logistic on person features, calibrated on the log-odds scale.

Everything here is a scikit-learn estimator. The log-odds are a weighted sum of transformed features,
each transformed feature belongs to one feature, and calibration is affine, so that contributions add
up exactly. What is not measured is set to the training mean after transformation: its contribution
is 0, and whether something was measured is never learned from.
"""

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from houvast.features import DRIVER_OF, TENURE
from houvast.splits import rolling_origins

TENURE_KNOTS_WEEKS = (0.0, 2.0, 6.0, 13.0, 26.0, 52.0, 104.0, 208.0)
FEW_TENURE_KNOTS_WEEKS = (0.0, 13.0, 52.0, 156.0)
LEAST_SLOPE = 0.1


class DriverTransform(TransformerMixin, BaseEstimator):
    """Features as columns on one scale: tenure as a piecewise line, the rest standardised.

    Days become ``log(1 + days / 30)``; all but tenure are held within the 0.5th and 99.5th percentile
    of training, centred and divided by their standard deviation. Missing becomes 0, the mean. A
    driver's features stand in order of weight: its second column is halved, its third divided by
    three and so on, so that a ridge penalty holds it 4, 9, … times as strongly. A model with few
    leavers then rests on what each driver mainly says.

    Parameters
    ----------
    tenure_knots : tuple of float
        Weeks of tenure at which the slope of the log-odds may change, rising.
    tenure_freedom : float
        Scale of the tenure columns: the larger, the less a ridge penalty holds them.
    """

    def __init__(self, tenure_knots: tuple[float, ...] = TENURE_KNOTS_WEEKS, tenure_freedom: float = 3.0) -> None:
        self.tenure_knots = tenure_knots
        self.tenure_freedom = tenure_freedom

    def fit(self, X: pd.DataFrame, y: object = None) -> "DriverTransform":
        """Learn means, spreads and limits of the columns of `X`."""
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        plain = self._unfolded(X)
        limits = [_limits(column) for column in plain.T]
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
        self._check_columns(X)
        plain = (np.clip(self._unfolded(X), self.low_, self.high_) - self.mean_) / self.spread_
        return np.hstack([self._tenure(X), np.nan_to_num(plain, nan=0.0) / self._places()])

    def column_features(self) -> list[str]:
        """The feature that each transformed column belongs to."""
        tenure = [TENURE] * len(self.tenure_knots) if TENURE in self.feature_names_in_ else []
        return tenure + [name for name in self.feature_names_in_ if name != TENURE]

    def _places(self) -> np.ndarray:
        """Place (from 1) of each feature but tenure within its driver."""
        drivers = [DRIVER_OF.get(name, name) for name in self.feature_names_in_ if name != TENURE]
        return np.array([drivers[: at + 1].count(driver) for at, driver in enumerate(drivers)], dtype=float)

    def _unfolded(self, X: pd.DataFrame) -> np.ndarray:
        columns = [
            np.log1p(X[name].to_numpy(dtype=float) / 30) if name.endswith("_days") else X[name].to_numpy(dtype=float)
            for name in X.columns
            if name != TENURE
        ]
        return np.column_stack(columns) if columns else np.zeros((len(X), 0))

    def _tenure(self, X: pd.DataFrame) -> np.ndarray:
        """Hat functions on log weeks: at each knot one column is 1 and the others 0."""
        if TENURE not in X.columns:
            return np.zeros((len(X), 0))
        knots = np.log1p(np.asarray(self.tenure_knots))
        weeks = np.log1p(X[TENURE].to_numpy(dtype=float).clip(0) / 7)
        return self.tenure_freedom * np.column_stack([np.interp(weeks, knots, unit) for unit in np.eye(knots.size)])

    def _check_columns(self, X: pd.DataFrame) -> None:
        expected, found = list(self.feature_names_in_), list(X.columns)
        if expected != found:
            missing = [f"  - {name}" for name in expected if name not in found]
            extra = [f"  + {name}" for name in found if name not in expected]
            difference = "\n".join(missing + extra) or "  the same columns in another order"
            raise ValueError(f"The columns of X are not those the model was fitted on:\n{difference}")


def _limits(column: np.ndarray) -> tuple[float, float, float, float]:
    """Lowest and highest value kept, mean and spread; a column that is wholly missing stays 0."""
    known = column[~np.isnan(column)]
    if known.size == 0:
        return 0.0, 0.0, 0.0, 1.0
    low, high = np.percentile(known, [0.5, 99.5])
    held = np.clip(known, low, high)
    return low, high, held.mean(), held.std() or 1.0


class CalibratedLogit(ClassifierMixin, BaseEstimator):
    """Ridge logistic regression whose log-odds are put right on later dates.

    The calibration ``a * margin + b`` is estimated from predictions for as-of dates that lie after
    those learned from (forward chaining with an embargo, inside the training rows), and held towards
    ``a = 1, b = 0`` with the weight of `calibration_prior` leavers; without an inner date to test on
    it stays there. Higher means more likely to leave.

    Parameters
    ----------
    penalty : float
        Ridge penalty on transformed columns, in leavers' worth of evidence.
    tenure_knots : tuple of float
        See `DriverTransform`.
    inner_origins : int
        Inner test stretches for the calibration.
    embargo_days : int
        Gap between the dates learned from and those predicted.
    calibration_prior : float
        Weight of "needs no calibration", in leavers.
    """

    def __init__(
        self,
        penalty: float = 5.0,
        tenure_knots: tuple[float, ...] = TENURE_KNOTS_WEEKS,
        inner_origins: int = 3,
        embargo_days: int = 91,
        calibration_prior: float = 200.0,
    ) -> None:
        self.penalty = penalty
        self.tenure_knots = tenure_knots
        self.inner_origins = inner_origins
        self.embargo_days = embargo_days
        self.calibration_prior = calibration_prior

    def fit(self, X: pd.DataFrame, y: np.ndarray, *, as_of: np.ndarray, person: np.ndarray) -> "CalibratedLogit":
        """Fit on mature rows.

        Parameters
        ----------
        X : DataFrame, shape (n, n_features)
        y : ndarray of 0 and 1, shape (n,)
        as_of, person : ndarray, shape (n,)
            As-of date in days, and person, of every row.
        """
        y = np.asarray(y, dtype=int)
        self.classes_ = np.array([0, 1])
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        self.slope_, self.shift_ = self._calibration(X, y, as_of, person)
        self.pipeline_ = self._pipeline(y, person).fit(X, y)
        columns = self.pipeline_[:-1].transform(X)
        self.center_ = columns.mean(axis=0)
        self.covariance_ = self._covariance(columns, y, person)
        return self

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Calibrated log-odds, shape (n,)."""
        check_is_fitted(self, "pipeline_")
        return self.slope_ * self.pipeline_.decision_function(X) + self.shift_

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Calibrated probabilities of (stays, leaves), shape (n, 2)."""
        risk = expit(self.decision_function(X))
        return np.column_stack([1 - risk, risk])

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """1 where the risk is above one half; a list ranks risks instead."""
        return (self.decision_function(X) > 0).astype(int)

    def log_odds_error(self, X: pd.DataFrame) -> np.ndarray:
        """Standard error of the calibrated log-odds, robust to repeated rows of one person.

        Sandwich estimate, clustered by person (Liang and Zeger, Biometrika 1986, 73(1), 13-22), of the
        penalised fit; the calibration is taken as given and shrinkage bias is not in it.
        """
        columns = np.column_stack([np.ones(len(X)), self.pipeline_[:-1].transform(X)])
        variance = np.einsum("ij,jk,ik->i", columns, self.covariance_, columns)
        return self.slope_ * np.sqrt(np.maximum(variance, 0))

    @property
    def weights(self) -> np.ndarray:
        """Calibrated log-odds per unit of each transformed column."""
        return self.slope_ * self.pipeline_[-1].coef_[0]

    @property
    def base_log_odds(self) -> float:
        """Calibrated log-odds at the mean of the training rows."""
        return float(
            self.slope_ * (self.pipeline_[-1].coef_[0] @ self.center_ + self.pipeline_[-1].intercept_[0]) + self.shift_
        )

    def _pipeline(self, y: np.ndarray, person: np.ndarray) -> Pipeline:
        leavers = max(np.unique(person[y == 1]).size, 1)
        rows_per_leaver = max(y.sum() / leavers, 1.0)
        logit = LogisticRegression(C=1 / (self.penalty * rows_per_leaver), max_iter=1000, tol=1e-8)
        return Pipeline([("columns", DriverTransform(self.tenure_knots)), ("logit", logit)])

    def _calibration(
        self, X: pd.DataFrame, y: np.ndarray, as_of: np.ndarray, person: np.ndarray
    ) -> tuple[float, float]:
        margins, labels, people = [], [], []
        for origin in rolling_origins(as_of, y, person, count=self.inner_origins, embargo_days=self.embargo_days):
            train, test = origin.train_rows(as_of), origin.test_rows(as_of)
            fitted = self._pipeline(y[train], person[train]).fit(X[train], y[train])
            margins.append(fitted.decision_function(X[test]))
            labels.append(y[test])
            people.append(person[test])
        if not margins:
            return 1.0, 0.0
        margin, label = np.concatenate(margins), np.concatenate(labels)
        leavers = np.unique(np.concatenate(people)[label == 1]).size
        if leavers == 0:
            return 1.0, 0.0
        return _fit_affine(margin, label, prior=self.calibration_prior * label.sum() / leavers)

    def _covariance(self, columns: np.ndarray, y: np.ndarray, person: np.ndarray) -> np.ndarray:
        design = np.column_stack([np.ones(len(columns)), columns])
        logit = self.pipeline_[-1]
        risk = expit(design @ np.concatenate([logit.intercept_, logit.coef_[0]]))
        held = np.concatenate([[0.0], np.full(columns.shape[1], 1 / logit.C)])
        bread = np.linalg.inv((design * (risk * (1 - risk))[:, None]).T @ design + np.diag(held))
        score = pd.DataFrame(design * (y - risk)[:, None]).groupby(np.asarray(person)).sum().to_numpy()
        return bread @ (score.T @ score) @ bread


def _fit_affine(margin: np.ndarray, label: np.ndarray, *, prior: float) -> tuple[float, float]:
    """Slope and shift of ``sigmoid(a * margin + b)`` by maximum likelihood, held towards (1, 0).

    The slope is at least `LEAST_SLOPE`: margins that order later dates worse than chance do are made
    shy, never turned around.
    """
    center = margin.mean()
    spread = max(margin.std(), 1e-9)
    unit = (margin - center) / spread

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        slope, level = point
        value = margin + slope * unit + level
        risk = expit(value)
        likelihood = np.sum(np.logaddexp(0, value) - label * value)
        gradient = np.array([np.sum((risk - label) * unit), np.sum(risk - label)]) + prior * point
        return likelihood + prior / 2 * (point @ point), gradient

    bounds = [((LEAST_SLOPE - 1) * spread, None), (None, None)]
    slope, level = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(1 + slope / spread), float(level - slope * center / spread)
