"""How large a model the records can bear."""

import numpy as np
import pandas as pd
import pytest

from houvast.features import DRIVER_OF, DRIVERS, TENURE
from houvast.ladder import choose_step, in_turn, measured_features
from houvast.transforms import FEW_TENURE_KNOTS_WEEKS, TENURE_KNOTS_WEEKS

RUNGS = [(50, 5, 20.0), (200, 10, 10.0), (400, 20, 5.0)]
ALL = [name for module in DRIVERS.values() for name in module.FEATURES]


@pytest.mark.parametrize(
    ("leavers", "from_leavers", "parameters", "penalty"),
    [(50, 50, 5, 20.0), (199, 50, 5, 20.0), (200, 200, 10, 10.0), (399, 200, 10, 10.0), (400, 400, 20, 5.0)],
)
def test_the_highest_rung_that_the_leavers_allow(
    leavers: int, from_leavers: int, parameters: int, penalty: float
) -> None:
    step = choose_step(RUNGS, leavers, ALL)
    assert step is not None
    assert (step.from_leavers, step.max_parameters, step.penalty) == (from_leavers, parameters, penalty)
    assert step.leavers == leavers
    assert len(step.features) == 1 + min(parameters, len(ALL) - 1)


@pytest.mark.parametrize("leavers", [0, 49])
def test_below_the_lowest_rung_there_is_no_model(leavers: int) -> None:
    assert choose_step(RUNGS, leavers, ALL) is None


def test_tenure_is_always_there_comes_first_and_is_not_counted() -> None:
    step = choose_step(RUNGS, 60, [name for name in ALL if name != TENURE])
    assert step is not None and step.features[0] == TENURE and len(step.features) == 6
    assert choose_step(RUNGS, 60, []).features == (TENURE,)
    assert choose_step(RUNGS, 60, ALL).features.count(TENURE) == 1


def test_a_small_model_says_something_on_as_many_drivers_as_it_can() -> None:
    """Five parameters beside tenure for five drivers beside the first: the first feature of each."""
    step = choose_step(RUNGS, 60, ALL)
    assert step is not None
    assert step.features == tuple(next(iter(module.FEATURES)) for module in DRIVERS.values())[:6]


def test_a_driver_gives_its_first_measured_feature() -> None:
    asked = ("pay", "one_on_ones", "career", "purpose")
    measured = [name for name in ALL if name == TENURE or (DRIVER_OF[name] in asked and name != "pay_rises_365d_count")]
    step = choose_step(RUNGS, 60, measured)
    assert step is not None
    assert [DRIVER_OF[name] for name in step.features].count("pay") == 2  # the fifth place: a second of pay
    assert "pay_since_rise_days" in step.features
    assert step.drivers == ("first_90_days", *asked)


def test_features_stand_in_the_order_in_which_they_were_given() -> None:
    given = list(reversed(in_turn(ALL)[:20]))
    step = choose_step(RUNGS, 400, given)
    assert step is not None
    assert step.features == (TENURE, *[name for name in given if name != TENURE])


def test_in_turn_takes_every_first_before_any_second() -> None:
    given = ["pay_rises_365d_count", "pay_since_rise_days", "career_talks_365d_count", TENURE]
    assert in_turn(given) == [
        TENURE,
        "pay_rises_365d_count",
        "career_talks_365d_count",
        "pay_since_rise_days",
    ]


def test_tenure_bends_at_more_places_from_200_leavers() -> None:
    few, many = choose_step(RUNGS, 199, ALL), choose_step(RUNGS, 200, ALL)
    assert few.tenure_knots == FEW_TENURE_KNOTS_WEEKS and many.tenure_knots == TENURE_KNOTS_WEEKS


def test_a_feature_is_measured_if_a_fifth_of_the_rows_have_it_and_they_differ() -> None:
    rows = np.arange(10.0)
    X = pd.DataFrame(
        {
            "all": rows,
            "a_fifth": np.where(rows < 2, rows, np.nan),
            "a_tenth": np.where(rows < 1, rows, np.nan),
            "none": np.nan,
            "one_value_of_some": np.where(rows < 7, 0.1, np.nan),
        }
    )
    assert measured_features(X) == ["all", "a_fifth"]
    assert measured_features(X.iloc[:0]) == []


def test_one_value_is_no_difference_even_if_its_deviation_is_rounded() -> None:
    assert np.std(np.full(7, 0.1)) > 0
    assert measured_features(pd.DataFrame({"one_value": np.full(7, 0.1)})) == []
