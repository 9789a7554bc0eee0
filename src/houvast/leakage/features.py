"""Checks on the features: one that alone tells too well who leaves, and one that is missing by outcome."""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from houvast.features import DRIVER_OF, DRIVERS, TENURE
from houvast.leakage.compared import Compared
from houvast.leakage.findings import Finding
from houvast.leakage.tables import AUC_LIMIT, EMPTY_LIMIT, Outcomes, auc_beyond, odds_beyond


def find_single_features(X: pd.DataFrame, horizon: Compared, as_of: np.ndarray) -> Iterator[Finding]:
    """Features whose out-of-time AUC, either way round, lies above the limit, and all of its interval.

    Among people of equal tenure on the same date, so that a feature that merely grows with tenure is not taken for a
    leak; on the later half of the as-of dates, and only where the earlier half points the same way.
    """
    when = as_of[horizon.rows]
    later = when > np.median(np.unique(when)) if when.size else np.zeros(0, dtype=bool)
    before, after = horizon.part(~later), horizon.part(later)
    for name in X.columns:
        if name == TENURE:
            continue
        values = X[name].to_numpy()
        found = auc_beyond(values[after.rows], after, floor=AUC_LIMIT)
        if found is not None and _points(values, before) in (0, np.sign(found.value - 0.5)):
            evidence = {"auc": found.value, "low": found.low, "high": found.high}
            yield Finding("single_feature", "", name, evidence | {"driver": DRIVER_OF[name]})


def find_missing_features(X: pd.DataFrame, outcomes: Outcomes, explained: Collection[str]) -> Iterator[Finding]:
    """Features of which being missing tells who leaves, but for those of drivers that read a table in `explained`."""
    for name in X.columns:
        if {"assignments", *DRIVERS[DRIVER_OF[name]].TABLES} & set(explained):
            continue
        missing = np.isnan(X[name].to_numpy()).astype(float)
        for outcome, compared in outcomes.items():
            found = odds_beyond(missing[compared.rows], compared, EMPTY_LIMIT)
            if found is not None:
                yield Finding("missing_feature", "", name, found | {"outcome": outcome, "driver": DRIVER_OF[name]})
                break


def _points(values: np.ndarray, before: Compared) -> float:
    """-1, 0 or 1: which way the earlier dates point; 0 where they cannot say."""
    given = ~np.isnan(values[before.rows])
    part = before.part(given)
    auc = part.auc(values[part.rows]) if part.rows.size and part.left.any() else float("nan")
    return 0.0 if np.isnan(auc) else float(np.sign(auc - 0.5))
