"""What a draw shows: of those drawn for help and of the others, how many left by choice.

Estimators
----------
difference within a horizon
    Share that left among those drawn for help less the share among the others, stratum by stratum, with weights
    ``n1 n0 / (n1 + n0)`` (Mantel and Haenszel's for differences: Greenland and Robins, Biometrics 1985). One stratum:
    the plain difference. Horizons not observed to their end are left out, which takes out both arms of a draw alike.
over time
    Cumulative incidence of leaving by choice by arm, other exits competing (Aalen and Johansen, 1978), so that people
    who were followed for a shorter time count for the time that was seen. An exit of unknown kind ends what was seen.

Intervals: 95%, by drawing units again (`arms.draw_units`). Percentiles where people were drawn. Where teams were drawn
they are few, and percentiles too narrow: the spread of the draws, times ``sqrt(k / (k - 1))`` for k teams in the
smaller arm, and Student's t with two degrees of freedom fewer than there are teams.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from houvast.effects.arms import Arms, draw_units
from houvast.evaluation import LEVEL, Figure, figure_of
from houvast.exposure import CHOSEN, OTHER
from houvast.suppression import FEWEST_PEOPLE, hide_few

_BLOCK = 64


@dataclass(frozen=True)
class DrawEffect:
    """What a draw showed after so many days.

    Parameters
    ----------
    days : int
    people, leavers : (int, int)
        Drawn for help, and not: distinct people, and those of them who left by choice.
    helped, others : Figure
        Share that left, of each arm; crude, and not weighted by stratum.
    difference, ratio : Figure
        Helped less, or over, others. Below 0, or 1, fewer of those drawn for help left.
    over_time : dict of int to (Figure, Figure, Figure)
        Day to cumulative incidence of the helped, of the others, and their difference.
    """

    days: int
    people: tuple[int, int]
    leavers: tuple[int, int]
    helped: Figure
    others: Figure
    difference: Figure
    ratio: Figure
    over_time: dict[int, tuple[Figure, Figure, Figure]]


def estimate_draw(
    arms: Arms, days: int, *, at_days: tuple[int, ...] = (), lag_days: int = 0, draws: int = 1000, seed: int = 0
) -> DrawEffect:
    """The effect of being drawn for help.

    Parameters
    ----------
    days : int
        Horizon of the difference.
    at_days : tuple of int
        Days at which the cumulative incidences are compared.
    """
    label = arms.label(days, lag_days)
    seen = arms.take(~np.isnan(label))
    label, times = label[~np.isnan(label)], draw_units(seen.unit, seen.helped, draws=draws, seed=seed)
    count, left = _by_arm(seen, np.ones(label.size), times), _by_arm(seen, label, times)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, crude = left / count, left.sum(axis=2) / count.sum(axis=2)
        weight = count[:, 0] * count[:, 1] / (count[:, 0] + count[:, 1])
        weight = np.nan_to_num(weight)
        apart = np.nansum(weight * (share[:, 1] - share[:, 0]), axis=1) / weight.sum(axis=1)
        ratio = crude[:, 1] / crude[:, 0]
    figure = _figures(seen)
    return DrawEffect(
        days=days,
        people=_distinct(seen, np.ones(label.size, dtype=bool)),
        leavers=_distinct(seen, label == 1),
        helped=figure(crude[:, 1]),
        others=figure(crude[:, 0]),
        difference=figure(apart),
        ratio=figure(ratio),
        over_time=compare_over_time(arms, at_days, draws=draws, seed=seed),
    )


def estimate_draw_by_group(
    arms: Arms, group: np.ndarray, days: int, *, fewest: int = 50, lag_days: int = 0, draws: int = 1000, seed: int = 0
) -> dict[str, DrawEffect | None]:
    """The same in each group of people, to look at and to prove nothing with; None where an arm is below `fewest`.

    Where the people of the hidden groups together would be few, the smallest other group is hidden as well: the draw
    less the groups that are shown would tell of them.

    Parameters
    ----------
    group : ndarray of str, shape (n,)
        Of each row, known before the draw.
    fewest : int
        Least number of distinct people in either arm.
    """
    seen = ~np.isnan(arms.label(days, lag_days))
    names, given = np.unique(group), {"lag_days": lag_days, "draws": draws, "seed": seed}
    people = np.array([_distinct(arms, seen & (group == name)) for name in names], dtype=int).reshape(-1, 2)
    small = (people < fewest).any(axis=1)
    hidden = hide_few(people, fewest=FEWEST_PEOPLE, also=small) | small
    return {
        str(name): None if hidden[at] else estimate_draw(arms.take(group == name), days, **given)
        for at, name in enumerate(names)
    }


def compare_over_time(
    arms: Arms, at_days: tuple[int, ...], *, draws: int, seed: int
) -> dict[int, tuple[Figure, Figure, Figure]]:
    """Cumulative incidence by the start of each day: of those drawn for help, of the others, and the difference.

    NaN for days to which nobody of an arm was followed.
    """
    if not at_days:
        return {}
    times = draw_units(arms.unit, arms.helped, draws=draws, seed=seed)
    helped, others = (
        np.concatenate([
            _incidence(arms.take(rows), block[:, arms.unit[rows]], at_days)
            for block in np.array_split(times, max(1, len(times) // _BLOCK))
        ])
        for rows in (np.flatnonzero(arms.helped), np.flatnonzero(~arms.helped))
    )  # fmt: skip
    figure = _figures(arms)
    return {
        day: (figure(helped[:, at]), figure(others[:, at]), figure(helped[:, at] - others[:, at]))
        for at, day in enumerate(at_days)
    }


def _incidence(arm: Arms, weight: np.ndarray, at_days: tuple[int, ...]) -> np.ndarray:
    """Aalen–Johansen by the start of each day, shape (draws, days), of rows that count `weight` times."""
    if not arm.time_days.size:
        return np.full((len(weight), len(at_days)), np.nan)
    order = np.argsort(arm.time_days, kind="stable")
    day, how, weight = arm.time_days[order], arm.how[order], weight[:, order]
    first = np.flatnonzero(np.append(True, day[1:] != day[:-1]))
    ended = np.add.reduceat(weight, first, axis=1)
    at_risk = weight.sum(axis=1, keepdims=True) - np.cumsum(ended, axis=1) + ended
    chosen = np.add.reduceat(weight * (how == CHOSEN), first, axis=1)
    gone = chosen + np.add.reduceat(weight * (how == OTHER), first, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        hazard, all_hazard = np.nan_to_num(chosen / at_risk), np.nan_to_num(gone / at_risk)
    here = np.cumprod(1 - all_hazard, axis=1)
    before = np.concatenate([np.ones((len(weight), 1)), here[:, :-1]], axis=1)
    total = np.concatenate([np.zeros((len(weight), 1)), np.cumsum(before * hazard, axis=1)], axis=1)
    columns = [total[:, np.searchsorted(day[first], until, side="left")] for until in at_days]
    farthest = arm.observed_days.max()
    return np.column_stack([np.where(until <= farthest, c, np.nan) for until, c in zip(at_days, columns, strict=True)])


def _by_arm(arms: Arms, values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Sums of `values` in each draw, arm (others, helped) and stratum: shape (draws, 2, strata)."""
    strata, units = int(arms.cell.max(initial=0)) + 1, times.shape[1]
    place = (arms.unit * 2 + arms.helped) * strata + arms.cell
    per_unit = np.bincount(place, weights=values, minlength=units * 2 * strata).reshape(units, 2 * strata)
    return (times @ per_unit).reshape(len(times), 2, strata)


def _distinct(arms: Arms, rows: np.ndarray) -> tuple[int, int]:
    """Distinct people among some rows: drawn for help, and not."""
    return tuple(int(np.unique(arms.person[rows & (arms.helped == helped)]).size) for helped in (True, False))


def _figures(arms: Arms):
    """How a spread of draws becomes a figure: by percentiles for people, with Student's t for teams."""
    if arms.team is None:
        return figure_of
    teams = [np.unique(arms.unit[arms.helped == helped]).size for helped in (True, False)]
    fewest, freedom = min(teams), np.unique(arms.unit).size - 2

    def figure(spread: np.ndarray) -> Figure:
        drawn = spread[1:][np.isfinite(spread[1:])]
        if fewest < 2 or freedom < 1 or drawn.size < 2 or not np.isfinite(spread[0]):
            return Figure(float(spread[0]), float("nan"), float("nan"))
        wide = drawn.std(ddof=1) * np.sqrt(fewest / (fewest - 1)) * student.ppf((1 + LEVEL) / 2, freedom)
        return Figure(float(spread[0]), float(spread[0] - wide), float(spread[0] + wide))

    return figure
