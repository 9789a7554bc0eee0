"""One Newton step per bootstrap sample stands for a refit."""

import numpy as np
import pytest
from made_up_rows import EDGES, NEVER_INNER, made_up_rows

from houvast import refits
from houvast.evaluation import at_capacity
from houvast.hazard import HazardModel
from houvast.refits import find_influence, find_stability, moved_to, point_of

PEOPLE, DATES = 500, 4
SETTINGS = {"embargo_days": NEVER_INNER, "tenure_knots": (0.0, 26.0, 104.0)}


@pytest.fixture(scope="module")
def rows():
    return made_up_rows(people=PEOPLE, dates=DATES, seed=8)


@pytest.fixture(scope="module")
def model(rows):
    return rows.fit(**SETTINGS)


def refitted(rows, times):
    """A whole refit on each person as often as they were drawn, with the penalty and the scales of the first fit."""
    by_person = rows.person.reshape(PEOPLE, DATES) * DATES + np.arange(DATES)
    part = rows.take(np.repeat(by_person, times, axis=0).ravel())
    own = np.repeat(np.arange(times.sum()), DATES)
    return HazardModel(edges_days=EDGES, **SETTINGS).fit(part.X, part.durations, as_of=part.as_of, person=own)


def test_the_estimates_moved_by_nothing_are_the_estimates(model, rows):
    same = moved_to(model, point_of(model))
    np.testing.assert_array_equal(same.predict_proba(rows.X), model.predict_proba(rows.X))
    assert same is not model


def test_a_step_gives_the_risks_of_a_whole_refit(model, rows):
    influence = find_influence(model, rows.X, rows.durations, rows.person)
    rng = np.random.default_rng(2)
    apart, moved = [], []
    for _ in range(12):
        times = rng.multinomial(PEOPLE, np.full(PEOPLE, 1 / PEOPLE))
        step = moved_to(model, point_of(model) + (times - 1.0) @ influence).decision_function(rows.X)
        whole = refitted(rows, times).decision_function(rows.X)
        apart.append(np.std(step - whole))
        moved.append(np.std(whole - model.decision_function(rows.X)))
    assert np.mean(apart) < 0.35 * np.mean(moved)


def test_stability_by_steps_is_that_of_whole_refits(model, rows):
    found = find_stability(model, rows.X, rows.durations, rows.person, rows.as_of, capacity=50, refits=60, seed=1)
    newest = np.flatnonzero(rows.as_of == rows.as_of.max())
    X = rows.X.iloc[newest]
    date, person = np.zeros(newest.size, int), rows.person[newest]
    first = at_capacity(model.predict_proba(X)[:, 1], date, person, 50)
    rng = np.random.default_rng(9)
    overlaps = []
    for _ in range(20):
        times = rng.multinomial(PEOPLE, np.full(PEOPLE, 1 / PEOPLE))
        listed = at_capacity(refitted(rows, times).predict_proba(X)[:, 1], date, person, 50)
        overlaps.append((first & listed).sum() / 50)
    assert found.refits == 60
    assert found.overlap.value == pytest.approx(np.mean(overlaps), abs=0.06)
    assert 0.3 < found.overlap.value < 0.98


def test_a_sample_in_which_everybody_counts_once_is_the_first_fit(rows, monkeypatch):
    """Under a strong penalty too, where what people add does not sum to 0."""
    asked = []
    monkeypatch.setattr(refits, "measure_stability", lambda refit, *given, **settings: asked.append(refit))
    model = rows.fit(**SETTINGS, penalty=500.0)
    find_stability(model, rows.X, rows.durations, rows.person, rows.as_of, capacity=50, refits=1, seed=1)
    newest = rows.as_of == rows.as_of.max()
    np.testing.assert_allclose(asked[0](np.ones(PEOPLE)), model.predict_proba(rows.X[newest])[:, 1], rtol=1e-12)


def test_without_refits_nothing_is_said(model, rows):
    assert find_stability(model, rows.X, rows.durations, rows.person, rows.as_of, capacity=5, refits=0, seed=1) is None


def test_a_step_turns_no_weight_against_its_direction(rows):
    name = "burnout_sick_spells_180d_count"
    model = rows.fit(**SETTINGS, directions=((name, 1),))
    place = list(model.columns_.get_feature_names_out()).index(name)
    point = point_of(model)
    point[model.level_.size + model.curve_.size + place] = -3.0
    assert moved_to(model, point).weights_[place] == 0
