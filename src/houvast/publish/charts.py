"""Geometry of the page's drawings; the template draws them as inline SVG."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from houvast.summary import CalibrationPoint, LiftPoint

WIDTH, HEIGHT = 420, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 22, 12, 44


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    share: float


@dataclass(frozen=True)
class Chart:
    """A square plot of shares: ticks, dots (x, y, radius) and lines (name to SVG points), in pixels."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    dots: tuple[tuple[float, float, float], ...]
    lines: Mapping[str, str]
    mark: float | None = None
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


def build_calibration(points: Sequence[CalibrationPoint]) -> Chart | None:
    """Promised risk across, observed share up, dots by the square root of their rows; None without points."""
    if not points:
        return None
    end = round_up(max(max(point.expected, point.observed) for point in points))
    most = max(point.rows for point in points)
    dots = tuple(
        (_x(point.expected / end), _y(point.observed / end), round(3 + 4 * (point.rows / most) ** 0.5, 1))
        for point in points
    )
    return Chart(_ticks(end, _x), _ticks(end, _y), dots, {"right": _line([(0, 0), (1, 1)])})


def build_lift(curves: Mapping[str, Sequence[LiftPoint]], capacity_share: float | None) -> Chart | None:
    """Share listed across, share of leavers found up, one line a curve; None without curves."""
    if not any(curves.values()):
        return None
    lines = {"random": _line([(0, 0), (1, 1)])}
    lines |= {of: _line([(point.listed, point.found) for point in curve]) for of, curve in curves.items() if curve}
    mark = None if capacity_share is None else _x(min(capacity_share, 1.0))
    return Chart(_ticks(1.0, _x), _ticks(1.0, _y), (), lines, mark)


def build_dots(leave: int) -> list[tuple[int, int, bool]]:
    """A hundred places (column, row, whether it leaves) in ten rows, the first `leave` marked."""
    return [(place % 10, place // 10, place < leave) for place in range(100)]


def round_up(share: float) -> float:
    """The end of an axis that holds a share: a round number not below it, at least 0.01."""
    for end in (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8):
        if share <= end:
            return end
    return 1.0


def _ticks(end: float, place: Callable[[float], float]) -> tuple[Tick, ...]:
    return tuple(Tick(place(part / 4), end * part / 4) for part in range(5))


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_x(x)},{_y(y)}" for x, y in points)


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)
