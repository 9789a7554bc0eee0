"""Versions: nothing is visible before it was known, and one version counts at a time."""

import pandas as pd
import pytest
from pseudonymous import as_written, code

OWN = {"employee_id": "id"}


def rows(frame, *columns):
    """Rows as tuples of text, dates as ISO, missing as '-'."""
    frame = as_written(frame) if "employee_id" in frame else frame
    return [tuple("-" if pd.isna(v) else str(v)[:10] for v in row) for row in frame[list(columns)].to_numpy()]


def visible(frame, as_of):
    """The versions that count at an as-of date, by the definition."""
    as_of = pd.Timestamp(as_of)
    until = frame["superseded_on"].fillna(pd.Timestamp("2200-01-01"))
    return frame[(frame["known_on"] < as_of) & (as_of <= until)]


def test_an_end_is_known_on_its_day_and_the_start_on_its_own(centre):
    spells = centre.ingest().read("spells").query(f"employee_id == '{code('007')}'")
    assert rows(spells, "started_on", "ended_on", "exit_reason", "known_on", "superseded_on") == [
        ("2022-01-10", "-", "-", "2022-01-10", "2023-05-01"),
        ("2022-01-10", "2023-05-01", "voluntary", "2023-05-01", "-"),
    ]


def test_notice_makes_the_planned_end_known(centre, spells_source):
    centre.write("spells.csv", "id,start,end,notice\n1,2022-01-01,2022-06-01,2022-04-10\n2,2022-01-01,,2022-04-10\n")
    columns = {
        **OWN,
        "started_on": "start",
        "ended_on": "end",
        "notice_on": "notice",
        "exit_reason": {"constant": "voluntary"},
    }
    spells = centre.ingest({**spells_source, "columns": columns, "known_after_days": 3}).read("spells")
    assert rows(spells, "employee_id", "ended_on", "notice_on", "exit_reason", "known_on", "superseded_on") == [
        ("1", "-", "-", "-", "2022-01-04", "2022-04-13"),
        ("1", "2022-06-01", "2022-04-10", "voluntary", "2022-04-13", "-"),
        ("2", "-", "-", "-", "2022-01-04", "2022-04-13"),
        ("2", "-", "2022-04-10", "-", "2022-04-13", "-"),
    ]


def test_mapped_versions_supersede_each_other_in_the_order_they_were_known(centre):
    centre.write(
        "p.csv",
        "id,d,w,k\n12,2022-05-01,16,2022-06-09\n12,2022-05-01,15,2022-05-01\n12,2022-07-01,18,2022-07-01\n",
    )
    columns = {**OWN, "effective_on": "d", "hourly_wage": "w", "known_on": "k"}
    snapshot = centre.ingest({"table": "pay", "file": "p.csv", "columns": columns})
    table = snapshot.read("pay")
    assert rows(table, "hourly_wage", "known_on", "superseded_on") == [
        ("15.0", "2022-05-01", "2022-06-09"),
        ("16.0", "2022-06-09", "-"),
        ("18.0", "2022-07-01", "-"),
    ]
    assert visible(table, "2022-06-09")["hourly_wage"].tolist() == [15.0]
    assert visible(table, "2022-06-10")["hourly_wage"].tolist() == [16.0]
    assert snapshot.columns("pay") == ("employee_id", "effective_on", "hourly_wage", "known_on")


def test_retracted_versions_are_kept_as_such(centre):
    centre.write("c.csv", "id,d,k,n,x\n12,2022-05-01,talk,2022-05-01,no\n12,2022-05-01,talk,2022-05-20,yes\n")
    columns = {**OWN, "happened_on": "d", "kind": "k", "known_on": "n", "retracted": "x"}
    table = centre.ingest({"table": "career_events", "file": "c.csv", "columns": columns}).read("career_events")
    assert table["retracted"].tolist() == [False, True]
    assert rows(table, "known_on", "superseded_on") == [("2022-05-01", "2022-05-20"), ("2022-05-20", "-")]


def test_later_stages_are_not_visible_before_their_day(centre):
    centre.write("a.csv", "id,van,tot\n12,2022-05-01,2022-07-01\n12,2022-09-01,\n")
    columns = {**OWN, "started_on": "van", "ended_on": "tot", "kind": {"constant": "sick"}}
    table = centre.ingest({"table": "absences", "file": "a.csv", "columns": columns}).read("absences")
    assert rows(table, "started_on", "ended_on", "known_on", "superseded_on") == [
        ("2022-05-01", "-", "2022-05-01", "2022-07-01"),
        ("2022-05-01", "2022-07-01", "2022-07-01", "-"),
        ("2022-09-01", "-", "2022-09-01", "-"),
    ]


def test_stages_in_any_order(centre):
    """An action: offered, then done; a decision on a request shows its answer only then."""
    centre.write("x.csv", "id,d,o,a,n\n12,2022-05-01,2022-05-10,yes,2022-06-01\n12,2022-06-01,2022-06-01,no,\n")
    columns = {**OWN, "decided_on": "d", "offered_on": "o", "accepted": "a", "done_on": "n"}
    table = centre.ingest({"table": "actions", "file": "x.csv", "columns": columns}).read("actions")
    assert rows(table, "offered_on", "accepted", "done_on", "known_on", "superseded_on") == [
        ("-", "-", "-", "2022-05-01", "2022-05-10"),
        ("2022-05-10", "True", "-", "2022-05-10", "2022-06-01"),
        ("2022-05-10", "True", "2022-06-01", "2022-06-01", "-"),
        ("2022-06-01", "False", "-", "2022-06-01", "-"),
    ]


def test_leavers_that_no_version_shows_as_open_are_refused(centre, spells_source):
    columns = {**spells_source["columns"], "known_on": "known"}
    head = "id,start,end,reason,known\n"
    hidden = "1,2022-01-01,2022-06-01,voluntary,2022-06-05\n2,2022-01-01,2022-07-01,voluntary,2022-07-01\n"
    stayer = "3,2022-01-01,,,2022-01-01\n"
    centre.write("spells.csv", head + hidden + stayer)
    (problem,) = centre.check({**spells_source, "columns": columns})
    assert "2 of 2 employments with an end have no version that was known before it" in problem
    shown = "1,2022-01-01,,,2022-01-01\n2,2022-01-01,,,2022-01-01\n"
    centre.write("spells.csv", head + hidden + stayer + shown)
    spells = centre.ingest({**spells_source, "columns": columns}).read("spells")
    assert rows(spells, "employee_id", "ended_on", "known_on", "superseded_on") == [
        ("1", "-", "2022-01-01", "2022-06-05"),
        ("1", "2022-06-01", "2022-06-05", "-"),
        ("2", "-", "2022-01-01", "2022-07-01"),
        ("2", "2022-07-01", "2022-07-01", "-"),
        ("3", "-", "2022-01-01", "-"),
    ]


@pytest.mark.parametrize("days", [0, 5])
def test_declared_delay(centre, days):
    centre.write("t.csv", "id,d,k\n12,2022-05-01,thanks\n")
    columns = {**OWN, "happened_on": "d", "kind": "k"}
    source = {"table": "recognitions", "file": "t.csv", "columns": columns, "known_after_days": days}
    found = centre.ingest(source).read("recognitions")["known_on"]
    assert found.tolist() == [pd.Timestamp("2022-05-01") + pd.Timedelta(days=days)]


@pytest.mark.parametrize(("days", "known"), [(0, 30), (10, 30), (45, 45)])
def test_a_month_of_log_ins_is_not_known_on_its_first_day(centre, days, known):
    centre.write("t.csv", "id,d,t,n\n12,2022-05-01,crm,3\n")
    columns = {**OWN, "period_start": "d", "tool": "t", "logins": "n"}
    source = {"table": "tool_use", "file": "t.csv", "columns": columns, "known_after_days": days}
    found = centre.ingest(source).read("tool_use")["known_on"]
    assert found.tolist() == [pd.Timestamp("2022-05-01") + pd.Timedelta(days=known)]


def test_a_stage_does_without_columns_that_are_not_mapped(centre):
    """A draw for help with the day of the offer, and nothing on whether it was accepted; then with the day it was."""
    centre.write("x.csv", "id,d,o,a,c\n12,2022-05-01,2022-05-10,yes,2022-05-20\n")
    columns = {**OWN, "decided_on": "d", "offered_on": "o"}
    table = centre.ingest({"table": "actions", "file": "x.csv", "columns": columns}).read("actions")
    assert rows(table, "offered_on", "known_on") == [("-", "2022-05-01"), ("2022-05-10", "2022-05-10")]
    columns |= {"accepted": "a", "accepted_on": "c"}
    table = centre.ingest({"table": "actions", "file": "x.csv", "columns": columns}).read("actions")
    assert rows(table, "offered_on", "accepted", "accepted_on", "known_on") == [
        ("-", "-", "-", "2022-05-01"),
        ("2022-05-10", "-", "-", "2022-05-10"),
        ("2022-05-10", "True", "2022-05-20", "2022-05-20"),
    ]
