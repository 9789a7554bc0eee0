"""Those who are not assessed: counted, named and given reasons everywhere, and never lost."""

import csv
import io
import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from made_up_list import AS_OF, made_up_doubts, made_up_list
from python_calamine import CalamineWorkbook
from rich.console import Console

from houvast.language import language_of
from houvast.publish import publish_list
from houvast.publish.console import build_facts, console_summary
from houvast.publish.list_sheet import FIRST_ROW, WIDTHS
from houvast.publish.not_assessed import PAGE_ROWS, count_doubts
from houvast.publish.page import build_page

STALE = {"en": "nothing recorded for unusually long", "nl": "ongewoon lang niets vastgelegd"}
UNLIKE = {"en": "unlike the people whom the model learnt from", "nl": "anders dan de mensen van wie het model leerde"}
TITLE = {"en": "Not assessed: 3 people", "nl": "Niet ingeschat: 3 mensen"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_counts_and_names_them_with_their_reasons(language):
    page = build_page(AS_OF, made_up_doubts(language), language)
    section = page[page.index('id="not-assessed"') :]
    section = section[: section.index("</section>")]
    assert TITLE[language] in section
    assert f"3: {STALE[language]}" in section
    assert f"1: {UNLIKE[language]}" in section
    assert all(f">9{number:03d}<" in section for number in range(3))
    assert f"{UNLIKE[language]}; {STALE[language]}" in section
    assert "2.1%" in page or "2,1%" in page
    assert ("of them not assessed" if language == "en" else "van hen niet ingeschat") in page


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_mild_doubt_stands_beside_the_risk(language):
    words = {"en": "Read this risk with care", "nl": "Lees deze kans met voorbehoud"}[language]
    page = build_page(AS_OF, made_up_doubts(language), language)
    assert page.count(words) == 1
    assert words not in build_page(AS_OF, made_up_list(language=language), language)


def test_where_everybody_is_assessed_nothing_is_said_of_it():
    page = build_page(AS_OF, made_up_list(), "en")
    assert "ot assessed" not in page
    assert not [label for label, _ in build_facts(made_up_list(), language_of("en")) if label == "Not assessed"]


def test_a_page_names_so_many_and_says_how_many_more():
    page = build_page(AS_OF, made_up_doubts(apart=PAGE_ROWS + 2), "en")
    assert f">90{PAGE_ROWS - 1}<" in page
    assert f">90{PAGE_ROWS}<" not in page
    assert "2 more people are in the files" in page


def test_where_nobody_is_assessed_the_page_does_not_say_that_nobody_works():
    nobody, apart = made_up_list(0), made_up_doubts()
    risk_list = replace(nobody, not_assessed=apart.not_assessed, summary=replace(nobody.summary, people=3))
    page = build_page(AS_OF, risk_list, "en")
    assert "Of nobody at work on this date is enough known" in page
    assert "Nobody was at work" not in page
    assert TITLE["en"] in page


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_files_have_all_of_them(tmp_path, language):
    risk_list = made_up_doubts(language)
    folder = publish_list(tmp_path, AS_OF, risk_list, language, ("csv", "xlsx", "html"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["people"], manifest["not_assessed"]) == (60, 3)
    assert {"not_assessed.csv", "not_assessed.parquet"} <= set(manifest["files"])
    text = (folder / "not_assessed.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if language == "nl" else ","))
    assert rows[0] == ["employee_id", "site", "team", "tenure_days", "doubt"]
    assert rows[1:3] == [
        ["9000", "Groningen", "Zorg 1", "400", "unlike, stale"],
        ["9001", "Groningen", "", "400", "stale"],
    ]
    kept = pq.read_table(folder / "not_assessed.parquet")
    assert kept.column("employee_id").to_pylist() == ["9000", "9001", "9002"]
    listed = pq.read_table(folder / "risk_list.parquet")
    assert listed.num_rows + kept.num_rows == risk_list.summary.people
    assert listed.column("doubt").to_pylist()[:4] == ["", "", "few_records, stale", ""]
    book = CalamineWorkbook.from_path(folder / "risk_list.xlsx")
    sheet = book.get_sheet_by_name({"en": "Not assessed", "nl": "Niet ingeschat"}[language]).to_python()
    assert [row[0] for row in sheet[4:]] == ["9000", "9001", "9002"]
    assert sheet[4][4] == f"{UNLIKE[language]}; {STALE[language]}"
    at = [name for name in WIDTHS if name != "change"].index("reasons")
    reasons = book.get_sheet_by_index(0).to_python()[FIRST_ROW + 3][at]
    assert STALE[language] in reasons.splitlines()[-1]


def test_without_them_there_is_no_file_or_sheet_of_them(tmp_path):
    folder = publish_list(tmp_path, AS_OF, made_up_list(), "en", ("csv", "xlsx", "html"))
    assert not list(folder.glob("not_assessed*"))
    assert len(CalamineWorkbook.from_path(folder / "risk_list.xlsx").sheet_names) == 4
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["not_assessed"] == 0


def test_the_screen_counts_them_and_names_nobody(tmp_path):
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(console_summary(made_up_doubts(), AS_OF, tmp_path, "en"))
    text = console.export_text()
    assert f"3 (1 {UNLIKE['en']}; 3 {STALE['en']})" in text
    assert "9000" not in text


def test_reasons_are_counted_in_their_order():
    assert count_doubts(made_up_doubts(), language_of("en")) == [(UNLIKE["en"], "1"), (STALE["en"], "3")]
