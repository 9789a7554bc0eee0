"""Mapping: declared formats, units and lists; a value that does not fit refuses its row and says why."""

import datetime as dt

import pytest
import sqlalchemy
from pseudonymous import as_written, code
from pydantic import ValidationError

from houvast.config import Source
from houvast.records.codebook import load_codebook

OWN = {"employee_id": "id"}


def reasons(snapshot):
    """Row number, reason and column of every refused row."""
    refused = snapshot.read_quarantine()
    return [(row, reason, column) for row, reason, column in refused[["row", "reason", "column"]].to_numpy()]


def pay(columns, **more):
    return {"table": "pay", "file": "pay.csv", "columns": {**OWN, **columns}, **more}


def test_ids_and_missing_values_stay_what_they_are(centre):
    snapshot = centre.ingest()
    spells = snapshot.read("spells")
    assert set(spells["employee_id"]) == {code("007"), code("12"), code("1E5"), code("NA")}
    assert snapshot.manifest["sources"][0]["rows_kept"] == 4
    assert spells["started_on"].dtype == "datetime64[s]"


def test_a_missing_optional_value_keeps_its_row_and_a_faulty_one_does_not(centre):
    centre.write(
        "pay.csv",
        "id,d,w,why\n12,2022-04-01,15,\n12,2022-05-01,,x\n12,2022-06-01,n/a,x\n12,2022-31-01,15,x\n",
    )
    snapshot = centre.ingest(pay({"effective_on": "d", "hourly_wage": "w", "reason": "why"}))
    assert snapshot.read("pay")["reason"].isna().tolist() == [True]
    assert reasons(snapshot) == [
        (3, "missing_required", "hourly_wage"),
        (4, "not_a_number", "hourly_wage"),
        (5, "not_a_date", "effective_on"),
    ]


def test_sentinels_units_and_bounds(centre):
    centre.write("pay.csv", "id,d,w\n12,2022-04-01,1733.3\n12,2022-05-01,-99\n12,2022-06-01,-5\n12,2022-07-01,999999\n")
    wage = {"column": "w", "multiply": 0.01, "missing": ["-99"]}
    snapshot = centre.ingest(pay({"effective_on": "d", "hourly_wage": wage}))
    assert snapshot.read("pay")["hourly_wage"].tolist() == pytest.approx([17.333])
    assert reasons(snapshot) == [
        (3, "missing_required", "hourly_wage"),
        (4, "out_of_bounds", "hourly_wage"),
        (5, "out_of_bounds", "hourly_wage"),
    ]


def test_value_lists_refuse_what_they_do_not_list(centre):
    centre.write("oo.csv", "id;d;h\n12;01-04-2022;Ja\n12;01-05-2022;-\n12;01-06-2022;\n12;01-07-2022;misschien\n")
    held = {"column": "h", "values": {"Ja": True, "-": None, "": False}}
    snapshot = centre.ingest(
        {
            "table": "one_on_ones",
            "file": "oo.csv",
            "format": {"type": "csv", "delimiter": ";", "date": "%d-%m-%Y"},
            "columns": {**OWN, "booked_for": "d", "held": held},
        }
    )
    assert snapshot.read("one_on_ones")["held"].tolist() == [True, False]
    assert reasons(snapshot) == [(3, "missing_required", "held"), (5, "unmapped_value", "held")]


def test_a_list_that_gives_impossible_values_is_a_problem_of_the_mapping(centre, spells_source):
    columns = {
        **spells_source["columns"],
        "exit_reason": {"column": "reason", "values": {"voluntary": "volontary"}},
    }
    (problem,) = centre.check({**spells_source, "columns": columns})
    assert "gives 'volontary', which is not one of voluntary, employer" in problem
    columns["exit_reason"] = "reason"
    columns["ended_on"] = {"column": "end", "values": {"x": "soon"}}
    (problem,) = centre.check({**spells_source, "columns": columns})
    assert "gives 'soon', which is no date" in problem


def test_year_and_month_and_months_before(centre):
    centre.write("w.csv", "id,y,m,calls\n12,2023.0,4.0,10\n12,2023,13,10\n12,2023.5,1,10\n12,,1,10\n")
    snapshot = centre.ingest(
        {
            "table": "workload",
            "file": "w.csv",
            "columns": {
                **OWN,
                "period_start": {"year": "y", "month": "m"},
                "period_days": {"constant": 30},
                "contacts": "calls",
            },
        }
    )
    table = snapshot.read("workload")
    assert table["period_start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-04-01"]
    assert table["known_on"].dt.strftime("%Y-%m-%d").tolist() == ["2023-04-30"]
    assert [(row, reason) for row, reason, _ in reasons(snapshot)] == [
        (3, "not_a_date"),
        (4, "not_a_date"),
        (5, "missing_required"),
    ]


@pytest.mark.parametrize(
    ("months", "base", "expected"),
    [
        ("22", "2010-12-01", "2009-02-01"),
        ("0", "2010-12-01", "2010-12-01"),
        ("2.5", "2010-12-01", "2010-09-16"),
        ("1", "2010-03-31", "2010-02-28"),
        ("-99", "2010-12-01", None),
    ],
)
def test_months_before(centre, spells_source, months, base, expected):
    centre.write("spells.csv", f"id,t\n1,{months}\n2,5\n")
    started = {"column": "t", "months_before": dt.date.fromisoformat(base)}
    snapshot = centre.ingest({**spells_source, "columns": {**OWN, "started_on": started}})
    found = (
        as_written(snapshot.read("spells")).query("employee_id == '1'")["started_on"].dt.strftime("%Y-%m-%d").tolist()
    )
    assert found == ([expected] if expected else [])
    assert reasons(snapshot) == ([] if expected else [(2, "out_of_bounds", "started_on")])


def test_two_date_formats_in_one_column_are_refused_with_rows(centre):
    centre.write("pay.csv", "id,d,w\n12,01-04-2022,15\n12,2022-05-01,15\n12,2022-06-13,15\n")
    source = pay({"effective_on": {"column": "d", "date": "%d-%m-%Y"}, "hourly_wage": "w"})
    (problem,) = centre.check(source)
    assert "`pay.csv`: column `d` (effective_on) holds two date formats: 1 rows fit the declared %d-%m-%Y" in problem
    assert "2 look like %Y-%m-%d (rows 3, 4)" in problem
    source["columns"]["effective_on"]["date"] = "%m/%d/%Y"
    (problem,) = centre.check(source)
    assert "holds no date in the declared format %m/%d/%Y; 2 look like %Y-%m-%d" in problem


def test_a_missing_column_is_answered_with_a_diff(centre):
    centre.write("pay.csv", "id,Effective date,wage\n12,2022-04-01,15\n")
    (problem,) = centre.check(pay({"effective_on": "effective_date", "hourly_wage": "wage", "reason": "cause"}))
    assert problem.splitlines() == [
        "`pay.csv`: 2 mapped columns are missing. Mend the mapping or the export.",
        "    - `effective_date` (for effective_on); is it `Effective date`?",
        "    - `cause` (for reason)",
        "    + `Effective date` is there and not mapped",
    ]


def test_lookups_join_by_text_and_refuse_what_is_ambiguous(centre):
    centre.write("pay.csv", "id,d\n007,2022-04-01\n12,2022-04-01\n")
    centre.write("wages.csv", "id,w\n7,99\n007,15\n")
    source = pay({"effective_on": "d", "hourly_wage": "w"}, lookups=[{"file": "wages.csv", "on": "id"}])
    snapshot = centre.ingest(source)
    assert as_written(snapshot.read("pay"))[["employee_id", "hourly_wage"]].to_numpy().tolist() == [["007", 15.0]]
    assert reasons(snapshot) == [(3, "missing_required", "hourly_wage")]
    assert snapshot.manifest["sources"][1]["lookups"][0]["file"] == "wages.csv"
    centre.write("wages.csv", "id,w\n12,9\n007,15\n007,16\n")
    assert "`wages.csv` has the same `id` more than once (rows 3, 4)" in centre.check(source)[0]
    centre.write("wages.csv", "id,w,d\n12,9,x\n")
    assert "`pay.csv` and `wages.csv` both have `d`" in centre.check(source)[0]
    centre.write("wages.csv", "nr,w\n12,9\n")
    assert "`wages.csv` has no column `id` to look up on. It has: `nr`, `w`." in centre.check(source)[0]


SURVEY = {"table": "survey_answers", "file": "s.csv"}


def test_survey_items_by_code_or_question_in_both_languages(centre):
    centre.write(
        "s.csv",
        "id;d;q;a\n12;2022-04-01;STRESS;1\n12;2022-04-02;hoe  stressvol is je werk?;3\n"
        "12;2022-04-03;I am proud to work in this sector;5\n12;2022-04-04;weather;5\n12;2022-04-05;pride;6\n",
    )
    columns = {**OWN, "answered_on": "d", "item": "q", "answer": "a"}
    snapshot = centre.ingest({**SURVEY, "format": {"type": "csv", "delimiter": ";"}, "columns": columns})
    answers = snapshot.read("survey_answers")
    assert answers[["item", "answer"]].to_numpy().tolist() == [
        ["stress", 0.0],
        ["stress", 0.5],
        ["pride", 1.0],
    ]
    assert reasons(snapshot) == [(5, "unknown_item", "item"), (6, "out_of_bounds", "answer")]


def test_survey_scale_and_labels(centre):
    centre.write("s.csv", "id,d,q,a\n12,2022-04-01,x7,eens\n12,2022-04-01,pride,oneens\n")
    columns = {
        **OWN,
        "answered_on": "d",
        "item": {"column": "q", "values": {"x7": "meaning"}},
        "answer": {"column": "a", "values": {"eens": 9, "oneens": 1}, "scale": [1, 9]},
    }
    answers = centre.ingest({**SURVEY, "columns": columns}).read("survey_answers")
    assert dict(zip(answers["item"], answers["answer"], strict=True)) == {"meaning": 1.0, "pride": 0.0}


def test_wide_surveys_give_a_row_an_answer(centre):
    centre.write("s.csv", "id,d,sat,str\n12,2022-04-01,7,\n12,2022-05-01,4,2\n12,2022-06-01,9,2\n12,2022-07-01,,\n")
    source = {
        **SURVEY,
        "columns": {**OWN, "answered_on": "d"},
        "items": {"sat": {"item": "role_satisfaction", "scale": [1, 7]}, "str": {"item": "stress"}},
    }
    snapshot = centre.ingest(source)
    answers = snapshot.read("survey_answers")
    assert answers[["item", "answer"]].to_numpy().tolist() == [
        ["role_satisfaction", 1.0],
        ["role_satisfaction", 0.5],
        ["stress", 0.25],
    ]
    assert reasons(snapshot) == [(4, "out_of_bounds", "answer")]
    said = snapshot.manifest["sources"][1]
    assert (said["rows_in"], said["rows_kept"], said["rows_quarantined"]) == (4, 3, 1)
    source["items"]["str"] = {"item": "stres"}
    assert "item `stres` of column `str` is not in the codebook. Is it `stress`?" in centre.check(source)[0]


def test_the_codebook_is_whole():
    items = load_codebook().items
    shared = {"stress", "exhaustion", "role_satisfaction", "recommend", "pride", "career_paths"}
    shared |= {"long_term_future", "supportive_manager", "meaning", "recognition"}
    assert shared <= set(items)
    assert {item.direction for item in items.values()} == {"raises", "lowers"}
    assert all(item.scale[0] < item.scale[1] and item.en and item.nl for item in items.values())
    for item in items.values():
        assert load_codebook().find(item.nl.upper()) == item
        break
    assert {item.driver for item in items.values()} == {
        "pay", "burnout", "workload", "one_on_ones", "coaching", "career", "first_90_days", "autonomy",
        "recognition", "connection", "purpose", "technology", "placement",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"table": "pay", "columns": {**OWN, "effective_on": "d"}}, "`columns.hourly_wage` is required"),
        (
            {"table": "headcount", "derive": ["spells"], "columns": {**OWN, "month": "m"}},
            "`columns.started_on` is req",
        ),
        ({"table": "headcount", "columns": {**OWN, "month": "m"}}, "must say what to `derive`"),
        (
            {"table": "headcount", "derive": ["pay"], "columns": {**OWN, "month": "m", "known_on": "k"}},
            "`columns.known_on` does not fit a headcount",
        ),
        (
            {"table": "spells", "columns": {**OWN, "started_on": "d", "retracted": "r"}},
            "needs `columns.known_on`",
        ),
    ],
)
def test_mappings_that_cannot_work_are_refused_by_the_config(source, message):
    with pytest.raises(ValidationError, match=message):
        Source.model_validate({"file": "x.csv", **source})


def test_a_workbook_and_a_database_end_to_end(centre, monkeypatch):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(centre.folder / "oo.xlsx"))
    sheet, as_date = book.add_worksheet("gesprekken"), book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_row(0, 0, ["id", "d", "h"])
    sheet.write_row(1, 0, [12, "", "Ja"])
    sheet.write_datetime(1, 1, dt.datetime(2022, 5, 1), as_date)
    sheet.write_row(2, 0, ["007", "02-05-2022", "Nee"])
    sheet.write_row(3, 0, ["12", 44000, "Ja"])
    book.close()
    centre.write("pay.db", "")
    url = f"sqlite:///{centre.folder}/pay.db"
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create table pay (id text, d text, w real)"))
        connection.execute(sqlalchemy.text("insert into pay values ('007', '2022-05-01', 14.5), ('12', 'x', 15)"))
    monkeypatch.setenv("PAY_URL", url)
    snapshot = centre.ingest(
        {
            "table": "one_on_ones",
            "file": "oo.xlsx",
            "format": {"type": "excel", "sheet": "gesprekken", "date": "%d-%m-%Y"},
            "columns": {**OWN, "booked_for": "d", "held": "h"},
        },
        {
            "table": "pay",
            "format": {"type": "sql", "url_env": "PAY_URL", "query": "select * from pay order by id"},
            "columns": {**OWN, "effective_on": "d", "hourly_wage": "w"},
        },
    )
    meetings = as_written(snapshot.read("one_on_ones"))
    assert meetings["employee_id"].tolist() == ["007", "12"]
    assert meetings["booked_for"].dt.strftime("%d-%m").tolist() == ["02-05", "01-05"]
    assert snapshot.read("pay")["hourly_wage"].tolist() == [14.5]
    assert reasons(snapshot) == [(4, "not_a_date", "booked_for"), (2, "not_a_date", "effective_on")]
    assert snapshot.manifest["sources"][2]["file"] == "sql:PAY_URL"
