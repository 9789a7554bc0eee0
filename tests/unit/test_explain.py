"""Contributions: exact sums, kept signs, and the same values as SHAP by enumeration."""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest
from made_up_rows import NEVER_INNER, made_up_rows
from scipy.special import expit

from houvast import explain as explaining
from houvast.errors import GateError
from houvast.explain import explain
from houvast.features import DRIVER_OF, TENURE


@pytest.fixture(scope="module")
def rows():
    return made_up_rows(later=0.4)


@pytest.fixture(scope="module")
def model(rows):
    fitted = rows.fit()
    assert fitted.slope_ != 1
    return fitted


@pytest.fixture(scope="module")
def found(model, rows):
    return explain(model, rows.X)


def test_contributions_lead_from_the_base_risk_to_the_calibrated_risk(model, rows, found):
    risk = model.predict_proba(rows.X)[:, 1]
    np.testing.assert_array_equal(found.risk, risk)
    assert found.base_risk == pytest.approx(expit(model.base_log_odds), abs=1e-15)
    for parts in (found.by_driver, found.by_feature):
        assert np.abs(parts.sum(axis=1) + found.base_risk - risk).max() < 1e-9


def test_a_drivers_contribution_is_that_of_its_features(found):
    assert list(found.by_driver.columns) == ["first_90_days", "pay", "burnout", "one_on_ones"]
    for driver, points in found.by_driver.items():
        own = [name for name in found.by_feature if DRIVER_OF[name] == driver]
        np.testing.assert_allclose(points, found.by_feature[own].sum(axis=1), atol=1e-15)


def test_the_base_is_the_risk_at_the_mean_of_the_training_rows(model, rows):
    columns = model.pipeline_[:-1].transform(rows.X)
    at_mean = model.pipeline_[-1].decision_function(columns.mean(axis=0)[None, :])[0]
    assert model.base_log_odds == pytest.approx(model.slope_ * at_mean + model.shift_, abs=1e-12)


def _phi(model, X):
    """Weight times distance from the mean, per feature: the closed form for a linear model."""
    parts = (model.pipeline_[:-1].transform(X) - model.center_) * model.weights
    features = model.pipeline_[0].column_features()
    return pd.DataFrame(parts).T.groupby(np.array(features)).sum().T


def test_shap_on_the_log_odds_is_the_closed_form(model, rows):
    shap_values = explaining._shap_values(model, rows.X)
    closed = (model.pipeline_[:-1].transform(rows.X) - model.center_) * model.weights
    np.testing.assert_allclose(shap_values, closed, atol=1e-12)


def test_points_are_log_odds_times_the_chord_and_keep_every_sign(model, rows, found):
    phi, margin, base = _phi(model, rows.X), model.decision_function(rows.X), model.base_log_odds
    chord = (expit(margin) - expit(base)) / (margin - base)
    assert (chord > 0).all()
    for feature in found.by_feature:
        np.testing.assert_allclose(found.by_feature[feature], phi[feature] * chord, atol=1e-12)
        clear = phi[feature].abs() > 1e-9
        assert (np.sign(found.by_feature[feature][clear]) == np.sign(phi[feature][clear])).all()


def test_where_person_and_base_meet_the_chord_is_the_tangent():
    base = -2.3
    tangent = expit(base) * (1 - expit(base))
    margins = base + np.array([0.0, 1e-13, 1e-9, -1e-6, 1e-6])
    np.testing.assert_allclose(explaining._points_per_log_odds(margins, base), tangent, rtol=1e-6)


def test_people_at_the_base_risk_still_have_reasons(model, rows):
    """Two features that cancel out: neither is hidden by the sum of 0."""
    X = rows.X.iloc[:1].reset_index(drop=True)
    low = X.assign(burnout_sick_spells_180d_count=0.0)
    for _ in range(80):  # bisect tenure and waiting time until the risk is the base risk
        low = _nudged(model, low)
    points = explain(model, low)
    assert abs(points.risk[0] - points.base_risk) < 1e-9
    assert points.by_driver.abs().sum(axis=1)[0] > 0.01


def _nudged(model, X):
    """A step towards the base risk by way of `one_on_ones_held_90d_count` (which may be any number here)."""
    gap = model.decision_function(X)[0] - model.base_log_odds
    transform = model.pipeline_[0]
    weight, spread = model.weights[-1], transform.spread_[-1]
    return X.assign(one_on_ones_held_90d_count=X["one_on_ones_held_90d_count"] - gap / weight * spread)


def test_shapley_by_enumeration_gives_the_same_log_odds():
    """All orders of four features, the absent ones at the mean of the training rows' columns."""
    rows = made_up_rows(people=120, dates=4)
    model = rows.fit(embargo_days=NEVER_INNER)
    features = list(rows.X.columns)
    member = np.array(model.pipeline_[0].column_features())
    columns = model.pipeline_[:-1].transform(rows.X)[:25]

    def value(present):
        shown = np.where(np.isin(member, present), columns, model.center_)
        return model.slope_ * model.pipeline_[-1].decision_function(shown) + model.shift_

    expected = {feature: np.zeros(25) for feature in features}
    for feature in features:
        others = [name for name in features if name != feature]
        for size in range(len(others) + 1):
            weight = factorial(size) * factorial(len(others) - size) / factorial(len(features))
            for present in combinations(others, size):
                expected[feature] += weight * (value([*present, feature]) - value(list(present)))
    margin, base = model.decision_function(rows.X.iloc[:25]), model.base_log_odds
    chord = (expit(margin) - expit(base)) / (margin - base)
    points = explain(model, rows.X.iloc[:25].reset_index(drop=True)).by_feature
    for feature in features:
        np.testing.assert_allclose(points[feature], expected[feature] * chord, atol=1e-12)


def test_one_person_alone_has_the_reasons_that_they_have_among_others(model, rows, found):
    one = explain(model, rows.X.iloc[[5]].reset_index(drop=True))
    np.testing.assert_allclose(one.by_driver.iloc[0], found.by_driver.iloc[5], atol=1e-15)


def test_contributions_that_do_not_sum_are_refused(model, rows, monkeypatch):
    whole = explaining._shap_values

    def broken(model, X):
        values = whole(model, X).copy()
        values[3] += 1e-6
        return values

    monkeypatch.setattr(explaining, "_shap_values", broken)
    with pytest.raises(GateError, match=r"must sum to the risk within 1e-09.*in 1 of 3600 rows"):
        explain(model, rows.X)


def test_a_contribution_that_is_no_number_is_refused(model, rows, monkeypatch):
    whole = explaining._shap_values
    monkeypatch.setattr(explaining, "_shap_values", lambda model, X: whole(model, X) * np.nan)
    with pytest.raises(GateError, match="must sum"):
        explain(model, rows.X)


def test_the_model_of_tenure_alone_is_explained_by_tenure_alone(rows):
    X = rows.X[[TENURE]]
    model = rows.fit().fit(X, rows.label, as_of=rows.as_of, person=rows.person)
    points = explain(model, X)
    assert list(points.by_driver.columns) == ["first_90_days"]
    np.testing.assert_allclose(points.by_driver["first_90_days"], points.risk - points.base_risk, atol=1e-12)
