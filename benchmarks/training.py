"""How long training takes at 100,000 employees × 24 months: 1.7 million rows, 20 features beside tenure, six periods.

    python -m benchmarks.training [--people 100000]

Made-up people, since only their number counts. First one fit; beside it, in the same run, scikit-learn's logistic
regression (Newton) on the same columns and one label per row: a sixth of the person-periods, and neither calibration,
competing exits nor intervals. Then the whole of training with the defaults of the config: the ladder, the candidates
weighed, six test stretches, 200 refits, the learning curve, all figures with their intervals. Wall time depends on what
else the machine does; the time that the processor spent is beside it. Written to benchmarks/results/training.json.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from sklearn.linear_model import LogisticRegression

from houvast.assemble import build_protocol
from houvast.features import DRIVER_OF, TENURE
from houvast.hazard import HazardModel
from houvast.labels import Outcomes
from houvast.ladder import in_turn
from houvast.periods import LEFT
from houvast.timeline import Observations
from houvast.train import Trained, train
from houvast.training_rows import TrainingRows
from houvast.use import open_use

RESULTS = Path(__file__).parent / "results" / "training.json"
DEMO = Path(__file__).parent.parent / "configs" / "demo.yaml"
MONTHS, DAYS = 24, 30
FIRST = 20_000
CAUSES = ("voluntary",)
EXITS = ("", "voluntary", "involuntary")


def main() -> None:
    """Fit, train, time, and write down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    asked = parser.parse_args()
    protocol = build_protocol(open_use(DEMO))
    _fit(make_rows(500), protocol.edges_days)  # compiles
    rows = make_rows(asked.people)
    said: dict[str, Any] = {"people": asked.people, "rows": len(rows.X)}
    model, said["fit"] = _time(lambda: _fit(rows, protocol.edges_days))
    label = rows.durations(protocol.edges_days, CAUSES)["event"] == LEFT
    said["one_label"] = _time_one_label(model.columns_.transform(rows.X), label)
    said["ratio"] = round(said["fit"]["processor_seconds"] / said["one_label"]["processor_seconds"], 1)
    trained, said["training"] = _time(lambda: train(rows, protocol))
    said["training"] |= _describe(trained)
    RESULTS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    Console().print(said)


def make_rows(people: int) -> TrainingRows:
    """People seen every month until they leave, as many hired as leave; 24 months of them are mature."""
    rng = np.random.default_rng(0)
    months = MONTHS + 4
    names = [name for name in in_turn(list(DRIVER_OF)) if name != TENURE][:20]
    first = np.where(rng.random(people) < 0.6, 0, rng.integers(0, months - 1, people))
    pull = rng.normal(size=(people, 2)) @ np.array([0.4, -0.4])
    leaves = first + rng.geometric(np.clip(0.012 * np.exp(pull), 0, 1))
    other = first + rng.geometric(0.006, people)
    ends = np.minimum(np.minimum(leaves, other), months)
    seen = ends - first
    person = np.repeat(np.arange(people), seen)
    month = np.arange(person.size) - np.repeat(np.cumsum(seen) - seen, seen) + np.repeat(first, seen)
    as_of = (FIRST + DAYS * month).astype(np.int32)
    hired = FIRST + DAYS * first - np.where(first == 0, rng.integers(1, 3000, people), rng.integers(1, DAYS, people))
    X = pd.DataFrame({TENURE: (as_of - hired[person]).astype(np.float32)})
    for number, name in enumerate(names):
        own = pull[person] if number < 2 else 0.0
        X[name] = (own + rng.normal(size=person.size)).astype(np.float32)
    end = FIRST + DAYS * months
    day = FIRST + DAYS * ends - rng.integers(0, DAYS, people)
    exit_of = np.where(ends == months, 0, np.where(leaves <= other, 1, 2))
    time_days = np.where(exit_of[person] > 0, np.maximum(day[person] - as_of, 1), end - as_of).astype(np.int32)
    outcomes = Outcomes(time_days, np.array(EXITS)[exit_of[person]], (end - as_of).astype(np.int32))
    ids = np.char.zfill(np.arange(people).astype(str), 9)
    observations = Observations(ids, person.astype(np.int32), as_of, hired[person].astype(np.int32))
    return TrainingRows(observations, X, outcomes, outcomes.label(91, CAUSES), [])


def _fit(rows: TrainingRows, edges_days: tuple[int, ...]) -> HazardModel:
    given = {"as_of": rows.observations.as_of, "person": rows.observations.employee}
    return HazardModel(edges_days).fit(rows.X, rows.durations(edges_days, CAUSES), **given)


def _time_one_label(columns: np.ndarray, label: np.ndarray) -> dict[str, float]:
    return _time(lambda: LogisticRegression(solver="newton-cholesky", C=1 / 30).fit(columns, label))[1]


def _time(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return found, {
        "seconds": round(time.perf_counter() - wall, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
        "peak_gb": round(peak, 2),
    }


def _describe(trained: Trained) -> dict[str, Any]:
    """That the training which was timed did all that it should."""
    return {
        "leavers": trained.rows.leavers,
        "features": len(trained.model.feature_names_in_),
        "candidates": [one.name for one in trained.candidates],
        "chosen": trained.chosen,
        "stretches": len(trained.origins),
        "tested_rows": int(trained.predictions.risk.size),
        "auc": round(float(trained.assessment.figures["auc"].value), 3),
        "refits": trained.stability is not None,
        "learning_curve": trained.learning_curve is not None,
    }


if __name__ == "__main__":
    main()
