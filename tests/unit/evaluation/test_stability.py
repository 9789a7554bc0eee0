"""Stability beside counting by hand, and against noise of a known size."""

import json
import math

import numpy as np
import pytest

from houvast.evaluation import measure_stability

PERSON = np.arange(6)
FIRST = np.array([0.6, 0.5, 0.4, 0.3, 0.2, 0.1])


def stability(refit, *, capacity=2, refits=2, risk=FIRST, person=PERSON):
    return measure_stability(refit, risk, person, training_people=10, capacity=capacity, refits=refits, seed=1)


def test_overlap_and_ranks_by_hand():
    answers = iter([FIRST, np.array([0.6, 0.1, 0.5, 0.4, 0.3, 0.2])])  # the second person falls from place 2 to 6
    found = stability(lambda times: next(answers))
    assert found.refits == 2
    assert found.overlap.value == pytest.approx((2 / 2 + 1 / 2) / 2)
    assert found.jaccard.value == pytest.approx((2 / 2 + 1 / 3) / 2)
    assert found.kept_share.tolist() == [1.0, 0.5, 0.5, 0, 0, 0]
    # Moved places: six times 0, then 0, 4, 1, 1, 1, 1, of six people.
    moved = np.array([0] * 7 + [1] * 4 + [4]) / 6
    assert found.rank_change_median == pytest.approx(np.quantile(moved, 0.5))
    assert found.rank_change_p90 == pytest.approx(np.quantile(moved, 0.9))


def test_each_refit_draws_whole_people_anew():
    drawn = []

    def refit(times):
        drawn.append(times)
        return FIRST

    assert stability(refit, refits=30).overlap.value == 1.0
    assert all(times.shape == (10,) and times.sum() == 10 for times in drawn)
    assert len({tuple(times) for times in drawn}) > 25
    assert np.var(np.concatenate(drawn)) == pytest.approx(0.9, abs=0.25)  # binomial (10, 1/10)


def test_ties_go_to_the_lower_person_number_in_both_lists():
    same = np.full(6, 0.5)
    found = stability(lambda times: same, risk=same, person=PERSON[::-1])
    assert found.overlap.value == 1.0
    assert found.kept_share.tolist() == [0, 0, 0, 0, 1, 1]
    assert found.rank_change_p90 == 0


def test_lists_by_lot_overlap_as_often_as_lots_do():
    rng = np.random.default_rng(3)
    n, capacity = 400, 40
    found = measure_stability(
        lambda times: rng.random(n),
        rng.random(n),
        np.arange(n),
        training_people=5,
        capacity=capacity,
        refits=200,
        seed=1,
    )
    assert found.overlap.value == pytest.approx(capacity / n, abs=0.01)
    assert found.rank_change_median == pytest.approx(1 - math.sqrt(0.5), abs=0.01)  # of two uniform ranks


def test_a_refit_that_cannot_be_made_is_left_out():
    answers = iter([None, FIRST, None])
    found = stability(lambda times: next(answers), refits=3)
    assert (found.refits, found.overlap.value) == (1, 1.0)
    nothing = stability(lambda times: None)
    assert nothing.refits == 0
    assert math.isnan(nothing.rank_change_median)


def test_what_is_kept_speaks_of_no_person():
    kept = json.loads(json.dumps(stability(lambda times: FIRST).as_dict()))
    assert set(kept) == {"refits", "overlap", "jaccard", "rank_change_median", "rank_change_p90"}
    assert json.loads(json.dumps(stability(lambda times: None).as_dict()))["rank_change_p90"] is None
