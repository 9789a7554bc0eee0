"""Polars on late and corrected records: the form of `polars_asof` where it holds, a join on employee where it does not.

Prompt records (known by their event date, never corrected) are found by `join_asof` as if there were no others. The
other versions are joined with all observations of their employee, kept where they are visible, and totalled; both
are added. The newest record is the higher of two rows, as the files are by employee, event date and `known_on`.
One join of everything with everything, kept and totalled likewise, takes two to three times as long here; it is what
this comes down to in a table that is always late. A bucket at a time, as `polars_asof`.
"""

from pathlib import Path

import polars as pl

from benchmarks.features.contenders import polars_asof
from benchmarks.features.contenders.polars_asof import between, find_totals, key, mark, write
from benchmarks.features.features import EVENT, Feature, columns_of, features_of
from benchmarks.features.matrix import map_tables, walk_buckets
from benchmarks.features.running import REACH, Running, newest_of, totals_by_days
from houvast.records.snapshot import bucket_file

Where = tuple[str, bool | str] | None


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""

    def make(bucket: int) -> None:
        file = bucket_file(bucket)
        seen = pl.read_parquet(records / "observations" / file, columns=["employee", "as_of"])
        seen = seen.with_row_index("row").with_columns(key=key("as_of").set_sorted())
        tables = map_tables(lambda table: compute_table(records / table / file, table, seen), records, workers)
        write(pl.concat(tables, how="horizontal"), out / file)

    walk_buckets(make, records, workers)


def compute_table(file: Path, table: str, seen: pl.DataFrame) -> pl.DataFrame:
    """The features that rest on one table."""
    columns = ["employee", EVENT[table], "known_on", "superseded_on", *columns_of(table)]
    rows = mark(pl.read_parquet(file, columns=columns).with_row_index("at"), table)
    is_prompt = pl.col("superseded_on").is_null() & (pl.col("known_on") <= pl.col(EVENT[table]))
    prompt, others = rows.filter(is_prompt), rows.filter(~is_prompt)
    parts = [find_newest(prompt, seen, where) for where in newest_of(table)]
    parts += [find_totals(prompt, seen, table), add_others(others, seen, table)]
    found = pl.concat([seen.select("key"), *parts], how="horizontal")
    return found.select(answer(feature, rows) for feature in features_of(table))


def find_newest(rows: pl.DataFrame, seen: pl.DataFrame, where: Where) -> pl.DataFrame:
    """Where the newest prompt record stands that is `where`."""
    chosen = (rows if where is None else rows.filter(pl.col(str(where)))).select(
        "key", pl.col("at").alias(f"at_{where}")
    )
    found = seen.select("key").join_asof(
        chosen.set_sorted("key"), on="key", allow_exact_matches=False, tolerance=REACH, check_sortedness=False
    )
    return found.drop("key")


def add_others(rows: pl.DataFrame, seen: pl.DataFrame, table: str) -> pl.DataFrame:
    """What the visible ones of other versions add to every total, and where the newest stands, by observation."""
    day, as_of = pl.col(EVENT[table]), pl.col("as_of")
    pairs = (
        seen.lazy()
        .select("row", "employee", "as_of")
        .join(rows.lazy(), on="employee")
        .filter(
            day < as_of,
            pl.col("known_on") < as_of,
            pl.col("superseded_on").is_null() | (as_of <= pl.col("superseded_on")),
        )
        .with_columns(back=as_of.to_physical() - day.to_physical())
    )
    made = [
        pl.when(pl.col("back") <= days).then(amount(total)).sum().alias(f"more_{total.name}_{days}")
        for days, totals in totals_by_days(table).items()
        for total in totals
        if days
    ]
    for where in newest_of(table):
        at = pl.col("at") if where is None else pl.when(pl.col(str(where))).then("at")
        made.append(at.max().alias(f"more_{where}"))
    by_row = pairs.group_by("row").agg(made)
    return seen.lazy().select("row").join(by_row, on="row", how="left", maintain_order="left").collect().drop("row")


def amount(total: Running) -> pl.Expr:
    """What a record adds to a total."""
    if total.summed:
        value = pl.col(total.column).cast(pl.Float64)
        return value if total.where is None else pl.when(pl.col(str(total.where))).then(value)
    counts = pl.lit(True) if total.where is None else pl.col(str(total.where))
    return (counts if total.column is None else counts & pl.col(total.column).is_not_null()).cast(pl.Int32)


def gained(total: Running, days: int) -> pl.Expr:
    """What a total gained over a look-back, from prompt records and others."""
    return polars_asof.gained(total, days) + pl.col(f"more_{total.name}_{days}").fill_null(0)


def answer(feature: Feature, rows: pl.DataFrame) -> pl.Expr:
    """One feature from what was found."""
    if feature.days is not None:
        return between(feature, gained)
    newest = pl.max_horizontal(f"at_{feature.where}", f"more_{feature.where}")
    there = pl.lit(rows[feature.column or "key"]).gather(newest)
    return (there if feature.column else pl.col("key") - there).cast(pl.Float32).alias(feature.name)
