"""Follow-up in periods: only what was observed to its end counts, and of an unknown exit nothing is said."""

import numpy as np
import pytest

from houvast.errors import ConfigError
from houvast.labels import Outcomes
from houvast.periods import (
    DURATION,
    LEFT,
    OTHER,
    STAYED,
    build_durations,
    check_durations,
    left_within,
    period_edges,
    truncate,
)

EDGES = (0, 28, 60, 91)


def durations(*rows: tuple[int, str, int], lag: int = 0) -> list[tuple[int, int]]:
    """(periods, event) of rows of (day of the end, exit reason or "", days observed)."""
    time, cause, observed = zip(*rows, strict=True)
    outcomes = Outcomes(np.array(time, np.int32), np.array(cause, dtype=str), np.array(observed, np.int32))
    return [tuple(map(int, row)) for row in build_durations(outcomes, EDGES, ("voluntary",), lag)]


def test_every_horizon_is_an_edge_and_no_period_is_longer_than_five_weeks():
    edges = period_edges((26, 4, 13))
    assert edges == (0, 28, 60, 91, 121, 152, 182)
    assert period_edges([8]) == (0, 28, 56)
    assert max(np.diff(period_edges([7, 22]))) <= 35


@pytest.mark.parametrize("weeks", [[], [0], [-4, 13]])
def test_horizons_that_are_none_are_refused(weeks):
    with pytest.raises(ConfigError, match=r"one or more positive numbers of weeks\. Got"):
        period_edges(weeks)


def test_an_exit_lies_in_the_period_that_holds_its_day():
    assert durations((27, "voluntary", 500), (28, "voluntary", 500), (90, "employer", 500), (91, "voluntary", 500)) == [
        (1, LEFT),
        (2, LEFT),
        (3, OTHER),
        (3, STAYED),
    ]


def test_only_periods_observed_to_their_end_count():
    """Neither the staying nor the leaving of a period that is not over yet."""
    assert durations((59, "", 59), (60, "", 60), (40, "voluntary", 59), (40, "voluntary", 60)) == [
        (1, STAYED),
        (2, STAYED),
        (1, STAYED),
        (2, LEFT),
    ]


def test_exits_that_become_known_late_shorten_what_is_observed():
    assert durations((40, "voluntary", 60), lag=1) == [(1, STAYED)]
    assert durations((40, "voluntary", 61), lag=1) == [(2, LEFT)]


def test_an_exit_of_unknown_cause_ends_the_follow_up_before_its_period():
    assert durations((40, "unknown", 500), (3, "unknown", 500)) == [(1, STAYED), (0, STAYED)]


def test_an_observation_whose_spell_was_withdrawn_was_never_followed():
    assert durations((0, "", 0)) == [(0, STAYED)]


def test_truncated_durations_are_those_of_records_that_end_then():
    rng = np.random.default_rng(1)
    number, end = 2000, 20_200
    as_of = rng.integers(20_000, end, number)
    at = rng.integers(1, 200, number)
    cause = np.where(at < end - as_of, rng.choice(["voluntary", "employer", "unknown"], number), "")
    whole = build_durations(Outcomes(np.minimum(at, end - as_of), cause, end - as_of), EDGES, ("voluntary",))
    for until in (20_050, 20_100, 20_199):
        seen = np.flatnonzero(as_of < until)
        observed = until - as_of[seen]
        known = np.where(at[seen] < observed, cause[seen], "")
        expected = build_durations(Outcomes(np.minimum(at[seen], observed), known, observed), EDGES, ("voluntary",))
        np.testing.assert_array_equal(truncate(whole[seen], as_of[seen], EDGES, until), expected)


def test_truncating_leaves_what_it_was_given_as_it_was():
    whole = np.array([(3, LEFT)], dtype=DURATION)
    assert truncate(whole, np.array([0]), EDGES, 30)[0].item() == (1, STAYED)
    assert whole[0].item() == (3, LEFT)


def test_left_within_counts_the_outcome_only_and_only_so_far():
    given = np.array([(1, LEFT), (2, LEFT), (3, LEFT), (1, OTHER), (2, STAYED)], dtype=DURATION)
    assert left_within(given, 2).tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (np.zeros(2), r"y must be 2 durations .* dtype float64"),
        (np.zeros(3, dtype=DURATION), r"y must be 2 durations .*shape \(3,\)"),
        (np.array([(4, 0), (0, 0)], dtype=DURATION), "0 to 3 periods. Got up to 4"),
        (np.array([(1, 3), (0, 1)], dtype=DURATION), "2 durations whose event is none of 0, 1, 2, or has no period"),
    ],
)
def test_what_is_no_durations_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        check_durations(given, 2, 3)
