"""Hidden cells of a table with totals: none can be worked out, held against trying every table."""

from itertools import product

import numpy as np
import pytest

from houvast.suppression import (
    CLOSE,
    FEW,
    TOGETHER,
    find_exposed,
    hide_cells,
    hide_few,
    hide_nested,
    is_close,
    round_count,
    round_sum,
    share_step,
)


def with_totals(cells: list[list[int]]) -> np.ndarray:
    inner = np.array(cells)
    wide = np.hstack([inner, inner.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0)])


def test_a_single_small_cell_takes_three_others_with_it() -> None:
    """The 4 would follow from its row, so the smallest beside it goes too; both would follow from their columns."""
    hidden = hide_cells(with_totals([[4, 20, 30], [40, 50, 60], [25, 70, 80]]), fewest=10)
    assert np.argwhere(hidden).tolist() == [[0, 0], [0, 1], [2, 0], [2, 1]]


def test_nothing_small_hides_nothing() -> None:
    assert not hide_cells(with_totals([[10, 20], [30, 0]]), fewest=10).any()


def test_bands_alone() -> None:
    """One column that is its own total: a small band takes the smallest other with it."""
    hidden = hide_cells(with_totals([[4], [30], [20]]), fewest=10)
    assert hidden[:3, 0].tolist() == [True, False, True]


def test_a_bridge_is_exposed_though_no_line_has_a_single_hidden_cell() -> None:
    """Two squares of hidden cells, tied by one more cell: that one follows from the sums of a square."""
    hidden = np.zeros((5, 5), dtype=bool)
    for square in (((0, 0), (0, 1), (1, 0), (1, 1)), ((2, 2), (2, 3), (3, 2), (3, 3))):
        for at in square:
            hidden[at] = True
    hidden[1, 2] = True
    assert np.argwhere(find_exposed(hidden)).tolist() == [[1, 2]]


@pytest.mark.parametrize("seed", range(8))
def test_no_hidden_cell_has_one_value_only(seed: int) -> None:
    """Every hidden cell of a made-up table, totals as well, can be at least two numbers that give the same sums."""
    rng = np.random.default_rng(seed)
    people = with_totals(rng.integers(0, 40, size=(3, 3)).tolist())
    hidden = hide_cells(people, fewest=12)
    assert hidden[(people > 0) & (people < 12)].all()
    at = [tuple(one) for one in np.argwhere(hidden)]
    inner = [one for one in at if 3 not in one]
    values = {one: set() for one in at}
    for moves in product((-1, 0, 1), repeat=len(inner)):
        other = people[:3, :3].astype(int)
        for one, move in zip(inner, moves, strict=True):
            other[one] += move
        table = with_totals(other.tolist())
        if (table[~hidden] == people[~hidden]).all():
            for one in at:
                values[one].add(int(table[one]))
    assert all(len(found) > 1 for found in values.values())


def test_of_a_site_two_teams_are_hidden_or_none_or_the_site_too() -> None:
    def hidden(close=(), **teams):
        people = {("S",): sum(teams.values()), **{("S", name): number for name, number in teams.items()}}
        return {key[-1]: why for key, why in hide_nested(people, [("S", name) for name in close]).items()}

    assert hidden(a=12, b=15, c=20) == {}
    assert hidden(a=4, b=15, c=20) == {"a": FEW, "b": TOGETHER}
    assert hidden(a=4, b=5, c=20) == {"a": FEW, "b": FEW}
    assert hidden(close="c", a=12, b=15, c=20) == {"c": CLOSE, "a": TOGETHER}
    assert hidden(close="a", a=12) == {"a": CLOSE, "S": TOGETHER}


def test_a_hidden_site_does_not_follow_from_its_teams() -> None:
    people = {("S",): 40, ("S", "a"): 20, ("S", "b"): 20, ("T",): 30, ("T", "c"): 30}
    assert hide_nested(people, [("S",)]) == {("S",): CLOSE, ("S", "a"): TOGETHER}


def test_close_is_a_few_people_who_came_or_went() -> None:
    ten = frozenset("abcdefghij")
    assert not is_close(ten, [])
    assert not is_close(ten, [ten])
    assert is_close(ten, [ten, ten - {"a"}])
    assert is_close(ten, [frozenset("abcdefghkl")])
    assert not is_close(ten, [ten - set("abcde")])


def test_sums_are_rounded_to_their_step() -> None:
    assert [round_sum(value, 0.5) for value in (0.2, 0.3, 1.74, 1.76, 0.0)] == [0.0, 0.5, 1.5, 2.0, 0.0]
    assert str(round_sum(-0.04, 0.1)) == "0.0"


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ([12, 30, 0], [0, 0, 0]),
        ([3, 30, 12, 0], [1, 0, 1, 0]),
        ([3, 8, 30, 12], [1, 1, 0, 0]),
        ([3, 2, 30, 12], [1, 1, 0, 1]),
        ([4, 0], [1, 0]),
        ([], []),
    ],
)
def test_parts_of_a_whole_are_hidden_with_another_where_they_would_follow(people, hidden):
    np.testing.assert_array_equal(hide_few(np.array(people, dtype=int), fewest=10), np.array(hidden, dtype=bool))


@pytest.mark.parametrize(
    ("people", "also", "hidden"),
    [
        ([[12, 12], [30, 30]], [0, 0], [0, 0]),
        ([[12, 3], [30, 30], [20, 25]], [0, 0, 0], [1, 0, 1]),
        ([[12, 12], [30, 30]], [1, 0], [1, 0]),  # enough together: nothing follows of few
        ([[0, 0], [30, 30]], [1, 0], [0, 0]),
        ([[0, 4], [30, 30]], [0, 0], [1, 1]),
    ],
)
def test_parts_of_which_arms_are_told_apart_need_people_in_each(people, also, hidden):
    found = hide_few(np.array(people), fewest=10, also=np.array(also, dtype=bool))
    np.testing.assert_array_equal(found, np.array(hidden, dtype=bool))


def test_counts_alone_are_told_in_fives_and_not_below():
    assert [round_count(count) for count in (0, 4, 5, 7, 8, 12, 13)] == [None, None, 5, 5, 10, 10, 15]


def test_a_share_is_told_in_the_first_step_worth_more_than_two_people():
    assert [share_step(people) for people in (10, 12, 13, 24, 25, 49, 50, 124, 125, 249, 250, 9000)] == [
        0.25, 0.25, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02, 0.02, 0.01, 0.01,
    ]  # fmt: skip
