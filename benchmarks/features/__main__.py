"""Thirty-six features of what was known: this project's kernel beside other engines.

    python -m benchmarks.features --employees 10000 [--employees 100000 ...] [--contenders ours polars ...] [--late]
    python -m benchmarks.features --table

Every contender reads the same Parquet files and writes the same matrix, in a fresh process, warmed on a tiny set.
Its result is compared with ours, and ours with plain Python. `--late` runs ours on records of which some are late
or corrected too, and beside it the peers that are exact on those. The figures go to benchmarks/results/features.json,
by size.
"""

import argparse
import importlib.util
import json
import os
import shutil
import sys
import tempfile
import zlib
from pathlib import Path

from rich.console import Console

from benchmarks.features import records as generator
from benchmarks.features.matrix import check_equal, check_values, read_matrix
from benchmarks.features.measure import EXACT, MODULES, measure
from benchmarks.features.plain import compute_plain
from benchmarks.features.results import add_size, build_markdown, print_size, read_results, write_results
from houvast.records.snapshot import bucket_file

CHECKED = 200
"""Employees whose features are worked out by plain Python too."""


def main() -> None:
    """Measure and print, or print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--employees", type=int, nargs="+", action="extend", default=None)
    parser.add_argument("--contenders", nargs="+", choices=MODULES)
    parser.add_argument("--late", action="store_true", help="ours and exact peers on late and corrected records too")
    parser.add_argument("--repeat", type=int, help="the best of so many runs; by default 1 from 1,000,000, 3 below")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--keep", action="store_true", help="keep the generated records for the next time")
    parser.add_argument("--table", action="store_true", help="print what was measured, as Markdown")
    asked = parser.parse_args()
    if asked.table:
        print(build_markdown(read_results()))
        return
    asked.contenders = asked.contenders or [name for name in MODULES if asked.late or name not in EXACT]
    if not asked.late and not set(EXACT).isdisjoint(asked.contenders):
        parser.error(f"{' and '.join(EXACT)} are measured on late records only: add --late")
    check_installed(asked.contenders)
    if asked.late and "ours" not in asked.contenders:
        asked.contenders.append("ours")
    home = Path(tempfile.gettempdir()) / f"houvast-features-{zlib.crc32(Path(generator.__file__).read_bytes()):08x}"
    try:
        for employees in asked.employees or [10_000]:
            measure_size(home, employees, asked)
        if "ours" in asked.contenders:
            measure_first_run(home, asked.workers)
    finally:
        if not asked.keep:
            shutil.rmtree(home, ignore_errors=True)


def check_installed(contenders: list[str]) -> None:
    """End where the package of a contender is missing."""
    packages = {name.split("_")[0] for name in contenders} - {"ours", "floor"}
    missing = [package for package in sorted(packages) if importlib.util.find_spec(package) is None]
    if missing:
        sys.exit(
            f"not installed: {', '.join(missing)}. Install the dependency group `bench` of pyproject.toml, "
            "or name other --contenders."
        )


def measure_size(home: Path, employees: int, asked: argparse.Namespace) -> None:
    """Measure one size, check the results, enter and print them."""
    repeat = asked.repeat or (1 if employees >= 1_000_000 else 3)
    folder, facts = provide_records(home, employees, late=False)
    runs = {name: (name, folder, home / "tiny" / "punctual") for name in asked.contenders if name not in EXACT}
    if asked.late:
        late = provide_records(home, employees, late=True)[0], home / "tiny" / "late"
        runs["ours_late"] = ("ours", *late)
        runs |= {name: (name, *late) for name in asked.contenders if name in EXACT}
    for _, _, tiny in runs.values():
        provide_records(home, 300, late=tiny.name == "late", folder=tiny, buckets=2)
    took: dict[str, dict[str, float]] = {}
    shutil.rmtree(home / "out", ignore_errors=True)
    for turn in range(repeat):
        for name, (contender, source, tiny) in sorted(runs.items(), key=lambda pair: pair[1][0] != "ours"):
            out = home / "out" / name
            figures = measure(contender, source, out, workers=asked.workers, warm=tiny)
            took[name] = min(took.get(name, figures), figures, key=lambda each: each["seconds"])
            Console().print(f"{employees:,} {name}: {figures['seconds']:.2f} s", style="dim")
            if turn == 0:
                check(name, out, source)
            if contender != "ours":
                shutil.rmtree(out)
    shutil.rmtree(home / "out")
    results = read_results()
    add_size(results, employees, {"observations": facts["observations"], "events": facts["events"]}, took)
    write_results(results)
    print_size(employees, results["sizes"][str(employees)])


def check(name: str, out: Path, source: Path) -> None:
    """Refuse a matrix that is not what plain Python makes of the first employees, or not the same as ours."""
    if name == "floor":
        return
    expected = compute_plain(source, CHECKED)
    check_values(read_matrix(out / bucket_file(0))[: len(expected)], expected, name)
    ours = out.with_name("ours_late" if name in EXACT else "ours")
    if ours.is_dir() and not name.startswith("ours"):
        check_equal(out, ours)


def measure_first_run(home: Path, workers: int) -> None:
    """Enter how long ours takes from the start of a process, with nothing compiled before and with all of it.

    On 1,000 employees with some late records, which need every loop of the kernel.
    """
    records, _ = provide_records(home, 1000, late=True)
    with tempfile.TemporaryDirectory() as cache:
        took = {
            name: measure("ours", records, home / "out" / "first", workers=workers, warm=None, cache=Path(cache))
            for name in ("nothing_compiled", "all_compiled")
        }
    results = read_results()
    results["first_run_seconds"] = {name: round(figures["seconds"], 2) for name, figures in took.items()}
    write_results(results)
    Console().print(f"first run: {results['first_run_seconds']}", style="dim")


def provide_records(
    home: Path, employees: int, *, late: bool, folder: Path | None = None, buckets: int = 0
) -> tuple[Path, dict[str, int]]:
    """The folder of generated records and their numbers; generated only if they are not there yet."""
    folder = folder or home / f"{employees}{'-late' if late else ''}"
    about = folder / "about.json"
    if not about.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        facts = generator.write_records(folder, employees, late=late, buckets=buckets)
        about.write_text(json.dumps(facts), encoding="utf-8")
    return folder, json.loads(about.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
