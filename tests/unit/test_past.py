"""A snapshot as it would have been on an earlier day."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from histories import START, monthly, versions
from hypothesis import given, settings
from text_tables import days, read_records

from houvast.exposure import build_exposure
from houvast.records.past import first_days, read_known, read_spells
from houvast.timeline import Events, Versions
from houvast.timeline.days import to_date

ALWAYS = -(10**6)


class KeptInMemory:
    """What `read_known` needs of a snapshot."""

    def __init__(self, **tables: pd.DataFrame) -> None:
        self._tables = tables
        self.manifest = {
            "tables": {"spells": {"observed_from": "2020-02-01"}, "pay": {"observed_from": None}},
        }

    def read(self, table: str) -> pd.DataFrame | None:
        return self._tables.get(table)


PAY = read_records(
    """
    pay
    employee_id  effective_on  hourly_wage  known_on
    anna         2024-01-01    14.00        2024-01-10
    anna         2024-01-01    15.00        2024-02-10
    anna         2024-01-01    16.00        2024-03-10
    ben          2024-01-01    14.00        2024-02-09
    """
)["pay"]


def told(before: str) -> list[tuple[str, float, str]]:
    """Who earned what as of when it was superseded, as read before a day."""
    frame = read_known(KeptInMemory(pay=PAY), "pay", dt.date.fromisoformat(before))
    assert frame is not None and list(frame.columns) == list(PAY.columns) and list(frame.index) == [*range(len(frame))]
    until = frame["superseded_on"].dt.strftime("%Y-%m-%d").fillna("-")
    return list(zip(frame["employee_id"], frame["hourly_wage"], until, strict=True))


def test_only_what_was_known_before_the_day_is_there() -> None:
    """And what superseded it on that day or later had not happened yet."""
    assert told("2024-01-10") == []
    assert told("2024-01-11") == [("anna", 14.0, "-")]
    assert told("2024-02-10") == [("anna", 14.0, "-"), ("ben", 14.0, "-")]
    assert told("2024-02-11") == [("anna", 14.0, "2024-02-10"), ("anna", 15.0, "-"), ("ben", 14.0, "-")]
    assert len(told("2024-12-31")) == 4


def test_a_table_that_is_absent_stays_absent() -> None:
    assert read_known(KeptInMemory(), "pay", dt.date(2024, 1, 1)) is None


def test_the_table_is_left_alone() -> None:
    before = PAY.copy(deep=True)
    told("2024-02-10")
    pd.testing.assert_frame_equal(PAY, before)


def test_first_days_are_those_that_the_manifest_says() -> None:
    assert first_days(KeptInMemory()) == {"spells": dt.date(2020, 2, 1)}


SITES = read_records(
    """
    spells
    employee_id  started_on  ended_on    exit_reason
    anna         2023-01-01  2024-03-01  voluntary
    ben          2023-01-01  2024-05-01  voluntary
    cleo         2023-01-01  -           -
    dirk         2023-01-01  2024-02-01  voluntary
    eva          2023-01-01  2024-02-01  voluntary

    assignments
    employee_id  effective_on  site   known_on
    anna         2023-01-01    small  2023-01-01
    ben          2023-01-01    small  2023-01-01
    ben          2023-06-01    large  2023-06-01
    cleo         2023-01-01    large  2023-01-01
    cleo         2023-01-01    small  2023-02-01
    dirk         2023-01-01    large  2023-01-01
    dirk         2023-06-01    small  2024-12-01
    """
)


@pytest.mark.parametrize(
    ("sites", "before", "people"),
    [
        ((), "2024-12-01", ["anna", "ben", "cleo", "dirk", "eva"]),
        (("small",), "2024-12-01", ["anna", "cleo"]),
        (("large",), "2024-12-01", ["ben", "dirk"]),
        (("small", "large"), "2024-12-01", ["anna", "ben", "cleo", "dirk"]),
        (("small",), "2024-12-02", ["anna", "cleo", "dirk"]),
    ],
)
def test_spells_of_a_site_are_of_those_who_were_last_known_there(sites: tuple, before: str, people: list) -> None:
    kept = KeptInMemory(**SITES)
    assert read_spells(kept, dt.date.fromisoformat(before), sites)["employee_id"].tolist() == people


def test_rates_of_a_small_site_are_of_that_site_only() -> None:
    """In 2024 one of the two people of the small site left; at both sites together three did."""
    left = {}
    for sites in [("small",), ("small", "large")]:
        spells = read_spells(KeptInMemory(**SITES), dt.date(2024, 12, 1), sites)
        first, until = (int(day) for day in days("2024-01-01", "2024-12-01"))
        exposure = build_exposure(spells, observed_from=first, observed_until=until, causes=("voluntary",))
        left[sites] = dict(zip(exposure.employee, exposure.left, strict=True))
    assert left[("small",)] == {"anna": True, "cleo": False}
    assert left[("small", "large")] == {"anna": True, "ben": True, "cleo": False, "dirk": True}


@settings(max_examples=40, deadline=None)
@given(frame=versions())
def test_reading_the_past_and_looking_back_from_it_are_the_same(frame: pd.DataFrame) -> None:
    """At every as-of date up to a day, the records as they stood on that day say what all of them say."""
    seen = monthly()
    for day in seen.as_of[[1, 4]]:
        then = seen.take(seen.as_of <= day)
        past = read_known(KeptInMemory(pay=frame), "pay", to_date(day))
        one = Events(Versions.of_frame(frame, "day"), then, observed_from=ALWAYS)
        other = Events(Versions.of_frame(past, "day"), then, observed_from=ALWAYS)
        np.testing.assert_array_equal(one.count(days=60), other.count(days=60))
        np.testing.assert_array_equal(one.last("value"), other.last("value"))
        np.testing.assert_array_equal(
            one.changes("value", up_only=True).count(60), other.changes("value", up_only=True).count(60)
        )
        np.testing.assert_array_equal(one.days_within("until", 60), other.days_within("until", 60))
    assert frame["day"].min() >= START or frame.empty
