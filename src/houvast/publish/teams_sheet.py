"""The sheet of sites and teams: expected leavers with their interval, and the drivers; hidden groups by name alone."""

from typing import Any

import pandas as pd

from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.people import driver_name
from houvast.risk_list import RiskList

FIRST_ROW = 3
"""Row (from 0) of the table's header."""

_WIDTHS = {"site": 18, "team": 18, "people": 9, "expected": 11, "low": 7, "high": 7, "why_hidden": 34}
_FIGURES = (("people", "whole"), ("expected", "halves"), ("expected_low", "halves"), ("expected_high", "halves"))


def add_teams_sheet(sheet: Any, risk_list: RiskList, language: Language, styles: dict) -> None:
    """A row a site and then its teams, by name."""
    weeks = risk_list.summary.horizon_weeks
    rows, drivers = _rows(risk_list.beside["sites"], risk_list.beside["teams"])
    sheet.write_string(0, 0, language.text("workbook.sheet_teams"), styles["title"])
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, language.text("workbook.teams_intro", weeks=weeks), styles["soft"])
    for column, (name, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(column, column, width)
        head = "head" if name in ("site", "team", "why_hidden") else "head_number"
        sheet.write_string(FIRST_ROW, column, language.text(f"workbook.column_{name}"), styles[head])
    for column, code in enumerate(drivers, start=len(_WIDTHS)):
        sheet.set_column(column, column, 14)
        sheet.write_string(FIRST_ROW, column, driver_name(code, language), styles["head_number"])
    sheet.set_row(FIRST_ROW, 32)
    for at, row in enumerate(rows, start=FIRST_ROW + 1):
        _add_group(sheet, at, row, drivers, language, styles)
    sheet.autofilter(FIRST_ROW, 0, FIRST_ROW + max(len(rows), 1), len(_WIDTHS) + len(drivers) - 1)
    sheet.freeze_panes(FIRST_ROW + 1, 2)
    sheet.repeat_rows(FIRST_ROW)


def _rows(sites: pd.DataFrame, teams: pd.DataFrame) -> tuple[list[dict[str, Any]], list[str]]:
    both = pd.concat([sites.assign(team=""), teams]) if len(sites) else teams
    ordered = both.sort_values(["site", "team"], kind="stable")
    return ordered.to_dict("records"), [name.removeprefix("driver_") for name in teams if name.startswith("driver_")]


def _add_group(sheet: Any, at: int, row: dict[str, Any], drivers: list[str], language: Language, styles: dict) -> None:
    name = "text" if row["team"] else "bold"
    for column, part in enumerate(("site", "team")):
        sheet.write_string(at, column, build_shown(str(row[part]), language), styles[name])
    figures = [(row[part], style) for part, style in _FIGURES]
    for column, (value, style) in enumerate(figures, start=2):
        _add_number(sheet, at, column, value, styles[style])
    why = language.text(f"workbook.hidden_{row['why']}") if row["why"] else ""
    sheet.write_string(at, 2 + len(figures), why, styles["text"])
    for column, code in enumerate(drivers, start=len(_WIDTHS)):
        _add_number(sheet, at, column, 100 * row[f"driver_{code}"], styles["points"])


def _add_number(sheet: Any, at: int, column: int, value: float, style: Any) -> None:
    if pd.isna(value):
        sheet.write_blank(at, column, None, style)
    else:
        sheet.write_number(at, column, value, style)
