"""What was measured: kept as JSON by size, and shown as a table."""

import datetime as dt
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.features.measure import EXACT, MODULES

FILE = Path(__file__).parents[1] / "results" / "features.json"
PACKAGES = ("houvast", "numpy", "numba", "pandas", "pyarrow", "polars", "duckdb")
FORMS = {
    "polars": ("polars", "polars_by", "polars_rolling"),
    "duckdb": ("duckdb", "duckdb_window"),
    "pandas": ("pandas",),
    "polars_by": ("polars_by",),
}
"""The forms of each engine; the best one is compared with ours. One is shown by itself too."""

ORDER = (*(name for name in MODULES if name not in EXACT), "ours_late", *EXACT)
"""The contenders as the table has them: those on records of which none is late, then those on late ones."""

Measured = dict[str, Any]


def describe_surroundings() -> Measured:
    """Versions and machine: figures with other surroundings are not comparable."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = {"platform": platform.platform(), "cores": os.cpu_count(), "memory_gb": round(memory, 1)}
    return {"versions": found, "machine": machine}


def read_results() -> Measured:
    """What the file holds; nothing where there is none."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {"first_run_seconds": {}, "sizes": {}}


def write_results(results: Measured) -> None:
    """Write the file."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def add_size(results: Measured, employees: int, facts: Measured, contenders: Measured) -> None:
    """Enter what was measured of one size; other contenders of it stay where all but the figures is the same."""
    today = str(dt.datetime.now(tz=dt.UTC).date())
    made = {name: round_figures(took, facts["observations"]) | {"date": today} for name, took in contenders.items()}
    size = facts | describe_surroundings()
    before = results["sizes"].get(str(employees), {})
    if {name: before.get(name) for name in size} == size:
        made = before["contenders"] | made
    results["sizes"][str(employees)] = size | {"contenders": made, "ratios": compute_ratios(made)}
    results["sizes"] = dict(sorted(results["sizes"].items(), key=lambda pair: int(pair[0])))


def round_figures(took: dict[str, float], observations: int) -> dict[str, float]:
    """The figures of one contender, and nanoseconds per observation."""
    return {
        "seconds": round(took["seconds"], 3),
        "cpu_seconds": round(took["cpu_seconds"], 3),
        "peak_memory_mb": round(took["peak_memory_mb"]),
        "nanoseconds_per_observation": round(took["seconds"] / observations * 1e9),
    }


def compute_ratios(contenders: Measured) -> dict[str, float]:
    """A peer's time over ours, on the same records; ours over the floor's; ours with late records over ours without."""
    seconds = {name: took["seconds"] for name, took in contenders.items()}
    ratios = {}
    if "ours_late" in seconds:
        ratios |= {name: seconds[name] / seconds["ours_late"] for name in EXACT if name in seconds}
    if "ours" in seconds:
        for engine, forms in FORMS.items():
            taken = [seconds[form] for form in forms if form in seconds]
            if taken:
                ratios[engine] = min(taken) / seconds["ours"]
        if "floor" in seconds:
            ratios["floor"] = seconds["ours"] / seconds["floor"]
        if "ours_late" in seconds:
            ratios["late"] = seconds["ours_late"] / seconds["ours"]
    return {name: round(ratio, 2) for name, ratio in ratios.items()}


def print_size(employees: int, size: Measured) -> None:
    """One size on the screen."""
    title = f"{employees:,} employees, {size['observations']:,} observations, {size['events']:,} events"
    table = Table(title=title)
    for name in ("contender", "seconds", "processor seconds", "peak MB", "ns per observation"):
        table.add_column(name, justify="left" if name == "contender" else "right")
    for name, took in sorted(size["contenders"].items(), key=lambda pair: pair[1]["seconds"]):
        figures = (f"{took['seconds']:.2f}", f"{took['cpu_seconds']:.2f}", f"{took['peak_memory_mb']:,}")
        table.add_row(name, *figures, f"{took['nanoseconds_per_observation']:,}")
    console = Console(width=100)
    console.print(table)
    console.print("  ".join(f"{name} {ratio:.2f}" for name, ratio in size["ratios"].items()), style="dim")


def build_markdown(results: Measured) -> str:
    """All sizes as a Markdown table: seconds and peak memory of every contender."""
    sizes = results["sizes"]
    if not sizes:
        return "Nothing is measured yet: python -m benchmarks.features --employees 10000"
    measured = {name for size in sizes.values() for name in size["contenders"]}
    names = [name for name in ORDER if name in measured]
    header = ["", *(f"{int(employees):,} employees" for employees in sizes)]
    lines = [header, ["---", *("---:" for _ in sizes)]]
    for fact in ("observations", "events"):
        lines.append([fact, *(f"{size[fact]:,}" for size in sizes.values())])
    for name in names:
        lines.append([f"`{name}`", *(say(size["contenders"].get(name)) for size in sizes.values())])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def say(took: Measured | None) -> str:
    """Seconds and memory in a cell."""
    return "" if took is None else f"{took['seconds']:.2f} s, {took['peak_memory_mb']:,} MB"
