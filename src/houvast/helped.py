"""Who was helped, from which day on, and how much of a risk without help can still be held against what happened.

Assumptions and decisions (docs/adr/0020 says why)
--------------------------------------------------
- What is estimated is the risk without help. A follow-up says nothing of it from the day on which help was decided.
- Help is what was offered, done, drawn for, or decided by somebody, whether it was accepted or not. A row of a draw
  without any of these is the held-out arm.
- Help is taken to weigh for one horizon: who was helped within a horizon before an as-of date counts as helped on it.
- Before help a person counts. Leaving them out altogether would leave out only those who had not left before it, and
  keep those who had: leavers would seem more than they are.

Known drawback: that help says no more of who leaves than what the model sees is taken for granted, unless it was drawn.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.exposure import final_versions
from houvast.timeline import to_days
from houvast.timeline.days import NEVER, sort_key


@dataclass(frozen=True)
class HelpLog:
    """Days on which help was decided, and on which a draw left somebody without it.

    Parameters
    ----------
    helped, held_out : DataFrame
        employee_id, day (since 1970-01-01); one row a record.
    """

    helped: pd.DataFrame
    held_out: pd.DataFrame

    def days_until_help(self, ids: np.ndarray, as_of: np.ndarray, lasting_days: int) -> np.ndarray:
        """Days from each as-of date to the first help, int32, shape (n,).

        0 where help was decided on that day, or less than `lasting_days` before it; `NEVER` where none was.
        """
        first = _first_from(self.helped, ids, as_of - lasting_days + 1)
        return np.where(first == NEVER, NEVER, np.maximum(first - as_of, 0)).astype(np.int32)

    def days_until_draw(self, ids: np.ndarray, as_of: np.ndarray, lasting_days: int) -> np.ndarray:
        """Days from each as-of date to the first draw that left the person without help, int32, shape (n,).

        0 where it was on that day, or less than `lasting_days` before it; `NEVER` where there is none. Whoever is drawn
        later was there until then: before the draw nobody of the arm can have left.
        """
        first = _first_from(self.held_out, ids, as_of - lasting_days + 1)
        return np.where(first == NEVER, NEVER, np.maximum(first - as_of, 0)).astype(np.int32)


def read_help(actions: pd.DataFrame | None) -> HelpLog:
    """The log of the newest versions of table `actions`; nobody where there is none.

    An action is help where it was offered or done, drawn for help, or decided by anybody but a draw.
    """
    nobody = pd.DataFrame({"employee_id": np.array([], dtype=object), "day": np.array([], dtype=np.int32)})
    if actions is None or actions.empty:
        return HelpLog(nobody, nobody)
    final = final_versions(actions)
    offered = np.zeros(len(final), dtype=bool)
    for column in ("offered_on", "done_on"):
        if column in final:
            offered |= final[column].notna().to_numpy()
    if "arm" in final:
        offered |= (final["arm"] == "help").fillna(False).to_numpy(dtype=bool)
    drawn = np.zeros(len(final), dtype=bool)
    if "assigned_by" in final:
        drawn = (final["assigned_by"] == "draw").fillna(False).to_numpy(dtype=bool)
    days = pd.DataFrame(
        {"employee_id": final["employee_id"].to_numpy(dtype=object), "day": to_days(final["decided_on"])}
    )
    helped = offered | ~drawn
    return HelpLog(days[helped].reset_index(drop=True), days[~helped].reset_index(drop=True))


def share_of_risk(risk: np.ndarray, unhelped: np.ndarray) -> np.ndarray:
    """Share of a risk over a horizon that the time before help answers for; 1 without help, 0 with help at once.

    Who is still here at the time u of help (as a share of the horizon) is left with the risk ``1 - (1 - r)^(1 - u)``
    under a constant hazard. Had they been left alone, their chance of having left by the end, as it stands at u, would
    be that; r less that is what the time until u has settled, and sums to the leavers before help (a martingale stopped
    at u: Andersen, Borgan, Gill and Keiding, Statistical Models Based on Counting Processes, 1993, II.3).

    Parameters
    ----------
    risk : ndarray, shape (n,)
        In [0, 1).
    unhelped : ndarray, shape (n,)
        Share of the horizon before help, in [0, 1].
    """
    left_over = -np.expm1((1 - unhelped) * np.log1p(-risk))
    return np.divide(risk - left_over, risk, out=unhelped.astype(float).copy(), where=risk > 0)


def _first_from(days: pd.DataFrame, ids: np.ndarray, since: np.ndarray) -> np.ndarray:
    """The first day of each person on or after `since`, int64; `NEVER` where there is none."""
    known = pd.Index(days["employee_id"].unique())
    order = np.argsort(sort_key(known.get_indexer(days["employee_id"]), days["day"].to_numpy()), kind="stable")
    # The last entry is nobody's: it stands for "no such day".
    person = np.append(known.get_indexer(days["employee_id"])[order], -2)
    day = np.append(days["day"].to_numpy(dtype=np.int64)[order], NEVER)
    who = known.get_indexer(ids)
    at = np.searchsorted(sort_key(person[:-1], day[:-1]), sort_key(who, since), side="left")
    return np.where(person[at] == who, day[at], NEVER)
