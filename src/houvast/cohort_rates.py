"""Rates of leaving by tenure, for records with too few leavers for a model; and survival by tenure.

Exposure counts only what was observed: from the start of the records (late entry) to the exit or the
end of observation. A rate is shrunk towards the rate of everyone: a Gamma prior worth `PRIOR_LEAVERS`
leavers, so that a band with one leaver does not shout; its interval is the middle 95% of the posterior.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import gamma

from houvast.evaluation import Figure
from houvast.summary import CohortRate
from houvast.timeline import to_days

BANDS_DAYS = ((0, 90), (90, 365), (365, 730), (730, None))
PRIOR_LEAVERS = 2.0
FEWEST_PEOPLE = 10
"""Bands of fewer people are left out: their rates would speak of persons."""


@dataclass(frozen=True)
class Exposure:
    """Spells as observed, one entry each: tenure at entry and exit in days, who left by choice, who is still there."""

    employee: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    left: np.ndarray
    at_end: np.ndarray


def build_exposure(
    spells: pd.DataFrame, *, observed_from: int, observed_until: int, causes: tuple[str, ...]
) -> Exposure:
    """What was observed of every spell in ``[observed_from, observed_until)``."""
    final = spells[spells["superseded_on"].isna()]
    if "retracted" in final:
        final = final[~final["retracted"].fillna(False).astype(bool)]
    started, ended = to_days(final["started_on"]), to_days(final["ended_on"])
    reason = final["exit_reason"].fillna("unknown").to_numpy() if "exit_reason" in final else np.full(len(final), "")
    entry, stop = np.maximum(started, observed_from), np.minimum(ended, observed_until)
    seen = stop > entry
    left = (ended < observed_until) & np.isin(reason, causes)
    return Exposure(
        final["employee_id"].to_numpy()[seen],
        (entry - started)[seen],
        (stop - started)[seen],
        left[seen],
        (ended >= observed_until)[seen],
    )


def compute_rates(exposure: Exposure) -> tuple[CohortRate, ...]:
    """Exits per person-year by tenure band, shrunk towards the rate of everyone."""
    years, leavers = (exposure.exit - exposure.entry).sum() / 365.25, int(exposure.left.sum())
    overall = max(leavers, 0.5) / max(years, 1e-9)
    rates = []
    for low, high in BANDS_DAYS:
        top = np.inf if high is None else high
        days = np.clip(exposure.exit, low, top) - np.clip(exposure.entry, low, top)
        here = days > 0
        people = np.unique(exposure.employee[here]).size
        if people < FEWEST_PEOPLE:
            continue
        gone = exposure.left & (exposure.exit >= low) & (exposure.exit < top)
        shape = PRIOR_LEAVERS + gone.sum()
        per_year = PRIOR_LEAVERS / overall + days.sum() / 365.25
        low_rate, high_rate = gamma.ppf([0.025, 0.975], shape) / per_year
        rate = Figure(float(shape / per_year), float(low_rate), float(high_rate))
        distinct = np.unique(exposure.employee[gone]).size
        rates.append(CohortRate(low, high, people, distinct, float(days.sum() / 365.25), rate))
    return tuple(rates)


def survival_by_tenure(exposure: Exposure, until_days: int = 1095) -> tuple[np.ndarray, np.ndarray]:
    """Weeks of tenure and the share that has not left by choice by then (Kaplan-Meier, late entry).

    Other exits are treated as censored: the curve says what voluntary leaving alone would do.
    """
    weeks = np.arange(0, until_days // 7 + 1)
    edges = np.append(weeks, weeks[-1] + 1) * 7
    at_risk = np.array([((exposure.entry < edge + 7) & (exposure.exit >= edge)).sum() for edge in edges[:-1]])
    gone = np.histogram(exposure.exit[exposure.left], bins=edges)[0]
    kept = 1 - gone / np.maximum(at_risk, 1)
    return weeks, np.concatenate([[1.0], np.cumprod(kept)[:-1]])
