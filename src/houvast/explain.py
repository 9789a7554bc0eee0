"""Reasons that add up: each driver's part of a person's calibrated risk, in probability.

SHAP gives the contribution of every transformed column on the calibrated log-odds, against the mean
of the training rows; columns are summed per feature and per driver. The step from log-odds to
probability attributes along the straight path from base to person (Aumann and Shapley, Values of
Non-Atomic Games, 1974; Sundararajan, Taly and Yan, arXiv:1703.01365): driver j gets
``phi_j * (p(f) - p(f0)) / (f - f0)``, or ``phi_j * p'(f0)`` where ``f = f0``. It keeps every sign and
sums to ``p(f) - p(f0)``. A contribution is what the model adds for a driver, never its effect.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from houvast.errors import GateError
from houvast.estimators import CalibratedLogit
from houvast.features import DRIVER_OF

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Explanation:
    """Contributions in probability, one row per row of X.

    Parameters
    ----------
    base_risk : float
        Risk at the mean of the training rows; contributions lead from here.
    risk : ndarray, shape (n,)
    by_feature, by_driver : DataFrame, shape (n, n_features) and (n, n_drivers)
    """

    base_risk: float
    risk: np.ndarray
    by_feature: pd.DataFrame
    by_driver: pd.DataFrame


def explain(model: CalibratedLogit, X: pd.DataFrame) -> Explanation:
    """Why each risk differs from the base risk, exactly.

    Raises
    ------
    GateError
        The contributions of some row do not sum to its risk within 1e-9.
    """
    margin, base = model.decision_function(X), model.base_log_odds
    phi = _sum_columns(_shap_values(model, X), model.pipeline_[0].column_features())
    by_feature = phi.mul(_points_per_log_odds(margin, base), axis=0)
    by_driver = _sum_columns(by_feature.to_numpy(), [DRIVER_OF[name] for name in by_feature.columns])
    risk, base_risk = expit(margin), float(expit(base))
    _check_sums(by_driver, risk - base_risk)
    return Explanation(base_risk, risk, by_feature, by_driver)


def _shap_values(model: CalibratedLogit, X: pd.DataFrame) -> np.ndarray:
    """SHAP values on the calibrated log-odds, shape (n, n_columns)."""
    import shap

    columns = model.pipeline_[:-1].transform(X)
    background = shap.maskers.Independent(model.center_[None, :], max_samples=1)
    intercept = model.base_log_odds - float(model.weights @ model.center_)
    explainer = shap.LinearExplainer((model.weights, intercept), background)
    return np.asarray(explainer.shap_values(columns)) if len(X) else np.zeros(columns.shape)


def _sum_columns(values: np.ndarray, names: list[str]) -> pd.DataFrame:
    """Columns of one name added up, in the order in which names first appear."""
    unique = list(dict.fromkeys(names))
    member = np.array([[name == other for other in unique] for name in names], dtype=float)
    return pd.DataFrame(values @ member.reshape(len(names), len(unique)), columns=unique)


def _points_per_log_odds(margin: np.ndarray, base: float) -> np.ndarray:
    """Slope of the chord from base to person on the probability scale; the tangent where they meet."""
    risk, base_risk = expit(margin), expit(base)
    apart = np.abs(margin - base) > 1e-12
    return np.where(apart, (risk - base_risk) / np.where(apart, margin - base, 1.0), base_risk * (1 - base_risk))


def _check_sums(by_driver: pd.DataFrame, expected: np.ndarray) -> None:
    gap = np.abs(by_driver.sum(axis=1).to_numpy() - expected)
    if gap.size and gap.max() > TOLERANCE:
        raise GateError(
            f"contributions must sum to the risk within {TOLERANCE}. The largest gap is {gap.max():.2e} "
            f"in {int((gap > TOLERANCE).sum())} of {gap.size} rows. Nothing was published; the model and its "
            "explanation do not belong together."
        )
