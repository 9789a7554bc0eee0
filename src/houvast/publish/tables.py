"""Parquet files of a list: typed, in order, and the same bytes for the same list."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

DATES = {"as_of_date", "date"}
FLAGS = {"within_capacity", "suppressed"}
WHOLE = {"rank", "rank_before", "people", "sector_year", "month", "from_day", "until_day"}
NUMBERS = {"contribution", "tenure_days", "weeks", "risk", "low", "high", "value", "expected", "expected_low",
           "expected_high", "other_exits", "hires", "cost_low", "cost_high",
           "moved", "base_moved", "sector_value", "sector_low", "sector_high"}  # fmt: skip
NUMBERS_BEGIN = ("risk_", "base_risk_", "driver_")


def write_table(path: Path, table: pd.DataFrame) -> None:
    """A table with its rows in their order: dates as date32, text as string, numbers as float64 or int64.

    What is missing is null.
    """
    arrays = {name: _array(name, table[name]) for name in table.columns}
    # Without pandas' own metadata a file's bytes do not depend on the version of pandas.
    pq.write_table(pa.table(arrays), path, compression="zstd")


def type_of(name: str) -> str:
    """What a column of this name holds: date, flag, whole, number or text; an empty table has its types too."""
    if name in NUMBERS or name.startswith(NUMBERS_BEGIN):
        return "number"
    named = {"date": DATES, "flag": FLAGS, "whole": WHOLE}
    return next((kind for kind, names in named.items() if name in names), "text")


def _array(name: str, column: pd.Series) -> pa.Array:
    kind = type_of(name)
    if kind == "date":
        return pa.array(pd.to_datetime(column).to_numpy().astype("datetime64[D]"), type=pa.date32())
    if kind == "flag":
        return pa.array(column.astype(bool).to_numpy(), type=pa.bool_())
    if kind == "whole":
        missing = column.isna().to_numpy(dtype=bool)
        return pa.array(column.where(~missing, 0).to_numpy(dtype="int64"), mask=missing, type=pa.int64())
    if kind == "number":
        return pa.array(column.to_numpy(dtype="float64", na_value=np.nan), type=pa.float64(), from_pandas=True)
    return pa.array([None if pd.isna(value) else str(value) for value in column], type=pa.string())
