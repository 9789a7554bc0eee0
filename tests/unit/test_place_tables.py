"""Teams and sites: intervals that hold what they promise, and no person in what is told of a group.

The attacker knows who was where on every date, and all that was ever published of teams and sites.
"""

import numpy as np
import pytest
from groups_told_of import PARAMETERS, a_list, build, history
from made_up_rows import NEVER_INNER, made_up_rows
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from houvast.incidence import cumulative_incidence
from houvast.place_tables import LEAVERS_STEP, build_place_tables, find_members, find_shown, forecast
from houvast.suppression import CLOSE, FEW, FEWEST_APART, FEWEST_PEOPLE, TOGETHER


def teams_of(sizes, site="Gent"):
    return {f"{site}{team}-{n}": (site, team) for team, size in sizes.items() for n in range(size)}


def test_a_team_is_told_as_sums_in_steps_and_means():
    teams = build(teams_of({"a": 12, "b": 14}))["teams"]
    assert list(teams["team"]) == ["a", "b"]
    assert list(teams["people"]) == [12, 14]
    assert list(teams["expected"]) == [1.0, 1.5]  # 1.2 and 1.4
    np.testing.assert_allclose(teams["driver_pay"], [0.1 / 12, 0.1 / 14])  # sums of 0.12 and 0.14
    assert ((teams["expected_low"] % LEAVERS_STEP == 0) & (teams["expected_low"] < teams["expected"])).all()
    assert ((teams["expected_high"] % LEAVERS_STEP == 0) & (teams["expected_high"] > teams["expected"])).all()


def test_groups_of_few_are_named_and_told_nothing_of():
    found = build({**teams_of({"a": 9, "b": 12, "c": 15}), **teams_of({"d": 9}, "Luik")})
    teams, sites = (
        found[name].set_index(found[name].columns[found[name].columns.get_loc("people") - 1])
        for name in ("teams", "sites")
    )
    assert teams["why"].to_dict() == {"a": FEW, "b": TOGETHER, "c": "", "d": FEW}
    assert sites["why"].to_dict() == {"Gent": "", "Luik": FEW}
    for table in (teams, sites):
        hidden = table[table["suppressed"]]
        assert hidden[["people", "expected", "expected_low", "expected_high", "driver_pay"]].isna().all(axis=None)
        assert not table.loc[~table["suppressed"], "expected"].isna().any()


def test_people_without_a_team_are_in_no_row_and_cannot_be_worked_out():
    found = build({**teams_of({"a": 12, "b": 13}), **{f"x{n}": ("Gent", None) for n in range(12)}, "y": (None, None)})
    assert list(found["teams"]["team"]) == ["a", "b"]
    assert list(found["teams"]["why"]) == [TOGETHER, ""]
    assert list(found["sites"]["site"]) == ["Gent"]


@pytest.mark.parametrize("few", range(FEWEST_APART + 1))
def test_a_figure_is_not_given_again_when_few_came_or_went(few):
    first = teams_of({"a": 20, "b": 20, "c": 20, "d": 20})
    shown = find_shown(a_list(first)[0], build(first).values())
    came = {f"Gent{team}-{n}": f"new{team}{n}" for team in "ab" for n in range(few)}
    now = {came.get(one, one): place for one, place in first.items()}
    teams = build(now, [shown])["teams"].set_index("team")
    apart = 2 * few  # so many came, so many went
    assert (teams.loc["a", "why"] == CLOSE) == (0 < apart < FEWEST_APART)
    assert (teams.loc["b", "why"] == CLOSE) == (0 < apart < FEWEST_APART)
    assert teams.loc["c", "why"] == teams.loc["d", "why"] == ""


def test_a_figure_that_was_not_shown_is_no_figure_to_be_close_to():
    first = teams_of({"a": 9, "b": 8, "c": 30})
    shown = find_shown(a_list(first)[0], build(first).values())
    assert set(shown) == {("Gent",), ("Gent", "c")}
    later = build({**first, "new": ("Gent", "a"), **teams_of({"e": 10})}, [shown])["teams"].set_index("team")
    assert later.loc["a", "why"] != CLOSE


def test_a_driver_that_is_measured_for_few_has_no_mean():
    people, long, risk = a_list(teams_of({"a": 20, "b": 20}), drivers=("pay", "burnout"))
    few = long["driver"].eq("burnout") & ~long["employee_id"].isin([f"Genta-{n}" for n in range(FEWEST_PEOPLE - 1)])
    teams = build_place_tables(people, long[~few], risk, np.eye(PARAMETERS))["teams"].set_index("team")
    assert teams["driver_burnout"].isna().all()
    assert teams["driver_pay"].notna().all()


def test_nobody_is_no_group():
    people, long, risk = a_list({"a": ("Gent", "b")})
    found = build_place_tables(people.head(0), long.head(0), risk.take(np.array([], dtype=int)), np.eye(PARAMETERS))
    assert [len(table) for table in found.values()] == [0, 0]


@pytest.fixture(scope="module")
def model_and_people():
    rows = made_up_rows(people=120, dates=5, seed=4, weight=0.4)
    model = rows.fit(embargo_days=NEVER_INNER, tenure_knots=(0.0, 26.0, 104.0))
    return model, made_up_rows(people=400, dates=1, seed=5).X


@pytest.mark.parametrize("size", [15, 60, 400])
def test_the_interval_holds_the_number_who_leave_in_95_of_100_draws(model_and_people, size):
    """Weights are drawn around the fitted ones, and then who leaves with them: both are in the interval."""
    model, X = model_and_people
    rng, at = np.random.default_rng(2), np.arange(size)
    sensitivity = model.predict_with_uncertainty(X)[1].headline
    told = forecast(sensitivity, model.covariance_, at)
    point = np.concatenate([model.level_, model.curve_, model.weights_])
    columns, hats, drawn = model.columns_.transform(X)[at], model.hats(X)[:, at], []
    for theta in rng.multivariate_normal(point, model.covariance_, 1500):
        level, curve, weights = np.split(theta, [3, 3 + len(model.curve_)])
        raw = model.slope_ * (level[:, None] + hats @ curve + columns @ weights) + model.shift_
        other = model.other_level_[:, None] + hats @ model.other_curve_
        drawn.append((rng.random(size) < cumulative_incidence(raw, other)[model.headline - 1]).sum())
    held = np.mean((np.array(drawn) >= np.floor(told.low)) & (np.array(drawn) <= np.ceil(told.high)))
    assert told.expected == pytest.approx(sensitivity.risk[at].sum())
    assert 0.93 < held < 0.999
    if size == 400:  # errors of people that were taken as independent would leave too narrow an interval
        alone = np.einsum("ij,jk,ik->i", sensitivity.gradient, model.covariance_, sensitivity.gradient).sum()
        chance = (sensitivity.risk * (1 - sensitivity.risk)).sum()
        narrow = 1.96 * np.sqrt(alone + chance)
        assert np.mean(np.abs(np.array(drawn) - told.expected) <= narrow) < 0.9


# The attack


def publish(histories, value, protected, points=False):
    """What an attacker sees: rows of (who, figure) of all lists, the figures as sums."""
    seen, shown = [], []
    for places in histories:
        given = {"points": value} if points else {"risk": value}
        if protected:
            tables = build(places, shown, **given)
            shown.append(find_shown(a_list(places)[0], tables.values()))
        members = find_members(a_list(places)[0])
        for key, own in members.items():
            if not protected:
                seen.append((own, sum(value[one] for one in own)))
            elif key in shown[-1]:
                table = tables["teams" if len(key) == 2 else "sites"]
                row = table[(table[["site", "team"][: len(key)]] == list(key)).all(axis=1)].iloc[0]
                seen.append((own, row["driver_pay"] * row["people"] if points else row["expected"]))
    return seen


def bounds_of(seen, people, step, low, high):
    """The least and the greatest value that each of some people can have, all figures given: none moved meanwhile."""
    everyone = sorted(set().union(*(own for own, _ in seen), people))
    at = {one: place for place, one in enumerate(everyone)}
    entries = [(row, at[one]) for row, (own, _) in enumerate(seen) for one in own]
    rows, columns = zip(*entries, strict=True)
    sums = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(seen), len(everyone)))
    told, slack = np.array([figure for _, figure in seen]), step / 2 + 1e-9
    A, b = vstack([sums, -sums]), np.concatenate([told + slack, slack - told])
    found = []
    for one in people:
        aim = np.zeros(len(everyone))
        aim[at[one]] = 1
        ends = [sign * linprog(sign * aim, A_ub=A, b_ub=b, bounds=(low, high)).fun for sign in (1, -1)]
        found.append(ends)
    return np.array(found)


@pytest.fixture(scope="module")
def twelve_lists():
    rng = np.random.default_rng(8)
    histories = list(history(rng, 12, 50, 15))
    everyone = sorted(set().union(*histories))
    moved = [one for one in everyone if len({places.get(one) for places in histories}) > 1]
    probe = list(rng.choice(moved, 8, replace=False))
    risk = {one: float(np.clip(rng.lognormal(-2.4, 0.7), 0.005, 0.8)) for one in everyone}
    points = {one: float(np.clip(rng.normal(0, 0.03), -0.15, 0.15)) for one in everyone}
    return histories, probe, risk, points


def test_the_attack_finds_people_in_figures_that_are_not_protected(twelve_lists):
    histories, probe, risk, _ = twelve_lists
    found = bounds_of(publish(histories, risk, protected=False), probe[:6], 1e-6, 0, 1)
    assert np.median(np.diff(found, axis=1)) < 0.001


def test_no_persons_risk_follows_from_twelve_lists_of_fifty_teams(twelve_lists):
    """Whoever is looked for could have any of a wide range of risks, though everybody's risk stood still meanwhile."""
    histories, probe, risk, _ = twelve_lists
    seen = publish(histories, risk, protected=True)
    found = bounds_of(seen, probe, LEAVERS_STEP, 0, 1)
    assert len(seen) > 150
    assert np.diff(found, axis=1).min() > 0.3
    assert all(low <= risk[one] <= high for one, (low, high) in zip(probe, found, strict=True))


def test_no_persons_contribution_follows_either(twelve_lists):
    histories, probe, _, points = twelve_lists
    histories, probe = histories[:8], probe[:6]
    found = bounds_of(publish(histories, points, protected=True, points=True), probe, 0.1, -0.15, 0.15)
    assert np.diff(found, axis=1).min() > 0.1
