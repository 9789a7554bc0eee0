"""The records part of a config: files or queries, their formats, and which column means what."""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from houvast.config.base import Frozen
from houvast.records.contract import AUDIT_TABLES, COMMON, EXIT_REASONS, TABLES, column_types, rules_of

Cause = Literal[*(reason for reason in EXIT_REASONS if reason != "unknown")]  # type: ignore[valid-type]
TableName = Literal["headcount", *TABLES, *AUDIT_TABLES]  # type: ignore[valid-type]  # literal from the contract


_SQL_ASIDE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
"""Quoted texts and names, and comments: whatever stands in them is no statement."""
_SQL_READS = re.compile(r"(?:select|with)\b", re.IGNORECASE)


class CsvFormat(Frozen):
    """Delimited text. Nothing in it is guessed: what differs from these defaults is declared."""

    type: Literal["csv"] = "csv"
    delimiter: str = Field(",", min_length=1, max_length=1)
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", ""] = ""
    encoding: Literal["utf-8", "cp1252", "latin-1", "utf-16"] = "utf-8"
    date: str = Field("%Y-%m-%d", description="strptime format of every date in the file")
    missing: tuple[str, ...] = Field(("",), description="texts that mean 'not there', such as '-99'")


class ExcelFormat(Frozen):
    """One sheet of a workbook; real Excel dates and numbers need no format."""

    type: Literal["excel"] = "excel"
    sheet: str | None = Field(None, description="sheet name; the first sheet where absent")
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", ""] = ""
    date: str = "%Y-%m-%d"
    missing: tuple[str, ...] = ("",)


class ParquetFormat(Frozen):
    """A Parquet file; typed dates and numbers need no format."""

    type: Literal["parquet"] = "parquet"
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", ""] = ""
    date: str = "%Y-%m-%d"
    missing: tuple[str, ...] = ("",)


class SqlFormat(Frozen):
    """Rows of one query, over any SQLAlchemy URL; the URL comes from the environment."""

    type: Literal["sql"] = "sql"
    url_env: str = Field(description="environment variable that holds the SQLAlchemy URL")
    query: str
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", ""] = ""
    date: str = "%Y-%m-%d"
    missing: tuple[str, ...] = ("",)

    @field_validator("query")
    @classmethod
    def _only_reads(cls, query: str) -> str:
        """One statement that begins with SELECT or WITH; what it may see is for the rights of its database user."""
        bare = _SQL_ASIDE.sub(" ", query).strip().removesuffix(";").rstrip()
        if not _SQL_READS.match(bare) or ";" in bare:
            raise ValueError("must be one statement that begins with SELECT or WITH")
        return query


Format = Annotated[CsvFormat | ExcelFormat | ParquetFormat | SqlFormat, Field(discriminator="type")]
Scalar = str | bool | int | float


class Column(Frozen):
    """Where a column of ours comes from, when more than a source column's name must be said."""

    column: str | None = Field(None, description="source column")
    constant: str | bool | int | float | dt.date | None = Field(None, description="same value in every row")
    values: dict[str, Scalar | dt.date | None] | None = Field(
        None, description="source text to value; a text not listed is quarantined; null means missing"
    )
    missing: tuple[str, ...] = Field((), description="texts that mean 'not there', beside the file's own")
    date: str | None = Field(None, description="strptime format of this column")
    multiply: float | None = Field(None, description="units: the number is multiplied by this")
    scale: tuple[float, float] | None = Field(None, description="the source's lowest and highest value, brought to 0–1")
    year: str | None = Field(None, description="source column of the year; with `month` makes a date")
    month: str | None = Field(None, description="source column of the month number")
    months_before: dt.date | None = Field(
        None, description="the date that lies the number in `column` of months before this one"
    )

    @model_validator(mode="after")
    def _one_origin(self) -> "Column":
        origins = [self.column is not None, self.constant is not None, self.year is not None]
        if sum(origins) != 1:
            raise ValueError("name exactly one of `column`, `constant`, or `year` with `month`")
        if (self.year is None) != (self.month is None):
            raise ValueError("`year` and `month` go together")
        return self


class Lookup(Frozen):
    """A second file whose columns are joined to each row on one shared column."""

    file: str
    format: Format | None = None
    on: str = Field(description="column that both files have; unique in the second")


class WideItems(Frozen):
    """Survey extracts with one column an item: which column is which item, and its scale."""

    item: str = Field(description="item code of the codebook")
    scale: tuple[float, float] | None = Field(None, description="lowest and highest answer; else the codebook's")


class Source(Frozen):
    """One extract: a file or query, and which column of it means what."""

    table: TableName
    file: str | None = Field(None, description="path below `records.folder`")
    format: Format = CsvFormat()
    columns: dict[str, str | Column]
    lookups: tuple[Lookup, ...] = ()
    items: dict[str, WideItems] | None = Field(
        None, description="survey_answers only: source column to item, for one-column-an-item extracts"
    )
    derive: tuple[Literal["spells", "assignments", "pay"], ...] = Field(
        (), description="headcount only: the tables made from it"
    )
    reported_at: Literal["month_start", "month_end"] = Field(
        "month_start", description="headcount only: when in its month an extract is made"
    )
    known_after_days: int = Field(0, ge=0, le=366, description="days from event to record where no known_on is mapped")
    max_refused_share: float | None = Field(
        None, ge=0, le=1, description="this source's own limit, in place of `records.max_refused_share`"
    )

    @model_validator(mode="after")
    def _columns_of_table(self) -> "Source":
        known = column_types(self.table)
        problems = [
            f"`columns.{name}` is not a column of {self.table} (it has: {', '.join(sorted(known))})"
            for name in self.columns
            if name not in known
        ]
        if "employee_id" not in self.columns:
            problems.append("`columns.employee_id` is required")
        problems += self._shape_problems()
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _shape_problems(self) -> list[str]:
        problems = []
        if (self.file is None) != (self.format.type == "sql"):
            problems.append("a file format needs `file`; a sql format has a query and no `file`")
        if self.items is not None and self.table != "survey_answers":
            problems.append("`items` belongs to survey_answers")
        if "retracted" in self.columns and "known_on" not in self.columns:
            problems.append("`columns.retracted` needs `columns.known_on`: since when is it retracted?")
        own = self._headcount_problems if self.table == "headcount" else self._event_problems
        return problems + own()

    def _headcount_problems(self) -> list[str]:
        problems = [] if self.derive else ["a headcount source must say what to `derive`"]
        needed = {"month"} | ({"started_on"} if "spells" in self.derive else set())
        needed |= {"hourly_wage"} if "pay" in self.derive else set()
        problems += [f"`columns.{name}` is required" for name in sorted(needed - set(self.columns))]
        problems += [
            f"`columns.{name}` does not fit a headcount extract; `reported_at` says when a month is known"
            for name in ("known_on", "record_id", "retracted")
            if name in self.columns
        ]
        return problems

    def _event_problems(self) -> list[str]:
        table = rules_of(self.table)
        problems = ["`derive` belongs to headcount sources"] if self.derive else []
        needed = ({table.event} - set(COMMON)) | ({*table.required} if self.items is None else set())
        problems += [f"`columns.{name}` is required" for name in sorted(needed - set(self.columns))]
        if self.items is not None:
            both = sorted({*table.required} & set(self.columns))
            problems += [f"`columns.{name}` and `items` exclude each other" for name in both]
        return problems

    @property
    def tables(self) -> tuple[str, ...]:
        """The record tables that this source fills."""
        return self.derive if self.table == "headcount" else (self.table,)

    @property
    def wanted(self) -> dict[str, str]:
        """Source column to the column of ours that it is mapped to, for every source column that is used."""
        wanted = {}
        for name, column in self.columns.items():
            spec = Column(column=column) if isinstance(column, str) else column
            wanted |= {used: name for used in (spec.column, spec.year, spec.month) if used is not None}
        return wanted | {used: f"items.{wide.item}" for used, wide in (self.items or {}).items()}


class Records(Frozen):
    """Where the records are and until when they are complete."""

    folder: str = Field(".", description="folder of the files, relative to the config file")
    observed_until: dt.date | None = Field(
        None, description="first day that is not observed any more; else the day after the newest event"
    )
    observed_from: dt.date | None = Field(None, description="first day observed; else the oldest event per table")
    max_refused_share: float = Field(
        0.2, ge=0, le=1, description="a source of which more rows are quarantined is refused whole"
    )
    sources: tuple[Source, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_spells(self) -> "Records":
        made = [table for source in self.sources for table in source.tables]
        if "spells" not in made:
            raise ValueError("no source fills `spells`, the one required table")
        twice = sorted({table for table in made if made.count(table) > 1})
        if twice:
            raise ValueError(f"more than one source fills {', '.join(twice)}")
        return self
