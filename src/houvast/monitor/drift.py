"""Whether people look as they did in training (covariates), and whether their risks do (scores)."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from houvast.monitor.bins import FEWEST_MONTHS
from houvast.monitor.budget import chance_of_each
from houvast.monitor.findings import NAN, Finding
from houvast.monitor.list_change import MONTH_DAYS, change_limit, share_new
from houvast.monitor.reference import Reference
from houvast.monitor.separation import encode, separate, separation_limit
from houvast.suppression import FEWEST_PEOPLE

NOTABLE_MISSING = 0.05
"""Rise of a share missing below which no rise is an alarm."""

ALL_TOGETHER, EACH, MISSING = 0.25, 0.5, 0.25
"""Parts of the covariates' budget."""


def judge_features(reference: Reference, now: pd.DataFrame) -> list[Finding]:
    """A finding a feature: its population stability index, and one its share missing.

    Parameters
    ----------
    now : DataFrame
        Features of the people at work today.
    """
    people, tests = len(now), len(reference.features)
    if people < FEWEST_PEOPLE:
        return []
    findings = []
    for name, bins in reference.features.items():
        values = now[name].to_numpy(dtype=float)
        limit = bins.limit(people, chance_of_each("covariates", tests, EACH))
        index = bins.index(values)
        findings.append(Finding("covariates", "shift", name, index, limit, index > limit))
        share, most = float(np.isnan(values).mean()), _most_missing(reference, name, people)
        findings.append(Finding("covariates", "missing", name, share, most, share > most))
    return findings


def judge_all_together(
    reference: Reference, X: pd.DataFrame, person: np.ndarray, today: np.ndarray, *, people_now: int
) -> Finding:
    """Whether today can be told from training over all features together.

    Parameters
    ----------
    X : DataFrame, shape (n, n_features)
        Rows of training (at `reference.dates`) and of today.
    person : ndarray of int, shape (n,)
    today : ndarray of bool, shape (n,)
    """
    told = NAN
    if people_now >= FEWEST_PEOPLE and not today.all():
        columns = {name: X[name].to_numpy(dtype=float) for name in reference.features}
        told = separate(encode(columns, reference.features), person, today)
    chance = chance_of_each("covariates", 1, ALL_TOGETHER)
    limit = separation_limit(reference.separations, reference.dates, reference.people, people_now, chance)
    return Finding("covariates", "separation", "", told, limit, told > limit)


def judge_risks(reference: Reference, risk: np.ndarray) -> Finding:
    """Whether the risks of today are spread as those of training were."""
    if risk.size < FEWEST_PEOPLE:
        return Finding("scores", "risk_shift")
    index, limit = reference.risk.index(risk), reference.risk.limit(risk.size, chance_of_each("scores", 2))
    mean = float(np.mean(risk))
    return Finding("scores", "risk_shift", "", index, limit, index > limit, values={"share_now": mean})


def judge_list(
    reference: Reference, now: list[str], before: list[str], *, days_between: int, same_model: bool
) -> Finding:
    """How much of today's list was not on the list before, beside what is usual and what refits may change."""
    if days_between > MONTH_DAYS or len(now) < FEWEST_PEOPLE:
        return Finding("scores", "list_change")
    limit = change_limit(
        reference.list_change, chance_of_each("scores", 2), 0.0 if same_model else reference.refit_change
    )
    usual = float(np.mean(reference.list_change)) if reference.list_change else NAN
    new = share_new(now, before)
    return Finding("scores", "list_change", "", new, limit, new > limit, values={"share_usual": usual})


def _most_missing(reference: Reference, name: str, people: int) -> float:
    """From where on a share missing is an alarm: the spread of chance and of the months of training."""
    bins = reference.features[name]
    if bins.months < FEWEST_MONTHS:
        return NAN
    share = bins.missing_share
    chance = chance_of_each("covariates", len(reference.features), MISSING)
    own = share * (1 - share) * (1 / people + 1 / bins.people)
    spread = max(own, bins.missing_spread**2 + share * (1 - share) / bins.people) ** 0.5
    return min(1.0, share + max(NOTABLE_MISSING, float(norm.isf(chance)) * spread))
