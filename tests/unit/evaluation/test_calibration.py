"""Calibration beside scikit-learn's fits and a known truth."""

import math

import numpy as np
import pytest
from made_up_predictions import made_up_predictions
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from houvast.evaluation import PersonDraws, calibration_slope
from houvast.evaluation.calibration import bin_by_risk, intercept_in_draws, slope_in_draws, smooth_curve
from houvast.evaluation.figure import distance_of


def off_by(bold: float, shift: float, n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Risks that are `bold` times too bold and shifted, and what became of them."""
    rng = np.random.default_rng(2)
    margin = rng.normal(-2, 0.8, n)
    label = (rng.random(n) < expit(margin)).astype(int)
    return expit(bold * margin + shift), label


def logistic(X: np.ndarray, label: np.ndarray, weights: np.ndarray | None = None) -> LogisticRegression:
    return LogisticRegression(C=np.inf, tol=1e-10, max_iter=2000).fit(X, label, sample_weight=weights)


@pytest.mark.parametrize(("bold", "shift"), [(0.5, 0.0), (1.0, 0.4), (1.8, -0.5)])
def test_slope_is_that_of_a_logistic_fit(bold, shift):
    promised, label = off_by(bold, shift)
    fit = logistic(logit(promised)[:, None], label)
    assert calibration_slope(promised, label) == pytest.approx(fit.coef_[0, 0], abs=1e-3)


def test_slope_of_one_class_or_one_risk_is_unknown():
    assert math.isnan(calibration_slope(np.array([0.1, 0.2]), np.array([0, 0])))
    assert math.isnan(calibration_slope(np.array([0.1, 0.2]), np.array([1, 1])))
    assert math.isnan(calibration_slope(np.array([0.1, 0.1]), np.array([0, 1])))


def test_slope_stays_within_its_bounds_where_risks_part_outcomes():
    assert calibration_slope(np.array([0.1, 0.11, 0.12, 0.13]), np.array([0, 0, 1, 1])) == 5
    assert calibration_slope(np.array([0.1, 0.11, 0.12, 0.13]), np.array([1, 1, 0, 0])) == -2


def test_slope_in_every_draw_is_that_of_a_weighted_fit():
    found = made_up_predictions(ties=True)
    people = PersonDraws(found.person, draws=20, seed=3)
    risk = np.clip(found.risk, 0.05, 0.95)
    ours = slope_in_draws(bin_by_risk(risk, found.label, people))
    for weights, slope in zip(next(people.row_weights()), ours, strict=True):
        fit = logistic(logit(risk)[:, None], found.label, weights)
        assert slope == pytest.approx(fit.coef_[0, 0], abs=1e-3)


@pytest.mark.parametrize(("bold", "shift"), [(0.5, 0.0), (1.0, 0.4), (1.8, -0.5)])
def test_intercept_is_what_makes_the_mean_right(bold, shift):
    promised, label = off_by(bold, shift)
    people = PersonDraws(np.arange(label.size), draws=0, seed=0)
    ours = intercept_in_draws(bin_by_risk(promised, label, people))[0]
    assert expit(logit(promised) + ours).mean() == pytest.approx(label.mean(), abs=1e-5)


def test_intercept_is_above_0_where_too_little_was_promised():
    promised, label = off_by(1.0, -0.4)
    people = PersonDraws(np.arange(label.size), draws=200, seed=0)
    ours = intercept_in_draws(bin_by_risk(promised, label, people))
    assert ours[0] == pytest.approx(0.4, abs=0.15)
    assert np.quantile(ours[1:], 0.025) > 0


def spline_by_hand(margin: np.ndarray) -> np.ndarray:
    """Harrell's restricted cubic spline, written out for four knots."""
    t1, t2, t3, t4 = np.quantile(margin, [0.05, 0.35, 0.65, 0.95])

    def cube(t):
        return np.maximum(margin - t, 0) ** 3

    first = cube(t1) - cube(t3) * (t4 - t1) / (t4 - t3) + cube(t4) * (t3 - t1) / (t4 - t3)
    second = cube(t2) - cube(t3) * (t4 - t2) / (t4 - t3) + cube(t4) * (t3 - t2) / (t4 - t3)
    return np.column_stack([margin, first, second])


def test_ici_is_the_mean_distance_from_a_spline_fitted_by_another_hand():
    promised, label = off_by(1.8, -0.5, n=900)
    people = PersonDraws(np.arange(label.size), draws=5, seed=1)
    ours = smooth_curve(bin_by_risk(promised, label, people)).ici
    X = spline_by_hand(logit(promised))
    X = (X - X.mean(axis=0)) / X.std(axis=0)

    def loss(w, weights):
        margin = w[0] + X @ w[1:]
        over = weights * (expit(margin) - label)
        return (weights * (np.logaddexp(0, margin) - label * margin)).sum(), np.append(over.sum(), over @ X)

    for weights, ici in zip(next(people.row_weights()), ours, strict=True):
        w = minimize(loss, np.zeros(4), args=(weights,), jac=True, method="BFGS", options={"gtol": 1e-4}).x
        theirs = np.average(np.abs(expit(w[0] + X @ w[1:]) - promised), weights=weights)
        assert ici == pytest.approx(theirs, abs=2e-4)


def test_the_smooth_curve_finds_the_truth_and_its_band_holds_it():
    promised, label = off_by(1.8, -0.5, n=20_000)
    people = PersonDraws(np.arange(label.size), draws=200, seed=1)
    smooth = smooth_curve(bin_by_risk(promised, label, people))
    truth = expit((logit(smooth.promised) + 0.5) / 1.8)
    low, high = np.quantile(smooth.happened[1:], [0.025, 0.975], axis=0)
    assert ((low <= truth) & (truth <= high)).mean() > 0.8
    ici = distance_of(smooth.ici)
    true_ici = np.abs(expit((logit(promised) + 0.5) / 1.8) - promised).mean()
    assert ici.low < true_ici < ici.high
    assert ici.value == pytest.approx(true_ici, rel=0.1)


def test_ici_of_a_calibrated_model_may_be_0():
    promised, label = off_by(1.0, 0.0, n=2000)
    people = PersonDraws(np.arange(label.size), draws=200, seed=1)
    ici = distance_of(smooth_curve(bin_by_risk(promised, label, people)).ici)
    assert ici.low < 0.004
    assert ici.low <= ici.value <= ici.high < 0.03


def test_binning_moves_the_slope_by_less_than_one_in_a_thousand():
    promised, label = off_by(1.3, 0.1, n=30_000)
    people = PersonDraws(np.arange(label.size), draws=0, seed=1)
    binned = bin_by_risk(promised, label, people)
    assert binned.margin.size <= 1000 < np.unique(promised).size
    fit = logistic(logit(promised)[:, None], label)
    assert slope_in_draws(binned)[0] == pytest.approx(fit.coef_[0, 0], rel=1e-3)


def test_with_one_risk_there_is_no_curve():
    people = PersonDraws(np.arange(4), draws=3, seed=1)
    assert smooth_curve(bin_by_risk(np.full(4, 0.2), np.array([0, 1, 0, 1]), people)) is None
