"""The third sheet: what the numbers mean, what they must not be used for, and help that is suggested."""

import math
from typing import Any

from houvast.catalogue import load_drivers
from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.people import driver_name
from houvast.publish.purpose_words import build_own_purpose
from houvast.publish.remarks import build_remarks
from houvast.publish.view import LONGEST_NOTES, build_bands
from houvast.risk_list import RiskList

_WIDTH = 105
_LETTERS_PER_WIDTH = 1.1


def add_read_me_sheet(sheet: Any, risk_list: RiskList, language: Language, styles: dict) -> str:
    """The range of suggested help on this sheet, as a formula; empty where no help is known."""
    summary = risk_list.summary
    sheet.set_column(0, 0, _WIDTH)
    at = _add(sheet, 0, language.text("workbook.sheet_read_me"), styles["title"])
    at = _add_part(
        sheet,
        at,
        language.text("page.purpose_title"),
        [language.text("page.purpose"), *build_own_purpose(summary.purpose, language)],
        styles,
    )
    warnings = build_remarks(summary.warnings, language)
    if warnings:
        at = _add_part(sheet, at, language.text("page.warnings_title"), warnings, styles)
    if summary.notes:
        notes = [build_shown(summary.notes, language, LONGEST_NOTES)]
        at = _add_part(sheet, at, language.text("page.notes_title"), notes, styles)
    bands = build_bands(language)
    means = [
        language.text("page.means_risk"),
        language.text("page.means_interval"),
        language.text("page.means_points"),
        language.text("page.means_bands", high=bands["high"], raised=bands["raised"], low=bands["usual"]),
        language.text("page.means_survey"),
        language.text("page.means_rights"),
        language.text("workbook.read_sort"),
        language.text("workbook.read_files"),
    ]
    at = _add_part(sheet, at, language.text("page.means_title"), means, styles)
    missing = [driver_name(code, language) for code in summary.not_measured]
    missing = missing or [language.text("page.not_measured_none")]
    at = _add_part(sheet, at, language.text("page.not_measured_title"), missing, styles)
    helps = _helps(risk_list, language)
    if not helps:
        return ""
    first = _add_part(sheet, at, language.text("page.help_title"), [language.text("page.help_intro")], styles)
    for row, text in enumerate(helps, start=first):
        _add(sheet, row, text, styles["paragraph"])
    return f"='{language.text('workbook.sheet_read_me')}'!$A${first + 1}:$A${first + len(helps)}"


def _helps(risk_list: RiskList, language: Language) -> list[str]:
    catalogue = load_drivers().drivers
    codes = [code for code in dict.fromkeys(risk_list.contributions["driver"]) if code in catalogue]
    return [
        f"{driver_name(code, language)}: {getattr(help_, language.code)}"
        for code in codes
        for help_ in catalogue[code].help
    ]


def _add_part(sheet: Any, at: int, title: str, paragraphs: list[str], styles: dict) -> int:
    """Row after an empty row, a heading and its paragraphs."""
    at = _add(sheet, at + 1, title, styles["heading"])
    for paragraph in paragraphs:
        at = _add(sheet, at, paragraph, styles["paragraph"])
    return at


def _add(sheet: Any, at: int, text: str, style: Any) -> int:
    sheet.write_string(at, 0, text, style)
    lines = math.ceil(max(len(text), 1) / (_WIDTH * _LETTERS_PER_WIDTH))
    sheet.set_row(at, 24 if at == 0 else 15 * lines + 2)
    return at + 1
