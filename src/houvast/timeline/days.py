"""Civil dates as whole days, and (history, day) pairs as one sortable number."""

import datetime as dt

import numpy as np
import pandas as pd

NEVER = np.int32(2**18)
"""A day beyond all days (the year 2687): 'not superseded', 'not ended'."""

_SPAN = 2**20
_SHIFT = 2**19


def to_days(dates: pd.Series | np.ndarray | dt.date) -> np.ndarray | int:
    """Days since 1970-01-01, int32; a missing date becomes `NEVER`."""
    if isinstance(dates, dt.date):
        return (dates - dt.date(1970, 1, 1)).days
    days = np.asarray(dates, dtype="datetime64[D]")
    return np.where(np.isnat(days), np.int64(NEVER), days.astype(np.int64)).astype(np.int32)


def to_date(day: int) -> dt.date:
    """The date of a whole day."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(day))


def to_dates(days: np.ndarray) -> np.ndarray:
    """The dates (datetime64[s]) of whole days; `NEVER` becomes missing."""
    dates = np.asarray(days).astype("datetime64[D]").astype("datetime64[s]")
    return np.where(np.asarray(days) == NEVER, np.datetime64("NaT"), dates)


def sort_key(history: np.ndarray, day: np.ndarray) -> np.ndarray:
    """One int64 per (history, day), in the order of history and then day."""
    return history.astype(np.int64) * _SPAN + (np.asarray(day, dtype=np.int64) + _SHIFT)
