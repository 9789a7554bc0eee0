"""pandas: running totals and newest records, found by `merge_asof` on employee and day in one number.

A bucket at a time, a thread per worker (where there is one bucket, a table per thread). By event date only: the
records hold no late ones.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from pyarrow import parquet

from benchmarks.features.features import EVENT, Feature, columns_of, features_of
from benchmarks.features.matrix import NAMES, map_tables, walk_buckets, write_matrix
from benchmarks.features.running import REACH, SPAN, Running, denominator, newest_of, numerator, totals_by_days
from houvast.records.snapshot import bucket_file

TEXTS = {"kind", "item"}


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""

    def make(bucket: int) -> None:
        seen = read(records / "observations" / bucket_file(bucket), "as_of", [])["key"]
        columns: dict[str, np.ndarray] = {}
        files = {table: records / table / bucket_file(bucket) for table in EVENT}
        for made in map_tables(lambda table: compute_table(files[table], table, seen), records, workers):
            columns |= made
        write_matrix([columns[name] for name in NAMES], out / bucket_file(bucket))

    walk_buckets(make, records, workers)


def read(file: Path, day: str, columns: list[str]) -> pd.DataFrame:
    """Some columns of a file, text as categories, with employee and day as one number, `key`."""
    opened = parquet.ParquetFile(file, read_dictionary=list(TEXTS.intersection(columns)))
    table = opened.read(columns=["employee", day, *columns], use_threads=False)
    days = table[day].cast("int32").to_numpy()
    frame = table.select(columns).to_pandas(use_threads=False)
    return frame.assign(key=table["employee"].to_numpy() * np.int64(SPAN) + days)


def compute_table(file: Path, table: str, seen: pd.Series) -> dict[str, np.ndarray]:
    """The features that rest on one table."""
    rows = read(file, EVENT[table], columns_of(table))
    needed = totals_by_days(table)
    totals = {total: run_on(rows, total) for total in needed[0]}
    places = {days: find(rows["key"], seen - days) for days in needed}
    made = {}
    for feature in features_of(table):
        if feature.days is not None:
            made[feature.name] = between(feature, totals, places).astype(np.float32)
    for where, asked in newest_of(table).items():
        made |= find_newest(rows if where is None else rows[kept(rows, where)], seen, asked)
    return made


def find(key: pd.Series, wanted: pd.Series) -> np.ndarray:
    """For each wanted key, how many of the sorted keys lie before it."""
    there = pd.DataFrame({"key": key.to_numpy(), "place": np.arange(1, key.size + 1)})
    found = pd.merge_asof(wanted.to_frame("key"), there, on="key", allow_exact_matches=False)
    return found["place"].fillna(0).to_numpy().astype(np.int64)


def kept(rows: pd.DataFrame, where: tuple[str, bool | str]) -> np.ndarray:
    """Which records are `where`."""
    return (rows[where[0]] == where[1]).to_numpy()


def run_on(rows: pd.DataFrame, total: Running) -> np.ndarray:
    """The running total before every row and after the last."""
    if not total.summed:
        count = np.ones(len(rows), dtype=bool) if total.where is None else kept(rows, total.where)
        amount = (count & rows[total.column].notna().to_numpy() if total.column else count).astype(np.int64)
    else:
        amount = rows[total.column].fillna(0.0).to_numpy().astype(np.float64)
        amount = amount if total.where is None else np.where(kept(rows, total.where), amount, 0.0)
    return np.concatenate([[0], np.cumsum(amount)])


def between(feature: Feature, totals: dict[Running, np.ndarray], places: dict[int, np.ndarray]) -> np.ndarray:
    """A count, sum or mean from the totals at both ends of its look-back."""

    def gained(total: Running) -> np.ndarray:
        return totals[total][places[0]] - totals[total][places[feature.days]]

    answer = gained(numerator(feature))
    if feature.operation != "mean":
        return answer
    number = gained(denominator(feature))
    return np.where(number > 0, answer / np.maximum(number, 1), np.nan)


def find_newest(rows: pd.DataFrame, seen: pd.Series, asked: list[Feature]) -> dict[str, np.ndarray]:
    """Last values and days since, of the newest of some records."""
    columns = ["key", *(feature.column for feature in asked if feature.column)]
    there = rows[columns].assign(newest=rows["key"])
    found = pd.merge_asof(seen.to_frame("key"), there, on="key", allow_exact_matches=False, tolerance=REACH)
    since = found["key"] - found["newest"]
    return {
        feature.name: (found[feature.column] if feature.column else since).to_numpy(dtype=np.float32)
        for feature in asked
    }
