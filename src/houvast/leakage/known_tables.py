"""The record tables as they were known at the observations, for whoever holds them against the outcome.

What a driver could have seen at an as-of date, no more. Where the records are many, only some buckets of employees
are looked at, and only some as-of dates: buckets are dealt by a hash of the id, so that some are like all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.records.contract import TABLES, ColumnType, column_types
from houvast.records.past import first_days
from houvast.records.snapshot import Snapshot, find_buckets
from houvast.timeline import Events, Observations, Versions, to_days

MOST_BUCKETS = 2
MOST_ROWS = 120_000

WITHOUT_MEANING = frozenset({"employee_id", "known_on", "superseded_on", "record_id", "retracted"})
"""Columns that say nothing of the event."""


@dataclass(frozen=True)
class KnownTable:
    """One table as known at the sampled observations, of one bucket of employees.

    Parameters
    ----------
    name : str
    bucket : int
    rows : ndarray of int
        Row numbers of the bucket's sampled observations in the whole.
    events : Events
    columns : dict of str to str
        Column to type, of the columns that say something of the event.
    """

    name: str
    bucket: int
    rows: np.ndarray
    events: Events
    columns: dict[str, ColumnType]


def sample_rows(snapshot: Snapshot, observations: Observations) -> np.ndarray:
    """Row numbers to look at: of some buckets, and of every so many-th as-of date."""
    rows = np.flatnonzero(_bucket_of(snapshot, observations)[observations.employee] < MOST_BUCKETS)
    every = -(-rows.size // MOST_ROWS)
    if every <= 1:
        return rows
    dates = np.unique(observations.as_of)
    return rows[np.isin(observations.as_of[rows], dates[::-1][::every])]


def open_known(snapshot: Snapshot, observations: Observations, rows: np.ndarray) -> Iterator[KnownTable]:
    """Every optional table that has a row, bucket by bucket, at the sampled observations."""
    first = first_days(snapshot)
    bucket_of = _bucket_of(snapshot, observations)[observations.employee[rows]]
    for name in TABLES:
        if name == "spells" or name not in snapshot.tables:
            continue
        types = column_types(name)
        columns = {one: types[one] for one in snapshot.columns(name) if one not in WITHOUT_MEANING}
        for bucket in np.unique(bucket_of):
            opened = snapshot.open_bucket(name, int(bucket))
            if opened is None:
                continue
            here = rows[bucket_of == bucket]
            versions = Versions(*opened, TABLES[name].event)
            began = to_days(first[name]) if name in first else int(versions.day.min(initial=0))
            seen = observations.take(here)
            yield KnownTable(name, int(bucket), here, Events(versions, seen, observed_from=began), columns)


def read_versions(snapshot: Snapshot, name: str) -> pd.DataFrame | None:
    """All versions of the sampled buckets of a table, with its dates as datetime64; None where there is no row."""
    buckets = range(min(snapshot.buckets, MOST_BUCKETS))
    opened = [snapshot.open_bucket(name, bucket) for bucket in buckets] if name in snapshot.tables else []
    frames = [read(list(columns)).to_pandas(date_as_object=False) for read, columns in (o for o in opened if o)]
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else None


def _bucket_of(snapshot: Snapshot, observations: Observations) -> np.ndarray:
    return find_buckets(pd.Series(observations.employee_ids.astype(str)), snapshot.buckets)
