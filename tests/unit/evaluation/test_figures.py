"""Figures beside scikit-learn's own and beside plain counting; intervals over people, not rows."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from made_up_predictions import made_up_predictions
from sklearn.metrics import brier_score_loss, roc_auc_score

from houvast import evaluation
from houvast.evaluation import (
    Figure,
    PersonDraws,
    Predictions,
    at_capacity,
    calibration_curve,
    ends_of,
    evaluate,
    figure_of,
    lift_curve,
    weighted_auc,
)


@pytest.mark.parametrize("ties", [True, False])
def test_auc_is_that_of_scikit_learn_in_every_draw(ties):
    found = made_up_predictions(ties=ties)
    people = PersonDraws(found.person, draws=120, seed=3)
    ours = weighted_auc(found.label, found.risk, people)
    weights = people.times[:, found.person]
    theirs = [roc_auc_score(found.label, found.risk, sample_weight=one) for one in weights]
    assert ours.shape == (121,)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_auc_of_equal_risks_is_one_half_and_of_one_class_unknown():
    people = PersonDraws(np.arange(4), draws=3, seed=0)
    assert weighted_auc(np.array([0, 1, 0, 1]), np.full(4, 0.2), people)[0] == 0.5
    assert np.isnan(weighted_auc(np.zeros(4, int), np.arange(4) / 10, people)).all()


def test_draws_take_whole_people_and_begin_with_the_sample():
    person = np.array([7, 7, 3, 9, 9, 9])
    people = PersonDraws(person, draws=50, seed=1)
    assert people.times.shape == (51, 3)
    assert (people.times[0] == 1).all()
    assert (people.times.sum(axis=1) == 3).all()
    weights = np.vstack(list(people.row_weights()))
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 3] == weights[:, 5]).all()
    np.testing.assert_allclose(people.sums(np.arange(6.0)), weights @ np.arange(6.0))


def test_intervals_are_the_middle_95_percent_of_the_draws():
    found = made_up_predictions()
    figures = evaluate(found, capacity=10, draws=200, seed=5).figures
    drawn = weighted_auc(found.label, found.risk, PersonDraws(found.person, draws=200, seed=5))
    assert figures["auc"] == Figure(drawn[0], *np.quantile(drawn[1:], [0.025, 0.975]))


def test_the_gain_over_tenure_is_paired():
    found = made_up_predictions()
    same = replace(found, baselines={"tenure": found.risk})
    figures = evaluate(same, capacity=10, draws=100, seed=5, pays_from=0.04).figures
    for name in ("auc", "brier", "net_benefit"):
        assert figures[f"{name}_over_tenure"] == Figure(0.0, 0.0, 0.0)
    gain = evaluate(found, capacity=10, draws=100, seed=5, pays_from=0.04).figures
    for name in ("auc", "brier", "net_benefit"):
        assert gain[f"{name}_over_tenure"].value == pytest.approx(gain[name].value - gain[f"tenure_{name}"].value)
    apart = gain["auc"].high - gain["auc"].low + gain["tenure_auc"].high - gain["tenure_auc"].low
    assert gain["auc_over_tenure"].high - gain["auc_over_tenure"].low < 0.8 * apart


def test_brier_score_is_that_of_scikit_learn():
    found = made_up_predictions()
    figures = evaluate(found, capacity=10, draws=100, seed=5).figures
    assert figures["brier"].value == pytest.approx(brier_score_loss(found.label, found.risk), abs=1e-12)
    rate = found.label.mean()
    scaled = 1 - brier_score_loss(found.label, found.risk) / (rate * (1 - rate))
    assert figures["scaled_brier"].value == pytest.approx(scaled, abs=1e-12)


def test_observed_over_expected_is_left_over_promised():
    found = made_up_predictions()
    figure = evaluate(found, capacity=10, draws=100, seed=5).figures["observed_expected"]
    assert figure.value == pytest.approx(found.label.sum() / found.risk.sum())
    assert figure.low < figure.value < figure.high


def test_figures_at_capacity_are_counted_per_date():
    found = made_up_predictions(people=40, rows=3)
    figures = evaluate(found, capacity=5, draws=100, seed=5).figures
    left = 0
    for date in np.unique(found.as_of):
        here = np.flatnonzero(found.as_of == date)
        first = sorted(here, key=lambda row: (-found.risk[row], found.person[row]))[:5]
        left += found.label[first].sum()
    assert figures["precision_at_capacity"].value == pytest.approx(left / 15)
    assert figures["recall_at_capacity"].value == pytest.approx(left / found.label.sum())
    assert figures["lift_at_capacity"].value == pytest.approx(left / 15 / found.label.mean())


def test_at_capacity_breaks_ties_by_person_and_takes_each_date_by_itself():
    risk = np.array([0.5, 0.5, 0.5, 0.1, 0.2, 0.9])
    as_of = np.array([10, 10, 10, 20, 20, 20])
    person = np.array([3, 1, 2, 1, 2, 3])
    assert at_capacity(risk, as_of, person, 2).tolist() == [False, True, True, False, True, True]
    assert at_capacity(risk, as_of, person, 9).all()


def test_an_interval_over_people_is_wider_than_one_over_rows_where_rows_repeat():
    one, times = made_up_predictions(people=150, rows=1, ties=False), 6
    again = np.repeat(np.arange(150), times)
    parts = {name: getattr(one, name)[again] for name in ("risk", "label", "row", "time_days", "event", "person")}
    repeated = Predictions(
        as_of=np.tile(np.arange(times), 150), baselines={"tenure": one.baselines["tenure"][again]}, **parts
    )
    over_people = evaluate(repeated, capacity=10, draws=400, seed=1).figures["auc"]
    rows = replace(repeated, person=np.arange(again.size))
    over_rows = evaluate(rows, capacity=10, draws=400, seed=1).figures["auc"]
    once = evaluate(one, capacity=10, draws=400, seed=1).figures["auc"]
    assert over_people.value == pytest.approx(over_rows.value)
    width = over_people.high - over_people.low
    assert width == pytest.approx(once.high - once.low, rel=1e-9)
    assert width / (over_rows.high - over_rows.low) == pytest.approx(math.sqrt(times), rel=0.2)


def test_leavers_are_people_and_not_rows():
    found = made_up_predictions(people=2, rows=2)
    assert replace(found, label=np.array([1, 1, 0, 1]), person=np.array([5, 5, 6, 7])).leavers == 2


def test_every_figure_is_there_for_the_model_and_each_baseline():
    found = made_up_predictions()
    found = replace(found, baselines={**found.baselines, "team_rate": found.risk / 2, "champion": found.risk**2})
    figures = evaluate(found, capacity=5, draws=100, seed=1, pays_from=0.04).figures
    names = {name for name in figures if not name.startswith(("tenure_", "team_rate_", "champion_", "random_"))}
    own = {name for name in names if "_over_" not in name and name != "everyone_net_benefit"}
    ranked = {"auc", "auc_4w", "auc_13w", "auc_26w", "c_index"}
    listed = {"precision_at_capacity", "recall_at_capacity", "lift_at_capacity"}
    promised = {"observed_expected", "slope", "intercept", "ici", "brier", "scaled_brier", "net_benefit"}
    assert own == ranked | listed | promised
    for baseline in ("tenure", "team_rate", "champion"):
        assert {f"{baseline}_{name}" for name in own} <= set(figures)
        assert {f"{name}_over_{baseline}" for name in ("auc", "brier", "net_benefit")} <= names
    assert {"auc_over_random", "brier_over_random", "net_benefit_over_everyone"} <= names
    estimated = [name for name, figure in figures.items() if math.isfinite(figure.value)]
    assert all(figures[name].low <= figures[name].value <= figures[name].high for name in estimated if "auc" in name)


def test_without_a_cost_there_is_no_net_benefit():
    found = made_up_predictions()
    for pays_from in (None, 1.0, 2.5):
        figures = evaluate(found, capacity=5, draws=50, seed=1, pays_from=pays_from).figures
        assert [name for name in figures if "net_benefit" in name] == []


def test_a_baseline_without_a_risk_for_some_row_has_no_figures():
    found = made_up_predictions()
    holed = np.where(np.arange(found.risk.size) == 3, np.nan, found.risk)
    figures = evaluate(replace(found, baselines={"team_rate": holed}), capacity=5, draws=50, seed=1).figures
    assert [name for name in figures if "team_rate" in name] == []


def test_a_list_by_lot_has_the_expectation_of_many_lots():
    found = made_up_predictions(people=40, rows=3)
    figures = evaluate(found, capacity=5, draws=100, seed=5).figures
    rng = np.random.default_rng(0)
    lots = [at_capacity(rng.random(120), found.as_of, found.person, 5) for _ in range(4000)]
    precision = np.mean([found.label[lot].mean() for lot in lots])
    assert figures["random_precision_at_capacity"].value == pytest.approx(precision, abs=0.01)
    assert figures["random_recall_at_capacity"].value == pytest.approx(15 * precision / found.label.sum(), abs=0.01)
    assert figures["random_lift_at_capacity"].value == pytest.approx(precision / found.label.mean(), abs=0.05)
    assert figures["random_auc"] == Figure(0.5, 0.5, 0.5)
    assert figures["random_brier"].value == pytest.approx(found.label.mean() * (1 - found.label.mean()))


def test_figures_and_curves_are_json_of_modest_size():
    found = made_up_predictions(people=100, rows=8, ties=False)
    kept = json.loads(json.dumps(evaluate(found, capacity=5, draws=100, seed=1, pays_from=0.04).as_dict()))
    curves = kept["curves"]
    lengths = {
        len(points)
        for name in ("smooth_calibration", "net_benefit", "risk_by_outcome")
        for points in curves[name].values()
    }
    assert lengths == {41, 30}
    assert set(curves["net_benefit"]) == {"threshold", "model", "low", "high", "tenure", "everyone"}
    assert set(curves["lift"]) == {"model", "tenure"}
    assert sum(curves["risk_by_outcome"]["left"]) == pytest.approx(1, abs=1e-4)
    assert sum(curves["risk_by_outcome"]["stayed"]) == pytest.approx(1, abs=1e-4)


def test_risk_by_outcome_counts_each_side_by_itself():
    bars = evaluation.risk_by_outcome(np.array([0.1, 0.1, 0.1, 0.5, 0.9, 0.9]), np.array([0, 0, 1, 0, 1, 1]), bars=3)
    assert bars["stayed"] == [0.666667, 0.333333, 0.0]
    assert bars["left"] == [0.333333, 0.0, 0.666667]
    assert bars["from"][1] < 0.5 < bars["to"][1]


def test_predictions_of_unlike_lengths_are_refused():
    found = made_up_predictions()
    with pytest.raises(ValueError, match=r"one entry per tested row \(300\): `time_days` has 2"):
        replace(found, time_days=np.array([1, 2]))
    with pytest.raises(ValueError, match=r"`baselines\['tenure'\]` has 1"):
        replace(found, baselines={"tenure": np.array([0.1])})


def test_an_unknown_exit_ends_the_follow_up_and_another_competes():
    cause = np.array(["", "voluntary", "employer", "unknown", "retirement"])
    assert ends_of(cause, ("voluntary", "retirement")).tolist() == [0, 1, 2, 0, 1]


def test_one_outcome_only_gives_no_order_and_no_shape():
    found = made_up_predictions()
    nobody = replace(found, label=np.zeros(300, int), event=np.zeros(300, int))
    figures = evaluate(nobody, capacity=5, draws=50, seed=1, pays_from=0.04).figures
    for name in ("auc", "slope", "intercept", "ici", "auc_13w", "c_index", "recall_at_capacity"):
        assert math.isnan(figures[name].value), name
    assert figures["observed_expected"].value == 0


def quick_coverage(figure: str, truth: float, simulations: int = 60) -> float:
    held = 0
    for seed in range(simulations):
        found = made_up_predictions(people=150, rows=6, seed=1000 + seed, ties=False, own=0.7)
        people = PersonDraws(found.person, draws=200, seed=seed)
        if figure == "auc":
            spread = weighted_auc(found.label, found.risk, people)
        else:
            spread = people.sums(found.label) / people.sums(found.risk)
        interval = figure_of(spread)
        held += interval.low <= truth <= interval.high
    return held / simulations


@pytest.mark.parametrize("figure", ["auc", "observed_expected"])
def test_intervals_hold_the_truth_about_as_often_as_promised(figure):
    """The long form, with 1,000 centres each, is `python -m benchmarks.intervals`."""
    large = made_up_predictions(people=100_000, rows=6, seed=9, ties=False, own=0.7)
    truth = roc_auc_score(large.label, large.risk) if figure == "auc" else large.label.sum() / large.risk.sum()
    assert 0.87 <= quick_coverage(figure, truth) <= 1.0


def test_calibration_curve_groups_by_risk():
    risk, label = np.array([0.4, 0.1, 0.3, 0.2]), np.array([1, 0, 1, 0])
    points = calibration_curve(risk, label, groups=2)
    assert [(round(p["risk"], 6), p["left"], p["rows"]) for p in points] == [(0.15, 0.0, 2), (0.35, 1.0, 2)]


def test_lift_curve_runs_from_nothing_to_everyone():
    points = lift_curve(np.array([0.4, 0.1, 0.3, 0.2]), np.array([1, 0, 0, 1]), points=4)
    assert [(p["share"], p["found"]) for p in points] == [(0, 0), (0.25, 0.5), (0.5, 0.5), (0.75, 1), (1, 1)]


def test_a_figure_that_cannot_be_estimated_is_null_in_json():
    assert Figure(math.nan, math.nan, math.nan).as_dict() == {"value": None, "low": None, "high": None}
