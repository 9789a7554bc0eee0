"""Geometry of the person page's drawings; templates draw them with SVG attributes, which no style policy stops."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from houvast.publish.charts import round_up


@dataclass(frozen=True)
class Step:
    """One driver on the way from the base to a person's risk: places in hundredths of the scale."""

    driver: str
    contribution: float
    start: float
    width: float
    adds: bool


@dataclass(frozen=True)
class Waterfall:
    """From the base risk, over what adds and then what takes, to the person's own; `end` is the end of the scale."""

    base: float
    risk: float
    base_at: float
    risk_at: float
    steps: tuple[Step, ...]
    end: float


def build_waterfall(base: float, risk: float, contributions: Sequence[tuple[str, float]]) -> Waterfall:
    """The steps in the order in which they are drawn: what adds, largest first, then what takes, largest last.

    In this order the way never leaves the range from the lower of base and risk to the highest point, so that it stays
    within 0 and 1 as risks do.

    Parameters
    ----------
    contributions : sequence of (driver, contribution)
        They sum to `risk - base`.
    """
    ordered = sorted(contributions, key=lambda item: -item[1])
    top = base + sum(value for _, value in ordered if value > 0)
    end = round_up(max(top, base, risk))
    steps, at = [], base
    for driver, value in ordered:
        low = min(at, at + value)
        steps.append(Step(driver, value, _place(low, end), _place(abs(value), end), value >= 0))
        at += value
    return Waterfall(base, risk, _place(base, end), _place(risk, end), tuple(steps), end)


WIDTH, HEIGHT = 560, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 14, 14, 40


@dataclass(frozen=True)
class Curve:
    """The chance of having left by each week: a line and the band of its interval, as SVG points; labelled ticks."""

    line: str
    band: str
    weeks: tuple[tuple[float, int], ...]
    shares: tuple[tuple[float, float], ...]
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


def build_curve(rows: pd.DataFrame) -> Curve | None:
    """The curve of one person from rows of weeks, risk, low and high; None where there is nothing to draw."""
    rows = rows.dropna(subset=["weeks", "risk"])
    if len(rows) < 2:
        return None
    if rows["weeks"].min() > 0:  # On the date of the list nobody on it has left.
        rows = pd.concat([pd.DataFrame({name: [0.0] for name in ("weeks", "risk", "low", "high")}), rows])
    rows = rows.sort_values("weeks")
    last, end = float(rows["weeks"].max()), round_up(float(rows[["risk", "high"]].max().max()))

    def points(column: str) -> list[str]:
        pairs = zip(rows["weeks"], rows[column], strict=True)
        return [f"{_x(float(week) / last)},{_y(float(share) / end)}" for week, share in pairs]

    band = "" if rows[["low", "high"]].isna().any().any() else " ".join([*points("high"), *reversed(points("low"))])
    ticks = range(0, int(last) + 1, 4 if last <= 30 else 13)
    return Curve(
        " ".join(points("risk")),
        band,
        tuple((_x(week / last), week) for week in ticks),
        tuple((_y(part / 4), end * part / 4) for part in range(5)),
    )


def _place(share: float, end: float) -> float:
    return round(100 * share / end, 2)


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)
