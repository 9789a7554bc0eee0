"""How often monitoring cries wolf in stable years, and how surely and how soon it sees real drift.

    python -m benchmarks.monitoring [--years 1000] [--drifts 200] [--people 300 800]

A year is a centre of `benchmarks.stable_centre`: a model is registered on 18 months, and 12 months are watched with
the very functions that judge a real centre, every month all layers that rest on chance: covariates, scores, truth
and records.
The result is printed at the end, and written after every 25 stable years to benchmarks/results/monitoring.json.
"""

import argparse
import json
import platform
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.stable_centre import GAP, HORIZON_MONTHS, MONTH_DAYS, TRAINING, WATCHED, Drift, StableCentre
from houvast.monitor import Finding, Reference, build_reference, drift, records
from houvast.monitor.clustered import estimate_auc, estimate_ratio, estimate_slope
from houvast.monitor.truth import Promised, judge_truth

RESULTS = Path(__file__).parent / "results" / "monitoring.json"
BASE, CAPACITY_SHARE = 0.06, 0.05
TABLES = 14
AT_ONCE = 25
FIRST_DRIFT = 10_000
DRIFTS = {
    "a feature shifted by 0.5 SD": Drift("own_4", 0.5),
    "a feature shifted by 0.5 SD that the risk rests on": Drift("own_0", 0.5),
    "a team feature shifted by 1 SD": Drift("team_1", 1.0),
    "hazard doubled": Drift(hazard_times=2.0),
    "hazard times 1.5": Drift(hazard_times=1.5),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=int, default=1000)
    parser.add_argument("--drifts", type=int, default=200)
    parser.add_argument("--people", type=int, nargs="+", default=[300, 800])
    asked = parser.parse_args()
    said = {"asked": vars(asked), "python": platform.python_version(), "machine": platform.machine(), "sizes": []}
    for people in asked.people:
        said["sizes"].append({})
        for size in measure(people, asked.years, asked.drifts):
            said["sizes"][-1] = size
            RESULTS.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
        print_size(size)


def measure(people: int, years: int, drifts: int) -> Iterator[dict[str, Any]]:
    """The figures of centres of one size, so far: the drifts first, then some more stable years each time."""
    start, found, stable = time.perf_counter(), {}, []
    for name, one in DRIFTS.items():
        changed = (StableCentre(people, BASE, FIRST_DRIFT + seed, one) for seed in range(drifts))
        alarms = [watch_year(centre, seed) for seed, centre in enumerate(changed)]
        found[name] = {"years": drifts, **measure_drift(alarms)}
    for seed in range(years):
        stable.append(watch_year(StableCentre(people, BASE, seed), seed))
        if seed + 1 == years or (seed + 1) % AT_ONCE == 0:
            seconds = round(time.perf_counter() - start)
            yield {"people": people, "stable": measure_stable(stable), "drift": found, "seconds": seconds}


def measure_stable(years: list[list[list[Finding]]]) -> dict[str, Any]:
    """False alarms a quarter: their mean, and how many quarters had one, and more than one.

    Counted are findings, not pages: two features that alarm in one run are two. What a run finds again that a run of
    the same quarter found before is counted again in `false_alarms_a_quarter`, and once among the different ones.
    """
    parts = [year[start : start + 3] for year in years for start in range(0, len(year), 3)]
    quarters = [sum(len(month) for month in part) for part in parts]
    different = [len({(one.code, one.subject) for month in part for one in month}) for part in parts]
    by_code = Counter(one.code for year in years for month in year for one in month)
    return {
        "years": len(years),
        "false_alarms_a_quarter": round(float(np.mean(quarters)), 4),
        "quarters_with_any": round(float(np.mean(np.array(quarters) > 0)), 4),
        "quarters_with_more_than_one": round(float(np.mean(np.array(quarters) > 1)), 4),
        "different_a_quarter": round(float(np.mean(different)), 4),
        "quarters_with_more_than_one_different": round(float(np.mean(np.array(different) > 1)), 4),
        "a_quarter_by_code": {code: round(count / len(quarters), 4) for code, count in sorted(by_code.items())},
    }


def measure_drift(years: list[list[list[Finding]]]) -> dict[str, float]:
    """Share of the years in which any alarm was raised by the end of the so many-eth month of the drift."""
    return {
        f"found_by_month_{month}": round(float(np.mean([any(year[:month]) for year in years])), 3)
        for month in (1, 2, 3, 4, 6, 12)
    }


def watch_year(centre: StableCentre, seed: int) -> list[list[Finding]]:
    """The alarms of each watched month."""
    X, risk, as_of, person = centre.training()
    capacity = max(10, round(CAPACITY_SHARE * centre.people))
    reference = build_reference(X, risk, as_of=as_of, person=person, capacity=capacity)
    promised, rng = promise(centre, capacity), np.random.default_rng(seed + 1)
    shown = np.isin(as_of, reference.dates)
    X, person = X[shown], person[shown]
    arrivals = draw_arrivals(rng)
    alarms = []
    for watched in range(WATCHED):
        month = TRAINING + GAP + watched
        found = watch_month(centre, month, reference, (X, person), promised, capacity)
        found += watch_records(arrivals[:, : month + 1], rng)
        alarms.append([one for one in found if one.alarm])
    return alarms


def watch_month(
    centre: StableCentre, month: int, reference: Reference, training: tuple[Any, np.ndarray], promised: Promised,
    capacity: int,
) -> list[Finding]:  # fmt: skip
    """The findings of covariates, scores and truth of one month."""
    import pandas as pd

    one, before = centre.months[month], centre.months[month - 1]
    X = pd.concat([training[0], one.X], ignore_index=True)
    person = np.concatenate([training[1], one.person])
    today = np.arange(len(X)) >= len(training[0])
    lists = [
        [str(who) for who in seen.person[np.argsort(-seen.risk, kind="stable")[:capacity]]] for seen in (one, before)
    ]
    mature = range(TRAINING, month - HORIZON_MONTHS + 1)
    return [
        drift.judge_all_together(reference, X, person, today, people_now=centre.people),
        *drift.judge_features(reference, one.X),
        drift.judge_risks(reference, one.risk),
        drift.judge_list(reference, *lists, days_between=MONTH_DAYS, same_model=True),
        *judge_truth([centre.follow(past, capacity) for past in mature], promised),
    ]


def promise(centre: StableCentre, capacity: int) -> Promised:
    """What a release promises: 95% intervals over people, on the months of training."""
    lists = [centre.follow(month, capacity) for month in range(TRAINING)]
    risk, left, person, listed = (
        np.concatenate([getattr(one, name) for one in lists]) for name in ("risk", "left", "person", "listed")
    )
    estimates = {
        "observed_expected": estimate_ratio(left, risk, person),
        "auc": estimate_auc(risk, left, person),
        "slope": estimate_slope(risk, left, person),
        "precision_at_capacity": estimate_ratio(left[listed], np.ones(int(listed.sum())), person[listed]),
    }
    return {name: one.interval(0.05) for name, one in estimates.items()}


def draw_arrivals(rng: np.random.Generator) -> np.ndarray:
    """Rows a month of every table: a level of its own, months that differ by a tenth, and chance."""
    level = np.exp(rng.uniform(np.log(20), np.log(5_000), size=(TABLES, 1)))
    months = TRAINING + GAP + WATCHED
    return rng.poisson(level * np.exp(rng.normal(0, 0.1, size=(TABLES, months))))


def watch_records(arrivals: np.ndarray, rng: np.random.Generator) -> list[Finding]:
    """The findings of volume and quarantine of one month."""
    found = [records.judge_volume(f"table {at}", rows, TABLES) for at, rows in enumerate(arrivals)]
    usual = {f"file {at}": (20_000, 100) for at in range(TABLES)}
    refused = {file: (rows + 1_000, bad + int(rng.binomial(1_000, 0.005))) for file, (rows, bad) in usual.items()}
    reference = Reference({}, None, 0, (), (), (), refused=usual)
    return found + records.judge_refused(reference, refused)


def print_size(size: dict[str, Any]) -> None:
    """The figures of one size."""
    console = Console(width=140)
    console.print(f"{size['people']} people", size["stable"])
    table = Table(title=f"Real drift, {size['people']} people: share found")
    table.add_column("drift")
    names = [name for name in next(iter(size["drift"].values())) if name != "years"]
    for name in names:
        table.add_column(name.replace("found_by_", "by ").replace("_", " "), justify="right")
    for what, row in size["drift"].items():
        table.add_row(what, *(f"{row[name]:.2f}" for name in names))
    console.print(table)


if __name__ == "__main__":
    main()
