"""What a draw shows: by hand, beside lifelines' Aalen–Johansen, and against a truth that was made up."""

import warnings

import numpy as np
import pytest
from lifelines import AalenJohansenFitter

from houvast.effects import Arms, estimate_draw, estimate_draw_by_group
from houvast.effects.arms import draw_units
from houvast.exposure import CHOSEN, OTHER, STAYS, UNKNOWN

H = 91


def arms(left, helped, **more):
    """People of whom each left on day 30 or stayed through 200 days."""
    left, helped = np.asarray(left, dtype=bool), np.asarray(helped, dtype=bool)
    given = {
        "person": np.arange(left.size),
        "helped": helped,
        "time_days": np.where(left, 30, 200),
        "how": np.where(left, CHOSEN, STAYS),
        "observed_days": np.full(left.size, 200),
    }
    return Arms(**(given | more))


def made_up(n, seed, *, base=0.3, effect=-0.1, strata=4, share=0.5):
    """A draw of known effect: risks differ by stratum, the draw does not."""
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, strata, n)
    helped = rng.random(n) < share
    risk = base + 0.05 * (stratum - (strata - 1) / 2) + effect * helped
    return arms(rng.random(n) < risk, helped, stratum=stratum)


def test_by_hand():
    """Of 10 drawn for help 2 left, of 20 others 8."""
    found = estimate_draw(arms([1] * 2 + [0] * 8 + [1] * 8 + [0] * 12, [1] * 10 + [0] * 20), H, draws=200)
    assert found.people == (10, 20)
    assert found.leavers == (2, 8)
    assert found.helped.value == pytest.approx(0.2)
    assert found.others.value == pytest.approx(0.4)
    assert found.difference.value == pytest.approx(-0.2)
    assert found.ratio.value == pytest.approx(0.5)
    assert found.difference.low < -0.2 < found.difference.high


def test_strata_by_hand():
    """Stratum a: 1 of 4 helped, 4 of 8 others; b: 3 of 6 and 1 of 2; c has nobody who was helped."""
    left = [1, 0, 0, 0] + [1] * 4 + [0] * 4 + [1] * 3 + [0] * 3 + [1, 0] + [1] * 5
    helped = [1] * 4 + [0] * 8 + [1] * 6 + [0] * 2 + [0] * 5
    stratum = np.array(["a"] * 12 + ["b"] * 8 + ["c"] * 5)
    found = estimate_draw(arms(left, helped, stratum=stratum), H, draws=50)
    weights = np.array([4 * 8 / 12, 6 * 2 / 8])
    expected = (weights * [1 / 4 - 4 / 8, 3 / 6 - 1 / 2]).sum() / weights.sum()
    assert found.difference.value == pytest.approx(expected)


def test_who_ends_on_the_last_day_has_not_left_within_the_horizon():
    days = np.array([H - 1, H, 200, 200])
    how = np.array([CHOSEN, CHOSEN, STAYS, STAYS])
    found = arms([0] * 4, [1, 1, 0, 0], time_days=days, how=how)
    assert found.label(H).tolist() == [1, 0, 0, 0]


def test_what_cannot_be_said_is_left_out_and_other_exits_are_no_leaving():
    """An exit of unknown kind; a horizon that was not observed; and not yet with the lag; a dismissal."""
    how = np.array([UNKNOWN, STAYS, STAYS, OTHER, UNKNOWN])
    seen = np.array([200, H - 1, H, 200, 200])
    found = arms([0] * 5, [1, 1, 0, 0, 0], time_days=np.array([20, H - 1, H, 20, H]), how=how, observed_days=seen)
    assert str(found.label(H).tolist()) == "[nan, nan, 0.0, 0.0, 0.0]"
    assert str(found.label(H, lag_days=1).tolist()) == "[nan, nan, nan, 0.0, 0.0]"


def test_over_time_is_that_of_lifelines():
    """With censoring, other exits and exits of unknown kind (which end what was seen)."""
    rng = np.random.default_rng(5)
    n = 240
    helped = rng.random(n) < 0.5
    time = rng.permutation(np.arange(1, n + 1))  # no ties: lifelines would move them by chance
    how = rng.choice([STAYS, CHOSEN, OTHER, UNKNOWN], n, p=[0.4, 0.3, 0.2, 0.1])
    found = arms(np.zeros(n), helped, time_days=time, how=how, observed_days=np.full(n, 260))
    days = (30, 91, 182)
    over_time = estimate_draw(found, H, at_days=days, draws=20).over_time
    for arm, at in ((True, 0), (False, 1)):
        events = np.select([how == CHOSEN, how == OTHER], [1, 2], 0)[helped == arm]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # lifelines uses pandas in ways that are about to end
            curve = AalenJohansenFitter(calculate_variance=False).fit(time[helped == arm], events, 1)
        curve = curve.cumulative_density_.iloc[:, 0]
        for day in days:
            assert over_time[day][at].value == pytest.approx(curve[curve.index < day].iloc[-1], abs=1e-12)
    assert over_time[91][2].value == pytest.approx(over_time[91][0].value - over_time[91][1].value)


def test_ties_and_weights_over_time_by_hand():
    """Three of five helped leave on day 10, one other exit on day 10, one on day 20: 3/5, then 3/5 + 1/5 * 1."""
    time = np.array([10, 10, 10, 10, 20, 50, 50])
    how = np.array([CHOSEN, CHOSEN, CHOSEN, OTHER, CHOSEN, STAYS, STAYS])
    found = arms([0] * 7, [1] * 5 + [0] * 2, time_days=time, how=how, observed_days=np.full(7, 50))
    over_time = estimate_draw(found, 30, at_days=(10, 11, 21, 60), draws=20).over_time
    assert over_time[10][0].value == 0
    assert over_time[11][0].value == pytest.approx(0.6)
    assert over_time[21][0].value == pytest.approx(0.8)
    assert over_time[21][1].value == 0
    assert np.isnan(over_time[60][2].value)


def test_people_followed_for_less_time_do_not_bias_what_is_seen_over_time():
    """The helped are followed for half as long: their share over time is right where the plain share is not."""
    rng = np.random.default_rng(3)
    n = 40_000
    helped = np.arange(n) % 2 == 0
    leaves = rng.exponential(200, n).astype(int) + 1
    seen = np.where(helped, rng.integers(20, 182, n), 182)
    left = leaves < seen
    found = arms(left, helped, time_days=np.where(left, leaves, seen), how=np.where(left, CHOSEN, STAYS))
    one, other, apart = estimate_draw(found, 182, at_days=(120,), draws=60).over_time[120]
    assert one.value == pytest.approx(1 - np.exp(-119 / 200), abs=0.01)
    assert other.value == pytest.approx(1 - np.exp(-119 / 200), abs=0.01)
    assert apart.low < 0 < apart.high


def test_the_truth_lies_in_the_interval_as_often_as_it_says():
    held = []
    for seed in range(150):
        found = estimate_draw(made_up(500, seed), H, draws=200, seed=seed).difference
        held.append(found.low <= -0.1 <= found.high)
    assert 0.90 <= np.mean(held) <= 0.99  # two binomial errors about 0.95


def test_drawn_teams_are_drawn_again_as_teams():
    """People of a team leave together: an interval over people would be far too narrow."""
    held, widths = [], []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        team = np.repeat(np.arange(24), 15)
        helped = np.repeat(rng.permutation(24) < 12, 15)
        risk = np.clip(0.3 + np.repeat(rng.normal(0, 0.2, 24), 15), 0.02, 0.9)
        given = arms(rng.random(team.size) < risk, helped)
        by_team = arms(given.how == CHOSEN, helped, team=team)
        wide, narrow = (estimate_draw(one, H, draws=200, seed=seed).difference for one in (by_team, given))
        held.append((wide.low <= 0 <= wide.high, narrow.low <= 0 <= narrow.high))
        widths.append((wide.high - wide.low) / (narrow.high - narrow.low))
    by_team, by_person = np.mean(held, axis=0)
    assert by_team >= 0.90
    assert by_person < 0.85
    assert np.mean(widths) > 1.3


def test_one_team_an_arm_has_no_interval():
    found = estimate_draw(arms([1, 0, 0, 0], [1, 1, 0, 0], team=np.array([1, 1, 2, 2])), H, draws=50)
    assert found.difference.value == 0.5
    assert np.isnan(found.difference.low)


def test_a_person_in_two_draws_is_drawn_as_one():
    """The same person twice, alike: the interval is as wide as that of the people, not as that of the rows."""
    once = made_up(300, 1)
    rows = np.tile(np.arange(300), 2)
    twice = once.take(rows)
    one, other = (estimate_draw(found, H, draws=1000, seed=2).difference for found in (once, twice))
    assert other.value == pytest.approx(one.value)
    assert other.high - other.low == pytest.approx(one.high - one.low, rel=0.05)


def test_draws_keep_the_size_of_the_arms():
    unit, helped = np.arange(30), np.arange(30) < 10
    times = draw_units(unit, helped, draws=20, seed=1)
    assert (times[0] == 1).all()
    assert (times[:, :10].sum(axis=1) == 10).all()
    assert (times[:, 10:].sum(axis=1) == 20).all()
    both = draw_units(np.arange(30) % 15, np.arange(30) < 15, draws=20, seed=1)
    assert (both.sum(axis=1) == 15).all()


def test_small_groups_are_not_told_of():
    found = made_up(300, 4)
    group = np.where(np.arange(300) < 30, "starters", "others")
    told = estimate_draw_by_group(found, group, H, fewest=40, draws=50)
    assert told["starters"] is None
    assert told["others"].people[0] + told["others"].people[1] == 270
    plain = estimate_draw(found.take(group == "others"), H, draws=50)
    assert told["others"].difference == plain.difference


def test_a_small_group_does_not_follow_from_the_draw_and_the_others():
    """The few starters would be the draw less the others: the longer ones are hidden too, the old ones are not."""
    found = made_up(300, 4)
    group = np.where(np.arange(300) < 8, "starters", np.where(np.arange(300) < 120, "longer", "old"))
    told = estimate_draw_by_group(found, group, H, fewest=10, draws=50)
    assert [name for name, effect in told.items() if effect is None] == ["longer", "starters"]
    alone = np.where(np.arange(300) < 8, "starters", "old")
    assert set(estimate_draw_by_group(found, alone, H, fewest=10, draws=50).values()) == {None}


def test_the_smaller_arm_is_counted_in_people():
    found = made_up(40, 4)
    sizes = [np.unique(found.person[found.helped == arm]).size for arm in (True, False)]
    assert found.fewest == min(sizes)
    assert found.take(found.helped).fewest == 0


def test_the_same_seed_gives_the_same_figures():
    found = made_up(200, 7)
    assert estimate_draw(found, H, draws=100, seed=3) == estimate_draw(found, H, draws=100, seed=3)
