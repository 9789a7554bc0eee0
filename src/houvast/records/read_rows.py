"""Typed sources: Parquet files and SQL queries. Their dates and numbers need no format.

A query should say ORDER BY: the position of a row is then the same each time, and so is the hash.
"""

import hashlib
import io
import json
import os

import numpy as np

from houvast.config import ParquetFormat, SqlFormat
from houvast.errors import RecordsError
from houvast.records.cells import cells_from_arrow, cells_from_values
from houvast.records.extract import Extract, drop_blank_rows, find_repeated


def read_parquet(data: bytes, name: str, layout: ParquetFormat) -> Extract:
    """The extract in the bytes of a Parquet file; rows are counted from 1.

    Raises
    ------
    RecordsError
        The bytes are not a whole Parquet file, or a column name stands in it twice.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(data), page_checksum_verification=True)
    except (pa.ArrowException, OSError):
        raise RecordsError(f"`{name}` is not a whole Parquet file. Was it cut off? Export it again.") from None
    _check_names(table.column_names, name)
    flat = [column for column in table.column_names if not pa.types.is_nested(table.schema.field(column).type)]
    columns = {column: cells_from_arrow(table[column]) for column in flat}
    columns, rows = drop_blank_rows(columns, np.arange(1, table.num_rows + 1))
    return Extract(name, columns, rows, [], hashlib.sha256(data).hexdigest())


def read_query(layout: SqlFormat) -> Extract:
    """The extract that a query returns; rows are counted from 1.

    Raises
    ------
    RecordsError
        The environment variable is not set, the database cannot be reached, or the query fails.
    """
    import sqlalchemy

    name = f"sql:{layout.url_env}"
    url = os.environ.get(layout.url_env)
    if not url:
        raise RecordsError(f"`{name}`: the environment variable {layout.url_env} is not set. Give it the database URL.")
    try:
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
        with engine.connect() as connection:
            result = connection.execute(sqlalchemy.text(layout.query))
            names, grid = list(result.keys()), result.fetchall()
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
        raise RecordsError(f"`{name}`: {_say(error)}. Check the URL and the query.") from None
    _check_names(names, name)
    by_column = list(zip(*grid, strict=True)) or [()] * len(names)
    columns = dict(zip(names, map(cells_from_values, by_column), strict=True))
    digest = hashlib.sha256(json.dumps([names, *map(list, grid)], default=str).encode()).hexdigest()
    columns, rows = drop_blank_rows(columns, np.arange(1, len(grid) + 1))
    return Extract(name, columns, rows, [], digest)


def _check_names(names: list[str], name: str) -> None:
    repeated = find_repeated(list(names))
    if repeated:
        said = ", ".join(f"`{column}`" for column in repeated)
        raise RecordsError(f"`{name}` has the column {said} more than once. Rename one of them.")


def _say(error: Exception) -> str:
    """What the database says of a query or connection, without its address or password."""
    import sqlalchemy

    if isinstance(error, sqlalchemy.exc.ArgumentError):
        return "the URL is not one that SQLAlchemy understands"
    cause = getattr(error, "orig", None)
    if isinstance(error, sqlalchemy.exc.ProgrammingError | sqlalchemy.exc.OperationalError) and "no such" in str(cause):
        return str(cause).splitlines()[0]
    return f"the query could not be run ({error.__class__.__name__})"
