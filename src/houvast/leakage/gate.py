"""The leakage gate: everything that could tell the outcome without foretelling it, looked for before registration."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from houvast.leakage.compared import Compared
from houvast.leakage.dates import (
    AsWritten,
    find_exit_dates,
    find_ids,
    find_known_late,
    find_lost_leavers,
    find_refused_dates,
)
from houvast.leakage.features import find_missing_features, find_single_features
from houvast.leakage.findings import REMEDIES, Finding, GateReport
from houvast.leakage.in_the_end import find_ends, find_gone, read_final_spells
from houvast.leakage.known_tables import sample_rows
from houvast.leakage.lag import Predict, find_lag, probe
from houvast.leakage.presence import PresenceLeak
from houvast.leakage.recompute import find_looking_ahead, sample_dates
from houvast.leakage.signals import gather_signals
from houvast.leakage.tables import (
    Answers,
    Outcomes,
    find_banned_content,
    find_counts,
    find_empty,
    find_presence,
    find_values_of_leavers,
    say_presence,
)
from houvast.leakage.words import SourceName, find_banned_names
from houvast.records.past import cut_snapshot
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations, to_days
from houvast.timeline.days import to_date
from houvast.walk import Lens


def find_leaky_tables(
    snapshot: Snapshot, observations: Observations, label: np.ndarray, *, until: int, seed: int
) -> list[PresenceLeak]:
    """Tables of which having a record, or a recent one, tells who leaves: to be set aside before features are built.

    Parameters
    ----------
    until : int
        Day (since 1970-01-01) before which records and outcomes are known.
    """
    if not len(observations):
        return []
    known = cut_snapshot(snapshot, to_date(until))
    answers, outcomes, _ = _look(known, observations, label, until, seed)
    return find_presence(answers, outcomes)


def run_gate(
    snapshot: Snapshot,
    lens: Lens,
    observations: Observations,
    X: pd.DataFrame,
    label: np.ndarray,
    *,
    names: Iterable[SourceName],
    until: int,
    horizon_days: int,
    seed: int,
    predict: Predict | None = None,
    as_written: AsWritten | None = None,
    workers: int = 1,
) -> GateReport:
    """What all checks find.

    Parameters
    ----------
    snapshot : Snapshot
    lens : Lens
        Through which `X` was built; findings on tables that it sets aside do not refuse.
    observations : Observations
    X : DataFrame
        One row per observation.
    label : ndarray
        1.0 left within the horizon, 0.0 did not, NaN unknown.
    names : iterable of SourceName
        What the sources call their files, columns and values.
    until : int
        Day (since 1970-01-01) before which records and outcomes are known.
    horizon_days : int
    seed : int
        Of every bootstrap.
    predict : callable or None
        Refits the model for the check with lagged features; a ridge logistic of all features where None.
    as_written : callable or None
        Pseudonyms to the ids that the sources write, for the check on ids; without it that finds nothing.
    workers : int
    """
    names, aside = tuple(names), set(lens.set_aside)
    known = cut_snapshot(snapshot, to_date(until))
    answers, outcomes, spells = _look(known, observations, label, until, seed)
    ends = find_ends(spells, observations, to_date(until))
    presence = [say_presence(leak, leak.table in aside) for leak in find_presence(answers, outcomes)]
    learned = {name: of_table for name, of_table in answers.items() if name not in aside}
    leaky = {finding.table for finding in presence}
    of_tables = [
        *(_say_name(one, match) for one, match in find_banned_names(names)),
        *presence,
        *find_banned_content(answers, outcomes, aside),
        *find_values_of_leavers(learned, outcomes["ever"]),
        *find_counts({name: one for name, one in learned.items() if name not in leaky}, outcomes),
        *find_empty(learned, outcomes),
        *find_known_late(known, spells, seed),
        *find_exit_dates(known, spells),
        # What was refused is counted over all records: of a past date it would speak of what came later.
        *(find_refused_dates(snapshot) if to_days(snapshot.observed_until) <= until else ()),
        *(find_ids(as_written, spells, outcomes["ever"], observations) if as_written else ()),
        *find_lost_leavers(ends, observations, until),
    ]
    explained = {finding.table for finding in of_tables}
    of_features = [
        *find_looking_ahead(snapshot, lens, observations, X, workers),
        *find_single_features(X, Compared.of(observations, label, seed), observations.as_of),
        *find_missing_features(X, _outcomes(observations, label, ends, seed), explained),
        *find_lag(
            snapshot, lens, observations, X, label, predict=predict or probe(horizon_days), seed=seed, workers=workers
        ),
    ]
    findings = of_tables + of_features
    return GateReport(_count(answers, X, names, observations), tuple(findings))


def _look(
    known: Snapshot, observations: Observations, label: np.ndarray, until: int, seed: int
) -> tuple[Answers, Outcomes, pd.DataFrame]:
    """Answers of the tables at the sampled rows, the outcomes of these rows, and the final spells."""
    rows = sample_rows(known, observations)
    seen = observations.take(rows)
    spells = read_final_spells(known)
    ends = find_ends(spells, seen, to_date(until))
    return gather_signals(known, observations, rows), _outcomes(seen, label[rows], ends, seed), spells


def _outcomes(seen: Observations, label: np.ndarray, ends: np.ndarray, seed: int) -> Outcomes:
    return {"horizon": Compared.of(seen, label, seed), "ever": Compared.of(seen, find_gone(ends), seed)}


def _say_name(one: SourceName, match: object) -> Finding:
    return Finding("banned_name", one.table, one.column, {"name": one.name, "word": match.phrase, "group": match.group})


def _count(answers: Answers, X: pd.DataFrame, names: tuple[SourceName, ...], seen: Observations) -> dict[str, int]:
    """How many tables, columns, values, names, features or as-of dates each check looked at."""
    asked = Counter(signal.what for of_table in answers.values() for signal in of_table)
    features = X.shape[1]
    counted = {
        "known_before": features * sample_dates(seen.as_of).size,
        "banned_name": len(names),
        "banned_content": asked["word"],
        "single_feature": features,
        "missing_feature": features,
        "lag": features,
        "presence": asked["ever"],
        "recent_presence": asked["recent"],
        "record_count": asked["count"],
        "missing_value": asked["empty"],
        "value_of_leavers": asked["word"] + asked["newest"],
    }
    return {check: int(counted.get(check, 1)) for check in REMEDIES}
