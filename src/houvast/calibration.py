"""Calibration on the log-odds scale, from later dates: affine, so that contributions stay additive."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import clone

from houvast.periods import LEFT, OTHER, left_within, truncate
from houvast.splits import rolling_origins
from houvast.transforms import chunks

LEAST_SLOPE = 0.1


def calibrate(
    model: Any, X: pd.DataFrame, y: np.ndarray, *, as_of: np.ndarray, person: np.ndarray
) -> tuple[float, float]:
    """Slope and shift of a hazard model's log-odds in a period, from periods of later as-of dates.

    Inner test stretches lie inside the rows given, an embargo after those learned from; of what was learned
    from, nothing is known that came after the test began. (1, 0) where there is no such stretch.

    Parameters
    ----------
    model : hazard.HazardModel
        Its settings count; it is not fitted.
    X, y, as_of, person :
        As in `HazardModel.fit`.
    """
    label = left_within(y, model.headline)
    margins, lefts, leavers = [], [], []
    for origin in rolling_origins(as_of, label, person, count=model.inner_origins, embargo_days=model.embargo_days):
        train, test = origin.train_rows(as_of), origin.test_rows(as_of)
        inner = clone(model)
        inner.feature_names_in_, inner.slope_, inner.shift_ = np.asarray(X.columns, dtype=object), 1.0, 0.0
        inner.fit_weights(X[train], truncate(y[train], as_of[train], model.edges_days, origin.test_from), person[train])
        margin, left = _tested_periods(inner, X[test], y[test])
        margins.append(margin)
        lefts.append(left)
        leavers.append(person[test][label[test]])
    number = np.unique(np.concatenate(leavers)).size if leavers else 0
    if number == 0:
        return 1.0, 0.0
    margin, left = np.concatenate(margins), np.concatenate(lefts)
    return fit_affine(margin, left, prior=model.calibration_prior * left.sum() / number)


def _tested_periods(model: Any, X: pd.DataFrame, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds and outcome of every person-period within the headline horizon."""
    number = np.arange(model.headline)[:, None]
    ends = number == y["periods"] - 1
    at_risk = (number < y["periods"]) & ~(ends & (y["event"] == OTHER))
    margin = np.concatenate([model.leaving_log_odds(X.iloc[rows])[: model.headline] for rows in chunks(len(X))], axis=1)
    return margin[at_risk], (ends & (y["event"] == LEFT))[at_risk].astype(float)


def fit_affine(margin: np.ndarray, label: np.ndarray, *, prior: float) -> tuple[float, float]:
    """Slope and shift of ``sigmoid(a * margin + b)`` by maximum likelihood, held towards (1, 0).

    The slope is at least `LEAST_SLOPE`: margins that order later dates worse than chance do are made
    shy, never turned around.

    Parameters
    ----------
    margin, label : ndarray, shape (n,)
    prior : float
        Weight of (1, 0), in outcomes.
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
