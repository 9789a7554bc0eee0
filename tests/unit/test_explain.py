"""Contributions: exact sums, kept signs, and the same values as a path walked in small steps."""

import copy

import numpy as np
import pandas as pd
import pytest
import shap
from made_up_rows import NEVER_INNER, made_up_rows
from path_oracle import mean_slopes

from houvast import explain as explaining
from houvast import transforms
from houvast.errors import GateError
from houvast.explain import explain
from houvast.features import DRIVER_OF, TENURE
from houvast.incidence import cumulative_incidence


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


def risk_of(model, columns, hats):
    """The headline risk from the model's columns, whatever they are: shape (n,)."""
    voluntary, other = model.log_odds_of(columns @ model.weights_, hats)
    return cumulative_incidence(voluntary, other)[model.headline - 1]


def test_contributions_lead_from_the_base_risk_to_the_calibrated_risk(model, rows, found):
    risk = model.predict_proba(rows.X)[:, 1]
    np.testing.assert_array_equal(found.risk, risk)
    for parts in (found.by_driver, found.by_feature):
        assert np.abs(parts.sum(axis=1) + found.base_risk - risk).max() < 1e-12


def test_a_drivers_contribution_is_that_of_its_features(found):
    assert list(found.by_driver.columns) == ["first_90_days", "pay", "burnout", "one_on_ones"]
    for driver, points in found.by_driver.items():
        own = [name for name in found.by_feature if DRIVER_OF[name] == driver]
        np.testing.assert_allclose(points, found.by_feature[own].sum(axis=1), atol=1e-15)


def test_the_base_is_the_risk_at_the_mean_of_the_training_rows(model, rows, found):
    columns, hats = model.columns_.transform(rows.X).mean(axis=0)[None, :], model.hats(rows.X).mean(axis=1)[:, None]
    assert found.base_risk == pytest.approx(risk_of(model, columns, hats)[0], abs=1e-12)


def test_points_are_shaps_values_times_the_mean_slope_of_the_path(model, rows, found):
    """SHAP's on the log-odds of the columns; the slope by 200 points a path in place of as few as are enough."""
    columns, hats, periods = model.columns_.transform(rows.X), model.hats(rows.X), model.headline
    background = shap.maskers.Independent(model.center_[None, :], max_samples=1)
    phi = shap.LinearExplainer((model.weights, 0.0), background).shap_values(columns)
    base, other_base = (values[:periods, None] for values in model.base_log_odds())
    voluntary, other = (values[:periods] for values in model.log_odds(rows.X))
    to_voluntary, to_other = mean_slopes(base, voluntary - base, other_base, other - other_base)
    bend = model.slope_ * ((hats - model.hats_center_[:, None]) @ model.curve_)[:periods]
    tenure = (to_voluntary * bend + to_other * (other - other_base)).sum(axis=0)
    expected = np.column_stack([tenure, phi * to_voluntary.sum(axis=0)[:, None]])
    np.testing.assert_allclose(found.by_feature, expected, atol=1e-10)


def test_tables_by_days_of_tenure_are_the_log_odds_without_any_pull(model, rows):
    _, pull, days = model.read(rows.X)
    voluntary, other = model.log_odds(rows.X)
    tables = model.tables()
    np.testing.assert_allclose(tables.voluntary[days].T + pull, voluntary, atol=1e-12)
    np.testing.assert_allclose(tables.other[days].T, other, atol=1e-12)


def test_the_error_is_that_of_the_gradient_by_small_steps(model, rows):
    """Each parameter moved a little, one at a time; the sandwich of these slopes on the log-odds."""
    X, step = rows.X.iloc[:20], 1e-5
    moved = []
    for name in ("level_", "curve_", "weights_"):
        for at in range(getattr(model, name).size):
            ends = []
            for sign in (1, -1):
                other = copy.deepcopy(model)
                getattr(other, name)[at] += sign * step
                ends.append(other.decision_function(X))
            moved.append((ends[0] - ends[1]) / (2 * step))
    gradient = np.column_stack(moved)
    expected = np.sqrt(np.einsum("ij,jk,ik->i", gradient, model.covariance_, gradient))
    incidence, error = model.predict_with_error(X)
    np.testing.assert_allclose(error, expected, rtol=1e-5)
    np.testing.assert_array_equal(error, model.log_odds_error(X))
    np.testing.assert_array_equal(incidence, model.predict_incidence(X))


def test_parts_are_put_together_in_order(model, rows, found, monkeypatch):
    monkeypatch.setattr(transforms, "CHUNK_ROWS", 1000)
    np.testing.assert_allclose(explain(model, rows.X).by_feature, found.by_feature, atol=1e-15)
    np.testing.assert_allclose(explain(model, rows.X).by_driver, found.by_driver, atol=1e-15)


def test_points_of_drivers_keep_every_sign(model, rows, found):
    phi = (model.columns_.transform(rows.X) - model.center_) * model.weights
    for at, feature in enumerate(model.columns_.get_feature_names_out()):
        clear = np.abs(phi[:, at]) > 1e-9
        assert (np.sign(found.by_feature[feature][clear]) == np.sign(phi[clear, at])).all()


def test_points_are_those_of_a_path_walked_in_small_steps():
    """From base to person in 2,000 steps; in each, what every feature's own small part does to the risk."""
    rows = made_up_rows(people=120, dates=4)
    model, X = rows.fit(embargo_days=NEVER_INNER), rows.X.iloc[:20].reset_index(drop=True)
    columns, hats = model.columns_.transform(X), model.hats(X)
    base, base_hats = model.center_[None, :], model.hats_center_[:, None]
    names = [TENURE, *model.columns_.get_feature_names_out()]
    walked, steps = pd.DataFrame(0.0, index=X.index, columns=names), 2000
    for step in range(steps):
        at = (step + 0.5) / steps
        here, here_hats = base + at * (columns - base), base_hats + at * (hats - base_hats)
        for place, name in enumerate(names):
            half, half_hats = np.zeros_like(columns), np.zeros_like(hats)
            if place:
                half[:, place - 1] = (columns - base)[:, place - 1] / steps / 2
            else:
                half_hats = (hats - base_hats) / steps / 2
            ends = [risk_of(model, here + sign * half, here_hats + sign * half_hats) for sign in (1, -1)]
            walked[name] += ends[0] - ends[1]
    np.testing.assert_allclose(explain(model, X).by_feature[names], walked, atol=1e-8)


def test_one_person_alone_has_the_reasons_that_they_have_among_others(model, rows, found):
    one = explain(model, rows.X.iloc[[5]].reset_index(drop=True))
    np.testing.assert_allclose(one.by_driver.iloc[0], found.by_driver.iloc[5], atol=1e-15)


def test_contributions_that_do_not_sum_are_refused(model, rows, monkeypatch):
    whole = explaining.walk_paths

    def broken(pull, days, tables, path, slope, tenure):
        whole(pull, days, tables, path, slope, tenure)
        tenure[3] += 1e-6

    monkeypatch.setattr(explaining, "walk_paths", broken)
    with pytest.raises(GateError, match=r"must sum to the risk within 1e-09.*1.00e-06 in 1 of 3600 rows"):
        explain(model, rows.X)


def test_a_contribution_that_is_no_number_is_refused(model, rows, monkeypatch):
    monkeypatch.setattr(explaining, "walk_paths", lambda *given: given[-1].fill(np.nan))
    with pytest.raises(GateError, match="must sum"):
        explain(model, rows.X)


def test_the_model_of_tenure_alone_is_explained_by_tenure_alone(rows):
    X = rows.X[[TENURE]]
    model = rows.fit().fit(X, rows.durations, as_of=rows.as_of, person=rows.person)
    points = explain(model, X)
    assert list(points.by_driver.columns) == ["first_90_days"]
    np.testing.assert_allclose(points.by_driver["first_90_days"], points.risk - points.base_risk, atol=1e-12)
