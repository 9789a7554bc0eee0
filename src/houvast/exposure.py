"""Spells as they were observed, and cut at every change of place.

Definitions
-----------
exposure
    A spell from where it is observed (its start, or the start of the records: late entry) to its exit or
    to the end of observation (right censoring). Who has several spells stands there several times.
place
    Site, team or contract at the start of each week of tenure, as it is known in the end. Not the place at
    the last look: who is permanent now never left as a temporary, and would make permanence look safe from
    the first day. Not the place at hire only: contracts change, and sites too. Who leaves counts where they
    worked when the week began.

Known drawbacks: a headcount extract first lists who was hired in the middle of a month at the next one; until
then the person has no place. These days count in the total and in no group, and a group's curve takes such
people in from the day they are placed (late entry), so that who left before is no bias but a gap.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from houvast.timeline import to_days

STAYS, CHOSEN, OTHER, UNKNOWN = 0, 1, 2, 3
"""How an exposure ends: not seen to end; left by choice; any other exit; an exit whose reason is not recorded."""

WEEK = 7


@dataclass(frozen=True)
class Exposure:
    """Spells as observed, one entry each.

    Parameters
    ----------
    employee : ndarray
        Who; the same person in several entries counts as one.
    started : ndarray of int
        First day of the spell, in days since 1970-01-01.
    entry, exit : ndarray of int
        Tenure in days from which, and until which, it was observed: ``entry < exit``.
    cause : ndarray of int
        `STAYS`, `CHOSEN`, `OTHER` or `UNKNOWN`.
    """

    employee: np.ndarray
    started: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    cause: np.ndarray

    @property
    def left(self) -> np.ndarray:
        """Who left by choice."""
        return self.cause == CHOSEN

    @property
    def at_end(self) -> np.ndarray:
        """Who was still there when observation ended."""
        return self.cause == STAYS

    @property
    def person(self) -> np.ndarray:
        """The people as codes from 0."""
        return np.unique(self.employee, return_inverse=True)[1]

    def take(self, rows: np.ndarray) -> "Exposure":
        """The entries of a mask or of row numbers."""
        return Exposure(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def final_versions(versions: pd.DataFrame) -> pd.DataFrame:
    """The records as they are known in the end: neither superseded nor withdrawn."""
    final = versions[versions["superseded_on"].isna()]
    return final[~final["retracted"].fillna(False).astype(bool)] if "retracted" in final else final


def build_exposure(
    spells: pd.DataFrame, *, observed_from: int, observed_until: int, causes: tuple[str, ...]
) -> Exposure:
    """What was observed of every spell in ``[observed_from, observed_until)``, in the order of the spells."""
    final = final_versions(spells)
    started, ended = to_days(final["started_on"]), to_days(final["ended_on"])
    reason = final["exit_reason"].fillna("unknown").to_numpy() if "exit_reason" in final else np.full(len(final), "")
    entry, stop = np.maximum(started, observed_from), np.minimum(ended, observed_until)
    how = np.select([np.isin(reason, causes), np.isin(reason, ("", "unknown"))], [CHOSEN, UNKNOWN], OTHER)
    cause = np.where(ended < observed_until, how, STAYS)
    everything = Exposure(final["employee_id"].to_numpy(), started, entry - started, stop - started, cause)
    return everything.take(stop > entry)


def split_exposure(exposure: Exposure, assignments: pd.DataFrame | None, column: str) -> tuple[Exposure, np.ndarray]:
    """The exposure in pieces, cut where the place changes, and the place of each piece.

    An assignment holds from the first start of a week of tenure on or after its day until the next one; one from
    before the observed part from there on. It holds only in the spell that it belongs to: one from before an
    earlier spell's end says nothing of a later spell.

    Parameters
    ----------
    assignments : DataFrame or None
        Versions of the table; None where it is not kept.
    column : str
        Which of its columns is the place.

    Returns
    -------
    pieces : Exposure
        Only the last piece of a spell has its cause; together the pieces are the exposure, day for day.
    place : ndarray of object
        None where no place is recorded.
    """
    if assignments is None or column not in assignments:
        return exposure, np.full(exposure.entry.size, None, dtype=object)
    placed = _first_weeks(exposure, final_versions(assignments), column)
    bare = pd.DataFrame({"spell": np.arange(exposure.entry.size), "at": -1, "place": None})
    cuts = pd.concat([bare.astype({"place": object}), placed], ignore_index=True)
    cuts = cuts.sort_values(["spell", "at"], kind="stable")
    spell, at = cuts["spell"].to_numpy(), cuts["at"].to_numpy()
    following = np.append(at[1:], 0)
    following[np.append(spell[1:] != spell[:-1], True)] = np.iinfo(np.int32).max
    whole = exposure.take(spell)
    entry, stop = np.maximum(whole.entry, at), np.minimum(whole.exit, following)
    pieces = replace(whole, entry=entry, exit=stop, cause=np.where(stop == whole.exit, whole.cause, STAYS))
    return pieces.take(stop > entry), cuts["place"].to_numpy(dtype=object)[stop > entry]


def _first_weeks(exposure: Exposure, final: pd.DataFrame, column: str) -> pd.DataFrame:
    """Spell, first week of tenure (in days, `at`) and place of every assignment, one per spell and week."""
    spells = pd.DataFrame(
        {
            "employee_id": exposure.employee,
            "spell": np.arange(exposure.entry.size),
            "started": exposure.started,
            "until": exposure.started + exposure.exit,
            "entry": exposure.entry,
        }
    ).sort_values(["employee_id", "started"], kind="stable")
    spells["after"] = spells.groupby("employee_id")["until"].shift(1).fillna(np.iinfo(np.int32).min)
    told = pd.DataFrame(
        {
            "employee_id": final["employee_id"].to_numpy(),
            "day": to_days(final["effective_on"]),
            "place": final[column].astype(object).where(final[column].notna(), None).to_numpy(dtype=object),
        }
    )
    both = spells.merge(told, on="employee_id")
    both = both[(both["day"] >= both["after"]) & (both["day"] < both["until"])].sort_values("day", kind="stable")
    late = np.maximum(both["day"] - both["started"], 0)
    both["at"] = np.where(late <= both["entry"], late, -(-late // WEEK) * WEEK)
    return both.drop_duplicates(["spell", "at"], keep="last")[["spell", "at", "place"]]
