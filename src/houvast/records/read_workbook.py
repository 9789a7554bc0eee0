"""Worksheets, read with the types that Excel gives: dates and numbers need no format.

A workbook is a zip archive: before it is opened, its stated size and the reach of its cells are
checked, since a few kilobytes can unfold to gigabytes.
"""

import hashlib
import io
import re
import zipfile

import numpy as np

from houvast.config import ExcelFormat
from houvast.errors import RecordsError
from houvast.records.cells import cells_from_values
from houvast.records.extract import Extract, drop_blank_rows, find_repeated

MOST_BYTES = 200_000_000
MOST_BYTES_UNUSUAL, UNUSUAL_RATIO = 20_000_000, 100
MOST_CELLS = 20_000_000
CELL = re.compile(rb"""\br=["']([A-Z]+)([0-9]+)["']""")


def read_workbook(data: bytes, name: str, layout: ExcelFormat) -> Extract:
    """The extract in one sheet of a workbook (.xlsx); its first row is the header.

    Raises
    ------
    RecordsError
        The file is no workbook, unfolds to too much, lacks the sheet, or has no usable header.
    """
    _check_archive(data, name)
    grid = _read_sheet(data, name, layout.sheet)
    header = [str(cell).strip() for cell in grid[0]] if grid else []
    if not any(header):
        raise RecordsError(f"`{name}` is empty: the sheet has no header in row 1.")
    repeated = find_repeated(header)
    if repeated:
        names = ", ".join(f"`{column}`" for column in repeated)
        raise RecordsError(f"`{name}` has the column {names} more than once. Rename one of them.")
    by_column = list(zip(*grid[1:], strict=True)) or [()] * len(header)
    columns = {n: cells_from_values(values) for n, values in zip(header, by_column, strict=True) if n}
    columns, rows = drop_blank_rows(columns, np.arange(2, len(grid) + 1))
    return Extract(name, columns, rows, [], hashlib.sha256(data).hexdigest())


def _check_archive(data: bytes, name: str) -> None:
    """Refuse what is no .xlsx or would unfold to more than a record extract can hold."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise RecordsError(f"`{name}` is not an .xlsx workbook. Save it as .xlsx, or declare what it is.") from None
    with archive:
        size = sum(part.file_size for part in archive.infolist())
        ratio = size / max(len(data), 1)
        if size > MOST_BYTES or (size > MOST_BYTES_UNUSUAL and ratio > UNUSUAL_RATIO):
            raise RecordsError(
                f"`{name}` unfolds to {size // 1_000_000} MB ({ratio:.0f} times its size), more than a "
                "workbook of records should. Save the sheet as CSV."
            )
        if "xl/workbook.xml" not in archive.namelist():
            raise RecordsError(f"`{name}` is not an .xlsx workbook. Save it as .xlsx, or declare what it is.")
        for part in archive.namelist():
            _check_reach(archive, part, name)


def _check_reach(archive: zipfile.ZipFile, part: str, name: str) -> None:
    """Refuse a sheet whose furthest cell spans a grid that would not fit in memory."""
    try:
        sheet = archive.read(part)
    except (zipfile.BadZipFile, zipfile.zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise RecordsError(f"`{name}` is damaged: a part of the workbook cannot be read. Save it again.") from None
    if b"sheetData" not in sheet:
        return
    refs = CELL.findall(sheet)
    width = max((_number_column(column) for column in {column for column, _ in refs}), default=0)
    height = max((int(row) for row in {row for _, row in refs}), default=0)
    if width * height > MOST_CELLS:
        raise RecordsError(
            f"`{name}` has a sheet of {height} rows by {width} columns, more than a workbook of records "
            "should. Remove stray cells, or save the sheet as CSV."
        )


def _number_column(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_sheet(data: bytes, name: str, sheet: str | None) -> list[list[object]]:
    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if sheet is not None and sheet not in workbook.sheet_names:
            found = ", ".join(f"`{found}`" for found in workbook.sheet_names)
            raise RecordsError(f"`{name}` has no sheet `{sheet}`. Its sheets: {found}.")
        chosen = workbook.get_sheet_by_name(sheet) if sheet is not None else workbook.get_sheet_by_index(0)
        return chosen.to_python(skip_empty_area=False)
    except (CalamineError, WorksheetNotFound):
        raise RecordsError(f"`{name}` cannot be read as a workbook. Save it again as .xlsx.") from None
