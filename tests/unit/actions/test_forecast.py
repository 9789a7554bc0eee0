"""Expected leavers by month: by hand, against simulated centres, and against scipy's laws."""

import numpy as np
import pytest
from scipy.stats import poisson

from houvast.actions.forecast import budget, count_interval, expect_leavers, hiring_need, to_months


def test_months_out_of_periods_by_hand():
    """Periods end on days 28, 60, 91; months on 31, 59, 90: 28 to 60 is 32 days long."""
    incidence = np.array([[0.10, 0.20, 0.30]])
    found = to_months(incidence, (0, 28, 60, 91), (31, 59, 90))
    assert found[0] == pytest.approx([0.10 + 3 / 32 * 0.1, 0.10 + 31 / 32 * 0.1, 0.20 + 30 / 31 * 0.1])
    assert to_months(incidence, (0, 28, 60, 91), (14, 28, 91))[0] == pytest.approx([0.05, 0.1, 0.3])
    with pytest.raises(ValueError, match=r"`month_days` must lie within 0 and 91\. Got \[92\]"):
        to_months(incidence, (0, 28, 60, 91), (92,))


def test_teams_months_and_the_whole_by_hand():
    incidence = np.array([[0.1, 0.3], [0.2, 0.2], [0.0, 0.5]])
    slopes = np.zeros((3, 2, 1))
    slopes[:, :, 0] = [[1, 2], [0, 1], [2, 2]]
    found = expect_leavers(incidence, slopes, np.array([[0.01]]), np.array(["a", "a", "b"]), (30, 61))
    by_name = {(one.team, one.first_day): one for one in found}
    assert len(found) == 6
    assert by_name["a", 0].mean == pytest.approx(0.3)
    assert by_name["a", 30].mean == pytest.approx(0.2)
    assert by_name["b", 30].mean == pytest.approx(0.5)
    assert by_name["", 0].mean == pytest.approx(0.3)
    assert (by_name["a", 30].last_day, by_name["a", 30].people) == (61, 2)
    # Slopes of a's second month: (2 - 1) + (1 - 0) = 2, times the weight's error of 0.1.
    one = by_name["a", 30]
    assert (one.high - one.mean) == pytest.approx(1.96 * 0.2, abs=1e-3)
    assert one.low == 0


def test_the_number_that_leaves_lies_in_its_interval_as_often_as_it_says():
    rng = np.random.default_rng(1)
    chance = rng.uniform(0.02, 0.2, 120)
    fewest, most = count_interval(chance, 0.0)
    left = (rng.random((20_000, 120)) < chance).sum(axis=1)
    assert 0.95 <= ((left >= fewest) & (left <= most)).mean() <= 0.98
    # The weights are unsure too: everybody's chance moves together, its sum by an error of 3.
    error = 3.0
    moved = np.clip(chance * (1 + error / chance.sum() * rng.standard_normal((20_000, 1))), 0, 1)
    left = (rng.random((20_000, 120)) < moved).sum(axis=1)
    fewest, most = count_interval(chance, error)
    assert 0.945 <= ((left >= fewest) & (left <= most)).mean() <= 0.98
    narrow = count_interval(chance, 0.0)
    assert most - fewest > narrow[1] - narrow[0]


def test_rare_leavers_are_poisson():
    chance = np.full(100_000, 5e-5)
    assert count_interval(chance, 0.0) == tuple(int(poisson(5).ppf(end)) for end in (0.025, 0.975))
    assert count_interval(np.zeros(5), 0.0) == (0, 0)
    assert count_interval(np.ones(5), 0.0) == (5, 5)


def test_hiring_and_budget():
    assert hiring_need(6, 2, 0.8) == pytest.approx(10)
    with pytest.raises(ValueError, match="`stays_share` must lie above 0"):
        hiring_need(6, 2, 0)
    (one,) = expect_leavers(np.array([[0.5]]), np.zeros((1, 1, 1)), np.zeros((1, 1)), np.array([""]), (30,))
    assert budget(one, (4000, 6000)) == (2000, 3000)
