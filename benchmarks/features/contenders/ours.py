"""Our own kernel, asked as a driver asks it: a bucket at a time, a thread per worker."""

from pathlib import Path

import numpy as np
from pyarrow import parquet

from benchmarks.features.features import EVENT, FEATURES, Feature
from benchmarks.features.matrix import walk_buckets, write_matrix
from benchmarks.features.records import FIRST_DAY
from houvast.records.snapshot import bucket_file
from houvast.timeline import Events, Observations, Versions


def run(records: Path, out: Path, workers: int) -> None:
    """Work out and write the matrix, a file per bucket."""
    walk_buckets(lambda bucket: make(records, out, bucket), records, workers)


def make(records: Path, out: Path, bucket: int) -> None:
    """Work out and write one bucket of the matrix."""
    observations = read_observations(records, bucket)
    asked = {}
    columns = []
    for feature in FEATURES:
        part = feature.table, feature.where
        if part not in asked:
            whole = feature.table, None
            if whole not in asked:
                versions = open_versions(records, feature.table, bucket)
                asked[whole] = Events(versions, observations, observed_from=FIRST_DAY)
            asked[part] = asked[whole] if feature.where is None else narrow(asked[whole], *feature.where)
        columns.append(ask(asked[part], feature).astype(np.float32))
    write_matrix(columns, out / bucket_file(bucket))


def narrow(events: Events, column: str, value: bool | str) -> Events:
    """Only the records whose `column` is `value`."""
    return events.where(column) if value is True else events.where(column, value)


def ask(events: Events, feature: Feature) -> np.ndarray:
    """One feature, as a driver's module would ask for it."""
    match feature.operation:
        case "count":
            return events.count(days=feature.days)
        case "sum":
            return events.sum(feature.column, days=feature.days)
        case "mean":
            return events.mean(feature.column, days=feature.days)
        case "last":
            return events.last(feature.column)
        case _:
            return events.days_since()


def read_observations(records: Path, bucket: int) -> Observations:
    """Who is observed, and when; the length of their spells is of no matter here."""
    names = ["employee_id", "as_of"]
    file = parquet.ParquetFile(records / "observations" / bucket_file(bucket), read_dictionary=names[:1])
    table = file.read(columns=names, use_threads=False).combine_chunks()
    who, as_of = table["employee_id"].chunk(0), table["as_of"].chunk(0).cast("int32").to_numpy()
    return Observations(who.dictionary.to_numpy(zero_copy_only=False), who.indices.to_numpy(), as_of, as_of - 1000)


def open_versions(records: Path, table: str, bucket: int) -> Versions:
    """The versions of a table, as `Snapshot.open_bucket` reads them."""
    path = records / table / bucket_file(bucket)
    texts = [column.name for column in parquet.read_schema(path) if str(column.type) == "string"]
    file = parquet.ParquetFile(path, read_dictionary=texts)
    names = file.schema_arrow.names
    return Versions(lambda asked: file.read(columns=asked, use_threads=False), names, EVENT[table])
