"""What was found of help, draw by draw: the figures, the controls and the verdict, as they are written and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from houvast.effects import Adjusted, DrawEffect, Verdict
from houvast.evaluation import Figure
from houvast.suppression import FEWEST_PEOPLE


@dataclass(frozen=True)
class HarmLook:
    """A look for harm, beside the boundary that was stated before the draw.

    Parameters
    ----------
    z, limit : float
        Difference over its standard error, above 0 more of the helped left; and the limit of this look.
    look, looks : int
    """

    z: float
    limit: float
    look: int
    looks: int

    @property
    def stops(self) -> bool:
        """Whether the help must be stopped."""
        return self.z > self.limit


@dataclass(frozen=True)
class MeasuredDraw:
    """A draw and what it showed.

    Parameters
    ----------
    draw_id, action, driver : str
    drawn_on : (str, str)
        First and last day, ISO.
    by_team : bool
    left_out : int
        People who were drawn with two arms on a day.
    effects : tuple of DrawEffect
        At the horizon of the list, and at the longest that was observed of everybody where that is longer; none
        where neither was observed to its end.
    before : mapping of str to Figure
        Feature to its mean among those drawn for help less the others, before the draw.
    groups : mapping of str to mapping of str to DrawEffect or None
        Kind of group (tenure, driver) to group; None where it is too small. To look at: nothing is proven by them.
    verdicts : tuple of Verdict
        One an effect.
    harm : HarmLook or None
        At the list's horizon; None for a draw that `houvast draw` did not make.
    planned_people : int or None
        At which the draw is finished; None for a draw that `houvast draw` did not make.
    """

    draw_id: str
    action: str
    driver: str
    drawn_on: tuple[str, str]
    by_team: bool
    left_out: int
    effects: tuple[DrawEffect, ...]
    before: Mapping[str, Figure]
    groups: Mapping[str, Mapping[str, DrawEffect | None]]
    verdicts: tuple[Verdict, ...]
    harm: HarmLook | None = None
    planned_people: int | None = None


@dataclass(frozen=True)
class MeasuredHelp:
    """Help that was given without a draw, and how those who had it fared.

    Parameters
    ----------
    action : str
    people : (int, int)
        Helped, and not.
    found : Adjusted or None
        None where too few people were helped.
    before : mapping of str to Figure
    e_value, e_value_limit : float
        Of the risk ratio, and of the limit of its interval nearest to 1.
    verdict : Verdict
    """

    action: str
    people: tuple[int, int]
    found: Adjusted | None
    before: Mapping[str, Figure]
    e_value: float
    e_value_limit: float
    verdict: Verdict

    @property
    def shown_people(self) -> tuple[int | None, int | None]:
        """The same, None where they are some, and few."""
        return tuple(None if 0 < count < FEWEST_PEOPLE else count for count in self.people)


@dataclass(frozen=True)
class EffectReport:
    """All that can be said of help on a day.

    Parameters
    ----------
    until : str
        ISO day until which the records are known.
    horizon_days, fewest : int
        Of the headline; and least people an arm of a group that is told of.
    """

    until: str
    horizon_days: int
    fewest: int
    draws: tuple[MeasuredDraw, ...] = ()
    given: tuple[MeasuredHelp, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """For JSON; an unknown figure is null."""
        return {
            "until": self.until,
            "horizon_days": self.horizon_days,
            "fewest": self.fewest,
            "remarks": list(self.remarks),
            "draws": [_draw(one) for one in self.draws],
            "given": [_given(one) for one in self.given],
        }


def _draw(one: MeasuredDraw) -> dict[str, Any]:
    return {
        "draw_id": one.draw_id,
        "action": one.action,
        "driver": one.driver,
        "drawn_on": list(one.drawn_on),
        "by_team": one.by_team,
        "left_out": one.left_out,
        "effects": [_effect(effect) for effect in one.effects],
        "before": {name: figure.as_dict() for name, figure in one.before.items()},
        "groups": {
            kind: {name: None if effect is None else _effect(effect) for name, effect in groups.items()}
            for kind, groups in one.groups.items()
        },
        "harm": None if one.harm is None else {**vars(one.harm), "stops": one.harm.stops},
        "planned_people": one.planned_people,
        "verdicts": [_verdict(verdict) for verdict in one.verdicts],
    }


def _given(one: MeasuredHelp) -> dict[str, Any]:
    found: dict[str, Any] = {"action": one.action, "people": list(one.shown_people), "verdict": _verdict(one.verdict)}
    if one.found is None:
        return found | {"difference": None}
    overlap = {name: getattr(one.found.overlap, name) for name in one.found.overlap.__dataclass_fields__}
    return found | {
        "difference": one.found.difference.as_dict(),
        "ratio": one.found.ratio.as_dict(),
        "crude": one.found.crude.as_dict(),
        "overlap": {name: list(value) if isinstance(value, tuple) else value for name, value in overlap.items()},
        "before": {name: figure.as_dict() for name, figure in one.before.items()},
        "e_value": Figure(one.e_value, one.e_value_limit, one.e_value_limit).as_dict()["value"],
        "e_value_limit": Figure(one.e_value_limit, 0.0, 0.0).as_dict()["value"],
    }


def _effect(effect: DrawEffect) -> dict[str, Any]:
    figures = {name: getattr(effect, name).as_dict() for name in ("helped", "others", "difference", "ratio")}
    over_time = {
        str(day): dict(zip(("helped", "others", "difference"), (one.as_dict() for one in three), strict=True))
        for day, three in effect.over_time.items()
    }
    counts = {"people": list(effect.people), "leavers": list(effect.leavers)}
    return {"days": effect.days, **counts, **figures, "over_time": over_time}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {"code": verdict.code, "direction": verdict.direction, "grounds": list(verdict.grounds)}
