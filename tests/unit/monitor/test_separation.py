"""Telling today from training: 0.5 where nothing changed, nobody is recognised, and the classifier is a known one."""

import numpy as np
import pytest
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import roc_auc_score

from houvast.monitor.bins import build_bins
from houvast.monitor.separation import (
    APART_DAYS,
    NOTABLE,
    RIDGE,
    _fit,
    _sums,
    encode,
    measured_dates,
    separate,
    separate_dates,
    separation_limit,
    spread_dates,
)


def people(months=6, count=300, seed=1, shift=0.0):
    """Encoded features of people, the last month being today."""
    rng = np.random.default_rng(seed)
    as_of = np.repeat(np.arange(months) * 60, count)
    person = np.tile(np.arange(count), months)
    today = as_of == as_of.max()
    columns = {"a": rng.normal(size=as_of.size) + shift * today, "b": rng.normal(size=as_of.size)}
    columns["b"][rng.random(as_of.size) < 0.2] = np.nan
    bins = {name: build_bins(values, as_of, person) for name, values in columns.items()}
    return encode(columns, bins), person, as_of, today


def test_nothing_changed():
    encoded, person, _, today = people()
    assert separate(encoded, person, today) == pytest.approx(0.5, abs=0.04)


def test_a_shift_by_half_a_standard_deviation():
    encoded, person, _, today = people(shift=0.5)
    assert separate(encoded, person, today) == pytest.approx(0.638, abs=0.03)  # Phi(0.5 / sqrt(2))


def test_nobody_is_recognised():
    """A hundred random marks know every one of three hundred people by heart, and tell nothing of those unseen."""
    rng = np.random.default_rng(4)
    marks, today = rng.normal(size=(300, 100)), np.arange(300) % 2 == 0
    by_heart = RidgeClassifier(alpha=RIDGE).fit(marks, today).decision_function(marks)
    assert roc_auc_score(today, by_heart) > 0.85
    assert separate(marks, np.arange(300), today) == pytest.approx(0.5, abs=0.08)
    twice = separate(marks.repeat(2, axis=0), np.arange(300).repeat(2), today.repeat(2))
    assert twice == pytest.approx(0.5, abs=0.08)


def test_the_weights_are_those_of_the_library():
    """RidgeClassifier(alpha, class_weight="balanced") up to the scale of the answer."""
    encoded, _, _, today = people(shift=0.3)
    design = np.column_stack([np.ones(today.size), encoded - encoded.mean(axis=0)])
    ours = design @ _fit([_sums(design[~today])], [_sums(design[today])])
    theirs = RidgeClassifier(alpha=RIDGE, class_weight="balanced").fit(encoded, today).decision_function(encoded)
    np.testing.assert_allclose(ours, theirs, atol=1e-8)


def test_the_limit_is_a_prediction_limit_of_dates_that_lie_apart():
    usual = [0.60, 0.62, 0.58, 0.64, 0.56]
    dates = [0, 60, 120, 240, 360]
    # 4 dates 120 days apart count: t(3 df) of 0.005 is 5.8409 (tables); sd of the five is 0.031623
    by_hand = 0.60 + 5.8409 * 0.0316228 * (1 + 1 / 4) ** 0.5
    assert separation_limit(usual, dates, 500, 500, 0.005) == pytest.approx(by_hand, abs=1e-4)
    assert separation_limit([0.5] * 5, dates, 10_000, 10_000, 0.005) == NOTABLE
    assert separation_limit([0.5] * 5, dates, 30, 30, 0.005) > 0.65
    assert np.isnan(separation_limit([0.5, 0.5], dates[:2], 500, 500, 0.005))


def test_dates_are_told_from_those_far_away():
    encoded, person, as_of, _ = people(months=8)
    found = separate_dates(encoded, person, as_of)
    assert len(found) == 8
    assert max(abs(one - 0.5) for one in found) < 0.08
    rows = (as_of == 0) | (as_of >= APART_DAYS)
    assert found[0] == separate(encoded[rows], person[rows], as_of[rows] == 0)
    assert separate_dates(encoded[:600], person[:600], as_of[:600]) == []


def test_dates_before_a_feature_was_measured_are_left_out():
    as_of = np.repeat([0, 30, 60, 90], 5)
    late, never = np.arange(20.0), np.full(20, np.nan)
    late[as_of < 60] = np.nan
    assert measured_dates({"late": late, "never": never, "always": np.ones(20)}, as_of).tolist() == [60, 90]
    assert spread_dates(np.arange(0, 900, 30)).tolist()[-1] == 870
    assert len(spread_dates(np.arange(0, 900, 30))) == 8
