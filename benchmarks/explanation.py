"""How fast reasons are worked out, beside `shap.TreeExplainer` and beside the risk with its interval, in one run.

    python -m benchmarks.explanation [--rows 1000000]

Made-up rows of 37 features beside tenure, a tenth of them missing; only their number and spread count. Seconds are on
the clock, with as many threads as there are cores; processor seconds are of all threads together, and depend less on
what else the machine does. Written to benchmarks/results/explanation.json.
"""

import argparse
import json
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shap
from rich.console import Console

from benchmarks.features.results import describe_surroundings
from houvast.boosted import BoostedTransform
from houvast.explain import explain
from houvast.features import DRIVER_OF, TENURE
from houvast.hazard import HazardModel
from houvast.ladder import in_turn
from houvast.path_rules import LOWEST_TOP, REACH_STEP, REACHES, SIZES, TOP_STEP, TOPS, choose_rules
from houvast.periods import DURATION, LEFT, OTHER, STAYED
from houvast.tree_loops import MOST_CELLS
from houvast.tree_shap import build_tables

RESULTS = Path(__file__).parent / "results" / "explanation.json"
FEATURES = 37
LEARNED_FROM = 40_000
FEW = 100_000
EXPLAINED_BY_SHAP = {"additive": FEW, "interactions": 4_000}
"""People that TreeExplainer gets: it takes as long for each, and minutes for all."""
TRIES = 3
KINDS = {
    "linear": None,
    "additive": BoostedTransform(),
    "interactions": BoostedTransform(interactions=True, max_iter=200, max_leaf_nodes=31, min_samples_leaf=20),
}


def main() -> None:
    """Measure, and write down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    rng = np.random.default_rng(0)
    rows, X = make_rows(rng, LEARNED_FROM), make_rows(rng, asked.rows)
    durations = make_durations(rng, rows.iloc[:, 1].fillna(0.8).to_numpy() - rows.iloc[:, 2].fillna(0.8).to_numpy())
    given = {"as_of": np.full(len(rows), 20_000), "person": np.arange(len(rows))}
    said: dict[str, Any] = {**describe_surroundings(), "rows": asked.rows, "columns": X.shape[1], "kinds": {}}
    for kind, transform in KINDS.items():
        model = HazardModel(transform=transform).fit(rows, durations, **given)
        sizes = (FEW,) if kind == "interactions" else (FEW, asked.rows)
        said["kinds"][kind] = {str(size): measure(model, X.iloc[:size]) for size in sizes}
        if transform is not None:
            said["kinds"][kind]["shap"] = compare(model, rows, durations, X.iloc[: EXPLAINED_BY_SHAP[kind]])
        Console().print(kind, said["kinds"][kind])
    RESULTS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def make_rows(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    """Tenure and as many other features."""
    names = [name for name in in_turn(list(DRIVER_OF)) if name != TENURE][:FEATURES]
    values = {name: np.abs(rng.normal(size=rows)) * (300 if name.endswith("_days") else 1) for name in names}
    X = pd.DataFrame(values).mask(rng.random((rows, FEATURES)) < 0.1)
    X.insert(0, TENURE, rng.integers(0, 3000, rows).astype(float))
    return X


def make_durations(rng: np.random.Generator, pull: np.ndarray) -> np.ndarray:
    """Durations of six periods, in each of which one in a hundred leaves by choice, more or less by `pull` (log)."""
    durations = np.full(pull.size, np.array((6, STAYED), dtype=DURATION))
    for period in range(5, -1, -1):
        durations[rng.random(pull.size) < 0.003] = (period + 1, OTHER)
        durations[rng.random(pull.size) < 0.01 * np.exp(pull)] = (period + 1, LEFT)
    return durations


def measure(model: HazardModel, X: pd.DataFrame) -> dict[str, float]:
    """Seconds of risk with interval, of reasons and of copying as much, memory beside the reasons, points of paths."""
    found, few = {}, X.head(100)
    for name, work in {
        "score": model.predict_with_error,
        "explain": lambda rows: explain(model, rows),
        "copy": copy_as_much,
    }.items():
        work(few)  # compiles
        found[f"{name}_seconds"], found[f"{name}_processor_seconds"] = clock(lambda work=work: work(X))
    found["explain_over_score"] = round(found["explain_seconds"] / found["score_seconds"], 2)
    tracemalloc.start()
    reasons = explain(model, X)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    kept = reasons.by_feature.to_numpy().nbytes + reasons.by_driver.to_numpy().nbytes + reasons.risk.nbytes
    return found | {"explain_working_mb": round((peak - kept) / 1e6)} | count_points_used(model, X.iloc[:FEW])


def count_points_used(model: HazardModel, X: pd.DataFrame) -> dict[str, int]:
    """At how many points the paths to people are walked: half of the people at most so many, and 95 in 100."""
    ends = np.stack([values[: model.headline] for values in model.log_odds(X)])
    base = np.stack([values[: model.headline, None] for values in model.base_log_odds()])
    reach, top = np.abs(ends - base).max(axis=(0, 1)), np.maximum(ends, base).max(axis=(0, 1))
    at = np.minimum(np.ceil(reach / REACH_STEP).astype(int), REACHES - 1)
    above = np.clip(np.ceil((top - LOWEST_TOP) / TOP_STEP).astype(int), 0, TOPS - 1)
    points = np.array(SIZES)[choose_rules(model.headline)[at, above]]
    return {f"points_{share}": int(np.percentile(points, share, method="lower")) for share in (50, 95)}


def copy_as_much(X: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """What nobody can go below: the features read once, and a matrix of their size and one of drivers written."""
    drivers = pd.Series([DRIVER_OF[name] for name in X]).nunique()
    return X.to_numpy().T.copy(), X.iloc[:, :drivers].copy()


def compare(model: HazardModel, rows: pd.DataFrame, durations: np.ndarray, X: pd.DataFrame) -> dict[str, float]:
    """The columns of a boosted model beside TreeExplainer on the same trees."""
    columns, own = model.columns_, X.columns != TENURE
    filled = rows.fillna(dict(zip(rows.columns, columns.usual_, strict=True))).to_numpy()
    left = (durations["event"] == LEFT) & (durations["periods"] <= model.headline)
    trees = columns._boosting(rows.columns).fit(filled, left.astype(int))
    asked = X.fillna(dict(zip(X.columns, columns.usual_, strict=True))).to_numpy()
    explainer = shap.TreeExplainer(trees)
    started, worked = time.perf_counter(), time.process_time()
    theirs = explainer.shap_values(asked, check_additivity=False)[:, own]
    took = {"tree_explainer_seconds": time.perf_counter() - started}
    took["tree_explainer_processor_seconds"] = time.process_time() - worked
    many = pd.concat([X] * max(1, -(-40_000 // len(X))))
    seconds, processor = clock(lambda: columns.transform(many))
    share = len(X) / len(many)
    started, deep = time.perf_counter(), {}
    if columns.interactions:
        groups = build_tables(columns.trees_).groups
        wide = groups.cells > MOST_CELLS
        deep = {"own_table_share": wide.sum() / sum(stage[0].get_n_leaf_nodes() for stage in trees._predictors)}
        deep["work_share"] = np.diff(groups.first)[wide].sum() / groups.feature.size
    took |= {"tables_seconds": time.perf_counter() - started, "tables_columns_seconds": seconds * share}
    known = X.loc[:, own].notna().to_numpy()
    shift = explainer.shap_values(filled[:1], check_additivity=False)[:, own] - columns.transform(
        pd.DataFrame(filled[:1], columns=rows.columns)
    )
    apart = np.abs(columns.transform(X) - (theirs - shift))[known].max()
    return {name: round(float(value), 4) for name, value in (took | deep).items()} | {
        "rows": len(X),
        "trees": len(trees._predictors),
        "leaves": int(max(stage[0].get_n_leaf_nodes() for stage in trees._predictors)),
        "ratio": round(took["tree_explainer_seconds"] / (seconds * share), 1),
        "processor_ratio": round(took["tree_explainer_processor_seconds"] / (processor * share), 1),
        "largest_difference": float(f"{apart:.1e}"),
    }


def clock(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of processors, of the fastest of several tries."""
    tries = []
    for _ in range(TRIES):
        started, worked = time.perf_counter(), time.process_time()
        work()
        tries.append((time.perf_counter() - started, time.process_time() - worked))
    return tuple(round(min(of), 4) for of in zip(*tries, strict=True))


def build_markdown(said: dict[str, Any]) -> str:
    """The figures of people by kind of model as a Markdown table."""
    lines = [
        [
            "model",
            "people",
            "risk with interval",
            "reasons",
            "reasons over risk",
            "copying as much",
            "working memory",
            "points",
        ]
    ]
    lines.append(["---", *["---:"] * 7])
    for kind, sizes in said["kinds"].items():
        for size, took in ((size, took) for size, took in sizes.items() if size != "shap"):
            *times, copying = (
                f"{took[f'{name}_seconds']:.2f} s ({took[f'{name}_processor_seconds']:.2f} s)"
                for name in ("score", "explain", "copy")
            )
            ratio = f"{took['explain_over_score']:.2f}"
            points = f"{took['points_50']} ({took['points_95']})"
            memory = f"{took['explain_working_mb']:,} MB"
            lines.append([kind, f"{int(size):,}", *times, ratio, copying, memory, points])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def build_comparison(said: dict[str, Any]) -> str:
    """The same of TreeExplainer and the tables."""
    lines = [
        [
            "model",
            "trees",
            "leaves",
            "people a second, TreeExplainer",
            "tables",
            "ratio",
            "ratio of processor time",
            "largest difference",
        ]
    ]
    lines.append(["---", *["---:"] * 7])
    for kind, took in ((kind, sizes["shap"]) for kind, sizes in said["kinds"].items() if "shap" in sizes):
        speeds = [took["rows"] / took[f"{name}_seconds"] for name in ("tree_explainer", "tables_columns")]
        trees = str(took["trees"]), str(took["leaves"])
        ratios = f"{took['ratio']:.0f}", f"{took['processor_ratio']:.0f}", f"{took['largest_difference']:.0e}"
        lines.append([kind, *trees, *(f"{speed:,.0f}" for speed in speeds), *ratios])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
