"""Reasons that add up: each driver's part of a person's calibrated risk, in probability.

The contribution of a transformed column on the calibrated log-odds of leaving in a period is its weight times what it
lies above the mean of the training rows: SHAP's value of a sum. Columns are summed per feature and per driver. The
step from log-odds to the risk over the horizon attributes along the straight path from base to person (Aumann and
Shapley, Values of Non-Atomic Games, 1974; Sundararajan, Taly and Yan, arXiv:1703.01365): a driver gets what it adds
to the log-odds of each period, times the mean slope of the risk to them along the path. Tenure gets what it adds to
the log-odds of leaving otherwise as well. How many points of the path are enough is proved in `path_rules`.

All parts keep their signs but for tenure, which acts in several
periods, and sum to risk less base risk. A contribution is what the model adds for a driver, never its effect.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.errors import GateError
from houvast.features import DRIVER_OF, TENURE
from houvast.hazard import HazardModel
from houvast.incidence import cumulative_incidence
from houvast.path_rules import LOWEST_TOP, REACH_STEP, TOP_STEP, build_rules, choose_rules
from houvast.risk_loops import Path, fill_contributions, fill_incidence, walk_paths
from houvast.transforms import map_chunks

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
    names = [TENURE, *model.columns_.get_feature_names_out()]
    features = list(dict.fromkeys(names))
    drivers = list(dict.fromkeys(DRIVER_OF[name] for name in features))
    feature = np.array([features.index(name) for name in names])
    driver = np.array([drivers.index(DRIVER_OF[name]) for name in names])
    by_feature, by_driver = np.zeros((len(features), len(X))), np.zeros((len(drivers), len(X)))
    risk, tables, path = np.empty(len(X)), model.tables(), _path_of(model)

    def work(rows: slice) -> None:
        columns, pull, days = model.read(X.iloc[rows])
        incidence, slope, tenure = np.empty((days.size, model.n_periods)), np.empty(days.size), np.empty(days.size)
        fill_incidence(pull, days, tables, incidence)
        walk_paths(pull, days, tables, path, slope, tenure)
        risk[rows] = incidence[:, model.headline - 1]
        by_feature[0, rows], by_driver[0, rows] = tenure, tenure
        given = columns.T, model.center_, model.weights, slope, feature[1:], driver[1:]
        fill_contributions(*given, by_feature[:, rows], by_driver[:, rows])

    map_chunks(work, len(X))
    base_risk = _base_risk(model)
    _check_sums(by_driver, risk - base_risk)
    return Explanation(base_risk, risk, _frame(by_feature, features), _frame(by_driver, drivers))


def _frame(values: np.ndarray, names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(values.T, columns=names, copy=False)


def _base_risk(model: HazardModel) -> float:
    voluntary, other = model.base_log_odds()
    return float(cumulative_incidence(voluntary[: model.headline], other[: model.headline])[-1])


def _path_of(model: HazardModel) -> Path:
    """Where the paths to all people begin, and the rules that they are summed by."""
    voluntary, other = (values[: model.headline] for values in model.base_log_odds())
    pull = float(model.center_ @ model.weights)
    return Path(voluntary, other, pull, *build_rules(), choose_rules(model.headline), REACH_STEP, LOWEST_TOP, TOP_STEP)


def _check_sums(by_driver: np.ndarray, expected: np.ndarray) -> None:
    gap = np.abs(by_driver.sum(axis=0) - expected)
    if not (gap <= TOLERANCE).all():
        raise GateError(
            f"contributions must sum to the risk within {TOLERANCE}. The largest gap is {gap.max():.2e} "
            f"in {int((~(gap <= TOLERANCE)).sum())} of {gap.size} rows. Nothing was published; the model and its "
            "explanation do not belong together."
        )
