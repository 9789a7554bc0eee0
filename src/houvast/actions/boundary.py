"""When help that harms is stopped: a boundary for repeated looks, stated before the first.

At every look the difference over its standard error (z; above 0 more of the helped left) is held against a limit. The
limits spend a one-sided 2.5% over the looks, evenly in the manner of Pocock, so that help without any effect is stopped
in 1 of 40 trials at most (Lan and DeMets, Biometrika 1983; spending function ``alpha ln(1 + (e - 1) t)``). Looks are
taken to be equally informative; the distribution of the first crossing is worked out by numerical integration
(Armitage, McPherson and Rowe 1969).

There is one boundary, for harm. That help works is said at the planned end only.
"""

import math
from functools import cache

import numpy as np
from scipy.integrate import simpson
from scipy.optimize import brentq
from scipy.stats import norm

ALPHA = 0.025
_POINTS, _FAR = 1201, 8.0


def spend(fraction: float, alpha: float = ALPHA) -> float:
    """Chance of stopping help without effect that may have been spent by this share of the information."""
    return alpha * math.log(1 + (math.e - 1) * min(max(fraction, 0.0), 1.0))


@cache
def find_limits(looks: int, alpha: float = ALPHA) -> tuple[float, ...]:
    """The limit of z at each of so many equally informative looks."""
    times = [look / looks for look in range(1, looks + 1)]
    limits: list[float] = []
    grid, density = np.array([0.0]), np.array([1.0])  # before the first look the sum is 0
    before = 0.0
    for number, time in enumerate(times):
        step = math.sqrt(time - before)
        target = spend(time, alpha) - (spend(before, alpha) if number else 0.0)

        def beyond(limit: float, grid=grid, density=density, step=step, target=target) -> float:
            return _integrate(density * norm.sf((limit - grid) / step), grid) - target

        highest = float(brentq(beyond, 0.0, _FAR))
        limits.append(highest / math.sqrt(time))
        fresh = np.linspace(-_FAR, highest, _POINTS)
        moved = norm.pdf((fresh[:, None] - grid[None, :]) / step) / step
        density = np.array([_integrate(density * row, grid) for row in moved])
        grid, before = fresh, time
    return tuple(limits)


def _integrate(values: np.ndarray, grid: np.ndarray) -> float:
    return float(values[0]) if grid.size == 1 else float(simpson(values, x=grid))
