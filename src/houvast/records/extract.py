"""What was read of one source: cells by column name, row numbers and the hash of what was read."""

from dataclasses import dataclass

import numpy as np

from houvast.records.cells import Cells


@dataclass(frozen=True)
class Extract:
    """The rows of one file, sheet or query, nothing interpreted yet.

    Parameters
    ----------
    name : str
        What messages and the manifest call it: the file's name, never its path.
    columns : dict
        Column name, as the source spells it, to its cells; one cell per readable row.
    rows : ndarray of int
        Row number of every readable row, as a person would count (see `quarantine`).
    unreadable : list of int
        Row numbers of the rows with a wrong number of fields.
    sha256 : str
        Hash of the bytes of the file, or of the rows of the query.
    """

    name: str
    columns: dict[str, Cells]
    rows: np.ndarray
    unreadable: list[int]
    sha256: str


def drop_blank_rows(columns: dict[str, Cells], rows: np.ndarray) -> tuple[dict[str, Cells], np.ndarray]:
    """Columns and row numbers without rows in which nothing is written; those are no records."""
    blank = np.ones(len(rows), dtype=bool)
    for cells in columns.values():
        if not blank.any():
            return columns, rows
        blank &= cells.is_empty()
    if not blank.any():
        return columns, rows
    at = np.flatnonzero(~blank)
    return {name: cells.take(at) for name, cells in columns.items()}, rows[at]


def find_repeated(names: list[str]) -> list[str]:
    """Column names that stand more than once in a header; unnamed columns do not count."""
    return sorted({name for name in names if name and names.count(name) > 1})
