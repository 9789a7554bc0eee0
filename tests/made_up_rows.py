"""Made-up training rows: people seen at monthly dates, with features that say something of leaving."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.features import TENURE
from houvast.hazard import HazardModel
from houvast.periods import DURATION, LEFT, OTHER, STAYED

NEVER_INNER = 10_000
"""An embargo so long that no inner date is left to calibrate on."""

EDGES = (0, 28, 60, 91)


@dataclass(frozen=True)
class Rows:
    """Rows to learn from: one per person and date at work."""

    X: pd.DataFrame
    durations: np.ndarray
    as_of: np.ndarray
    person: np.ndarray

    @property
    def label(self) -> np.ndarray:
        """1 where the person left by choice within three periods."""
        return (self.durations["event"] == LEFT).astype(int)

    def take(self, rows: np.ndarray) -> "Rows":
        """Some of the rows, in the order given."""
        return Rows(self.X.iloc[rows].reset_index(drop=True), self.durations[rows], self.as_of[rows], self.person[rows])

    def fit(self, **settings: object) -> HazardModel:
        """A model of the rows."""
        model = HazardModel(**{"edges_days": EDGES, **settings})
        return model.fit(self.X, self.durations, as_of=self.as_of, person=self.person)


def made_up_rows(
    people: int = 300, dates: int = 12, seed: int = 1, *, weight: float = 0.6, later: float = 0.0, flips: bool = False
) -> Rows:
    """`people` people at `dates` dates, 30 days apart, followed for three periods each.

    Parameters
    ----------
    weight : float
        Log-odds per standard deviation of the features that weigh.
    later : float
        Added to everyone's log-odds in the second half of the dates.
    flips : bool
        Whether the features point the other way in the second half.
    """
    rng = np.random.default_rng(seed)
    person, date = np.repeat(np.arange(people), dates), np.tile(np.arange(dates), people)
    own = np.repeat(rng.normal(0, 0.5, people), dates)
    tenure = np.repeat(rng.integers(0, 1500, people), dates) + 30.0 * date
    sick = rng.poisson(0.8, person.size).astype(float)
    rise = rng.integers(1, 900, person.size).astype(float)
    held = rng.integers(0, 4, person.size).astype(float)
    sign = np.where(flips & (date >= dates / 2), -1, 1)
    pull = weight * sign * ((sick - 0.8) / 0.9 + 0.5 * (rise - 450) / 260 - 0.7 * (held - 1.5) / 1.1)
    log_odds = -3.3 + own + pull - 0.3 * np.log1p(tenure / 100) + later * (date >= dates / 2)
    X = pd.DataFrame(
        {
            TENURE: tenure,
            "pay_since_rise_days": rise,
            "burnout_sick_spells_180d_count": sick,
            "one_on_ones_held_90d_count": held,
        }
    )
    return Rows(X, draw_durations(rng, log_odds, np.full(person.size, -5.0)), 20_000 + 30 * date, person)


def draw_durations(rng: np.random.Generator, voluntary: np.ndarray, other: np.ndarray, periods: int = 3) -> np.ndarray:
    """Durations where the log-odds of both exits, against staying, are the same in every period."""
    durations = np.full(voluntary.size, np.array((periods, STAYED), dtype=DURATION))
    here = np.ones(voluntary.size, dtype=bool)
    for period in range(periods):
        whole = 1 + np.exp(voluntary) + np.exp(other)
        chance = rng.random(voluntary.size) * whole
        for event, ends in ((LEFT, chance < np.exp(voluntary)), (OTHER, chance >= 1 + np.exp(voluntary))):
            durations[here & ends] = (period + 1, event)
            here &= ~ends
    return durations
