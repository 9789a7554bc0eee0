"""The draw: who of a list is offered help and who goes without at first, or in which order teams get it.

Rules
-----
- The order is that of sha256 over seed and id: no generator, so that anyone can draw it again, and nobody can choose.
- People: in that order within their stratum (tenure band and site), strata one after another, every 1/share-th goes
  without, from a start that the seed gives. Each person has just that chance; every stratum, and all together, differs
  by less than one person from the share.
- Teams: in that order, dealt to steps as evenly as can be. A team is helped from its step on.
- Who was drawn before keeps the arm.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

HELP, NONE = "help", "none"
BANDS = ((91, "0-3"), (365, "3-12"), (730, "12-24"))
LONGEST = "24+"


@dataclass(frozen=True)
class Drawn:
    """Who was drawn now, and who before.

    Parameters
    ----------
    people : DataFrame
        employee_id, stratum, arm of those who were drawn now, by employee_id.
    kept : DataFrame
        employee_id, arm of those on the list who were drawn before.
    """

    people: pd.DataFrame
    kept: pd.DataFrame


def build_strata(tenure_days: np.ndarray, site: Sequence[str | None]) -> np.ndarray:
    """Tenure band in months, and site: "3-12 Utrecht"."""
    limits = [limit for limit, _ in BANDS]
    names = np.array([name for _, name in BANDS] + [LONGEST])
    bands = names[np.digitize(np.asarray(tenure_days, dtype=float), limits)]
    places = ["" if place is None or place != place else str(place) for place in site]
    return np.array([f"{band} {place}".strip() for band, place in zip(bands, places, strict=True)], dtype=object)


def draw_people(
    employee_id: Sequence[str], stratum: Sequence[str], *, hold_out: float, seed: int, before: Mapping[str, str]
) -> Drawn:
    """Help or none for each person.

    Parameters
    ----------
    hold_out : float
        Share that goes without.
    before : mapping of str to str
        Arm of everybody who was drawn before.
    """
    people = pd.DataFrame({"employee_id": list(employee_id), "stratum": list(stratum)})
    known = people["employee_id"].isin(before)
    kept = people.loc[known, ["employee_id"]].assign(arm=lambda rows: rows["employee_id"].map(before))
    fresh = people[~known].assign(order=lambda rows: [_order(seed, name) for name in rows["employee_id"]])
    fresh = fresh.sort_values(["stratum", "order"], kind="stable", ignore_index=True)
    share = Fraction(hold_out).limit_denominator(10_000)
    whole, start = share.denominator << 64, int(_order(seed, "start")[:16], 16) * share.denominator
    reached = [(((at * share.numerator) << 64) + start) // whole for at in range(len(fresh) + 1)]
    without = np.diff(reached) > 0
    fresh["arm"] = np.where(without, NONE, HELP)
    columns = ["employee_id", "stratum", "arm"]
    return Drawn(_by_id(fresh[columns]), _by_id(kept))


def draw_teams(teams: Sequence[str], *, steps: int, seed: int) -> dict[str, int]:
    """The step, from 1, at which each team is first helped; the step after the last one is nobody's.

    Raises
    ------
    ValueError
        There are fewer teams than steps.
    """
    if not 2 <= steps <= len(set(teams)):
        raise ValueError(f"`steps` must lie within 2 and the number of teams, {len(set(teams))}. Got {steps}.")
    order = sorted(set(teams), key=lambda team: _order(seed, team))
    return {team: at * steps // len(order) + 1 for at, team in enumerate(order)}


def _by_id(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("employee_id", ignore_index=True)


def _order(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
