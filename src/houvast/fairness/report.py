"""What an assessment found, and what of it may leave the process.

Disclosure: the objects hold exact counts; `as_dict` is what is written, logged and shown. In it a count under
`FEWEST_COUNTED` is None and any other is rounded (`suppression.round_count`), so that what is left out cannot be had
by subtraction; a group that is not assessable has no figures, nor has one in which nearly everybody left, and precision
needs as many people on the list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from houvast.evaluation import Figure
from houvast.suppression import FEWEST_COUNTED, round_count

PASSES, FAILS, INTERVAL_ONLY, NOT_ASSESSABLE = "passes", "fails", "interval_only", "not_assessable"
FEW = "fewer_than_5"
"""Name of the groups of under `FEWEST_COUNTED` people, taken together."""

_WEIGHT = (FAILS, PASSES, INTERVAL_ONLY, NOT_ASSESSABLE)


@dataclass(frozen=True)
class GroupFairness:
    """One group of a grouping.

    Parameters
    ----------
    group : str
    people, leavers, listed : int
        Distinct people of the tested rows; of those, who left within the horizon, and who was on a list.
    verdict : str
        'passes', 'fails', 'interval_only' or 'not_assessable'.
    figures : dict of str to Figure
        Those of `figures.FIGURES`, and `recall_gap` to all others.
    """

    group: str
    people: int
    leavers: int
    listed: int
    verdict: str
    figures: Mapping[str, Figure]

    @property
    def shown(self) -> bool:
        """Whether its figures may be shown."""
        return self.verdict != NOT_ASSESSABLE and self.people - self.leavers >= FEWEST_COUNTED

    def as_dict(self) -> dict[str, Any]:
        """For JSON, with disclosure control."""
        figures = {name: figure.as_dict() for name, figure in self.figures.items()} if self.shown else {}
        if self.listed < FEWEST_COUNTED:
            figures.pop("precision", None)
        counts = {name: round_count(getattr(self, name)) for name in ("people", "leavers", "listed")}
        return {**counts, "verdict": self.verdict, "figures": figures}


@dataclass(frozen=True)
class Grouping:
    """One way to group people.

    Parameters
    ----------
    name : str
    groups : tuple of GroupFairness
    difference, ratio : dict of str to float
        Largest difference and smallest ratio of each figure between the groups that can be assessed; empty
        where fewer than two can.
    unrecorded : int
        Distinct people with a tested row at which their group is not known: they are in no group.
    """

    name: str
    groups: tuple[GroupFairness, ...]
    difference: Mapping[str, float]
    ratio: Mapping[str, float]
    unrecorded: int

    @property
    def verdict(self) -> str:
        """'fails' if a group does, else 'passes' if a group may, else 'interval_only' or 'not_assessable'."""
        found = {one.verdict for one in self.groups}
        return next(verdict for verdict in _WEIGHT if verdict in found)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, with disclosure control."""
        between = all(one.shown for one in self.groups if one.verdict != NOT_ASSESSABLE)
        return {
            "verdict": self.verdict,
            "unrecorded": round_count(self.unrecorded) if self.unrecorded else 0,
            "groups": {one.group: one.as_dict() for one in self.groups},
            "difference": _finite(self.difference) if between else {},
            "ratio": _finite(self.ratio) if between else {},
        }


@dataclass(frozen=True)
class FairnessReport:
    """All groupings, and what was not measured.

    Parameters
    ----------
    groupings : tuple of Grouping
    not_measured : dict of str to str
        Grouping (or 'help': who is offered and who accepts it) to 'no_records', 'one_group' or 'no_actions'.
    margin : float
        Gap of recall beyond which a group fails.
    """

    groupings: tuple[Grouping, ...]
    not_measured: Mapping[str, str]
    margin: float

    @property
    def verdict(self) -> str:
        """'fails' if a grouping does, 'passes' if a grouping may and none fails, else 'not_assessable'."""
        found = {one.verdict for one in self.groupings}
        return next((verdict for verdict in (FAILS, PASSES) if verdict in found), NOT_ASSESSABLE)

    @property
    def failing(self) -> tuple[tuple[str, str], ...]:
        """Grouping and group of everyone who is missed beyond the margin."""
        return tuple((one.name, each.group) for one in self.groupings for each in one.groups if each.verdict == FAILS)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, with disclosure control."""
        return {
            "verdict": self.verdict,
            "margin": self.margin,
            "groupings": {one.name: one.as_dict() for one in self.groupings},
            "not_measured": dict(self.not_measured),
        }


def _finite(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: round(float(value), 6) if np.isfinite(value) else None for name, value in values.items()}
