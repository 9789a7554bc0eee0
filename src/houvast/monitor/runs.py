"""Whether the runs happened: a list for every month, records that reach up to it, and a model that is not too old."""

import datetime as dt
from collections.abc import Collection

from houvast.monitor.findings import NAN, Finding


def newest_expected(on: dt.date, grace_days: int) -> dt.date:
    """The newest first of a month whose list should be there on a day: `grace_days` may pass first.

    >>> newest_expected(dt.date(2025, 6, 7), 7)
    datetime.date(2025, 5, 1)
    >>> newest_expected(dt.date(2025, 6, 8), 7)
    datetime.date(2025, 6, 1)
    """
    return (on - dt.timedelta(days=grace_days)).replace(day=1)


def judge_runs(
    on: dt.date, lists: Collection[dt.date], *, observed_until: dt.date, known_until: dt.date | None,
    grace_days: int, most_model_days: int,
) -> list[Finding]:  # fmt: skip
    """What did not happen.

    Parameters
    ----------
    lists : collection of datetime.date
        As-of dates of all lists; one within a month counts as the list of that month.
    known_until : datetime.date or None
        Until when the model knows outcomes; None without a model.
    """
    expected = newest_expected(on, grace_days)
    newest = max((day for day in lists if day <= on), default=None)
    late = float((on - newest).days) if newest else NAN
    limit = float((on - expected).days)
    missed = newest is None or newest < expected
    behind = float((on - observed_until).days)
    age = float((on - known_until).days) if known_until else NAN
    return [
        Finding("runs", "list_missing", "", late, limit, missed, values={"expected": expected}),
        Finding("runs", "months_missed", "", float(count_missed(lists, expected))),
        Finding("runs", "records_behind", "", behind, limit, behind > limit),
        Finding("runs", "model_age", "", age, float(most_model_days), age > most_model_days),
    ]


def count_missed(lists: Collection[dt.date], expected: dt.date) -> int:
    """Months without a list, from the first list to the one that is expected last, at most the last twelve."""
    had = {(day.year, day.month) for day in lists}
    if not had:
        return 0
    first, last = min(had), (expected.year, expected.month)
    number = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return sum((month // 12, month % 12 + 1) not in had for month in list(number)[-12:])
