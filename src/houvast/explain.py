"""Reasons that add up: each driver's part of a person's calibrated risk, in probability.

SHAP gives the contribution of every transformed column on the calibrated log-odds of leaving in a period, against
the mean of the training rows; columns are summed per feature and per driver. The step from log-odds to the
risk over the horizon attributes along the straight path from base to person (Aumann and Shapley, Values of
Non-Atomic Games, 1974; Sundararajan, Taly and Yan, arXiv:1703.01365): a driver gets what it adds to the
log-odds of each period, times the mean slope of the risk to them along the path. Tenure gets what it adds to
the log-odds of leaving otherwise as well. All parts keep their signs but for tenure, which acts in several
periods, and sum to risk less base risk. A contribution is what the model adds for a driver, never its effect.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.errors import GateError
from houvast.features import DRIVER_OF, TENURE
from houvast.hazard import HazardModel
from houvast.incidence import cumulative_incidence, incidence_slopes
from houvast.transforms import chunks

NODES = 24
"""Points of the Gauss-Legendre rule along the path: the sum is exact to about 1e-15."""
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


def explain(model: HazardModel, X: pd.DataFrame) -> Explanation:
    """Why each risk differs from the base risk, exactly.

    Raises
    ------
    GateError
        The contributions of some row do not sum to its risk within 1e-9.
    """
    parts = [_explain_part(model, X.iloc[rows]) for rows in chunks(len(X))]
    points = np.concatenate(parts) if parts else np.zeros((0, 1 + model.weights.size))
    by_feature = _sum_columns(points, [TENURE, *model.columns_.get_feature_names_out()])
    by_driver = _sum_columns(by_feature.to_numpy(), [DRIVER_OF[name] for name in by_feature.columns])
    risk, base_risk = model.predict_proba(X)[:, 1], _base_risk(model)
    _check_sums(by_driver, risk - base_risk)
    return Explanation(base_risk, risk, by_feature, by_driver)


def _base_risk(model: HazardModel) -> float:
    voluntary, other = model.base_log_odds()
    return float(cumulative_incidence(voluntary[: model.headline], other[: model.headline])[-1])


def _explain_part(model: HazardModel, X: pd.DataFrame) -> np.ndarray:
    """Contributions of tenure and of every column, shape (n, 1 + n_columns)."""
    phi, hats, periods = _shap_values(model, X), model.hats(X), model.headline
    base, other_base = (values[:periods, None] for values in model.base_log_odds())
    voluntary, other = (values[:periods] for values in model.log_odds(X))
    to_voluntary, to_other = _mean_slopes(base, voluntary - base, other_base, other - other_base)
    bend = model.slope_ * ((hats - model.hats_center_[:, None]) @ model.curve_)[:periods]
    tenure = (to_voluntary * bend + to_other * (other - other_base)).sum(axis=0)
    return np.column_stack([tenure, phi * to_voluntary.sum(axis=0)[:, None]])


def _mean_slopes(
    base: np.ndarray, apart: np.ndarray, other_base: np.ndarray, other_apart: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean slopes of the risk to the log-odds of each period along the straight path, each (periods, n)."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    to_voluntary, to_other = np.zeros_like(apart), np.zeros_like(other_apart)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        _, own, others = incidence_slopes(base + node * apart, other_base + node * other_apart)
        to_voluntary += weight * own
        to_other += weight * others
    return to_voluntary, to_other


def _shap_values(model: HazardModel, X: pd.DataFrame) -> np.ndarray:
    """SHAP values on the calibrated log-odds of leaving in a period, shape (n, n_columns)."""
    import shap

    columns = model.columns_.transform(X)
    if not columns.size:
        return columns
    background = shap.maskers.Independent(model.center_[None, :], max_samples=1)
    return np.asarray(shap.LinearExplainer((model.weights, 0.0), background).shap_values(columns))


def _sum_columns(values: np.ndarray, names: list[str]) -> pd.DataFrame:
    """Columns of one name added up, in the order in which names first appear."""
    unique = list(dict.fromkeys(names))
    member = np.array([[name == other for other in unique] for name in names], dtype=float)
    return pd.DataFrame(values @ member.reshape(len(names), len(unique)), columns=unique)


def _check_sums(by_driver: pd.DataFrame, expected: np.ndarray) -> None:
    gap = np.abs(by_driver.sum(axis=1).to_numpy() - expected)
    if gap.size and gap.max() > TOLERANCE:
        raise GateError(
            f"contributions must sum to the risk within {TOLERANCE}. The largest gap is {gap.max():.2e} "
            f"in {int((gap > TOLERANCE).sum())} of {gap.size} rows. Nothing was published; the model and its "
            "explanation do not belong together."
        )
