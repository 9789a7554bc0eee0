"""The slow, obvious way to say what was known: one observation, one loop, plain Python.

The kernel must agree with it on every history. Nothing here is shared with the kernel but the rule
itself: a version counts at as-of date ``a`` if ``event < a`` and ``known_on < a <= superseded_on``.
"""

import datetime as dt
import math
from itertools import pairwise
from typing import Any

import pandas as pd

Record = dict[str, Any]


def plain(versions: pd.DataFrame) -> list[Record]:
    """Versions as dicts with dates (None where missing)."""
    rows = versions.to_dict("records")
    return [{name: _plain_value(value) for name, value in row.items()} for row in rows]


def _plain_value(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if value is pd.NaT else value


def visible(versions: list[Record], employee_id: str, as_of: dt.date) -> list[Record]:
    """The records of a person with an event before `as_of`, as known at its start, oldest first."""
    seen = []
    for row in versions:
        superseded = row["superseded_on"] is not None and row["superseded_on"] < as_of
        if row["employee_id"] != employee_id or superseded or row["retracted"]:
            continue
        if row["known_on"] < as_of and row["day"] < as_of:
            seen.append(row)
    return sorted(seen, key=_order)


def _order(row: Record) -> tuple:
    missing_last = math.inf if math.isnan(row["value"]) else row["value"]
    return row["day"], row["known_on"], missing_last, row.get("flag", False), row.get("until", row["day"])


def in_window(records: list[Record], as_of: dt.date, days: int) -> list[Record]:
    """Those in the look-back ``[as_of - days, as_of)``."""
    return [row for row in records if row["day"] >= as_of - dt.timedelta(days=days)]


def values(records: list[Record]) -> list[float]:
    """The values that are there."""
    return [row["value"] for row in records if not math.isnan(row["value"])]


def mean(records: list[Record]) -> float:
    given = values(records)
    return sum(given) / len(given) if given else math.nan


def last(records: list[Record]) -> float:
    given = values(records)
    return given[-1] if given else math.nan


def days_since(records: list[Record], as_of: dt.date) -> float:
    return float((as_of - records[-1]["day"]).days) if records else math.nan


def rises(records: list[Record]) -> list[Record]:
    given = [row for row in records if not math.isnan(row["value"])]
    return [row for before, row in pairwise(given) if row["value"] > before["value"]]


def days_within(records: list[Record], as_of: dt.date) -> float:
    return float(sum((min(row["until"], as_of) - row["day"]).days for row in records))
