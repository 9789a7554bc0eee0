"""Simulating a centre: its record tables as a company could have them, and the truth.

Same arguments, same centre. The state behind the records (burn-out, satisfaction, habits) is in the
truth only; the records show what it leads to, with noise, late entries and corrections.

Known drawbacks
---------------
- Teams never exchange agents. No help is given, and there are no `actions`, unless `given_help` adds them.
- The effects are those given the other drivers. What a pay rise, a one-on-one, a career path or a
  supportive manager adds by way of satisfaction comes on top and counts as satisfaction in the truth.
- Published hazards by tenure are scaled (`archetypes.ADJUSTMENTS`) so that turnover holds.
- Notice lies between decision and exit, so that the 13-week rate among those not under notice is about a
  quarter lower than the published one, which holds among everyone at work.
"""

import datetime as dt
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd

from houvast.errors import ConfigError, join_problems
from houvast.simulate.archetypes import ADJUSTMENTS, ARCHETYPES, EFFECTS
from houvast.simulate.baseline import Conditions, calibrate_baseline
from houvast.simulate.calendar import build_calendar
from houvast.simulate.careers import build_career_events, build_onboarding_steps, build_recognitions
from houvast.simulate.employment import build_assignments, build_pay, build_people, build_spells, number_people
from houvast.simulate.meetings import build_coaching, build_one_on_ones
from houvast.simulate.moments import Scene
from houvast.simulate.outlook import Law
from houvast.simulate.surveys import build_surveys
from houvast.simulate.truth import build_truth
from houvast.simulate.work import build_absences, build_time_off_requests, build_tool_use, build_workload
from houvast.simulate.world import simulate_world

MOST_AGENTS = 50_000


@dataclass(frozen=True)
class Centre:
    """A simulated contact centre.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Record tables in canonical columns, sorted by employee and event date; `known_on` and the
        versions of corrected records where the centre keeps them.
    truth : DataFrame
        One row per (employee, as-of date); see `truth`.
    observed_from, observed_until : date
        The observed window, half-open; both are firsts of a month.
    settings : dict
        The arguments that made it.
    """

    tables: dict[str, pd.DataFrame]
    truth: pd.DataFrame
    observed_from: dt.date
    observed_until: dt.date
    settings: dict[str, object]


def simulate_centre(
    archetype: str = "average",
    agents: int = 800,
    months: int = 36,
    seed: int = 1,
    strength: str = "strong",
    *,
    frailty_sd: float = 0.45,
    team_sd: float = 0.25,
    until: dt.date = dt.date(2026, 1, 1),
) -> Centre:
    """A contact centre, with its records from `months` months before `until`.

    Parameters
    ----------
    archetype : {"inhouse", "average", "outsourcer"}
    agents : int
        Headcount, constant: who leaves is replaced on the next Monday.
    months : int
        Observed months.
    seed : int
    strength : {"weak", "strong"}
        How much the drivers say about leaving.
    frailty_sd, team_sd : float
        Spread (log-hazard) of what no record shows, per person and per team; 0 switches it off.
    until : date
        First day that is not observed any more; a first of a month.

    Raises
    ------
    ConfigError
        An argument is out of its range; all problems are named at once.
    """
    settings = dict(locals())
    _check(**settings)
    law = Law(EFFECTS[strength], frailty_sd, team_sd)
    kind = ARCHETYPES[archetype]
    conditions = Conditions(kind, law, calibrate_baseline(kind, law, ADJUSTMENTS[archetype, strength]))
    calendar = build_calendar(np.datetime64(until), months)
    world = simulate_world(conditions, calendar, agents, _noise(seed, "world"))
    truth = build_truth(world, conditions, calendar, _noise(seed, "truth"))
    people = number_people(world, calendar, _noise(seed, "people"))
    scene = Scene(world, calendar, people, kind)
    invitations, answers = build_surveys(scene, _noise(seed, "surveys"))
    requests, leave = build_time_off_requests(scene, _noise(seed, "time_off"))
    tables = {
        "spells": build_spells(scene, _noise(seed, "spells")),
        "assignments": build_assignments(scene, _noise(seed, "assignments")),
        "pay": build_pay(scene, _noise(seed, "pay")),
        "one_on_ones": build_one_on_ones(scene, _noise(seed, "one_on_ones")),
        "coaching": build_coaching(scene, _noise(seed, "coaching")),
        "survey_answers": answers,
        "survey_invitations": invitations,
        "workload": build_workload(scene, _noise(seed, "workload")),
        "absences": build_absences(scene, leave, _noise(seed, "absences")),
        "time_off_requests": requests,
        "career_events": build_career_events(scene, _noise(seed, "career")),
        "recognitions": build_recognitions(scene, _noise(seed, "recognitions")),
        "onboarding_steps": build_onboarding_steps(scene, _noise(seed, "onboarding")),
        "tool_use": build_tool_use(scene, _noise(seed, "tools")),
        "people": build_people(scene, _noise(seed, "personal")),
    }
    days = {"observed_from": calendar.observed_from, "observed_until": calendar.observed_until}
    window = {name: dt.date(1970, 1, 1) + dt.timedelta(days=day) for name, day in days.items()}
    return Centre(tables=tables, truth=_name(truth, people), **window, settings=settings)


def _name(truth: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """The truth with employee ids and dates in place of numbers, sorted by both."""
    named = truth.drop(columns=["person", "as_of_day"])
    named.insert(0, "employee_id", people.to_numpy()[truth["person"]])
    as_of = truth["as_of_day"].to_numpy().astype("datetime64[D]").astype("datetime64[s]")
    named.insert(1, "as_of_date", as_of)
    named["employee_id"] = named["employee_id"].astype("str")
    return named.sort_values(["employee_id", "as_of_date"], ignore_index=True)


def _noise(seed: int, part: str) -> np.random.Generator:
    """A stream of its own for each part, so that one part's draws never move another's."""
    return np.random.default_rng([seed, crc32(part.encode())])


def _check(
    archetype: str,
    agents: int,
    months: int,
    seed: int,
    strength: str,
    frailty_sd: float,
    team_sd: float,
    until: dt.date,
) -> None:
    problems = []
    if archetype not in ARCHETYPES:
        problems.append(f"`archetype` must be one of {', '.join(ARCHETYPES)}. Got {archetype!r}.")
    if strength not in EFFECTS:
        problems.append(f"`strength` must be one of {', '.join(EFFECTS)}. Got {strength!r}.")
    for name, value, low, high in (
        ("agents", agents, 1, MOST_AGENTS),
        ("months", months, 1, 240),
        ("seed", seed, 0, 2**63 - 1),
        ("frailty_sd", frailty_sd, 0, 2),
        ("team_sd", team_sd, 0, 2),
    ):
        if not low <= value <= high:
            problems.append(f"`{name}` must lie within {low} and {high}. Got {value}.")
    if until.day != 1:
        problems.append(f"`until` must be the first of a month. Got {until}.")
    if problems:
        raise ConfigError(join_problems("the simulated centre", problems))
