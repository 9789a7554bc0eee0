"""A centre in which nothing changes, or one thing does: features, risks, lists and outcomes, drawn month by month.

Statistical only: no records, no extracts. People differ and stay what they are for a while; teams share what they
share; every month has a shock of its own; who leaves is replaced by a starter. The model knows the true risks, so
that its promises are true while nothing changes.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import expit

from houvast.helped import HelpLog
from houvast.monitor.published import DRAWN_WITHIN_DAYS, Followed
from houvast.timeline.days import to_date

SETTLING, TRAINING, GAP, WATCHED = 24, 18, 4, 12
HORIZON_MONTHS = 3
MONTH_DAYS = 30
TEAM_SIZE = 20
WEIGHTS = {"own_0": 0.45, "own_1": -0.35, "own_2": 0.3, "own_3": -0.25, "counted_0": 0.25}
WEIGHTS |= {"team_0": 0.3, "tenure": -0.3}
LONGEST_TELLING = 36
"""Months from which on longer tenure tells nothing more: hazards then stay, and tenures settle."""
OWN, COUNTED, TEAM, SEASONAL = 8, 4, 5, 3


@dataclass(frozen=True)
class Drift:
    """What changes, and from which watched month on.

    A feature by so many standard deviations; all hazards so many times.
    """

    feature: str = ""
    deviations: float = 0.0
    hazard_times: float = 1.0
    from_month: int = 0


@dataclass(frozen=True)
class Programme:
    """Help that works: who is on a list and was drawn for it leaves less for a horizon.

    Parameters
    ----------
    effect : float
        Share of the hazard that help takes away.
    hold_out : float
        Share of the people who are drawn to go without, once for all.
    capacity : int
        People on a list; the first is that of the first month after training.
    """

    effect: float
    hold_out: float
    capacity: int


@dataclass
class Month:
    """Everyone at work at the start of a month."""

    person: np.ndarray
    X: pd.DataFrame
    risk: np.ndarray
    left_after: np.ndarray = field(default_factory=lambda: np.zeros(0))


class StableCentre:
    """All months of a centre.

    Parameters
    ----------
    people : int
        At work at any time.
    base : float
        Usual chance of leaving within the horizon.
    programme : Programme or None
        Whether those on the lists are helped.
    """

    def __init__(
        self, people: int, base: float, seed: int, drift: Drift = Drift(), programme: Programme | None = None
    ) -> None:
        self.rng, self.lots = np.random.default_rng(seed), np.random.default_rng([seed, 1])
        self.people, self.base, self.drift, self.programme = people, base, drift, programme
        self.arms: dict[int, bool] = {}
        self.helped_in: dict[int, int] = {}
        self.given: list[tuple[int, int]] = []
        self.kept_out: list[tuple[int, int]] = []
        self.teams = max(people // TEAM_SIZE, 2)
        self.months: list[Month] = []
        self._live()

    def training(self) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
        """X, risk, as-of day and person of the months learned from."""
        kept = self.months[:TRAINING]
        as_of = np.repeat(np.arange(TRAINING) * MONTH_DAYS, self.people)
        X = pd.concat([one.X for one in kept], ignore_index=True)
        return X, np.concatenate([one.risk for one in kept]), as_of, np.concatenate([one.person for one in kept])

    def follow(self, month: int, capacity: int) -> Followed:
        """The list of a month beside what happened in its horizon, help told apart as the product tells it."""
        one = self.months[month]
        left = (one.left_after < HORIZON_MONTHS).astype(int)
        listed = np.zeros(self.people, dtype=bool)
        listed[np.argsort(-one.risk, kind="stable")[:capacity]] = True
        day, horizon = np.full(self.people, month * MONTH_DAYS), HORIZON_MONTHS * MONTH_DAYS
        log = HelpLog(_days(self.given), _days(self.kept_out))
        until = log.days_until_help(one.person, day, horizon)
        first = (until < horizon) & (until < (one.left_after + 0.5) * MONTH_DAYS)
        unhelped = np.where(first, until / horizon, 1.0)
        held_out = (log.days_until_draw(one.person, day, horizon) <= DRAWN_WITHIN_DAYS) & ~first
        return Followed(to_date(month * MONTH_DAYS), one.risk, left, listed, unhelped, held_out, one.person.astype(str))

    def _help(self, month: int, person: np.ndarray, risk: np.ndarray) -> np.ndarray:
        """Share of the hazard that is left of everybody this month, after help to those on its list."""
        if self.programme is None or month < TRAINING:
            return np.ones(person.size)
        for who in person[np.argsort(-risk, kind="stable")[: self.programme.capacity]].tolist():
            arm = self.arms.setdefault(who, bool(self.lots.random() >= self.programme.hold_out))
            if not arm:
                self.kept_out.append((who, month))
            elif month - self.helped_in.get(who, -HORIZON_MONTHS) >= HORIZON_MONTHS:
                self.helped_in[who] = month
                self.given.append((who, month))
        since = month - np.array([self.helped_in.get(who, -HORIZON_MONTHS) for who in person.tolist()])
        return np.where(since < HORIZON_MONTHS, 1 - self.programme.effect, 1.0)

    def _live(self) -> None:
        rng, count = self.rng, self.people
        own = rng.normal(size=(count, OWN))
        team_of = np.arange(count) % self.teams
        team = rng.normal(size=(self.teams, TEAM))
        counted = rng.gamma(2.0, 0.6, size=(count, COUNTED))
        tenure = rng.exponential(55.0, size=count)
        silent = rng.random(count) < 0.2
        person, newest = np.arange(count), count
        left_on: dict[int, int] = {}
        for month in range(-SETTLING, TRAINING + GAP + WATCHED + HORIZON_MONTHS):
            columns = self._see(own, counted, team[team_of], tenure, silent, month)
            risk = self._risk(columns)
            if month >= 0:  # before that, tenures settle to what such hazards leave
                self.months.append(Month(person.copy(), pd.DataFrame(columns), risk))
            gone = rng.random(count) < self._monthly(risk, month, self._help(month, person, risk))
            left_on.update(dict.fromkeys(person[gone].tolist(), month))
            starters = int(gone.sum())
            person[gone] = np.arange(newest, newest + starters)
            newest += starters
            own = 0.9 * own + 0.19**0.5 * rng.normal(size=own.shape)
            team = 0.9 * team + 0.19**0.5 * rng.normal(size=team.shape)
            tenure = np.where(gone, 0.0, tenure + 1)
            own[gone] = rng.normal(size=(starters, OWN))
            counted[gone] = rng.gamma(2.0, 0.6, size=(starters, COUNTED))
            silent[gone] = rng.random(starters) < 0.2
        for month, one in enumerate(self.months):
            one.left_after = np.array([left_on.get(who, 10**6) - month for who in one.person.tolist()])

    def _see(
        self, own: np.ndarray, counted: np.ndarray, team: np.ndarray, tenure: np.ndarray, silent: np.ndarray, month: int
    ) -> dict[str, np.ndarray]:
        rng = self.rng
        columns = {f"own_{at}": own[:, at].copy() for at in range(OWN)}
        columns |= {f"counted_{at}": rng.poisson(counted[:, at]).astype(float) for at in range(COUNTED)}
        columns |= {f"team_{at}": team[:, at].copy() for at in range(TEAM)}
        season = np.sin(2 * np.pi * month / 12)
        columns |= {
            f"seasonal_{at}": rng.normal(0.3 * season + 0.1 * rng.normal(), 1.0, size=self.people)
            for at in range(SEASONAL)
        }
        columns["own_7"][silent] = np.nan
        columns["tenure"] = tenure.copy()
        if self._drifting(month) and self.drift.feature:
            columns[self.drift.feature] = columns[self.drift.feature] + self.drift.deviations
        return columns

    def _risk(self, columns: dict[str, np.ndarray]) -> np.ndarray:
        told = np.log1p(np.minimum(columns["tenure"], LONGEST_TELLING)) - 3.0
        log_odds = sum(weight * (told if name == "tenure" else columns[name]) for name, weight in WEIGHTS.items())
        return expit(np.log(self.base / (1 - self.base)) - 0.5 + log_odds)

    def _monthly(self, risk: np.ndarray, month: int, share: np.ndarray) -> np.ndarray:
        times = share * (self.drift.hazard_times if self._drifting(month) else 1.0)
        return 1 - (1 - risk) ** (times / HORIZON_MONTHS)

    def _drifting(self, month: int) -> bool:
        return month >= TRAINING + GAP + self.drift.from_month


def _days(moments: list[tuple[int, int]]) -> pd.DataFrame:
    """Person and day of help, from person and month."""
    rows = np.array(moments, dtype=np.int64).reshape(-1, 2)
    return pd.DataFrame({"employee_id": rows[:, 0], "day": rows[:, 1] * MONTH_DAYS})
