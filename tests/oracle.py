"""The slow, obvious way to say what was known: one observation, one loop, plain Python.

The kernel must agree with it on every history. Nothing here is shared with the kernel but the rule
itself: a version counts at as-of date ``a`` if ``event < a`` and ``known_on < a <= superseded_on``.
"""

import datetime as dt
import math
import statistics
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


def spread(records: list[Record]) -> float:
    given = values(records)
    return statistics.stdev(given) if len(given) > 1 else math.nan


def last(records: list[Record], nth: int = 1) -> float:
    given = values(records)
    return given[-nth] if len(given) >= nth else math.nan


def first(records: list[Record]) -> float:
    given = values(records)
    return given[0] if given else math.nan


def streak(records: list[Record]) -> int:
    """Records after the newest one whose flag is set."""
    return len(records) - max((place + 1 for place, row in enumerate(records) if row["flag"]), default=0)


def longest_gap(records: list[Record], as_of: dt.date, days: int) -> int:
    """Longest stretch without a record between the start of the look-back, the records and the as-of date."""
    marks = [as_of - dt.timedelta(days=days), *(row["day"] for row in records), as_of]
    return max((later - earlier).days for earlier, later in pairwise(marks))


def days_since(records: list[Record], as_of: dt.date) -> float:
    return float((as_of - records[-1]["day"]).days) if records else math.nan


def rises(records: list[Record]) -> list[Record]:
    given = [row for row in records if not math.isnan(row["value"])]
    return [row for before, row in pairwise(given) if row["value"] > before["value"]]


def tells_changes(versions: list[Record], as_of: dt.date) -> bool:
    """Whether records of two days with a value were known of anyone before `as_of`, superseded since or not."""
    days: dict[str, set[dt.date]] = {}
    for row in versions:
        if not row["retracted"] and not math.isnan(row["value"]) and max(row["day"], row["known_on"]) < as_of:
            days.setdefault(row["employee_id"], set()).add(row["day"])
    return any(len(found) > 1 for found in days.values())


def changes(records: list[Record]) -> list[Record]:
    given = [row for row in records if not math.isnan(row["value"])]
    return [row for before, row in pairwise(given) if row["value"] != before["value"]]


def days_within(records: list[Record], as_of: dt.date) -> float:
    return float(sum((min(row["until"], as_of) - row["day"]).days for row in records))
