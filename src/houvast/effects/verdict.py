"""What may be said of an effect, as data: proven, not shown, or unproven. One rule, written down.

proven
    A draw, and the 95% interval of the difference lies wholly on one side of 0. `direction` says on which: fewer of the
    helped left (`helps`), or more (`harms`).
not_shown
    A draw whose interval holds 0. It may still have helped, or harmed, by as much as the interval says.
unproven
    No draw, whatever the figures; or a draw whose negative control is off 0; or too few people for an interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from houvast.effects.adjusted import Adjusted
from houvast.effects.before import is_about_zero
from houvast.effects.draw_effect import DrawEffect
from houvast.evaluation import Figure

MOST_TRIMMED, MOST_GAP = 0.2, 0.1
"""Share without anybody to compare with, and standardised difference after weighting, above which overlap is poor."""


@dataclass(frozen=True)
class Verdict:
    """What may be said.

    Parameters
    ----------
    code : {"proven", "not_shown", "unproven"}
    direction : {"helps", "harms"} or None
        Where it is proven.
    grounds : tuple of str
        Codes of what stands in the way, or is doubtful.
    """

    code: Literal["proven", "not_shown", "unproven"]
    direction: Literal["helps", "harms"] | None = None
    grounds: tuple[str, ...] = field(default=())


def judge_draw(effect: DrawEffect, before: Mapping[str, Figure] | None = None, *, finished: bool = True) -> Verdict:
    """The verdict on a draw.

    Parameters
    ----------
    before : mapping of str to Figure
        Negative controls; each must be about 0.
    finished : bool
        Whether the planned number of people was reached: who looks every month, and stops when it pleases, would find
        an effect of help without any too often.
    """
    difference = effect.difference
    if not np.isfinite([difference.low, difference.high]).all():
        return Verdict("unproven", None, ("too_few",))
    if any(not is_about_zero(figure) for figure in (before or {}).values()):
        return Verdict("unproven", None, ("unlike_before",))
    if not finished:
        return Verdict("not_shown", None, ("not_finished",))
    if difference.high < 0 or difference.low > 0:
        return Verdict("proven", "helps" if difference.high < 0 else "harms")
    return Verdict("not_shown")


def judge_adjusted(found: Adjusted, before: Mapping[str, Figure] | None = None) -> Verdict:
    """The verdict without a draw: unproven, with all that is doubtful besides."""
    grounds = ["not_drawn"]
    if any(not is_about_zero(figure) for figure in (before or {}).values()):
        grounds.append("unlike_before")
    if found.overlap.trimmed_share > MOST_TRIMMED or found.overlap.weighted_gap > MOST_GAP:
        grounds.append("little_overlap")
    return Verdict("unproven", None, tuple(grounds))
