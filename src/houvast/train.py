"""From training rows to a tested model.

Stages: the rung of the ladder; the candidates, chosen on all test stretches but the newest; the protocol, written
down; the newest stretch, opened; figures beside the baselines; how stable the list is and what more leavers would
give; the final fit on every followed row.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from sklearn.base import clone

from houvast.candidates import Candidate, build_candidates, choose
from houvast.doubt import learn_doubts
from houvast.evaluation import CENSORED, AfterHelp, Assessment, LearningCurve, Predictions, Stability, ends_of, evaluate
from houvast.features import DRIVER_OF
from houvast.hazard import HazardModel
from houvast.ladder import Step, choose_step, measured_features
from houvast.later import Learning, predict_by_tenure, predict_later, within_window
from houvast.protocol import Opened, Protocol
from houvast.refits import find_learning_curve, find_stability
from houvast.set_apart import compare_helped, with_help_apart
from houvast.splits import Origin, rolling_origins
from houvast.timeline.days import to_dates
from houvast.training_rows import TrainingRows

OpenLast = Callable[[str, tuple[dt.date, dt.date]], Opened | None]
"""``open_last(chosen, (first, last as-of date))``: writes the protocol down before the stretch is opened."""


@dataclass(frozen=True)
class Trained:
    """A fitted model and what is known of its quality; no model where the leavers are too few.

    Parameters
    ----------
    candidates : tuple of Candidate
        All that were weighed; `chosen` is the name of the one that was fitted.
    assessment, last : Assessment or None
        Figures and curves of all test stretches together, and of the newest one alone.
    opened : Opened or None
        Under which protocol the newest stretch was opened; None where none was written down.
    not_assessed_share : float
        Of the rows of the newest test stretch, those with severe doubts by what was known before; they count in
        all figures. NaN where there is no such stretch.
    after_help : AfterHelp or None
        Those who were helped and those who were not, beside what was promised; None where help is not recorded.
        Where it is, all other figures are of who was not helped.
    fitted_on : ndarray or None
        Row numbers that the model was fitted on.
    """

    model: HazardModel | None
    step: Step | None
    rows: TrainingRows = field(repr=False)
    candidates: tuple[Candidate, ...] = ()
    chosen: str = ""
    origins: tuple[Origin, ...] = ()
    predictions: Predictions | None = field(default=None, repr=False)
    assessment: Assessment | None = field(default=None, repr=False)
    last: Assessment | None = field(default=None, repr=False)
    opened: Opened | None = None
    stability: Stability | None = None
    learning_curve: LearningCurve | None = None
    not_assessed_share: float = float("nan")
    after_help: AfterHelp | None = None
    fitted_on: np.ndarray | None = field(default=None, repr=False)

    @property
    def chosen_model(self) -> HazardModel:
        """The way to fit that was chosen, not fitted."""
        return next(one.model for one in self.candidates if one.name == self.chosen)

    @property
    def measured_drivers(self) -> set[str]:
        """The drivers of which a feature is measured often enough to learn from."""
        return {DRIVER_OF[name] for name in measured_features(self.rows.X.iloc[self.rows.mature])}


def train(rows: TrainingRows, protocol: Protocol, *, open_last: OpenLast = lambda *_: None) -> Trained:
    """Choose a model, test it on later dates beside its baselines, and fit it on all followed rows."""
    recent = _recent(rows, protocol)
    measured = measured_features(rows.X.iloc[recent]) if recent.size else []
    leavers = np.unique(rows.observations.employee[recent[rows.label[recent] == 1]]).size
    step = choose_step(list(protocol.rungs), leavers, measured, wanted=protocol.features)
    if step is None or np.unique(rows.label[recent]).size < 2:
        return Trained(None, None, rows)
    learning = _learn_from(rows, protocol, step)
    label, settings = np.nan_to_num(learning.label), {"count": protocol.origins, "embargo_days": protocol.embargo_days}
    origins = rolling_origins(learning.as_of, label, learning.person, **settings)
    origins = [origin for origin in origins if learning.teaches(origin)]
    chosen, candidates, predictions, opened = _test(rows, learning, origins, step, protocol, open_last)
    window = within_window(learning.as_of, learning.as_of.max(), protocol.window_days) & learning.teaching
    given = {"as_of": learning.as_of[window], "person": learning.person[window]}
    model = clone(chosen.model).fit(learning.X[window], learning.durations[window], **given)
    idle_days = np.full(len(rows.X), np.nan) if rows.idle_days is None else rows.idle_days
    model.doubts_ = learn_doubts(model, learning.X[window], idle_days[learning.row[window]], learning.as_of[window])
    share = _share_not_assessed(model, learning, origins, protocol, idle_days[learning.row])
    found = Trained(
        model,
        step,
        rows,
        tuple(candidates),
        chosen.name,
        tuple(origins),
        opened=opened,
        not_assessed_share=share,
        fitted_on=learning.row[window],
    )
    if predictions is None or np.unique(predictions.label).size < 2:
        return found
    return _assess(found, learning, window, predictions, protocol)


def _recent(rows: TrainingRows, protocol: Protocol) -> np.ndarray:
    """Row numbers of the window whose label is known."""
    mature, as_of = rows.mature, rows.observations.as_of
    last = as_of[mature].max(initial=0)
    return mature[within_window(as_of[mature], last, protocol.window_days)]


def _learn_from(rows: TrainingRows, protocol: Protocol, step: Step) -> Learning:
    row = rows.followed(protocol.headline_days)
    durations = rows.durations(protocol.edges_days, protocol.causes)[row]
    helped_at_once = None
    if rows.help is not None:
        helped_at_once = (durations["periods"] == 0) & rows.help.within(protocol.headline_days)[row]
    return Learning(
        row,
        rows.X.iloc[row][list(step.features)].reset_index(drop=True),
        durations,
        rows.label[row],
        rows.observations.employee[row],
        rows.observations.as_of[row],
        protocol.window_days,
        rows.exit_lag_days,
        helped_at_once,
    )


def _share_not_assessed(
    model: HazardModel, learning: Learning, origins: list[Origin], protocol: Protocol, idle_days: np.ndarray
) -> float:
    """Share of the newest test rows with severe doubts, learned from the rows of before with the final weights."""
    if not origins:
        return float("nan")
    before, tested = learning.train_rows(origins[-1]), learning.test_rows(origins[-1])
    doubts = learn_doubts(model, learning.X[before], idle_days[before], learning.as_of[before])
    return float(doubts.find(learning.X[tested], idle_days[tested]).severe.mean())


def _test(
    rows: TrainingRows,
    learning: Learning,
    origins: list[Origin],
    step: Step,
    protocol: Protocol,
    open_last: OpenLast,
) -> tuple[Candidate, list[Candidate], Predictions | None, Opened | None]:
    """The candidate that won on the earlier stretches, and the predictions of all stretches by its way to fit."""
    candidates = build_candidates(step, protocol)
    if not origins:
        return candidates[0], candidates, None, None
    earlier, last = origins[:-1], origins[-1]
    tested = [np.flatnonzero(learning.test_rows(origin)) for origin in origins]
    before = np.concatenate([np.zeros(0, dtype=int), *tested[:-1]])
    chosen, candidates, risks = choose(
        candidates,
        lambda model: predict_later(model, learning, earlier),
        label=learning.label[before],
        person=learning.person[before],
        seed=protocol.seed,
    )
    stretch = tuple(day.date() for day in pd.DatetimeIndex(to_dates(np.array([last.test_from, last.test_until]))))
    opened = open_last(chosen.name, stretch)
    risk = risks.get(chosen.name)
    if risk is None:
        risk = predict_later(chosen.model, learning, earlier)
    risk = np.concatenate([risk, predict_later(chosen.model, learning, [last])])
    by_tenure = predict_by_tenure(candidates[0].model, learning, origins)
    at = np.concatenate(tested)
    return chosen, candidates, _collect(rows, learning, at, risk, by_tenure, protocol.causes), opened


def _collect(
    rows: TrainingRows,
    learning: Learning,
    at: np.ndarray,
    risk: np.ndarray,
    by_tenure: np.ndarray,
    causes: tuple[str, ...],
) -> Predictions:
    row = learning.row[at]
    by_team = {} if rows.team_risk is None else {"team_rate": rows.team_risk[row]}
    time_days, event = rows.outcomes.time_days[row], ends_of(rows.outcomes.cause[row], causes)
    if rows.help is not None:  # helped after the horizon: what follows is not without help
        until = rows.help.until_days[row]
        time_days, event = np.minimum(time_days, until), np.where(until < time_days, CENSORED, event)
    return Predictions(
        risk=risk,
        baselines={"tenure": by_tenure, **by_team},
        label=learning.label[at].astype(int),
        person=learning.person[at],
        as_of=learning.as_of[at],
        row=row,
        time_days=time_days,
        event=event,
    )


def _assess(
    found: Trained, learning: Learning, window: np.ndarray, predictions: Predictions, protocol: Protocol
) -> Trained:
    """The figures of what was predicted, and what may be expected of other people and of more of them."""
    settings = {
        "capacity": protocol.capacity,
        "draws": protocol.draws,
        "seed": protocol.seed,
        "pays_from": protocol.pays_from,
    }
    newest = np.flatnonzero(predictions.as_of >= found.origins[-1].test_from)
    last = predictions.take(newest)
    apart = len(found.origins) > 1 and np.unique(last.label).size == 2
    stability = find_stability(
        found.model,
        learning.X[window],
        learning.durations[window],
        learning.person[window],
        learning.as_of[window],
        capacity=protocol.capacity,
        refits=protocol.refits,
        seed=protocol.seed,
    )
    given = (found.rows, learning, found.chosen_model, protocol)
    after_help = compare_helped(*given, found.origins, predictions)
    return Trained(
        **{
            **vars(found),
            "predictions": predictions,
            "assessment": with_help_apart(evaluate(predictions, **settings), after_help),
            "after_help": after_help,
            "last": with_help_apart(evaluate(last, **settings), compare_helped(*given, found.origins[-1:], last))
            if apart
            else None,
            "stability": stability,
            "learning_curve": find_learning_curve(found.model, learning, found.origins, protocol)
            if protocol.refits
            else None,
        }
    )
