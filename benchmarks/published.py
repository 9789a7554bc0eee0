"""How long the tables beside a list take, at as many people as wanted.

    python -m benchmarks.published CONFIG [--times 13]

Takes a workspace in which CONFIG has made its newest list, repeats its people so many times under other ids (their
records, teams and features with them), and times what is made beside the list: curves, groups, facts and changes.
Wall time depends on what else the machine does; the time that the processor spent is beside it. Written to
benchmarks/results/published.json.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from rich.console import Console

from houvast.assemble import look
from houvast.changes import build_changes
from houvast.curves import Curves, build_curve_table
from houvast.facts import build_facts
from houvast.place_tables import build_place_tables, find_shown
from houvast.records.snapshot import Snapshot
from houvast.sensitivity import build_interval
from houvast.stages import latest_snapshot, open_registry
from houvast.timeline import to_days
from houvast.use import open_use
from houvast.walk import see_cohort

RESULTS = Path(__file__).parent / "results" / "published.json"


@dataclass(frozen=True)
class Repeated:
    """A snapshot whose people stand in it several times, each time under another id, a bucket a time."""

    snapshot: Snapshot
    buckets: int

    def open_bucket(self, table: str, bucket: int) -> "tuple[Callable[[list[str]], pa.Table], list[str]] | None":
        """As `Snapshot.open_bucket`."""
        opened = self.snapshot.open_bucket(table, 0)
        if opened is None:
            return None

        def read(names: list[str]) -> pa.Table:
            rows = opened[0](names)
            place = rows.column_names.index("employee_id")
            coded = rows["employee_id"].combine_chunks()
            ids = pa.array([f"{one}-{bucket}" for one in coded.dictionary.to_pylist()])
            return rows.set_column(place, "employee_id", pa.DictionaryArray.from_arrays(coded.indices, ids))

        return read, opened[1]


def main() -> None:
    """Repeat, time, and write down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--times", type=int, default=13)
    asked = parser.parse_args()
    use = open_use(asked.config)
    snapshot, registry = latest_snapshot(use), open_registry(use)
    if snapshot.buckets > 1:
        parser.error("the centre must be small enough for one bucket")
    model = registry.load(registry.champion())
    day = snapshot.observed_until
    cohort = see_cohort(snapshot, look(use, np.array([to_days(day)], dtype=np.int32), use.config.model.drivers))
    folder = use.published / str(day)
    people, contributions = (_repeat(pd.read_parquet(folder / f"{name}.parquet"), asked.times)
                             for name in ("risk_list", "contributions"))  # fmt: skip
    at = pd.Index(cohort.observations.employee_ids[cohort.observations.employee])
    rows = at.get_indexer(people["employee_id"].str.rpartition("-")[0])
    X = cohort.X.take(rows).reset_index(drop=True)
    said: dict[str, Any] = {"people": len(people)}
    (risk, found), said["uncertainty"] = _time(lambda: model.predict_with_uncertainty(X[list(model.feature_names_in_)]))
    curves = Curves(people["employee_id"].to_numpy(), model.edges_days[1:], risk, *build_interval(risk, found.errors))
    _, said["curves"] = _time(lambda: build_curve_table(curves, people["employee_id"]))
    tables, said["places"] = _time(lambda: build_place_tables(people, contributions, found.headline, model.covariance_))
    shown = [find_shown(people, tables.values())] * 12
    _, said["places_beside_12_lists"] = _time(
        lambda: build_place_tables(people, contributions, found.headline, model.covariance_, shown)
    )
    facts, said["facts"] = _time(
        lambda: build_facts(
            Repeated(snapshot, asked.times), people, X, as_of=day, drivers=use.config.model.drivers, set_aside=(),
            language=use.config.language,
        )
    )  # fmt: skip
    said["facts"]["rows"] = len(facts)
    _, said["changes"] = _time(
        lambda: build_changes(
            people, contributions, people, contributions, horizon_weeks=use.config.outcome.horizon_weeks
        )
    )
    RESULTS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    Console().print(said)


def _repeat(table: pd.DataFrame, times: int) -> pd.DataFrame:
    """The rows so many times, each time with other ids and teams."""
    parts = []
    for number in range(times):
        named = {"employee_id": table["employee_id"] + f"-{number}"}
        if "team" in table:
            named["team"] = table["team"] + f"-{number}"
        parts.append(table.assign(**named))
    return pd.concat(parts, ignore_index=True)


def _time(make: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, processor = time.perf_counter(), time.process_time()
    made = make()
    spent = {"seconds": time.perf_counter() - wall, "processor_seconds": time.process_time() - processor}
    return made, {name: round(value, 2) for name, value in spent.items()}


if __name__ == "__main__":
    main()
