"""DuckDB: running totals by window functions in the order of the files, and ASOF joins on employee and day.

A bucket at a time in one database in memory; employee and day are one number, so that a join has one condition and
a total need not begin anew with each employee. By event date only: the records hold no late ones.
"""
# ruff: noqa: S608 - whatever enters a statement is declared in this package; DuckDB takes no names as parameters

from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.features.features import EVENT, Feature, columns_of, features_of
from benchmarks.features.matrix import NAMES, walk_buckets
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

Where = tuple[str, bool | str] | None

LAYOUT = "FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1"


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""
    walk_queries(query, records, out, workers)


def walk_queries(query: Callable[[Path, Path, str], str], records: Path, out: Path, workers: int) -> None:
    """Carry out the statement of every bucket, in one database in memory."""
    with duckdb.connect(config={"threads": workers}) as database:

        def make(bucket: int) -> None:
            with database.cursor() as cursor:
                cursor.execute(query(records, out, bucket_file(bucket)))

        walk_buckets(make, records, workers)


def query(records: Path, out: Path, file: str) -> str:
    """One statement that works out and writes one bucket."""
    seen = f"SELECT row_number() OVER () AS row, {key('as_of')} FROM '{records / 'observations' / file}'"
    parts = {"seen": seen}
    for table in EVENT:
        parts[table] = read(records / table / file, table)
        parts[f"{table}_totals"] = running(table)
        for where in newest_of(table):
            if where is not None:
                parts[newest_name(table, where)] = f"SELECT * FROM {table} WHERE {kept(where)}"
        parts[f"{table}_seen"] = look(table)
    return write_joined(parts, out / file)


def write_joined(parts: dict[str, str], file: Path) -> str:
    """A statement that joins the features of all tables and writes them, in the order of the observations."""
    named = ", ".join(f"{name} AS MATERIALIZED ({part})" for name, part in parts.items())
    joined = " JOIN ".join([f"{table}_seen" + (" USING (row)" if at else "") for at, table in enumerate(EVENT)])
    return f"COPY (WITH {named} SELECT {', '.join(NAMES)} FROM {joined} ORDER BY row) TO '{file}' ({LAYOUT})"


def key(day: str) -> str:
    """Employee and day as one number."""
    return f"employee::BIGINT * {SPAN} + ({day} - DATE '1970-01-01') AS key"


def kept(where: Where) -> str:
    """Which records are `where`."""
    if where is None:
        return "true"
    column, value = where
    return f"{column} = '{value}'" if isinstance(value, str) else (column if value else f"NOT {column}")


def newest_name(table: str, where: Where) -> str:
    """Name of the records of a table that are `where`."""
    return table if where is None else "_".join([table, *map(str, where)])


def read(file: Path, table: str) -> str:
    """The records of a table, in their order."""
    return f"SELECT {', '.join([key(EVENT[table]), *columns_of(table)])} FROM '{file}'"


def running(table: str) -> str:
    """The running totals of a table, by key, and the values of its records."""
    made = ["key", *columns_of(table)]
    for total in totals_by_days(table)[0]:
        made.append(f"{aggregate(total)} OVER so_far AS {total.name}")
    return f"SELECT {', '.join(made)} FROM {table} WINDOW so_far AS (ROWS UNBOUNDED PRECEDING)"


def aggregate(total: Running) -> str:
    """The aggregate that makes a total."""
    chosen = "" if total.where is None else f" FILTER ({kept(total.where)})"
    return f"{'sum' if total.summed else 'count'}({total.column or '*'}){chosen}"


def look(table: str) -> str:
    """The features of one table, by row of the observations."""
    joins = [(f"d{days}", f"{table}_totals", days) for days in totals_by_days(table)]
    joins += [(alias(where), newest_name(table, where), 0) for where in newest_of(table) if where is not None]
    found = " ".join(f"ASOF LEFT JOIN {rows} AS {name} ON seen.key - {days} > {name}.key" for name, rows, days in joins)
    answers = ", ".join(f"({answer(feature)})::FLOAT AS {feature.name}" for feature in features_of(table))
    return f"SELECT seen.row, {answers} FROM seen {found}"


def alias(where: Where) -> str:
    """Name of the newest record that is `where`."""
    return "d0" if where is None else f"newest_{where[1]}"


def gained(total: Running, days: int) -> str:
    """What a total gained over a look-back."""
    return f"(coalesce(d0.{total.name}, 0) - coalesce(d{days}.{total.name}, 0))"


def answer(feature: Feature) -> str:
    """One feature from the totals at both ends of its look-back, or from the newest record."""
    if feature.days is None:
        newest = alias(feature.where)
        back = f"seen.key - {newest}.key"
        return f"CASE WHEN {back} < {REACH} THEN {f'{newest}.{feature.column}' if feature.column else back} END"
    total = gained(numerator(feature), feature.days)
    return (
        total if feature.operation != "mean" else f"{total} / nullif({gained(denominator(feature), feature.days)}, 0)"
    )
