"""The negative control: the same comparison with something of *before* the help, which the help cannot have changed.

Who was helped was still there to be helped, so that nobody left before it: leaving itself cannot serve. What serves is
a measure of the time before that goes with leaving (absence, cancelled one-on-ones, the risk itself); where teams were
drawn or chosen, also the team's share of leavers before. A difference there says that the arms were unlike from the
start (Lipsitch, Tchetgen Tchetgen and Cohen, Epidemiology 2010).

Known drawback: an interval that holds 0 shows no difference; with few people it does not show that there is none.
"""

import numpy as np

from houvast.effects.arms import draw_units
from houvast.evaluation import Figure

LEVEL = 0.99
"""A fair draw is off by chance once in a hundred such intervals; at 95% one in twenty would be called unproven."""


def compare_before(
    value: np.ndarray, helped: np.ndarray, unit: np.ndarray, *, level: float = LEVEL, draws: int = 1000, seed: int = 0
) -> Figure:
    """Mean of a measure of before the help, of the helped less the others; rows where it is NaN are left out.

    Parameters
    ----------
    unit : ndarray, shape (n,)
        What was drawn, or chosen: people, or teams.
    level : float
        Of the interval.
    """
    seen = ~np.isnan(value)
    value, helped = value[seen], np.asarray(helped)[seen].astype(bool)
    unit = np.unique(np.asarray(unit)[seen], return_inverse=True)[1]
    columns = np.column_stack([value * helped, helped, value * ~helped, ~helped])
    per_unit = np.column_stack([np.bincount(unit, weights=column) for column in columns.T.astype(float)])
    sums = draw_units(unit, helped, draws=draws, seed=seed) @ per_unit
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3]
    drawn = spread[1:][np.isfinite(spread[1:])]
    if drawn.size == 0 or not np.isfinite(spread[0]):
        return Figure(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Figure(float(spread[0]), float(low), float(high))


def is_about_zero(figure: Figure) -> bool:
    """Whether the interval holds 0; false where there is none."""
    return bool(figure.low <= 0 <= figure.high)
