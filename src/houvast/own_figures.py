"""A centre's own figures that answer to the published ones, of the people at work, as known before the as-of date.

Definitions
-----------
at work
    Has an employment that began before the as-of date and is not known to have ended by then.
pay rise
    A higher hourly wage that took effect in the 365 days before the as-of date. Of people who are here for 365 days or
    longer, and of whom a wage before that is on record.
monthly
    At least one held in each of the last three stretches of 30 days. Of people who are here for 90 days or longer.
training found useful
    The newest rating of the last 365 days is at least `HIGH` on its scale.
time off approved
    Requests that were decided in the last 365 days; a person's requests belong together.
answer
    The newest of the last 365 days to an item: high from `HIGH`, low until `LOW` on its scale.

Missing: the table is not kept, or not since as long as the figure looks back.

Limits: answers are of those who answered, who may differ from those who did not.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.exposure import final_versions
from houvast.records.past import first_days, read_standing
from houvast.records.snapshot import Snapshot

YEAR = 365
MONTH = 30
MONTHS = 3
HIGH, LOW = 0.6, 0.4
"""Clearly above and below the middle of a scale: 4 and 2 of 5, 6 and 4 of 10."""


@dataclass(frozen=True)
class Counted:
    """What a share is made of, one entry a row.

    Parameters
    ----------
    person : ndarray of str
    part, whole : ndarray of float
        The share is the sum of the one over the sum of the other.
    """

    person: np.ndarray
    part: np.ndarray
    whole: np.ndarray

    @property
    def people(self) -> int:
        """Distinct people."""
        return int(np.unique(self.person).size)


@dataclass(frozen=True)
class AtWork:
    """Who is at work, and what may be read of them.

    Parameters
    ----------
    people : DataFrame
        employee_id and started_on of the employment that is open, one row a person.
    """

    snapshot: Snapshot
    as_of: dt.date
    people: pd.DataFrame

    def read(self, table: str, columns: tuple[str, ...], since_days: int | None = None) -> pd.DataFrame:
        """What stands of them in a table, of events before the as-of date."""
        since = None if since_days is None else self.as_of - dt.timedelta(since_days)
        ids = self.people["employee_id"]
        return read_standing(self.snapshot, table, columns, self.as_of, employee_ids=set(ids), since=since)

    def reaches_back(self, table: str, days: int) -> bool:
        """Whether a table was kept for so many days."""
        first = first_days(self.snapshot).get(table)
        return first is not None and first <= self.as_of - dt.timedelta(days)

    def here_for(self, days: int) -> np.ndarray:
        """Ids of those whose employment is that old."""
        began = self.people["started_on"] <= pd.Timestamp(self.as_of - dt.timedelta(days))
        return self.people.loc[began, "employee_id"].to_numpy(dtype=object)


def find_at_work(spells: pd.DataFrame, snapshot: Snapshot, as_of: dt.date) -> AtWork:
    """Who is at work, from the spells that were known before the as-of date."""
    day = pd.Timestamp(as_of)
    standing = final_versions(spells)
    opened = standing[(standing["started_on"] < day) & ~(standing["ended_on"] < day)]
    people = opened.sort_values(["employee_id", "started_on"], kind="stable").drop_duplicates(
        "employee_id", keep="last"
    )
    return AtWork(snapshot, as_of, people[["employee_id", "started_on"]].reset_index(drop=True))


def count_pay_rise(at_work: AtWork) -> Counted | None:
    """Who had a pay rise."""
    if not at_work.reaches_back("pay", YEAR):
        return None
    year_ago = pd.Timestamp(at_work.as_of - dt.timedelta(YEAR))
    pay = at_work.read("pay", ("hourly_wage",)).dropna(subset=["hourly_wage"])
    pay = pay.sort_values(["employee_id", "effective_on"], kind="stable")
    step = pay.groupby("employee_id")["hourly_wage"].diff()
    risen = set(pay.loc[(step > 0) & (pay["effective_on"] >= year_ago), "employee_id"])
    known = set(pay.loc[pay["effective_on"] < year_ago, "employee_id"])
    return _each(one for one in at_work.here_for(YEAR) if one in known)(risen.__contains__)


def count_monthly(table: str, held: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[AtWork], Counted | None]:
    """Who had one in each of the last months; `held` keeps the rows that count."""

    def count(at_work: AtWork) -> Counted | None:
        if not at_work.reaches_back(table, MONTHS * MONTH):
            return None
        rows = held(at_work.read(table, ("held",) if table == "one_on_ones" else (), MONTHS * MONTH))
        day = rows["booked_for" if table == "one_on_ones" else "held_on"]
        nth = (pd.Timestamp(at_work.as_of) - day).dt.days.sub(1) // MONTH
        months = pd.DataFrame({"who": rows["employee_id"], "nth": nth}).drop_duplicates()["who"].value_counts()
        steady = set(months.index[months >= MONTHS])
        return _each(at_work.here_for(MONTHS * MONTH))(steady.__contains__)

    return count


def count_training_useful(at_work: AtWork) -> Counted | None:
    """Who rated the newest session as useful."""
    if not at_work.reaches_back("coaching", YEAR):
        return None
    rated = at_work.read("coaching", ("usefulness",), YEAR).dropna(subset=["usefulness"])
    newest = rated.sort_values(["employee_id", "held_on"], kind="stable").groupby("employee_id")["usefulness"].last()
    return Counted(newest.index.to_numpy(dtype=object), (newest >= HIGH).to_numpy(dtype=float), np.ones(len(newest)))


def count_time_off(at_work: AtWork) -> Counted | None:
    """Which requests were approved."""
    if not at_work.reaches_back("time_off_requests", YEAR):
        return None
    asked = at_work.read("time_off_requests", ("decided_on", "approved"), 2 * YEAR)
    decided = asked[
        (asked["decided_on"] >= pd.Timestamp(at_work.as_of - dt.timedelta(YEAR)))
        & (asked["decided_on"] < pd.Timestamp(at_work.as_of))
        & asked["approved"].notna()
    ]
    approved = decided["approved"].astype(bool).to_numpy(dtype=float)
    return Counted(decided["employee_id"].to_numpy(dtype=object), approved, np.ones(len(decided)))


def read_answers(at_work: AtWork) -> pd.DataFrame:
    """Newest answer (0-1) of the last year, one row a person and item: employee_id, item, answer."""
    answers = at_work.read("survey_answers", ("item", "answer"), YEAR).dropna(subset=["item", "answer"])
    answers = answers.sort_values(["employee_id", "item", "answered_on"], kind="stable")
    return answers.drop_duplicates(["employee_id", "item"], keep="last")[["employee_id", "item", "answer"]]


def count_answers(answers: pd.DataFrame, item: str, kind: str) -> Counted | None:
    """Who answers an item high or low; None where nobody was asked it."""
    own = answers[answers["item"] == item]
    if own.empty:
        return None
    agreed = own["answer"] >= HIGH if kind == "high" else own["answer"] <= LOW
    return Counted(own["employee_id"].to_numpy(dtype=object), agreed.to_numpy(dtype=float), np.ones(len(own)))


def _each(people: Iterable[str]) -> Callable[[Callable[[str], bool]], Counted]:
    ids = np.array(list(people), dtype=object)

    def counted(holds: Callable[[str], bool]) -> Counted:
        return Counted(ids, np.array([holds(one) for one in ids], dtype=float), np.ones(ids.size))

    return counted


COUNTS: dict[str, Callable[[AtWork], Counted | None]] = {
    "pay_rise": count_pay_rise,
    "one_on_one_monthly": count_monthly("one_on_ones", lambda rows: rows[rows["held"].fillna(False).astype(bool)]),
    "coaching_monthly": count_monthly("coaching", lambda rows: rows),
    "training_useful": count_training_useful,
    "time_off_approved": count_time_off,
}
