"""Whether a centre in which nothing but tenure says who leaves is told so.

    python -m benchmarks.no_signal [--tries 100]

Simulated centres whose features but tenure are dealt out anew, among people of like tenure at the same as-of date: all
that the records look like is kept, and what they say of leaving is gone. `better` counts the tries in which the model
was called better than tenure alone: at most 5 of 100 are allowed. Written to benchmarks/results/no_signal.json.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.validity import open_rows
from houvast.features import TENURE
from houvast.train import train
from houvast.training_rows import TrainingRows

RESULTS = Path(__file__).parent / "results" / "no_signal.json"
BANDS_DAYS = (14, 28, 60, 91, 182, 365, 730)
CENTRES = (("average", 300), ("outsourcer", 300), ("average", 800))


def main() -> None:
    """Try, and write down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=100)
    asked = parser.parse_args()
    made = [open_rows(archetype, "strong", agents, 36, 201, True, "no") for archetype, agents in CENTRES]
    tries = []
    for number in range(asked.tries):
        rows, protocol = made[number % len(made)][1:]
        trained = train(deal_out(rows, np.random.default_rng(number)), replace(protocol, refits=0))
        over = trained.assessment.figures["auc_over_tenure"]
        tries.append({"try": number, "centre": CENTRES[number % len(made)], **over.as_dict(), "better": over.low > 0})
        better = sum(one["better"] for one in tries)
        said = {"asked": vars(asked), "better": better, "tries": tries}
        RESULTS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    Console().print(build_sentence(said))


def build_sentence(said: dict) -> str:
    """What was found, in a sentence."""
    return f"Called better than tenure alone in {said['better']} of {len(said['tries'])} tries without any signal."


def read_results() -> dict:
    """What was found."""
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def deal_out(rows: TrainingRows, rng: np.random.Generator) -> TrainingRows:
    """The rows with all features but tenure dealt out anew within as-of date and band of tenure."""
    band = np.searchsorted(BANDS_DAYS, rows.observations.tenure_days, side="right")
    stratum = rows.observations.as_of.astype(np.int64) * 10 + band
    order, shuffled = np.lexsort((np.arange(band.size), stratum)), np.lexsort((rng.random(band.size), stratum))
    other = np.empty(band.size, dtype=np.int64)
    other[order] = shuffled
    X = rows.X.iloc[other].reset_index(drop=True)
    return replace(rows, X=X.assign(**{TENURE: rows.X[TENURE].to_numpy()}))


if __name__ == "__main__":
    main()
