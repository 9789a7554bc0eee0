"""How long an evaluation takes, and how much memory.

    python -m benchmarks.evaluation [--rows 10000 1300000] [--dates 20] [--draws 1000]

Made-up predictions with three baselines, all figures and curves, after one small evaluation for which the inner
loops are loaded. The outcome is printed and written to benchmarks/results/evaluation.json.
"""

import argparse
import json
import resource
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from houvast.evaluation import evaluate
from tests.made_up_predictions import made_up_predictions

RESULTS = Path(__file__).parent / "results" / "evaluation.json"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 1_300_000])
    parser.add_argument("--dates", type=int, default=20)
    parser.add_argument("--draws", type=int, default=1000)
    asked = parser.parse_args()
    measure(1000, asked.dates, 50)
    rows = [measure(number, asked.dates, asked.draws) for number in asked.rows]
    RESULTS.write_text(json.dumps({"asked": vars(asked), "rows": rows}, indent=2) + "\n", encoding="utf-8")


def measure(rows: int, dates: int, draws: int) -> dict[str, float]:
    """Seconds of one evaluation, and the most memory that the process has taken until then."""
    found = made_up_predictions(people=rows // dates, rows=dates, ties=False, level=-3.0)
    rng = np.random.default_rng(1)
    team = np.round(found.risk * np.exp(rng.normal(0, 0.5, rows)), 3).clip(0, 1)
    found = replace(found, baselines={**found.baselines, "team_rate": team, "champion": found.risk**1.1})
    began = time.perf_counter()
    figures = evaluate(found, capacity=25, draws=draws, seed=1, pays_from=0.04).figures
    said = {
        "rows": rows,
        "people": rows // dates,
        "leavers": found.leavers,
        "figures": len(figures),
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(said)
    return said


if __name__ == "__main__":
    main()
