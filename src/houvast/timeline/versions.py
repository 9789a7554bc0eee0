"""The versions of a record table, column by column, each column read when it is first asked for."""

from collections.abc import Callable, Collection
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from houvast.timeline.days import NEVER

CORE = ("employee_id", "known_on", "superseded_on", "retracted")


class Versions:
    """All versions of one table's records, by employee, event date, `known_on` and values.

    Parameters
    ----------
    read : callable
        Names of columns to an Arrow table of them, all rows in their order.
    columns : collection of str
        The columns that there are.
    event : str
        Name of the event date column.
    repeated_on : callable or None
        Gives `repeated_on` of the whole company, where these are the versions of one bucket.
    """

    def __init__(
        self,
        read: Callable[[list[str]], pa.Table],
        columns: Collection[str],
        event: str,
        repeated_on: Callable[[str], int] | None = None,
    ) -> None:
        self._read, self.columns, self.event = read, frozenset(columns), event
        self.repeated_on = repeated_on or self.own_repeated_on
        self._kept: dict[str, pa.Array] = {}
        self._words: dict[str, np.ndarray] = {}
        self._types: dict[str, pa.DataType] = {}

    @classmethod
    def of_frame(cls, frame: pd.DataFrame, event: str) -> "Versions":
        """The versions in a frame, in any row order."""
        values = [name for name in frame.columns if name not in (*CORE, event)]
        order = ["employee_id", event, "known_on", *values]
        ordered = frame.sort_values(order, kind="stable", ignore_index=True)
        table = pa.Table.from_pandas(ordered, preserve_index=False)
        return cls(table.select, table.column_names, event)

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def __len__(self) -> int:
        return len(self._column(self.event))

    @cached_property
    def employees(self) -> tuple[np.ndarray, pa.Array]:
        """Code of every row's employee (int32), in the order of first appearance, and the ids by code."""
        coded = self._column("employee_id")
        if not pa.types.is_dictionary(coded.type):
            coded = coded.dictionary_encode()
        return coded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False), coded.dictionary

    @cached_property
    def day(self) -> np.ndarray:
        """Event date of every row, in days."""
        return self.days(self.event)

    @cached_property
    def known(self) -> np.ndarray:
        """Day on which each row became known; `NEVER` for one that withdraws its record."""
        known = self.days("known_on")
        return np.where(self.flags("retracted"), NEVER, known) if "retracted" in self.columns else known

    @cached_property
    def superseded(self) -> np.ndarray | None:
        """Day on which the next version became known, `NEVER` for the last; None where nothing was corrected."""
        column = self._column("superseded_on")
        return None if column.null_count == len(column) else self.days("superseded_on")

    def days(self, column: str) -> np.ndarray:
        """A date column in days, int32; `NEVER` where it is empty."""
        values = self._column(column)
        if not pa.types.is_date32(values.type):
            values = values.cast(pa.timestamp("s")).cast(pa.date32())
        days = values.cast(pa.int32())
        return (days.fill_null(int(NEVER)) if days.null_count else days).to_numpy(zero_copy_only=False)

    def numbers(self, column: str) -> np.ndarray:
        """A number column, float64; NaN where it is empty."""
        values = self._column(column)
        if not pa.types.is_floating(values.type):
            values = values.cast(pa.float64())
        numbers = values.to_numpy(zero_copy_only=False).astype(np.float64, copy=False)
        self._kept.pop(column)  # whoever asked keeps the numbers
        return numbers

    def flags(self, column: str) -> np.ndarray:
        """Where a flag is true (bool); false where it is empty."""
        return self._column(column).cast(pa.bool_()).fill_null(False).to_numpy(zero_copy_only=False)

    def codes(self, column: str) -> np.ndarray:
        """A text column as codes into `words`, int32; -1 where it is empty."""
        codes = self._coded(column).indices
        codes = codes.fill_null(-1) if codes.null_count else codes
        return codes.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)

    def words(self, column: str) -> np.ndarray:
        """The distinct texts of a column, by code."""
        if column not in self._words:
            self._words[column] = np.array(self._coded(column).dictionary.to_pylist(), dtype=object)
        return self._words[column]

    def own_repeated_on(self, column: str) -> int:
        """Day by which records of two days with a value in `column` were first known of one person; else `NEVER`."""
        given = ~self._column(column).is_null().to_numpy(zero_copy_only=False) & (self.known != NEVER)
        who, day = self.employees[0][given], self.day[given]
        known = np.maximum(self.known, self.day)[given]
        order = np.lexsort((known, day, who))
        first_of_day = np.append(True, (np.diff(who[order]) != 0) | (np.diff(day[order]) != 0))[: order.size]
        who, known = who[order][first_of_day], known[order][first_of_day]
        order = np.lexsort((known, who))
        seconds = np.append(False, np.diff(who[order]) == 0)[: order.size]
        seconds[1:] &= ~seconds[:-1]
        return int(known[order][seconds].min(initial=NEVER))

    def is_text(self, column: str) -> bool:
        """Whether a column holds text."""
        if column not in self._types:
            self._types[column] = self._column(column).type
        kind = self._types[column]
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)

    def _coded(self, column: str) -> pa.Array:
        values = self._column(column)
        if pa.types.is_null(values.type):
            values = values.cast(pa.string())
        return values if pa.types.is_dictionary(values.type) else values.dictionary_encode()

    def _column(self, name: str) -> pa.Array:
        if name not in self._kept:
            column = self._read([name]).column(0)
            if pa.types.is_dictionary(column.type) and column.num_chunks > 1:
                column = column.unify_dictionaries()
            self._kept[name] = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        return self._kept[name]
