"""Polars in the form of its own documentation: `join_asof` by employee, totals `over` the employee.

Otherwise as `polars_asof`, which tells the engine in one number what this form leaves it to find out.
By event date only: the records hold no late ones.
"""

from pathlib import Path

import polars as pl

from benchmarks.features.contenders.polars_asof import between, kept, run_on, write
from benchmarks.features.features import EVENT, Feature, columns_of, features_of
from benchmarks.features.matrix import map_tables, walk_buckets
from benchmarks.features.running import newest_of, totals_by_days
from houvast.records.snapshot import bucket_file

Where = tuple[str, bool | str] | None


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""

    def make(bucket: int) -> None:
        file = bucket_file(bucket)
        seen = pl.read_parquet(records / "observations" / file, columns=["employee", "as_of"])
        tables = map_tables(lambda table: compute_table(records / table / file, table, seen), records, workers)
        write(pl.concat(tables, how="horizontal"), out / file)

    walk_buckets(make, records, workers)


def compute_table(file: Path, table: str, seen: pl.DataFrame) -> pl.DataFrame:
    """The features that rest on one table."""
    rows = pl.read_parquet(file, columns=["employee", EVENT[table], *columns_of(table)])
    rows = rows.rename({EVENT[table]: "day"})
    chosen = {feature.where for feature in features_of(table) if feature.where}
    rows = rows.with_columns(kept(where).alias(str(where)) for where in chosen)
    parts = [find_newest(rows, seen, where, asked) for where, asked in newest_of(table).items()]
    windows = [between(feature) for feature in features_of(table) if feature.days is not None]
    return pl.concat([*parts, find_totals(rows, seen, table).select(windows)], how="horizontal")


def find_totals(rows: pl.DataFrame, seen: pl.DataFrame, table: str) -> pl.DataFrame:
    """The running totals just before every as-of date (0) and just before every look-back, named after its days."""
    needed = totals_by_days(table)
    running = rows.select("employee", "day", *[run_on(total).over("employee").alias(total.name) for total in needed[0]])
    befores = []
    for days, totals in needed.items():
        begin = seen.with_columns(pl.col("as_of") - pl.duration(days=days))
        names = {total.name: f"{total.name}_{days}" for total in totals}
        there = running.select("employee", "day", *names).rename(names)
        befores.append(find(begin, there).select(names.values()))
    return pl.concat(befores, how="horizontal")


def find(seen: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The newest of some records before each day, of the same employee."""
    return seen.join_asof(
        rows,
        left_on="as_of",
        right_on="day",
        by="employee",
        coalesce=False,
        allow_exact_matches=False,
        check_sortedness=False,
    )


def find_newest(rows: pl.DataFrame, seen: pl.DataFrame, where: Where, asked: list[Feature]) -> pl.DataFrame:
    """Last values and days since, of the newest record that is `where`."""
    values = {feature.column for feature in asked if feature.column}
    chosen = (rows if where is None else rows.filter(pl.col(str(where)))).select("employee", "day", *values)
    since = (pl.col("as_of") - pl.col("day")).dt.total_days()
    return find(seen, chosen).select(
        (pl.col(feature.column) if feature.column else since.cast(pl.Float32)).alias(feature.name) for feature in asked
    )
