"""What no kept row may be, as plain vectorised rules (docs/adr/0003 says why not a library).

Each rule enters the rows it refuses in `Refusals`, first reason first. Rules of one source come first;
rules that hold a table against `spells` follow once the spells are known.

Decisions
---------
Conflict: rows that say different things about one record on one day are all refused, since which one
is right would be a guess. Overlapping employments likewise.
Tolerance: monthly records carry the first of their month, so an event may lie up to 31 days before
hire or after exit. A plan (a date that may lie ahead) may lie up to 366 days after exit.
"""

import numpy as np
import pandas as pd

from houvast.records.contract import Table
from houvast.records.quarantine import Refusals

EARLIEST, LATEST = np.datetime64("1900-01-01", "s"), np.datetime64("2199-12-31", "s")
TOLERANCE = np.timedelta64(31, "D")
PLAN_TOLERANCE = np.timedelta64(366, "D")
ROUNDING = 1e-9
"""A scaled answer may miss its bound by this much, and is then set to the bound."""


def check_values(frame: pd.DataFrame, rules: Table, refusals: Refusals) -> None:
    """Refuse rows with a required value missing, a value out of bounds, or dates out of order."""
    for column in ("employee_id", rules.event, *rules.required, "known_on", "record_id"):
        if column in frame:
            _refuse(frame, frame[column].isna(), "missing_required", column, refusals)
    _check_dates(frame, rules, refusals)
    for column, (low, high) in rules.bounds.items():
        if column in frame:
            numbers = frame[column].to_numpy()
            outside = (numbers < low - ROUNDING) | (numbers > high + ROUNDING)
            _refuse(frame, outside, "out_of_bounds", column, refusals)
    for column, choices in rules.choices.items():
        if column in frame:
            other = frame[column].notna() & ~frame[column].isin(choices)
            _refuse(frame, other, "unknown_choice", column, refusals)


def _check_dates(frame: pd.DataFrame, rules: Table, refusals: Refusals) -> None:
    for column in frame.select_dtypes("datetime"):
        dates = frame[column].to_numpy()
        _refuse(frame, (dates < EARLIEST) | (dates > LATEST), "implausible_date", column, refusals)
    for first, second in rules.ordered:
        if first in frame and second in frame:
            wrong = frame[first].to_numpy() > frame[second].to_numpy()
            _refuse(frame, wrong, "dates_out_of_order", second, refusals)


def check_known(frame: pd.DataFrame, rules: Table, refusals: Refusals) -> None:
    """Refuse rows that were known before their event, where the event is no plan."""
    if "known_on" in frame and rules.event not in rules.ahead:
        wrong = frame["known_on"].to_numpy() < frame[rules.event].to_numpy()
        _refuse(frame, wrong, "known_before_event", "known_on", refusals)


def check_future(frame: pd.DataFrame, rules: Table, observed_until: np.datetime64, refusals: Refusals) -> None:
    """Refuse rows with a date on or after `observed_until`, unless it may lie ahead."""
    for column in frame.select_dtypes("datetime"):
        if column not in rules.ahead:
            _refuse(frame, frame[column].to_numpy() >= observed_until, "in_the_future", column, refusals)


def check_exits(frame: pd.DataFrame, refusals: Refusals) -> None:
    """Refuse employments with a reason for leaving and no date of it: they would pass for stayers."""
    if "exit_reason" in frame and "ended_on" in frame:
        undated = frame["exit_reason"].notna() & frame["ended_on"].isna()
        if "notice_on" in frame:
            undated &= frame["notice_on"].isna()
        _refuse(frame, undated, "exit_without_date", "ended_on", refusals)


def find_key(frame: pd.DataFrame, rules: Table) -> list[str]:
    """Columns that name one record in this frame."""
    if "record_id" in frame:
        return ["employee_id", "record_id"]
    return ["employee_id", *(column for column in rules.key if column in frame)]


def check_repeats(frame: pd.DataFrame, rules: Table, refusals: Refusals) -> None:
    """Refuse identical rows but the first, and all rows of a record that contradict each other."""
    key = find_key(frame, rules) + (["known_on"] if "known_on" in frame else [])
    several = frame.duplicated(key, keep=False)
    if not several.any():
        return
    frame = frame[several]
    content = [column for column in frame.columns if column != "row"]
    same = frame.duplicated(content)
    _refuse(frame, same, "duplicate", None, refusals)
    rest = frame[~same]
    _refuse(rest, rest.duplicated(key, keep=False), "conflict", None, refusals)


def find_final(spells: pd.DataFrame, rules: Table) -> pd.DataFrame:
    """The version of every employment that was known last, without retracted ones."""
    if "known_on" in spells:
        spells = spells.sort_values("known_on", kind="stable")
        spells = spells.drop_duplicates(find_key(spells, rules), keep="last")
    if "retracted" in spells:
        spells = spells[~spells["retracted"].fillna(False).astype(bool)]
    return spells


def check_overlaps(spells: pd.DataFrame, rules: Table, refusals: Refusals) -> None:
    """Refuse employments of one person that overlap: all versions of each that overlaps another."""
    final = find_final(spells, rules).sort_values(["employee_id", "started_on"], kind="stable")
    person = final["employee_id"].to_numpy()
    reach = final["ended_on"].fillna(pd.Timestamp(LATEST)).groupby(person).cummax()
    into_earlier = (reach.groupby(person).shift() > final["started_on"]).to_numpy()
    # Spells that reach into one another form one block; a block of more than one is refused.
    block = np.cumsum(~into_earlier)
    overlapping = np.bincount(block)[block] > 1 if len(block) else into_earlier
    if overlapping.any():
        key = find_key(final, rules)
        every = spells.merge(final.loc[overlapping, key].drop_duplicates(), on=key)
        refusals.refuse(every["row"], "overlapping_spells", "started_on")


def check_employed(frame: pd.DataFrame, spells: pd.DataFrame, refusals: Refusals) -> None:
    """Refuse rows of people without an employment."""
    _refuse(frame, ~frame["employee_id"].isin(spells["employee_id"]), "not_in_spells", "employee_id", refusals)


def check_within_spells(frame: pd.DataFrame, rules: Table, spells: pd.DataFrame, refusals: Refusals) -> None:
    """Refuse rows of people without an employment, before hire or after exit (see Tolerance).

    `spells` has one row per final employment: employee_id, started_on, ended_on.
    """
    event = frame[rules.event]
    until = event + pd.to_timedelta(frame[rules.lasts], unit="D") if rules.lasts in frame else event
    rows = pd.DataFrame(
        {
            "row": frame["row"].to_numpy(),
            "at": np.arange(len(frame)),
            "employee_id": frame["employee_id"].to_numpy(),
            "event": event.to_numpy(),
            "until": until.to_numpy(),
        }
    )
    joined = rows.merge(spells[["employee_id", "started_on", "ended_on"]], on="employee_id", how="left")
    tolerance = PLAN_TOLERANCE if rules.event in rules.ahead else TOLERANCE
    from_hire = (joined["until"] >= joined["started_on"] - TOLERANCE).to_numpy()
    gone = (joined["event"] > joined["ended_on"] + tolerance).to_numpy()
    at, count = joined["at"].to_numpy(), len(frame)
    inside, hired = np.zeros(count, bool), np.zeros(count, bool)
    inside[at[from_hire & ~gone]] = True
    hired[at[from_hire]] = True
    known = np.zeros(count, bool)
    known[at[joined["started_on"].notna().to_numpy()]] = True
    _refuse(frame, ~known, "not_in_spells", "employee_id", refusals)
    _refuse(frame, known & ~hired, "before_hire", rules.event, refusals)
    _refuse(frame, hired & ~inside, "after_exit", rules.event, refusals)


def _refuse(
    frame: pd.DataFrame, wrong: pd.Series | np.ndarray, reason: str, column: str | None, refusals: Refusals
) -> None:
    wrong = np.asarray(wrong, dtype=bool)
    if wrong.any():
        refusals.refuse(frame["row"].to_numpy()[wrong], reason, column)
