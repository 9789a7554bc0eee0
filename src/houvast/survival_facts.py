"""What is said of when people left: plain values, for the page, for JSON and for the record of a training run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from houvast.evaluation import Figure, read_figure

EARLY_DAYS = 90
NONE = Figure(float("nan"), float("nan"), float("nan"))
"""A figure that cannot be told."""


@dataclass(frozen=True)
class Stretch:
    """Hazard at a tenure in ``[from_days, to_days)``: exits per week worked, by choice and otherwise."""

    from_days: int
    to_days: int
    chosen: Figure
    other: Figure


@dataclass(frozen=True)
class Point:
    """Share still here when day `day` of tenure begins, and gone by choice or otherwise before it."""

    day: int
    here: Figure
    chosen: Figure
    other: Figure


@dataclass(frozen=True)
class Group:
    """A group of people.

    Parameters
    ----------
    kind : {"all", "site", "contract_type", "hired"}
    name : str or None
        None is all groups that are too small or too many to be shown by themselves.
    people : int
        Distinct people.
    stretches : tuple of Stretch
    points : tuple of Point
        Of those still here after `start_days`; only days that enough people reach.
    start_days : int
        Day of tenure from which `points` count.
    elsewhere : Figure or None
        Share still here after 90 days of everyone else of this kind; None where it cannot be told.
    """

    kind: str
    name: str | None
    people: int
    stretches: tuple[Stretch, ...]
    points: tuple[Point, ...]
    start_days: int = 0
    elsewhere: Figure | None = None

    def here_after(self, day: int) -> Figure:
        """Share still here after so many days; NaN where it cannot be told."""
        return next((point.here for point in self.points if point.day == day), NONE)

    @property
    def apart(self) -> bool:
        """Whether the share here after 90 days lies beyond that of everyone else, intervals and all."""
        here, rest = self.here_after(EARLY_DAYS), self.elsewhere
        return rest is not None and (here.low > rest.high or here.high < rest.low)


@dataclass(frozen=True)
class Survival:
    """What the survival page shows.

    Parameters
    ----------
    people, spells : int
        Observed; a person may have several spells.
    exits : dict of {"chosen", "other", "unknown"} to int
    total : Group
    groups : tuple of Group
    early_share : Figure
        Of all exits, the share with fewer than 90 days of tenure.
    early_chosen_share : Figure
        Of exits by choice.
    peak_from_week, peak_to_week : int or None
        The four weeks (counted from 1, both in) of the first 26 with the highest hazard of leaving by choice; None
        where none stands out.
    peak, usual : Figure
        Hazard in those weeks, and in the first two years.
    unplaced_exits : int
        Exits in days for which no site is recorded; they count in the total only. 0 where no sites are shown.
    """

    people: int
    spells: int
    exits: dict[str, int]
    total: Group
    groups: tuple[Group, ...]
    early_share: Figure
    early_chosen_share: Figure
    peak_from_week: int | None
    peak_to_week: int | None
    peak: Figure
    usual: Figure
    unplaced_exits: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON: NaN becomes null."""
        return _plain(asdict(self))


def read_group(kept: Mapping[str, Any]) -> Group:
    """A group that `Survival.as_dict` wrote; what could not be told is NaN again."""
    return Group(
        kept["kind"],
        kept["name"],
        kept["people"],
        tuple(_read(Stretch, one, ("chosen", "other")) for one in kept["stretches"]),
        tuple(_read(Point, one, ("here", "chosen", "other")) for one in kept["points"]),
        kept["start_days"],
        None if kept["elsewhere"] is None else read_figure(kept["elsewhere"]),
    )


def _read(kind: type, kept: Mapping[str, Any], figures: tuple[str, ...]) -> Any:
    return kind(**{name: read_figure(part) if name in figures else part for name, part in kept.items()})


def _plain(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _plain(part) for name, part in tree.items()}
    if isinstance(tree, list | tuple):
        return [_plain(part) for part in tree]
    if isinstance(tree, float):
        return None if np.isnan(tree) else round(tree, 6)
    return int(tree) if isinstance(tree, np.integer) else tree
