"""A copy of a signed list that leaves the workspace: as few people as can be helped, and what it may be used for.

A copy says in its first lines what it is for, who signed, who took it and when it must be gone: it cannot be called
back. It has the people within capacity only, and no point of anybody else.
"""

import io
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.identities import Identities
from houvast.language import Language
from houvast.publish.csv import MARKS, write_people_csv
from houvast.publish.inert import build_csv_text, build_shown
from houvast.publish.workbook import open_workbook, print_well
from houvast.web.lists import PublishedList
from houvast.web.printed_copy import build_copy_page

FORMATS = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

About = list[tuple[str, str]]


def write_export(
    published: PublishedList, identities: Identities, kind: str, purpose: str, about: About, language: Language
) -> bytes:
    """The copy of a list as a file, with ids, and names where they are known, in the place of pseudonyms.

    Parameters
    ----------
    kind : {"csv", "xlsx", "html"}
    purpose : str
        Lines of text.
    about : list of (str, str)
        What else stands in front: name and value.
    """
    if kind == "html":
        return build_copy_page(published, identities, purpose, about, language).encode()
    people = identities.join(published.people[published.people["within_capacity"]])
    return write_table(people, kind, purpose, about, language)


def write_table(people: pd.DataFrame, kind: str, purpose: str, about: About, language: Language) -> bytes:
    """A table of people as a file: CSV, or a workbook with the purpose on a sheet of its own."""
    with tempfile.TemporaryDirectory() as folder:  # 0700; removed with everything in it, whatever happens.
        path = Path(folder) / f"list.{kind}"
        if kind == "csv":
            write_people_csv(path, people, language.code)
            return _csv_head(purpose, about, language) + path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        with open_workbook(path, language.text("page.title")) as (book, styles):
            _add_about(book.add_worksheet(language.text("web.export_sheet")), purpose, about, language, styles)
            _add_people(book.add_worksheet(language.text("workbook.sheet_list")), people, language, styles)
        return path.read_bytes()


def _csv_head(purpose: str, about: About, language: Language) -> bytes:
    delimiter, _ = MARKS[language.code]
    lines = [[line] for line in purpose.splitlines()] + [list(pair) for pair in about]
    out = io.StringIO()
    for line in lines:
        cells = [build_csv_text(f"# {text}" if not place else text) for place, text in enumerate(line)]
        out.write(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n")
    out.write("\r\n")
    return out.getvalue().encode("utf-8-sig")


def _add_about(sheet: Any, purpose: str, about: About, language: Language, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, language.text("page.purpose_title"), styles["title"])
    lines = purpose.splitlines()
    for row, line in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, 1, "", styles["paragraph"])
        sheet.write_string(row, 0, line, styles["paragraph"])
        sheet.set_row(row, 15 * (1 + len(line) // 115))
    for row, (name, value) in enumerate(about, start=len(lines) + 2):
        sheet.write_string(row, 0, name, styles["bold"])
        sheet.write_string(row, 1, value, styles["text"])
    print_well(sheet, language)


def _add_people(sheet: Any, people: pd.DataFrame, language: Language, styles: dict[str, Any]) -> None:
    for column, name in enumerate(people.columns):
        sheet.set_column(column, column, 60 if name.startswith("reason_") else 14)
        sheet.write_string(0, column, name, styles["head"])
    for row, person in enumerate(people.to_dict("records"), start=1):
        for column, (name, value) in enumerate(person.items()):
            _write(sheet, (row, column), name, value, language, styles)
    sheet.freeze_panes(1, 1)
    print_well(sheet, language)


def _write(sheet: Any, at: tuple[int, int], name: str, value: Any, language: Language, styles: dict[str, Any]) -> None:
    if pd.isna(value):
        sheet.write_blank(*at, None, styles["text"])
    elif name.startswith(("risk_", "base_risk_")):
        sheet.write_number(*at, float(value), styles["small_percent"])
    elif name in {"rank", "tenure_days"}:
        sheet.write_number(*at, int(value), styles["whole"])
    elif name == "as_of_date":
        sheet.write_string(*at, str(pd.Timestamp(value).date()), styles["text"])
    else:
        sheet.write_string(*at, build_shown(str(value), language), styles["wrap"])
