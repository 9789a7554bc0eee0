"""Geometry of the drawings of a model as a whole: drivers as bars, features as small curves with their people below."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from houvast.language import Language

WIDTH, HEIGHT = 340, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 14, 20, 132
_MARKS = 22
"""Height in pixels of the mark where most people are; marks hang below the axis."""
FEWEST_POINTS = 2


@dataclass(frozen=True)
class Bar:
    """A driver's size and interval, in hundredths of the scale."""

    width: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Mark:
    """How many people there are around a value; `hidden` where that is not told."""

    x: float
    height: float
    hidden: bool


@dataclass(frozen=True)
class SmallCurve:
    """A curve in pixels: line and band as SVG points, ticks (place, label), the place of no change, and marks."""

    line: str
    band: str
    x_ticks: tuple[tuple[float, str, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    zero: float
    marks: tuple[Mark, ...]
    mark_width: float
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = _BOTTOM
    marks_top: float = _BOTTOM + 5
    labels: float = _BOTTOM + 5 + _MARKS + 15
    width: float = WIDTH
    height: float = HEIGHT


def build_bars(drivers: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """Sizes on one scale, which ends at the highest end of an interval."""
    end = max((one["high"] or one["value"] for one in drivers), default=0.0) or 1.0

    def place(value: float | None) -> float | None:
        return None if value is None else round(100 * value / end, 2)

    return [Bar(round(100 * one["value"] / end, 2), place(one["low"]), place(one["high"])) for one in drivers]


def build_small_curve(effect: Mapping[str, Any], write: Callable[[float], str], lingo: Language) -> SmallCurve:
    """The curve of a feature.

    Parameters
    ----------
    effect : mapping
        As in `global_views.json`; two values at least, and a change known at each.
    write : callable
        A value of the feature as words.
    """
    values, changes = effect["values"], effect["changes"]
    known = all(one["low"] is not None and one["high"] is not None for one in changes)
    steps = _steps([one[part] for one in changes for part in (("low", "high") if known else ("value",))])
    x, y = _across(effect["feature"], values), _up(steps[0], steps[-1])
    band = [(at, one["high"]) for at, one in zip(values, changes, strict=True)]
    band += [(at, one["low"]) for at, one in reversed(list(zip(values, changes, strict=True)))]
    places = [x(at) for at in values]
    gap = min(after - before for before, after in pairwise(places))
    return SmallCurve(
        line=" ".join(f"{at},{y(one['value'])}" for at, one in zip(places, changes, strict=True)),
        band=" ".join(f"{x(at)},{y(change)}" for at, change in band) if known else "",
        x_ticks=_x_ticks(values, x, write),
        y_ticks=tuple((y(at), lingo.signed(at)) for at in steps),
        zero=y(0),
        marks=_marks(places, effect["bins"]),
        mark_width=round(max(min(gap * 0.7, 14), 2), 1),
    )


def _marks(places: Sequence[float], bins: Sequence[Mapping[str, Any]]) -> tuple[Mark, ...]:
    most = max((one["people"] or 0 for one in bins), default=0) or 1
    return tuple(
        Mark(at, 0.0 if one["people"] is None else round(_MARKS * one["people"] / most, 1), one["people"] is None)
        for at, one in zip(places, bins, strict=True)
    )


def _x_ticks(
    values: Sequence[float], x: Callable[[float], float], write: Callable[[float], str]
) -> tuple[tuple[float, str, str], ...]:
    """Place, label and anchor of the first value, of one in the middle, and of the last."""
    ends = [(values[0], "start"), (values[-1], "end")]
    if len(values) > FEWEST_POINTS:
        ends.insert(1, (values[len(values) // 2], "middle"))
    return tuple((x(at), write(at), anchor) for at, anchor in ends)


def _steps(held: Sequence[float]) -> list[float]:
    """Two to six round places, at most a tenth of a percentage point fine, around zero and all that is held."""
    low, high = min(*held, 0.0), max(*held, 0.0)
    least = max((high - low) / 4, 0.001)
    size = 10.0 ** math.floor(math.log10(least))
    step = next(size * part for part in (1, 2, 5, 10) if size * part >= least * (1 - 1e-9))
    return [at * step for at in range(math.floor(low / step + 1e-9), max(math.ceil(high / step - 1e-9), 0) + 1)]


def _across(feature: str, values: Sequence[float]) -> Callable[[float], float]:
    """Places of values; days as the model sees them, in logarithms of months."""

    def scale(value: float) -> float:
        return math.log1p(max(value, 0.0) / 30) if feature.endswith("_days") else value

    low, high = scale(values[0]), scale(values[-1])
    inner = 8
    return lambda value: round(
        _LEFT + inner + (scale(value) - low) / (high - low) * (WIDTH - _LEFT - _RIGHT - 2 * inner), 1
    )


def _up(low: float, high: float) -> Callable[[float], float]:
    return lambda value: round(_BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP), 1)
