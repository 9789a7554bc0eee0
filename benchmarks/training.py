"""How long fitting takes at 100,000 employees × 24 months: 1.7 million rows, 20 features beside tenure, six periods.

    python -m benchmarks.training [--rows 1700000]

Made-up rows, since only their number counts. Beside it, in the same run, scikit-learn's logistic regression (Newton) on
the same columns and one label per row: a sixth of the person-periods, and neither calibration, competing exits nor
intervals. Written to benchmarks/results/training.json.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from sklearn.linear_model import LogisticRegression

from houvast.features import DRIVER_OF, TENURE
from houvast.hazard import HazardModel
from houvast.ladder import in_turn
from houvast.periods import DURATION, LEFT, OTHER

RESULTS = Path(__file__).parent / "results" / "training.json"


def main() -> None:
    """Fit, time, and write down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_700_000)
    asked = parser.parse_args()
    X, durations, as_of, person = make_rows(asked.rows)
    warm = slice(0, 1000)
    HazardModel().fit(X[warm], durations[warm], as_of=as_of[warm], person=person[warm])  # compiles
    started = time.perf_counter()
    model = HazardModel().fit(X, durations, as_of=as_of, person=person)
    ours = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    columns, label = model.columns_.transform(X), durations["event"] == LEFT
    started = time.perf_counter()
    LogisticRegression(solver="newton-cholesky", C=1 / 30).fit(columns, label)
    theirs = time.perf_counter() - started
    said = {"rows": asked.rows, "fit_seconds": round(ours, 1), "peak_gb": round(peak, 2)}
    said |= {"one_label_seconds": round(theirs, 1), "ratio": round(ours / theirs, 1)}
    RESULTS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    Console().print(said)


def make_rows(rows: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Features, durations, as-of dates and people, 17 rows a person."""
    rng = np.random.default_rng(0)
    person, as_of = np.sort(rng.integers(0, max(rows // 17, 1), rows)), 20_000 + 30 * rng.integers(0, 24, rows)
    names = [name for name in in_turn(list(DRIVER_OF)) if name != TENURE][:20]
    X = pd.DataFrame({TENURE: rng.integers(0, 3000, rows), **{name: rng.normal(size=rows) for name in names}})
    X = X.astype(np.float32)
    chance = 0.01 * np.exp(0.3 * X[names[0]].to_numpy() - 0.3 * X[names[1]].to_numpy())
    durations = np.full(rows, np.array((6, 0), dtype=DURATION))
    for period in range(5, -1, -1):
        durations[rng.random(rows) < 0.003] = (period + 1, OTHER)
        durations[rng.random(rows) < chance] = (period + 1, LEFT)
    return X, durations, as_of, person


if __name__ == "__main__":
    main()
