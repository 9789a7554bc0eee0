"""What help achieved: estimated from a draw, or looked at without one and then called unproven.

Stages
------
1. `arms`: who was drawn to be offered help and who not, and what became of them.
2. `draw_effect`: the difference that the draw made (intention to treat), within a horizon and over time.
3. `adjusted`: where nobody drew, the difference with what was measured held equal, and how far that may be trusted.
4. `verdict`: proven, not shown or unproven, as data.

A contribution of the model is no effect and enters nowhere here but as a column to be held equal.
"""

from houvast.effects.adjusted import Adjusted, Overlap, estimate_adjusted
from houvast.effects.arms import Arms
from houvast.effects.before import compare_before
from houvast.effects.draw_effect import DrawEffect, estimate_draw, estimate_draw_by_group
from houvast.effects.sensitivity import e_value, e_value_of
from houvast.effects.verdict import Verdict, judge_adjusted, judge_draw

__all__ = [
    "Adjusted",
    "Arms",
    "DrawEffect",
    "Overlap",
    "Verdict",
    "compare_before",
    "e_value",
    "e_value_of",
    "estimate_adjusted",
    "estimate_draw",
    "estimate_draw_by_group",
    "judge_adjusted",
    "judge_draw",
]
