"""What every published table and column means: for the workbook, and for docs/published-tables.md.

The meanings are data (`texts/tables.yaml`). A column whose name holds weeks, a number or a driver shares one meaning
with its like. Where a table and a text of the same column exist, the text of the table counts.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from houvast import changes, curves, facts, forecasts, place_tables, sector
from houvast.language import Language, language_of
from houvast.publish.tables import type_of
from houvast.risk_list import NOT_ASSESSED, columns_of_people

TABLES = (
    "risk_list", "contributions", "changes", "curves", "facts", "teams", "sites", "forecast", "not_assessed", "sector"
)  # fmt: skip
_ALIKE = (
    (r"risk_\d+w_low", "risk_low"),
    (r"risk_\d+w_high", "risk_high"),
    (r"base_risk_\d+w", "base_risk"),
    (r"reason_\d+", "reason"),
    (r"driver_.+", "driver"),
)
_WIDTHS = (16, 24, 15, 90)
_FIRST_ROW = 3


def define_column(table: str, column: str, horizon_weeks: int, language: Language) -> str:
    """What a column means.

    Raises
    ------
    ConfigError
        There is no text of it.
    """
    name = next((alike for pattern, alike in _ALIKE if re.fullmatch(pattern, column)), column)
    if re.fullmatch(r"risk_\d+w", column):
        name = "risk" if column == f"risk_{horizon_weeks}w" else "risk_other"
    group = "places" if table in ("teams", "sites") else table
    own = f"tables.{group}_{name}"
    return language.text(own if language.has(own) else f"tables.{name}")


def define_columns(
    tables: Iterable[tuple[str, Iterable[str]]], horizon_weeks: int, language: Language
) -> list[tuple[str, str, str, str]]:
    """Table, column, type and meaning of every column."""
    return [
        (
            table,
            column,
            language.text(f"tables.type_{type_of(column)}"),
            define_column(table, column, horizon_weeks, language),
        )
        for table, columns in tables
        for column in columns
    ]


def add_definitions_sheet(
    sheet: Any, tables: list[tuple[str, list[str]]], horizon_weeks: int, language: Language, styles: dict
) -> None:
    """One row a column of the published tables: where it is, its name, its type, and what it means."""
    sheet.write_string(0, 0, language.text("workbook.sheet_definitions"), styles["title"])
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, language.text("workbook.definitions_intro"), styles["soft"])
    for column, (name, width) in enumerate(zip(("table", "column", "type", "meaning"), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_FIRST_ROW, column, language.text(f"workbook.column_{name}"), styles["head"])
    rows = define_columns(tables, horizon_weeks, language)
    for at, (table, column, kind, meaning) in enumerate(rows, start=_FIRST_ROW + 1):
        for place, (text, style) in enumerate(((table, "text"), (column, "bold"), (kind, "text"), (meaning, "wrap"))):
            sheet.write_string(at, place, text, styles[style])
        sheet.set_row(at, 13 * -(-len(meaning) // 100) + 4)
    sheet.autofilter(_FIRST_ROW, 0, _FIRST_ROW + max(len(rows), 1), len(_WIDTHS) - 1)
    sheet.freeze_panes(_FIRST_ROW + 1, 2)
    sheet.repeat_rows(_FIRST_ROW)


def columns_of_docs() -> list[tuple[str, tuple[str, ...]]]:
    """Every table that can be published with the columns of the default config; one driver stands for all."""
    places = (*place_tables.COLUMNS, "driver_pay")
    return [
        ("risk_list", tuple(columns_of_people(13, 3, (4, 26)))),
        ("contributions", ("employee_id", "driver", "contribution")),
        ("changes", changes.COLUMNS),
        ("curves", curves.COLUMNS),
        ("facts", facts.TOLD),
        ("teams", ("site", "team", *places)),
        ("sites", ("site", *places)),
        ("forecast", forecasts.COLUMNS),
        ("not_assessed", NOT_ASSESSED),
        ("sector", sector.COLUMNS),
    ]


def build_column_tables(tables: Iterable[tuple[str, Iterable[str]]], horizon_weeks: int, language: Language) -> str:
    """The tables and columns as Markdown: a heading, what a row is, and a line a column."""
    parts = []
    for table, columns in tables:
        rows = define_columns([(table, columns)], horizon_weeks, language)
        lines = [f"| `{column}` | {kind} | {meaning} |" for _, column, kind, meaning in rows]
        head = [f"## `{table}.parquet`", "", language.text(f"tables.about_{table}"), "", "| column | type | meaning |"]
        parts.append("\n".join([*head, "|---|---|---|", *lines]))
    return "\n\n".join(parts) + "\n"


def write_docs(path: Path) -> None:
    """The tables of docs/published-tables.md anew; what stands above them is kept."""
    head = path.read_text(encoding="utf-8").partition("\n## ")[0]
    path.write_text(f"{head}\n{build_column_tables(columns_of_docs(), 13, language_of('en'))}", encoding="utf-8")
