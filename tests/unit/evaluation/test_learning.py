"""The learning curve: exact on a curve that is a power law, silent on one that is flat, people and not rows."""

import json

import numpy as np
import pytest
from scipy.special import ndtri

from houvast.evaluation import Learned, measure_learning_curve
from houvast.evaluation.learning import _gain_with_twice

PEOPLE = 400


@pytest.fixture
def learned() -> Learned:
    """400 people at 10 dates, every fourth of whom leaves; two origins."""
    person = np.repeat(np.arange(PEOPLE), 10)
    as_of = np.tile(np.arange(10) * 30, PEOPLE)
    label = ((person % 4 == 0) & (as_of == 30 * (person // 4 % 10))).astype(int)
    return Learned(person, as_of, label, train_until=(120, 270))


def risks_of_auc(auc: float, label: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Normal risks of two outcomes that lie so far apart that the AUC is as asked."""
    return noise + label * np.sqrt(2) * ndtri(auc)


def test_a_power_law_is_continued_exactly():
    leavers = np.array([25.0, 50, 75, 100])
    auc = 0.75 - 0.8 * leavers**-0.6  # 0.6 is among the powers tried
    spreads = [np.full(30, value) for value in auc]
    gain = _gain_with_twice(leavers, spreads)
    assert gain.value == pytest.approx(0.8 * (100**-0.6 - 200**-0.6), abs=1e-9)
    assert gain.low == pytest.approx(gain.high)


def test_too_few_sizes_or_no_leavers_give_no_curve():
    flat = [np.full(30, 0.6)] * 3
    assert np.isnan(_gain_with_twice(np.array([50.0, 50, 100]), flat).value)
    assert np.isnan(_gain_with_twice(np.array([0.0, 50, 100]), flat).value)


def test_leavers_are_counted_in_people_by_origin_and_history(learned):
    everyone = np.ones(PEOPLE, dtype=bool)
    assert learned.leavers(everyone) == (50 + 100) / 2
    assert learned.leavers(np.arange(PEOPLE) % 8 == 0) == (30 + 50) / 2  # leave on even dates, three of five until 120
    assert learned.leavers(everyone, history_days=60) == 20  # as-of dates after until - 60: two of them, each origin


def test_parts_are_of_people_each_drawn_anew_and_all_are_learned_from_once(learned):
    asked = []

    def fit(keep, days):
        asked.append((keep.sum(), days, keep.tobytes()))
        return np.arange(60) / 60

    label, person = np.arange(60) % 2, np.arange(60)
    curve = measure_learning_curve(
        fit, learned, label=label, person=person, shares=(0.5, 0.25), histories_days=(60,), repeats=3, draws=20, seed=1
    )
    assert [one[:2] for one in asked] == [(100, None)] * 3 + [(200, None)] * 3 + [(400, None), (400, 60)]
    assert len({one[2] for one in asked[:6]}) == 6
    assert [(point.share, point.history_days, point.refits) for point in curve.points] == [
        (0.25, None, 3),
        (0.5, None, 3),
        (1.0, None, 1),
        (1.0, 60, 1),
    ]
    assert curve.points[2].leavers == 75
    assert curve.points[3].leavers == 20


@pytest.mark.parametrize("steep", [True, False])
def test_a_steep_curve_promises_more_and_a_flat_one_says_nothing(learned, steep):
    rng = np.random.default_rng(2)
    label = (rng.random(6000) < 0.3).astype(int)
    noise = rng.normal(size=6000)

    def fit(keep, days):
        auc = 0.78 - (0.9 * learned.leavers(keep) ** -0.6 if steep else 0.08)
        return risks_of_auc(auc, label, noise + rng.normal(0, 0.05, 6000))

    curve = measure_learning_curve(
        fit, learned, label=label, person=np.arange(6000), histories_days=(), draws=300, seed=1
    )
    assert curve.can_be_said is steep
    if steep:
        truth = 0.9 * (75**-0.6 - 150**-0.6)
        assert curve.gain_with_twice.low < truth < curve.gain_with_twice.high


def test_a_part_that_cannot_be_fitted_is_left_out_and_all_is_json(learned):
    label, person = np.arange(60) % 2, np.arange(60)
    curve = measure_learning_curve(
        lambda keep, days: None if keep.sum() < 150 or days else np.arange(60) / 60,
        learned,
        label=label,
        person=person,
        draws=20,
        seed=1,
    )
    assert [point.share for point in curve.points] == [0.5, 0.75, 1.0]
    kept = json.loads(json.dumps(curve.as_dict()))
    assert kept["can_be_said"] is False
    assert set(kept["points"][0]) == {"share", "history_days", "leavers", "auc", "refits"}
