"""Parquet files of a list: typed, in order, and the same bytes for the same list."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def write_people_parquet(path: Path, people: pd.DataFrame) -> None:
    """The people as they are in the list: dates as date32, text as string, rank as int64."""
    _write(path, people)


def write_contributions_parquet(path: Path, contributions: pd.DataFrame) -> None:
    """employee_id, driver, contribution (probability), one row per person and measured driver."""
    _write(path, contributions)


def _write(path: Path, frame: pd.DataFrame) -> None:
    arrays = {name: _array(name, frame[name]) for name in frame.columns}
    # Without pandas' own metadata a file's bytes do not depend on the version of pandas.
    pq.write_table(pa.table(arrays), path, compression="zstd")


def _array(name: str, column: pd.Series) -> pa.Array:
    if name == "as_of_date":
        return pa.array([day.date() for day in pd.to_datetime(column)], type=pa.date32())
    if name == "within_capacity":
        return pa.array(column.astype(bool).to_numpy(), type=pa.bool_())
    if name == "rank":
        return pa.array(column.to_numpy(dtype="int64"), type=pa.int64())
    if name in {"contribution", "tenure_days"} or name.startswith(("risk_", "base_risk_")):
        return pa.array(column.to_numpy(dtype="float64", na_value=float("nan")), type=pa.float64(), from_pandas=True)
    return pa.array([None if pd.isna(value) else str(value) for value in column], type=pa.string())
