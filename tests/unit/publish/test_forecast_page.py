"""The forecast beside a list: page, sheet and delimited text say what the table does, in both languages."""

import csv
import datetime as dt

import pandas as pd
import pytest
from made_up_list import AS_OF, made_up_whole
from python_calamine import CalamineWorkbook

from houvast.language import LANGUAGES, language_of
from houvast.publish import publish_list
from houvast.publish.forecast_page import build_forecast_view, build_lines
from houvast.publish.forecast_sheet import FIRST_ROW


@pytest.fixture(scope="module", params=LANGUAGES)
def published(request, tmp_path_factory):
    made = made_up_whole(request.param)
    home = tmp_path_factory.mktemp(request.param)
    return request.param, made, publish_list(home, AS_OF, made, request.param, ("csv", "xlsx", "html"))


def test_the_page_has_every_group_and_every_month(published):
    language, made, folder = published
    lingo, table = language_of(language), made.beside["forecast"]
    view = build_forecast_view(table, AS_OF, 13, lingo)
    groups = table[["level", "site", "team"]].drop_duplicates()
    rows = [row for _, rows in view["blocks"] for row in rows]
    assert len(rows) == len(groups)
    assert all(len(row["spans"]) == 7 for row in rows)
    assert view["months"][0] == lingo.date(AS_OF + dt.timedelta(days=29))
    whole = table[(table["level"] == "all") & (table["month"] == 0)].iloc[0]
    assert rows[0]["spans"][0][0] == lingo.number(whole["expected"], 1)
    page = (folder / "forecast.html").read_text(encoding="utf-8")
    assert all(said in page for said in (view["lead"][0], lingo.text("forecast.notice")))
    assert "forecast.html" in (folder / "summary.html").read_text(encoding="utf-8")
    assert len(build_lines(table, lingo)) == (groups["level"].isin(["all", "site"])).sum()


def test_the_delimited_text_is_the_table(published):
    language, _, folder = published
    text = (folder / "forecast.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter={"en": ",", "nl": ";"}[language]))
    table = pd.read_parquet(folder / "forecast.parquet")
    assert len(rows) == len(table)
    for row, line in zip(rows, table.to_dict("records"), strict=True):
        assert float(row["expected"].replace(",", ".")) == pytest.approx(line["expected"], abs=5e-4)
        assert (row["expected_low"] == "") == (line["level"] == "rest")
        assert int(row["month"]) == line["month"]


def test_the_sheet_is_the_table(published):
    language, made, folder = published
    name = language_of(language).text("workbook.sheet_forecast")
    sheet = (
        CalamineWorkbook.from_path(str(folder / "risk_list.xlsx"))
        .get_sheet_by_name(name)
        .to_python(skip_empty_area=False)
    )
    table = made.beside["forecast"]
    rows = sheet[FIRST_ROW + 1 :]
    assert len(rows) == len(table)
    assert [row[1] for row in rows] == table["month"].tolist()
    assert [row[5] for row in rows] == pytest.approx(table["expected"].tolist())


def test_no_group_may_be_shown():
    nothing = made_up_whole().beside["forecast"].head(0)
    view = build_forecast_view(nothing, AS_OF, 13, language_of("en"))
    assert "no group that may be shown" in view["lead"][0]
    assert view["blocks"] == []


def test_starters_that_cannot_be_told_are_said_so():
    table = made_up_whole().beside["forecast"].assign(hires=float("nan"))
    lead = build_forecast_view(table, AS_OF, 13, language_of("en"))["lead"]
    assert "cannot be told" in lead[1]
