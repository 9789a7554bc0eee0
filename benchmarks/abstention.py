"""Who is not assessed, and how wrong their risks would be? Simulated centres, as they are and with records damaged.

    python -m benchmarks.abstention [--centres average:301 average:302 inhouse:303 outsourcer:304]

A model learns from what was known at the newest as-of date whose truth is known, and looks at everyone at work on that
date: as they are; with the features of a third of those with a year of tenure emptied (`few_records`); with two
features of theirs in a wrong unit, 100 times too high (`unlike`); with their features as they were half a year
before and nothing since (`stale`). For each: of whom a doubt is told, mild or severe, and the mean distance between the
log-odds of the risk and of the true 13-week risk, of those with a severe doubt as they are and damaged.
The table is printed and written to benchmarks/results/abstention.json.
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
from scipy.special import logit

from benchmarks.validity import known_by_pseudonym
from houvast import stages
from houvast.assemble import build_protocol, build_training_rows
from houvast.doubt import find_doubts
from houvast.features import TENURE
from houvast.hazard import HazardModel
from houvast.progress import call
from houvast.simulate import simulate_centre, write_extracts
from houvast.timeline.days import to_date, to_dates
from houvast.train import train
from houvast.use import Use, open_use

RESULTS = Path(__file__).parent / "results" / "abstention.json"
CENTRES = ("average:301", "average:302", "inhouse:303", "outsourcer:304")
BACK_DAYS = 184
WRONG_UNIT = 100


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--centres", nargs="+", default=CENTRES)
    parser.add_argument("--agents", type=int, default=400)
    parser.add_argument("--months", type=int, default=30)
    asked = parser.parse_args()
    rows = [row for centre in asked.centres for row in measure(centre, asked.agents, asked.months)]
    print_table(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    said = {"asked": vars(asked), "python": platform.python_version(), "machine": platform.machine(), "rows": rows}
    RESULTS.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


def measure(centre: str, agents: int, months: int) -> list[dict[str, object]]:
    """A row per kind of damage."""
    archetype, seed = centre.split(":")
    made = simulate_centre(archetype, agents, months, int(seed), "strong")
    with tempfile.TemporaryDirectory() as folder:
        write_extracts(made, Path(folder))
        written = open_use(Path(folder) / "config.yaml")
        use = Use(written.config, written.config_folder, Path(folder) / "work")
        snapshot = stages.ingest(use, step=call)
        truth = known_by_pseudonym(use, made.truth)["risk_13w"]
        rows = build_training_rows(use, snapshot, snapshot.observed_until)
        day = int(rows.observations.as_of.max())
        known = build_training_rows(use, snapshot, to_date(day))
    model = train(known, replace(build_protocol(use), refits=0, draws=100)).model
    seen, now = rows.observations, np.flatnonzero(rows.observations.as_of == day)
    people = pd.MultiIndex.from_arrays([seen.employee_ids[seen.employee[now]], to_dates(seen.as_of[now])])
    true = logit(truth.reindex(people).to_numpy())
    X, idle = rows.X.iloc[now][list(model.feature_names_in_)].reset_index(drop=True), rows.idle_days[now]
    before = rows.X[list(X)].iloc[np.flatnonzero(seen.as_of <= day - BACK_DAYS)]
    employee = seen.employee[np.flatnonzero(seen.as_of <= day - BACK_DAYS)]
    then = before.assign(employee=employee).drop_duplicates("employee", keep="last").set_index("employee")
    then = then.reindex(seen.employee[now]).reset_index(drop=True)
    damaged = np.random.default_rng(int(seed)).random(len(X)) < 1 / 3
    damaged &= (X[TENURE] > 365).to_numpy() & then.notna().any(axis=1).to_numpy()
    sets = {"none": (X, idle), **damage(X, idle, then, damaged, model)}
    return [
        {"centre": centre, "damage": name, **compare(model, X, *given, true, damaged, name)}
        for name, given in sets.items()
    ]


def damage(
    X: pd.DataFrame, idle_days: np.ndarray, then: pd.DataFrame, damaged: np.ndarray, model: HazardModel
) -> dict[str, tuple[pd.DataFrame, np.ndarray]]:
    """The people as a model would see them if their records were damaged so."""
    others = [name for name in X if name != TENURE]
    empty, wrong, stale = X.copy(), X.copy(), X.copy()
    empty.loc[damaged, others] = np.nan
    heaviest = model.columns_.get_feature_names_out()[np.argsort(-np.abs(model.weights))[:2]]
    wrong.loc[damaged, heaviest] = (wrong.loc[damaged, heaviest] + 0.5) * WRONG_UNIT
    stale.loc[damaged, others] = then.loc[damaged, others]
    return {
        "few_records": (empty, idle_days),
        "unlike": (wrong, idle_days),
        "stale": (stale, np.where(damaged, idle_days + BACK_DAYS, idle_days)),
    }


def compare(
    model: HazardModel,
    X: pd.DataFrame,
    seen: pd.DataFrame,
    idle_days: np.ndarray,
    true: np.ndarray,
    damaged: np.ndarray,
    name: str,
) -> dict[str, float]:
    """How many get which doubt, and how far risks are from the truth, in log-odds."""
    found = find_doubts(model, seen, idle_days)
    told = np.array([bool(codes) for codes in found.codes])
    of = damaged if name != "none" else np.ones(len(X), dtype=bool)
    apart = found.severe & of
    off = np.abs(model.decision_function(seen) - true)
    clean = np.abs(model.decision_function(X) - true)
    error = model.log_odds_error(seen)
    return {
        "people": int(of.sum()),
        "mild": float((told & ~found.severe)[of].mean()),
        "severe": float(found.severe[of].mean()),
        "others_severe": float(found.severe[~of].mean()) if (~of).any() else float("nan"),
        "off_as_they_are": float(clean[apart].mean()) if apart.any() else float("nan"),
        "off_damaged": float(off[apart].mean()) if apart.any() else float("nan"),
        "off_all_as_they_are": float(clean.mean()),
        "standard_error": float(error[of].mean()),
    }


def print_table(rows: list[dict[str, object]]) -> None:
    """The figures, a row a centre and kind of damage."""
    table = Table(title="Doubts, and mean distance from the true log-odds")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), justify="right")
    for row in rows:
        table.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
