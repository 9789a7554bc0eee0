"""Check that the newest four weeks are not what the model lives on.

What is put on record between a decision to leave and the leaving itself tells nothing that helps anybody. So the
features of the same people are taken 28 days earlier, a model is fitted anew on the same split, and its out-of-time
AUC is held against that of the features as they are, on the same rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from houvast.leakage.compared import Compared
from houvast.leakage.findings import Finding
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations
from houvast.timeline.days import sort_key
from houvast.walk import Lens, see_cohort

LAG_DAYS = 28
MOST_FALL = 0.05
SUREST_FALL = 0.03
"""The interval of the fall must lie above it: moods change, so that honest models of strong drivers lose something."""
MOST_DATES = 12
FEWEST_LEAVERS = 20
"""Distinct leavers to learn from, and to be tested on, below which nothing is said."""
PENALTY = 0.003
"""C of the probe: few leavers and many features want a firm hand."""

Predict = Callable[[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""(X, label, person, as_of) to a risk per row, each from a model that learned from earlier dates; NaN if not tested."""


def find_lag(
    snapshot: Snapshot,
    lens: Lens,
    observations: Observations,
    X: pd.DataFrame,
    label: np.ndarray,
    *,
    predict: Predict,
    seed: int,
    workers: int,
) -> Iterator[Finding]:
    """One finding, if the AUC falls by more than 0.05 when all features lag, and surely so."""
    rows = _sample(observations, label)
    if not rows.size:
        return
    dates = np.unique(observations.as_of[rows]) - LAG_DAYS
    earlier = see_cohort(snapshot, replace(lens, as_of_days=dates.astype(np.int32)), workers=workers)
    rows, before = _match(observations, rows, earlier.observations)
    given = label[rows], observations.employee[rows], observations.as_of[rows]
    lagged = earlier.X.iloc[before].reindex(columns=X.columns).reset_index(drop=True)
    risk, risk_lagged = (predict(one, *given) for one in (X.iloc[rows].reset_index(drop=True), lagged))
    tested = np.flatnonzero(~np.isnan(risk) & ~np.isnan(risk_lagged))
    compared = _by_date(rows[tested], *(values[tested] for values in given), seed)
    if np.unique(compared.person[compared.left]).size < FEWEST_LEAVERS:
        return
    now, then = compared.auc_draws(risk[tested]), compared.auc_draws(risk_lagged[tested])
    low, high = np.nanquantile((now - then)[1:], [0.025, 0.975])
    if now[0] - then[0] > MOST_FALL and low > SUREST_FALL:
        evidence = {"auc": float(now[0]), "auc_lagged": float(then[0]), "fall": float(now[0] - then[0])}
        yield Finding("lag", "", "", evidence | {"low": float(low), "high": float(high), "days": LAG_DAYS})


def probe(
    horizon_days: int,
) -> Predict:
    """A ridge logistic on ranks, missing values apart: learns from the earlier dates, is tested on the later half."""

    def predict(X: pd.DataFrame, label: np.ndarray, person: np.ndarray, as_of: np.ndarray) -> np.ndarray:
        dates = np.unique(as_of)
        risk = np.full(label.size, np.nan)
        for stretch in np.array_split(dates[dates.size // 2 :], 2):
            if not stretch.size:
                continue
            learned = as_of <= stretch[0] - horizon_days
            tested = (as_of >= stretch[0]) & (as_of <= stretch[-1])
            if np.unique(person[learned & (label == 1)]).size >= FEWEST_LEAVERS:
                risk[tested] = _fit_predict(X[learned], label[learned], X[tested])
        return risk

    return predict


def _fit_predict(X: pd.DataFrame, label: np.ndarray, of: pd.DataFrame) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    learned, wanted = [], []
    for name in X.columns:
        values, others = X[name].to_numpy(), of[name].to_numpy()
        known = np.sort(values[~np.isnan(values)])
        if not known.size or known[0] == known[-1]:
            continue
        for into, column in ((learned, values), (wanted, others)):
            rank = (np.searchsorted(known, column, "left") + np.searchsorted(known, column, "right")) / known.size - 1
            missing = np.isnan(column)
            into.append(np.where(missing, 0.0, rank * 1.7))
            into.append(missing.astype(float))
    if not learned:
        return np.full(len(of), label.mean())
    model = LogisticRegression(C=PENALTY, max_iter=300)
    return model.fit(np.column_stack(learned), label).predict_proba(np.column_stack(wanted))[:, 1]


def _sample(observations: Observations, label: np.ndarray) -> np.ndarray:
    """Labelled rows of at most twelve as-of dates, spread evenly."""
    rows = np.flatnonzero(~np.isnan(label))
    dates = np.unique(observations.as_of[rows])
    if dates.size > MOST_DATES:
        dates = dates[np.linspace(0, dates.size - 1, MOST_DATES).round().astype(int)]
    return rows[np.isin(observations.as_of[rows], dates)]


def _match(observations: Observations, rows: np.ndarray, earlier: Observations) -> tuple[np.ndarray, np.ndarray]:
    """Those of the rows whose person was in the cohort four weeks before as well, and the row there."""
    code = pd.Index(earlier.employee_ids).get_indexer(observations.employee_ids)
    wanted = sort_key(code[observations.employee[rows]], observations.as_of[rows] - LAG_DAYS)
    at = np.searchsorted(earlier.key, wanted).clip(0, max(len(earlier) - 1, 0))
    there = earlier.key[at] == wanted if len(earlier) else np.zeros(rows.size, dtype=bool)
    return rows[there], at[there]


def _by_date(rows: np.ndarray, label: np.ndarray, person: np.ndarray, as_of: np.ndarray, seed: int) -> Compared:
    stratum = np.unique(as_of, return_inverse=True)[1]
    return Compared(rows, label == 1, person, stratum, seed)
