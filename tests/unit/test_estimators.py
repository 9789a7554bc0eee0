"""The model: a scikit-learn estimator that forgets, says which columns are wrong, and knows how sure it is."""

import numpy as np
import pandas as pd
import pytest
from made_up_rows import NEVER_INNER, made_up_rows
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from houvast.estimators import LEAST_SLOPE, CalibratedLogit, DriverTransform
from houvast.explain import explain
from houvast.features import TENURE


@pytest.fixture(scope="module")
def rows():
    return made_up_rows()


@pytest.fixture(scope="module")
def model(rows):
    return rows.fit()


@pytest.mark.parametrize("estimator", [CalibratedLogit(penalty=7), DriverTransform(tenure_knots=(0.0, 9.0))])
def test_settings_survive_a_clone_and_nothing_is_learned_before_fit(estimator):
    copy = clone(estimator)
    assert copy is not estimator
    assert copy.get_params() == estimator.get_params()
    assert not [name for name in vars(copy) if name.endswith("_")]
    assert copy.set_params(tenure_knots=(0.0, 1.0)).tenure_knots == (0.0, 1.0)


def test_a_clone_of_a_fitted_model_is_unfitted(model, rows):
    fresh = clone(model)
    assert fresh.get_params() == model.get_params()
    with pytest.raises(ValueError, match="not fitted"):
        fresh.predict_proba(rows.X)


def test_a_refit_forgets_what_was_learned_before():
    first, second = made_up_rows(seed=2), made_up_rows(people=200, seed=3)
    fewer = second.X.drop(columns="pay_since_rise_days")
    again = first.fit().fit(fewer, second.label, as_of=second.as_of, person=second.person)
    fresh = CalibratedLogit().fit(fewer, second.label, as_of=second.as_of, person=second.person)
    np.testing.assert_array_equal(again.predict_proba(fewer), fresh.predict_proba(fewer))
    np.testing.assert_array_equal(again.log_odds_error(fewer), fresh.log_odds_error(fewer))
    assert list(again.feature_names_in_) == list(fewer.columns)


def test_inputs_are_left_as_they_were(rows):
    X, label = rows.X.copy(), rows.label.copy()
    rows.fit().predict_proba(rows.X)
    pd.testing.assert_frame_equal(rows.X, X)
    np.testing.assert_array_equal(rows.label, label)


def test_probabilities_add_up_and_follow_the_log_odds(model, rows):
    risk = model.predict_proba(rows.X)
    np.testing.assert_allclose(risk.sum(axis=1), 1)
    np.testing.assert_allclose(logit(risk[:, 1]), model.decision_function(rows.X))
    assert model.classes_.tolist() == [0, 1]
    np.testing.assert_array_equal(model.predict(rows.X), (risk[:, 1] > 0.5).astype(int))


def test_calibration_is_affine_on_the_log_odds(model, rows):
    margin = model.pipeline_.decision_function(rows.X)
    line = np.polyfit(margin, model.decision_function(rows.X), 1)
    assert line == pytest.approx([model.slope_, model.shift_], abs=1e-9)
    columns = model.pipeline_[:-1].transform(rows.X)
    apart = model.decision_function(rows.X) - model.base_log_odds
    np.testing.assert_allclose((columns - model.center_) @ model.weights, apart, atol=1e-12)


def test_without_inner_dates_nothing_is_calibrated(rows):
    model = rows.fit(embargo_days=NEVER_INNER)
    assert (model.slope_, model.shift_) == (1.0, 0.0)


def test_calibration_learns_from_later_dates_and_its_prior_holds_it():
    rows = made_up_rows(later=1.0)
    assert rows.fit(calibration_prior=1.0).shift_ > 0.2
    held = rows.fit(calibration_prior=1e9)
    assert (held.slope_, held.shift_) == pytest.approx((1.0, 0.0), abs=1e-4)


def test_calibration_is_that_of_a_logistic_fit_where_its_prior_is_weak():
    rows = made_up_rows(people=600)
    split = rows.as_of.min() + 30 * 6
    model = rows.fit(inner_origins=1, embargo_days=91, calibration_prior=1e-9)
    tested = np.flatnonzero(rows.as_of >= rows.as_of.min() + (rows.as_of.max() - rows.as_of.min()) // 2)
    learned = np.flatnonzero(rows.as_of <= rows.as_of[tested].min() - 91)
    assert rows.as_of[tested].min() == split
    inner = rows.take(learned).fit(embargo_days=NEVER_INNER)
    margin = inner.decision_function(rows.X.iloc[tested].reset_index(drop=True))
    fit = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(margin[:, None], rows.label[tested])
    assert (model.slope_, model.shift_) == pytest.approx((fit.coef_[0, 0], fit.intercept_[0]), abs=2e-3)


def test_margins_that_mislead_are_made_shy_and_never_turned_around():
    rows = made_up_rows(weight=1.2, flips=True)
    model = rows.fit(calibration_prior=1.0)
    assert model.slope_ == pytest.approx(LEAST_SLOPE)
    assert (model.log_odds_error(rows.X) > 0).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda X: X.rename(columns={"pay_since_rise_days": "pay_rise"}), r"- pay_since_rise_days\n  \+ pay_rise$"),
        (lambda X: X.drop(columns=TENURE), f"\n  - {TENURE}$"),
        (lambda X: X.assign(more=1.0), r"\n  \+ more$"),
        (lambda X: X[list(X.columns[::-1])], "the same columns in another order"),
    ],
)
def test_wrong_columns_are_refused_with_a_diff(model, rows, change, said):
    with pytest.raises(ValueError, match=said):
        model.predict_proba(change(rows.X))


def test_what_was_never_measured_weighs_nothing():
    rows = made_up_rows()
    X = rows.X.assign(one_on_ones_held_90d_count=np.nan)
    given = {"as_of": rows.as_of, "person": rows.person}
    without = X.drop(columns="one_on_ones_held_90d_count")
    model = CalibratedLogit().fit(X, rows.label, **given)
    smaller = CalibratedLogit().fit(without, rows.label, **given)
    np.testing.assert_allclose(model.predict_proba(X), smaller.predict_proba(without), atol=1e-6)
    assert (explain(model, X).by_driver["one_on_ones"] == 0).all()


def test_what_is_not_measured_of_a_person_contributes_nothing():
    rng = np.random.default_rng(4)
    rows = made_up_rows()
    gaps = rng.random(len(rows.X)) < 0.3
    X = rows.X.assign(pay_since_rise_days=rows.X["pay_since_rise_days"].mask(gaps))
    model = CalibratedLogit().fit(X, rows.label, as_of=rows.as_of, person=rows.person)
    points = explain(model, X).by_feature["pay_since_rise_days"]
    assert (points[gaps].abs() < 1e-15).all()
    assert (points[~gaps].abs() > 1e-15).mean() > 0.99


def test_transformed_columns_have_mean_0_and_spread_1_within_their_limits(rows):
    transform = DriverTransform().fit(rows.X)
    plain = transform.transform(rows.X)[:, len(transform.tenure_knots) :]
    np.testing.assert_allclose(plain.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(plain.std(axis=0), 1, atol=1e-9)
    wild = rows.X.assign(burnout_sick_spells_180d_count=1e6)
    highest = transform.transform(wild)[:, -2]
    assert np.ptp(highest) == 0
    assert highest[0] == pytest.approx((transform.high_[1] - transform.mean_[1]) / transform.spread_[1])


def test_tenure_is_a_piecewise_line_with_its_knots():
    transform = DriverTransform(tenure_knots=(0.0, 2.0, 13.0), tenure_freedom=1.0)
    X = pd.DataFrame({TENURE: [0.0, 14.0, 91.0, 4000.0, 7 * (np.sqrt(3 * 14) - 1)]})
    hats = transform.fit(X).transform(X)
    np.testing.assert_allclose(hats, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 0.5, 0.5]], atol=1e-12)
    assert transform.column_features() == [TENURE] * 3


def test_coefficients_minimise_the_penalised_likelihood(rows):
    model = rows.fit(penalty=8.0, embargo_days=NEVER_INNER)
    columns = model.pipeline_[:-1].transform(rows.X)
    leavers = np.unique(rows.person[rows.label == 1]).size
    ridge = 8.0 * rows.label.sum() / leavers

    def loss(point):
        value = point[0] + columns @ point[1:]
        over = expit(value) - rows.label
        gradient = np.concatenate([[over.sum()], columns.T @ over + ridge * point[1:]])
        return np.sum(np.logaddexp(0, value) - rows.label * value) + ridge / 2 * point[1:] @ point[1:], gradient

    found = minimize(loss, np.zeros(columns.shape[1] + 1), jac=True, method="BFGS", options={"gtol": 1e-6}).x
    np.testing.assert_allclose(model.weights, found[1:], atol=1e-4)
    np.testing.assert_allclose(model.pipeline_[-1].intercept_[0], found[0], atol=1e-3)


def test_the_standard_error_is_that_of_a_bootstrap_over_people():
    rows = made_up_rows(people=250, dates=6, seed=6)
    settings = {"embargo_days": NEVER_INNER, "tenure_knots": (0.0, 26.0, 104.0)}
    model, probe = rows.fit(**settings), rows.X.iloc[::37].reset_index(drop=True)
    rng = np.random.default_rng(1)
    by_person = rows.person.reshape(250, 6) * 6 + np.arange(6)
    drawn = []
    for _ in range(150):
        chosen = by_person[rng.integers(0, 250, 250)].ravel()
        part = rows.take(chosen)
        again = CalibratedLogit(**settings)
        again.fit(part.X, part.label, as_of=part.as_of, person=np.repeat(np.arange(250), 6))
        drawn.append(again.decision_function(probe))
    ratio = model.log_odds_error(probe) / np.std(drawn, axis=0)
    assert 0.85 < np.median(ratio) < 1.15
    assert (ratio > 0.7).all()
    assert (ratio < 1.4).all()


def test_rows_that_repeat_make_nothing_surer():
    rows = made_up_rows(people=200, dates=1)
    again = rows.take(np.repeat(np.arange(200), 4))
    settings = {"embargo_days": NEVER_INNER}
    once, often = rows.fit(**settings), again.fit(**settings)
    np.testing.assert_allclose(often.log_odds_error(rows.X), once.log_odds_error(rows.X), rtol=0.02)
    np.testing.assert_allclose(often.weights, once.weights, atol=1e-3)
