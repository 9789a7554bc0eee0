"""Values of one mapped column: texts parsed, looked up, computed and brought to our units.

A value that cannot be read refuses its row. What looks like a fault of the *declaration* (a date format
that other rows do not share) is a problem of the whole source.
"""

import datetime as dt

import numpy as np

from houvast.config import Column, Source
from houvast.records.cells import Cells
from houvast.records.extract import Extract
from houvast.records.parse import PARSERS, Marks, explain_dates, find_missing
from houvast.records.quarantine import Refusals, say_rows

NOT_READ = {"date": "not_a_date", "number": "not_a_number", "flag": "not_a_flag"}
DAYS_A_MONTH = 30.4375


class ColumnReader:
    """Reads one column after another of a source.

    Parameters
    ----------
    source : Source
        The mapping and the formats.
    extract : Extract
        The cells.
    refusals : Refusals
        Takes the rows with a value that cannot be read.
    problems : list of str
        Takes what is wrong with the source as a whole.
    """

    def __init__(self, source: Source, extract: Extract, refusals: Refusals, problems: list[str]) -> None:
        self.source, self.extract, self.refusals, self.problems = source, extract, refusals, problems

    def read(self, name: str, spec: Column, kind: str) -> np.ndarray:
        """The values of column `name`, one per row."""
        if spec.constant is not None:
            return np.full(len(self.extract.rows), read_value(spec.constant, kind), dtype=object)
        if spec.year is not None:
            return self._read_year_month(name, spec)
        cells = self.extract.columns[spec.column]
        if spec.values is not None:
            values = self._look_up(name, cells, spec, kind)
        elif spec.months_before is not None:
            months = self.read_cells(name, cells, spec, "number")
            values = self._months_before(name, months, spec)
        else:
            values = self.read_cells(name, cells, spec, kind)
        if kind == "number":
            values = _rescale(values.astype(float), spec)
        return values

    def read_cells(self, name: str, cells: Cells, spec: Column, kind: str) -> np.ndarray:
        """Values of declared type; what cannot be read refuses its row."""
        marks = self._marks(spec)
        values, read = PARSERS[kind](cells.texts, cells.kinds, marks)
        missing = find_missing(cells.texts, marks)
        values = values.copy()
        values[missing] = {"date": np.datetime64("NaT"), "number": np.nan}.get(kind)
        bad = ~read & ~missing
        if kind == "date" and bad.any():
            self._explain(name, cells, bad, read & ~missing, marks.date)
        if bad.any():
            self.refusals.refuse(np.flatnonzero(bad[cells.codes]), NOT_READ[kind], name)
        return values[cells.codes]

    def _explain(self, name: str, cells: Cells, bad: np.ndarray, good: np.ndarray, declared: str) -> None:
        """Note another date format than the declared one as a problem of the source, if it explains texts."""
        at = np.flatnonzero(bad)
        found = explain_dates(cells.texts[at], cells.kinds[at], declared)
        if found is None:
            return
        layout, fits = found
        other = np.zeros(len(bad), dtype=bool)
        other[at[fits]] = True
        rows = self.extract.rows[other[cells.codes]]
        where = f"`{self.extract.name}`: column `{self._source_name(name)}` ({name})"
        like = f"{len(rows)} look like {layout} ({say_rows(rows)})"
        if good.any():
            fit = f"{int(good[cells.codes].sum())} rows fit the declared {declared}, {like}"
            advice = "Export one format; which one is meant is not guessed."
            self.problems.append(f"{where} holds two date formats: {fit}. {advice}")
        else:
            advice = "Declare the column's `date` format."
            self.problems.append(f"{where} holds no date in the declared format {declared}; {like}. {advice}")

    def _look_up(self, name: str, cells: Cells, spec: Column, kind: str) -> np.ndarray:
        """Values by the mapping's own list; a text that is not on it refuses its row."""
        listed = {text.strip(): read_value(value, kind) for text, value in (spec.values or {}).items()}
        missing = find_missing(cells.texts, self._marks(spec))
        known = np.array([text in listed for text in cells.texts], dtype=bool)
        bad = ~known & ~missing
        if bad.any():
            self.refusals.refuse(np.flatnonzero(bad[cells.codes]), "unmapped_value", name)
        values = np.empty(len(cells.texts), dtype=object)
        values[:] = [listed.get(text) for text in cells.texts]
        return values[cells.codes]

    def _read_year_month(self, name: str, spec: Column) -> np.ndarray:
        year = self.read_cells(name, self.extract.columns[str(spec.year)], spec, "number")
        month = self.read_cells(name, self.extract.columns[str(spec.month)], spec, "number")
        absent = np.isnan(year) | np.isnan(month)
        valid = (year % 1 == 0) & (month % 1 == 0) & (month >= 1) & (month <= 12) & (year >= 1) & (year <= 9999)
        self.refusals.refuse(np.flatnonzero(~valid & ~absent), "not_a_date", name)
        months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("int64").astype("datetime64[M]")
        return np.where(valid, months.astype("datetime64[s]"), np.datetime64("NaT"))

    def _months_before(self, name: str, months: np.ndarray, spec: Column) -> np.ndarray:
        """The date that many months before; of a fraction of a month, the nearest number of days."""
        valid = (months >= 0) & (months <= 1200)
        self.refusals.refuse(np.flatnonzero(~valid & ~np.isnan(months)), "out_of_bounds", name)
        known = np.where(valid, months, 0)
        whole = np.floor(known).astype(np.int64)
        base = np.datetime64(spec.months_before, "D")
        first = base.astype("datetime64[M]") - whole
        length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
        day = (base - base.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
        date = first.astype("datetime64[D]") + np.minimum(day, length - 1)
        date = date - np.round((known - whole) * DAYS_A_MONTH).astype(np.int64)
        return np.where(valid, date.astype("datetime64[s]"), np.datetime64("NaT"))

    def _marks(self, spec: Column) -> Marks:
        layout = self.source.format
        return Marks(spec.date or layout.date, layout.decimal, layout.thousands, (*layout.missing, *spec.missing))

    def _source_name(self, name: str) -> str:
        return next((used for used, ours in self.source.wanted.items() if ours == name), name)


def _rescale(values: np.ndarray, spec: Column) -> np.ndarray:
    if spec.multiply is not None:
        values = values * spec.multiply
    if spec.scale is not None:
        low, high = spec.scale
        values = (values - low) / (high - low)
    return values


def read_value(value: object, kind: str) -> object:
    """A value written in the config, as a column of type `kind` holds it.

    Raises
    ------
    ValueError
        The type cannot hold it.
    """
    if value is None:
        return None
    if kind == "date":
        return np.datetime64(dt.date.fromisoformat(str(value)), "s")
    if kind == "number":
        return float(value)  # type: ignore[arg-type]  # find_wrong_values has tried it
    if kind == "flag":
        if not isinstance(value, bool):
            raise ValueError(value)
        return value
    return str(value)
