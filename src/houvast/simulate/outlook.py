"""How an agent's drivers move from week to week, and what they make of the chance of leaving.

The law is written down once, here; the world, the calibration and the truth all use it.

Definitions
-----------
Mood
    A Gaussian vector (workload, burn-out, satisfaction) per person and per team, each an AR(1) by
    week with the same coefficient `PERSISTENCE`, so that any weighted sum of them is one as well.
    13 weeks apart it correlates .92, a year apart .73: burn-out and
    satisfaction are slow. The team's share of the variance is `TEAM_SHARE`.
Burn-out, workload
    Person and team mood together; variance 1. Workload goes with burn-out (job demands).
Satisfaction
    Mood plus what resources add (`RESOURCES`: pay rise, monthly one-on-one, career path, a
    supportive manager); variance 1.
Log-hazard
    Sum of contributions: effect times driver, centred at the driver's share or mean, plus the
    person's frailty and the team's effect.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr, ndtri

from houvast.simulate.archetypes import SHARES, Effects

PERSISTENCE = 0.994
TEAM_SHARE = 0.15
MOOD = ("workload", "burnout", "satisfaction")
MOOD_CORRELATION = np.array([[1.0, 0.45, -0.15], [0.45, 1.0, -0.30], [-0.15, -0.30, 1.0]])
RESOURCES = {"pay": 0.15, "one_on_ones": 0.20, "career": 0.22, "support": 0.20}
"""What one standard deviation of a resource adds to satisfaction."""

MANAGER_CHANGE = 0.03
"""Chance, at each first of the month, that a team gets another manager."""
HABIT_CHANGE = 0.012
"""Weekly chance that agent and manager settle anew whether they meet monthly."""
CAREER_LOST = 0.006
"""Weekly chance that an agent loses sight of a career path."""
CAREER_BALANCE = 0.53
"""Share that sees a career path if nobody left; as those who see none leave sooner, the stock has 55%."""
MANAGER_SHARE = 0.25
"""Share of the variance of the one-on-one habit that is the manager's."""
RISE_CHANCE = {6: 0.42, 12: 0.61}
"""Chance of a rise at the review after 6 months, and at each yearly one."""
RISE_WEEKS = 52

MOOD_PART = math.sqrt(1 - sum(weight**2 for weight in RESOURCES.values()))
CAREER_FOUND = CAREER_LOST * CAREER_BALANCE / (1 - CAREER_BALANCE)
_CENTRE = {
    "pay": SHARES["pay_rise_last_year"],
    "one_on_ones": SHARES["one_on_one_monthly"],
    "career": SHARES["knows_career_paths"],
}
_SPREAD = {name: math.sqrt(share * (1 - share)) for name, share in _CENTRE.items()}


@dataclass(frozen=True)
class Law:
    """The effects, and the spread of frailty and team effect."""

    effects: Effects
    frailty_sd: float
    team_sd: float

    @property
    def mood_weights(self) -> np.ndarray:
        """Log-hazard per unit of (workload, burn-out, satisfaction mood)."""
        return np.array([0.0, self.effects.burnout, self.effects.satisfaction * MOOD_PART])

    @property
    def mood_sd(self) -> float:
        """Standard deviation of what the mood adds to the log-hazard."""
        return float(np.sqrt(self.mood_weights @ MOOD_CORRELATION @ self.mood_weights))


@dataclass(frozen=True)
class State:
    """What an agent's hazard rests on; arrays of one shape.

    `mood` is the mood's sum on the log-hazard scale, `fixed` frailty plus team effect, `rise_age`
    the weeks since the last pay rise took effect (large where there was none).
    """

    mood: np.ndarray
    rise_age: np.ndarray
    one_on_ones: np.ndarray
    career: np.ndarray
    support: np.ndarray
    fixed: np.ndarray


def compute_satisfaction(mood: np.ndarray, pay: np.ndarray, meets: np.ndarray, career: np.ndarray, support: np.ndarray):
    """Satisfaction from its mood and the resources (flags of 0 and 1, support standardised)."""
    flags = {"pay": pay, "one_on_ones": meets, "career": career}
    given = sum(RESOURCES[name] * (flag - _CENTRE[name]) / _SPREAD[name] for name, flag in flags.items())
    return MOOD_PART * mood + given + RESOURCES["support"] * support


def compute_log_multiplier(state: State, law: Law) -> np.ndarray:
    """Log of what the drivers, frailty and team make of the hazard (equals the contributions' sum)."""
    effects = law.effects
    has_rise = state.rise_age < RISE_WEEKS
    flags = {"pay": has_rise, "one_on_ones": state.one_on_ones, "career": state.career}
    total = state.mood + state.fixed + effects.satisfaction * RESOURCES["support"] * state.support
    for name, flag in flags.items():
        weight = getattr(effects, name) + effects.satisfaction * RESOURCES[name] / _SPREAD[name]
        total = total + (np.multiply(flag, weight, dtype=total.dtype) - weight * _CENTRE[name])
    return total


def compute_contributions(
    burnout: np.ndarray, satisfaction: np.ndarray, state: State, law: Law
) -> dict[str, np.ndarray]:
    """Log-hazard contribution per driver; they sum to `compute_log_multiplier` less the fixed part."""
    effects = law.effects
    return {
        "burnout": effects.burnout * burnout,
        "satisfaction": effects.satisfaction * satisfaction,
        "pay": effects.pay * ((state.rise_age < RISE_WEEKS) - _CENTRE["pay"]),
        "one_on_ones": effects.one_on_ones * (state.one_on_ones - _CENTRE["one_on_ones"]),
        "career": effects.career * (state.career - _CENTRE["career"]),
    }


def step_mood(mood: np.ndarray, shock: np.ndarray) -> np.ndarray:
    """Next week's mood; `shock` has the mood's stationary spread."""
    return PERSISTENCE * mood + math.sqrt(1 - PERSISTENCE**2) * shock


def step_state(
    state: State,
    law: Law,
    noise: np.random.Generator,
    shock: np.ndarray,
    rise_chance: np.ndarray,
    month_passed: bool,
) -> State:
    """The state a week later.

    Parameters
    ----------
    shock : ndarray
        Standard normal draws for the mood (given, so that pairs of paths can mirror each other).
    rise_chance : ndarray
        Chance of a pay rise now; 0 where no review was due.
    month_passed : bool
        Whether the week that ended held a first of the month, on which managers change.
    """
    shape = state.mood.shape
    support, meets = state.support, state.one_on_ones
    settle = noise.random(shape, dtype=np.float32) < HABIT_CHANGE
    if month_passed:
        changed = noise.random(shape, dtype=np.float32) < MANAGER_CHANGE
        support = np.where(changed, noise.standard_normal(shape, dtype=np.float32), support)
        settle |= changed
    meets = draw_habit(meets, settle, support, noise)
    career = step_career(state.career, noise)
    rise_age = state.rise_age + 1
    if np.any(rise_chance):
        rise_age = np.where(noise.random(shape, dtype=np.float32) < rise_chance, 0, rise_age)
    return replace(
        state,
        mood=step_mood(state.mood, law.mood_sd * shock),
        rise_age=rise_age,
        one_on_ones=meets,
        career=career,
        support=support,
    )


def draw_habit(meets: np.ndarray, settle: np.ndarray, support: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """Whether agent and manager meet monthly; drawn anew where `settle`."""
    where = np.nonzero(settle)
    meets = meets.copy()
    meets[where] = noise.random(len(where[0])) < habit_chance(support[where])
    return meets


def habit_chance(support: np.ndarray) -> np.ndarray:
    """Chance of meeting monthly, given the manager; 67% over all managers (a probit)."""
    lift = ndtri(SHARES["one_on_one_monthly"]) + np.sqrt(MANAGER_SHARE) * support
    return ndtr(lift / np.sqrt(1 - MANAGER_SHARE))


def step_career(career: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """Whether the agent sees a career path a week later."""
    switch = noise.random(career.shape, dtype=np.float32) < np.where(career, CAREER_LOST, CAREER_FOUND)
    return career ^ switch


def rise_chance(months_here: np.ndarray) -> np.ndarray:
    """Chance of a rise at a first of the month, by whole months since the month of hire."""
    yearly = (months_here > 0) & (months_here % 12 == 0)
    return np.where(yearly, RISE_CHANCE[12], np.where(months_here == 6, RISE_CHANCE[6], 0.0))
