"""The rows that a model may learn from or be tested on, and what must hold before it does."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.errors import ConfigError, GateError
from houvast.helped import read_help
from houvast.labels import Outcomes, build_outcomes, exit_lag
from houvast.leakage import PresenceLeak
from houvast.observations import month_starts
from houvast.periods import build_durations, stop_at
from houvast.records.past import read_known
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations, to_days
from houvast.timeline.days import NEVER
from houvast.walk import Lens, see_cohort


@dataclass(frozen=True)
class HelpOfRows:
    """What help did to every training row.

    Parameters
    ----------
    until_days : ndarray of int32
        Days until help that came before the exit; 0 where it came within a horizon before the as-of date, `NEVER`
        without any.
    what_happened : ndarray of float
        The label with help: 1 left by choice within the headline horizon, 0 did not, NaN where that is not known.
    until_draw_days : ndarray of int32
        Days until a draw left the person without help, likewise.
    """

    until_days: np.ndarray
    what_happened: np.ndarray
    until_draw_days: np.ndarray

    def within(self, days: int) -> np.ndarray:
        """Mask of the rows that were helped within so many days, or shortly before."""
        return self.until_days < days


@dataclass(frozen=True)
class TrainingRows:
    """The rows of every as-of date, in the order of the observations.

    Parameters
    ----------
    label : ndarray of float
        1 left by choice within the headline horizon, 0 did not, NaN where that is not known: the risk without help is
        what is learned, and of who was helped within it (or shortly before) that is not known.
    team_risk : ndarray or None
        The risk by the team's rate of last year (`team_rate`); None where it was not asked for.
    groups : DataFrame or None
        The groups of people by which lists are audited (`fairness.build_groups`); never learned from.
    idle_days : ndarray of float or None
        Days without any record (`walk.Cohort`); None where that was not asked for.
    help : HelpOfRows or None
        None where no help is on record.
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
    help: HelpOfRows | None = None

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
        """Follow-up of every row in periods, until help; see `periods.build_durations`."""
        whole = build_durations(self.outcomes, edges_days, causes, self.exit_lag_days)
        return whole if self.help is None else stop_at(whole, self.help.until_days, edges_days)


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
    label = follow_rows(snapshot, seen, as_of, horizon_days=horizon_days, causes=causes)[1]
    people = seen.employee
    return Learnable(np.unique(people[label == 1]).size, np.unique(people[label == 0]).size)


def follow_rows(
    snapshot: Snapshot, seen: Observations, known_until: dt.date, *, horizon_days: int, causes: tuple[str, ...]
) -> tuple[Outcomes, np.ndarray, int, HelpOfRows | None]:
    """What became of observations without help, as known at `known_until`: outcomes, label, exit lag, and help."""
    spells = read_known(snapshot, "spells", known_until)
    outcomes, lag = build_outcomes(spells, seen, to_days(known_until)), exit_lag(spells)
    label = outcomes.label(horizon_days, causes, lag)
    log = read_help(read_known(snapshot, "actions", known_until))
    if log.helped.empty and log.held_out.empty:
        return outcomes, label, lag, None
    ids = seen.employee_ids[seen.employee]
    until = log.days_until_help(ids, seen.as_of, horizon_days)
    until = np.where(until < outcomes.time_days, until, NEVER).astype(np.int32)
    until_draw = log.days_until_draw(ids, seen.as_of, horizon_days)
    return outcomes, np.where(until < horizon_days, np.nan, label), lag, HelpOfRows(until, label, until_draw)


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
