"""The files for machines and spreadsheets: typed, exact, inert."""

import csv
import datetime as dt
import io
import re
import zipfile
from xml.etree import ElementTree

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_up_list import AS_OF, DRIVERS, made_up_list, made_up_whole
from python_calamine import CalamineWorkbook

from houvast.catalogue import load_drivers
from houvast.language import language_of
from houvast.publish.change_words import build_change, find_changes
from houvast.publish.csv import write_people_csv
from houvast.publish.inert import build_csv_text, build_shown
from houvast.publish.list_sheet import FIRST_ROW
from houvast.publish.tables import write_table
from houvast.publish.workbook import write_workbook

HOSTILE = [
    "=cmd|'/c calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "https://example.org/x",
    "<b>x</b>",
]
EN = language_of("en")


def hostile_list(language="en"):
    risk_list = made_up_list(len(HOSTILE), language)
    risk_list.people["site"] = HOSTILE
    risk_list.people["team"] = "x" * 10_000
    return risk_list


@pytest.mark.parametrize("text", HOSTILE[:7])
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert build_csv_text(text).startswith("'")


@pytest.mark.parametrize("between", [";", ",", "\t", "\n", "; "])
@pytest.mark.parametrize("mark", list("=+-@＝＋－＠"))
def test_no_separator_lets_a_formula_begin_in_the_middle_of_a_text(between, mark):
    shown = build_csv_text(f"Team A{between}{mark}HYPERLINK(1)")
    assert all(not cell.lstrip().startswith(mark) for cell in re.split("[;,\t\n]", shown))


@pytest.mark.parametrize("text", ["Utrecht", "", "3-4", "a=b", "'s-Hertogenbosch"])
def test_ordinary_text_stays_as_it_is(text):
    assert build_csv_text(text) == text


def test_hidden_characters_become_visible():
    assert build_shown("abc\u202ecba", EN) == "abc�cba"
    assert build_shown("a\u200bb\x00c", EN) == "a�b�c"
    assert build_shown("two\r\nlines", EN) == "two lines"


def test_long_text_is_cut_and_says_so():
    shown = build_shown("x" * 10_000, EN)
    assert len(shown) < 200
    assert shown.endswith("… (9,840 more characters)")


def read_csv(path, delimiter):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(("language", "delimiter", "mark"), [("en", ",", "."), ("nl", ";", ",")])
def test_csv_is_what_the_languages_spreadsheet_opens(tmp_path, language, delimiter, mark):
    people = made_up_list(language=language).people
    write_people_csv(tmp_path / "x.csv", people, language)
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    header, *rows = read_csv(tmp_path / "x.csv", delimiter)
    assert header == list(people.columns)
    assert len(rows) == len(people)
    first = dict(zip(header, rows[0], strict=True))
    assert first["employee_id"] == people.loc[0, "employee_id"]
    assert first["as_of_date"] == "2025-06-01"
    assert first["risk_13w"] == f"{people.loc[0, 'risk_13w']:.6f}".replace(".", mark)
    assert first["within_capacity"] == "true"


def test_csv_is_inert(tmp_path):
    write_people_csv(tmp_path / "x.csv", hostile_list().people, "en")
    _, *rows = read_csv(tmp_path / "x.csv", ",")
    assert not any(cell.lstrip().startswith(("=", "+", "@", "\t", "\r")) for row in rows for cell in row)


def test_parquet_is_typed_and_whole(tmp_path):
    risk_list = made_up_list()
    write_table(tmp_path / "p.parquet", risk_list.people)
    write_table(tmp_path / "c.parquet", risk_list.contributions)
    people, contributions = pq.read_table(tmp_path / "p.parquet"), pq.read_table(tmp_path / "c.parquet")
    assert people.schema.field("employee_id").type == pa.string()
    assert people.schema.field("as_of_date").type == pa.date32()
    assert people.schema.field("rank").type == pa.int64()
    assert people.schema.field("within_capacity").type == pa.bool_()
    assert people["as_of_date"][0].as_py() == dt.date(2025, 6, 1)
    assert people.column_names == list(risk_list.people.columns)
    assert people["risk_13w"].to_pylist() == list(risk_list.people["risk_13w"])
    sums = contributions.to_pandas().groupby("employee_id")["contribution"].sum()
    wanted = people.to_pandas().set_index("employee_id").eval("risk_13w - base_risk_13w")
    assert (sums - wanted).abs().max() < 1e-9


def test_empty_tables_keep_their_types(tmp_path):
    write_table(tmp_path / "p.parquet", made_up_list(0).people)
    empty = pq.read_table(tmp_path / "p.parquet")
    assert empty.num_rows == 0
    assert empty.schema.field("risk_13w").type == pa.float64()
    assert empty.schema.field("reason_1").type == pa.string()


def sheets(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def xml_of(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["List", "Points", "Read me", "Definitions"]), ("nl", ["Lijst", "Punten", "Lees mij", "Definities"])],
)
def test_workbook_says_what_the_list_says(tmp_path, language, names):
    risk_list = made_up_list(language=language)
    write_workbook(tmp_path / "x.xlsx", AS_OF, risk_list, language)
    found = sheets(tmp_path / "x.xlsx")
    assert list(found) == names
    row, person = found[names[0]][FIRST_ROW + 1], risk_list.people.iloc[0]
    assert row[1] == person["employee_id"]  # 0038 stays text
    assert row[5] == person["risk_13w"]
    assert row[9].split("\n") == list(person[["reason_1", "reason_2", "reason_3"]])
    assert len(found[names[0]]) == FIRST_ROW + 1 + len(risk_list.people)
    points = found[names[1]][4]
    assert points[2] + sum(points[3:-1]) / 100 == pytest.approx(points[-1], abs=1e-9)


def test_workbook_holds_no_formula_and_no_link(tmp_path):
    write_workbook(tmp_path / "x.xlsx", AS_OF, hostile_list(), "en")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        names = archive.namelist()
        cells = "".join(
            archive.read(name).decode() for name in names if "worksheets/sheet" in name and "_rels" not in name
        )
    assert "<f>" not in cells
    assert "<hyperlink" not in cells
    assert not any("externalLink" in name for name in names)
    assert [row[2] for row in sheets(tmp_path / "x.xlsx")["List"][FIRST_ROW + 1 :]] == [
        build_shown(text, EN) for text in hostile_list().people["site"]
    ]


def test_workbook_can_be_worked_in(tmp_path):
    write_workbook(tmp_path / "x.xlsx", AS_OF, made_up_list(), "en")
    sheet = xml_of(tmp_path / "x.xlsx", "xl/worksheets/sheet1.xml")
    for feature in (
        "autoFilter",
        'state="frozen"',
        "dataValidations",
        "dataBar",
        'orientation="landscape"',
        'fitToHeight="0"',
    ):
        assert feature in sheet, feature
    assert "Print_Titles" in xml_of(tmp_path / "x.xlsx", "xl/workbook.xml")
    choices = [
        element.text
        for element in ElementTree.fromstring(sheet).iter()
        if element.tag.endswith("formula1") and element.text
    ]
    assert any("Agree,Disagree,No action" in choice for choice in choices)
    helps = next(choice for choice in choices if "Read me" in choice)
    first, last = (int(part.split("$")[-1]) for part in helps.split(":"))
    offered = [row[0] for row in sheets(tmp_path / "x.xlsx")["Read me"][first - 1 : last]]
    drivers = load_drivers().drivers
    assert offered == [f"{drivers[code].name.en}: {one.en}" for code in DRIVERS for one in drivers[code].help]


@pytest.mark.parametrize("count", [0, 1])
def test_workbook_of_nobody_and_of_one(tmp_path, count):
    write_workbook(tmp_path / "x.xlsx", AS_OF, made_up_list(count), "nl")
    assert list(sheets(tmp_path / "x.xlsx")) == ["Lijst", "Punten", "Lees mij", "Definities"]


def test_missing_places_and_reasons_are_empty_cells(tmp_path):
    risk_list = made_up_list(3)
    risk_list.people.loc[0, ["site", "team", "reason_1", "reason_2", "reason_3"]] = None
    risk_list.people["tenure_days"] = risk_list.people["tenure_days"].astype(float)
    risk_list.people.loc[0, "tenure_days"] = float("nan")
    write_workbook(tmp_path / "x.xlsx", AS_OF, risk_list, "en")
    row = sheets(tmp_path / "x.xlsx")["List"][FIRST_ROW + 1]
    assert row[2:5] == ["", "", ""]
    assert row[9] == "Nothing in the records sets this person apart."
    write_people_csv(tmp_path / "x.csv", risk_list.people, "en")
    assert pd.read_csv(tmp_path / "x.csv", dtype=str)["site"].isna()[0]


def test_the_workbook_says_what_changed_where_there_is_an_earlier_list(tmp_path):
    risk_list = made_up_whole()
    write_workbook(tmp_path / "x.xlsx", AS_OF, risk_list, "en")
    head, *rows = sheets(tmp_path / "x.xlsx")["List"][FIRST_ROW:]
    changes, at = find_changes(risk_list), head.index("Since the last list")
    said = [row[at] for row in rows[: len(risk_list.people)]]
    assert said == [build_change(changes[person], EN) for person in risk_list.people["employee_id"]]
    assert {one[:4] for one in said} >= {"Up f", "Down", "Not "}
    write_workbook(tmp_path / "y.xlsx", AS_OF, made_up_list(), "en")
    assert "Since the last list" not in sheets(tmp_path / "y.xlsx")["List"][FIRST_ROW]
