"""The records of help (table `actions`) as the arms of draws, and as what was given without one.

Assumptions and decisions
-------------------------
- A record counts as it is known in the end: the last version, unless retracted. Who was drawn is known from the
  draw; what was offered, accepted and done is no matter to intention to treat.
- The arms of a draw are the records with its `draw_id` that a draw assigned. `arm` says which; where a source has no
  `arm`, who was offered help was drawn for it.
- A person has one arm a draw and day: two records that disagree take the person out, and are counted.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.effects import Arms
from houvast.exposure import CHOSEN, OTHER, STAYS, UNKNOWN, final_versions
from houvast.labels import Outcomes, build_outcomes
from houvast.timeline import Observations, to_days


@dataclass(frozen=True)
class Draw:
    """Who was drawn, as recorded.

    Parameters
    ----------
    draw_id, action, driver : str
        As recorded; several actions or drivers in one draw are joined by ", ".
    people : DataFrame
        employee_id, day (of the decision, in days since 1970-01-01), helped, stratum, unit, driver; one row a person
        and day.
    by_team : bool
        Whether whole teams were drawn.
    disagreeing : int
        People left out, having two arms on one day.
    """

    draw_id: str
    action: str
    driver: str
    people: pd.DataFrame
    by_team: bool
    disagreeing: int


def find_draws(actions: pd.DataFrame | None) -> list[Draw]:
    """The draws on record, by `draw_id`; none where help is not recorded."""
    if actions is None or "draw_id" not in actions or "assigned_by" not in actions:
        return []
    final = final_versions(actions)
    drawn = final[(final["assigned_by"] == "draw").fillna(False) & final["draw_id"].notna()]
    return [_read_draw(str(name), rows) for name, rows in drawn.groupby("draw_id", sort=True)]


def find_help_given(actions: pd.DataFrame | None) -> pd.DataFrame:
    """Help that was offered without a draw: employee_id, day, action, driver; one row a person, day and action."""
    columns = ["employee_id", "day", "action", "driver"]
    if actions is None:
        return pd.DataFrame({name: [] for name in columns})
    final = final_versions(actions)
    offered = np.zeros(len(final), dtype=bool)
    for column in ("offered_on", "done_on"):
        offered |= final[column].notna().to_numpy() if column in final else False
    chosen = ~(_column(final, "assigned_by") == "draw").to_numpy()
    given = final[chosen & (offered | ~np.isin("offered_on", final.columns))]
    found = pd.DataFrame(
        {
            "employee_id": given["employee_id"].to_numpy(dtype=object),
            "day": to_days(given["decided_on"]),
            "action": _column(given, "action").to_numpy(dtype=object),
            "driver": _column(given, "driver").to_numpy(dtype=object),
        }
    )
    return found.drop_duplicates(["employee_id", "day", "action"], ignore_index=True)


def build_arms(draw: Draw, spells: pd.DataFrame, *, until: int, causes: tuple[str, ...]) -> tuple[Arms, pd.DataFrame]:
    """The arms of a draw and what became of everybody, with the rows of `draw.people` that they are of.

    Who was not at work when the draw was made is left out: nothing could become of them.

    Parameters
    ----------
    until : int
        First day that is not observed.
    causes : tuple of str
        Exit reasons that count as leaving by choice.
    """
    people = draw.people[draw.people["day"] < until].sort_values(["employee_id", "day"], ignore_index=True)
    ids, number = np.unique(people["employee_id"].to_numpy(dtype=object), return_inverse=True)
    day = people["day"].to_numpy(dtype=np.int32)
    seen = Observations(ids, number.astype(np.int32), day, day)
    outcomes = build_outcomes(spells, seen, until)
    there = outcomes.observed_days > 0
    people = people[there].reset_index(drop=True)
    return Arms(
        person=people["employee_id"].to_numpy(dtype=str),
        helped=people["helped"].to_numpy(dtype=bool),
        time_days=outcomes.time_days[there],
        how=how_it_ended(outcomes, causes)[there],
        observed_days=outcomes.observed_days[there],
        stratum=(people["day"].astype(str) + " " + people["stratum"]).to_numpy(dtype=str),
        team=people["unit"].to_numpy(dtype=str) if draw.by_team else None,
    ), people


def how_it_ended(outcomes: Outcomes, causes: tuple[str, ...]) -> np.ndarray:
    """`exposure.STAYS`, `CHOSEN`, `OTHER` or `UNKNOWN` of each observation."""
    cause = outcomes.cause
    return np.select([cause == "", np.isin(cause, causes), cause == "unknown"], [STAYS, CHOSEN, UNKNOWN], OTHER)


def _read_draw(name: str, rows: pd.DataFrame) -> Draw:
    arm = _column(rows, "arm")
    if arm.isna().all():
        arm = _column(rows, "offered_on").notna().map({True: "help", False: "none"})
    unit = _column(rows, "draw_unit")
    people = pd.DataFrame(
        {
            "employee_id": rows["employee_id"].to_numpy(dtype=object),
            "day": to_days(rows["decided_on"]),
            "helped": (arm == "help").to_numpy(dtype=bool),
            "stratum": _column(rows, "stratum").fillna("").to_numpy(dtype=object),
            "unit": unit.to_numpy(dtype=object),
            "driver": _column(rows, "driver").to_numpy(dtype=object),
        }
    )[arm.notna().to_numpy()]
    both = people.groupby(["employee_id", "day"])["helped"].transform("nunique") > 1
    disagreeing = people["employee_id"][both].nunique()
    # Where the draw and what came of it are two records, the one that tells more is taken.
    people = people[~both].sort_values("driver", key=lambda values: values.isna(), kind="stable")
    kept = people.drop_duplicates(["employee_id", "day"], ignore_index=True)
    told = {key: ", ".join(sorted(_column(rows, key).dropna().astype(str).unique())) for key in ("action", "driver")}
    by_team = bool(len(kept)) and bool(kept["unit"].notna().all())
    return Draw(name, **told, people=kept, by_team=by_team, disagreeing=disagreeing)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as text and dates are kept; all missing where the source has none."""
    if name in frame:
        return frame[name].astype(object).where(frame[name].notna(), None)
    return pd.Series([None] * len(frame), index=frame.index, dtype=object)
