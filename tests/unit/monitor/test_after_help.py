"""Centres whose help works, short: no alarm, and figures as promised; the whole is `benchmarks.after_help`."""

import numpy as np
import pytest

from benchmarks.after_help import build_centre, measure
from benchmarks.stable_centre import TRAINING
from houvast.monitor.clustered import estimate_slope


def test_help_that_works_raises_no_alarm():
    found = measure(800, 0.6, 4)
    assert found["alarms"]["apart"] == 0
    assert found["ratio"]["apart"] == pytest.approx(1, abs=0.1)
    assert found["ratio"]["together"] < found["ratio"]["apart"] - 0.05


def test_a_programme_helps_those_listed_but_for_the_arm_that_is_held_out():
    centre, capacity = build_centre(300, 0.5, 1)
    one = centre.follow(TRAINING, capacity)
    assert one.listed.sum() == capacity
    assert ((one.unhelped == 0) | one.held_out | (one.unhelped == 1))[one.listed].all()
    assert 0 < one.held_out[one.listed].sum() < capacity / 2
    assert (one.unhelped[one.listed] == 0).sum() == capacity - one.held_out[one.listed].sum()
    later = centre.follow(TRAINING + 2, capacity)
    assert ((later.unhelped > 0) & (later.unhelped < 1)).any()  # put on a list after this one


def test_rows_of_half_weight_count_half():
    """Each row twice at half its weight, and each once: one slope, and one error over people."""
    rng = np.random.default_rng(1)
    risk, person = rng.uniform(0.05, 0.5, 400), np.arange(400)
    left = (rng.random(400) < risk).astype(int)
    twice = [np.concatenate([part, part]) for part in (risk, left, person)]
    halves, once = estimate_slope(*twice, np.full(800, 0.5)), estimate_slope(risk, left, person)
    assert halves.value == pytest.approx(once.value)
    assert halves.error == pytest.approx(once.error)
    weight = np.where(left == 1, 1.0, 0.3)
    assert estimate_slope(risk, left, person, weight).value != pytest.approx(once.value, abs=1e-3)
