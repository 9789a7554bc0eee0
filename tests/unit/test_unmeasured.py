"""What is not measured of a person widens the interval of the risk by what it could have added."""

import numpy as np
import pandas as pd
import pytest
from made_up_rows import NEVER_INNER, made_up_rows

from houvast.boosted import BoostedTransform
from houvast.sensitivity import NORMAL_95
from houvast.unmeasured import add_moments, mean_products, measured, unmeasured_variance

FEATURES = ["pay_since_rise_days", "burnout_sick_spells_180d_count", "one_on_ones_held_90d_count"]
SETTINGS = {"embargo_days": NEVER_INNER}


@pytest.fixture(scope="module")
def rows():
    return made_up_rows(people=400, dates=10, seed=8)


@pytest.fixture(scope="module")
def model(rows):
    return rows.fit(**SETTINGS)


def hide(X, rng, share=0.4):
    """Some features of some people at random."""
    return X.assign(**{name: X[name].where(rng.random(len(X)) >= share) for name in FEATURES})


def error_of_the_fit(model, X):
    """The standard error without what is not measured."""
    kept, model.products_ = model.products_, np.zeros_like(model.products_)
    try:
        return model.log_odds_error(X)
    finally:
        model.products_ = kept


def test_the_variance_is_that_of_the_weighted_sum_of_what_is_lacking():
    weights, products = np.array([2.0, -1.0]), np.array([[1.0, 0.5], [0.5, 2.0]])
    there = np.array([[True, True], [False, True], [True, False], [False, False]])
    # 2² × 1; 1² × 2; and both with twice 2 × -1 × 0.5
    np.testing.assert_allclose(unmeasured_variance(weights, products, there), [0, 4, 2, 4 + 2 - 2])


def test_two_lacking_features_are_never_less_unsure_than_the_larger_one():
    variance = unmeasured_variance(np.array([1.0, -1.0]), np.ones((2, 2)), np.zeros((1, 2), dtype=bool))
    assert variance == pytest.approx([1.0])


def test_mean_products_are_of_the_rows_in_which_both_are_measured():
    rng = np.random.default_rng(3)
    X = pd.DataFrame(rng.normal(size=(60, 3)) @ rng.normal(size=(3, 3)), columns=list("abc"))
    X = X.where(rng.random(X.shape) > 0.3)
    columns, there = X.fillna(0.0).to_numpy(), measured(X, np.array(list("abc")))
    moments = np.zeros((2, 3, 3))
    for part in (slice(0, 25), slice(25, 60)):
        moments = add_moments(moments, columns[part], there[part])
    by_hand = [[(X[one] * X[other]).dropna().mean() for other in X] for one in X]
    np.testing.assert_allclose(mean_products(moments), by_hand)


def test_a_feature_that_is_never_measured_has_no_spread():
    assert not mean_products(add_moments(np.zeros((2, 1, 1)), np.zeros((5, 1)), np.zeros((5, 1), dtype=bool))).any()


@pytest.mark.parametrize("transform", [None, BoostedTransform(max_iter=20, min_samples_leaf=50)])
@pytest.mark.parametrize("gaps_in_training", [False, True])
def test_the_interval_covers_the_risk_with_everything_measured(rows, transform, gaps_in_training):
    rng = np.random.default_rng(5)
    taught = hide(rows.X, rng, 0.2) if gaps_in_training else rows.X
    model = type(rows)(taught, rows.durations, rows.as_of, rows.person).fit(**SETTINGS, transform=transform)
    hidden = hide(rows.X, rng)
    lacks = hidden.isna().any(axis=1).to_numpy()
    away = np.abs(model.decision_function(hidden) - model.decision_function(rows.X))[lacks]
    covered = (away <= NORMAL_95 * model.log_odds_error(hidden)[lacks]).mean()
    before = (away <= NORMAL_95 * error_of_the_fit(model, hidden)[lacks]).mean()
    assert covered >= 0.90
    assert before < 0.80


def test_the_widening_is_the_spread_of_the_risks_that_the_person_could_have_had(rows, model):
    """Measured values of other people put in the place of what is lacking."""
    rng = np.random.default_rng(7)
    probe = rows.X.iloc[:40].reset_index(drop=True)
    for lacking in (FEATURES[:1], FEATURES):
        drawn = []
        for _ in range(300):
            other = rows.X.iloc[rng.integers(0, len(rows.X), len(probe))].reset_index(drop=True)
            drawn.append(model.decision_function(probe.assign(**{name: other[name] for name in lacking})))
        hidden = probe.assign(**dict.fromkeys(lacking, np.nan))
        added = np.sqrt(model.log_odds_error(hidden) ** 2 - error_of_the_fit(model, hidden) ** 2)
        ratio = added / np.std(drawn, axis=0)
        assert 0.9 < np.median(ratio) < 1.1
        assert (np.abs(ratio - 1) < 0.25).all()


def test_of_people_of_whom_all_is_measured_nothing_is_widened(rows, model):
    np.testing.assert_array_equal(model.log_odds_error(rows.X), error_of_the_fit(model, rows.X))


def test_calibration_that_flattens_risks_flattens_the_widening_with_them(rows):
    plain, flat = rows.fit(**SETTINGS), rows.fit(**SETTINGS)
    hidden = rows.X.iloc[:200].assign(**dict.fromkeys(FEATURES, np.nan))
    flat.slope_, flat.shift_ = plain.slope_ / 2, plain.shift_ - 1.5
    added = [np.sqrt(one.log_odds_error(hidden) ** 2 - error_of_the_fit(one, hidden) ** 2) for one in (plain, flat)]
    assert np.median(added[1] / added[0]) == pytest.approx(0.5, abs=0.06)


def test_an_absent_feature_that_weighs_nothing_widens_nothing(rows, model):
    held = rows.fit(**SETTINGS, directions=((FEATURES[1], -1),))
    assert held.weights[list(held.columns_.get_feature_names_out()).index(FEATURES[1])] == 0
    hidden = rows.X.assign(**{FEATURES[1]: np.nan})
    np.testing.assert_array_equal(held.log_odds_error(hidden), error_of_the_fit(held, hidden))
    assert (model.log_odds_error(hidden) > error_of_the_fit(model, hidden)).all()


def test_a_row_is_as_unsure_alone_as_among_others(rows, model):
    hidden = hide(rows.X, np.random.default_rng(2))
    np.testing.assert_allclose(model.log_odds_error(hidden.iloc[5:6]), model.log_odds_error(hidden)[5:6], rtol=1e-9)
