"""What happened to an observed person: right-censored is missing, never 0."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_tables import days, read_records, spells_of

from houvast.labels import Outcomes, build_outcomes, exit_lag
from houvast.observations import build_cohort
from houvast.timeline import Observations, to_days

HORIZON = 91
UNTIL = "2024-12-31"
OPEN_AND_THEN = """
spells
employee_id  started_on  ended_on    exit_reason  known_on
anna         2023-01-01  -           -            2023-01-01
"""


def follow(spells: str, *as_of: str, until: str = UNTIL) -> Outcomes:
    """Outcomes of all observations of the spells at the as-of dates."""
    frame = read_records(spells)["spells"]
    return build_outcomes(frame, build_cohort(spells_of(frame), days(*as_of)), int(days(until)[0]))


def label_of(ended_on: str, reason: str, as_of: str = "2024-02-01", until: str = UNTIL) -> float:
    """The label of one person whose spell ended so, known on the day of the end."""
    ending = f"anna 2023-01-01 {ended_on} {reason} {ended_on}"
    return float(follow(OPEN_AND_THEN + ending, as_of, until=until).label(HORIZON, ("voluntary",))[0])


# The horizon [as_of, as_of + 91) of 1 February 2024 ends with 1 May; 2 May is its first day outside.


@pytest.mark.parametrize(
    ("ended_on", "label"),
    [("2024-02-02", 1.0), ("2024-05-01", 1.0), ("2024-05-02", 0.0), ("2024-11-01", 0.0)],
)
def test_leaving_counts_within_the_half_open_horizon(ended_on: str, label: float) -> None:
    assert label_of(ended_on, "voluntary") == label


@pytest.mark.parametrize("until", ["2024-02-01", "2024-03-01", "2024-05-01"])
def test_a_horizon_that_is_not_observed_to_its_end_has_no_label(until: str) -> None:
    """Not even of those known to have left in the part that was observed: who stays is not known yet."""
    assert np.isnan(label_of("2024-06-01", "voluntary", until=until))
    assert np.isnan(label_of("2024-02-10", "voluntary", until=until))


def test_a_horizon_that_ends_with_the_records_has_one() -> None:
    assert label_of("2024-06-01", "voluntary", until="2024-05-02") == 0.0
    assert label_of("2024-02-10", "voluntary", until="2024-05-02") == 1.0


@pytest.mark.parametrize("reason", ["employer", "contract_end", "transfer", "retirement_or_death"])
def test_competing_exits_are_no_voluntary_leaving(reason: str) -> None:
    assert label_of("2024-03-01", reason) == 0.0


@pytest.mark.parametrize("reason", ["unknown", "-"])
def test_an_exit_of_unknown_cause_in_the_horizon_has_no_label(reason: str) -> None:
    assert np.isnan(label_of("2024-03-01", reason))
    assert label_of("2024-05-02", reason) == 0.0


def test_without_a_column_of_reasons_every_exit_is_of_unknown_cause() -> None:
    frame = read_records(OPEN_AND_THEN + "anna 2023-01-01 2024-03-01 voluntary 2024-03-01")["spells"]
    frame = frame.drop(columns="exit_reason")
    outcomes = build_outcomes(frame, build_cohort(spells_of(frame), days("2024-02-01")), int(days(UNTIL)[0]))
    assert outcomes.cause.tolist() == ["unknown"]


def test_the_causes_are_those_that_are_asked_for() -> None:
    outcomes = follow(OPEN_AND_THEN + "anna 2023-01-01 2024-03-01 employer 2024-03-01", "2024-02-01")
    assert outcomes.label(HORIZON, ("voluntary", "employer")).tolist() == [1.0]
    assert outcomes.label(HORIZON, ("voluntary",)).tolist() == [0.0]
    assert outcomes.label(29, ("employer",)).tolist() == [0.0]
    assert outcomes.label(30, ("employer",)).tolist() == [1.0]


def test_time_runs_to_the_exit_or_to_the_end_of_observation() -> None:
    """From 1 February: 29 days to 1 March, and 90 to 1 May, the first day not observed."""
    spells = OPEN_AND_THEN + (
        "anna 2023-01-01 2024-03-01 voluntary 2024-03-01\nben 2023-01-01 - - 2023-01-01\n"
        "cleo 2023-01-01 - - 2023-01-01\ncleo 2023-01-01 2024-05-01 voluntary 2024-05-01"
    )
    outcomes = follow(spells, "2024-02-01", until="2024-05-01")
    assert outcomes.time_days.tolist() == [29, 90, 90]
    assert outcomes.cause.tolist() == ["voluntary", "", ""]
    assert outcomes.observed_days.tolist() == [90, 90, 90]


def test_who_returned_is_followed_in_the_spell_of_that_time() -> None:
    spells = OPEN_AND_THEN + (
        "anna 2023-01-01 2023-06-01 voluntary 2023-06-01\nanna 2024-01-01 - - 2024-01-01\n"
        "anna 2024-01-01 2024-03-01 employer 2024-03-01"
    )
    outcomes = follow(spells, "2023-05-01", "2024-02-01")
    assert outcomes.time_days.tolist() == [31, 29]
    assert outcomes.cause.tolist() == ["voluntary", "employer"]


def test_an_end_that_was_corrected_later_counts_as_corrected() -> None:
    """First recorded as an end in March by the employer, then as one in September by choice."""
    spells = OPEN_AND_THEN + (
        "anna 2023-01-01 2024-03-01 employer 2024-03-01\nanna 2023-01-01 2024-09-01 voluntary 2024-04-01"
    )
    outcomes = follow(spells, "2024-02-01")
    assert outcomes.time_days.tolist() == [213]
    assert outcomes.cause.tolist() == ["voluntary"]


@pytest.mark.parametrize(
    "correction",
    [
        "anna s1 2024-03-01 -          -         2024-06-01 no",  # began later than had been thought
        "anna s1 2024-02-01 2024-03-01 voluntary 2024-06-01 no",  # began on the as-of date itself
        "anna s1 2023-01-01 2024-01-15 voluntary 2024-06-01 no",  # had already ended
        "anna s1 2023-01-01 2024-02-01 voluntary 2024-06-01 no",  # ended with the day before the as-of date
        "anna s1 2023-01-01 -          -         2024-06-01 yes",  # never was
    ],
)
def test_who_turns_out_not_to_have_been_there_has_no_label(correction: str) -> None:
    spells = f"""
    spells
    employee_id  record_id  started_on  ended_on  exit_reason  known_on    retracted
    anna         s1         2023-01-01  -         -            2023-01-01  no
    {correction}
    """
    outcomes = follow(spells, "2024-02-01")
    assert outcomes.observed_days.tolist() == [0]
    assert outcomes.cause.tolist() == [""]
    assert np.isnan(outcomes.label(HORIZON, ("voluntary",))).all()


def test_an_exit_that_is_reported_late_does_not_make_a_stayer() -> None:
    """Exits become known 60 days after they happen: of the newest horizons, nobody is said to have stayed."""
    began = "2023-01-01"
    reported = [("anna", "2023-05-10", "2023-07-09"), ("ben", "2023-08-10", "2023-10-09")]
    spells = OPEN_AND_THEN + "\n".join(
        f"{name} {began} - - {began}\n{name} {began} {end} voluntary {known}" for name, end, known in reported
    ).replace("anna 2023-01-01 - - 2023-01-01\n", "")
    spells += f"\ncleo {began} - - {began}"
    lag = exit_lag(read_records(spells)["spells"])
    assert lag == 60
    outcomes = follow(spells, "2024-02-01", until="2024-06-30")
    assert outcomes.label(HORIZON, ("voluntary",)).tolist() == [0.0]
    assert np.isnan(outcomes.label(HORIZON, ("voluntary",), lag)).all()
    waited = follow(spells, "2024-02-01", until="2024-07-01")
    assert waited.label(HORIZON, ("voluntary",), lag).tolist() == [0.0]


@pytest.mark.parametrize("known", ["2024-02-10", "2024-03-01"])
def test_exits_that_are_known_in_time_wait_for_nothing(known: str) -> None:
    assert exit_lag(read_records(OPEN_AND_THEN + f"anna 2023-01-01 2024-03-01 voluntary {known}")["spells"]) == 0
    assert exit_lag(read_records(OPEN_AND_THEN)["spells"]) == 0


def test_nobody_observed_has_no_outcomes() -> None:
    outcomes = follow(OPEN_AND_THEN, "2020-01-01")
    assert outcomes.label(HORIZON, ("voluntary",)).size == 0


def test_people_who_are_not_observed_do_not_matter() -> None:
    frame = read_records(OPEN_AND_THEN + "anna 2023-01-01 2024-03-01 voluntary 2024-03-01")["spells"]
    seen = build_cohort(spells_of(frame), days("2024-02-01"))
    stranger = frame.assign(employee_id="0-stranger", exit_reason="employer")
    outcomes = build_outcomes(pd.concat([stranger, frame]), seen, int(days(UNTIL)[0]))
    assert outcomes.cause.tolist() == ["voluntary"]


def plain_label(start: dt.date, end: dt.date | None, reason: str, as_of: dt.date, until: dt.date) -> float:
    """The definition in plain words, for a person who is there at the as-of date."""
    close = as_of + dt.timedelta(days=HORIZON)
    if close > until or not start < as_of or (end is not None and end <= as_of):
        return np.nan
    if end is None or end >= close:
        return 0.0
    return {"voluntary": 1.0, "unknown": np.nan}.get(reason, 0.0)


@settings(max_examples=80, deadline=None)
@given(
    ends=st.lists(st.none() | st.integers(-20, 250), min_size=1, max_size=6),
    reasons=st.lists(st.sampled_from(["voluntary", "employer", "unknown"]), min_size=6, max_size=6),
    until=st.integers(0, 250),
)
def test_labels_are_what_their_definition_says(ends: list[int | None], reasons: list[str], until: int) -> None:
    """One spell a person from 1 October 2023, seen on three dates; all days count from the start of 2024."""
    year, start = dt.date(2024, 1, 1), dt.date(2023, 10, 1)
    end = [None if day is None else year + dt.timedelta(days=day) for day in ends]
    frame = pd.DataFrame(
        {
            "employee_id": [f"{number}" for number in range(len(ends))],
            "started_on": pd.Timestamp(start),
            "ended_on": pd.to_datetime(pd.Series(end, dtype=object)),
            "exit_reason": [None if day is None else reason for day, reason in zip(end, reasons, strict=False)],
            "superseded_on": pd.NaT,
        }
    )
    as_of = [year, year + dt.timedelta(days=31), year + dt.timedelta(days=60)]
    people = np.repeat(np.arange(len(ends), dtype=np.int32), 3)
    dates = np.tile(np.array([to_days(day) for day in as_of], dtype=np.int32), len(ends))
    ids = frame["employee_id"].to_numpy(dtype=object)
    seen = Observations(ids, people, dates, np.full(dates.size, to_days(start), dtype=np.int32))
    stop = year + dt.timedelta(days=until)
    label = build_outcomes(frame, seen, to_days(stop)).label(HORIZON, ("voluntary",))
    expected = [
        plain_label(start, last, reason, day, stop) for last, reason in zip(end, reasons, strict=False) for day in as_of
    ]
    np.testing.assert_array_equal(label, expected)
