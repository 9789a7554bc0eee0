"""What it costs to replace somebody, and the risk from which help is worth its cost.

Replacement: recruitment and training, and the pay and place of a new person during the months in which part of the work
is not done yet. The range is that of the months (6 to 8 in one of the source documents).

Threshold: help when ``risk >= cost / (replacement * effect)``, the effect being the share of leaving that help
prevents.
"""

import math

Range = tuple[float, float]


def replacement_cost(
    recruitment: float | None, month_cost: float | None, months: Range, missing_share: float, *, otherwise: float
) -> Range:
    """Euros to replace one person, lowest and highest.

    Parameters
    ----------
    recruitment, month_cost : float or None
        Where either is None, `otherwise` is both ends.
    months : (float, float)
        Until a new person is up and running.
    missing_share : float
        Of the work that is not done during them.
    """
    if recruitment is None or month_cost is None:
        return otherwise, otherwise
    low, high = (recruitment + month * month_cost * missing_share for month in months)
    return low, high


def pays_from(cost: float, replacement: Range, effect: Range) -> float:
    """Risk from which help may be worth its cost, at the best that is assumed; above 1, or infinite: it never is."""
    most = replacement[1] * effect[1]
    return cost / most if most > 0 else (0.0 if cost == 0 else math.inf)
