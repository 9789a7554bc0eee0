"""The list as delimited text that a spreadsheet of the language opens as it is.

Dutch: semicolons and decimal commas; English: commas and decimal points. Both have a byte order
mark, for Excel. Columns are those of the Parquet file; probabilities have six decimals.

Known drawbacks: a spreadsheet still turns the id `007` in a CSV into 7 when it opens the file; the
workbook keeps it. A text that begins like a formula, or does so after a separator, has an apostrophe in front of that
here, and only here.
"""

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.publish.inert import build_csv_text

MARKS = {"en": (",", "."), "nl": (";", ",")}


def write_people_csv(path: Path, people: pd.DataFrame, language: str) -> None:
    """One row a person, in the list's order."""
    delimiter, decimal = MARKS[language]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(people.columns)
    for row in people.itertuples(index=False):
        writer.writerow([_cell(name, value, decimal) for name, value in zip(people.columns, row, strict=True)])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _cell(name: str, value: Any, decimal: str) -> str:
    if pd.isna(value):
        return ""
    if name == "within_capacity":
        return "true" if value else "false"
    if name == "as_of_date":
        return str(pd.Timestamp(value).date())
    if name in {"rank", "tenure_days"}:
        return str(int(value))
    if name.startswith(("risk_", "base_risk_")):
        return f"{value:.6f}".replace(".", decimal)
    return build_csv_text(str(value))
