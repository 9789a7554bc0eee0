"""Drift of one column: the index by hand, what chance does by published figures, and months that are not alike."""

import numpy as np
import pytest
from scipy.stats import chi2

from houvast.monitor.bins import NOTABLE, build_bins
from houvast.monitor.psi import no_drift, population_stability


def test_the_index_by_hand():
    """Shares 30.5/101 and 70.5/101 against 50.5/101 twice: (p - q) log(p / q), summed."""
    low, high, half = 30.5 / 101, 70.5 / 101, 0.5
    by_hand = (low - half) * np.log(low / half) + (high - half) * np.log(high / half)
    assert population_stability([30, 70], [50, 50]) == pytest.approx(by_hand, rel=1e-12)
    assert population_stability([50, 50], [30, 70]) == pytest.approx(by_hand, rel=1e-12)
    assert population_stability([300, 700], [30, 70]) == pytest.approx(0, abs=1e-3)
    assert np.isfinite(population_stability([10, 0], [0, 10]))


@pytest.mark.parametrize(("people", "known"), [(300, 0.113), (1000, 0.034)])
def test_what_chance_does_is_what_was_measured_elsewhere(people, known):
    """Ten bins, both of one size: 95% of the indices lie below these (measured independently, plan of the project)."""
    _, limit = no_drift(np.full(10, people), people, people, 0.05)
    assert limit == pytest.approx(known, rel=0.06)


def test_rare_limits_follow_the_chi_squared_ones():
    people_reference, people_now, bins = 5000, 1000, 11
    mean, limit = no_drift(np.full(bins, 500), people_reference, people_now, 0.001)
    scale = 1 / people_reference + 1 / people_now
    assert mean == pytest.approx(scale * (bins - 1), rel=0.05)
    assert limit == pytest.approx(scale * chi2.isf(0.001, bins - 1), rel=0.08)


def test_a_limit_is_kept_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    shares = np.array([0.4, 0.2, 0.2, 0.1, 0.1])
    limit = no_drift(shares * 1000, 600, 150, 0.01)[1]
    found = population_stability(rng.multinomial(600, shares, 20_000), rng.multinomial(150, shares, 20_000))
    assert 0.006 < np.mean(found > limit) < 0.014


def column(months=12, people=200, seed=0, shock=0.0):
    """Values, as-of days and persons: everyone anew each month, and a shock that a month shares."""
    rng = np.random.default_rng(seed)
    as_of = np.repeat(np.arange(months) * 30, people)
    values = rng.normal(size=as_of.size) + shock * rng.normal(size=months).repeat(people)
    return values, as_of, np.arange(as_of.size)


def test_bins_are_of_equal_size_and_the_missing_have_their_own():
    values, as_of, person = column()
    values[:240] = np.nan
    bins = build_bins(values, as_of, person)
    assert len(bins.counts) == 11
    assert bins.counts[-1] == 240 - 200  # the first month has nobody with a value: its records had not begun
    assert max(bins.counts[:-1]) - min(bins.counts[:-1]) <= 1
    assert bins.place(np.array([-9.0, 9.0, np.nan])).tolist() == [0, 9, 10]
    assert bins.missing_share == pytest.approx(40 / 2200)
    assert bins.months == 11


@pytest.mark.parametrize("values", [np.full(600, np.nan), np.full(600, 3.0), np.arange(600) % 2 * 1.0])
def test_columns_with_little_in_them_do_not_cry_wolf(values):
    bins = build_bins(values, np.repeat([0, 30, 60, 90], 150), np.arange(600))
    assert bins.index(values[:150]) < bins.limit(150, 0.001)


def test_a_shift_is_an_alarm_and_chance_is_not():
    bins = build_bins(*column())
    rng = np.random.default_rng(9)
    limit = bins.limit(200, 0.0005)
    assert NOTABLE <= limit < 0.25
    assert bins.index(rng.normal(size=200)) < limit
    assert bins.index(rng.normal(0.6, 1, size=200)) > limit


def test_what_months_did_in_training_is_no_drift():
    calm, restless = build_bins(*column(people=800)), build_bins(*column(people=800, shock=0.4))
    assert restless.limit(800, 0.001) > 3 * calm.limit(800, 0.001)
    assert restless.limit(800, 0.001) > 1.3 * restless.largest > 1.3 * calm.largest


def test_two_months_say_nothing_of_what_months_do():
    bins = build_bins(*column(months=2))
    assert np.isnan(bins.limit(200, 0.01))
