"""What a draw of this size can show, worked out before it starts.

Two shares, two-sided test, normal approximation (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions,
2003, ch. 4, without continuity correction), as if people were drawn one by one. A draw of teams shows less, by as much
as the people of a team leave more alike than others; how alike is not known beforehand, and is not made up here.

Months are pooled: a person who was drawn keeps the arm, and counts once, so that a month adds only who is new to the
list.
"""

import math

from scipy.optimize import brentq
from scipy.stats import norm

ALPHA, POWER = 0.05, 0.8


def find_power(base: float, difference: float, helped: float, others: float, *, alpha: float = ALPHA) -> float:
    """The chance that a draw shows a difference, if it is as large as this.

    Parameters
    ----------
    base : float
        Share that leaves without help; in (0, 1).
    difference : float
        Share helped less share not helped; below 0 help works.
    helped, others : float
        People in each arm.
    """
    changed = base + difference
    if not 0 < base < 1 or not 0 <= changed <= 1 or min(helped, others) <= 0:
        return math.nan
    mean = (helped * changed + others * base) / (helped + others)
    under_none = math.sqrt(mean * (1 - mean) * (1 / helped + 1 / others))
    under_this = math.sqrt(changed * (1 - changed) / helped + base * (1 - base) / others)
    z, size = norm.ppf(1 - alpha / 2), abs(difference)
    if under_this == 0:
        return 1.0 if size > z * under_none else 0.0
    return float(norm.cdf((size - z * under_none) / under_this) + norm.cdf((-size - z * under_none) / under_this))


def find_detectable(
    base: float, helped: float, others: float, *, power: float = POWER, alpha: float = ALPHA
) -> float | None:
    """The smallest fall of the share that is shown with this power; None where not even a fall to 0 is."""

    def lacks(size: float) -> float:
        return find_power(base, -size, helped, others, alpha=alpha) - power

    if not 0 < base < 1 or min(helped, others) <= 0 or not lacks(base) >= 0:
        return None
    return float(brentq(lacks, 1e-9, base))


def find_people(
    base: float, relative_effect: float, hold_out: float, *, power: float = POWER, alpha: float = ALPHA
) -> int:
    """How many people must be drawn in all to show a relative effect with this power.

    Parameters
    ----------
    relative_effect : float
        Share of the leaving that the help takes away; in (0, 1].
    hold_out : float
        Share of the people that go without.
    """

    def lacks(people: float) -> float:
        given = people * (1 - hold_out), people * hold_out
        return find_power(base, -relative_effect * base, *given, alpha=alpha) - power

    high = 16.0
    while lacks(high) < 0:
        high *= 2
        if high > 1e9:
            raise ValueError(f"`relative_effect` must be large enough to be shown. Got {relative_effect}.")
    return math.ceil(brentq(lacks, 2.0, high))


def count_pooled(first: float, new_a_month: float, months: int) -> float:
    """Distinct people drawn after so many months: those of the first list, and who is new on each later one."""
    return first + max(months - 1, 0) * new_a_month


def find_months(people: int, first: float, new_a_month: float) -> int | None:
    """Months until so many people have been drawn; None where nobody new comes."""
    if people <= first:
        return 1
    return None if new_a_month <= 0 else 1 + math.ceil((people - first) / new_a_month)
