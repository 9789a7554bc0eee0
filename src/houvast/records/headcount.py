"""Employments, assignments and pay out of a periodic headcount extract (one row per person and month).

Assumptions and decisions
-------------------------
- An employment is (employee, hire date). A later hire date after leaving, or after the person was no
  longer listed, is a new one; a hire date that changes without leaving refuses the rows that carry it.
- The end is the leave date that a row reports; where a row only says that the person left, it is the
  first day of the next month. A leave date stands until another one is reported.
- A row in a month after the month of leaving is refused (`after_exit`): nobody was there any more. Where
  such a row is the one that reports the leave date, the date is used and the use is noted.
- Who is listed no more without a leave date has an end at the first month not listed, for a reason
  that is unknown; the number of such people is noted. Months missing in between are tolerated and noted.
- Knowledge: a hire is known on its day, an end on the day of the report or on the day itself, whichever
  is later (with notice: report or notice). A change of pay or assignment is effective on the
  first day of the month in which it shows, and known on the day of the report.

Known drawbacks: a leave that is taken back shows as rows refused after exit; a change inside a month
is dated too early by less than a month.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.records.contract import TABLES
from houvast.records.quarantine import Refusals

SPELL = ["employee_id", "started_on"]
NAT = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Calendar:
    """When the reports of an extract are made: at the start or end of their month, and how late."""

    reported_at: str
    delay_days: int

    def report_days(self, months: pd.Series) -> pd.Series:
        """The day on which the report of each month (given by its first day) is known."""
        days = months if self.reported_at == "month_start" else next_months(months) - pd.Timedelta(days=1)
        return days + pd.Timedelta(days=self.delay_days)


def floor_months(dates: pd.Series) -> pd.Series:
    """First day of the month of each date."""
    values = dates.to_numpy().astype("datetime64[M]")
    return pd.Series(values.astype("datetime64[s]"), index=dates.index)


def next_months(months: pd.Series) -> pd.Series:
    """First day of the month after the month of each date."""
    values = months.to_numpy().astype("datetime64[M]") + 1
    return pd.Series(values.astype("datetime64[s]"), index=months.index)


def prepare_rows(frame: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Rows by employee and month (already a first day), with what each says.

    Adds `report_on` (when it is known), `stated` (the end it states), `leave_month` (the last month in which
    the person can have been there) and `listed` (whether it shows the person as being there).
    """
    stated = frame["ended_on"] if "ended_on" in frame else pd.Series(NAT, index=frame.index)
    leave_month = floor_months(stated)
    if "left" in frame:
        only_flag = frame["left"].fillna(False).astype(bool) & stated.isna()
        stated = stated.mask(only_flag, next_months(frame["month"]))
        leave_month = leave_month.mask(only_flag, frame["month"])
    listed = frame["present"].astype(bool) if "present" in frame else pd.Series(True, index=frame.index)
    report_on = calendar.report_days(frame["month"])
    frame = frame.assign(report_on=report_on, stated=stated, leave_month=leave_month, listed=listed)
    return frame.sort_values(["employee_id", "month"], kind="stable", ignore_index=True)


def check_headcount(rows: pd.DataFrame, refusals: Refusals) -> tuple[pd.DataFrame, dict[str, dict[str, int]]]:
    """Refuse rows before hire, with a changed hire date, or after exit; gives all but the first two.

    The rows after exit stay in the frame, no longer listed, for the leave date they may state.
    """
    early = next_months(rows["month"]) <= rows["started_on"]
    refusals.refuse(rows.loc[early, "row"], "before_hire", "started_on")
    rows = _drop_changed_hires(rows[~early], refusals)
    leave_month = rows.groupby(SPELL, sort=False)["leave_month"].transform("last")
    after = rows["listed"] & (rows["month"] > leave_month)
    refusals.refuse(rows.loc[after, "row"], "after_exit", "month")
    states = rows["stated"].notna()
    elsewhere = pd.MultiIndex.from_frame(rows.loc[states & ~after, SPELL])
    sole = rows[states & after & ~pd.MultiIndex.from_frame(rows[SPELL]).isin(elsewhere)]
    people = int(sole["employee_id"].nunique())
    notes = {"leave_date_from_refused_row": {"people": people}} if people else {}
    return rows.assign(listed=rows["listed"] & ~after), notes


def build_spells(rows: pd.DataFrame, calendar: Calendar) -> tuple[pd.DataFrame, dict[str, dict[str, int]]]:
    """Versions of every employment (with `known_on`), and what was noted on the way."""
    months = rows[rows["listed"]].groupby(SPELL, sort=False)["month"].agg(["min", "max", "size"])
    there = rows[rows["listed"] | rows["stated"].notna()].drop_duplicates(SPELL)
    spells = there[[*SPELL, "row"]].join(months, on=SPELL)
    stated = _stated_ends(rows)
    ended = rows.loc[rows["stated"].notna(), SPELL]
    is_ended = pd.MultiIndex.from_frame(spells[SPELL]).isin(pd.MultiIndex.from_frame(ended))
    vanished = spells[~is_ended & (spells["max"] < rows["month"].max()).to_numpy()]
    known_on = spells["started_on"] + pd.Timedelta(days=calendar.delay_days)
    parts = [spells[[*SPELL, "row"]].assign(known_on=known_on), stated]
    parts += [_vanished_ends(vanished, rows, calendar)] if len(vanished) else []
    versions = pd.concat(parts, ignore_index=True).sort_values(SPELL, kind="stable", ignore_index=True)
    gaps = _count_months(months["min"], months["max"]) - months["size"]
    notes = {
        "people_vanished": {"people": int(vanished["employee_id"].nunique())},
        "months_missing": {"people": int((gaps > 0).sum()), "months": int(gaps.sum())},
    }
    columns = [*SPELL, "ended_on", "exit_reason", *(["notice_on"] if "notice_on" in rows else []), "known_on"]
    noted = {code: counts for code, counts in notes.items() if counts["people"]}
    return _drop_overtaken(versions)[["row", *columns]], noted


def build_changes(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Rows of `assignments` or `pay`: the first listed month of an employment and every change after."""
    columns = [column for column in TABLES[table].columns if column in rows and column != "reason"]
    rows = rows[rows["listed"]]
    rows = rows.dropna(subset=[c for c in TABLES[table].required if c in rows])
    key = [column for column in SPELL if column in rows]
    rows = rows.sort_values([*key, "month"], kind="stable")
    changed = np.zeros(len(rows), dtype=bool)
    for column in [*key, *columns]:
        codes = pd.factorize(rows[column], use_na_sentinel=True)[0]
        changed |= np.append(True, codes[1:] != codes[:-1])[: len(rows)]
    rows = rows[changed]
    effective = rows["month"]
    if "started_on" in rows:
        effective = effective.where(effective >= rows["started_on"], rows["started_on"])
    known = rows["report_on"].where(rows["report_on"] >= effective, effective)
    return rows[["row", "employee_id", *columns]].assign(effective_on=effective, known_on=known)


def _drop_changed_hires(rows: pd.DataFrame, refusals: Refusals) -> pd.DataFrame:
    """Rows without those whose hire date changed while the person was still there."""
    while True:
        after = next_months(rows["month"]).where(rows["listed"])
        by_spell = rows.assign(until=rows["stated"].fillna(after)).groupby(SPELL, sort=False)
        spells = by_spell.agg(first=("month", "min"), stated=("stated", "last"), until=("until", "last"))
        spells = spells.reset_index().sort_values(["employee_id", "first"], kind="stable")
        until = spells["stated"].fillna(spells["until"]).groupby(spells["employee_id"]).shift()
        wrong = spells.loc[(spells["started_on"] < until).to_numpy(), SPELL]
        if wrong.empty:
            return rows
        bad = pd.MultiIndex.from_frame(rows[SPELL]).isin(pd.MultiIndex.from_frame(wrong))
        refusals.refuse(rows.loc[bad, "row"], "started_on_changed", "started_on")
        rows = rows[~bad]


def _stated_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """A version for every leave date or notice that a row states; of equal ones the first."""
    notice = rows["notice_on"] if "notice_on" in rows else pd.Series(NAT, index=rows.index)
    reason = rows["exit_reason"] if "exit_reason" in rows else pd.Series(None, index=rows.index, dtype="str")
    shown = rows["stated"].where(notice.isna(), notice)
    ends = rows[[*SPELL, "row"]].assign(
        ended_on=rows["stated"],
        notice_on=notice,
        exit_reason=reason.where(rows["stated"].notna()),
        known_on=rows["report_on"].where(rows["report_on"] >= shown, shown),
    )
    return ends[shown.notna()].drop_duplicates([*SPELL, "ended_on", "notice_on", "exit_reason"])


def _vanished_ends(vanished: pd.DataFrame, rows: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """An end at the first month not listed, for those who were listed no more without a leave date."""
    ended = next_months(vanished["max"])
    known = calendar.report_days(ended)
    ends = vanished[[*SPELL, "row"]].assign(ended_on=ended, known_on=known.where(known >= ended, ended))
    reason = pd.Series("unknown", index=ends.index, dtype="str")
    if "exit_reason" in rows and not {"left", "ended_on"} & set(rows.columns):
        # The extract tells of leaving only by no longer listing: the row that says so may say why.
        gone = rows[~rows["listed"] & rows["exit_reason"].notna()].drop_duplicates(SPELL)
        said = ends[SPELL].merge(gone[[*SPELL, "exit_reason"]], on=SPELL, how="left")["exit_reason"]
        reason = pd.Series(said.fillna("unknown").to_numpy(), index=ends.index, dtype="str")
    return ends.assign(exit_reason=reason)


def _drop_overtaken(versions: pd.DataFrame) -> pd.DataFrame:
    """Versions without those that a later report put right before they were known."""
    spell = versions.groupby(SPELL, sort=False).ngroup().to_numpy()
    known = versions["known_on"].to_numpy().astype("datetime64[s]").astype(np.int64)
    later = pd.Series(known[::-1]).groupby(spell[::-1]).cummin().to_numpy()[::-1]
    following = np.append(later[1:], 0)
    last = np.append(spell[1:] != spell[:-1], True)
    return versions[last | (known < following)]


def _count_months(first: pd.Series, last: pd.Series) -> pd.Series:
    span = last.to_numpy().astype("datetime64[M]") - first.to_numpy().astype("datetime64[M]")
    return pd.Series(span.astype(np.int64) + 1, index=first.index)
