"""From a snapshot to a tested model.

Stages: the cohort at every mature as-of date; features and outcomes; the presence gate; the rung of
the ladder; rolling-origin evaluation beside tenure alone; the final fit on all mature rows.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from houvast.errors import ConfigError, GateError
from houvast.estimators import TENURE, CalibratedLogit
from houvast.evaluation import Curves, Figure, Predictions, ends_of, evaluate
from houvast.features import DRIVER_OF
from houvast.labels import Outcomes, build_outcomes, exit_lag
from houvast.ladder import Step, choose_step, measured_features
from houvast.leakage import PresenceLeak
from houvast.observations import month_starts
from houvast.records.past import read_known
from houvast.records.snapshot import Snapshot
from houvast.splits import rolling_origins
from houvast.timeline import Observations, to_days
from houvast.walk import Lens, see_cohort


@dataclass(frozen=True)
class TrainingRows:
    """The rows that a model may learn from or be tested on, in the order of the observations.

    `team_risk` is the risk by the team's rate of last year (`team_rate`); None where it was not asked for.
    """

    observations: Observations
    X: pd.DataFrame
    outcomes: Outcomes
    label: np.ndarray
    leaks: list[PresenceLeak]
    exit_lag_days: int = 0
    team_risk: np.ndarray | None = None

    @property
    def mature(self) -> np.ndarray:
        """Row numbers whose label is known."""
        return np.flatnonzero(~np.isnan(self.label))

    @property
    def leavers(self) -> int:
        """Distinct people with a label of 1."""
        return np.unique(self.observations.employee[self.label == 1]).size


@dataclass(frozen=True)
class Learnable:
    """Distinct people of the mature rows: who left for one of the causes within the horizon, and who did not."""

    leavers: int
    stayers: int

    def suffices(self, needed: int) -> bool:
        """Whether a model can be trained, the ladder beginning at `needed` leavers."""
        return self.leavers >= needed and self.stayers > 0


@dataclass(frozen=True)
class Trained:
    """A fitted model and what is known of its quality; no model where the leavers are too few."""

    model: CalibratedLogit | None
    step: Step | None
    figures: dict[str, Figure]
    predictions: Predictions | None
    origins: int
    rows: TrainingRows = field(repr=False)
    curves: Curves | None = field(default=None, repr=False)

    @property
    def measured_drivers(self) -> set[str]:
        """The drivers of which a feature is measured often enough to learn from."""
        return {DRIVER_OF[name] for name in measured_features(self.rows.X.iloc[self.rows.mature])}


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


def train(
    rows: TrainingRows,
    *,
    rungs: list[tuple[int, int, float]],
    origins: int,
    embargo_days: int,
    capacity: int,
    draws: int,
    seed: int,
    causes: tuple[str, ...] = ("voluntary",),
    pays_from: float | None = None,
) -> Trained:
    """Choose the rung, test it on later dates beside its baselines, and fit it on all mature rows.

    `causes` are the exit reasons that are outcomes, `pays_from` is the risk from which help is worth its cost.
    """
    mature = rows.mature
    X = rows.X.iloc[mature].reset_index(drop=True)
    label = rows.label[mature].astype(int)
    person, as_of = rows.observations.employee[mature], rows.observations.as_of[mature]
    step = choose_step(rungs, rows.leavers, measured_features(X)) if mature.size else None
    if step is None or label.min() == label.max():
        return Trained(None, None, {}, None, 0, rows)
    model = CalibratedLogit(penalty=step.penalty, tenure_knots=step.tenure_knots, embargo_days=embargo_days)
    X = X[list(step.features)]
    splits = rolling_origins(as_of, label, person, count=origins, embargo_days=embargo_days)
    predictions = predict_later(model, X, label, person, as_of, splits, rows=rows, causes=causes)
    scorable = predictions is not None and 0 < predictions.label.sum() < predictions.label.size
    fitted = model.fit(X, label, as_of=as_of, person=person)
    if not scorable:
        return Trained(fitted, step, {}, None, len(splits), rows)
    found = evaluate(predictions, capacity=capacity, draws=draws, seed=seed, pays_from=pays_from)
    return Trained(fitted, step, found.figures, predictions, len(splits), rows, found.curves)


def predict_later(
    model: CalibratedLogit,
    X: pd.DataFrame,
    label: np.ndarray,
    person: np.ndarray,
    as_of: np.ndarray,
    splits: list,
    *,
    rows: TrainingRows,
    causes: tuple[str, ...],
) -> Predictions | None:
    """Predictions for the test rows of all origins, each from a model refitted on what came before."""
    from sklearn.base import clone

    tested, risks, by_tenure = [], [], []
    for origin in splits:
        train_rows, test_rows = origin.train_rows(as_of), origin.test_rows(as_of)
        given = {"as_of": as_of[train_rows], "person": person[train_rows]}
        full = clone(model).fit(X[train_rows], label[train_rows], **given)
        tenure = clone(model).fit(X.loc[train_rows, [TENURE]], label[train_rows], **given)
        tested.append(np.flatnonzero(test_rows))
        risks.append(full.predict_proba(X[test_rows])[:, 1])
        by_tenure.append(tenure.predict_proba(X.loc[test_rows, [TENURE]])[:, 1])
    if not tested:
        return None
    at = np.concatenate(tested)
    row = rows.mature[at]
    by_team = {} if rows.team_risk is None else {"team_rate": rows.team_risk[row]}
    return Predictions(
        risk=np.concatenate(risks),
        baselines={"tenure": np.concatenate(by_tenure), **by_team},
        label=label[at],
        person=person[at],
        as_of=as_of[at],
        row=row,
        time_days=rows.outcomes.time_days[row],
        event=ends_of(rows.outcomes.cause[row], causes),
    )
