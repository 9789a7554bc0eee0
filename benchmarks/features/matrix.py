"""How a matrix is written and compared, and how buckets are walked in threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks.features.features import EVENT, FEATURES

Made = TypeVar("Made")

NAMES = [feature.name for feature in FEATURES]
EXACT = ("count", "since")
TOLERANCE = 1e-4
"""Relative, for sums, means and last values, which are float32."""


def write_matrix(columns: list[np.ndarray], file: Path) -> None:
    """Write features (float32, in the order of `FEATURES`) as Parquet: not compressed, without dictionaries."""
    schema = pa.schema([pa.field(name, pa.float32(), nullable=False) for name in NAMES])
    table = pa.Table.from_arrays([pa.array(column) for column in columns], schema=schema)
    parquet.write_table(table, file, compression="none", use_dictionary=False, write_statistics=False)


def read_matrix(file: Path) -> np.ndarray:
    """A file of a matrix, shape (n_observations, n_features); missing is NaN."""
    table = parquet.read_table(file, columns=NAMES)
    wrong = [column.name for column in table.schema if column.type != pa.float32()]
    if wrong:
        raise TypeError(f"a matrix is float32 throughout. Not so: {', '.join(wrong)}")
    return np.column_stack([column.to_numpy() for column in table.columns])


def walk_buckets(make: Callable[[int], None], records: Path, workers: int) -> None:
    """Call `make` with every bucket, in so many threads."""
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(make, range(count_buckets(records))))


def map_tables(compute: Callable[[str], Made], records: Path, workers: int) -> list[Made]:
    """What `compute` makes of every table, in threads where there are fewer buckets than workers."""
    with ThreadPoolExecutor(max(1, workers // count_buckets(records))) as pool:
        return list(pool.map(compute, EVENT))


def count_buckets(records: Path) -> int:
    """The number of buckets."""
    return len(list((records / "observations").glob("*.parquet")))


def check_equal(found: Path, expected: Path) -> None:
    """Refuse a matrix (a folder of files by bucket) that differs from another.

    Raises
    ------
    ValueError
        The files, their rows, or any value differ.
    """
    files = sorted(file.name for file in expected.glob("*.parquet"))
    if sorted(file.name for file in found.glob("*.parquet")) != files:
        raise ValueError(f"{found.name} has other files than {expected.name}")
    for file in files:
        check_values(read_matrix(found / file), read_matrix(expected / file), found.name)


def check_values(found: np.ndarray, expected: np.ndarray, name: str) -> None:
    """Refuse values that differ: counts and days by anything, the others by more than `TOLERANCE`.

    Raises
    ------
    ValueError
        Names every feature that differs, and how many rows of it do.
    """
    if found.shape != expected.shape:
        raise ValueError(f"{name}: {found.shape} rows and features, not {expected.shape}")
    problems = []
    for at, feature in enumerate(FEATURES):
        relative, absolute = (0.0, 0.0) if feature.operation in EXACT else (TOLERANCE, 1e-6)
        same = np.isclose(found[:, at], expected[:, at], rtol=relative, atol=absolute, equal_nan=True)
        if not same.all():
            problems.append(f"{feature.name} in {int((~same).sum())} of {same.size} rows")
    if problems:
        raise ValueError(f"{name} differs: {', '.join(problems)}")
