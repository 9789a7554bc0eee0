"""The hazard by tenure that, times the agents' own multipliers, averages to the published one.

A cohort of hires (particles, weighted by their chance of still being there) is followed week by
week. In each tenure week the published hazard is divided by the mean multiplier of those still
there, so that the average over the remaining agents equals the published figure although those
with a high hazard leave first. It is fixed by the archetype and the law, not by the centre's seed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from houvast.simulate.archetypes import CONTRACT_END_WEEKS, OTHER_EXITS, TENURE_BANDS, Archetype
from houvast.simulate.outlook import (
    CAREER_BALANCE,
    Law,
    State,
    compute_log_multiplier,
    habit_chance,
    rise_chance,
    step_state,
)

WEEKS = 364
PARTICLES = 6000
NEVER = 10_000
"""Weeks since the last pay rise where there was none."""


@dataclass(frozen=True)
class Baseline:
    """Weekly hazards by tenure week and the mix of agents that is left.

    Parameters
    ----------
    voluntary : ndarray
        Hazard of an agent whose multiplier is 1, per tenure week; the last value holds on.
    competing : ndarray
        Hazard of the competing exits together but contract ends, per tenure week.
    left : ndarray
        Weight of each particle at each tenure week: its chance of still being there.
    frailty : ndarray
        Frailty of each particle.
    """

    voluntary: np.ndarray
    competing: np.ndarray
    left: np.ndarray
    frailty: np.ndarray

    def at(self, weeks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Voluntary and competing hazard at these tenure weeks."""
        week = np.clip(weeks, 0, WEEKS - 1)
        return self.voluntary[week], self.competing[week]


@dataclass(frozen=True)
class Conditions:
    """What a centre runs under."""

    archetype: Archetype
    law: Law
    baseline: Baseline


def draw_newcomers(count: int, law: Law, noise: np.random.Generator) -> tuple[State, np.ndarray]:
    """States of agents on their first day, and their frailty (the team effect comes on top)."""
    frailty = law.frailty_sd * noise.standard_normal(count)
    support = noise.standard_normal(count)
    state = State(
        mood=law.mood_sd * noise.standard_normal(count),
        rise_age=np.full(count, NEVER),
        one_on_ones=noise.random(count) < habit_chance(support),
        career=noise.random(count) < CAREER_BALANCE,
        support=support,
        fixed=frailty + law.team_sd * noise.standard_normal(count),
    )
    return state, frailty


@lru_cache(maxsize=16)
def calibrate_baseline(archetype: Archetype, law: Law, adjustment: tuple[float, float, float]) -> Baseline:
    """The baseline of an archetype under a law; `adjustment` as `archetypes.ADJUSTMENTS`."""
    noise = np.random.default_rng(20_250_101)
    state, frailty = draw_newcomers(PARTICLES, law, noise)
    published, competing = _published(archetype, adjustment)
    weights = np.ones(PARTICLES)
    left = np.empty((WEEKS, PARTICLES), dtype=np.float32)
    voluntary = np.empty(WEEKS)
    for week in range(WEEKS):
        if week in CONTRACT_END_WEEKS:
            weights = weights * (1 - archetype.not_renewed)
        left[week] = weights
        multiplier = np.exp(compute_log_multiplier(state, law))
        voluntary[week] = published[week] * weights.sum() / (weights @ multiplier)
        weights = weights * np.exp(-voluntary[week] * multiplier - competing[week])
        month, before = int((week + 1) / 4.345), int(week / 4.345)
        chance = float(rise_chance(np.array(month))) if month > before else 0.0
        shock = noise.standard_normal(PARTICLES)
        state = step_state(state, law, noise, shock, np.full(PARTICLES, chance), month > before)
    return Baseline(voluntary, competing, left, frailty)


def draw_stock(baseline: Baseline, count: int, noise: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Tenure weeks and frailty of a centre's agents on a day after years of constant headcount.

    Tenure follows the chance of still being there; frailty the mix that is left at that tenure.
    Beyond the last week followed, tenure has an exponential tail.
    """
    present = baseline.left.sum(axis=1, dtype=float)
    rate = max(1 - (present[-1] / present[-53]) ** (1 / 52), 0.001)
    mass = np.append(present, present[-1] * (1 - rate) / rate)
    tenure = noise.choice(WEEKS + 1, size=count, p=mass / mass.sum())
    beyond = tenure == WEEKS
    spot = np.clip(tenure, 0, WEEKS - 1)
    chosen = [_draw_particle(baseline.left[week], noise) for week in spot]
    tenure = tenure + np.where(beyond, np.minimum(noise.geometric(rate, count), 1300), 0)
    return tenure, baseline.frailty[chosen]


def _draw_particle(weights: np.ndarray, noise: np.random.Generator) -> int:
    """Index of a particle, drawn by weight (rejection: weights lie within 0 and 1)."""
    top = weights.max()
    while True:
        index = noise.integers(len(weights))
        if noise.random() * top < weights[index]:
            return int(index)


def _published(archetype: Archetype, adjustment: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Published weekly intensities by tenure week: voluntary, and competing but contract ends."""
    week = np.arange(WEEKS)
    band = np.searchsorted(TENURE_BANDS, week, side="right") - 1
    factor = np.array(adjustment)[np.searchsorted((13, 52), week, side="right")]
    voluntary = -np.log1p(-np.array(archetype.voluntary)[band]) * factor
    employer = np.where(week < 13, *archetype.employer)
    return voluntary, employer + sum(OTHER_EXITS.values())
