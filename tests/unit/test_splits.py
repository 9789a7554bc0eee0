"""Rolling origins: what is learned from lies wholly before what is tested."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from houvast.splits import FEWEST_TRAINING_LEAVERS, Origin, rolling_origins


def rows_of(dates: list[int], leavers: list[int], people: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`people` rows at every date, of which the given number leave; who leaves is gone afterwards."""
    as_of, label, person, gone = [], [], [], 0
    for date, leave in zip(dates, leavers, strict=True):
        here = np.arange(gone, people)
        as_of.append(np.full(here.size, date))
        label.append((here < gone + leave).astype(float))
        person.append(here)
        gone += leave
    return np.concatenate(as_of), np.concatenate(label), np.concatenate(person)


def test_the_last_half_is_tested_in_stretches_after_an_embargo() -> None:
    """Dates 0, 30, …, 330, ten leavers at each.

    The last half begins at day 165, so 180 is the first date tested. What is learned from lies at
    least 91 days earlier: at most day 89 for 180, so 60, the third date, with 30 leavers. The six
    dates 180, …, 330 make three stretches of two.
    """
    given = rows_of([30 * number for number in range(12)], [10] * 12)
    origins = rolling_origins(*given, count=3, embargo_days=91)
    assert origins == [Origin(60, 180, 210), Origin(120, 240, 270), Origin(180, 300, 330)]


def test_the_embargo_is_kept_to_the_day() -> None:
    """A horizon of 90 days from day 90 ends before day 180: it may be learned from. With 91 it may not."""
    given = rows_of([30 * number for number in range(12)], [10] * 12)
    assert rolling_origins(*given, count=1, embargo_days=90)[0].train_until == 90
    assert rolling_origins(*given, count=1, embargo_days=91)[0].train_until == 60


def test_masks_take_both_ends_of_a_stretch() -> None:
    origin, as_of = Origin(60, 180, 210), np.array([30, 60, 61, 150, 179, 180, 210, 211])
    assert origin.train_rows(as_of).tolist() == [True, True, False, False, False, False, False, False]
    assert origin.test_rows(as_of).tolist() == [False, False, False, False, False, True, True, False]


@pytest.mark.parametrize(("leavers", "origins"), [(FEWEST_TRAINING_LEAVERS, 1), (FEWEST_TRAINING_LEAVERS - 1, 0)])
def test_an_origin_needs_twenty_leavers_to_learn_from(leavers: int, origins: int) -> None:
    given = rows_of([0, 200], [leavers, 50])
    assert len(rolling_origins(*given, count=6, embargo_days=91)) == origins


def test_leavers_are_people_and_not_rows() -> None:
    """Ten people with three rows of 1 each are ten leavers."""
    as_of = np.concatenate([np.repeat([0, 10, 20], 10), [200, 200]])
    person = np.concatenate([np.tile(np.arange(10), 3), [50, 51]])
    assert rolling_origins(as_of, np.ones(32), person, count=1, embargo_days=91) == []
    assert len(rolling_origins(as_of, np.ones(32), np.arange(32), count=1, embargo_days=91)) == 1


def test_fewer_dates_than_origins_give_fewer_origins() -> None:
    given = rows_of([0, 200, 230], [30, 5, 5])
    assert [origin.test_from for origin in rolling_origins(*given, count=6, embargo_days=91)] == [200, 230]


def test_no_rows_give_no_origins() -> None:
    nothing = np.array([], dtype=int)
    assert rolling_origins(nothing, nothing.astype(float), nothing, count=6, embargo_days=91) == []


@settings(max_examples=150, deadline=None)
@given(
    dates=st.lists(st.integers(0, 900), min_size=1, max_size=25, unique=True),
    leavers=st.integers(0, 14),
    count=st.integers(1, 8),
    horizon=st.integers(1, 200),
    longer=st.integers(0, 60),
)
def test_every_horizon_learned_from_ends_before_the_test_begins(
    dates: list[int], leavers: int, count: int, horizon: int, longer: int
) -> None:
    as_of, label, person = rows_of(sorted(dates), [leavers] * len(dates))
    origins = rolling_origins(as_of, label, person, count=count, embargo_days=horizon + longer)
    assert len(origins) <= count
    tested = np.zeros(as_of.size, dtype=int)
    for origin in origins:
        train, test = origin.train_rows(as_of), origin.test_rows(as_of)
        last_day_of_horizon = as_of[train] + horizon - 1
        assert last_day_of_horizon.max() < as_of[test].min()
        assert np.unique(person[train & (label == 1)]).size >= FEWEST_TRAINING_LEAVERS
        assert as_of[test].min() >= (min(dates) + max(dates)) // 2
        tested += test
    assert tested.max(initial=0) <= 1, "no row is tested twice"
    assert [o.test_from for o in origins] == sorted(o.test_from for o in origins)
    assert [o.train_until for o in origins] == sorted(o.train_until for o in origins)
    if origins:
        later = as_of >= origins[0].test_from
        assert (tested[later] == 1).all(), "from the first origin on every date is tested"
