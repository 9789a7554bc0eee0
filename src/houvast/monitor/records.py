"""Whether the records still arrive as they did: columns, refused rows, age of the newest, rows a month.

Counted per day on which a row became known, so that late and corrected rows count where they arrived.
"""

from collections.abc import Mapping

import numpy as np
from scipy.stats import binom, t

from houvast.monitor.budget import chance_of_each
from houvast.monitor.findings import Finding
from houvast.monitor.reference import Reference

REFUSED, VOLUME = 0.5, 0.5
"""Parts of the records' budget. Columns and ages take none: what is too old is far outside of all that was."""

NOTABLE_REFUSED = 0.01
"""Rise of a share refused below which no rise is an alarm."""

NOTABLE_VOLUME = 1.5
"""Times more or fewer rows below which no month is an alarm."""

WIDEST_VOLUME = 20.0
"""Times more or fewer rows beyond which a limit says nothing: the months of such a table are too unlike."""

GRACE_DAYS = 7
LONGEST_SILENCE = 1.5
"""Times the longest silence so far that a silence may last, and some days: with few silences the next may be longer."""

FEWEST_MONTHS = 6
MOST_MONTHS = 12


def judge_columns(reference: Reference, columns: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    """A finding per table that lacks columns which it had in training; the table is gone where it lacks all."""
    findings = []
    for table, had in reference.columns.items():
        gone = [name for name in had if name not in columns.get(table, ())]
        named = ", ".join(gone)
        findings.append(
            Finding("records", "columns", table, float(len(gone)), 0.0, bool(gone), values={"names": named})
        )
    return [one for one in findings if one.alarm] or findings[:1]


def judge_refused(reference: Reference, refused: Mapping[str, tuple[int, int]]) -> list[Finding]:
    """A finding a file: the share of its rows that is quarantined, of the new rows where the file only grew."""
    findings = []
    for file, (rows, bad) in refused.items():
        before, bad_before = reference.refused.get(file, (0, 0))
        grew = rows > before and bad >= bad_before
        new, new_bad = (rows - before, bad - bad_before) if grew else (rows, bad)
        if not before or not new:
            continue
        usual = (bad_before + 1) / (before + 2)
        chance = chance_of_each("records", len(refused), REFUSED)
        limit = max(usual + NOTABLE_REFUSED, float(binom.isf(chance, new, usual)) / new)
        findings.append(Finding("records", "refused", file, new_bad / new, limit, new_bad / new > limit))
    return findings


def judge_age(table: str, days: np.ndarray, until: int) -> Finding:
    """How old the newest row of a table is, beside its longest silence so far.

    Parameters
    ----------
    days : ndarray of int
        Distinct days before `until` on which rows became known, rising.
    until : int
        First day that is not observed.
    """
    if days.size < 2:
        return Finding("records", "age", table)
    age = float(until - days[-1])
    limit = LONGEST_SILENCE * float(np.diff(days).max()) + GRACE_DAYS
    return Finding("records", "age", table, age, limit, age > limit)


def judge_volume(table: str, months: np.ndarray, tables: int) -> Finding:
    """Rows that arrived in the newest whole month, beside the months before it.

    The limits are those of one more month, from the mean and the spread of the logarithms of the others.

    Parameters
    ----------
    months : ndarray of int
        Rows of each whole month, the newest last.
    tables : int
        Tables that are judged so.
    """
    if months.size <= FEWEST_MONTHS:
        return Finding("records", "volume", table)
    rows = np.log1p(months[-MOST_MONTHS - 1 :].astype(float))
    before, mean = rows[:-1], float(rows[:-1].mean())
    chance = chance_of_each("records", tables, VOLUME)
    spread = float(np.std(before, ddof=1)) * (1 + 1 / before.size) ** 0.5
    wide = max(float(np.log(NOTABLE_VOLUME)), float(t.isf(chance / 2, before.size - 1)) * spread)
    if wide > np.log(WIDEST_VOLUME):
        return Finding("records", "volume", table, value=float(np.exp(rows[-1] - mean)))
    ratio, apart = float(np.exp(rows[-1] - mean)), abs(float(rows[-1]) - mean)
    limit = float(np.exp(wide if rows[-1] >= mean else -wide))
    counts = {"rows": int(months[-1]), "usual": round(float(np.expm1(mean)))}
    return Finding("records", "volume", table, ratio, limit, apart > wide, values=counts)
