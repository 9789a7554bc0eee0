"""Polars: running totals and newest records, found by `join_asof` on employee and day in one number.

A bucket at a time, which is faster here than one query over all files, and needs less memory.
By event date only: the records hold no late ones.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks.features.features import EVENT, Feature, columns_of, features_of
from benchmarks.features.matrix import NAMES, map_tables, walk_buckets
from benchmarks.features.running import (
    REACH,
    SPAN,
    Running,
    denominator,
    newest_of,
    numerator,
    totals_by_days,
)
from houvast.records.snapshot import bucket_file


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""

    def make(bucket: int) -> None:
        file = bucket_file(bucket)
        columns = ["employee", "as_of"]
        seen = pl.read_parquet(records / "observations" / file, columns=columns).select(key=key("as_of").set_sorted())
        tables = map_tables(lambda table: compute_table(records / table / file, table, seen), records, workers)
        write(pl.concat(tables, how="horizontal"), out / file)

    walk_buckets(make, records, workers)


def write(matrix: pl.DataFrame, file: Path) -> None:
    """Write the features as Parquet."""
    matrix.select(NAMES).write_parquet(file, compression="uncompressed", statistics=False)


def key(day: str) -> pl.Expr:
    """Employee and day as one number."""
    return pl.col("employee").cast(pl.Int64) * SPAN + pl.col(day).to_physical()


def kept(where: tuple[str, bool | str] | None) -> pl.Expr:
    """Which records are `where`."""
    if where is None:
        return pl.lit(True)
    column, value = where
    return pl.col(column) == value if isinstance(value, str) else (pl.col(column) if value else ~pl.col(column))


def compute_table(file: Path, table: str, seen: pl.DataFrame) -> pl.DataFrame:
    """The features that rest on one table."""
    rows = mark(pl.read_parquet(file, columns=["employee", EVENT[table], *columns_of(table)]), table)
    parts = [find_newest(rows, seen, where, asked) for where, asked in newest_of(table).items()]
    windows = [between(feature) for feature in features_of(table) if feature.days is not None]
    return pl.concat([*parts, find_totals(rows, seen, table).select(windows)], how="horizontal")


def mark(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """The records with their key, and a flag for every `where` that a feature has."""
    chosen = {feature.where for feature in features_of(table) if feature.where}
    rows = rows.with_columns(kept(where).alias(str(where)) for where in chosen)
    return rows.with_columns(key=key(EVENT[table]).set_sorted())


def find_totals(rows: pl.DataFrame, seen: pl.DataFrame, table: str) -> pl.DataFrame:
    """The running totals just before every as-of date (0) and just before every look-back, named after its days."""
    needed = totals_by_days(table)
    running = rows.select("key", *[run_on(total).alias(total.name) for total in needed[0]])
    befores = []
    for days, totals in needed.items():
        begin = seen.select(pl.col("key") - days).set_sorted("key")
        there = running.select("key", *[pl.col(total.name).alias(f"{total.name}_{days}") for total in totals])
        found = begin.join_asof(there, on="key", allow_exact_matches=False, check_sortedness=False)
        befores.append(found.drop("key"))
    return pl.concat(befores, how="horizontal")


def run_on(total: Running) -> pl.Expr:
    """The running total of every row."""
    if total.summed:
        value = pl.col(total.column).cast(pl.Float64)
        return (
            (value if total.where is None else pl.when(pl.col(str(total.where))).then(value)).fill_null(0.0).cum_sum()
        )
    counts = pl.lit(True) if total.where is None else pl.col(str(total.where))
    if total.column is not None:
        return (counts & pl.col(total.column).is_not_null()).cast(pl.Int32).cum_sum()
    if total.where is None:
        return pl.int_range(1, pl.len() + 1, dtype=pl.Int32)
    return counts.cast(pl.Int32).cum_sum()


def gained(total: Running, days: int) -> pl.Expr:
    """What a total gained over a look-back."""
    return pl.col(f"{total.name}_0").fill_null(0) - pl.col(f"{total.name}_{days}").fill_null(0)


def between(feature: Feature, gained: Callable[[Running, int], pl.Expr] = gained) -> pl.Expr:
    """A count, sum or mean from what its totals gained over its look-back."""
    answer = gained(numerator(feature), feature.days)
    if feature.operation == "mean":
        number = gained(denominator(feature), feature.days)
        answer = pl.when(number > 0).then(answer / number)
    return answer.cast(pl.Float32).alias(feature.name)


def find_newest(
    rows: pl.DataFrame, seen: pl.DataFrame, where: tuple[str, bool | str] | None, asked: list[Feature]
) -> pl.DataFrame:
    """Last values and days since, of the newest record that is `where`."""
    values = [feature.column for feature in asked if feature.column]
    chosen = (rows if where is None else rows.filter(pl.col(str(where)))).select("key", *values)
    found = seen.join_asof(
        chosen.set_sorted("key"),
        on="key",
        coalesce=False,
        allow_exact_matches=False,
        tolerance=REACH,
        check_sortedness=False,
    )
    return found.select(
        (pl.col(feature.column) if feature.column else (pl.col("key") - pl.col("key_right")).cast(pl.Float32)).alias(
            feature.name
        )
        for feature in asked
    )
