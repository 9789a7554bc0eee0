"""What nobody can go below: read the same columns, work out nothing, and write a matrix of the same shape."""

from pathlib import Path

import numpy as np
from pyarrow import parquet

from benchmarks.features.features import EVENT, FEATURES, columns_of
from benchmarks.features.matrix import walk_buckets, write_matrix
from houvast.records.snapshot import bucket_file

TEXTS = {"employee_id", "kind", "item"}


def run(records: Path, out: Path, workers: int) -> None:
    """Read and write, a file per bucket."""

    def make(bucket: int) -> None:
        rows = len(read(records, "observations", bucket, ["employee_id", "as_of"]))
        for table, event in EVENT.items():
            read(records, table, bucket, ["employee_id", event, "known_on", "superseded_on", *columns_of(table)])
        rng = np.random.default_rng(bucket)
        write_matrix([rng.random(rows, dtype=np.float32) for _ in FEATURES], out / bucket_file(bucket))

    walk_buckets(make, records, workers)


def read(records: Path, table: str, bucket: int, names: list[str]) -> object:
    """Some columns of one bucket of a table, text with a dictionary."""
    file = parquet.ParquetFile(records / table / bucket_file(bucket), read_dictionary=list(TEXTS.intersection(names)))
    return file.read(columns=names, use_threads=False)
