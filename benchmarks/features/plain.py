"""The features by plain Python, one observation and one record at a time: slow, obvious, and nobody's code but its own.

A version of a record counts at as-of date ``a`` if its event date lies before ``a`` and
``known_on < a <= superseded_on``.
"""

import math
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import parquet

from benchmarks.features.features import EVENT, FEATURES, Feature
from houvast.records.snapshot import bucket_file

Record = dict[str, Any]


@lru_cache
def compute_plain(records: Path, employees: int) -> np.ndarray:
    """The first rows of the matrix: those of the first so many observed employees of the first bucket."""
    observed = parquet.read_table(records / "observations" / bucket_file(0)).to_pylist()
    wanted = sorted({row["employee_id"] for row in observed})[:employees]
    tables = {table: read_histories(records, table, set(wanted)) for table in EVENT}
    rows = []
    for row in observed:
        if row["employee_id"] <= wanted[-1]:
            seen = {table: visible(tables[table][row["employee_id"]], row["as_of"]) for table in EVENT}
            rows.append([answer(seen[feature.table], row["as_of"], feature) for feature in FEATURES])
    return np.array(rows, dtype=np.float32)


def read_histories(records: Path, table: str, wanted: set[str]) -> dict[str, list[Record]]:
    """The versions of the wanted employees' records, oldest event first, each with its event date as `day`."""
    histories = defaultdict(list)
    for row in parquet.read_table(records / table / bucket_file(0)).to_pylist():
        if row["employee_id"] in wanted:
            histories[row["employee_id"]].append(row | {"day": row[EVENT[table]]})
    for history in histories.values():
        history.sort(key=lambda row: (row["day"], row["known_on"]))
    return histories


def visible(history: list[Record], as_of: Any) -> list[Record]:
    """What was known at the start of a day."""
    return [
        row
        for row in history
        if row["day"] < as_of
        and row["known_on"] < as_of
        and (row["superseded_on"] is None or as_of <= row["superseded_on"])
    ]


def answer(seen: list[Record], as_of: Any, feature: Feature) -> float:
    """One feature of one observation."""
    if feature.where is not None:
        seen = [row for row in seen if row[feature.where[0]] == feature.where[1]]
    if feature.operation == "since":
        return float((as_of - seen[-1]["day"]).days) if seen else math.nan
    if feature.days is not None:
        seen = [row for row in seen if (as_of - row["day"]).days <= feature.days]
    if feature.operation == "count":
        return float(len(seen))
    values = [row[feature.column] for row in seen if row[feature.column] is not None]
    if feature.operation == "sum":
        return float(sum(values))
    if not values:
        return math.nan
    return values[-1] if feature.operation == "last" else sum(values) / len(values)
