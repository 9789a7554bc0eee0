"""The first sheet: the people in order, with room for one's own view, the help given and a note."""

import datetime as dt
import math
from typing import Any

import pandas as pd

from houvast.language import DAYS_PER_MONTH, Language
from houvast.publish.change_words import build_change, find_changes
from houvast.publish.charts import round_up
from houvast.publish.inert import build_shown
from houvast.publish.people import LONGEST_REASON, build_doubt
from houvast.publish.purpose_words import build_own_purpose
from houvast.publish.view import build_headline
from houvast.risk_list import BANDS, RiskList

FIRST_ROW = 5
"""Row (from 0) of the table's header."""

WIDTHS = {
    "rank": 7,
    "employee": 23,
    "site": 13,
    "team": 13,
    "tenure": 9,
    "risk": 11,
    "low": 7,
    "high": 7,
    "band": 13,
    "change": 26,
    "reasons": 62,
    "agreed": 11,
    "action": 24,
    "note": 26,
}
_ENTRIES = ("agreed", "action", "note")
_NUMBERS = ("rank", "tenure", "risk", "low", "high")
_LINE_POINTS = 13
_LETTERS_PER_WIDTH = 1.15


def add_list_sheet(
    sheet: Any, as_of: dt.date, risk_list: RiskList, language: Language, styles: dict, helps: str
) -> None:
    """Fills the sheet; `helps` is the range of suggested help, as a formula.

    What changed is a column where there is an earlier list.
    """
    people, weeks = risk_list.people, risk_list.summary.horizon_weeks
    changes = find_changes(risk_list)
    columns = [name for name in WIDTHS if name != "change" or changes]
    _add_head(sheet, as_of, risk_list, language, styles)
    for column, name in enumerate(columns):
        sheet.set_column(column, column, WIDTHS[name])
        style = styles["fill" if name in _ENTRIES else "head_number" if name in _NUMBERS else "head"]
        sheet.write_string(FIRST_ROW, column, language.text(f"workbook.column_{name}", weeks=weeks), style)
    sheet.set_row(FIRST_ROW, 32)
    listed = int(people["within_capacity"].sum())
    for place, row in enumerate(people.to_dict("records"), start=1):
        ending = "_line" if place == listed < len(people) else ""
        told = _tell_person(row, f"risk_{weeks}w", build_change(changes.get(row["employee_id"]), language), language)
        _add_person(sheet, FIRST_ROW + place, [told[name] for name in columns], styles, ending)
        lines = max(2, *(_count_lines(told[name][0], name) for name in ("change", "reasons")))
        sheet.set_row(FIRST_ROW + place, lines * _LINE_POINTS + 4)
    last = FIRST_ROW + max(len(people), 1)
    sheet.autofilter(FIRST_ROW, 0, last, len(columns) - 1)
    sheet.freeze_panes(FIRST_ROW + 1, 2)
    sheet.repeat_rows(FIRST_ROW)
    sheet.print_area(0, 0, last, len(columns) - 1)
    highest = float(people[f"risk_{weeks}w"].max()) if len(people) else 1.0
    _add_colours(sheet, last, listed, highest, columns, language, styles)
    _add_choices(sheet, last, columns, language, helps)


def _add_head(sheet: Any, as_of: dt.date, risk_list: RiskList, language: Language, styles: dict) -> None:
    summary, people = risk_list.summary, risk_list.people
    config = build_shown(summary.config_name, language)
    sheet.write_string(0, 0, language.text("workbook.title", config=config, date=language.date(as_of)), styles["title"])
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, _lead(risk_list, language), styles["lead"])
    own = build_own_purpose(summary.purpose, language)[:1]
    purpose = " ".join([f"{language.text('page.purpose_title')}.", language.text("page.purpose"), *own])
    sheet.write_string(2, 0, purpose, styles["soft"])
    if len(people):
        capacity = language.text("workbook.capacity", capacity=language.number(int(people["within_capacity"].sum())))
        sheet.write_string(3, 0, capacity, styles["soft"])
    sheet.write_string(4, 0, language.text("page.codes"), styles["soft"])


def _lead(risk_list: RiskList, language: Language) -> str:
    """The headline of the page, in one line."""
    headline = build_headline(risk_list, language)
    if headline["leave_listed"] is None:
        return language.text("page.lead_nobody")
    weeks = risk_list.summary.horizon_weeks
    return f"{language.text('page.lead', leave=headline['leave_listed'], weeks=weeks)} {headline['stay']}"


def _tell_person(row: dict, risk: str, change: str, language: Language) -> dict[str, tuple[Any, str]]:
    """By column: what stands there, and in which style."""
    reasons = [build_shown(text, language, LONGEST_REASON) for name, text in row.items() if _is_reason(name, text)]
    doubt = build_doubt(row["doubt"], language)
    reasons += [language.text("page.person_doubt", doubts=doubt)] if doubt else []
    months = math.nan if pd.isna(row["tenure_days"]) else row["tenure_days"] / DAYS_PER_MONTH
    employee, site, team = (
        "" if pd.isna(row[name]) else build_shown(str(row[name]), language) for name in ("employee_id", "site", "team")
    )
    small = "percent" if row[risk] >= 0.0995 else "small_percent"
    return {
        "rank": (row["rank"], "whole"),
        "employee": (employee, "bold"),
        "site": (site, "text"),
        "team": (team, "text"),
        "tenure": (months, "whole"),
        "risk": (row[risk], "strong_percent" if small == "percent" else "small_percent"),
        "low": (row[f"{risk}_low"], small),
        "high": (row[f"{risk}_high"], small),
        "band": (language.text(f"common.band_{row['band']}"), "text"),
        "change": (change, "wrap"),
        "reasons": ("\n".join(reasons) or language.text("page.no_reasons"), "wrap"),
        **dict.fromkeys(_ENTRIES, ("", "entry")),
    }


def _add_person(sheet: Any, at: int, cells: list[tuple[Any, str]], styles: dict, ending: str) -> None:
    for column, (value, style) in enumerate(cells):
        made = styles[style + ending]
        if isinstance(value, str):
            sheet.write_string(at, column, value, made) if value else sheet.write_blank(at, column, None, made)
        elif math.isnan(value):
            sheet.write_blank(at, column, None, made)
        else:
            sheet.write_number(at, column, value, made)


def _count_lines(text: str, column: str) -> int:
    """Lines that a text takes in the width of its column."""
    return sum(max(1, math.ceil(len(line) / (WIDTHS[column] * _LETTERS_PER_WIDTH))) for line in text.split("\n"))


def _is_reason(name: str, text: Any) -> bool:
    return name.startswith("reason_") and not pd.isna(text) and bool(text)


def _add_colours(
    sheet: Any, last: int, listed: int, highest: float, columns: list[str], language: Language, styles: dict
) -> None:
    """Bars for the risk, colours for the bands, grey below capacity (by place, so sorting keeps it)."""
    first = FIRST_ROW + 1
    risk, band = columns.index("risk"), columns.index("band")
    bar = {
        "type": "data_bar",
        "bar_solid": True,
        "bar_color": "#E9B493",
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": round_up(highest),
        "data_bar_2010": True,
        "bar_border_color": "#E9B493",
    }
    sheet.conditional_format(first, risk, last, risk, bar)
    for name, _ in BANDS:
        if f"band_{name}" in styles:
            words = f'"{language.text(f"common.band_{name}")}"'
            rule = {"type": "cell", "criteria": "==", "value": words, "format": styles[f"band_{name}"]}
            sheet.conditional_format(first, band, last, band, rule)
    below = {"type": "formula", "criteria": f"=$A{first + 1}>{listed}", "format": styles["below"]}
    sheet.conditional_format(first, 0, last, columns.index("reasons"), below)


def _add_choices(sheet: Any, last: int, columns: list[str], language: Language, helps: str) -> None:
    """What may be written in the columns for one's own view."""
    first = FIRST_ROW + 1
    agreed, action, note = (columns.index(name) for name in _ENTRIES)

    def said(name: str, **rule: Any) -> dict[str, Any]:
        words = {"input_title": f"{name}_title", "input_message": f"{name}_help"}
        return {**rule, **{key: language.text(f"workbook.{text}") for key, text in words.items()}}

    choices = [language.text(f"workbook.agreed_{choice}") for choice in ("yes", "no", "none")]
    error = language.text("workbook.agreed_error")
    sheet.data_validation(
        first, agreed, last, agreed, said("agreed", validate="list", source=choices, error_message=error)
    )
    if helps:
        rule = said("action", validate="list", source=helps, show_error=False)
        sheet.data_validation(first, action, last, action, rule)
    rule = {
        "validate": "length",
        "criteria": "<=",
        "value": 500,
        "error_message": language.text("workbook.note_error"),
    }
    sheet.data_validation(first, note, last, note, said("note", **rule))
