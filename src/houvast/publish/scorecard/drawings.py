"""Geometry of the scorecard's drawings: calibration with its band, net benefit, leavers found, risks by outcome."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from houvast.language import Language
from houvast.publish.charts import HEIGHT, WIDTH, round_up

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 22, 26, 44
FEWEST_PEOPLE = 100
"""Tested people below which no groups of them are drawn: a tenth would be fewer than ten."""


@dataclass(frozen=True)
class Plot:
    """A drawing in pixels: ticks (place, label), areas and lines (class to SVG points), dots, bars, a marked place."""

    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    lines: Mapping[str, str]
    areas: Mapping[str, str]
    dots: tuple[tuple[float, float], ...] = ()
    bars: tuple[tuple[str, float, float, float, float], ...] = ()
    mark: float | None = None
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


def build_calibration(report: Mapping[str, Any], lingo: Language) -> Plot | None:
    """Promised risk across, smoothed share that left up, with its band; dots are ten groups of like risks."""
    curves = report.get("curves", {})
    curve = curves.get("smooth_calibration", {})
    points = [one for one in zip(*(curve.get(part, []) for part in ("risk", "left", "low", "high")), strict=True)]
    points = [one for one in points if None not in one]
    groups = curves.get("calibration", []) if report.get("tested_people", 0) >= FEWEST_PEOPLE else []
    if not points:
        return None
    most = max([max(risk, left) for risk, left, _, _ in points] + [max(one["risk"], one["left"]) for one in groups])
    end = round_up(min(most * 1.15, 1.0))
    x, y = _scale_x(0, end), _scale_y(0, end)
    band = [(risk, high) for risk, _, _, high in points] + [(risk, low) for risk, _, low, _ in reversed(points)]
    return Plot(
        _shares(end, x, lingo),
        _shares(end, y, lingo),
        {"right": _points([(0, 0), (end, end)], x, y), "model": _points([one[:2] for one in points], x, y)},
        {"model": _points([(risk, min(share, end)) for risk, share in band], x, y)},
        dots=tuple((x(one["risk"]), y(one["left"])) for one in groups),
    )


def build_benefit(report: Mapping[str, Any], pays_from: float, lingo: Language) -> Plot | None:
    """Net benefit, per 1,000 people, by the risk from which one helps; the threshold by cost is marked."""
    curve = report.get("curves", {}).get("net_benefit", {})
    thresholds = curve.get("threshold", [])
    if not thresholds:
        return None
    drawn = [name for name in ("everyone", "team_rate", "tenure", "champion", "model") if name in curve]
    values = {name: [1000 * (one or 0.0) for one in curve[name]] for name in drawn}
    top = max(max(series) for name, series in values.items()) * 1.1 or 1.0
    low = -0.25 * top
    x, y = _scale_x(0, max(thresholds)), _scale_y(low, top)
    lines = {"nobody": _points([(0, 0), (max(thresholds), 0)], x, y)}
    for name, series in values.items():
        lines[name] = _points(_until(list(zip(thresholds, series, strict=True)), low), x, y)
    edges = [list(zip(thresholds, [1000 * (v or 0.0) for v in curve[part]], strict=True)) for part in ("high", "low")]
    band = [(at, min(max(value, low), top)) for at, value in edges[0] + edges[1][::-1]]
    y_ticks = tuple((y(at), lingo.short(at)) for at in _round_steps(top))
    x_ticks = tuple((x(at), lingo.percent_short(at)) for at in _round_steps(max(thresholds)))
    mark = x(pays_from) if pays_from <= max(thresholds) else None
    return Plot(x_ticks, y_ticks, lines, {"model": _points(band, x, y)}, mark=mark)


def build_found(report: Mapping[str, Any], lingo: Language) -> Plot | None:
    """Share of people listed across, share of leavers found up, a line for each way to make a list."""
    curves = report.get("curves", {}).get("lift", {})
    if not curves:
        return None
    x, y = _scale_x(0, 1), _scale_y(0, 1)
    lines = {"random": _points([(0, 0), (1, 1)], x, y)}
    for name, curve in reversed(list(curves.items())):
        lines[name] = _points([(point["share"], point["found"]) for point in curve], x, y)
    return Plot(_shares(1.0, x, lingo), _shares(1.0, y, lingo), lines, {})


def build_spread(report: Mapping[str, Any], lingo: Language) -> Plot | None:
    """How risks are spread among those who left (up) and those who stayed (down), in shares of each."""
    spread = report.get("curves", {}).get("risk_by_outcome", {})
    bounds = spread.get("from", [])
    if len(bounds) < 2:
        return None
    most = max(max(spread["left"]), max(spread["stayed"])) * 1.05 or 1.0
    x, y = _scale_x(0, len(bounds)), _scale_y(-most, most)
    bars = []
    for at, (left, stayed) in enumerate(zip(spread["left"], spread["stayed"], strict=True)):
        width = round(x(at + 1) - x(at) - 1, 1)
        bars.append(("left", x(at), y(left), width, round(y(0) - y(left), 1)))
        bars.append(("stayed", x(at), y(0), width, round(y(-stayed) - y(0), 1)))
    step = max(len(bounds) // 5, 1)
    edges = [*bounds, spread["to"][-1]]
    x_ticks = tuple((x(at), lingo.percent(edges[at], 1)) for at in range(0, len(edges), step))
    y_ticks = tuple((y(share), lingo.percent(abs(share))) for share in (-most, -most / 2, 0, most / 2, most))
    return Plot(x_ticks, y_ticks, {}, {}, bars=tuple(bars))


def _round_steps(end: float) -> list[float]:
    """From 0 to at most `end` in four to nine steps of 1, 2 or 5 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(end))
    step = next(size * part for part in (2, 1, 0.5, 0.2, 0.1) if end / (size * part) > 4 - 1e-9)
    return [at * step for at in range(int(end / step + 1e-9) + 1)]


def _until(points: Sequence[tuple[float, float]], low: float) -> list[tuple[float, float]]:
    """The points of a line until it falls through `low`, where it is cut."""
    kept: list[tuple[float, float]] = []
    for at, value in points:
        if value < low:
            if kept:
                before, held = kept[-1]
                kept.append((before + (at - before) * (held - low) / (held - value), low))
            break
        kept.append((at, value))
    return kept


def _shares(end: float, place: Callable[[float], float], lingo: Language) -> tuple[tuple[float, str], ...]:
    return tuple((place(end * part / 4), lingo.percent_short(end * part / 4)) for part in range(5))


def _points(points: Sequence[tuple[float, float]], x: Callable[[float], float], y: Callable[[float], float]) -> str:
    return " ".join(f"{x(at)},{y(value)}" for at, value in points)


def _scale_x(low: float, high: float) -> Callable[[float], float]:
    return lambda value: round(_LEFT + (value - low) / (high - low) * (WIDTH - _LEFT - _RIGHT), 1)


def _scale_y(low: float, high: float) -> Callable[[float], float]:
    return lambda value: round(HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1)
