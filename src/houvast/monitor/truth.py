"""What came true of published lists, each figure beside the interval that was promised at release.

An alarm is raised where the interval of what happened, at the level of the alarm, does not touch the promised one (of
95%): both are uncertain, and both count. For the order of people and for what the list finds only less than
promised is an alarm.

The newest list that was followed to its end is judged by itself, as a count (a sudden change), and the lists of a
year together, with errors over people (a slow one): horizons overlap, so that one leaver stands on about three lists.

Who was helped is set apart from the day of their help: until then they were at risk as promised, and did not leave
(`helped.share_of_risk`). Where more of those within capacity were helped than `MOST_HELPED`, the order of people is not
judged, and of what the list found only the held-out arm is: the others who are left over were left by somebody.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from houvast.evaluation import Figure
from houvast.helped import share_of_risk
from houvast.monitor.budget import chance_of_each
from houvast.monitor.clustered import (
    Estimate,
    count_interval,
    estimate_auc,
    estimate_slope,
    repeats_of_count,
    repeats_of_share,
    share_interval,
)
from houvast.monitor.findings import NAN, Finding, TruthMonth
from houvast.monitor.published import Followed
from houvast.suppression import FEWEST_PEOPLE

Interval = tuple[float, float]
Promised = Mapping[str, Interval]
"""The promised interval of each figure, by its name in `evaluation`."""

TESTS = 5
FEWEST_LEAVERS = 20
"""Distinct leavers below which order and slope are not judged."""

MOST_LISTS = 12
MOST_HELPED = 0.2


def promised_by(figures: Mapping[str, Mapping[str, float | None]]) -> dict[str, Interval]:
    """The promised intervals in a version's report; figures without one are left out."""
    return {
        name: (float(one["low"]), float(one["high"]))
        for name, one in figures.items()
        if one.get("low") is not None and one.get("high") is not None
    }


def judge_truth(lists: Sequence[Followed], promised: Promised) -> list[Finding]:
    """The findings of the lists that were followed to their end, oldest first; none without any.

    Parameters
    ----------
    promised : mapping
        Of the model that made the newest of them.
    """
    if not lists:
        return []
    chance = chance_of_each("truth", TESTS)
    rows = _pool(lists[-MOST_LISTS:])
    newest = _pool(lists[-1:])
    return [
        _judge_count("newest_ratio", newest, promised, chance, repeats=1.0),
        _judge_count("ratio", rows, promised, chance, repeats=None),
        _judge_slope(rows, promised, chance),
        _judge_auc(rows, promised, chance),
        _judge_precision(rows, promised, chance),
    ]


def build_month(one: Followed, promised: Promised) -> TruthMonth:
    """A list beside what happened; NaN where fewer than `FEWEST_PEOPLE` people can be told of."""
    rows = _pool([one])
    count, helped = int((~one.helped).sum()), int(one.helped.sum())
    observed, expected = int(rows.left.sum()), float(rows.expected.sum())
    ratio = Figure(NAN, NAN, NAN)
    if count >= FEWEST_PEOPLE:
        ratio = Figure(observed / expected, *count_interval(observed, expected, 0.05))
    shown = count >= FEWEST_PEOPLE
    return TruthMonth(
        one.as_of,
        count,
        helped if helped == 0 or helped >= FEWEST_PEOPLE else None,
        observed if shown else 0,
        expected if shown else NAN,
        ratio,
        promised.get("observed_expected"),
    )


class _Rows:
    """The rows of some lists that are judged, and how much of the listed was helped.

    `left` is leaving without help; `expected` the part of each risk that the time before help answers for.
    """

    def __init__(self, lists: Sequence[Followed]) -> None:
        helped = np.concatenate([one.helped for one in lists])
        listed = np.concatenate([one.listed for one in lists])
        unhelped = np.concatenate([one.unhelped for one in lists])
        kept = unhelped > 0
        self.alone = ~helped[kept]
        self.risk = np.concatenate([one.risk for one in lists])[kept]
        self.share = share_of_risk(self.risk, unhelped[kept])
        self.expected = self.share * self.risk
        self.left = np.concatenate([one.left for one in lists])[kept] * self.alone
        self.person = np.concatenate([one.person for one in lists])[kept]
        self.listed = listed[kept]
        self.held_out = np.concatenate([one.held_out for one in lists])[kept]
        self.helped_share = float(helped[listed].mean()) if listed.any() else 0.0

    @property
    def leavers(self) -> int:
        return np.unique(self.person[self.left == 1]).size

    @property
    def selected(self) -> bool:
        """Whether help has taken so many from the list that those left are others than it found."""
        return self.helped_share > MOST_HELPED


def _pool(lists: Sequence[Followed]) -> _Rows:
    return _Rows(lists)


def _judge_count(code: str, rows: _Rows, promised: Promised, chance: float, repeats: float | None) -> Finding:
    expected = float(rows.expected.sum())
    if rows.alone.sum() < FEWEST_PEOPLE or expected <= 0:
        return Finding("truth", code)
    times = repeats_of_count(rows.left, rows.expected, rows.person) if repeats is None else repeats
    interval = count_interval(float(rows.left.sum()), expected, chance, times)
    return _beside(code, float(rows.left.sum()) / expected, interval, promised.get("observed_expected"), both=True)


def _judge_slope(rows: _Rows, promised: Promised, chance: float) -> Finding:
    if rows.leavers < FEWEST_LEAVERS:
        return Finding("truth", "slope")
    found = estimate_slope(rows.risk, rows.left, rows.person, rows.share)
    return _estimated("slope", found, promised.get("slope"), chance, both=True)


def _judge_auc(rows: _Rows, promised: Promised, chance: float) -> Finding:
    if rows.leavers < FEWEST_LEAVERS or rows.selected:
        return Finding("truth", "auc")
    alone = rows.alone
    found = estimate_auc(rows.risk[alone], rows.left[alone], rows.person[alone])
    return _estimated("auc", found, promised.get("auc"), chance, both=False)


def _judge_precision(rows: _Rows, promised: Promised, chance: float) -> Finding:
    arm = rows.alone & rows.listed & (rows.held_out | (not rows.selected))
    if np.unique(rows.person[arm]).size < FEWEST_PEOPLE:
        return Finding("truth", "precision")
    left, person = rows.left[arm], rows.person[arm]
    interval = share_interval(float(left.sum()), float(left.size), chance, repeats_of_share(left, person))
    kept = promised.get("precision_at_capacity")
    return _beside("precision", float(left.mean()), interval, kept, both=False)


def _estimated(code: str, found: Estimate, promised: Interval | None, chance: float, *, both: bool) -> Finding:
    return _beside(code, found.value, found.interval(chance), promised, both=both)


def _beside(code: str, value: float, interval: Interval, promised: Interval | None, *, both: bool) -> Finding:
    """A figure beside its promise; without one it is told and not judged.

    `limit` is the bound of the promise on the side on which the figure lies.
    """
    known = {"low": interval[0], "high": interval[1]}
    if promised is None:
        return Finding("truth", code, value=value, values=known)
    below, above = interval[1] < promised[0], both and interval[0] > promised[1]
    limit = promised[1] if both and value > sum(promised) / 2 else promised[0]
    return Finding("truth", code, "", value, limit, bool(below or above), promised, known)
