"""Whether a trial may go on: never after a look that crossed the boundary for harm, nor before a look that is due.

A look is due as soon as somebody of the trial has been followed to the horizon. A look that crossed the boundary stops
the trial for good: a later one that does not cross it starts nothing again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from houvast.actions.draw_ledger import WrittenDraw
from houvast.errors import GateError


def check_no_harm(
    trial: WrittenDraw, looks: Sequence[Mapping[str, Any]], until: dt.date | None, horizon_days: int
) -> None:
    """Nothing, if nobody more is put at risk by help that harms.

    Parameters
    ----------
    trial : WrittenDraw
        Its first draw.
    looks : sequence of mapping
        Effects as they were published, of every day.
    until : datetime.date or None
        First day that the newest records do not reach; None where there are none.

    Raises
    ------
    GateError
        A look stopped the trial, or one is due.
    """
    for look in looks:
        for draw in look["draws"]:
            if draw["draw_id"] == trial.draw_id and draw["harm"] is not None and draw["harm"]["stops"]:
                z, limit = draw["harm"]["z"], draw["harm"]["limit"]
                raise GateError(
                    f"draw {trial.draw_id} was stopped on {look['until']}: more of those who were helped left than "
                    f"chance allows (z {z:.2f}, limit {limit:.2f}). Nobody more is drawn for it. Stop this help, and "
                    "begin a new trial with other help: --new."
                )
    followed = dt.date.fromisoformat(trial.as_of) + dt.timedelta(days=horizon_days)
    if until is not None and until >= followed and all(look["until"] < str(until) for look in looks):
        raise GateError(
            f"draw {trial.draw_id} goes on only after a look at what the help did so far, as the records of {until} "
            "tell it: houvast effects CONFIG."
        )
