"""The true risk of every agent at every as-of date, and what each driver adds to the hazard.

Definition
----------
risk_13w
    For a person at work and not under notice at the start of as-of date ``a`` (a first of the
    month): the chance that they decide to leave and that their last day falls so that ``ended_on``
    lies in ``[a, a + 91 days)``. Who is at work at the start of ``a`` can end at ``a + 1`` at the
    earliest, so 90 days count. Given: the complete state in the week of ``a`` (tenure, burn-out,
    satisfaction, pay, one-on-ones, career path, manager, frailty, team effect). Not given: what is
    still to come. Pay reviews and changes of manager that fall on ``a`` itself or later, and the
    drivers' further course, are averaged over.
    Competing exits are in: crude risk, the sum over weeks of (chance of being here still, of all
    causes) times (voluntary hazard), times the chance that the notice ends within the horizon.
Averaging
    `CONTINUATIONS` paths of 14 weeks a row, in pairs whose mood shocks mirror each other. The Monte
    Carlo standard error is stored in `risk_13w_error`; it is some 2.5% of the risk.
contribution_<driver>
    Log-hazard that the driver adds in the week of ``a`` to an agent at the average (burn-out and
    satisfaction 0, shares of `archetypes.SHARES`); `contribution_frailty`, `contribution_team`,
    and `contribution_tenure`: log of the baseline weekly hazard at this tenure. They sum to the
    log of the weekly hazard. What a resource adds by way of satisfaction stands under satisfaction.

Within a week the chance that the notice ends in time is averaged over its days (a simplification of
order hazard squared). The exit reason that HR recorded may be `unknown` where the truth is voluntary.
"""

import numpy as np
import pandas as pd

from houvast.simulate.archetypes import CONTRACT_END_WEEKS
from houvast.simulate.baseline import Conditions
from houvast.simulate.calendar import Calendar, first_of_month_in, to_month
from houvast.simulate.history import World
from houvast.simulate.outlook import (
    State,
    compute_contributions,
    compute_log_multiplier,
    rise_chance,
    step_state,
)
from houvast.simulate.world import NOTICE_CHANCE, NOTICE_DAYS, PROBATION_WEEKS

CONTINUATIONS = 24
HORIZON_DAYS = 91
_LAST_END = HORIZON_DAYS - 1


def build_truth(world: World, conditions: Conditions, calendar: Calendar, noise: np.random.Generator) -> pd.DataFrame:
    """One row per (spell number, as-of day), sorted: true risk and contributions.

    Columns `person` (number of the spell), `as_of_day`, `risk_13w`, `risk_13w_error` and the
    contributions.
    """
    first = calendar.first_observed
    parts = []
    for week in range(len(world.history["person"])):
        as_of = int(calendar.as_of[first + week])
        if as_of < calendar.observed_from:
            continue
        moment = {name: values[week] for name, values in world.history.items()}
        person = moment["person"]
        seats = np.flatnonzero((world.started[person] < as_of) & (world.decided[person] >= as_of))
        moment = {name: values[seats] for name, values in moment.items()}
        monday = int(calendar.mondays[first + week])
        parts.append(_truth_at(as_of, monday, moment, world, conditions, noise))
    return pd.concat(parts, ignore_index=True).sort_values(["person", "as_of_day"], ignore_index=True)


def _truth_at(
    as_of: int,
    monday: int,
    moment: dict[str, np.ndarray],
    world: World,
    conditions: Conditions,
    noise: np.random.Generator,
) -> pd.DataFrame:
    fixed = moment["frailty"] + moment["team_effect"]
    names = ("mood", "rise_age", "one_on_ones", "career", "support")
    state = State(**{name: moment[name] for name in names}, fixed=fixed)
    tenure, person = moment["tenure"], moment["person"]
    months = to_month(world.started[person])
    risks = _follow(state, tenure, months, as_of, monday, conditions, noise)
    pairs = risks.reshape(2, -1, len(person)).mean(axis=0)
    parts = compute_contributions(moment["burnout"], moment["satisfaction"], state, conditions.law)
    parts |= {
        "frailty": moment["frailty"],
        "team": moment["team_effect"],
        "tenure": np.log(conditions.baseline.at(tenure)[0]),
    }
    return pd.DataFrame(
        {
            "person": person,
            "as_of_day": as_of,
            "risk_13w": risks.mean(axis=0),
            "risk_13w_error": pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)),
            **{f"contribution_{name}": values for name, values in parts.items()},
        }
    )


def _follow(
    state: State,
    tenure: np.ndarray,
    hire_month: np.ndarray,
    as_of: int,
    monday: int,
    conditions: Conditions,
    noise: np.random.Generator,
) -> np.ndarray:
    """Risk on each path, shape (CONTINUATIONS, n): the first half's mood shocks mirror the second's."""
    archetype, law, baseline = conditions.archetype, conditions.law, conditions.baseline
    shape = (CONTINUATIONS, len(tenure))
    state = State(**{name: np.broadcast_to(_light(values), shape) for name, values in vars(state).items()})
    here, risk = np.ones(shape, np.float32), np.zeros(shape, np.float32)
    mondays = monday + 7 * np.arange(14)
    firsts = first_of_month_in(mondays)
    for week, start in enumerate(mondays):
        if week:
            weeks = tenure + week
            here = here * _light(np.where(np.isin(weeks, CONTRACT_END_WEEKS), 1 - archetype.not_renewed, 1.0))
            passed = int(firsts[week - 1])
            chance = rise_chance(to_month(passed) - hire_month) if passed > 0 else np.zeros(len(tenure))
            half = noise.standard_normal((CONTINUATIONS // 2, len(tenure)), dtype=np.float32)
            state = step_state(state, law, noise, np.concatenate([half, -half]), chance, passed > 0)
        days = np.arange(max(start, as_of), min(start + 7, as_of + _LAST_END)) - as_of
        if not len(days):
            break
        voluntary, competing = map(_light, baseline.at(tenure + week))
        voluntary = voluntary * np.exp(compute_log_multiplier(state, law))
        total = voluntary + competing
        leaving = -np.expm1(-total * (len(days) / 7))
        in_time = _ends_in_time(_LAST_END - 1 - days)[(tenure + week >= PROBATION_WEEKS).astype(int)]
        risk = risk + here * leaving * voluntary / total * _light(in_time)
        here = here * (1 - leaving)
    return risk.astype(float)


def _light(values: np.ndarray) -> np.ndarray:
    """The values in half the memory, which is what the averaging waits for; flags as they are."""
    kinds = {"f": np.float32, "i": np.int16}
    return values.astype(kinds[values.dtype.kind]) if values.dtype.kind in kinds else values


def _ends_in_time(days_left: np.ndarray) -> np.ndarray:
    """Mean chance that a notice given with so many days left has ended: (in probation, later)."""
    chances = []
    for gives, (shortest, longest) in zip(NOTICE_CHANCE, NOTICE_DAYS, strict=True):
        done = np.clip((days_left - shortest + 1) / (longest - shortest + 1), 0, 1)
        chances.append(np.mean((1 - gives) + gives * done))
    return np.array(chances)
