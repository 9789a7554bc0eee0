"""The cohort: who is observed when, and who is not."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_tables import days, empty_table, read_records, spells_of

from houvast.observations import build_cohort, month_starts
from houvast.timeline import Observations
from houvast.timeline.days import to_date, to_dates


def cohort(spells: str, *dates: str, min_tenure_days: int = 0) -> list[str]:
    """Who is observed when and since when, as lines of text."""
    frame = read_records(f"spells\n{spells.strip()}")["spells"]
    return lines(build_cohort(spells_of(frame), days(*dates), min_tenure_days=min_tenure_days))


def lines(seen: Observations) -> list[str]:
    return [
        f"{seen.employee_ids[who]} {to_date(as_of)} since {to_date(started)}"
        for who, as_of, started in zip(seen.employee, seen.as_of, seen.spell_started, strict=True)
    ]


def test_a_spell_counts_from_the_day_after_its_start_to_the_day_its_end_is_known() -> None:
    """Who starts on the as-of date is not at work yet. An end on the as-of date is not known before it."""
    spells = """
    employee_id  started_on  ended_on    known_on
    anna         2024-01-10  -           2024-01-10
    anna         2024-01-10  2024-03-01  2024-03-01
    """
    dates = ("2024-01-09", "2024-01-10", "2024-01-11", "2024-03-01", "2024-03-02")
    assert cohort(spells, *dates) == [
        "anna 2024-01-11 since 2024-01-10",
        "anna 2024-03-01 since 2024-01-10",
    ]


def test_who_is_known_to_be_leaving_is_out_and_who_is_not_yet_known_to_be_is_in() -> None:
    """The notice of 1 February is on record the same day: out from the 2nd, long before the end."""
    spells = """
    employee_id  started_on  ended_on    notice_on   known_on
    anna         2024-01-01  -           -           2024-01-01
    anna         2024-01-01  -           2024-02-01  2024-02-01
    anna         2024-01-01  2024-04-01  2024-02-01  2024-03-15
    ben          2024-01-01  -           -           2024-01-01
    ben          2024-01-01  -           2024-02-01  2024-02-20
    """
    assert cohort(spells, "2024-02-01", "2024-02-02", "2024-02-20", "2024-02-21", "2024-03-20") == [
        "anna 2024-02-01 since 2024-01-01",
        "ben 2024-02-01 since 2024-01-01",
        "ben 2024-02-02 since 2024-01-01",
        "ben 2024-02-20 since 2024-01-01",
    ]


def test_a_known_end_is_out_even_if_it_lies_ahead_and_a_withdrawn_notice_is_in_again() -> None:
    spells = """
    employee_id  started_on  ended_on    notice_on   known_on
    anna         2024-01-01  2024-12-31  -           2024-01-01
    ben          2024-01-01  -           -           2024-01-01
    ben          2024-01-01  -           2024-02-01  2024-02-01
    ben          2024-01-01  -           -           2024-03-01
    """
    assert cohort(spells, "2024-01-15", "2024-02-15", "2024-03-01", "2024-03-02") == [
        "ben 2024-01-15 since 2024-01-01",
        "ben 2024-03-02 since 2024-01-01",
    ]


def test_who_returns_is_observed_in_both_spells_and_not_between() -> None:
    spells = """
    employee_id  started_on  ended_on    known_on
    anna         2023-01-01  -           2023-01-01
    anna         2023-01-01  2023-06-01  2023-06-01
    anna         2024-01-01  -           2024-01-01
    """
    assert cohort(spells, "2023-03-01", "2023-09-01", "2024-03-01") == [
        "anna 2023-03-01 since 2023-01-01",
        "anna 2024-03-01 since 2024-01-01",
    ]


def test_a_spell_counts_from_when_it_is_on_record_until_it_is_withdrawn() -> None:
    spells = """
    employee_id  started_on  known_on    retracted
    anna         2024-01-01  2024-02-10  no
    anna         2024-01-01  2024-05-01  yes
    """
    assert cohort(spells, "2024-02-10", "2024-02-11", "2024-05-01", "2024-05-02") == [
        "anna 2024-02-11 since 2024-01-01",
        "anna 2024-05-01 since 2024-01-01",
    ]


def test_a_corrected_start_is_seen_from_the_correction_on() -> None:
    spells = """
    employee_id  record_id  started_on  known_on
    anna         s1         2024-01-10  2024-01-10
    anna         s1         2024-01-20  2024-02-15
    """
    assert cohort(spells, "2024-01-15", "2024-02-15", "2024-02-16") == [
        "anna 2024-01-15 since 2024-01-10",
        "anna 2024-02-15 since 2024-01-10",
        "anna 2024-02-16 since 2024-01-20",
    ]


def test_a_least_tenure_is_reached_on_its_day() -> None:
    spells = """
    employee_id  started_on
    anna         2024-01-01
    """
    assert cohort(spells, "2024-01-30", "2024-01-31", min_tenure_days=30) == ["anna 2024-01-31 since 2024-01-01"]


def test_observations_are_sorted_by_person_and_date() -> None:
    spells = """
    employee_id  started_on
    ben          2024-01-01
    1E5          2024-01-01
    007          2024-01-01
    """
    assert cohort(spells, "2024-02-01", "2024-03-01") == [
        f"{who} {date} since 2024-01-01" for who in ("007", "1E5", "ben") for date in ("2024-02-01", "2024-03-01")
    ]


def test_no_spells_and_no_dates_give_nobody() -> None:
    assert len(build_cohort(spells_of(empty_table("spells")), days("2024-01-01", "2024-02-01"))) == 0
    frame = read_records("spells\nemployee_id started_on\nanna 2024-01-01")["spells"]
    assert len(build_cohort(spells_of(frame), np.array([], dtype=np.int32))) == 0


def test_the_records_are_left_alone() -> None:
    frame = read_records("spells\nemployee_id started_on\nben 2024-01-01\nanna 2024-02-01")["spells"]
    before = frame.copy(deep=True)
    build_cohort(spells_of(frame), days("2024-03-01"))
    pd.testing.assert_frame_equal(frame, before)


@st.composite
def spell_versions(draw: st.DrawFn) -> pd.DataFrame:
    """Spells of three people, none overlapping; versions may add, move or take away notice and end."""
    rows, begin = [], pd.Timestamp("2024-01-01")
    for person in ("a", "b", "c"):
        start = 0
        for _ in range(draw(st.integers(0, 2))):
            start += draw(st.integers(0, 60))
            known = sorted(draw(st.sets(st.integers(start - 20, start + 90), min_size=1, max_size=3)))
            for number, on in enumerate(known):
                last = number == len(known) - 1
                maybe = st.none() | st.integers(start, start + 90)
                rows.append(
                    {
                        "employee_id": person,
                        "started_on": start,
                        "ended_on": draw(maybe),
                        "notice_on": draw(maybe),
                        "known_on": on,
                        "superseded_on": None if last else known[number + 1],
                        "retracted": last and draw(st.booleans()),
                    }
                )
            start += 1
    columns = ["employee_id", "started_on", "ended_on", "notice_on", "known_on", "superseded_on", "retracted"]
    frame = pd.DataFrame(rows, columns=columns).astype({"employee_id": "str", "retracted": bool})
    for column in columns[1:6]:
        after = pd.to_timedelta(frame[column].astype(float), unit="D")
        frame[column] = (begin + after).astype("datetime64[s]")
    return frame


def is_observed(frame: pd.DataFrame, person: str, as_of: dt.date) -> bool:
    """The definition, in plain words: the newest spell known has begun and no leaving is known."""
    day = pd.Timestamp(as_of)
    known = [
        row
        for row in frame[frame["employee_id"] == person].to_dict("records")
        if row["known_on"] < day and not row["superseded_on"] < day and not row["retracted"] and row["started_on"] < day
    ]
    newest = max(known, key=lambda row: row["started_on"], default=None)
    return newest is not None and newest["ended_on"] is pd.NaT and newest["notice_on"] is pd.NaT


@settings(max_examples=50, deadline=None)
@given(frame=spell_versions())
def test_the_cohort_is_what_its_definition_says(frame: pd.DataFrame) -> None:
    dates = days("2023-12-20", "2024-01-15", "2024-02-05", "2024-03-01", "2024-05-01")
    seen = build_cohort(spells_of(frame), dates)
    found = set(zip(seen.employee_ids[seen.employee], seen.as_of.tolist(), strict=True))
    expected = {(person, day) for person in "abc" for day in dates.tolist() if is_observed(frame, person, to_date(day))}
    assert found == expected
    assert (seen.tenure_days > 0).all()


@pytest.mark.parametrize(
    ("first", "until", "starts"),
    [
        ("2024-01-01", "2024-03-01", ["2024-01-01", "2024-02-01", "2024-03-01"]),
        ("2024-01-02", "2024-02-29", ["2024-02-01"]),
        ("2023-12-31", "2024-01-01", ["2024-01-01"]),
        ("2024-01-02", "2024-01-31", []),
    ],
)
def test_month_starts(first: str, until: str, starts: list[str]) -> None:
    found = month_starts(dt.date.fromisoformat(first), dt.date.fromisoformat(until))
    assert [str(to_date(day)) for day in found] == starts
    assert to_dates(found).dtype == "datetime64[s]"
