"""The feature matrix: which tables are opened, and which columns come out."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from text_tables import days, empty_table, read_records, reader

from houvast import matrix
from houvast.features import DRIVERS
from houvast.matrix import build_matrix, find_idle_days, open_tables, tables_needed
from houvast.observations import build_cohort
from houvast.timeline import Known

RECORDS = read_records(
    """
    spells
    employee_id  started_on
    anna         2020-01-01
    ben          2020-01-01

    pay
    employee_id  effective_on  hourly_wage
    anna         2021-01-01    14.00
    anna         2021-06-01    15.00
    ben          2021-01-01    14.00
    """
)
SEEN = build_cohort(reader(RECORDS)("spells"), days("2021-12-31", "2022-01-01"))


def test_tables_are_those_of_the_drivers_and_the_assignments_in_the_order_of_the_contract() -> None:
    assert tables_needed(()) == ["assignments"]
    assert tables_needed(["career", "pay"]) == ["assignments", "pay", "survey_answers", "career_events"]
    assert set(tables_needed(DRIVERS)) == {"assignments"}.union(*(module.TABLES for module in DRIVERS.values()))


def test_absent_and_empty_tables_are_not_opened() -> None:
    records = {**RECORDS, "absences": empty_table("absences")}
    opened = open_tables(reader(records), SEEN, ["pay", "absences", "one_on_ones"], {})
    assert list(opened) == ["pay"]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({}, [np.nan, 1]),  # the oldest event is of 1 January 2021: 365 days before 1 January 2022
        ({"pay": dt.date(2021, 1, 2)}, [np.nan, np.nan]),
        ({"pay": dt.date(2020, 1, 1)}, [1, 1]),
    ],
)
def test_a_table_is_kept_from_the_day_that_is_said_or_else_from_its_oldest_event(
    said: dict[str, object], counts: list[float]
) -> None:
    pay = open_tables(reader(RECORDS), SEEN, ["pay"], said)["pay"]
    np.testing.assert_array_equal(pay.changes("hourly_wage", up_only=True).count(365)[:2], counts)


def test_columns_stand_in_the_order_of_the_drivers_as_asked() -> None:
    known = Known(SEEN, {})
    X = build_matrix(known, ["pay", "first_90_days"])
    assert list(X) == [*DRIVERS["pay"].FEATURES, *DRIVERS["first_90_days"].FEATURES]
    assert len(X) == len(SEEN) and list(X.index) == list(range(len(SEEN)))
    assert (X.dtypes == np.float64).all()


def test_excluded_features_are_left_out() -> None:
    X = build_matrix(Known(SEEN, {}), ["pay"], exclude=["pay_since_rise_days"])
    assert list(X) == [name for name in DRIVERS["pay"].FEATURES if name != "pay_since_rise_days"]


def test_no_drivers_give_no_columns() -> None:
    assert build_matrix(Known(SEEN, {}), []).shape[1] == 0


@pytest.mark.parametrize("made", [[], ["odd_a_count"], ["odd_b_count", "odd_a_count"]])
def test_a_driver_that_returns_other_than_it_declares_is_refused(
    made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = SimpleNamespace(
        FEATURES={"odd_a_count": "a", "odd_b_count": "b"},
        compute=lambda known: {name: known.tenure_days() for name in made},
    )
    monkeypatch.setattr(matrix, "DRIVERS", {"odd": odd})
    with pytest.raises(ValueError, match=r"driver `odd` declares \['odd_a_count', 'odd_b_count'\]"):
        build_matrix(Known(SEEN, {}), ["odd"])


def test_the_tables_are_left_alone() -> None:
    before = {name: frame.copy(deep=True) for name, frame in RECORDS.items()}
    build_matrix(Known(SEEN, open_tables(reader(RECORDS), SEEN, ["pay"], {})), DRIVERS)
    for name, frame in RECORDS.items():
        pd.testing.assert_frame_equal(frame, before[name])


IDLE = read_records(
    """
    spells
    employee_id  started_on
    anna         2020-01-01
    ben          2020-01-01
    cleo         2021-12-20

    pay
    employee_id  effective_on  hourly_wage
    anna         2021-01-01    14.00
    anna         2022-02-01    14.00
    cleo         2021-01-05    14.00

    one_on_ones
    employee_id  booked_for  held
    anna         2021-11-01  yes
    """
)


def test_idle_days_count_from_the_newest_record_of_any_table_the_spell_or_the_records() -> None:
    seen = build_cohort(reader(IDLE)("spells"), days("2021-12-31"))
    opened = open_tables(reader(IDLE), seen, ["pay", "one_on_ones"], {})
    # anna since her one-on-one, ben since pay was first kept, cleo since she came back
    np.testing.assert_array_equal(find_idle_days(seen, opened.values()), [60, 364, 11])
    np.testing.assert_array_equal(find_idle_days(seen, [opened["one_on_ones"]]), [60, 60, 11])
    assert np.isnan(find_idle_days(seen, [])).all()


def test_a_record_dated_in_the_future_is_no_idleness_below_none() -> None:
    seen = build_cohort(reader(IDLE)("spells"), days("2022-02-01"))
    opened = open_tables(reader(IDLE), seen, ["pay"], {})
    assert find_idle_days(seen, opened.values())[0] == 396  # not known before its day
