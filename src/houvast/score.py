"""From a model and the records to a risk list: risks with intervals, reasons in words, what is missing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from houvast.estimators import CalibratedLogit
from houvast.explain import Explanation, explain
from houvast.features import DRIVER_OF
from houvast.reasons import build_reasons
from houvast.risk_list import order_contributions, order_people
from houvast.timeline import Known, Observations

NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Scored:
    """The cohort of one as-of date with its risks, before words.

    Parameters
    ----------
    employee_id : ndarray of str
    X : DataFrame
        The model's features.
    explanation : Explanation
    low, high : ndarray
        95% interval of the risk: uncertainty of the fitted weights.
    place : DataFrame
        site, team, tenure_days.
    """

    employee_id: np.ndarray
    X: pd.DataFrame
    explanation: Explanation
    low: np.ndarray
    high: np.ndarray
    place: pd.DataFrame


def score(model: CalibratedLogit, X: pd.DataFrame, observations: Observations, known: Known) -> Scored:
    """Risks and contributions of every observation; X must have the model's features."""
    X = X[list(model.feature_names_in_)]
    margin, error = model.decision_function(X), model.log_odds_error(X)
    place = pd.DataFrame(
        {
            "site": known.assignments.last_text("site"),
            "team": known.assignments.last_text("team"),
            "tenure_days": observations.tenure_days,
        }
    )
    return Scored(
        employee_id=observations.employee_ids[observations.employee],
        X=X,
        explanation=explain(model, X),
        low=expit(margin - NORMAL_95 * error),
        high=expit(margin + NORMAL_95 * error),
        place=place,
    )


def build_list(
    scored: Scored,
    *,
    as_of: dt.date,
    horizon_weeks: int,
    capacity: int,
    language: str,
    reasons: int,
    drivers: Iterable[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People in order of risk with their reasons, and their contributions, long.

    A driver of which no feature is measured for a person contributes nothing to that person's risk;
    it is named under `not_measured` and has no row among the contributions.
    """
    measured = driver_measured(scored.X, drivers)
    by_driver = scored.explanation.by_driver.reindex(columns=measured.columns, fill_value=0.0).where(measured)
    sentences = build_reasons(language, by_driver, scored.explanation.by_feature, scored.X, scored.X.median(), reasons)
    risk = f"risk_{horizon_weeks}w"
    people = pd.DataFrame(
        {
            "employee_id": scored.employee_id,
            "as_of_date": pd.Timestamp(as_of),
            risk: scored.explanation.risk,
            f"{risk}_low": scored.low,
            f"{risk}_high": scored.high,
            f"base_{risk}": scored.explanation.base_risk,
            **scored.place,
            **_reason_columns(sentences, reasons),
            "not_measured": [", ".join(measured.columns[~row]) for row in measured.to_numpy()],
        }
    )
    ordered = order_people(people, horizon_weeks, capacity)
    return ordered, order_contributions(ordered, by_driver.assign(employee_id=scored.employee_id))


def driver_measured(X: pd.DataFrame, drivers: Iterable[str]) -> pd.DataFrame:
    """Whether any feature of each driver is known of each person (bool, n_people x n_drivers)."""
    known = {
        driver: X[[name for name in X.columns if DRIVER_OF[name] == driver]].notna().any(axis=1) for driver in drivers
    }
    return pd.DataFrame(known, index=X.index)


def never_measured(features: Mapping[str, object] | Iterable[str], drivers: Iterable[str]) -> tuple[str, ...]:
    """Drivers of which the model has no feature at all."""
    present = {DRIVER_OF[name] for name in features}
    return tuple(driver for driver in drivers if driver not in present)


def _reason_columns(sentences: list[list[str]], count: int) -> dict[str, list[str]]:
    return {
        f"reason_{number + 1}": [row[number] if number < len(row) else "" for row in sentences]
        for number in range(count)
    }
