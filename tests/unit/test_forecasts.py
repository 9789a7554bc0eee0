"""Expected leavers by month: every figure adds up, is that of the places, and holds what happens."""

import numpy as np
import pandas as pd
import pytest
from made_up_rows import NEVER_INNER, made_up_rows

from houvast.forecasts import COLUMNS, Terms, build_forecast, hiring_need
from houvast.incidence import cumulative_incidence
from houvast.month_sums import months_of, sum_months, to_days_of
from houvast.place_tables import build_place_tables
from houvast.suppression import round_nested, round_parts

TERMS = Terms((4000.0, 6000.0), 0.8)
SIZES = {("Gent", "a"): 40, ("Gent", "b"): 25, ("Gent", "c"): 8, ("Gent", ""): 7, ("Luik", "a"): 60, ("Luik", "d"): 30,
         ("Mons", "e"): 9, ("", ""): 21}  # fmt: skip


@pytest.fixture(scope="module")
def model():
    return made_up_rows(people=150, dates=6, seed=4, weight=0.4).fit(
        embargo_days=NEVER_INNER, tenure_knots=(0.0, 26.0, 104.0)
    )


@pytest.fixture(scope="module")
def told(model):
    X = made_up_rows(people=200, dates=1, seed=5).X
    places = [place for place, size in SIZES.items() for _ in range(size)]
    order = np.random.default_rng(1).permutation(len(places))
    people = pd.DataFrame(
        {
            "employee_id": [f"{number:03d}" for number in range(len(places))],
            "site": [places[at][0] or None for at in order],
            "team": [places[at][1] or None for at in order],
        }
    )
    long = pd.DataFrame({"employee_id": people["employee_id"], "driver": "pay", "contribution": 0.0})
    sensitivity = model.predict_with_uncertainty(X)[1].headline
    tables = build_place_tables(people, long, sensitivity, model.covariance_)
    sums = sum_months(model, X, people)
    table = build_forecast(sums, model.covariance_, tables["sites"], tables["teams"], TERMS)
    return X, people, tables, sums, table


def test_months_are_equal_parts_of_the_horizon():
    assert months_of(91, 182) == [(0, 30), (30, 61), (61, 91), (91, 121), (121, 152), (152, 182)]
    assert months_of(28, 60) == [(0, 28), (28, 56)]
    assert months_of(91, 91)[-1] == (61, 91)


def test_a_curve_between_the_ends_of_periods_by_hand():
    """Periods end on days 28, 60, 91; 28 to 60 is 32 days long."""
    curve = np.array([0.10, 0.20, 0.30])
    found = to_days_of((0, 28, 60, 91), (31, 59, 90, 14, 91)) @ curve
    assert found == pytest.approx([0.1 + 3 / 320, 0.1 + 31 / 320, 0.2 + 3 / 31, 0.05, 0.3])
    with pytest.raises(ValueError, match=r"`days` must lie within 0 and 91\. Got \[92\]"):
        to_days_of((0, 28, 60, 91), (92,))


def test_months_add_up_to_the_horizon(told):
    table = told[-1]
    assert tuple(table.columns) == COLUMNS
    for name in ("expected", "other_exits", "hires", "cost_low", "cost_high"):
        wide = table.pivot_table(name, ["level", "site", "team"], "month")
        within = [month for month in wide.columns if month and month <= 3]
        np.testing.assert_allclose(wide[within].sum(axis=1), wide[0], atol=1e-9, rtol=0)
        assert (wide[0] > 0).any()


def test_teams_add_up_to_sites_and_sites_to_all(told):
    table = told[-1]
    for name in ("people", "expected", "other_exits", "hires", "cost_low", "cost_high"):
        by = {
            level: table[table["level"] == level].set_index(["site", "month"])[name]
            for level in ("site", "team", "rest")
        }
        parts = pd.concat([by["team"], by["rest"]]).groupby(level=["site", "month"]).sum()
        np.testing.assert_allclose(parts.loc[by["site"].index], by["site"], atol=1e-9, rtol=0)
        whole = table[table["level"] == "all"].set_index("month")[name]
        np.testing.assert_allclose(by["site"].groupby(level="month").sum(), whole, atol=1e-9, rtol=0)


def test_the_horizon_is_that_of_the_places(told):
    *_, tables, _, table = told
    for level, names in (("sites", ["site"]), ("teams", ["site", "team"])):
        shown = tables[level][~tables[level]["suppressed"]].set_index(names)
        own = table[(table["level"] == level[:-1]) & (table["month"] == 0)].set_index(names)
        assert set(own.index) == set(shown.index)
        for name in ("people", "expected", "expected_low", "expected_high"):
            np.testing.assert_allclose(own.loc[shown.index, name], shown[name].astype(float), atol=1e-9, rtol=0)


def test_groups_that_are_hidden_have_no_row(told):
    *_, tables, _, table = told
    hidden = tables["teams"][tables["teams"]["suppressed"]]
    assert len(hidden) >= 2
    named = set(zip(table["site"], table["team"], strict=True))
    assert not named & set(zip(hidden["site"], hidden["team"], strict=True))
    assert "Mons" not in set(table["site"])
    assert set(table["level"]) == {"all", "site", "team", "rest"}
    assert table.loc[table["level"] == "rest", ["expected_low", "expected_high"]].isna().all(axis=None)


def test_sums_are_those_of_the_model(model, told):
    X, people, _, sums, _ = told
    incidence = model.predict_incidence(X)
    voluntary, other = model.log_odds(X)
    at = ((people["site"] == "Gent") & (people["team"] == "a")).to_numpy()
    row = sums.places.index(("Gent", "a"))
    assert sums.spans[0] == (0, 91)
    assert sums.expected[row, 0] == pytest.approx(incidence[at, model.headline - 1].sum(), abs=1e-9)
    assert sums.other[row, 0] == pytest.approx(cumulative_incidence(other, voluntary)[model.headline - 1, at].sum())
    assert sums.people[row] == 40
    assert sums.expected[:, 1:4].sum() == pytest.approx(sums.expected[:, 0].sum(), abs=1e-9)
    headline = model.predict_with_uncertainty(X)[1].headline
    np.testing.assert_allclose(sums.gradient[row, 0], headline.gradient[at].sum(axis=0), atol=1e-9)
    np.testing.assert_allclose(sums.lacking[row, 0], headline.lacking[at].sum(), atol=1e-12)


def test_a_months_interval_holds_the_number_who_leave_in_95_of_100_draws(model, told):
    """Weights are drawn around the fitted ones, and then who leaves in the second month with them."""
    X, _, _, sums, _ = told
    rng, drawn = np.random.default_rng(2), []
    point = np.concatenate([model.level_, model.curve_, model.weights_])
    columns, hats = model.columns_.transform(X), model.hats(X)
    weights = to_days_of(model.edges_days, (61,)) - to_days_of(model.edges_days, (30,))
    for theta in rng.multivariate_normal(point, model.covariance_, 1500):
        level, curve, own = np.split(theta, [model.level_.size, model.level_.size + model.curve_.size])
        raw = model.slope_ * (level[:, None] + hats @ curve + columns @ own) + model.shift_
        chance = np.clip(
            weights @ cumulative_incidence(raw, model.other_level_[:, None] + hats @ model.other_curve_), 0, 1
        )
        drawn.append((rng.random(len(X)) < chance[0]).sum())
    low, high = sums.interval(range(len(sums.places)), 2, model.covariance_)
    held = np.mean((np.array(drawn) >= np.floor(low)) & (np.array(drawn) <= np.ceil(high)))
    assert 0.93 < held < 0.999


def test_parts_are_rounded_to_their_whole():
    assert round_parts([1.2, 1.4, 0.3], 3.0, 0.5) == [1.0, 1.5, 0.5]
    assert round_parts([0.2, 0.2, 0.2], 0.5, 0.5) == [0.5, 0.0, 0.0]
    rng = np.random.default_rng(0)
    values = {(site, team): float(rng.gamma(1.0)) for site in "abc" for team in "xyz"}
    found = round_nested(values, 0.5)
    assert sum(found[(site,)] for site in "abc") == round(2 * sum(values.values())) / 2
    for site in "abc":
        assert sum(found[site, team] for team in "xyz") == found[(site,)]
    assert all(abs(found[key] - value) < 1.0 for key, value in values.items())


def test_starters_for_the_places_of_those_who_go():
    assert hiring_need(6, 2, 0.8) == pytest.approx(10)
    assert np.isnan(hiring_need(6, 2, float("nan")))
    with pytest.raises(ValueError, match="`stays_share` must lie above 0"):
        hiring_need(6, 2, 0)


def test_nobody_is_shown(model):
    people = pd.DataFrame({"employee_id": ["a"], "site": ["Gent"], "team": ["a"]})
    X = made_up_rows(people=1, dates=1, seed=5).X
    nothing = pd.DataFrame({"site": ["Gent"], "suppressed": [True], "expected": [np.nan]})
    found = build_forecast(sum_months(model, X, people), model.covariance_, nothing, nothing.assign(team="a"), TERMS)
    assert found.empty
    assert tuple(found.columns) == COLUMNS
