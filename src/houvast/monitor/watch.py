"""All layers together: from what was seen to one monitoring."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from houvast.monitor import drift, records
from houvast.monitor.arrivals import Arrivals
from houvast.monitor.findings import Finding, TruthMonth
from houvast.monitor.published import Followed, PastList
from houvast.monitor.reference import Reference
from houvast.monitor.truth import Promised, build_month, judge_truth
from houvast.suppression import FEWEST_PEOPLE

Remark = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class SeenRecords:
    """The newest snapshot: columns and refused rows by table and file, and arrivals by table."""

    columns: Mapping[str, tuple[str, ...]]
    refused: Mapping[str, tuple[int, int]]
    arrivals: Mapping[str, Arrivals]
    until: int


@dataclass(frozen=True)
class SeenPeople:
    """Training at the reference's dates and today, one row each, and the risks of today.

    Parameters
    ----------
    X : DataFrame, shape (n, n_features)
    person : ndarray of int, shape (n,)
    today : ndarray of bool, shape (n,)
    risk : ndarray of float, shape (sum of today,)
    """

    X: pd.DataFrame
    person: np.ndarray
    today: np.ndarray
    risk: np.ndarray


def judge_records(seen: SeenRecords, reference: Reference | None) -> list[Finding]:
    """The records' findings; columns and refused rows only where a reference says what they were."""
    found = [] if reference is None else records.judge_columns(reference, seen.columns)
    if reference is not None:
        found += records.judge_refused(reference, seen.refused)
    for table, arrivals in seen.arrivals.items():
        found.append(records.judge_age(table, arrivals.days, seen.until))
        found.append(records.judge_volume(table, arrivals.months, len(seen.arrivals)))
    return found


def judge_people(seen: SeenPeople, reference: Reference) -> list[Finding]:
    """The findings of covariates and risks."""
    people = int(seen.today.sum())
    return [
        drift.judge_all_together(reference, seen.X, seen.person, seen.today, people_now=people),
        *drift.judge_features(reference, seen.X[seen.today]),
        drift.judge_risks(reference, seen.risk),
    ]


def judge_newest_list(lists: Sequence[PastList], reference: Reference) -> list[Finding]:
    """How much of the newest list is new; nothing where there are not two lists of persons."""
    made = [one for one in lists if one.model_sha256]
    if len(made) < 2:
        return []
    before, now = made[-2:]
    apart = (now.as_of - before.as_of).days
    same = now.model_sha256 == before.model_sha256
    return [drift.judge_list(reference, now.listed, before.listed, days_between=apart, same_model=same)]


def judge_followed(
    followed: Sequence[Followed], promised: Sequence[Promised], horizon_days: int
) -> tuple[list[Finding], tuple[TruthMonth, ...], dt.date | None]:
    """Findings, months and the day until which lists are verified.

    Parameters
    ----------
    followed : sequence of Followed
        Lists that were followed to their end, oldest first.
    promised : sequence of mapping
        What the model of each of them promised.
    """
    if not followed:
        return [], (), None
    months = tuple(build_month(one, said) for one, said in zip(followed, promised, strict=True))
    until = followed[-1].as_of + dt.timedelta(days=horizon_days)
    return judge_truth(followed, promised[-1]), months, until


def remark_on_truth(
    followed: Sequence[Followed], *, actions: bool, lists: int, first_mature: dt.date | None
) -> list[Remark]:
    """What must be known before the truth is read."""
    if not followed and first_mature is None:
        return [("no_lists", {})]
    if not followed:
        return [("nothing_mature_until", {"lists": lists, "date": first_mature})]
    if not actions:
        return [("no_actions", {})]
    helped = sum(int(one.helped.sum()) for one in followed)
    held_out = sum(int((one.held_out & one.listed).sum()) for one in followed)
    rows = helped if helped == 0 or helped >= FEWEST_PEOPLE else f"<{FEWEST_PEOPLE}"
    arm: Remark = ("held_out", {"rows": held_out}) if held_out >= FEWEST_PEOPLE else ("no_held_out", {})
    return [("helped_apart", {"rows": rows}), arm]
