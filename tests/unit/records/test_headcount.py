"""Headcount extracts: employments, assignments and pay out of one row per person and month."""

import pandas as pd
from pseudonymous import as_written

END = {"ended_on": "end"}


def rows(frame, *columns):
    frame = as_written(frame) if "employee_id" in frame else frame
    return [tuple("-" if pd.isna(v) else str(v)[:10] for v in row) for row in frame[list(columns)].to_numpy()]


def months(person, start, *listed, **cells):
    """Lines of an extract: `person` listed in each month, with `cells` after the hire date."""
    return "".join(f"{person},{m}-01,{start}" + "".join(f",{v}" for v in cells.values()) + "\n" for m in listed)


def spell_rows(snapshot):
    return rows(
        snapshot.read("spells"),
        "employee_id",
        "started_on",
        "ended_on",
        "exit_reason",
        "known_on",
        "superseded_on",
    )


def reasons(snapshot):
    refused = snapshot.read_quarantine()
    return list(zip(refused["row"], refused["reason"], strict=True))


def noted(snapshot):
    return {notice["code"]: notice["counts"] for notice in snapshot.manifest["notices"]}


def test_a_reported_leave_date_is_known_from_the_report(headcount):
    text = "id,month,start,end\n1,2023-01-01,2020-05-05,\n1,2023-02-01,2020-05-05,2023-02-10\n"
    text += months("2", "2023-01-20", "2023-01", "2023-02", "2023-03", end="")
    snapshot = headcount(text, {**END, "exit_reason": {"constant": "voluntary"}})
    assert spell_rows(snapshot) == [
        ("1", "2020-05-05", "-", "-", "2020-05-05", "2023-02-28"),
        ("1", "2020-05-05", "2023-02-10", "voluntary", "2023-02-28", "-"),
        ("2", "2023-01-20", "-", "-", "2023-01-20", "-"),
    ]
    assert str(snapshot.observed_until) == "2023-04-01"
    assert str(snapshot.observed_from) == "2023-01-01"
    assert noted(snapshot) == {}


def test_an_announced_leave_date_is_known_no_sooner_than_it_happens(headcount):
    text = "id,month,start,end\n" + months("1", "2020-05-05", "2023-01", "2023-02", "2023-03", end="2023-03-20")
    assert spell_rows(headcount(text, END))[1][2:] == ("2023-03-20", "unknown", "2023-03-20", "-")


def test_notice_is_known_from_the_report_and_corrections_are_versions(headcount):
    text = "id,month,start,end,notice\n1,2023-01-01,2020-05-05,,\n"
    text += "1,2023-02-01,2020-05-05,2023-04-01,2023-02-10\n"
    text += "1,2023-03-01,2020-05-05,2023-05-01,2023-02-10\n2,2023-03-01,2020-01-01,,\n"
    snapshot = headcount(text, {**END, "notice_on": "notice"})
    assert rows(snapshot.read("spells"), "employee_id", "ended_on", "notice_on", "known_on", "superseded_on") == [
        ("1", "-", "-", "2020-05-05", "2023-02-28"),
        ("1", "2023-04-01", "2023-02-10", "2023-02-28", "2023-03-31"),
        ("1", "2023-05-01", "2023-02-10", "2023-03-31", "-"),
        ("2", "-", "-", "2020-01-01", "-"),
    ]


def test_an_end_put_forward_does_not_leave_the_later_one_standing(headcount):
    text = "id,month,start,end\n1,2023-01-01,2020-05-05,2023-12-31\n1,2023-02-01,2020-05-05,2023-02-20\n"
    text += months("2", "2020-01-01", "2023-01", "2023-02", "2023-03", end="")
    assert [row[2:] for row in spell_rows(headcount(text, END))[:2]] == [
        ("-", "-", "2020-05-05", "2023-02-28"),
        ("2023-02-20", "unknown", "2023-02-28", "-"),
    ]


def test_left_without_a_date_ends_with_the_month(headcount):
    text = "id,month,start,there,left\n1,2023-01-01,2020-05-05,1,0\n1,2023-02-01,2020-05-05,1,1\n"
    text += "1,2023-03-01,2020-05-05,0,0\n2,2023-03-01,2020-01-01,1,\n"
    columns = {"present": "there", "left": "left", "exit_reason": {"constant": "voluntary"}}
    snapshot = headcount(text, columns)
    assert spell_rows(snapshot)[:2] == [
        ("1", "2020-05-05", "-", "-", "2020-05-05", "2023-03-01"),
        ("1", "2020-05-05", "2023-03-01", "voluntary", "2023-03-01", "-"),
    ]
    assert snapshot.manifest["sources"][0]["rows_kept"] == 4


def test_who_vanishes_ends_for_an_unknown_reason_and_is_counted(headcount):
    text = "id,month,start,end\n" + months("1", "2020-05-05", "2023-01", "2023-03", end="")
    text += months("2", "2020-01-01", "2023-01", "2023-02", "2023-03", "2023-04", "2023-05", end="")
    snapshot = headcount(text, {**END, "exit_reason": {"constant": "voluntary"}})
    assert spell_rows(snapshot)[:2] == [
        ("1", "2020-05-05", "-", "-", "2020-05-05", "2023-04-30"),
        ("1", "2020-05-05", "2023-04-01", "unknown", "2023-04-30", "-"),
    ]
    assert noted(snapshot) == {
        "people_vanished": {"people": 1},
        "months_missing": {"people": 1, "months": 1},
        "exit_reason_unknown": {"spells": 1},
    }


def test_a_status_column_alone_tells_of_leaving_and_may_say_why(headcount):
    text = "id,month,start,there,why\n1,2023-01-01,2020-05-05,1,\n1,2023-02-01,2020-05-05,0,employer\n"
    text += months("2", "2020-01-01", "2023-01", "2023-02", there="1", why="")
    snapshot = headcount(text, {"present": "there", "exit_reason": "why"})
    assert spell_rows(snapshot)[1] == ("1", "2020-05-05", "2023-02-01", "employer", "2023-02-28", "-")


def test_rows_after_leaving_are_refused_and_their_leave_date_is_used(headcount):
    text = "id,month,start,end\n1,2023-01-01,2020-05-05,\n1,2023-02-01,2020-05-05,2023-01-31\n"
    text += "2,2023-01-01,2020-01-01,2023-01-15\n2,2023-02-01,2020-01-01,2023-01-15\n2,2023-03-01,2020-01-01,\n"
    snapshot = headcount(text, END)
    assert reasons(snapshot) == [(3, "after_exit"), (5, "after_exit"), (6, "after_exit")]
    assert noted(snapshot)["leave_date_from_refused_row"] == {"people": 1}
    ends = snapshot.read("spells").dropna(subset=["ended_on"])
    assert rows(ends, "employee_id", "ended_on", "known_on") == [
        ("1", "2023-01-31", "2023-02-28"),
        ("2", "2023-01-15", "2023-01-31"),
    ]


def test_a_return_with_a_later_hire_date_is_a_new_employment(headcount):
    text = "id,month,start,end\n1,2023-01-01,2020-05-05,2023-01-15\n" + months(
        "1", "2023-04-03", "2023-04", "2023-05", end=""
    )
    text += months("2", "2020-01-01", "2023-01", end="") + months("2", "2023-05-01", "2023-05", end="")
    snapshot = headcount(text, END)
    finals = snapshot.read("spells").query("superseded_on.isna()")
    assert rows(finals, "employee_id", "started_on", "ended_on") == [
        ("1", "2020-05-05", "2023-01-15"),
        ("1", "2023-04-03", "-"),
        ("2", "2020-01-01", "2023-02-01"),
        ("2", "2023-05-01", "-"),
    ]
    assert noted(snapshot)["people_vanished"] == {"people": 1}


def test_a_hire_date_that_changes_while_there_and_a_row_before_hire(headcount):
    text = "id,month,start,end\n1,2023-01-01,2020-05-05,\n1,2023-02-01,2020-06-05,\n1,2023-03-01,2020-05-05,\n"
    text += "2,2023-01-01,2023-02-01,\n2,2023-02-01,2023-02-01,\n2,2023-03-01,2023-02-01,\n"
    snapshot = headcount(text, END)
    assert reasons(snapshot) == [(3, "started_on_changed"), (5, "before_hire")]
    assert noted(snapshot) == {"months_missing": {"people": 1, "months": 1}}


def test_two_rows_in_one_month(headcount):
    text = "id,month,start,end\n1,2023-01-01,2020-05-05,\n1,2023-01-15,2020-05-05,\n2,2023-01-03,2020-01-01,\n"
    text += "2,2023-01-03,2020-01-02,\n3,2023-01-31,2020-01-01,\n"
    assert reasons(headcount(text, END)) == [(3, "duplicate"), (4, "conflict"), (5, "conflict")]


def test_changes_of_assignment_and_pay(headcount):
    text = "id,month,start,team,wage\n1,2023-01-01,2020-05-05,a,14\n1,2023-02-01,2020-05-05,a,15\n"
    text += "1,2023-03-01,2020-05-05,,15\n1,2023-04-01,2020-05-05,b,\n"
    text += "2,2023-03-01,2023-03-20,a,14\n2,2023-04-01,2023-03-20,a,14\n"
    columns = {"team": "team", "hourly_wage": "wage"}
    snapshot = headcount(text, columns, derive=["spells", "assignments", "pay"], known_after_days=2)
    assert rows(snapshot.read("pay"), "employee_id", "effective_on", "hourly_wage", "known_on") == [
        ("1", "2023-01-01", "14.0", "2023-02-02"),
        ("1", "2023-02-01", "15.0", "2023-03-02"),
        ("2", "2023-03-20", "14.0", "2023-04-02"),
    ]
    assert rows(snapshot.read("assignments"), "employee_id", "effective_on", "team", "known_on") == [
        ("1", "2023-01-01", "a", "2023-02-02"),
        ("1", "2023-03-01", "-", "2023-04-02"),
        ("1", "2023-04-01", "b", "2023-05-02"),
        ("2", "2023-03-20", "a", "2023-04-02"),
    ]
    assert snapshot.columns("assignments") == ("employee_id", "effective_on", "team", "known_on")[:3]


def test_reports_made_at_the_start_of_a_month(headcount):
    text = "id,month,start\n1,2023-01-01,2020-05-05\n2,2023-01-01,2020-01-01\n2,2023-02-01,2020-01-01\n"
    snapshot = headcount(text, {}, reported_at="month_start")
    assert spell_rows(snapshot)[1] == ("1", "2020-05-05", "2023-02-01", "unknown", "2023-02-01", "-")
    assert str(snapshot.observed_until) == "2023-02-02"


def test_pay_from_a_headcount_beside_spells_of_their_own(centre, spells_source):
    centre.write("h.csv", "id,month,wage\n007,2023-01-01,14\n007,2023-12-01,15\n9,2023-01-01,15\n")
    columns = {"employee_id": "id", "month": "month", "hourly_wage": "wage"}
    source = {"table": "headcount", "file": "h.csv", "columns": columns, "derive": ["pay"]}
    snapshot = centre.ingest(spells_source, source)
    assert reasons(snapshot) == [(3, "after_exit"), (4, "not_in_spells")]
    assert rows(snapshot.read("pay"), "employee_id", "effective_on", "hourly_wage") == [("007", "2023-01-01", "14.0")]
