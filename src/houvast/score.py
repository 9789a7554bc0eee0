"""From a model and the records to a risk list: risks with intervals, reasons in words, what is missing."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.curves import Curves
from houvast.doubt import Doubted, find_doubts
from houvast.explain import Explanation, explain
from houvast.features import DRIVER_OF
from houvast.hazard import HazardModel
from houvast.reasons import build_reasons
from houvast.risk_list import order_contributions, order_not_assessed, order_people
from houvast.sensitivity import Sensitivity, build_interval
from houvast.walk import Cohort


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
        95% interval of the risk: uncertainty of the fitted weights, and of what is not measured of the person.
    other_risks : dict of int to ndarray
        Risk by weeks of other horizons.
    place : DataFrame
        site, team, tenure_days.
    measured : DataFrame of bool
        Whether each driver is measured for each person; see `driver_measured`.
    doubted : Doubted
        Why the risk of somebody should be read with care, or not be given at all.
    curves : Curves
        The risk until the end of every period of the model.
    sensitivity : Sensitivity
        How the risk hangs on the fitted weights and on what is not measured.
    covariance : ndarray, shape (n_parameters, n_parameters)
        Of the fitted weights.
    """

    employee_id: np.ndarray
    X: pd.DataFrame
    explanation: Explanation
    low: np.ndarray
    high: np.ndarray
    other_risks: dict[int, np.ndarray]
    place: pd.DataFrame
    measured: pd.DataFrame
    doubted: Doubted
    curves: Curves
    sensitivity: Sensitivity
    covariance: np.ndarray


def score(model: HazardModel, cohort: Cohort, drivers: Iterable[str], other_weeks: Iterable[int] = ()) -> Scored:
    """Risks and contributions of everyone in the cohort, and which of the drivers are measured for them.

    Parameters
    ----------
    other_weeks : iterable of int
        Horizons beside the model's headline that the risk is wanted for.
    """
    X, seen = cohort.X[list(model.feature_names_in_)], cohort.observations
    incidence, uncertainty = model.predict_with_uncertainty(X)
    low, high = build_interval(incidence, uncertainty.errors)
    ids, headline = seen.employee_ids[seen.employee], model.headline - 1
    return Scored(
        employee_id=ids,
        X=X,
        explanation=explain(model, X),
        low=low[:, headline],
        high=high[:, headline],
        other_risks={weeks: incidence[:, model.period_until(weeks)] for weeks in other_weeks},
        place=cohort.place.assign(tenure_days=seen.tenure_days),
        measured=driver_measured(cohort.X, model.feature_names_in_, drivers),
        doubted=find_doubts(model, X, cohort.idle_days),
        curves=Curves(ids, model.edges_days[1:], incidence, low, high),
        sensitivity=uncertainty.headline,
        covariance=model.covariance_,
    )


def build_list(
    scored: Scored,
    *,
    as_of: dt.date,
    horizon_weeks: int,
    capacity: int,
    language: str,
    reasons: int,
    abstain: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """People in order of risk with their reasons, their contributions, long, and those who are not assessed.

    Whoever is not assessed has no risk, rank or contribution; with `abstain` false everybody is assessed.

    A driver of which no feature is measured for a person contributes nothing to that person's risk;
    it is named under `not_measured` and has no row among the contributions. Nor has a driver that the
    model does not weigh.
    """
    measured = scored.measured
    weighed = [driver for driver in measured if driver in scored.explanation.by_driver]
    by_driver = scored.explanation.by_driver[weighed].where(measured[weighed])
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
            **{f"risk_{weeks}w": values for weeks, values in scored.other_risks.items()},
            **scored.place,
            **_reason_columns(sentences, reasons),
            "not_measured": [", ".join(measured.columns[~row]) for row in measured.to_numpy()],
            "doubt": scored.doubted.codes,
        }
    )
    out = scored.doubted.severe & abstain
    ordered = order_people(people[~out], horizon_weeks, capacity)
    contributions = order_contributions(ordered, by_driver.assign(employee_id=scored.employee_id))
    return ordered, contributions, order_not_assessed(people[out])


def driver_measured(X: pd.DataFrame, weighed: Collection[str], drivers: Iterable[str]) -> pd.DataFrame:
    """Whether each driver is measured for each person (bool, n_people x n_drivers).

    A driver that the model weighs is measured where a feature that it weighs is known; another one where
    any of its features is.
    """
    kept = set(weighed)
    measured = {}
    for driver in drivers:
        own = [name for name in X.columns if DRIVER_OF[name] == driver]
        measured[driver] = X[[name for name in own if name in kept] or own].notna().any(axis=1)
    return pd.DataFrame(measured, index=X.index)


def _reason_columns(sentences: list[list[str]], count: int) -> dict[str, list[str]]:
    return {
        f"reason_{number + 1}": [row[number] if number < len(row) else "" for row in sentences]
        for number in range(count)
    }
