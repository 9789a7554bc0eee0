"""What a draw can show, held against simulated draws and published tables; and the boundary for harm."""

import numpy as np
import pytest
from scipy.stats import norm

from houvast.actions.boundary import find_limits, spend
from houvast.actions.power import (
    count_pooled,
    find_detectable,
    find_months,
    find_people,
    find_power,
)


def simulated_power(base, changed, helped, others, tries=40_000, seed=1):
    """Share of draws in which the usual test of two shares (pooled variance) says that they differ."""
    rng = np.random.default_rng(seed)
    one, other = rng.binomial(helped, changed, tries) / helped, rng.binomial(others, base, tries) / others
    mean = (one * helped + other * others) / (helped + others)
    z = (one - other) / np.sqrt(np.maximum(mean * (1 - mean), 1e-12) * (1 / helped + 1 / others))
    return (np.abs(z) > norm.ppf(0.975)).mean()


@pytest.mark.parametrize(
    ("base", "changed", "helped", "others"), [(0.3, 0.2, 300, 300), (0.2, 0.1, 350, 150), (0.1, 0.1, 400, 200)]
)
def test_power_is_that_of_simulated_draws(base, changed, helped, others):
    found = find_power(base, changed - base, helped, others)
    assert found == pytest.approx(simulated_power(base, changed, helped, others), abs=0.015)


def test_a_published_sample_size():
    """Fleiss, Levin and Paik: 0.25 against 0.40, power 0.80, equal arms: 152 each without the correction."""
    assert find_people(0.40, 0.15 / 0.40, 0.5) in (303, 304, 305)


def test_the_detectable_difference_is_the_one_with_that_power():
    size = find_detectable(0.3, 175, 75)
    assert find_power(0.3, -size, 175, 75) == pytest.approx(0.8)
    assert find_detectable(0.3, 1000, 1000) < size
    assert find_detectable(0.1, 18, 7) is None


def test_people_and_months():
    people = find_people(0.2, 0.5, 0.3)
    assert find_power(0.2, -0.1, people * 0.7, people * 0.3) >= 0.8
    assert find_power(0.2, -0.1, (people - 2) * 0.7, (people - 2) * 0.3) < 0.8
    assert count_pooled(36, 10, 1) == 36
    assert count_pooled(36, 10, 4) == 66
    assert find_months(66, 36, 10) == 4
    assert find_months(67, 36, 10) == 5
    assert find_months(36, 36, 0) == 1
    assert find_months(37, 36, 0) is None


def test_limits_are_the_published_ones():
    """Five looks, one-sided 2.5%, spending in the manner of Pocock (Lan and DeMets 1983; as gsDesign prints them)."""
    assert find_limits(5) == pytest.approx((2.44, 2.43, 2.41, 2.40, 2.39), abs=0.006)
    assert find_limits(1) == pytest.approx((norm.ppf(0.975),), abs=1e-6)
    assert spend(1) == pytest.approx(0.025)
    assert spend(0) == 0


def test_help_without_effect_is_stopped_in_one_of_forty_trials():
    rng = np.random.default_rng(3)
    path = np.cumsum(rng.normal(size=(100_000, 12)), axis=1) / np.sqrt(np.arange(1, 13))
    stopped = (path > find_limits(12)).any(axis=1).mean()
    assert stopped == pytest.approx(0.025, abs=0.002)
