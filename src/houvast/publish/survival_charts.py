"""Geometry of the survival page: hazards as step lines with their intervals, in pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from houvast.evaluation import Figure
from houvast.publish.charts import round_up
from houvast.survival_facts import Group, Stretch

WIDTH, HEIGHT = 420, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 14, 22, 40
_LINEAR_FIRST, _LINEAR_LATER = (0, 4, 8, 13, 17, 21, 26), (26, 52, 78, 104, 130, 156)
_SQUEEZED = (0, 4, 13, 26, 52, 104, 156)
HOW = ("chosen", "other")


@dataclass(frozen=True)
class Steps:
    """One hazard: its step line and the boxes of its intervals (x, y, width, height)."""

    how: str
    line: str
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class Panel:
    """A drawing: ticks (place, weeks or share) and hazards; `top_share` is the highest estimate drawn."""

    x_ticks: tuple[tuple[float, int], ...]
    y_ticks: tuple[tuple[float, float], ...]
    steps: tuple[Steps, ...]
    top_share: float
    first_week: int
    last_week: int
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


def build_total_panels(total: Group) -> list[tuple[str, str, Panel]]:
    """How people left, which part of tenure, and its drawing; the two parts of one way to leave share their scale."""
    panels = []
    for how in HOW:
        end = _end([total], (how,))
        for part, ticks in (("first", _LINEAR_FIRST), ("later", _LINEAR_LATER)):
            low, high = ticks[0], ticks[-1]
            inside = [one for one in total.stretches if low * 7 <= one.from_days < high * 7]
            if inside:
                panels.append((how, part, _draw(inside, (how,), end, ticks, _linear(low, high))))
    return panels


def build_weeks_panel(weeks: Sequence[Stretch]) -> list[tuple[str, Panel]]:
    """How people left, and the drawing of the first weeks of tenure; both ways to leave have one scale."""
    if not weeks:
        return []
    first, last = weeks[0].from_days // 7, weeks[-1].to_days // 7
    ticks, x = tuple(range(first, last + 1, 2)), _linear(first, last)
    end = round_up(1.3 * max(getattr(one, how).value for one in weeks for how in HOW))
    return [(how, _draw(weeks, (how,), end, ticks, x)) for how in HOW]


def build_group_panels(groups: Sequence[Group]) -> list[Panel | None]:
    """A drawing per group, all on one scale; weeks of tenure are squeezed by their square root."""
    end = _end(groups, HOW)
    return [_draw(one.stretches, HOW, end, _SQUEEZED, _square_root) if one.stretches else None for one in groups]


def _draw(
    stretches: Sequence[Stretch], ways: tuple[str, ...], end: float, ticks: Sequence[int], x: Callable[[float], float]
) -> Panel:
    steps = tuple(_steps(stretches, how, end, x) for how in ways)
    return Panel(
        tuple((x(week), week) for week in ticks),
        tuple((_y(part / 5), end * part / 5) for part in range(6)),
        steps,
        max(getattr(one, how).value for one in stretches for how in ways),
        stretches[0].from_days // 7,
        stretches[-1].to_days // 7,
    )


def _steps(stretches: Sequence[Stretch], how: str, end: float, x: Callable[[float], float]) -> Steps:
    line, boxes, before = [], [], None
    for one in stretches:
        figure: Figure = getattr(one, how)
        left, right = x(one.from_days / 7), x(one.to_days / 7)
        top, bottom = _y(min(figure.high / end, 1.0)), _y(min(figure.low / end, 1.0))
        boxes.append((left, top, round(right - left, 1), round(bottom - top, 1)))
        level = _y(min(figure.value / end, 1.0))
        # Where a stretch between two is not shown the line begins anew.
        line.append(f"{'L' if before == one.from_days else 'M'}{left},{level} L{right},{level}")
        before = one.to_days
    return Steps(how, " ".join(line), tuple(boxes))


def _end(groups: Sequence[Group], ways: tuple[str, ...]) -> float:
    """The end of the scale: above every estimate, with room for its interval."""
    shown = [getattr(one, how).value for group in groups for one in group.stretches for how in ways]
    return round_up(1.3 * max(shown, default=0.0))


def _linear(low: float, high: float) -> Callable[[float], float]:
    return lambda week: round(_LEFT + (week - low) / (high - low) * (WIDTH - _LEFT - _RIGHT), 1)


def _square_root(week: float) -> float:
    return round(_LEFT + (week / _SQUEEZED[-1]) ** 0.5 * (WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)
