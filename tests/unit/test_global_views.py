"""Views of a model as a whole: hand calculations, risks asked of the model value by value, and nobody to be found."""

import copy
import json

import numpy as np
import pandas as pd
import pytest
from made_up_rows import EDGES, NEVER_INNER, made_up_rows

from houvast.boosted import BoostedTransform
from houvast.evaluation import PersonDraws
from houvast.explain import Explanation, explain
from houvast.features import TENURE
from houvast.global_views import (
    MOST_VALUES,
    average_groups,
    build_global_views,
    choose_values,
    count_people,
    draw_effect,
    measure_drivers,
)

SICK, RISE = "burnout_sick_spells_180d_count", "pay_since_rise_days"


@pytest.fixture(scope="module")
def rows():
    return made_up_rows(people=80, later=0.4)


@pytest.fixture(scope="module")
def model(rows):
    return rows.fit()


@pytest.fixture(scope="module")
def views(model, rows):
    site = np.array(["north", "south", None], dtype=object)[np.minimum(rows.person // 36, 2)]
    return build_global_views(model, rows.X, person=rows.person, site=site, draws=100, seed=1)


def test_a_drivers_size_is_its_mean_contribution_without_sign(model, rows, views):
    by_driver = explain(model, rows.X).by_driver
    assert {one.driver for one in views.drivers} == set(by_driver)
    for one in views.drivers:
        assert one.size.value == pytest.approx(by_driver[one.driver].abs().mean())
    assert [one.size.value for one in views.drivers] == sorted((one.size.value for one in views.drivers), reverse=True)


def test_its_interval_is_that_of_whole_people_drawn_again():
    """Three people with 1, 2 and 3 rows; every draw's rows written out."""
    person = np.array([0, 1, 1, 2, 2, 2])
    by_driver = pd.DataFrame({"pay": [0.5, -0.1, 0.1, 0.2, -0.2, 0.0]})
    (one,) = measure_drivers(by_driver, person, draws=200, seed=3)
    means = []
    for times in PersonDraws(person, draws=200, seed=3).times[1:]:
        drawn = [abs(value) for value, who in zip(by_driver["pay"], person, strict=True) for _ in range(times[who])]
        means.append(np.mean(drawn))
    assert one.size.value == pytest.approx(1.1 / 6)
    np.testing.assert_allclose([one.size.low, one.size.high], np.quantile(means, [0.025, 0.975]))


@pytest.mark.parametrize("transform", [None, BoostedTransform(max_iter=30, min_samples_leaf=40)])
def test_a_curve_is_the_mean_risk_if_all_had_one_value_less_the_mean_risk(transform, rows):
    model = rows.fit(transform=transform, embargo_days=NEVER_INNER)
    for feature in (TENURE, RISE, SICK):
        effect = draw_effect(model, rows.X, feature, rows.person)
        risk = model.predict_proba(rows.X)[:, 1].mean()
        expected = [model.predict_proba(rows.X.assign(**{feature: at}))[:, 1].mean() - risk for at in effect.values]
        np.testing.assert_allclose([one.value for one in effect.changes], expected, atol=1e-12)


def test_a_curve_with_interactions_is_so_too(rows):
    trees = BoostedTransform(interactions=True, max_iter=20, min_samples_leaf=40)
    model = rows.fit(transform=trees, embargo_days=NEVER_INNER, edges_days=EDGES)
    effect = draw_effect(model, rows.X, SICK, rows.person)
    risk = model.predict_proba(rows.X)[:, 1].mean()
    moved = model.predict_proba(rows.X.assign(**{SICK: effect.values[-1]}))[:, 1].mean()
    assert effect.changes[-1].value == pytest.approx(moved - risk, abs=1e-12)


def test_its_interval_is_the_delta_methods_by_small_steps(model, rows):
    """Each parameter moved a little; what that does to the difference of the two means."""
    effect, step = draw_effect(model, rows.X, SICK, rows.person), 1e-5
    moved = rows.X.assign(**{SICK: effect.values[-1]})
    slopes = []
    for name in ("level_", "curve_", "weights_"):
        for at in range(getattr(model, name).size):
            ends = []
            for sign in (1, -1):
                other = copy.deepcopy(model)
                getattr(other, name)[at] += sign * step
                ends.append((other.predict_proba(moved) - other.predict_proba(rows.X))[:, 1].mean())
            slopes.append((ends[0] - ends[1]) / (2 * step))
    error = 1.959964 * np.sqrt(np.array(slopes) @ model.covariance_ @ np.array(slopes))
    last = effect.changes[-1]
    np.testing.assert_allclose([last.value - last.low, last.high - last.value], error, rtol=1e-5)


def test_values_begin_and_end_where_ten_people_are_beyond():
    """Twelve people with three rows each; two of them have values that nobody else has."""
    person, values = np.repeat(np.arange(12), 3), np.tile([4.0, 5.0, 6.0], 12)
    values[0], values[35] = -900, 900
    found = choose_values("burnout_some_share", values, person)
    assert (found[0], found[-1], found.size) == (4, 6, MOST_VALUES)
    assert [len(set(person[values <= found[0]])), len(set(person[values >= found[-1]]))] == [12, 12]
    few = np.where(person < 9, values, np.nan)
    assert choose_values("burnout_some_share", few, person).size == 0
    np.testing.assert_array_equal(choose_values("burnout_some_count", values, person), [4, 5, 6])
    days = choose_values("pay_some_days", values * 100, person)
    assert (days == np.rint(days)).all()
    assert (np.diff(days)[1:] >= np.diff(days)[:-1] - 1).all()


def test_bins_hide_few_people_and_do_not_give_them_away():
    person = np.concatenate([np.arange(20), np.arange(20), np.arange(3), np.arange(15)])
    values = np.concatenate([np.full(20, 1.0), np.full(20, 1.2), np.full(3, 2.0), np.full(15, 3.0)])
    bins = count_people(np.append(values, np.nan), np.array([1.0, 2.0, 3.0]), np.append(person, 50))
    assert [(one.low, one.high, one.people) for one in bins] == [(None, 1.5, 20), (1.5, 2.5, None), (2.5, None, None)]


def test_groups_have_the_means_of_their_rows_or_nothing():
    by_driver = pd.DataFrame({"pay": np.arange(60) / 1000, "burnout": -np.arange(60) / 500})
    found = Explanation(0.05, 0.05 + by_driver.sum(axis=1).to_numpy(), by_driver, by_driver)
    person = np.arange(60) // 2
    members = {"a": person < 11, "b": (person >= 11) & (person < 21), "c": person >= 21, "d": person > 99}
    a, b, c, d = average_groups("site", members, found, person)
    assert (a.people, a.risk, a.by_driver["pay"]) == (11, pytest.approx(0.05 - 0.0105), pytest.approx(0.0105))
    assert (c.name, c.people, c.risk, c.by_driver) == ("c", None, None, None)
    assert (b.people, b.by_driver) == (None, None), "it would follow from the whole and the others"
    assert (d.people, d.by_driver) == (0, None)


def test_all_of_it_is_json_and_names_nobody(views, rows):
    said = json.loads(json.dumps(views.as_dict(), allow_nan=False))
    assert (said["rows"], said["people"], len(said["effects"])) == (960, 80, 4)
    assert said["mean_risk"] == pytest.approx(views.mean_risk)
    assert {(one["kind"], one["name"]) for one in said["groups"]} == {
        ("site", "north"),
        ("site", "south"),
        *(("tenure", band) for band in ("0-90", "90-365", "365-730", "730-")),
    }
    assert [one["people"] for one in said["groups"][:2]] == [36, 36]
    sick = next(one for one in said["effects"] if one["feature"] == SICK)
    assert sick["values"] == [0, 1, 2, 3]
    assert list(sick["changes"][0]) == ["value", "low", "high"]
    assert list(sick["bins"][0]) == ["low", "high", "people"]
    assert sick["changes"][0]["value"] < 0 < sick["changes"][-1]["value"]
