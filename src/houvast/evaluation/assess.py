"""Every figure of out-of-time predictions, for the model and for its baselines, each with an interval.

Names: `auc` is the model's, `tenure_auc` that of the baseline "tenure", and `auc_over_tenure` the first less the
second, paired: computed in the same draws. Above 0 is in the model's favour, but for `brier_over_…`, of which less
is better.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from houvast.evaluation.benefit import decision_curve, net_benefit
from houvast.evaluation.calibration import bin_by_risk, calibration_curve, intercept_in_draws, slope_in_draws
from houvast.evaluation.calibration import smooth_curve as smooth
from houvast.evaluation.curves import Curves, lift_curve, risk_by_outcome, smooth_points
from houvast.evaluation.draws import PersonDraws
from houvast.evaluation.figure import Figure, distance_of, figure_of
from houvast.evaluation.follow_up import WEEKS, FollowUp
from houvast.evaluation.predictions import Predictions
from houvast.evaluation.ranking import Order, at_capacity, auc_in_draws, capacity_figures, chance_at_capacity

COMPARED = ("auc", "brier", "net_benefit", "precision_at_capacity")
"""The figures of which the difference from every baseline is given."""


@dataclass(frozen=True)
class Assessment:
    """How good risks were on later dates: figures by name, and curves to draw."""

    figures: dict[str, Figure]
    curves: Curves

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        figures = {name: figure.as_dict() for name, figure in self.figures.items()}
        return {"figures": figures, "curves": self.curves.as_dict()}


def evaluate(found: Predictions, *, capacity: int, draws: int, seed: int, pays_from: float | None = None) -> Assessment:
    """The figures of model and baselines, each with its interval, and the curves.

    Figures: `auc`, `observed_expected`, `slope`, `intercept`, `ici`, `brier`, `scaled_brier`, `net_benefit`,
    `precision_at_capacity`, `recall_at_capacity`, `lift_at_capacity`, `auc_4w`, `auc_13w`, `auc_26w` and `c_index`.
    The same with `tenure_`, `team_rate_`, `champion_` before them for the baselines there are; a baseline that
    lacks a risk for some row has none. With `random_` for lists drawn by lot: the expectation, of those
    that have one. `auc_over_…`, `brier_over_…`, `net_benefit_over_…` and
    `precision_at_capacity_over_…` each baseline, and of net benefit also
    `net_benefit_over_everyone`. NaN where a figure cannot be estimated.

    Parameters
    ----------
    capacity : int
        People on the list of each as-of date.
    draws, seed : int
        Of the bootstrap over people.
    pays_from : float or None
        Risk from which help is worth its cost, in (0, 1): cost of help / (cost of replacement × effect of help).
        No net benefit where None.
    """
    people = PersonDraws(found.person, draws=draws, seed=seed)
    threshold = None if pays_from is None or not 0 < pays_from < 1 else pays_from
    follow_up = FollowUp(found, people)
    figures, spreads, model_curve = {}, {}, None
    for name, risk in found.of.items():
        binned = bin_by_risk(risk, found.label, people)
        curve = smooth(binned)
        model_curve = curve if name == "model" else model_curve
        drawn = _drawn(found, risk, follow_up, people, capacity=capacity, threshold=threshold)
        drawn |= {"slope": slope_in_draws(binned), "intercept": intercept_in_draws(binned)}
        ici = figure_of(np.full(1, np.nan)) if curve is None else distance_of(curve.ici)
        spreads[name] = drawn
        prefix = "" if name == "model" else f"{name}_"
        figures |= {prefix + figure: figure_of(spread) for figure, spread in drawn.items()} | {f"{prefix}ici": ici}
    spreads["random"] = _by_lot(found, people, capacity)
    figures |= {f"random_{figure}": figure_of(spread) for figure, spread in spreads["random"].items()}
    if threshold is not None:
        spreads["everyone"] = {"net_benefit": _at(found.label, np.ones(found.label.size), threshold, people)}
        figures["everyone_net_benefit"] = figure_of(spreads["everyone"]["net_benefit"])
    return Assessment(figures | _differences(spreads), _curves(found, people, threshold, smooth_points(model_curve)))


def _drawn(
    found: Predictions,
    risk: np.ndarray,
    follow_up: FollowUp,
    people: PersonDraws,
    *,
    capacity: int,
    threshold: float | None,
) -> dict[str, np.ndarray]:
    """Figures of one way to make a list, in each draw."""
    order = Order.of(risk)
    listed = at_capacity(risk, found.as_of, found.person, capacity)
    benefit = {} if threshold is None else {"net_benefit": _at(found.label, risk, threshold, people)}
    return {
        "auc": auc_in_draws(order, found.label == 1, people),
        **_accuracy(found.label, risk, people),
        **benefit,
        **capacity_figures(found.label, listed, people),
        **{f"auc_{weeks}w": follow_up.auc(order, weeks) for weeks in WEEKS},
        "c_index": follow_up.c_index(order),
    }


def _accuracy(label: np.ndarray, risk: np.ndarray, people: PersonDraws) -> dict[str, np.ndarray]:
    rows, left, expected, distance = people.sums(
        np.column_stack([np.ones(label.size), label, risk, (risk - label) ** 2])
    ).T
    with np.errstate(invalid="ignore", divide="ignore"):
        rate, brier = left / rows, distance / rows
        return {
            "observed_expected": left / expected,
            "brier": brier,
            "scaled_brier": 1 - brier / (rate * (1 - rate)),
        }


def _by_lot(found: Predictions, people: PersonDraws, capacity: int) -> dict[str, np.ndarray]:
    """Expectation of a list drawn by lot that promises everyone the rate of all."""
    drawn = capacity_figures(found.label, chance_at_capacity(found.as_of, capacity), people)
    rows, left = people.sums(np.column_stack([np.ones(found.label.size), found.label])).T
    rate = left / rows
    return {"auc": np.full(rate.size, 0.5), "brier": rate * (1 - rate), **drawn}


def _at(label: np.ndarray, risk: np.ndarray, threshold: float, people: PersonDraws) -> np.ndarray:
    return net_benefit(label, risk, np.array([threshold]), people)[:, 0]


def _differences(spreads: dict[str, dict[str, np.ndarray]]) -> dict[str, Figure]:
    model = spreads["model"]
    return {
        f"{figure}_over_{name}": figure_of(model[figure] - drawn[figure])
        for name, drawn in spreads.items()
        for figure in COMPARED
        if name != "model" and figure in drawn and figure in model
    }


def _curves(found: Predictions, people: PersonDraws, threshold: float | None, smooth_calibration: dict) -> Curves:
    return Curves(
        calibration=calibration_curve(found.risk, found.label),
        smooth_calibration=smooth_calibration,
        lift={name: lift_curve(risk, found.label) for name, risk in found.of.items()},
        net_benefit=decision_curve(found.label, found.of, people, threshold),
        risk_by_outcome=risk_by_outcome(found.risk, found.label),
    )
