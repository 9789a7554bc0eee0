"""The baseline of last year's team rate: a person's risk is the rate at which the team was left, shrunk.

For each observation the outcomes and the person-time of the team in the 365 days before the as-of date are counted as
they were known then. Exits of a team follow a Poisson distribution around its own rate, and the rates of the teams of
one as-of date a Gamma distribution; a team's rate is its posterior mean, with the moments of Marshall (Applied
Statistics 1991, 40(2), 283-294): the fewer the person-years of a team, the nearer to the rate of everyone. The risk
within the horizon is ``1 - exp(-rate * horizon)``; that other exits come between is left out (a few percent of it).

A person counts in the team of the newest assignment in effect that day, and leaves the team of the last one. A team is
named with its site, where that is on record. Where no team is known, the rate of everyone stands in.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.timeline import Observations, to_days
from houvast.timeline.days import NEVER

LOOK_BACK_DAYS = 365
_LEAST_EXITS = 0.5
"""Exits of everyone that are counted at least, so that no year promises that nobody leaves."""
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class TeamTime:
    """Stays in a team, one entry each, as known at one as-of date; days, half-open.

    Parameters
    ----------
    team : ndarray of str
        "" where no team is known.
    begin, end : ndarray of int
    left : ndarray of bool
        Whether the stay ended with the outcome, at `end`.
    """

    team: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    left: np.ndarray


def build_team_risk(
    spells: pd.DataFrame,
    assignments: pd.DataFrame | None,
    observations: Observations,
    place: pd.DataFrame,
    *,
    observed_from: int,
    causes: tuple[str, ...],
    horizon_days: int,
) -> np.ndarray:
    """Risk within the horizon by the team's rate of last year, shape (n,); NaN at dates before which nothing is known.

    Parameters
    ----------
    spells, assignments : DataFrame
        All versions, as `Snapshot.read` or `read_known` gives them.
    observations : Observations
    place : DataFrame
        Site and team of each observation, as known then (`Cohort.place`).
    observed_from : int
        First day observed: the look-back does not reach beyond it.
    causes : tuple of str
        Exit reasons that are the outcome.
    horizon_days : int
    """
    team, risk = name_teams(place), np.full(len(observations), np.nan)
    for as_of in np.unique(observations.as_of):
        rows = np.flatnonzero(observations.as_of == as_of)
        time = build_team_time(_known(spells, as_of), _known(assignments, as_of), causes)
        per_day = compute_rates(time, team[rows], begin=max(int(as_of) - LOOK_BACK_DAYS, observed_from), end=int(as_of))
        risk[rows] = -np.expm1(-per_day * horizon_days)
    return risk


def name_teams(place: pd.DataFrame) -> np.ndarray:
    """One name for site and team together; "" where no team is known."""
    given = [place[name].astype(object).fillna("").astype(str) for name in ("site", "team") if name in place]
    if "team" not in place or not len(place):
        return np.full(len(place), "", dtype=object)
    whole = given[0] + _SEPARATOR + given[-1]
    return np.where(given[-1] == "", "", whole).astype(object)


def build_team_time(spells: pd.DataFrame, assignments: pd.DataFrame | None, causes: tuple[str, ...]) -> TeamTime:
    """Every stay in a team, from versions of which each record has one."""
    stays = pd.DataFrame(
        {
            "employee_id": spells["employee_id"].astype(object),
            "started": to_days(spells["started_on"]).astype(np.int64),
            "ended": to_days(spells["ended_on"]).astype(np.int64),
            "outcome": spells["exit_reason"].isin(causes) if "exit_reason" in spells else False,
        }
    )
    placed = _placed(assignments)
    first = pd.DataFrame({"employee_id": stays["employee_id"].unique(), "from": -int(NEVER), "team": ""})
    placed = pd.concat([first, placed], ignore_index=True).sort_values(["employee_id", "from"], kind="stable")
    placed["until"] = placed.groupby("employee_id")["from"].shift(-1).fillna(int(NEVER) + 1).astype(np.int64)
    stays = stays.merge(placed, on="employee_id", how="inner")
    begin = np.maximum(stays["started"], stays["from"]).to_numpy()
    end = np.minimum(stays["ended"], stays["until"]).to_numpy()
    last = (stays["ended"] <= stays["until"]).to_numpy()
    real = end > begin
    left = stays["outcome"].to_numpy(dtype=bool) & last & (stays["ended"] < NEVER).to_numpy()
    return TeamTime(stays["team"].to_numpy(dtype=object)[real], begin[real], end[real], left[real])


def compute_rates(time: TeamTime, team: np.ndarray, *, begin: int, end: int) -> np.ndarray:
    """Outcomes per day of each asked team in ``[begin, end)``, shrunk; NaN where no time at all is on record."""
    days = np.clip(time.end, begin, end) - np.clip(time.begin, begin, end)
    exits = time.left & (time.end >= begin) & (time.end < end)
    if days.sum() <= 0:
        return np.full(team.size, np.nan)
    overall = max(exits.sum(), _LEAST_EXITS) / days.sum()
    names, at = np.unique(time.team.astype(str), return_inverse=True)
    per_team, left = np.bincount(at, weights=days), np.bincount(at, weights=exits)
    known = (names != "") & (per_team > 0)
    shrunk = np.append(shrink(left[known], per_team[known], overall), overall)
    place = np.searchsorted(names[known], team.astype(str))
    found = np.append(names[known], "")[place] == team.astype(str)
    return shrunk[np.where(found & (team != ""), place, known.sum())]


def shrink(exits: np.ndarray, exposure: np.ndarray, overall: float) -> np.ndarray:
    """Posterior mean rate of each team: ``(exits + shape) / (exposure + shape / overall)``.

    The Gamma's shape is ``overall² / variance``, the variance of the true rates by moments (Marshall 1991): the
    weighted variance of the raw rates less what Poisson noise adds. Where noise explains all, everyone's rate is given.
    """
    if not exits.size:
        return np.zeros(0)
    raw = exits / exposure
    variance = np.average((raw - overall) ** 2, weights=exposure) - overall / exposure.mean()
    if variance <= 0:
        return np.full(exits.size, overall)
    shape = overall**2 / variance
    return (exits + shape) / (exposure + shape / overall)


def _known(versions: pd.DataFrame | None, as_of: int) -> pd.DataFrame | None:
    """The version of each record that stood at the start of a day."""
    if versions is None:
        return None
    stands = (to_days(versions["known_on"]) < as_of) & (to_days(versions["superseded_on"]) >= as_of)
    if "retracted" in versions:
        stands &= ~versions["retracted"].fillna(False).to_numpy(dtype=bool)
    return versions[stands]


def _placed(assignments: pd.DataFrame | None) -> pd.DataFrame:
    """Employee, first day and team of each assignment; site and team carried on where one leaves them empty."""
    if assignments is None or "team" not in assignments or not len(assignments):
        return pd.DataFrame({"employee_id": pd.Series(dtype=object), "from": pd.Series(dtype=np.int64), "team": ""})
    ordered = assignments.sort_values(["employee_id", "effective_on"], kind="stable")
    columns = [name for name in ("site", "team") if name in ordered]
    place = ordered.groupby("employee_id")[columns].ffill()
    return pd.DataFrame(
        {
            "employee_id": ordered["employee_id"].astype(object).to_numpy(),
            "from": to_days(ordered["effective_on"]).astype(np.int64),
            "team": name_teams(place),
        }
    )
