"""The figures of a group: by MetricFrame for what is, and from sums for what a bootstrap draw would be.

Definitions
-----------
recall
    Of the tested rows of people who left within the horizon, the share that was on the list of that date.
false_omission
    Of the rows that were not on the list, the share that left.
selection_rate, precision
    Share of rows on the list; of those, the share that left.
mean_risk
    Mean of the risks.
observed_expected
    Rows that left over the sum of their risks: 1 where risks are calibrated within the group.

Each is a ratio of sums over rows, so that a draw over people costs a weighted sum. MetricFrame's own bootstrap draws
rows, of which one person has many, and works every metric out anew.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from houvast.evaluation import LEVEL, Figure, PersonDraws

if TYPE_CHECKING:
    from fairlearn.metrics import MetricFrame


def sum_rows(rows: pd.DataFrame, here: np.ndarray, people: PersonDraws) -> dict[str, np.ndarray]:
    """What the figures are made of, over the rows of a mask, in each draw: shape (1 + draws,)."""
    label, listed = rows["label"].to_numpy(), rows["listed"].to_numpy()
    parts = {"rows": here, "left": here * label, "listed": here & listed, "found": here * label * listed}
    parts["expected"] = here * rows["risk"].to_numpy()
    return {name: people.sums(values) for name, values in parts.items()}


def compute_figures(sums: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The figures from sums, in each draw; NaN where nothing is divided by."""
    left, found, listed = sums["left"], sums["found"], sums["listed"]
    rows, expected = sums["rows"], sums["expected"]
    return {
        "recall": _divide(found, left),
        "false_omission": _divide(left - found, rows - listed),
        "selection_rate": _divide(listed, rows),
        "precision": _divide(found, listed),
        "mean_risk": _divide(expected, rows),
        "observed_expected": _divide(left, expected),
    }


def figure_of(value: float, spread: np.ndarray) -> Figure:
    """A figure with the 95% percentile interval of its draws, the first of which is the sample itself."""
    drawn = spread[1:][np.isfinite(spread[1:])]
    if drawn.size == 0 or not np.isfinite(value):
        return Figure(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(float(value), float(low), float(high))


def build_frame(rows: pd.DataFrame) -> "MetricFrame":
    """The figures of each group (`by_group`), their largest difference and smallest ratio; NaN where nothing divides.

    Parameters
    ----------
    rows : DataFrame
        One per tested row: risk, label (0, 1), listed (bool), group (none missing).
    """
    from fairlearn.metrics import MetricFrame, selection_rate
    from sklearn.metrics import precision_score, recall_score

    # MetricFrame takes about ten seconds per million rows and metric. The figures depend on the rows through the
    # counts of each kind alone, so that it is given the kinds, with their counts as weights.
    kinds = rows.groupby(["group", "label", "listed"], observed=True)["risk"].agg(["size", "sum"]).reset_index()
    metrics = {
        "recall": partial(recall_score, zero_division=np.nan),
        "false_omission": lambda *given, **more: 1 - precision_score(*given, **more, pos_label=0, zero_division=np.nan),
        "selection_rate": selection_rate,
        "precision": partial(precision_score, zero_division=np.nan),
        "mean_risk": lambda label, listed, sample_weight, expected: _ratio(expected.sum(), sample_weight.sum()),
        "observed_expected": lambda label, listed, sample_weight, expected: _ratio(
            label @ sample_weight, expected.sum()
        ),
    }
    weight, expected = {"sample_weight": kinds["size"].to_numpy()}, {"expected": kinds["sum"].to_numpy()}
    return MetricFrame(
        metrics=metrics,
        y_true=kinds["label"].to_numpy(),
        y_pred=kinds["listed"].to_numpy().astype(int),
        sensitive_features=kinds["group"].astype(str),
        sample_params={
            name: weight | expected if name in ("mean_risk", "observed_expected") else weight for name in metrics
        },
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")


def _divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
