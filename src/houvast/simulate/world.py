"""The centre itself: seats that are always filled, week after week, with competing exits.

A week
------
1. Contracts end (at 30, 56 and 104 completed weeks) and empty seats are filled, on Monday.
2. Drivers move on (`outlook`).
3. Within the week the hazards are constant, so that an exit falls on a uniform-like day. A voluntary
   exit is a decision on day D; the person is under notice until `ended_on`, or gone on D + 1. Other
   exits end on D + 1. `ended_on` is the first day of not being employed.
4. On a first of the month pay reviews and changes of manager are decided; they act from the
   next Monday on.

Who is under notice stays until the end of it; nothing else ends the spell meanwhile.
"""

from dataclasses import replace

import numpy as np

from houvast.simulate.archetypes import CONTRACT_END_WEEKS, OTHER_EXITS, SHARES
from houvast.simulate.baseline import NEVER, Conditions, draw_newcomers, draw_stock
from houvast.simulate.calendar import Calendar, to_month
from houvast.simulate.history import FAR, People, World
from houvast.simulate.outlook import (
    HABIT_CHANGE,
    MANAGER_CHANGE,
    MOOD_CORRELATION,
    RISE_WEEKS,
    TEAM_SHARE,
    State,
    compute_log_multiplier,
    compute_satisfaction,
    draw_habit,
    habit_chance,
    rise_chance,
    step_career,
    step_mood,
)

TEAM_SIZE = 15
PROBATION_WEEKS = 13
NOTICE_CHANCE = (0.30, 0.80)
"""Chance that a leaver gives notice: in the first 13 weeks, later."""
NOTICE_DAYS = ((5, 9), (21, 39))
"""Shortest and longest notice, in days: in the first 13 weeks, later."""


def simulate_world(conditions: Conditions, calendar: Calendar, agents: int, noise: np.random.Generator) -> World:
    """Run the centre through the calendar."""
    centre = _Seats(conditions, agents, noise, int(calendar.mondays[0]))
    history = []
    for week, monday in enumerate(calendar.mondays):
        if week:
            centre.pass_weekend(int(monday), calendar.as_of[week - 1])
        if week >= calendar.first_observed:
            history.append(centre.photograph())
        centre.live(int(monday), int(calendar.as_of[week]))
    return centre.sum_up({name: np.stack([moment[name] for moment in history]) for name in history[0]})


class _Seats:
    """The seats of a running centre: who sits there and in what state."""

    def __init__(self, conditions: Conditions, agents: int, noise: np.random.Generator, monday: int) -> None:
        self.archetype, self.law, self.baseline = conditions.archetype, conditions.law, conditions.baseline
        self.noise, law = noise, conditions.law
        teams = max(1, round(agents / TEAM_SIZE))
        self.team = np.arange(agents) * teams // agents
        self.team_effect = law.team_sd * noise.standard_normal(teams)
        self.team_mood = self._draw_mood(teams)
        self.team_support = noise.standard_normal(teams)
        self.manager = np.arange(teams)
        self.managers = teams
        self.tenure, self.frailty = draw_stock(conditions.baseline, agents, noise)
        self.state, _ = draw_newcomers(agents, law, noise)
        self.state = self._settle(self.state, np.ones(agents, dtype=bool))
        self.mood = self._draw_mood(agents)
        self.coached = noise.random(agents) < _coaching_chance(self.state.support)
        self.people = People()
        self.person = self.people.hire(monday - 7 * self.tenure, np.arange(agents))
        self.started = monday - 7 * self.tenure
        self.ended = np.full(agents, FAR)
        self.rises = np.zeros(agents, dtype=bool)
        self.rise_count = np.zeros(agents, dtype=int)
        self.manager_leaves = np.zeros(teams, dtype=bool)

    def _draw_mood(self, count: int) -> np.ndarray:
        """Correlated (workload, burn-out, satisfaction) mood, shape (count, 3)."""
        return self.noise.standard_normal((count, 3)) @ np.linalg.cholesky(MOOD_CORRELATION).T

    def _settle(self, state: State, who: np.ndarray) -> State:
        """The state with the team's manager and a new habit of meeting, where `who`."""
        support = self.team_support[self.team]
        return replace(state, support=support, one_on_ones=draw_habit(state.one_on_ones, who, support, self.noise))

    @property
    def whole_mood(self) -> np.ndarray:
        """Person and team mood together, variance 1 each, shape (agents, 3)."""
        return np.sqrt(1 - TEAM_SHARE) * self.mood + np.sqrt(TEAM_SHARE) * self.team_mood[self.team]

    def pass_weekend(self, monday: int, first_of_month: int) -> None:
        """Everything that changes on a Monday."""
        self.tenure += 1
        self.mood = step_mood(self.mood, self._draw_mood(len(self.mood)))
        self.team_mood = step_mood(self.team_mood, self._draw_mood(len(self.team_mood)))
        settle = self.noise.random(len(self.mood)) < HABIT_CHANGE
        if first_of_month > 0:
            changed = self.manager_leaves
            self.manager[changed] = self.managers + np.arange(changed.sum())
            self.managers += int(changed.sum())
            self.team_support[changed] = self.noise.standard_normal(changed.sum())
            settle |= changed[self.team]
        rise_age = np.where(self.rises, 0, self.state.rise_age + 1)
        self.rise_count += self.rises
        self.rises = np.zeros_like(self.rises)
        career = step_career(self.state.career, self.noise)
        self.state = self._settle(replace(self.state, rise_age=rise_age, career=career), settle)
        recoached = settle & (self.noise.random(len(settle)) < 0.5)
        draw = self.noise.random(len(settle)) < _coaching_chance(self.state.support)
        self.coached = np.where(recoached, draw, self.coached)
        self._end_contracts(monday)
        self._fill(monday)

    def _end_contracts(self, monday: int) -> None:
        due = np.isin(self.tenure, CONTRACT_END_WEEKS) & (self.ended == FAR)
        ends = np.flatnonzero(due & (self.noise.random(len(due)) < self.archetype.not_renewed))
        self._end(ends, np.full(len(ends), monday - 1), np.full(len(ends), monday), np.full(len(ends), 4), FAR)

    def _end(self, seats: np.ndarray, decided: np.ndarray, ended: np.ndarray, reason: np.ndarray, notice) -> None:
        self.ended[seats] = ended
        columns = (decided, ended, reason, np.broadcast_to(notice, ended.shape))
        self.people.exits.append((self.person[seats], *columns))

    def _fill(self, monday: int) -> None:
        """New people on the empty seats."""
        empty = self.ended <= monday
        seats = np.flatnonzero(empty)
        if not len(seats):
            return
        newcomer, frailty = draw_newcomers(len(seats), self.law, self.noise)
        self.person[seats] = self.people.hire(np.full(len(seats), monday), seats)
        self.started[seats], self.ended[seats], self.tenure[seats] = monday, FAR, 0
        self.frailty[seats] = frailty
        self.mood[seats] = self._draw_mood(len(seats))
        self.rise_count[seats] = 0
        rise_age, career = self.state.rise_age.copy(), self.state.career.copy()
        rise_age[seats], career[seats] = NEVER, newcomer.career
        self.state = self._settle(replace(self.state, rise_age=rise_age, career=career), empty)
        self.coached[seats] = self.noise.random(len(seats)) < _coaching_chance(self.state.support[seats])

    def current_state(self) -> State:
        """The state on which this week's hazard rests."""
        mood = self.whole_mood @ self.law.mood_weights
        return replace(self.state, mood=mood, fixed=self.frailty + self.team_effect[self.team])

    def photograph(self) -> dict[str, np.ndarray]:
        """Copies of all that the records and the truth are made of."""
        state, mood = self.current_state(), self.whole_mood
        has_rise = state.rise_age < RISE_WEEKS
        return {
            "person": self.person.copy(),
            "tenure": self.tenure.copy(),
            "mood": state.mood,
            "rise_age": state.rise_age,
            "rise_count": self.rise_count.copy(),
            "one_on_ones": state.one_on_ones,
            "career": state.career,
            "support": state.support,
            "coached": self.coached.copy(),
            "frailty": self.frailty.copy(),
            "team_effect": self.team_effect[self.team],
            "workload": mood[:, 0],
            "burnout": mood[:, 1],
            "satisfaction": compute_satisfaction(mood[:, 2], has_rise, state.one_on_ones, state.career, state.support),
            "manager": self.manager[self.team],
        }

    def live(self, monday: int, first_of_month: int) -> None:
        """The days from Monday to Sunday: exits, and on a first of the month what is decided then."""
        voluntary, competing = self.baseline.at(self.tenure)
        voluntary = voluntary * np.exp(compute_log_multiplier(self.current_state(), self.law))
        total = np.where(self.ended == FAR, voluntary + competing, 0.0)
        leaves = np.flatnonzero(self.noise.random(len(total)) < -np.expm1(-total))
        rate = total[leaves]
        moment = -np.log1p(self.noise.random(len(leaves)) * np.expm1(-rate)) / rate
        decided = monday + np.minimum(np.floor(7 * moment), 6).astype(int)
        self._leave(leaves, decided, self.noise.random(len(leaves)) < voluntary[leaves] / rate, competing)
        if first_of_month > 0:
            months = to_month(first_of_month) - to_month(self.started)
            there = (self.started <= first_of_month) & (self.ended > first_of_month)
            self.rises = there & (self.noise.random(len(months)) < rise_chance(months))
            self.manager_leaves = self.noise.random(len(self.manager)) < MANAGER_CHANGE

    def _leave(self, seats: np.ndarray, decided: np.ndarray, voluntary: np.ndarray, competing: np.ndarray) -> None:
        late = (self.tenure[seats] >= PROBATION_WEEKS).astype(int)
        shortest, longest = np.array(NOTICE_DAYS)[late].T
        days = self.noise.integers(shortest, longest + 1)
        gives = voluntary & (self.noise.random(len(seats)) < np.array(NOTICE_CHANCE)[late])
        rare = np.array(list(OTHER_EXITS.values()))
        share = self.noise.random(len(seats)) * competing[seats]
        other = np.where(share < rare[0], 2, np.where(share < rare.sum(), 3, 1))
        self._end(
            seats,
            decided,
            decided + 1 + np.where(gives, days, 0),
            np.where(voluntary, 0, other),
            np.where(gives, decided, FAR),
        )

    def sum_up(self, history: dict[str, np.ndarray]) -> World:
        """The world after its last week."""
        started, seat = np.concatenate(self.people.started), np.concatenate(self.people.seat)
        columns = [np.full(len(started), FAR) for _ in range(3)]
        reason = np.full(len(started), -1)
        for person, decided, ended, why, notice in self.people.exits:
            columns[0][person], columns[1][person], columns[2][person] = ended, decided, notice
            reason[person] = why
        return World(started, *columns, reason, seat, history, self.team)


def _coaching_chance(support: np.ndarray) -> np.ndarray:
    """Chance of monthly coaching, given the manager; 70% over all managers."""
    return np.clip(habit_chance(support) + SHARES["coaching_monthly"] - SHARES["one_on_one_monthly"], 0, 1)
