"""Figures beside scikit-learn's own and beside plain counting; intervals over people, not rows."""

import math

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from houvast.evaluation import (
    Figure,
    PersonDraws,
    Predictions,
    at_capacity,
    calibration_curve,
    calibration_slope,
    evaluate,
    lift_curve,
    weighted_auc,
)


def made_up(people: int = 60, rows: int = 5, seed: int = 1, *, ties: bool = True) -> Predictions:
    """Predictions for `people` people at `rows` dates; with ties, risks have few distinct values."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), rows)
    as_of = np.tile(np.arange(rows) * 30, people)
    risk = expit(rng.normal(-1.5, 1, person.size))
    label = (rng.random(person.size) < risk).astype(int)
    return Predictions(np.round(risk, 1) if ties else risk, expit(rng.normal(-1.5, 1, risk.size)), label, person, as_of)


@pytest.mark.parametrize("ties", [True, False])
def test_auc_is_that_of_scikit_learn_in_every_draw(ties):
    found = made_up(ties=ties)
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
    found = made_up()
    figures = evaluate(found, capacity=10, draws=200, seed=5)
    drawn = weighted_auc(found.label, found.risk, PersonDraws(found.person, draws=200, seed=5))
    assert figures["auc"] == Figure(drawn[0], *np.quantile(drawn[1:], [0.025, 0.975]))


def test_the_gain_over_tenure_is_paired():
    found = made_up()
    same = Predictions(found.risk, found.risk, found.label, found.person, found.as_of)
    assert evaluate(same, capacity=10, draws=100, seed=5)["auc_gain"] == Figure(0.0, 0.0, 0.0)
    gain = evaluate(found, capacity=10, draws=100, seed=5)
    assert gain["auc_gain"].value == pytest.approx(gain["auc"].value - gain["tenure_auc"].value)


def test_brier_score_is_that_of_scikit_learn():
    found = made_up()
    figures = evaluate(found, capacity=10, draws=100, seed=5)
    assert figures["brier"].value == pytest.approx(brier_score_loss(found.label, found.risk), abs=1e-12)
    rate = found.label.mean()
    scaled = 1 - brier_score_loss(found.label, found.risk) / (rate * (1 - rate))
    assert figures["scaled_brier"].value == pytest.approx(scaled, abs=1e-12)


def test_observed_over_expected_is_left_over_promised():
    found = made_up()
    figure = evaluate(found, capacity=10, draws=100, seed=5)["observed_expected"]
    assert figure.value == pytest.approx(found.label.sum() / found.risk.sum())
    assert figure.low < figure.value < figure.high


def test_figures_at_capacity_are_counted_per_date():
    found = made_up(people=40, rows=3)
    figures = evaluate(found, capacity=5, draws=100, seed=5)
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


@pytest.mark.parametrize(("bold", "shift"), [(0.5, 0.0), (1.0, 0.4), (1.8, -0.5)])
def test_calibration_slope_is_that_of_a_logistic_fit(bold, shift):
    rng = np.random.default_rng(2)
    margin = rng.normal(-2, 0.8, 4000)
    label = (rng.random(4000) < expit(margin)).astype(int)
    promised = expit(bold * margin + shift)
    fit = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(logit(promised)[:, None], label)
    assert calibration_slope(promised, label) == pytest.approx(fit.coef_[0, 0], abs=1e-3)


def test_calibration_slope_of_one_class_or_one_risk_is_unknown():
    assert math.isnan(calibration_slope(np.array([0.1, 0.2]), np.array([0, 0])))
    assert math.isnan(calibration_slope(np.array([0.1, 0.2]), np.array([1, 1])))
    assert math.isnan(calibration_slope(np.array([0.1, 0.1]), np.array([0, 1])))


def test_an_interval_over_people_is_wider_than_one_over_rows_where_rows_repeat():
    one = made_up(people=150, rows=1, ties=False)
    times = 6
    repeated = {name: np.repeat(getattr(one, name), times) for name in ("risk", "tenure_risk", "label", "person")}
    as_of = np.tile(np.arange(times), 150)
    over_people = evaluate(Predictions(as_of=as_of, **repeated), capacity=10, draws=400, seed=1)["auc"]
    rows = {**repeated, "person": np.arange(as_of.size)}
    over_rows = evaluate(Predictions(as_of=as_of, **rows), capacity=10, draws=400, seed=1)["auc"]
    once = evaluate(one, capacity=10, draws=400, seed=1)["auc"]
    assert over_people.value == pytest.approx(over_rows.value)
    width = over_people.high - over_people.low
    assert width == pytest.approx(once.high - once.low, rel=1e-9)
    assert width / (over_rows.high - over_rows.low) == pytest.approx(math.sqrt(times), rel=0.2)


def test_leavers_are_people_and_not_rows():
    label = np.array([1, 1, 0, 1])
    found = Predictions(np.full(4, 0.1), np.full(4, 0.1), label, np.array([5, 5, 6, 7]), np.arange(4))
    assert found.leavers == 2


def test_calibration_curve_groups_by_risk():
    risk, label = np.array([0.4, 0.1, 0.3, 0.2]), np.array([1, 0, 1, 0])
    points = calibration_curve(risk, label, groups=2)
    assert [(round(p["risk"], 6), p["left"], p["rows"]) for p in points] == [(0.15, 0.0, 2), (0.35, 1.0, 2)]


def test_lift_curve_runs_from_nothing_to_everyone():
    points = lift_curve(np.array([0.4, 0.1, 0.3, 0.2]), np.array([1, 0, 0, 1]), points=4)
    assert [(p["share"], p["found"]) for p in points] == [(0, 0), (0.25, 0.5), (0.5, 0.5), (0.75, 1), (1, 1)]


def test_a_figure_that_cannot_be_estimated_is_null_in_json():
    assert Figure(math.nan, math.nan, math.nan).as_dict() == {"value": None, "low": None, "high": None}
