"""Whether the number of people who leave lies in the interval that was forecast.

    python -m benchmarks.forecast [--centres 12] [--agents 800] [--lists 6]

Centres are simulated, written as extracts, ingested, and a model learns from what was known nine months before their
end. With it the lists of the next months are made, each with its forecast, and held against who of them left by choice
in each month. Counted is how often the published interval (95%, rounded outwards to halves) holds the number: of the
centre, of its sites, and of its teams of ten and more. Lists of a
centre follow each other by a month, so that its months overlap; those of month 1 do not.

Centres are added to benchmarks/results/forecast.json as they are made; what is there is not made again.
"""

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console

from houvast import stages
from houvast.assemble import build_protocol, build_training_rows, look
from houvast.hazard import HazardModel
from houvast.labels import build_outcomes
from houvast.month_sums import MonthSums, sum_months
from houvast.place_tables import LEAVERS_STEP
from houvast.progress import call
from houvast.records.past import read_known
from houvast.records.snapshot import Snapshot
from houvast.simulate import simulate_centre, write_extracts
from houvast.suppression import FEWEST_PEOPLE
from houvast.timeline import Observations, to_days
from houvast.timeline.days import to_date
from houvast.train import train
from houvast.use import Use, open_use
from houvast.walk import see_cohort

RESULTS = Path(__file__).parent / "results" / "forecast.json"
ARCHETYPES = ("average", "inhouse", "outsourcer")
MONTHS, FIRST_SEED = 34, 701
AFTER_LAST = 3
LEVELS = ("centre", "site", "team")


def main() -> None:
    """Measure what is not there yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--centres", type=int, default=12)
    parser.add_argument("--agents", type=int, default=800)
    parser.add_argument("--lists", type=int, default=6)
    asked = parser.parse_args()
    rows = read_results()
    for number in range(asked.centres):
        archetype, seed = ARCHETYPES[number % len(ARCHETYPES)], FIRST_SEED + number
        if all((row["archetype"], row["seed"]) != (archetype, seed) for row in rows):
            rows.append({"archetype": archetype, "seed": seed, "agents": asked.agents, "lists": asked.lists})
            rows[-1]["told"] = measure(archetype, asked.agents, seed, asked.lists)
            RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    Console().print(build_markdown(rows), markup=False, soft_wrap=True)


def read_results() -> list[dict[str, Any]]:
    """The centres that were measured."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


def measure(archetype: str, agents: int, seed: int, lists: int) -> list[dict[str, Any]]:
    """Of each level and month: how many intervals there were, how many held, expected leavers and leavers."""
    centre = simulate_centre(archetype, agents, MONTHS, seed, "strong")
    with tempfile.TemporaryDirectory() as folder:
        write_extracts(centre, Path(folder))
        written = open_use(Path(folder) / "config.yaml")
        use = Use(written.config, written.config_folder, Path(folder) / "work")
        snapshot = stages.ingest(use, step=call)
        days = pd.date_range(end=snapshot.observed_until, periods=AFTER_LAST + lists + 1, freq="MS")
        first = to_days(days[0].date())
        rows = build_training_rows(use, snapshot, to_date(first))
        model = train(rows, replace(build_protocol(use), origins=1, refits=0, draws=100, boosting="no")).model
        told = pd.concat([hold_list(use, snapshot, model, to_days(day.date())) for day in days[:lists]])
    grouped = told.groupby(["level", "month"], sort=False)[["intervals", "held", "expected", "left"]].sum()
    return grouped.round(3).reset_index().to_dict("records")


def hold_list(use: Use, snapshot: Snapshot, model: HazardModel, as_of: int) -> pd.DataFrame:
    """The forecast of a list beside who left."""
    cohort = see_cohort(snapshot, look(use, np.array([as_of], dtype=np.int32), use.config.model.drivers))
    X = cohort.X[list(model.feature_names_in_)]
    sums = sum_months(model, X, cohort.place)
    left_on = find_leavers(snapshot, cohort.observations, use.config.outcome.causes)
    names = [(site or "", team or "") for site, team in _places(cohort.place)]
    at = np.array([sums.places.index(name) for name in names])
    sites = {name[:1] for name in sums.places if name[0]}
    groups = [("centre", list(range(len(sums.places))))]
    groups += [("site", [n for n, name in enumerate(sums.places) if name[:1] == site]) for site in sorted(sites)]
    groups += [("team", [n]) for n, name in enumerate(sums.places) if all(name)]
    shown = [(level, rows) for level, rows in groups if sums.people[rows].sum() >= FEWEST_PEOPLE]
    lines = [_hold(level, rows, span, sums, model, at, left_on) for level, rows in shown for span in range(4)]
    return pd.DataFrame(lines)


def find_leavers(snapshot: Snapshot, seen: Observations, causes: tuple[str, ...]) -> np.ndarray:
    """Days from the as-of date on which each person left by choice; a day beyond all where they did not."""
    until = to_days(snapshot.observed_until)
    outcomes = build_outcomes(read_known(snapshot, "spells", snapshot.observed_until), seen, until)
    return np.where(np.isin(outcomes.cause, causes), outcomes.time_days, 10**6)


def _places(place: pd.DataFrame) -> list[tuple[str | None, str | None]]:
    plain = place[["site", "team"]].astype(object).where(place[["site", "team"]].notna(), None)
    return list(plain.itertuples(index=False, name=None))


def _hold(
    level: str, rows: list[int], span: int, sums: MonthSums, model: HazardModel, at: np.ndarray, left_on: np.ndarray
) -> dict[str, Any]:
    first, last = sums.spans[span]
    left = int((np.isin(at, rows) & (left_on >= first) & (left_on < last)).sum())
    low, high = sums.interval(rows, span, model.covariance_)
    held = np.floor(low / LEAVERS_STEP) * LEAVERS_STEP <= left <= np.ceil(high / LEAVERS_STEP) * LEAVERS_STEP
    expected = float(sums.expected[rows, span].sum())
    return {"level": level, "month": span, "intervals": 1, "held": int(held), "expected": expected, "left": left}


def sum_up(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """All centres together, by level and month; month 0 is the horizon."""
    told = pd.concat([pd.DataFrame(row["told"]) for row in rows])
    both = told.groupby(["level", "month"])[["intervals", "held", "expected", "left"]].sum()
    return both.loc[list(LEVELS)].reset_index()


def build_markdown(rows: list[dict[str, Any]]) -> str:
    """The table of the docs."""
    lines = ["| of | span | intervals | held the number | leavers / expected |", "|---|---|---|---|---|"]
    for row in sum_up(rows).to_dict("records"):
        span = "13 weeks" if row["month"] == 0 else f"month {row['month']}"
        held = f"{row['held'] / row['intervals']:.1%}"
        ratio = f"{row['left'] / row['expected']:.2f}"
        lines.append(f"| {row['level']} | {span} | {row['intervals']:,} | {held} | {ratio} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
