"""DuckDB on late and corrected records: observations joined with the versions that they see, aggregates of those.

One join for each table, on employee and on the days between which a version is visible; totals and newest records
are aggregates by observation. A bucket at a time, as `duckdb_asof`: the pairs of one bucket are what it holds at most.
ASOF joins for the records that were never late nor corrected, and this join for the others only, take longer here,
since the ASOF joins alone take as long.
"""
# ruff: noqa: S608 - whatever enters a statement is declared in this package; DuckDB takes no names as parameters

from pathlib import Path

from benchmarks.features.contenders.duckdb_asof import LAYOUT, kept, walk_queries
from benchmarks.features.features import EVENT, FEATURES, Feature, features_of

Where = tuple[str, bool | str]

NEVER = 10**6
"""Day on which a version is superseded that never is."""


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""
    walk_queries(query, records, out, workers)


def query(records: Path, out: Path, file: str) -> str:
    """One statement that works out and writes one bucket."""
    observations = read(records / "observations" / file)
    parts = {"seen": f"SELECT file_row_number AS row, employee, {day('as_of')} AS today FROM {observations}"}
    for table in EVENT:
        parts[f"{table}_seen"] = look(records / table / file, table)
    named = ", ".join(f"{name} AS MATERIALIZED ({part})" for name, part in parts.items())
    joined = " ".join(f"LEFT JOIN {table}_seen USING (row)" for table in EVENT)
    answers = ", ".join(map(fill, FEATURES))
    return f"COPY (WITH {named} SELECT {answers} FROM seen {joined} ORDER BY row) TO '{out / file}' ({LAYOUT})"


def read(file: Path) -> str:
    """The rows of a file, numbered."""
    return f"read_parquet('{file}', file_row_number = true)"


def day(column: str) -> str:
    """A date as a whole number."""
    return f"({column} - DATE '1970-01-01')::INTEGER"


def look(file: Path, table: str) -> str:
    """The features of one table, by row of the observations that see any of its versions."""
    flags = [f"{kept(where)} AS {flag(where)}" for where in asked_of(table)]
    versions = ", ".join(
        [
            "employee, file_row_number AS place",
            f"{day(EVENT[table])} AS day",
            f"greatest({day(EVENT[table])}, {day('known_on')}) AS begun",
            f"coalesce({day('superseded_on')}, {NEVER}) AS ended",
            *values_of(table),
            *flags,
        ]
    )
    columns = ", ".join(["row, place, today - day AS back", *values_of(table), *map(flag, asked_of(table))])
    pairs = (
        f"SELECT {columns} FROM seen JOIN (SELECT {versions} FROM {read(file)}) AS versions "
        "ON seen.employee = versions.employee AND begun < today AND today <= ended"
    )
    answers = ", ".join(f"({answer(feature)})::FLOAT AS {feature.name}" for feature in features_of(table))
    return f"SELECT row, {answers} FROM ({pairs}) GROUP BY row"


def asked_of(table: str) -> list[Where]:
    """By what the features of a table choose records."""
    return list(dict.fromkeys(feature.where for feature in features_of(table) if feature.where))


def values_of(table: str) -> list[str]:
    """The columns that the features of a table sum, average or look up."""
    return list(dict.fromkeys(feature.column for feature in features_of(table) if feature.column))


def flag(where: Where) -> str:
    """Name of the column that says which records are `where`."""
    return f"is_{where[0]}_{where[1]}"


def answer(feature: Feature) -> str:
    """One feature as an aggregate of what an observation sees; the files are by event date and `known_on`."""
    conditions = [flag(feature.where)] if feature.where else []
    conditions += [f"back <= {feature.days}"] if feature.days else []
    chosen = f" FILTER ({' AND '.join(conditions)})" if conditions else ""
    match feature.operation:
        case "count":
            return f"count(*){chosen}"
        case "sum":
            return f"sum({feature.column}){chosen}"
        case "mean":
            return f"avg({feature.column}){chosen}"
        case "last":
            return f"arg_max({feature.column}, place){chosen}"
        case _:
            return f"min(back){chosen}"


def fill(feature: Feature) -> str:
    """A feature of all observations: counts and sums of nothing are 0."""
    empty = "0" if feature.operation in ("count", "sum") else "NULL"
    return f"coalesce({feature.name}, {empty})::FLOAT AS {feature.name}"
