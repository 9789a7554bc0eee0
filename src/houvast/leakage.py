"""The presence gate: whether merely *having* a record of a table predicts the outcome.

A table that was kept, or exported, only for those who stayed tells the outcome without measuring
anything: a survey that only stayers lived to answer, a log exported only for current staff. The
odds of leaving with a record are held against those without one, within bands of tenure at the
same as-of date (new starters have few records and leave more), after Mantel and Haenszel (J. Natl.
Cancer Inst. 1959, 22(4), 719-748), with an interval over people. Ordinary records come nowhere near the
limit; a table beyond it is not learned from.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.evaluation import PersonDraws
from houvast.timeline import Observations

ODDS_RATIO_LIMIT = 4.0
"""Odds ratio, or its inverse, that the whole interval must lie beyond."""

TENURE_BANDS_DAYS = (30, 60, 90, 135, 180, 270, 365, 548, 730, 1095)
DRAWS = 200


@dataclass(frozen=True)
class PresenceLeak:
    """A table whose records exist, or not, by outcome.

    Parameters
    ----------
    left_with, left_without : float
        Share of the distinct people, with and without a record at some as-of date, who left.
    odds_ratio, low, high : float
        Odds of leaving with a record over those without, and its 95% interval.
    """

    table: str
    people_with: int
    left_with: float
    people_without: int
    left_without: float
    odds_ratio: float
    low: float
    high: float


def find_presence_leaks(
    present: pd.DataFrame, observations: Observations, label: np.ndarray, *, seed: int
) -> list[PresenceLeak]:
    """The tables that the presence gate finds.

    Parameters
    ----------
    present : DataFrame of bool
        Whether any record of each table is known at each observation.
    label : ndarray
        NaN where it is missing.
    """
    rows = np.flatnonzero(~np.isnan(label))
    if not rows.size:
        return []
    stratum = _strata(observations, rows)
    person, left = observations.employee[rows], label[rows]
    people = PersonDraws(person, draws=DRAWS, seed=seed)
    leaks = []
    for name in present:
        there = present[name].to_numpy()[rows]
        if not _worth_testing(there, left, person):
            continue
        ratio, *drawn = _odds_ratio(there, left, stratum, people)
        low, high = np.quantile(drawn, [0.025, 0.975])
        if low > ODDS_RATIO_LIMIT or high < 1 / ODDS_RATIO_LIMIT:
            with_record, without = _people(person, there, left), _people(person, ~there, left)
            leaks.append(PresenceLeak(name, *with_record, *without, float(ratio), float(low), float(high)))
    return leaks


def _strata(observations: Observations, rows: np.ndarray) -> np.ndarray:
    band = np.searchsorted(TENURE_BANDS_DAYS, observations.tenure_days[rows], side="right")
    return np.unique(np.column_stack([observations.as_of[rows], band]), axis=0, return_inverse=True)[1].ravel()


def _worth_testing(present: np.ndarray, left: np.ndarray, person: np.ndarray) -> bool:
    """Whether at least ten people stand on each side and ten left."""
    sides = (present, ~present, left == 1)
    return all(np.unique(person[side]).size >= 10 for side in sides)


def _odds_ratio(present: np.ndarray, left: np.ndarray, stratum: np.ndarray, people: PersonDraws) -> np.ndarray:
    """Mantel-Haenszel odds ratio in each draw, half a person added on each side."""
    strata = stratum.max() + 1
    answers = []
    for weights in people.row_weights():
        with_left, with_stayed, without_left, without_stayed = (
            np.array([np.bincount(stratum, weights=one * cell, minlength=strata) for one in weights])
            for cell in (present & (left == 1), present & (left == 0), ~present & (left == 1), ~present & (left == 0))
        )
        total = np.maximum(with_left + with_stayed + without_left + without_stayed, 1)
        top, bottom = with_left * without_stayed / total, with_stayed * without_left / total
        answers.append((top.sum(axis=1) + 0.5) / (bottom.sum(axis=1) + 0.5))
    return np.concatenate(answers)


def _people(person: np.ndarray, side: np.ndarray, left: np.ndarray) -> tuple[int, float]:
    """Distinct people on a side, and the share of them that left."""
    everyone = np.unique(person[side])
    gone = np.unique(person[side & (left == 1)])
    return everyone.size, gone.size / max(everyone.size, 1)
