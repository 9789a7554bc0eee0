"""The kernel on the benchmark's generated records, through Parquet and buckets, against plain Python."""

import numpy as np
import pytest

from benchmarks.features.contenders import ours
from benchmarks.features.features import FEATURES
from benchmarks.features.matrix import read_matrix
from benchmarks.features.plain import compute_plain
from benchmarks.features.records import write_records
from houvast.records.snapshot import bucket_file


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("workers", [1, 2])
def test_the_matrix_is_what_plain_python_makes_of_the_records(tmp_path, late, workers):
    records, out = tmp_path / "records", tmp_path / "out"
    out.mkdir()
    written = write_records(records, 120, late=late, seed=3, buckets=2)
    ours.run(records, out, workers)
    found = read_matrix(out / bucket_file(0))
    expected = compute_plain(records, 60)
    assert found.shape[1] == expected.shape[1] == len(FEATURES) == 36
    assert len(found) >= len(expected) > 500 and written["buckets"] == 2
    np.testing.assert_allclose(found[: len(expected)], expected, rtol=1e-4, equal_nan=True)
    assert (np.nanstd(expected, axis=0) > 0).all(), "every feature says something"
