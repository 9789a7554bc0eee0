"""Check that every feature was known before its as-of date: worked out again from records that end there.

For some as-of dates the records are cut: every version that became known on or after the date is gone, and a version
that was superseded from then on stands again. Cohort and features must come out the same. This guards drivers that
are added later, whatever way they look ahead.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from houvast.features import DRIVER_OF
from houvast.leakage.findings import Finding
from houvast.records.past import cut_snapshot
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations
from houvast.timeline.days import to_date
from houvast.walk import Cohort, Lens, see_cohort

DATES = 2
TOLERANCE = 1e-6
"""Relative; a running sum may end in another last digit."""


def sample_dates(as_of: np.ndarray, count: int = DATES) -> np.ndarray:
    """As-of dates at even distances, the newest among them."""
    dates = np.unique(as_of)
    at = np.linspace(dates.size / (count + 1), dates.size - 1, count).round().astype(int) if dates.size else []
    return dates[np.unique(at)]


def find_looking_ahead(
    snapshot: Snapshot, lens: Lens, observations: Observations, X: pd.DataFrame, workers: int
) -> Iterator[Finding]:
    """Features (or the cohort: table `spells`) that are other than the records of the day allow."""
    differing = dict.fromkeys(X.columns, 0)
    compared, strangers = 0, 0
    for day in sample_dates(observations.as_of):
        cut = cut_snapshot(snapshot, to_date(day))
        then = see_cohort(cut, replace(lens, as_of_days=np.array([day], dtype=np.int32)), workers=workers)
        rows = np.flatnonzero(observations.as_of == day)
        here, there, missed = _match(observations.take(rows), then)
        compared, strangers = compared + here.size, strangers + missed
        for name in X.columns:
            values = X[name].to_numpy()[rows[here]]
            again = then.X[name].to_numpy()[there] if name in then.X else np.full(there.size, np.nan)
            same = np.isclose(values, again, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
            differing[name] += int((~same).sum())
    if strangers:
        yield Finding("known_before", "spells", "", {"rows": strangers, "of": compared + strangers})
    for name, rows_differing in differing.items():
        if rows_differing:
            evidence = {"rows": rows_differing, "of": compared, "driver": DRIVER_OF.get(name, "")}
            yield Finding("known_before", "", name, evidence)


def _match(seen: Observations, then: Cohort) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows of both that are the same person, and how many have no match."""
    left = pd.Index(seen.employee_ids[seen.employee])
    right = pd.Index(then.observations.employee_ids[then.observations.employee])
    at = right.get_indexer(left)
    here = np.flatnonzero(at >= 0)
    return here, at[here], int(left.size + right.size - 2 * here.size)
