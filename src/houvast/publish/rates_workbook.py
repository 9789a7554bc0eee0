"""Rates by tenure and place as a workbook: one sheet to filter, with what it is and is not above it."""

import datetime as dt
from pathlib import Path

from houvast.language import language_of
from houvast.publish.inert import build_shown
from houvast.publish.rates import COLUMNS, LONGEST_PLACE, name_band, name_place, rate_numbers
from houvast.publish.remarks import build_remarks
from houvast.publish.workbook import open_workbook, print_well
from houvast.risk_list import RiskList

_WIDTHS = (22, 26, 10, 11, 13, 18, 14, 14)
_STYLES = ("whole", "whole", "one", "one", "one", "one")


def write_rates_workbook(path: Path, as_of: dt.date, risk_list: RiskList, language: str) -> None:
    """`cohort_rates.xlsx`; a hidden cell says so and has no number."""
    lingo, summary = language_of(language), risk_list.summary
    with open_workbook(path, lingo.text("page.cohorts_title")) as (book, styles):
        styles["one"] = book.add_format({"num_format": "0.0", "align": "right"})
        sheet = book.add_worksheet(lingo.text("page.cohorts_sheet"))
        config = build_shown(summary.config_name, lingo)
        sheet.write_string(0, 0, lingo.text("page.cohorts_title"), styles["title"])
        sheet.write_string(1, 0, lingo.text("page.subtitle", config=config, date=lingo.date(as_of)), styles["lead"])
        head = len(summary.no_model) + 3
        for row, remark in enumerate(build_remarks(summary.no_model, lingo), start=2):
            sheet.write_string(row, 0, remark, styles["soft"])
        for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(
                head, column, lingo.text(f"page.cohorts_{name}"), styles["head" if column < 2 else "head_number"]
            )
        for row, rate in enumerate(summary.cohort_rates, start=head + 1):
            sheet.write_string(row, 0, name_band(rate.from_days, rate.to_days, lingo), styles["text"])
            place = build_shown(name_place(rate, lingo), lingo, LONGEST_PLACE)
            sheet.write_string(row, 1, place, styles["bold" if rate.every_place else "text"])
            if rate.hidden:
                sheet.write_string(row, 2, lingo.text("page.cohorts_hidden"), styles["soft"])
                continue
            for column, (value, style) in enumerate(zip(rate_numbers(rate), _STYLES, strict=True), start=2):
                sheet.write_number(row, column, value, styles[style])
        sheet.autofilter(head, 0, head + len(summary.cohort_rates), len(COLUMNS) - 1)
        sheet.freeze_panes(head + 1, 2)
        print_well(sheet, lingo)
