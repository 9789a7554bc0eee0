"""What is published beside the people: typed, defined in both languages, inert, and described in the docs."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_up_list import AS_OF, made_up_whole
from python_calamine import CalamineWorkbook

from houvast.errors import GateError
from houvast.language import LANGUAGES, language_of
from houvast.publish import publish_list
from houvast.publish.definitions import TABLES, build_column_tables, columns_of_docs, define_columns
from houvast.publish.teams_sheet import FIRST_ROW
from houvast.publish.workbook import columns_of_tables, write_workbook

DOCS = Path(__file__).parents[3] / "docs" / "published-tables.md"
HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "<b>x</b>", "{=1}", "a\u202eb")
TYPES = {"text": pa.string(), "date": pa.date32(), "number": pa.float64(), "whole": pa.int64(), "flag": pa.bool_()}


def sheets(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_list(tmp_path_factory.mktemp("x"), AS_OF, made_up_whole(), "en", ("csv", "xlsx", "html"))


def test_every_table_is_a_file_with_the_types_that_are_told(folder):
    risk_list = made_up_whole()
    assert {path.stem for path in folder.glob("*.parquet")} == set(TABLES)
    told = {
        (table, column): kind
        for table, column, kind, _ in define_columns(columns_of_tables(risk_list), 13, language_of("en"))
    }
    names = {"text": "text", "date": "date", "number": "number", "whole number": "whole", "yes or no": "flag"}
    for table in TABLES:
        schema = pq.read_schema(folder / f"{table}.parquet")
        assert schema.types == [TYPES[names[told[table, column]]] for column in schema.names]


def test_what_is_missing_is_null(folder):
    facts = pq.read_table(folder / "facts.parquet").to_pylist()
    assert facts[1]["date"] is None
    changes = pq.read_table(folder / "changes.parquet").to_pandas()
    gone = changes[changes["change"] == "gone"]
    assert len(gone) and gone.drop(columns=["employee_id", "change"]).isna().all(axis=None)
    whole = made_up_whole().beside["changes"]
    assert changes["rank_before"].dropna().tolist() == whole["rank_before"].dropna().tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_every_table_is_defined(language):
    rows = define_columns(columns_of_tables(made_up_whole()), 13, language_of(language))
    assert len(rows) > 60
    assert all(len(meaning) > 10 for *_, meaning in rows)


def test_the_docs_have_every_table_and_column_as_they_are():
    """Write them anew with `make tables`."""
    docs = DOCS.read_text(encoding="utf-8")
    assert docs.endswith(build_column_tables(columns_of_docs(), 13, language_of("en")))
    real = {
        table: [re.sub(r"driver_.+", "driver_pay", c) for c in columns]
        for table, columns in columns_of_tables(made_up_whole())
    }
    for table, columns in columns_of_docs():
        assert [c for c in columns if c not in ("risk_4w", "risk_26w")] == list(dict.fromkeys(real[table]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_teams_definitions_and_those_not_assessed(tmp_path, language):
    risk_list, lingo = made_up_whole(language), language_of(language)
    write_workbook(tmp_path / "x.xlsx", AS_OF, risk_list, language)
    found = sheets(tmp_path / "x.xlsx")
    names = [
        lingo.text(f"workbook.sheet_{name}")
        for name in ("list", "points", "read_me", "teams", "forecast", "definitions", "not_assessed")
    ]
    assert list(found) == names
    rows, sites, teams = found[names[3]][FIRST_ROW + 1 :], risk_list.beside["sites"], risk_list.beside["teams"]
    assert len(rows) == len(sites) + len(teams)
    shown = {(row[0], row[1]): row for row in rows if row[3] != ""}
    for table in (sites.assign(team=""), teams):
        for row in table.to_dict("records"):
            if row["suppressed"]:
                assert (row["site"], row["team"]) not in shown
            else:
                cells = shown[row["site"], row["team"]]
                assert cells[2:6] == [row["people"], row["expected"], row["expected_low"], row["expected_high"]]
                assert cells[7] == pytest.approx(100 * row["driver_first_90_days"])
    hidden = [row for row in rows if row[3] == ""]
    assert hidden and all(row[2] == "" and row[6] != "" and set(row[7:]) == {""} for row in hidden)
    defined = found[names[5]][4:]
    assert [row[:2] for row in defined] == [[t, c] for t, columns in columns_of_tables(risk_list) for c in columns]


def test_sheets_can_be_worked_in(tmp_path):
    write_workbook(tmp_path / "x.xlsx", AS_OF, made_up_whole(), "en")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        for number in (1, 2, 4, 5, 6, 7):
            sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            for feature in ("autoFilter", 'state="frozen"', "<cols>", 'orientation="landscape"'):
                assert feature in sheet, (number, feature)


def hostile():
    """Names of people, sites and teams, reasons and facts that a spreadsheet would run."""
    risk_list = made_up_whole()
    names = {one: f"{HOSTILE[n % len(HOSTILE)]}{n}" for n, one in enumerate(risk_list.people["employee_id"])}
    people = risk_list.people.assign(
        employee_id=risk_list.people["employee_id"].map(names), site=HOSTILE[0], reason_1=HOSTILE[4]
    )
    contributions = risk_list.contributions.assign(employee_id=risk_list.contributions["employee_id"].map(names))
    not_assessed = risk_list.not_assessed.assign(employee_id=list(HOSTILE[:3]), site=HOSTILE[3], team=HOSTILE[0])
    teams = risk_list.beside["teams"].assign(site=HOSTILE[1], team=list(HOSTILE[: len(risk_list.beside["teams"])]))
    sites = risk_list.beside["sites"].assign(site=HOSTILE[1])
    forecast = risk_list.beside["forecast"].assign(site=HOSTILE[1], team=HOSTILE[2])
    beside = {"teams": teams, "sites": sites, "forecast": forecast}
    return replace(risk_list, people=people, contributions=contributions, not_assessed=not_assessed, beside=beside)


def test_no_name_becomes_a_formula_on_any_sheet(tmp_path):
    risk_list = hostile()
    write_workbook(tmp_path / "x.xlsx", AS_OF, risk_list, "en")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        names = [name for name in archive.namelist() if "worksheets/sheet" in name and "_rels" not in name]
        cells = [archive.read(name).decode() for name in names]
        assert not any("externalLink" in name or "vba" in name.lower() for name in archive.namelist())
    assert len(cells) == 7
    assert not any("<f>" in cell or "<f " in cell or "<hyperlink" in cell for cell in cells)
    found = sheets(tmp_path / "x.xlsx")
    assert found["Not assessed"][4][:3] == [HOSTILE[0], HOSTILE[3], HOSTILE[0]]
    assert {row[0] for row in found["Teams"][FIRST_ROW + 1 :]} == {HOSTILE[1]}


def test_curves_that_are_not_the_lists_are_not_published(tmp_path):
    risk_list = made_up_whole()
    curves = risk_list.beside["curves"]
    wrong = replace(risk_list, beside={**risk_list.beside, "curves": curves.assign(risk=curves["risk"] * 0.99)})
    with pytest.raises(GateError, match="the curves at 13 weeks are not the risks of the list"):
        publish_list(tmp_path / "demo", AS_OF, wrong, "en", ("csv",))
    assert not (tmp_path / "demo").exists()


def test_the_tables_can_be_joined_on_their_ids(folder):
    people = pd.read_parquet(folder / "risk_list.parquet")
    for table in ("contributions", "curves"):
        assert set(pd.read_parquet(folder / f"{table}.parquet")["employee_id"]) == set(people["employee_id"])
    assert set(people["employee_id"]) <= set(pd.read_parquet(folder / "changes.parquet")["employee_id"])
