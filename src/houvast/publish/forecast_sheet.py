"""The sheet of the forecast: a row per place and month; and the same as delimited text."""

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.language import Language
from houvast.publish.csv import MARKS
from houvast.publish.forecast_page import name_place
from houvast.publish.inert import build_csv_text
from houvast.publish.tables import type_of

FIRST_ROW = 3
_FORMS = {
    "from_day": "whole",
    "until_day": "whole",
    "people": "whole",
    "expected": "halves",
    "expected_low": "halves",
    "expected_high": "halves",
    "other_exits": "halves",
    "hires": "halves",
    "cost_low": "whole",
    "cost_high": "whole",
}


def add_forecast_sheet(sheet: Any, table: pd.DataFrame, weeks: int, language: Language, styles: dict) -> None:
    """Month 0 is the whole horizon of the list."""
    sheet.write_string(0, 0, language.text("workbook.sheet_forecast"), styles["title"])
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, language.text("workbook.forecast_intro", weeks=weeks), styles["soft"])
    heads = ["place", "month", *_FORMS]
    for column, name in enumerate(heads):
        sheet.set_column(column, column, 34 if name == "place" else 12)
        style = "head" if name == "place" else "head_number"
        sheet.write_string(FIRST_ROW, column, language.text(f"workbook.forecast_{name}"), styles[style])
    sheet.set_row(FIRST_ROW, 32)
    for at, row in enumerate(table.to_dict("records"), start=FIRST_ROW + 1):
        sheet.write_string(at, 0, name_place(row, language), styles["bold" if row["month"] == 0 else "text"])
        sheet.write_number(at, 1, row["month"], styles["whole"])
        for column, (name, form) in enumerate(_FORMS.items(), start=2):
            if pd.isna(row[name]):
                sheet.write_blank(at, column, None, styles[form])
            else:
                sheet.write_number(at, column, row[name], styles[form])
    sheet.autofilter(FIRST_ROW, 0, FIRST_ROW + max(len(table), 1), len(heads) - 1)
    sheet.freeze_panes(FIRST_ROW + 1, 1)
    sheet.repeat_rows(FIRST_ROW)


def write_forecast_csv(path: Path, table: pd.DataFrame, language: str) -> None:
    """The table as delimited text that a spreadsheet of the language opens as it is."""
    delimiter, decimal = MARKS[language]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([_cell(name, value, decimal) for name, value in zip(table.columns, row, strict=True)])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _cell(name: str, value: Any, decimal: str) -> str:
    kind = type_of(name)
    if pd.isna(value):
        return ""
    if kind == "whole":
        return str(int(value))
    return f"{value:.3f}".replace(".", decimal) if kind == "number" else build_csv_text(str(value))
