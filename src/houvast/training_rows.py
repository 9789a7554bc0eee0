"""The rows that a model may learn from or be tested on, and what must hold before it does."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.errors import ConfigError, GateError
from houvast.labels import Outcomes, build_outcomes, exit_lag
from houvast.leakage import PresenceLeak
from houvast.observations import month_starts
from houvast.periods import build_durations
from houvast.records.past import read_known
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations, to_days
from houvast.walk import Lens, see_cohort


@dataclass(frozen=True)
class TrainingRows:
    """The rows of every as-of date, in the order of the observations.

    Parameters
    ----------
    label : ndarray of float
        1 left by choice within the headline horizon, 0 did not, NaN where that is not known.
    team_risk : ndarray or None
        The risk by the team's rate of last year (`team_rate`); None where it was not asked for.
    groups : DataFrame or None
        The groups of people by which lists are audited (`fairness.build_groups`); never learned from.
    idle_days : ndarray of float or None
        Days without any record (`walk.Cohort`); None where that was not asked for.
    """

    observations: Observations
    X: pd.DataFrame
    outcomes: Outcomes
    label: np.ndarray
    leaks: list[PresenceLeak]
    exit_lag_days: int = 0
    team_risk: np.ndarray | None = None
    groups: pd.DataFrame | None = None
    idle_days: np.ndarray | None = None

    @property
    def mature(self) -> np.ndarray:
        """Row numbers whose label is known."""
        return np.flatnonzero(~np.isnan(self.label))

    @property
    def leavers(self) -> int:
        """Distinct people with a label of 1."""
        return np.unique(self.observations.employee[self.label == 1]).size

    def followed(self, days: int) -> np.ndarray:
        """Row numbers that were followed for so many days, or to an exit before.

        Also those whose exit is of unknown cause: they were there until then.
        """
        return np.flatnonzero(self.outcomes.observed_days >= days + self.exit_lag_days)

    def durations(self, edges_days: tuple[int, ...], causes: tuple[str, ...]) -> np.ndarray:
        """Follow-up of every row in periods; see `periods.build_durations`."""
        return build_durations(self.outcomes, edges_days, causes, self.exit_lag_days)


@dataclass(frozen=True)
class Learnable:
    """Distinct people of the mature rows: who left for one of the causes within the horizon, and who did not."""

    leavers: int
    stayers: int

    def suffices(self, needed: int) -> bool:
        """Whether a model can be trained, the ladder beginning at `needed` leavers."""
        return self.leavers >= needed and self.stayers > 0


def find_learnable(
    snapshot: Snapshot,
    as_of: dt.date,
    *,
    horizon_days: int,
    causes: tuple[str, ...],
    min_tenure_days: int,
    sites: tuple[str, ...],
) -> Learnable:
    """What training on the records known before `as_of` could learn from."""
    until = to_days(as_of)
    check_sites(snapshot, sites)
    lens = Lens(training_dates(snapshot, until, horizon_days), min_tenure_days=min_tenure_days, sites=sites)
    seen = see_cohort(snapshot, lens).observations
    spells = read_known(snapshot, "spells", as_of)
    label = build_outcomes(spells, seen, until).label(horizon_days, causes, exit_lag(spells))
    people = seen.employee
    return Learnable(np.unique(people[label == 1]).size, np.unique(people[label == 0]).size)


def check_sites(snapshot: Snapshot, sites: tuple[str, ...]) -> None:
    """Refuse sites that no assignment names: the cohort would be empty without a word.

    Raises
    ------
    ConfigError
        Names them.
    """
    placed = snapshot.read("assignments") if sites and "site" in snapshot.columns("assignments") else None
    known = [] if placed is None else sorted(placed["site"].dropna().unique())
    unknown = [site for site in sites if site not in known]
    if unknown:
        raise ConfigError(
            f"`cohort.sites`: these records have no site {', '.join(unknown)}. "
            f"They have: {', '.join(known) or 'none at all (no assignments with a site)'}."
        )


def training_dates(snapshot: Snapshot, until: int, horizon_days: int) -> np.ndarray:
    """Month starts, from the start of the records, whose horizon ends by `until` (days)."""
    dates = month_starts(snapshot.observed_from, snapshot.observed_until)
    return dates[dates + horizon_days <= until]


def check_presence(leaks: list[PresenceLeak]) -> None:
    """Refuse to train on tables that give the outcome away.

    Raises
    ------
    GateError
        There is such a table.
    """
    if leaks:
        found = "; ".join(
            f"`{leak.table}`: of {leak.people_with} people with a record {leak.left_with:.0%} left, "
            f"of {leak.people_without} without {leak.left_without:.0%}"
            for leak in leaks
        )
        raise GateError(
            f"having a record predicts the outcome in {found}. The table was probably kept, or exported, for "
            "those who stayed. Export it for everyone, or set `validation.on_presence_leak: set_aside`."
        )
