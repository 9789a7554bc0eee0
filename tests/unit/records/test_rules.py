"""Rules: what no kept row may be, and the balance of rows in, kept and quarantined."""

import pytest
from pseudonymous import code

OWN = {"employee_id": "id"}
CAREER = {"table": "career_events", "file": "c.csv", "columns": {**OWN, "happened_on": "d", "kind": "k"}}


def reasons(snapshot):
    refused = snapshot.read_quarantine()
    return list(zip(refused["row"], refused["reason"], strict=True))


def career(centre, rows, **more):
    centre.write("c.csv", "id,d,k\n" + rows)
    return centre.ingest({**CAREER, **more})


def test_future_events_are_refused_and_plans_are_not(centre):
    rows = "12,2023-12-31,talk\n12,2024-01-01,talk\n12,9999-12-31,talk\n"
    assert reasons(career(centre, rows)) == [(3, "in_the_future"), (4, "implausible_date")]
    centre.write("p.csv", "id,d,w\n12,2024-02-01,15\n")
    source = {"table": "pay", "file": "p.csv", "columns": {**OWN, "effective_on": "d", "hourly_wage": "w"}}
    assert reasons(centre.ingest(source)) == []


def test_unknown_choices_and_missing_ids(centre):
    assert reasons(career(centre, "12,2023-01-01,talk\n12,2023-01-01,party\n,2023-01-01,talk\n")) == [
        (3, "unknown_choice"),
        (4, "missing_required"),
    ]


def test_events_must_lie_within_an_employment(centre):
    # 007 was there from 2022-01-10 until 2023-05-01; a month of tolerance on either side.
    rows = "007,2021-12-10,talk\n007,2021-12-09,talk\n007,2023-06-01,talk\n"
    rows += "007,2023-06-02,talk\n7,2022-05-01,talk\n"
    assert reasons(career(centre, rows)) == [(3, "before_hire"), (5, "after_exit"), (6, "not_in_spells")]


def test_plans_may_outlast_an_employment_by_a_year(centre):
    centre.write("o.csv", "id,d,s\n007,2023-08-01,buddy\n007,2024-05-01,buddy\n007,2024-05-02,buddy\n")
    columns = {**OWN, "due_on": "d", "step": "s"}
    snapshot = centre.ingest({"table": "onboarding_steps", "file": "o.csv", "columns": columns})
    assert reasons(snapshot) == [(4, "after_exit")]


def test_a_period_counts_until_its_end(centre):
    centre.write("w.csv", "id,d,n\n007,2021-11-20,30\n007,2021-11-10,21\n007,2022-01-01,30\n")
    columns = {**OWN, "period_start": "d", "period_days": "n"}
    assert reasons(centre.ingest({"table": "workload", "file": "w.csv", "columns": columns})) == [(3, "before_hire")]


def test_duplicates_keep_the_first_and_conflicts_keep_none(centre):
    centre.write(
        "p.csv",
        "id,d,w\n12,2022-04-01,15\n12,2022-04-01,15\n12,2022-05-01,16\n12,2022-05-01,17\n12,2022-06-01,9\n",
    )
    source = {"table": "pay", "file": "p.csv", "columns": {**OWN, "effective_on": "d", "hourly_wage": "w"}}
    snapshot = centre.ingest(source)
    assert reasons(snapshot) == [(3, "duplicate"), (4, "conflict"), (5, "conflict")]
    assert snapshot.read("pay")["hourly_wage"].tolist() == [15.0, 9.0]


def test_a_record_id_is_the_key_where_it_is_mapped(centre):
    centre.write("c.csv", "id,d,k,r\n12,2022-04-01,talk,1\n12,2022-04-01,talk,2\n12,2022-04-01,plan,2\n")
    columns = {**CAREER["columns"], "record_id": "r"}
    snapshot = centre.ingest({**CAREER, "columns": columns})
    assert reasons(snapshot) == [(3, "conflict"), (4, "conflict")]


def test_overlapping_employments_are_all_refused(centre, spells_source):
    rows = "1,2020-01-01,2022-01-01,voluntary\n1,2021-06-01,,\n"
    rows += "2,2020-01-01,2021-01-01,voluntary\n2,2021-01-01,,\n"
    rows += "3,2020-01-01,2023-01-01,employer\n3,2020-02-01,2020-03-01,employer\n"
    rows += "3,2020-05-01,2020-06-01,employer\n"
    centre.write("spells.csv", "id,start,end,reason\n" + rows)
    snapshot = centre.ingest(spells_source)
    assert reasons(snapshot) == [(row, "overlapping_spells") for row in (2, 3, 6, 7, 8)]
    assert set(snapshot.read("spells")["employee_id"]) == {code("2")}


def test_an_end_before_the_start_and_a_reason_without_an_end(centre, spells_source):
    centre.write(
        "spells.csv",
        "id,start,end,reason\n1,2020-01-01,2019-01-01,employer\n2,2020-01-01,,voluntary\n3,2020-01-01,,\n",
    )
    assert reasons(centre.ingest(spells_source)) == [(2, "dates_out_of_order"), (3, "exit_without_date")]


def test_a_constant_reason_belongs_to_ends_only(centre, spells_source):
    columns = {**spells_source["columns"], "exit_reason": {"constant": "voluntary"}}
    spells = centre.ingest({**spells_source, "columns": columns}).read("spells")
    assert spells["exit_reason"].notna().equals(spells["ended_on"].notna())


def test_known_before_it_happened(centre):
    centre.write("c.csv", "id,d,k,known\n12,2022-04-02,talk,2022-04-01\n12,2022-04-02,plan,2022-04-02\n")
    columns = {**CAREER["columns"], "known_on": "known"}
    assert reasons(centre.ingest({**CAREER, "columns": columns})) == [(2, "known_before_event")]


def test_a_source_with_too_many_refused_rows_is_refused_whole(centre):
    centre.write("c.csv", "id,d,k\n12,2023-01-01,talk\n12,soon,talk\n12,2023-01-02\n")
    (problem,) = centre.check(CAREER, max_refused_share=0.5)
    assert problem.splitlines() == [
        "`c.csv`: 2 of 3 rows are refused, more than the limit of 50% (`max_refused_share`). "
        "Mend the mapping or the export.",
        "    1 × not_a_date in happened_on (row 3)",
        "    1 × wrong_field_count (row 4)",
    ]
    assert centre.check({**CAREER, "max_refused_share": 0.7}, max_refused_share=0.5) == []
    centre.write("c.csv", "id,d,k\n8,2023-01-01,talk\n")
    (problem,) = centre.check(CAREER, max_refused_share=1)
    assert "all 1 rows are refused" in problem
    assert "leading zeros" in problem


def test_observed_until_is_derived_and_never_from_a_typing_error(centre):
    rows = "12,2023-01-01,talk\n12,2023-03-01,talk\n"
    centre.write("c.csv", "id,d,k\n" + rows)
    assert str(centre.ingest(CAREER, observed_until=None).observed_until) == "2023-03-02"
    centre.write("c.csv", "id,d,k\n" + rows + "12,2032-03-01,talk\n")
    (problem,) = centre.check(CAREER, observed_until=None)
    assert "the newest event (2032-03-01) lies more than 92 days after the one before it (2023-03-01)" in problem


def test_no_message_holds_a_persons_value(centre):
    centre.write("c.csv", "id,d,k\nSECRET-ID,SECRET-DATE,SECRET-KIND\nSECRET-ID,2023-01-01,SECRET-KIND\n")
    problems = centre.check(CAREER)
    assert problems and "SECRET" not in "".join(problems)


@pytest.mark.parametrize("broken", ["", "id,d\n", "id,d,k\n"])
def test_empty_tables_are_refused(centre, broken):
    centre.write("c.csv", broken)
    (problem,) = centre.check(CAREER)
    assert "`c.csv`" in problem


def test_missing_files_and_paths_out_of_the_folder(centre):
    outside = {"table": "coaching", "file": "../x.csv", "columns": {**OWN, "held_on": "d"}}
    problems = centre.check({**CAREER, "file": "gone.csv"}, outside)
    assert "`gone.csv` is not in the records folder. The folder holds: spells.csv." in problems[0]
    assert "`../x.csv` leads out of the records folder" in problems[1]


def test_employments_alone_do_not_tell_until_when_they_are_complete(centre):
    """An end may be planned, and a quiet month has neither start nor end."""
    assert "employments alone do not tell until when" in centre.check(observed_until=None)[0]
    assert "Declare `records.observed_until`" in centre.check(observed_until=None)[0]
    assert centre.check() == []


def test_tables_that_end_before_the_newest_employment_do_not_tell_either(centre):
    """The newest employment is of 1 June 2022: a month before it will do, two will not."""
    centre.write("c.csv", "id,d,k\n12,2022-04-01,talk\n")
    (problem,) = centre.check(CAREER, observed_until=None)
    assert "the newest event of the other tables (2022-04-01) lies more than a month before the newest" in problem
    assert "(2022-06-01)" in problem
    assert centre.check(CAREER) == []
    centre.write("c.csv", "id,d,k\n12,2022-05-02,talk\n")
    assert centre.check(CAREER, observed_until=None) == []
