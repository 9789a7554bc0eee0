"""How strong something unmeasured would have to be to explain a difference away.

The E-value (VanderWeele and Ding, Annals of Internal Medicine 2017): the least risk ratio that an unmeasured thing must
have with both help and leaving to make up a risk ratio of this size. 1 means that nothing is needed. It says how
strong, not how likely, and replaces no draw.
"""

import math

from houvast.evaluation import Figure


def e_value(ratio: float) -> float:
    """The E-value of a risk ratio; ratios below 1 are turned over. NaN where the ratio is unknown or not above 0.

    >>> round(e_value(3.9), 2)
    7.26
    """
    if not (math.isfinite(ratio) and ratio > 0):
        return math.nan
    above = max(ratio, 1 / ratio)
    return above + math.sqrt(above * (above - 1))


def e_value_of(ratio: Figure) -> tuple[float, float]:
    """The E-values of a risk ratio and of that limit of its interval which lies nearest to 1 (1 where it holds 1)."""
    if not math.isfinite(ratio.value):
        return math.nan, math.nan
    if ratio.low <= 1 <= ratio.high:
        return e_value(ratio.value), 1.0
    return e_value(ratio.value), e_value(ratio.low if ratio.low > 1 else ratio.high)
