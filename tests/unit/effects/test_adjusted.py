"""Without a draw: the estimator by hand and against a made-up truth, what it cannot know, and what may be said."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats.contingency import relative_risk

from houvast.effects import (
    Arms,
    DrawEffect,
    compare_before,
    e_value,
    e_value_of,
    estimate_adjusted,
    estimate_draw,
    judge_adjusted,
    judge_draw,
)
from houvast.effects import adjusted as module
from houvast.evaluation import Figure
from houvast.exposure import CHOSEN, STAYS


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def made_up(n, seed, *, effect=-0.6, rows=1):
    """Managers help those who wobble; help lowers the log-odds of leaving by `effect`.

    Returns outcome, helped, wobble, something that does not matter, person, and the true mean difference.
    """
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(n), rows)
    wobble, idle = rng.normal(size=n)[person], rng.normal(size=n * rows)
    helped = rng.random(n * rows) < sigmoid(-0.8 + 1.2 * wobble)
    with_help, without = sigmoid(-1.5 + 1.0 * wobble + effect), sigmoid(-1.5 + 1.0 * wobble)
    left = rng.random(n * rows) < np.where(helped, with_help, without)
    return left.astype(float), helped, wobble, idle, person, with_help - without


def test_the_formula_by_hand(monkeypatch):
    """Four people with chances of help and expectations given: the mean of what each adds."""
    chance, one, none = np.array([0.5, 0.5, 0.25, 0.8]), np.full(4, 0.2), np.full(4, 0.4)
    monkeypatch.setattr(module, "_cross_fit", lambda *_: (chance, one, none))
    outcome, helped = np.array([1.0, 0.0, 1.0, 0.0]), np.array([True, False, False, True])
    found = estimate_adjusted(outcome, helped, pd.DataFrame({"x": np.arange(4.0)}), np.arange(4), folds=1, draws=20)
    with_help = [0.2 + (1 - 0.2) / 0.5, 0.2, 0.2, 0.2 + (0 - 0.2) / 0.8]
    without = [0.4, 0.4 + (0 - 0.4) / 0.5, 0.4 + (1 - 0.4) / 0.75, 0.4]
    assert found.difference.value == pytest.approx(np.mean(with_help) - np.mean(without))
    assert found.ratio.value == pytest.approx(np.mean(with_help) / np.mean(without))
    trimmed = estimate_adjusted(
        outcome, helped, pd.DataFrame({"x": np.arange(4.0)}), np.arange(4), folds=1, draws=20, trim=0.25
    )
    assert trimmed.overlap.trimmed_share == 0.25  # .25 is kept, .8 is not
    assert trimmed.difference.value == pytest.approx(np.mean(with_help[:3]) - np.mean(without[:3]))


def test_one_binary_column_is_standardised_as_by_hand():
    rng = np.random.default_rng(1)
    n = 40_000
    x = rng.integers(0, 2, n)
    helped = rng.random(n) < np.where(x, 0.7, 0.2)
    left = (rng.random(n) < 0.1 + 0.3 * x - 0.05 * helped).astype(float)
    found = estimate_adjusted(left, helped, pd.DataFrame({"x": x}), np.arange(n), draws=50)
    by_hand = sum((x == v).mean() * (left[helped & (x == v)].mean() - left[~helped & (x == v)].mean()) for v in (0, 1))
    assert found.difference.value == pytest.approx(by_hand, abs=5e-4)
    assert found.crude.value == pytest.approx(left[helped].mean() - left[~helped].mean())
    assert found.crude.value > 0.05


def test_a_confounded_manager_has_the_wrong_sign_until_what_led_to_help_is_held_equal():
    left, helped, wobble, idle, person, truth = made_up(6000, 3)
    blind = estimate_adjusted(left, helped, pd.DataFrame({"idle": idle}), person, draws=200)
    told = estimate_adjusted(left, helped, pd.DataFrame({"wobble": wobble}), person, draws=200)
    assert blind.difference.low > 0 > truth.mean()
    assert told.difference.low <= truth.mean() <= told.difference.high
    assert told.difference.high < 0
    assert told.overlap.largest_gap > 0.5
    assert told.overlap.weighted_gap < 0.1
    for found in (blind, told):
        assert judge_adjusted(found).code == "unproven"
        assert "not_drawn" in judge_adjusted(found).grounds


@pytest.mark.parametrize("wrong", ["chance", "outcome"])
def test_one_of_the_two_models_may_be_wrong(wrong, monkeypatch):
    left, helped, wobble, _, person, truth = made_up(20_000, 9)
    right = module._expect

    def expect(X, y, asked):
        fits_chance = len(y) == 16_000  # that of leaving is fitted on one arm only
        if fits_chance == (wrong == "chance"):
            return np.full(len(asked), y.mean())
        return right(X, y, asked)

    monkeypatch.setattr(module, "_expect", expect)
    found = estimate_adjusted(left, helped, pd.DataFrame({"wobble": wobble}), person, draws=100, trim=0.01)
    assert found.difference.value == pytest.approx(truth.mean(), abs=0.02)
    assert abs(found.crude.value - truth.mean()) > 0.1


def test_folds_are_of_people(monkeypatch):
    """No model is asked about a person of whom it saw another row."""
    left, helped, _, _, person, _ = made_up(80, 2, rows=4)
    met = []

    def expect(X, y, asked):
        met.append(set(X["who"]) & set(asked["who"]))
        return np.full(len(asked), 0.5)

    monkeypatch.setattr(module, "_expect", expect)
    estimate_adjusted(left, helped, pd.DataFrame({"who": person.astype(float)}), person, draws=20)
    assert len(met) == 15
    assert all(not both for both in met)


def test_rows_without_outcome_are_left_out_and_missing_columns_are_no_obstacle():
    left, helped, wobble, idle, person, _ = made_up(1500, 4)
    X = pd.DataFrame({"wobble": wobble, "idle": idle})
    gone = np.arange(1500) % 3 == 0
    whole = estimate_adjusted(left[~gone], helped[~gone], X[~gone], person[~gone], draws=50)
    assert estimate_adjusted(np.where(gone, np.nan, left), helped, X, person, draws=50) == whole
    holed = X.assign(idle=np.where(gone, np.nan, idle), never=np.nan)
    found = estimate_adjusted(left, helped, holed, person, draws=50)
    assert np.isfinite(found.difference.value)
    assert np.isfinite(found.overlap.largest_gap)


def test_who_has_nobody_to_be_compared_with_is_left_out_and_told():
    rng = np.random.default_rng(6)
    x = np.repeat([0.0, 1.0], 1000)
    helped = np.where(x == 1, rng.random(2000) < 0.995, rng.random(2000) < 0.5)
    found = estimate_adjusted(rng.random(2000).round(), helped, pd.DataFrame({"x": x}), np.arange(2000), draws=50)
    assert found.overlap.trimmed_share == pytest.approx(0.5)
    assert "little_overlap" in judge_adjusted(found).grounds


def test_any_number_may_be_the_outcome():
    _, helped, wobble, _, person, _ = made_up(4000, 8)
    absence = 5 + 2 * wobble + np.random.default_rng(1).normal(size=4000)
    found = estimate_adjusted(absence, helped, pd.DataFrame({"wobble": wobble}), person, draws=100)
    assert found.crude.low > 1
    assert found.difference.low < 0 < found.difference.high


def test_too_few_people():
    with pytest.raises(ValueError, match=r"at least 5 people\. Got 2 helped and 38 others"):
        estimate_adjusted(np.zeros(40), np.arange(40) < 2, pd.DataFrame({"x": np.arange(40.0)}), np.arange(40))


def test_before_by_hand_and_that_it_finds_who_was_unlike():
    value, helped = np.array([3.0, 5.0, 1.0, np.nan, 2.0]), np.array([1, 1, 0, 0, 0], dtype=bool)
    assert compare_before(value, helped, np.arange(5), draws=20).value == pytest.approx(4 - 1.5)
    _, chosen, wobble, _, person, _ = made_up(2000, 5)
    drawn = np.random.default_rng(5).random(2000) < 0.5
    assert compare_before(wobble, chosen, person, draws=200).low > 0.3
    fair = compare_before(wobble, drawn, person, draws=200)
    assert fair.low < 0 < fair.high


def test_e_values():
    """The published example (risk ratio 3.9, interval 1.8 to 8.7: 7.26 and 3.0), and ratios below 1 turned over."""
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_of(Figure(3.9, 1.8, 8.7)) == pytest.approx((7.26, 3.0), abs=0.005)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))
    assert e_value_of(Figure(1 / 3.9, 1 / 8.7, 1 / 1.8)) == pytest.approx((7.26, 3.0), abs=0.005)
    assert e_value_of(Figure(0.8, 0.6, 1.1))[1] == 1
    assert np.isnan(e_value(0)) and np.isnan(e_value(float("nan")))


def test_the_ratio_of_a_draw_is_scipys():
    left = np.array([True] * 12 + [False] * 88 + [True] * 30 + [False] * 120)
    helped = np.arange(250) < 100
    seen = np.full(250, 200)
    arms = Arms(np.arange(250), helped, np.where(left, 30, 200), np.where(left, CHOSEN, STAYS), seen)
    found = estimate_draw(arms, 91, draws=3000, seed=1).ratio
    other = relative_risk(12, 100, 30, 150)
    assert found.value == pytest.approx(other.relative_risk)
    low, high = other.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.12)


def effect(low, high):
    nothing = Figure(0, 0, 0)
    return DrawEffect(91, (1, 1), (0, 0), nothing, nothing, Figure((low + high) / 2, low, high), nothing, {})


def test_what_may_be_said_of_a_draw():
    assert judge_draw(effect(-0.2, -0.01)).code == "proven"
    assert judge_draw(effect(-0.2, -0.01)).direction == "helps"
    assert judge_draw(effect(0.01, 0.2)).direction == "harms"
    assert judge_draw(effect(-0.2, 0.01)).code == "not_shown"
    nothing = float("nan")
    assert judge_draw(effect(nothing, nothing)).grounds == ("too_few",)
    alike, unlike = Figure(0.1, -1, 1), Figure(0.8, 0.2, 1.4)
    assert judge_draw(effect(-0.2, -0.01), {"absence": alike}).code == "proven"
    doubted = judge_draw(effect(-0.2, -0.01), {"absence": alike, "contacts": unlike})
    assert (doubted.code, doubted.grounds) == ("unproven", ("unlike_before",))
    assert judge_draw(effect(-0.2, -0.01), {"absence": Figure(nothing, nothing, nothing)}).code == "unproven"


def test_before_the_planned_number_is_reached_nothing_is_said_to_help_or_harm():
    for low, high in ((-0.2, -0.01), (0.01, 0.2), (-0.1, 0.1)):
        early = judge_draw(effect(low, high), finished=False)
        assert (early.code, early.direction, early.grounds) == ("not_shown", None, ("not_finished",))
