"""Plant every kind of leak, judge clean centres, and write what came of it.

    python -m benchmarks.leaks [--planted 2] [--clean 100] [--first-seed 1001] [--only KIND ...]

Kinds are planted by turns in an average centre of 400 agents with strong drivers and in an outsourcer of 300 with weak
ones, each of 30 months; with `--planted 2` every kind in both. Clean centres go through three archetypes and two
strengths, 200 to 800 agents, 24 to 36 months, every second one with faulty rows. Limits were tuned on seeds below 1000.
"""

import argparse
import json
import platform
import time
from pathlib import Path

import numpy as np

from benchmarks.leaks import dates_planted, values_planted, words_planted  # noqa: F401  # they enter their kinds
from benchmarks.leaks.centre import judge_centre, judge_sources, open_sources
from benchmarks.leaks.planting import KINDS
from benchmarks.leaks.results import RESULTS
from houvast.simulate import simulate_centre

PLANTED_IN = (("average", 400, 30, "strong"), ("outsourcer", 300, 30, "weak"))
ARCHETYPES, STRENGTHS, SIZES = ("inhouse", "average", "outsourcer"), ("strong", "weak"), (200, 350, 500, 650, 800)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--planted", type=int, default=1, help="centres that each kind is planted in")
    parser.add_argument("--clean", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=1001)
    parser.add_argument("--only", nargs="*", default=None, help="kinds")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    kinds = list(KINDS) if asked.only is None else asked.only
    said: dict[str, object] = {
        "first_seed": asked.first_seed,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "planted": [],
        "clean": [],
    }
    for number, name in enumerate(kinds):
        turn = number % len(PLANTED_IN) if asked.planted == 1 else None
        said["planted"].append(measure_kind(name, asked.first_seed, turn))
        write_results(said, asked.out)
    for number in range(asked.clean):
        said["clean"].append(measure_clean(number, asked.first_seed))
        write_results(said, asked.out)


def write_results(said: dict[str, object], path: Path) -> None:
    """What has been measured so far, so that a run that is broken off is not lost."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def measure_kind(name: str, first_seed: int, turn: int | None) -> dict[str, object]:
    """In which centres a kind was found, and by what; all of `PLANTED_IN` where `turn` is None."""
    kind, runs = KINDS[name], []
    for number, (archetype, agents, months, strength) in enumerate(PLANTED_IN):
        if turn not in (None, number):
            continue
        seed = first_seed + number
        sources = open_sources(archetype, agents, months, seed, strength)
        kind.plant(sources, np.random.default_rng([seed, 9]))
        report = judge_sources(sources)
        found = [finding.as_dict() for finding in kind.found_by(report)]
        others = sorted({f"{one.check} {one.table} {one.column}".strip() for one in report.findings})
        runs.append({"archetype": archetype, "seed": seed, "found": found, "all": others})
        print(f"{name} {archetype} {'found' if found else 'MISSED'}: {'; '.join(others)[:300]}", flush=True)
    return {"kind": name, "habit": kind.habit, "expected": kind.expected, "centres": runs}


def measure_clean(number: int, first_seed: int) -> dict[str, object]:
    """What the gate says of a centre where nothing is wrong, and what it costs."""
    archetype, strength, agents = ARCHETYPES[number % 3], STRENGTHS[number // 2 % 2], SIZES[number % 5]
    months, dirty, seed = (24, 30, 36)[number // 3 % 3], number % 2 == 1, first_seed + number
    centre = simulate_centre(archetype, agents, months, seed, strength)
    began = time.perf_counter()
    report = judge_centre(centre, dirty=dirty)
    spent = time.perf_counter() - began
    findings = [finding.as_dict() for finding in report.findings]
    said = "; ".join(f"{one['check']} {one['table']} {one['column']} {one['evidence']}" for one in findings)
    print(f"clean {number} {archetype} {strength} {agents} {months} {spent:.1f} s {said or '-'}", flush=True)
    about = {"archetype": archetype, "strength": strength, "agents": agents, "months": months, "dirty": dirty}
    return about | {"seed": seed, "findings": findings}


if __name__ == "__main__":
    main()
