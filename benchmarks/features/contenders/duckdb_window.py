"""DuckDB: records and observations in one relation, and window frames over the days of each employee.

By event date only: the records hold no late ones.
"""
# ruff: noqa: S608 - whatever enters a statement is declared in this package; DuckDB takes no names as parameters

from pathlib import Path

from benchmarks.features.contenders.duckdb_asof import kept, walk_queries, write_joined
from benchmarks.features.features import EVENT, Feature, columns_of, features_of


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""
    walk_queries(query, records, out, workers)


def query(records: Path, out: Path, file: str) -> str:
    """One statement that works out and writes one bucket."""
    seen = f"SELECT row_number() OVER () AS row, employee, {day('as_of')} FROM '{records / 'observations' / file}'"
    parts = {"seen": seen}
    for table in EVENT:
        parts[f"{table}_seen"] = look(records / table / file, table)
    return write_joined(parts, out / file)


def day(column: str) -> str:
    """A date as a whole number."""
    return f"{column} - DATE '1970-01-01' AS day"


def look(file: Path, table: str) -> str:
    """The features of one table, by row of the observations."""
    columns = columns_of(table)
    rows = f"SELECT NULL AS row, {', '.join(['employee', day(EVENT[table]), *columns])} FROM '{file}'"
    united = f"SELECT * FROM seen UNION ALL BY NAME {rows}"
    answers = ", ".join(f"({answer(feature)})::FLOAT AS {feature.name}" for feature in features_of(table))
    lengths = {feature.days for feature in features_of(table) if feature.days}
    windows = [f"days_{days} AS ({frame(days)})" for days in sorted(lengths)] + [f"past AS ({frame('UNBOUNDED')})"]
    made = f"SELECT row, {answers} FROM ({united}) WINDOW {', '.join(windows)}"
    return f"SELECT * FROM ({made}) WHERE row IS NOT NULL"


def frame(days: int | str) -> str:
    """The frame of a look-back."""
    return f"PARTITION BY employee ORDER BY day RANGE BETWEEN {days} PRECEDING AND 1 PRECEDING"


def answer(feature: Feature) -> str:
    """One feature as an aggregate over a window; an observation is no record."""
    chosen = f"FILTER (row IS NULL AND {kept(feature.where)})"
    if feature.operation == "since":
        return f"day - max(day) {chosen} OVER past"
    if feature.operation == "last":
        return f"arg_max({feature.column}, day) {chosen} OVER past"
    chosen = f"FILTER (row IS NULL AND {kept(feature.where)}) OVER days_{feature.days}"
    if feature.operation == "count":
        return f"count(*) {chosen}"
    if feature.operation == "sum":
        return f"coalesce(sum({feature.column}) {chosen}, 0)"
    return f"avg({feature.column}) {chosen}"
