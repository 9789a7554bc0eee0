"""As few points of a path as are enough: the proven bound holds beside 400 points, and is not idle."""

import numpy as np
import pytest
from path_oracle import mean_slopes

from houvast.path_rules import (
    LOWEST_TOP,
    REACH_STEP,
    REACHES,
    SIZES,
    TOP_STEP,
    TOPS,
    build_rules,
    choose_rules,
    count_points,
)
from houvast.risk_loops import Path, Tables, walk_paths

GOAL = 1e-11


def walk(ends, other_ends, base, other_base):
    """Mean slopes and tenure's parts of people who have a tenure each and no pull."""
    periods, people = ends.shape
    rules = *build_rules(), choose_rules(periods), REACH_STEP, LOWEST_TOP, TOP_STEP
    slope, tenure = np.empty(people), np.empty(people)
    tables = Tables(np.ascontiguousarray(ends.T), np.ascontiguousarray(other_ends.T))
    walk_paths(np.zeros(people), np.arange(people), tables, Path(base, other_base, 0.0, *rules), slope, tenure)
    return slope, tenure


@pytest.mark.parametrize("periods", [1, 3, 6])
@pytest.mark.parametrize("spread", [0.05, 0.5, 2.0, 8.0])
def test_sums_of_slopes_are_right_within_the_goal(periods, spread):
    rng = np.random.default_rng(periods)
    base, other_base = rng.normal(-3, 1, periods), rng.normal(-4, 1, periods)
    apart, other_apart = rng.normal(0, spread, (2, periods, 400))
    ends, other_ends = base[:, None] + apart, other_base[:, None] + other_apart
    exact, to_other = mean_slopes(base[:, None], apart, other_base[:, None], other_apart, points=400)
    slope, tenure = walk(ends, other_ends, base, other_base)
    assert np.abs(slope - exact.sum(axis=0)).max() <= GOAL
    moved = (exact * apart + to_other * other_apart).sum(axis=0)
    assert np.abs(tenure - moved).max() <= GOAL * (np.abs(apart) + np.abs(other_apart)).sum(axis=0).max()


def test_fewer_points_than_proven_are_seldom_enough():
    """With a third of the points the goal is missed: the bound is within a factor of what is needed."""
    points = int(count_points(np.array(2.0), np.array(0.0), 3))
    base, apart = np.full((3, 1), -2.0), np.full((3, 1), 2.0)
    exact, _ = mean_slopes(base, apart, base, apart, points=400)
    few, _ = mean_slopes(base, apart, base, apart, points=points // 3)
    assert points <= 24
    assert np.abs(few - exact).sum() > GOAL


def test_rules_are_those_of_their_size_and_grow_with_reach_and_top():
    size, node, weight = build_rules()
    np.testing.assert_allclose(weight.sum(axis=1), 1)
    np.testing.assert_allclose((weight * node**3).sum(axis=1), 1 / 4)
    assert ((node > 0).sum(axis=1) == size).all()
    rules = choose_rules(3)
    assert rules.shape == (REACHES, TOPS)
    assert (np.diff(rules, axis=0) >= 0).all()
    assert (np.diff(rules, axis=1) >= 0).all()
    assert SIZES[rules[4, 20]] < 12


def test_a_path_beyond_the_grid_is_walked_by_the_largest_rule():
    base = np.array([-3.0])
    slope, _ = walk(np.array([[60.0]]), base[:, None], base, base)
    exact, _ = mean_slopes(base[:, None], np.array([[63.0]]), base[:, None], np.zeros((1, 1)), points=2000)
    assert slope[0] == pytest.approx(exact[0, 0], abs=1e-9)
