"""The presence gate: whether merely *having* a record of a table, or a recent one, predicts the outcome.

A table that was kept, or exported, only for those who stayed tells the outcome without measuring
anything: a survey that only stayers lived to answer, a log exported only for current staff. The
odds of leaving with a record are held against those without one at equal tenure on the same as-of date (see
`compared`). Ordinary records come nowhere near the limits; a table beyond them is not learned from.

The outcome is leaving within the horizon; and, since a table that was emptied at exit was emptied for a
leaver's earlier months too, leaving at any time until the end of the records, with a limit of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.leakage.compared import Compared, Ratio
from houvast.timeline import Observations

ODDS_RATIO_LIMIT = 4.0
"""Odds ratio, or its inverse, that the whole interval must lie beyond."""

RECENT_DAYS = 91
RECENT_LIMIT = 6.0
"""The same for a record in the last 13 weeks: who is long absent has few recent records, and may well leave."""


@dataclass(frozen=True)
class PresenceLeak:
    """A table whose records exist, or not, by outcome.

    Parameters
    ----------
    left_with, left_without : float
        Share of the distinct people, with and without a record at some as-of date, who left.
    odds_ratio, low, high : float
        Odds of leaving with a record over those without, and its 95% interval.
    within_days : int
        Only records of so many days before the as-of date count; 0 for any record.
    ever : bool
        Whether people who left at any later time are meant, and not those who left within the horizon.
    """

    table: str
    people_with: int
    left_with: float
    people_without: int
    left_without: float
    odds_ratio: float
    low: float
    high: float
    within_days: int = 0
    ever: bool = False


def find_presence_leaks(
    present: pd.DataFrame, observations: Observations, label: np.ndarray, *, seed: int
) -> list[PresenceLeak]:
    """The tables that the presence gate finds, by any record and the outcome within the horizon.

    Parameters
    ----------
    present : DataFrame of bool
        Whether any record of each table is known at each observation.
    label : ndarray
        NaN where it is missing.
    """
    compared = Compared.of(observations, label, seed)
    if not compared.rows.size:
        return []
    found = (hold_presence(name, present[name].to_numpy()[compared.rows], compared) for name in present)
    return [leak for leak in found if leak is not None]


def merge_leaks(*lists: Iterable[PresenceLeak]) -> list[PresenceLeak]:
    """One leak a table, the first that was found."""
    by_table: dict[str, PresenceLeak] = {}
    for leaks in lists:
        for leak in leaks:
            by_table.setdefault(leak.table, leak)
    return list(by_table.values())


def hold_presence(
    table: str,
    there: np.ndarray,
    compared: Compared,
    *,
    limit: float = ODDS_RATIO_LIMIT,
    within_days: int = 0,
    ever: bool = False,
) -> PresenceLeak | None:
    """The leak, if having a record predicts the outcome beyond the limit."""
    ratio = beyond(there, compared, limit)
    if ratio is None:
        return None
    people = _people(compared, there), _people(compared, ~there)
    return PresenceLeak(table, *people[0], *people[1], ratio.value, ratio.low, ratio.high, within_days, ever)


def beyond(flag: np.ndarray, compared: Compared, limit: float) -> Ratio | None:
    """The odds ratio, if its whole interval lies beyond the limit or its inverse; drawn only where the figure does."""
    if not compared.enough(flag) or 1 / limit <= compared.odds_ratio(flag) <= limit:
        return None
    ratio = compared.odds_ratio_interval(flag)
    return ratio if ratio.low > limit or ratio.high < 1 / limit else None


def _people(compared: Compared, side: np.ndarray) -> tuple[int, float]:
    """Distinct people on a side, and the share of them that left."""
    everyone, gone = compared.count_people(side), compared.count_people(side & compared.left)
    return everyone, gone / max(everyone, 1)
