"""Curves and their intervals: those of the list at its horizon, of a bootstrap elsewhere, and never falling."""

import numpy as np
import pandas as pd
import pytest
from made_up_rows import NEVER_INNER, made_up_rows
from scipy.special import logit

from houvast.curves import Curves, build_curve_table, find_curve_problems
from houvast.hazard import HazardModel
from houvast.incidence import cumulative_incidence
from houvast.sensitivity import NORMAL_95, build_interval

SETTINGS = {"edges_days": (0, 28, 60, 91), "headline_days": 60, "embargo_days": NEVER_INNER}


@pytest.fixture(scope="module")
def rows():
    return made_up_rows(people=250, dates=6, seed=6)


@pytest.fixture(scope="module")
def model(rows):
    return rows.fit(**SETTINGS, tenure_knots=(0.0, 26.0, 104.0))


def test_at_the_headline_the_error_is_that_of_the_list(model, rows):
    found = model.predict_with_uncertainty(rows.X)[1]
    np.testing.assert_array_equal(found.errors[:, model.headline - 1], model.log_odds_error(rows.X))
    assert found.errors.shape == (len(rows.X), 3)
    np.testing.assert_allclose(found.headline.risk, model.predict_proba(rows.X)[:, 1], atol=1e-14)


def test_the_gradient_is_that_of_small_steps(model, rows):
    """Each parameter moved by hand, at every horizon."""
    X = rows.X.iloc[::97].reset_index(drop=True)
    columns, hats = model.columns_.transform(X), model.hats(X)
    point = np.concatenate([model.level_, model.curve_, model.weights_])

    def risk(at, end):
        level, curve, weights = np.split(at, [3, 3 + len(model.curve_)])
        raw = level[:, None] + hats @ curve + columns @ weights
        other = model.other_level_[:, None] + hats @ model.other_curve_
        return cumulative_incidence(model.slope_ * raw + model.shift_, other)[end - 1]

    for end, found in zip((1, 2, 3), model.find_sensitivities(X, (1, 2, 3), model.tables())[1], strict=True):
        steps = np.eye(point.size) * 1e-6
        by_hand = np.column_stack([(risk(point + step, end) - risk(point - step, end)) / 2e-6 for step in steps])
        np.testing.assert_allclose(found.gradient, by_hand, atol=1e-8)


def test_the_interval_of_every_horizon_is_that_of_a_bootstrap_over_people(model, rows):
    probe = rows.X.iloc[::37].reset_index(drop=True)
    rng, drawn = np.random.default_rng(1), []
    by_person = rows.person.reshape(250, 6) * 6 + np.arange(6)
    for _ in range(60):
        part = rows.take(by_person[rng.integers(0, 250, 250)].ravel())
        again = HazardModel(**SETTINGS, tenure_knots=(0.0, 26.0, 104.0))
        again.fit(part.X, part.durations, as_of=part.as_of, person=np.repeat(np.arange(250), 6))
        drawn.append(logit(again.predict_incidence(probe)))
    ratio = model.predict_with_uncertainty(probe)[1].errors / np.std(drawn, axis=0)
    assert (np.abs(np.median(ratio, axis=0) - 1) < 0.2).all()


def test_the_interval_is_symmetric_on_the_log_odds():
    low, high = build_interval(np.array([0.2]), np.array([0.5]))
    assert logit(high[0]) - logit(0.2) == pytest.approx(0.5 * NORMAL_95)
    assert logit(0.2) - logit(low[0]) == pytest.approx(0.5 * NORMAL_95)


def test_nobody_has_no_curve(model, rows):
    found = model.predict_with_uncertainty(rows.X.head(0))[1]
    assert found.errors.shape == (0, 3)
    assert found.headline.gradient.shape == (0, len(model.covariance_))
    curves = Curves(np.array([], dtype=object), (28,), np.zeros((0, 1)), np.zeros((0, 1)), np.zeros((0, 1)))
    assert len(build_curve_table(curves, pd.Series([], dtype="str"))) == 0


def table():
    risk = np.array([[0.1, 0.2], [0.3, 0.4]])
    curves = Curves(np.array(["a", "b"], dtype=object), (28, 60), risk, risk / 2, risk * 1.5)
    people = pd.DataFrame({"employee_id": ["b", "a"], "risk_4w": [0.3, 0.1]})
    return build_curve_table(curves, people["employee_id"]), people


def test_curves_are_long_in_the_order_of_the_list():
    curves, people = table()
    assert list(curves["employee_id"]) == ["b", "b", "a", "a"]
    assert list(curves["risk"]) == [0.3, 0.4, 0.1, 0.2]
    assert list(curves["weeks"]) == [4, 60 / 7] * 2
    assert find_curve_problems(curves, people, 4) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda c: c.iloc[[2, 3, 0, 1]], "not of the people"),
        (lambda c: c.iloc[2:], "not of the people"),
        (lambda c: c.assign(low=c["risk"] * 1.01), "outside its own interval"),
        (lambda c: c.assign(high=[0.45, 1.2, 0.2, 0.3]), "no probability"),
        (lambda c: c.assign(risk=[0.3, 0.25, 0.1, 0.2]), "a curve falls"),
        (lambda c: c.assign(risk=c["risk"] + 1e-12), "not the risks of the list"),
    ],
)
def test_a_broken_curve_is_told(change, problem):
    curves, people = table()
    assert any(problem in one for one in find_curve_problems(change(curves), people, 4))
