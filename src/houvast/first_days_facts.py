"""What is said of the first 90 days: plain values, for the page and for JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from houvast.evaluation import Figure, read_figure
from houvast.survival_facts import EARLY_DAYS, Stretch

DAYS = (30, 60, EARLY_DAYS)


@dataclass(frozen=True)
class HiringCohort:
    """Those hired in one quarter, or those of several that are shown together.

    Parameters
    ----------
    name : str or None
        Such as 2025-Q3; None for those shown together.
    people : int
        Distinct people.
    here : dict of int to Figure
        Share still here after 30, 60 and 90 days; NaN where it cannot be told.
    received : dict of str to Figure
        By step of reception, the share that had it; NaN where fewer than ten people can be asked.
    """

    name: str | None
    people: int
    here: Mapping[int, Figure]
    received: Mapping[str, Figure]


@dataclass(frozen=True)
class Half:
    """Cohorts in which most, or fewest, are still here after 90 days, taken together."""

    cohorts: tuple[str, ...]
    people: int
    here: Figure
    received: Mapping[str, Figure]


@dataclass(frozen=True)
class FirstDays:
    """What the page of the first 90 days shows.

    Parameters
    ----------
    total : HiringCohort
        All hires.
    weeks : tuple of Stretch
        Leaving by choice and otherwise in each of the first thirteen weeks, of all hires.
    cohorts : tuple of HiringCohort
        Oldest first, those shown together in front; none where fewer than two can be shown.
    steps : tuple of str
        Steps of reception that the records hold.
    held, others : Half or None
        None where fewer than four cohorts can be compared.
    """

    total: HiringCohort
    weeks: tuple[Stretch, ...]
    cohorts: tuple[HiringCohort, ...]
    steps: tuple[str, ...]
    held: Half | None
    others: Half | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: NaN becomes null; `read_first_days` is the way back."""
        return {
            "total": _keep_cohort(self.total),
            "weeks": [_keep_week(one) for one in self.weeks],
            "cohorts": [_keep_cohort(one) for one in self.cohorts],
            "steps": list(self.steps),
            "held": None if self.held is None else _keep_half(self.held),
            "others": None if self.others is None else _keep_half(self.others),
        }


def read_first_days(kept: Mapping[str, Any]) -> FirstDays:
    """What `FirstDays.as_dict` wrote; what could not be told is NaN again."""
    return FirstDays(
        total=_read_cohort(kept["total"]),
        weeks=tuple(
            Stretch(one["from_days"], one["to_days"], read_figure(one["chosen"]), read_figure(one["other"]))
            for one in kept["weeks"]
        ),
        cohorts=tuple(_read_cohort(one) for one in kept["cohorts"]),
        steps=tuple(kept["steps"]),
        held=None if kept["held"] is None else _read_half(kept["held"]),
        others=None if kept["others"] is None else _read_half(kept["others"]),
    )


def _keep_week(one: Stretch) -> dict[str, Any]:
    shares = {"chosen": one.chosen.as_dict(), "other": one.other.as_dict()}
    return {"from_days": one.from_days, "to_days": one.to_days, **shares}


def _keep_cohort(one: HiringCohort) -> dict[str, Any]:
    here = {str(day): figure.as_dict() for day, figure in one.here.items()}
    return {"name": one.name, "people": one.people, "here": here, "received": _keep_steps(one.received)}


def _keep_half(one: Half) -> dict[str, Any]:
    here, received = one.here.as_dict(), _keep_steps(one.received)
    return {"cohorts": list(one.cohorts), "people": one.people, "here": here, "received": received}


def _keep_steps(received: Mapping[str, Figure]) -> dict[str, Any]:
    return {step: figure.as_dict() for step, figure in received.items()}


def _read_cohort(kept: Mapping[str, Any]) -> HiringCohort:
    here = {int(day): read_figure(one) for day, one in kept["here"].items()}
    received = {step: read_figure(one) for step, one in kept["received"].items()}
    return HiringCohort(kept["name"], kept["people"], here, received)


def _read_half(kept: Mapping[str, Any]) -> Half:
    received = {step: read_figure(one) for step, one in kept["received"].items()}
    return Half(tuple(kept["cohorts"]), kept["people"], read_figure(kept["here"]), received)
