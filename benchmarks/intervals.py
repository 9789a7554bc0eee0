"""Do 95% intervals hold the truth 95 times in 100? Made-up centres whose truth is known, rows of a person alike.

    python -m benchmarks.intervals [--simulations 1000] [--people 400] [--rows 6]

Each simulation makes up people who are seen at several dates and have something of their own in every row that
no risk knows, evaluates the risks as a run does, and looks which intervals hold the figure of a very large
centre of the same kind. Beside them the intervals that would have come of drawing rows instead of people. The
table is printed and written to benchmarks/results/intervals.json.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from houvast.evaluation import evaluate
from tests.made_up_predictions import made_up_predictions

RESULTS = Path(__file__).parent / "results" / "intervals.json"
FIGURES = ("auc", "observed_expected", "slope", "intercept", "ici", "brier", "scaled_brier", "net_benefit")
FIGURES += ("auc_4w", "auc_13w", "auc_26w", "c_index", "auc_over_tenure", "brier_over_tenure")
SETTINGS = {"capacity": 25, "pays_from": 0.15}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--rows", type=int, default=6)
    parser.add_argument("--own", type=float, default=0.7, help="spread of what a person has in every row")
    parser.add_argument("--draws", type=int, default=200)
    asked = parser.parse_args()
    shape = {"rows": asked.rows, "ties": False, "own": asked.own, "level": -2.0}
    large = made_up_predictions(people=150_000, seed=9, **shape)
    truth = evaluate(large, draws=1, seed=1, **SETTINGS).figures
    held = {name: {"people": 0, "rows": 0} for name in FIGURES}
    leavers = []
    for seed in range(asked.simulations):
        found = made_up_predictions(people=asked.people, seed=10_000 + seed, **shape)
        leavers.append(found.leavers)
        apart = replace(found, person=np.arange(found.person.size))
        for over, given in (("people", found), ("rows", apart)):
            figures = evaluate(given, draws=asked.draws, seed=seed, **SETTINGS).figures
            for name in FIGURES:
                held[name][over] += figures[name].low <= truth[name].value <= figures[name].high
    coverage = {name: {over: int(n) / asked.simulations for over, n in both.items()} for name, both in held.items()}
    print_table(coverage)
    said = {"asked": vars(asked), "leavers": float(np.mean(leavers)), "coverage": coverage}
    RESULTS.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


def print_table(coverage: dict[str, dict[str, float]]) -> None:
    """How often each interval held the truth."""
    table = Table(title="Share of 95% intervals that hold the truth")
    for name in ("figure", "drawing people", "drawing rows"):
        table.add_column(name, justify="left" if name == "figure" else "right")
    for name, both in coverage.items():
        table.add_row(name, f"{both['people']:.3f}", f"{both['rows']:.3f}")
    Console().print(table)


def build_sentence(said: dict) -> str:
    """What was found, in a sentence."""
    shares = {over: [both[over] for both in said["coverage"].values()] for over in ("people", "rows")}
    spans = {over: f"{min(found):.0%} to {max(found):.0%}" for over, found in shares.items()}
    made, figures = said["asked"]["simulations"], len(said["coverage"])
    return (
        f"Of {made} made-up centres, the 95% intervals of {figures} figures held the truth in "
        f"{spans['people']} where people are drawn, and in {spans['rows']} where rows are."
    )


if __name__ == "__main__":
    main()
