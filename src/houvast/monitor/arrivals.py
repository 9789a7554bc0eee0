"""When the rows of a table became known: its days and its rows a month, from the files of a snapshot."""

from dataclasses import dataclass

import numpy as np

from houvast.records.snapshot import Snapshot
from houvast.timeline import to_days
from houvast.timeline.days import NEVER


@dataclass(frozen=True)
class Arrivals:
    """Rows of a table by the day on which they became known.

    Parameters
    ----------
    days : ndarray of int
        Distinct days, rising.
    months : ndarray of int
        Rows of each whole month that was observed, the newest last.
    """

    days: np.ndarray
    months: np.ndarray


def read_arrivals(snapshot: Snapshot, table: str, until: int) -> Arrivals:
    """The arrivals of a table before a day, from the day on which it was kept; one bucket in memory at a time."""
    said = snapshot.manifest["tables"][table]["observed_from"]
    first = to_days(np.array([said or "NaT"], dtype="datetime64[D]"))[0]
    found = [_read_days(snapshot, table, bucket, int(first), until) for bucket in range(snapshot.buckets)]
    return count_arrivals(np.concatenate(found), int(first), until)


def count_arrivals(days: np.ndarray, first: int, until: int) -> Arrivals:
    """Arrivals on days in ``[first, until)``; whole months only are counted as months."""
    if first >= until or first == NEVER:
        return Arrivals(np.unique(days), np.zeros(0, dtype=int))
    begin = np.datetime64(first, "D").astype("datetime64[M]")
    if begin.astype("datetime64[D]").astype(int) < first:
        begin += 1
    end = np.datetime64(until, "D").astype("datetime64[M]")
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    number = (month - begin).astype(int)
    whole = max(int((end - begin).astype(int)), 0)
    inside = (number >= 0) & (number < whole)
    return Arrivals(np.unique(days), np.bincount(number[inside], minlength=whole))


def _read_days(snapshot: Snapshot, table: str, bucket: int, first: int, until: int) -> np.ndarray:
    opened = snapshot.open_bucket(table, bucket)
    if opened is None:
        return np.zeros(0, dtype=int)
    read, _ = opened
    days = read(["known_on"]).column("known_on").cast("int32").to_numpy().astype(int)
    return days[(days >= first) & (days < until)]
