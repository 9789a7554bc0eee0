"""Boosting as columns: curves of single features that keep their direction, and say nothing of what is missing."""

import numpy as np
import pandas as pd
import pytest
import shap
from made_up_rows import EDGES, NEVER_INNER, made_up_rows
from scipy.special import expit

from houvast.boosted import BoostedTransform
from houvast.explain import explain
from houvast.features import TENURE
from houvast.hazard import HazardModel

SICK, RISE = "burnout_sick_spells_180d_count", "pay_since_rise_days"


@pytest.fixture(scope="module")
def given():
    """Leaving rises with the square of one feature, and falls where another is high."""
    rng = np.random.default_rng(1)
    n = 6000
    X = pd.DataFrame(
        {TENURE: rng.uniform(0, 900, n), RISE: rng.uniform(-2, 2, n), SICK: rng.normal(size=n), "noise": rng.random(n)}
    )
    X.loc[rng.random(n) < 0.2, SICK] = np.nan
    y = rng.random(n) < expit(-2 + 0.8 * (X[RISE] ** 2 - 1.3) - 0.8 * X[SICK].fillna(0))
    return X, y.astype(int)


SETTINGS = {"min_samples_leaf": 50}


@pytest.fixture(scope="module", params=[False, True])
def fitted(request, given):
    return BoostedTransform(interactions=request.param, **SETTINGS).fit(*given)


def test_curves_follow_what_each_feature_adds(given, fitted):
    X, _ = given
    columns = pd.DataFrame(fitted.transform(X), columns=fitted.get_feature_names_out())
    assert list(columns) == [RISE, SICK, "noise"]
    assert np.corrcoef(columns[RISE], X[RISE] ** 2)[0, 1] > 0.85
    known = X[SICK].notna()
    assert np.corrcoef(columns[SICK][known], X[SICK][known])[0, 1] < -0.85
    assert columns["noise"].std() < 0.3 * columns[RISE].std()


def test_what_is_missing_adds_nothing_and_the_rest_is_0_on_average(given, fitted):
    X, _ = given
    columns = fitted.transform(X)
    assert (columns[X[SICK].isna(), 1] == 0).all()
    np.testing.assert_allclose(columns.mean(axis=0), 0, atol=1e-9)


def test_columns_are_the_values_of_tree_explainer_at_any_value(given, fitted):
    """Also between the values that training had; less their mean where the feature is measured."""
    X, y = given
    usual = X.median()
    trees = fitted._boosting(X.columns).fit(X.fillna(usual).to_numpy(), y)
    explainer, own = shap.TreeExplainer(trees), X.columns != TENURE
    seen = explainer.shap_values(X.fillna(usual).to_numpy(), check_additivity=False)[:, own]
    mean = np.nanmean(np.where(X.loc[:, own].isna(), np.nan, seen), axis=0)
    probe = pd.DataFrame(np.random.default_rng(2).uniform(-3, 3, (300, 4)), columns=X.columns)
    expected = explainer.shap_values(probe.to_numpy(), check_additivity=False)[:, own] - mean
    np.testing.assert_allclose(fitted.transform(probe), expected, atol=1e-11)


def test_nothing_is_held_out_at_random(fitted):
    """Stopping early would take a random split of the rows."""
    assert fitted._boosting(pd.Index(fitted.feature_names_in_)).early_stopping is False


def test_an_additive_curve_depends_on_its_feature_alone(given):
    X, y = given
    fitted = BoostedTransform(**SETTINGS).fit(X, y)
    other = X.assign(**{TENURE: 3.0, SICK: 0.1, "noise": 0.5})
    np.testing.assert_array_equal(fitted.transform(X)[:, 0], fitted.transform(other)[:, 0])


def test_curves_keep_their_direction(given):
    X, y = given
    fitted = BoostedTransform(directions=((RISE, 1), (SICK, 1)), **SETTINGS).fit(X, y)
    grid = pd.DataFrame({TENURE: 400.0, RISE: np.linspace(-3, 3, 200), SICK: np.linspace(-4, 4, 200), "noise": 0.5})
    assert (np.diff(fitted.transform(grid)[:, :2], axis=0) >= 0).all()


def test_curves_end_level_beyond_what_training_saw(given):
    X, y = given
    fitted = BoostedTransform(**SETTINGS).fit(X, y)
    ends = X.iloc[:2].assign(**{RISE: [X[RISE].max(), 1e9]})
    assert np.ptp(fitted.transform(ends)[:, 0]) == 0


def test_a_feature_that_nobody_has_is_0_throughout(given):
    X, y = given
    fitted = BoostedTransform(max_iter=5).fit(X.assign(noise=np.nan), y)
    assert not fitted.transform(X)[:, 2].any()


@pytest.mark.parametrize("interactions", [False, True])
def test_a_hazard_model_on_boosted_columns_explains_itself_exactly(interactions):
    rows = made_up_rows(people=400, weight=0.9)
    trees = BoostedTransform(interactions=interactions, max_iter=40, min_samples_leaf=50)
    model = HazardModel(edges_days=EDGES, transform=trees, embargo_days=NEVER_INNER)
    model.fit(rows.X, rows.durations, as_of=rows.as_of, person=rows.person)
    assert (model.weights_ >= 0).all()
    assert model.weights_ == pytest.approx(1, abs=0.5)
    found = explain(model, rows.X)
    np.testing.assert_allclose(found.by_driver.sum(axis=1), found.risk - found.base_risk, atol=1e-9)


def test_wrong_columns_are_refused(given, fitted):
    with pytest.raises(ValueError, match="- noise"):
        fitted.transform(given[0].drop(columns="noise"))
