"""One contender in a process of its own: warmed on a tiny set, then timed from the first byte read to the last written.

    python -m benchmarks.features.measure CONTENDER RECORDS OUT --workers 2 [--warm RECORDS]

Prints seconds, seconds of processor time and the process's peak memory as JSON.

Arrow takes its memory from the system in every contender's process, as the product has it (`limit_threads` in
houvast/environment.py). It matters to those that read with pyarrow, ours and others: its own pool makes reading slower.
"""

import argparse
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

MODULES = {
    "ours": "ours",
    "floor": "floor",
    "pandas": "pandas_asof",
    "polars": "polars_asof",
    "polars_by": "polars_by",
    "polars_rolling": "polars_rolling",
    "duckdb": "duckdb_asof",
    "duckdb_window": "duckdb_window",
    "polars_exact": "polars_exact",
    "duckdb_exact": "duckdb_exact",
}
"""The module of each contender; a peer's name begins with its package's."""

EXACT = ("polars_exact", "duckdb_exact")
"""The peers that honour the whole rule: measured on late and corrected records, the others on records without any."""


def main() -> None:
    """Run one contender and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contender", choices=MODULES)
    parser.add_argument("records", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--warm", type=Path)
    asked = parser.parse_args()
    run = importlib.import_module(f"benchmarks.features.contenders.{MODULES[asked.contender]}").run
    if asked.warm:
        run(asked.warm, empty(asked.out), asked.workers)
    empty(asked.out)
    begun, worked = time.perf_counter(), time.process_time()
    run(asked.records, asked.out, asked.workers)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - worked
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_memory_mb": peak_bytes() / 2**20}))


def peak_bytes() -> int:
    """Most memory that this process has held.

    Linux counts in `ru_maxrss` also what the parent held when it started us; `VmHWM` is ours alone.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        said = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(said.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def empty(folder: Path) -> Path:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def measure(
    contender: str, records: Path, out: Path, *, workers: int, warm: Path | None, cache: Path | None = None
) -> dict[str, float]:
    """What one contender took in a fresh process.

    Parameters
    ----------
    contender : str
    records, out : Path
    workers : int
    warm : Path or None
        Tiny records to warm on; None to count everything from the start of the process to its end.
    cache : Path or None
        Where numba finds and keeps compiled code; its own place by default.

    Raises
    ------
    RuntimeError
        The process failed; what it said is on the screen.
    """
    said = [contender, str(records), str(out), "--workers", str(workers), *(["--warm", str(warm)] if warm else [])]
    surroundings = os.environ | {"POLARS_MAX_THREADS": str(workers), "ARROW_DEFAULT_MEMORY_POOL": "system"}
    if cache:
        surroundings["NUMBA_CACHE_DIR"] = str(cache)
    command = [sys.executable, "-m", "benchmarks.features.measure", *said]
    begun = time.perf_counter()
    done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    if done.returncode:
        raise RuntimeError(f"`{contender}` failed on {records.name}")
    took = json.loads(done.stdout.splitlines()[-1])
    return took if warm else took | {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    main()
