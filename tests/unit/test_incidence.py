"""Competing exits: chances that add up, and slopes that are those of small steps."""

import numpy as np
import pytest
from path_oracle import incidence_slopes

from houvast.incidence import cumulative_incidence, hazards
from houvast.risk_loops import Tables, fill_incidence, fill_slopes

RNG = np.random.default_rng(0)
VOLUNTARY, OTHER = RNG.normal(-2, 1.5, (5, 7)), RNG.normal(-3, 1.5, (5, 7))


def test_two_periods_by_hand():
    """Odds against staying of 1 and 2: chances 1/4 and 2/4; then 3 and 0: 3/4."""
    voluntary, other = np.log([1.0, 3.0]), np.array([np.log(2.0), -np.inf])
    left, gone = hazards(voluntary, other)
    np.testing.assert_allclose(left, [1 / 4, 3 / 4])
    np.testing.assert_allclose(gone, [1 / 2, 0])
    np.testing.assert_allclose(cumulative_incidence(voluntary, other), [1 / 4, 1 / 4 + 1 / 4 * 3 / 4])


def test_leaving_by_choice_otherwise_and_staying_are_all_there_is():
    left, gone = hazards(VOLUNTARY, OTHER)
    stays = np.prod(1 - left - gone, axis=0)
    total = cumulative_incidence(VOLUNTARY, OTHER)[-1] + cumulative_incidence(OTHER, VOLUNTARY)[-1]
    np.testing.assert_allclose(total + stays, 1)


def test_extreme_log_odds_overflow_nothing():
    left, gone = hazards(np.array([800.0, -800.0]), np.array([-800.0, -800.0]))
    np.testing.assert_array_equal(left, [1, 0])
    np.testing.assert_array_equal(gone, [0, 0])


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("period", range(5))
def test_slopes_are_those_of_small_steps(which, period):
    step = np.zeros_like(VOLUNTARY)
    step[period] = 1e-6
    moved = [
        cumulative_incidence(*(value + sign * step * (at == which) for at, value in enumerate((VOLUNTARY, OTHER))))[-1]
        for sign in (1, -1)
    ]
    risk, *slopes = incidence_slopes(VOLUNTARY, OTHER)
    np.testing.assert_allclose(slopes[which][period], (moved[0] - moved[1]) / 2e-6, atol=1e-9)
    np.testing.assert_allclose(risk, cumulative_incidence(VOLUNTARY, OTHER)[-1])


def test_the_compiled_loops_say_the_same():
    """Seven people, each of a tenure of their own, with a pull that the table leaves out."""
    pull, days = RNG.normal(size=7), np.array([3, 0, 6, 1, 5, 2, 4])
    tables = Tables((VOLUNTARY - pull)[:, np.argsort(days)].T.copy(), OTHER[:, np.argsort(days)].T.copy())
    incidence, slopes = np.empty((7, 5)), np.empty((7, 5))
    fill_incidence(pull, days, tables, incidence)
    fill_slopes(pull, days, tables, slopes)
    np.testing.assert_allclose(incidence, cumulative_incidence(VOLUNTARY, OTHER).T, rtol=1e-13)
    np.testing.assert_allclose(slopes, incidence_slopes(VOLUNTARY, OTHER)[1].T, rtol=1e-12)
    fill_incidence(np.full(7, 800.0), days, tables, incidence)
    np.testing.assert_array_equal(incidence[:, 0], 1)
