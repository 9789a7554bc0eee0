"""Polars: records and observations in one sorted frame, and rolling sums over it.

Employee and day are one number, so that a window never reaches another employee; observations stand before the
records of their day. By event date only: the records hold no late ones.
"""

from pathlib import Path

import polars as pl

from benchmarks.features.contenders.polars_asof import kept, write
from benchmarks.features.features import EVENT, Feature, columns_of, features_of
from benchmarks.features.matrix import map_tables, walk_buckets
from benchmarks.features.running import REACH, SPAN, Running, denominator, newest_of, numerator, totals_by_days
from houvast.records.snapshot import bucket_file


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""

    def make(bucket: int) -> None:
        file = bucket_file(bucket)
        seen = pl.read_parquet(records / "observations" / file, columns=["employee", "as_of"])
        seen = seen.select(key=key("as_of"))
        tables = map_tables(lambda table: compute_table(records / table / file, table, seen), records, workers)
        write(pl.concat(tables, how="horizontal"), out / file)

    walk_buckets(make, records, workers)


def key(day: str) -> pl.Expr:
    """Employee and day as one even number; a record has the odd one after it."""
    return (pl.col("employee").cast(pl.Int64) * SPAN + pl.col(day).to_physical()) * 2


def compute_table(file: Path, table: str, seen: pl.DataFrame) -> pl.DataFrame:
    """The features that rest on one table."""
    rows = pl.read_parquet(file, columns=["employee", EVENT[table], *columns_of(table)])
    record = key(EVENT[table]) + 1
    needed, newest = totals_by_days(table), newest_of(table)
    values = [feature for asked in newest.values() for feature in asked if feature.column]
    rows = rows.select(
        record.alias("key"),
        *[amount(total).alias(total.name) for total in needed.pop(0)],
        *[pl.when(kept(where)).then(record).alias(f"newest_{where}") for where in newest],
        *[pl.when(kept(value.where)).then(pl.col(value.column)).alias(f"value_{value.name}") for value in values],
    )
    united = pl.concat([seen, rows], how="diagonal").sort("key")
    rolled = united.select(
        "key",
        *[roll(total, days).alias(f"{total.name}_{days}") for days, totals in needed.items() for total in totals],
        *[pl.col(name).forward_fill() for name in rows.columns if name.startswith(("newest_", "value_"))],
    )
    return rolled.filter(pl.col("key") % 2 == 0).select(answer(feature) for feature in features_of(table))


def amount(total: Running) -> pl.Expr:
    """What a record adds to a total."""
    if total.summed:
        value = pl.col(total.column).fill_null(0)
        return value if total.where is None else pl.when(kept(total.where)).then(value).otherwise(0)
    counts = kept(total.where) if total.column is None else kept(total.where) & pl.col(total.column).is_not_null()
    return pl.lit(1, dtype=pl.Int32) if total.where is total.column is None else counts.cast(pl.Int32)


def roll(total: Running, days: int) -> pl.Expr:
    """The total over the look-back of every row."""
    return pl.col(total.name).fill_null(0).rolling_sum_by("key", f"{2 * days}i", closed="left").fill_null(0)


def answer(feature: Feature) -> pl.Expr:
    """A feature from the rolled totals and the newest records."""
    if feature.days is not None:
        answer = pl.col(f"{numerator(feature).name}_{feature.days}")
        if feature.operation == "mean":
            number = pl.col(f"{denominator(feature).name}_{feature.days}")
            answer = pl.when(number > 0).then(answer / number)
    else:
        back = (pl.col("key") - pl.col(f"newest_{feature.where}")) // 2 + 1
        found = pl.col(f"value_{feature.name}") if feature.operation == "last" else back
        answer = pl.when(back < REACH).then(found)
    return answer.cast(pl.Float32).alias(feature.name)
