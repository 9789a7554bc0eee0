"""Checks on dates, ids and exits.

Records that are entered late, or at once, by outcome; dates that are the day of exit; dates that cannot be; ids that
tell who has left; and stretches from which the leavers are missing.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from houvast.leakage.compared import Compared
from houvast.leakage.findings import Finding
from houvast.leakage.known_tables import read_versions
from houvast.leakage.tables import auc_beyond, count_stayers
from houvast.records.contract import TABLES, column_types
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations, to_days
from houvast.timeline.days import NEVER, to_date

MOST_REFUSED_SHARE = 0.05
FEWEST_REFUSED = 20
IMPOSSIBLE = ("in_the_future", "before_hire", "after_exit", "known_before_event")

AHEAD_DAYS = 28
"""A date that is the exit tells of it if it was on record so long before."""
MOST_EXIT_DATES_SHARE = 0.5

FEWEST_EXITS_EXPECTED = 15
MOST_EXITS_SHARE = 0.1
MONTH_DAYS = 30


def find_known_late(snapshot: Snapshot, spells: pd.DataFrame, seed: int) -> Iterator[Finding]:
    """Tables whose records of leavers become known later, or sooner, than those of others of the same quarter."""
    gone = spells.groupby("employee_id")["ended"].max() != NEVER
    for table, frame in _with_known_on(snapshot):
        event = frame[TABLES[table].event].to_numpy().astype("datetime64[D]")
        lag = to_days(frame["known_on"].to_numpy()) - event.astype(np.int64)
        left = gone.reindex(frame["employee_id"].astype(str)).to_numpy()
        on = np.flatnonzero(pd.notna(left) & ~np.isnat(event))
        quarter = event[on].astype("datetime64[M]").astype(np.int64) // 3
        person = pd.factorize(frame["employee_id"])[0][on]
        compared = Compared(on, left[on].astype(bool), person, pd.factorize(quarter)[0], seed)
        found = auc_beyond(lag[on].astype(float), compared)
        if found is not None:
            said = {"auc": found.value, "low": found.low, "high": found.high}
            yield Finding("known_late", table, "known_on", said | _usual_lags(lag[on], compared.left))


def find_exit_dates(snapshot: Snapshot, spells: pd.DataFrame) -> Iterator[Finding]:
    """Date columns that for most leavers hold the day of their exit, four weeks before it."""
    ends = (
        spells[spells["ended"] != NEVER].drop_duplicates("employee_id", keep="last").set_index("employee_id")["ended"]
    )
    for table, column, frame in _date_columns(snapshot):
        day, known = to_days(frame[column].to_numpy()), to_days(frame["known_on"].to_numpy())
        end = ends.reindex(frame["employee_id"].astype(str)).to_numpy()
        told = pd.notna(end) & (day != NEVER) & (known <= np.nan_to_num(end) - AHEAD_DAYS)
        told &= day >= np.nan_to_num(end) - AHEAD_DAYS
        people = pd.DataFrame({"who": frame["employee_id"].astype(str)[told], "is": np.abs(day - end)[told] <= 1})
        by_person = people.groupby("who")["is"].max()
        if len(by_person) >= 10 and (share := float(by_person.mean())) > MOST_EXIT_DATES_SHARE:
            yield Finding("date_is_exit", table, column, {"people": len(by_person), "share": share, "days": AHEAD_DAYS})


def find_refused_dates(snapshot: Snapshot) -> Iterator[Finding]:
    """Sources of which many rows were refused, dated in the future, before hire or after exit, or known too soon."""
    for source in snapshot.manifest["sources"]:
        for reason in IMPOSSIBLE:
            refused, rows = source["reasons"].get(reason, 0), source["rows_in"]
            if refused >= FEWEST_REFUSED and refused > MOST_REFUSED_SHARE * rows:
                evidence = {"reason": reason, "refused": refused, "rows": rows, "file": source["file"]}
                yield Finding("refused_dates", source["table"], "", evidence)


AsWritten = Callable[[Iterable[str]], np.ndarray]
"""Pseudonyms to the ids that the sources write, in order."""


def find_ids(
    as_written: AsWritten, spells: pd.DataFrame, ever: Compared, observations: Observations
) -> Iterator[Finding]:
    """Ids that tell who is gone: by their letters or length, or by their number among people hired in one quarter.

    A pseudonym tells nothing of the kind; but where the ids of the sources do, their records may not fit each other.
    """
    ids = pd.Series(as_written(observations.employee_ids).astype(str))
    form = ids.str.replace(r"\d+$", "", regex=True) + "#" + ids.str.len().astype(str)
    code = pd.factorize(form)[0][observations.employee[ever.rows]]
    counted = count_stayers(code, ever)
    only = counted[(counted["expected"] >= 12) & (counted["stayed"] <= 0.05 * counted["expected"])]
    if len(only):
        worst = only.loc[only["expected"].idxmax()]
        told = {"left": int(worst["left"]), "stayed": int(worst["stayed"]), "expected": float(worst["expected"])}
        yield Finding("ids_of_leavers", "spells", "employee_id", {"how": "form"} | told)
        return
    first = spells.drop_duplicates("employee_id").reset_index(drop=True)
    written = pd.Series(as_written(first["employee_id"]).astype(str))
    number = pd.to_numeric(written.str.extract(r"(\d{1,15})$")[0]).to_numpy(dtype=float)
    quarter = pd.factorize(first["started"].to_numpy() // 91)[0]
    left = (first["ended"] != NEVER).to_numpy()
    found = auc_beyond(number, Compared(np.arange(len(first)), left, np.arange(len(first)), quarter, ever.seed))
    if found is not None:
        said = {"how": "number", "auc": found.value, "low": found.low, "high": found.high}
        yield Finding("ids_of_leavers", "spells", "employee_id", said)


def find_lost_leavers(ends: np.ndarray, observations: Observations, until: int) -> Iterator[Finding]:
    """A stretch at the beginning or the end of the records in which (nearly) nobody leaves, as later or before.

    Who left before a clean-up or a change of system is often not exported any more: everyone seen then stays.
    """
    rows = np.flatnonzero((ends >= 0) & (observations.as_of + MONTH_DAYS <= until))
    as_of = observations.as_of[rows]
    dates = np.unique(as_of)
    if dates.size < 6:
        return
    left = ends[rows] < as_of + MONTH_DAYS
    new = observations.tenure_days[rows] < 91
    for side, order in (("before", dates), ("after", dates[::-1])):
        worst = None
        for size in range(3, dates.size // 3 * 2):
            within = np.isin(as_of, order[:size])
            expected = sum(
                left[~within & band].mean() * (within & band).sum() for band in (new, ~new) if (~within & band).any()
            )
            if expected >= FEWEST_EXITS_EXPECTED and left[within].sum() <= MOST_EXITS_SHARE * expected:
                worst = (order[size - 1], int(left[within].sum()), float(expected))
        if worst is not None:
            evidence = {"side": side, "date": str(to_date(worst[0])), "left": worst[1], "expected": worst[2]}
            yield Finding("leavers_missing", "spells", "ended_on", evidence)


def _with_known_on(snapshot: Snapshot) -> Iterator[tuple[str, pd.DataFrame]]:
    """Tables whose source says when a record became known, and their versions."""
    for table in snapshot.tables:
        if table != "spells" and "known_on" in snapshot.columns(table):
            frame = read_versions(snapshot, table)
            if frame is not None:
                yield table, frame


def _date_columns(snapshot: Snapshot) -> Iterator[tuple[str, str, pd.DataFrame]]:
    for table in snapshot.tables:
        types = column_types(table)
        dates = [name for name in snapshot.columns(table) if types.get(name) == "date" and name != "known_on"]
        frame = read_versions(snapshot, table) if dates and table != "spells" else None
        if frame is not None:
            yield from ((table, name, frame) for name in dates)


def _usual_lags(lag: np.ndarray, left: np.ndarray) -> dict[str, float]:
    return {"days_left": float(np.median(lag[left])), "days_stayed": float(np.median(lag[~left]))}
