"""Geometry of the page of effects: differences around zero, shares over time, and how far two groups overlap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from houvast.evaluation import Figure
from houvast.publish.charts import round_up

WIDTH, HEIGHT = 520, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 14, 42


@dataclass(frozen=True)
class Around:
    """A difference on a scale of which 50 is no difference; hundredths of the width."""

    at: float
    low: float
    high: float


def find_end(figures: Sequence[Figure]) -> float:
    """The end of a scale around zero that holds every interval."""
    ends = [abs(end) for one in figures for end in (one.low, one.high, one.value) if end == end]
    return round_up(max(ends, default=0.0))


def place_around(figure: Figure, end: float) -> Around | None:
    """Where a difference lies; None where it, or its interval, is unknown."""
    ends = (figure.value, figure.low, figure.high)
    if any(value != value for value in ends):
        return None
    return Around(*(round(50 + 50 * max(min(value / end, 1.0), -1.0), 2) for value in ends))


@dataclass(frozen=True)
class OverTime:
    """Shares that left by each day, of two arms: lines and bands as SVG points, ticks as (place, days or share)."""

    lines: Mapping[str, str]
    bands: Mapping[str, str]
    days: tuple[tuple[float, int], ...]
    shares: tuple[tuple[float, float], ...]
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


def build_over_time(over_time: Mapping[int, Mapping[str, Figure]]) -> OverTime | None:
    """Both arms from day 0, on which nobody has left; None with fewer than two days.

    Parameters
    ----------
    over_time : mapping of int to mapping of str to Figure
        Day to the share of `helped` and of `others`; days to which nobody was followed are left out.
    """
    known = {
        day: arms for day, arms in sorted(over_time.items()) if all(one.value == one.value for one in arms.values())
    }
    if len(known) < 2:
        return None
    last = max(known)
    end = round_up(
        max(one.high if one.high == one.high else one.value for arms in known.values() for one in arms.values())
    )
    lines, bands = {}, {}
    for arm in ("helped", "others"):
        figures = [(day, arms[arm]) for day, arms in known.items()]
        lines[arm] = _points([(0, 0.0), *((day, one.value) for day, one in figures)], last, end)
        if all(one.low == one.low and one.high == one.high for _, one in figures):
            upper = [(0, 0.0), *((day, one.high) for day, one in figures)]
            lower = [(day, one.low) for day, one in reversed(figures)]
            bands[arm] = _points([*upper, *lower], last, end)
    ticks = tuple((_x(day / last), day) for day in (0, *known))
    return OverTime(lines, bands, ticks, tuple((_y(part / 4), end * part / 4) for part in range(5)))


@dataclass(frozen=True)
class Range:
    """From low to high with a mark between, in hundredths."""

    low: float
    middle: float
    high: float


def place_range(points: Sequence[float]) -> Range:
    """The 5%, 50% and 95% points of a chance."""
    return Range(*(round(100 * point, 2) for point in points))


def _points(pairs: Sequence[tuple[int, float]], last: int, end: float) -> str:
    return " ".join(f"{_x(day / last)},{_y(min(share / end, 1.0))}" for day, share in pairs)


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)
