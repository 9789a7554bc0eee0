"""The list as a workbook that a person works in: the list itself, points per driver, and what it means.

Every text is written as text: a name that looks like a formula or an address stays what it is. The
same list gives the same bytes.

Known drawbacks: the thick capacity line is a cell border, and stays where it is when rows are sorted;
the grey of the rows below it moves with them.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from houvast.language import Language, language_of
from houvast.publish.definitions import TABLES, add_definitions_sheet
from houvast.publish.forecast_sheet import add_forecast_sheet
from houvast.publish.list_sheet import add_list_sheet
from houvast.publish.not_assessed import add_not_assessed_sheet
from houvast.publish.points_sheet import add_points_sheet
from houvast.publish.read_me_sheet import add_read_me_sheet
from houvast.publish.teams_sheet import add_teams_sheet
from houvast.risk_list import RiskList

_CREATED = dt.datetime(2000, 1, 1)  # The moment of writing would make every copy differ.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
FONT = "Calibri"
INK, SOFT, DEEP, LINE = "#1C2430", "#4F5B69", "#17504F", "#D9DEE4"


def write_workbook(path: Path, as_of: dt.date, risk_list: RiskList, language: str) -> None:
    """`risk_list.xlsx` of a list with a model."""
    lingo = language_of(language)
    with open_workbook(path, lingo.text("page.title")) as (book, styles):
        sheets = [book.add_worksheet(lingo.text(f"workbook.sheet_{name}")) for name in ("list", "points", "read_me")]
        helps = add_read_me_sheet(sheets[2], risk_list, lingo, styles)
        add_list_sheet(sheets[0], as_of, risk_list, lingo, styles, helps)
        add_points_sheet(sheets[1], risk_list, lingo, styles)
        sheets += _add_more(book, risk_list, lingo, styles)
        for sheet in sheets:
            print_well(sheet, lingo)
        sheets[0].activate()


def _add_more(book: Any, risk_list: RiskList, language: Language, styles: dict) -> list[Any]:
    """Teams, definitions and those who are not assessed: the sheets that are looked things up in."""
    sheets = []
    if "teams" in risk_list.beside:
        sheets.append(book.add_worksheet(language.text("workbook.sheet_teams")))
        add_teams_sheet(sheets[-1], risk_list, language, styles)
    weeks = risk_list.summary.horizon_weeks
    if "forecast" in risk_list.beside:
        sheets.append(book.add_worksheet(language.text("workbook.sheet_forecast")))
        add_forecast_sheet(sheets[-1], risk_list.beside["forecast"], weeks, language, styles)
    sheets.append(book.add_worksheet(language.text("workbook.sheet_definitions")))
    add_definitions_sheet(sheets[-1], columns_of_tables(risk_list), weeks, language, styles)
    if len(risk_list.not_assessed):
        sheets.append(book.add_worksheet(language.text("workbook.sheet_not_assessed")))
        add_not_assessed_sheet(sheets[-1], risk_list, language, styles)
    return sheets


def columns_of_tables(risk_list: RiskList) -> list[tuple[str, list[str]]]:
    """The tables that are published with a list and their columns, in the order of `definitions.TABLES`."""
    tables = {"risk_list": risk_list.people, "contributions": risk_list.contributions, **risk_list.beside}
    if len(risk_list.not_assessed):
        tables["not_assessed"] = risk_list.not_assessed
    if risk_list.sector is not None:
        tables["sector"] = risk_list.sector
    return [(name, list(tables[name].columns)) for name in TABLES if name in tables]


@contextlib.contextmanager
def open_workbook(path: Path, title: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A new workbook, written when it is left, and its formats by name."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": title, "created": _CREATED})
        yield book, build_styles(book)


def build_styles(book: Any) -> dict[str, Any]:
    """The formats of all sheets, by name."""
    base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
    cell = {**base, "bottom": 1, "bottom_color": LINE}
    head = {
        **base,
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": DEEP,
        "text_wrap": True,
        "valign": "vcenter",
    }
    numbers = {"percent": "0%", "small_percent": "0.0%", "points": "+0.0;-0.0;0.0", "whole": "0", "halves": "0.0"}
    styles = {
        "title": {**base, "bold": True, "font_size": 16},
        "lead": {**base, "font_size": 11},
        "soft": {**base, "font_color": SOFT},
        "heading": {**base, "bold": True, "font_size": 12, "font_color": DEEP},
        "paragraph": {**base, "text_wrap": True},
        "head": {**head, "indent": 1, "align": "left"},
        "head_number": {**head, "align": "right"},
        "fill": {**head, "bg_color": "#6D4A00", "indent": 1, "align": "left"},
        "text": {**cell, "indent": 1, "align": "left"},
        "wrap": {**cell, "text_wrap": True, "indent": 1, "align": "left"},
        "bold": {**cell, "bold": True, "indent": 1, "align": "left"},
        "entry": {**cell, "text_wrap": True, "bg_color": "#FFFBF0", "locked": False},
        **{name: {**cell, "num_format": number, "align": "right"} for name, number in numbers.items()},
        "strong_percent": {**cell, "num_format": "0%", "align": "right", "bold": True},
    }
    made = {name: book.add_format(style) for name, style in styles.items()}
    line = {"bottom": 5, "bottom_color": INK}
    made |= {f"{name}_line": book.add_format({**style, **line}) for name, style in styles.items() if "bottom" in style}
    made |= {
        "band_high": book.add_format({"bg_color": "#FBE3D3", "font_color": "#8C3306", "bold": True}),
        "band_raised": book.add_format({"bg_color": "#FBEFC9", "font_color": "#6D4A00", "bold": True}),
        "band_low": book.add_format({"bg_color": "#E3EFF7", "font_color": "#1F5577"}),
        "below": book.add_format({"font_color": "#6B7683"}),
        "adds": book.add_format({"font_color": "#A8430E"}),
        "takes": book.add_format({"font_color": "#2A6591"}),
    }
    return made


def print_well(sheet: Any, language: Language) -> None:
    """A4 landscape, as wide as the paper, with page numbers and the rule of use on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&L&8{language.text('workbook.footer')}&R&8{language.text('workbook.page')} &P / &N")
