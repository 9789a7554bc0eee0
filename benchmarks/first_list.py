"""How much of what can be known do we find? Simulated centres, ours beside the oracle and tenure alone.

    python -m benchmarks.first_list [--seeds 5] [--first-seed 101]

Each seed simulates a centre, writes its extracts, ingests them and tests the model on rolling origins,
as a run does, once with people's own survey answers and once with team values only; the oracle is the
simulator's true 13-week probability on the same rows. `share` is how much of the oracle's AUC above 0.5
the model reaches. The table is
printed and written to benchmarks/results/first_list.json.
"""

import argparse
import json
import platform
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from sklearn.metrics import roc_auc_score

from houvast import stages
from houvast.assemble import build_protocol, build_training_rows
from houvast.progress import call
from houvast.records.snapshot import Snapshot
from houvast.simulate import simulate_centre, write_extracts
from houvast.timeline.days import to_dates
from houvast.train import train
from houvast.use import Use, open_use

RESULTS = Path(__file__).parent / "results" / "first_list.json"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=101, help="1 to 5 were seen while the simulator was built")
    parser.add_argument("--agents", type=int, default=800)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--archetype", default="average")
    parser.add_argument("--strength", default="strong")
    asked = parser.parse_args()
    rows = [measure(seed, asked) for seed in range(asked.first_seed, asked.first_seed + asked.seeds)]
    print_table(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    said = {"asked": vars(asked), "python": platform.python_version(), "machine": platform.machine(), "rows": rows}
    RESULTS.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


def measure(seed: int, asked: argparse.Namespace) -> dict[str, float]:
    """The figures of one simulated centre, with and without the use of own survey answers."""
    centre = simulate_centre(asked.archetype, asked.agents, asked.months, seed, asked.strength)
    truth = centre.truth.set_index(["employee_id", "as_of_date"])["risk_13w"]
    with tempfile.TemporaryDirectory() as folder:
        write_extracts(centre, Path(folder))
        written = open_use(Path(folder) / "config.yaml")
        use = Use(written.config, written.config_folder, Path(folder) / "work")
        snapshot = stages.ingest(use, step=call)
        own, confidential = (
            figures_later(use_answers(use, how), snapshot, truth) for how in ("consent_recorded", "no")
        )
    return {
        "seed": seed,
        **own,
        "confidential_auc": confidential["auc"],
        "confidential_share": confidential["share"],
    }


def use_answers(use: Use, how: str) -> Use:
    """The same use with survey answers individual or confidential."""
    surveys = use.config.surveys.model_copy(update={"individual_use": how})
    return Use(use.config.model_copy(update={"surveys": surveys}), use.config_folder, use.workspace)


def figures_later(use: Use, snapshot: Snapshot, truth: pd.Series) -> dict[str, float]:
    """Rolling-origin figures as a run makes them, and the oracle's on the same rows."""
    rows = build_training_rows(use, snapshot, snapshot.observed_until)
    trained = train(rows, replace(build_protocol(use), refits=0))
    found = trained.predictions
    people, dates = rows.observations.employee_ids[found.person], pd.DatetimeIndex(to_dates(found.as_of))
    known = truth.reindex(pd.MultiIndex.from_arrays([people, dates])).to_numpy()
    if np.isnan(known).any():
        raise ValueError(f"the truth lacks {int(np.isnan(known).sum())} tested rows: cohort and simulator disagree")
    oracle, ours, tenure = (roc_auc_score(found.label, risk) for risk in (known, found.risk, found.baselines["tenure"]))
    return {
        "leavers": found.leavers,
        "oracle_auc": oracle,
        "auc": ours,
        "tenure_auc": tenure,
        "share": (ours - 0.5) / (oracle - 0.5),
        "observed_expected": trained.assessment.figures["observed_expected"].value,
        "slope": trained.assessment.figures["slope"].value,
        "set_aside": len(rows.leaks),
    }


def print_table(rows: list[dict[str, float]]) -> None:
    """The figures, a row a seed and their mean."""
    table = Table(title="Out of time, on the rows where the truth is known")
    frame = pd.DataFrame(rows)
    for name in frame.columns:
        table.add_column(name.replace("_", " "), justify="right")
    for row in [*rows, {**frame.mean().to_dict(), "seed": "mean"}]:
        table.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
