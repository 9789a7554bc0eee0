"""Versions of records: since when each was known, and until when it was the latest.

Definitions
-----------
known_on
    Mapped from the source, else the day of the event (for a row that covers days: the last of them) plus
    the source's declared delay. A version counts at as-of dates later than this.
superseded_on
    `known_on` of the next version of the same record, or missing. A version counts at as-of dates up to
    and with this one.
stage
    Where a source says no `known_on`, one row tells the whole story of a record: an absence with its
    end, a request with its decision, an employment with its end. Such a row becomes a version per
    stage, so that at no as-of date more is visible than had happened. The end of an employment is
    known from the notice where there is one, else from the end itself.
"""

import numpy as np
import pandas as pd

from houvast.records.contract import Table
from houvast.records.rules import find_key

LEAVING = ("ended_on", "notice_on", "exit_reason")


def build_versions(frame: pd.DataFrame, rules: Table, delay_days: int) -> pd.DataFrame:
    """Rows with `known_on` and `superseded_on`; the rows of a record rise in `known_on`."""
    if "known_on" not in frame:
        delay_days = max(delay_days, rules.known_after)
        base = _known_base(frame, rules, delay_days)
        stages = [
            (frame[date] + pd.Timedelta(days=delay_days), (date, *(name for name in columns if name in frame)))
            for date, columns in rules.staged.items()
            if date in frame
        ]
        if not stages:
            return frame.assign(known_on=base, superseded_on=np.datetime64("NaT", "s"))
        frame = _stage(frame, base, stages)
    return supersede(frame, find_key(frame, rules))


def build_spell_versions(frame: pd.DataFrame, rules: Table, delay_days: int) -> pd.DataFrame:
    """Employments as versions: open from the start, then with notice or end."""
    if "known_on" not in frame:
        delay = pd.Timedelta(days=delay_days)
        left_on = frame["ended_on"]
        if "notice_on" in frame:
            left_on = frame["notice_on"].fillna(left_on)
        leaving = tuple(column for column in LEAVING if column in frame)
        frame = _stage(frame, frame["started_on"] + delay, [(left_on + delay, leaving)])
    return supersede(frame, find_key(frame, rules))


def supersede(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows ordered by record and `known_on`, each with the `known_on` of the next as `superseded_on`."""
    record = frame.groupby(key, sort=False, dropna=False).ngroup().to_numpy()
    order = np.lexsort((frame["known_on"].to_numpy(), record))
    frame, record = frame.iloc[order].reset_index(drop=True), record[order]
    following = np.append(frame["known_on"].to_numpy()[1:], np.datetime64("NaT", "s"))
    same = np.append(record[1:] == record[:-1], False)
    return frame.assign(superseded_on=np.where(same, following, np.datetime64("NaT", "s")))


def know_from_hire(frame: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Rows about employees, known since the first hire on record where the source says no `known_on`."""
    if "known_on" in frame:
        return frame
    hired = spells.groupby("employee_id")["started_on"].min()
    return frame.assign(known_on=frame["employee_id"].map(hired).astype("datetime64[s]"))


def find_invisible_leavers(frame: pd.DataFrame, rules: Table) -> tuple[int, int]:
    """Employments with an end, and those of them that no version shows as open.

    A source with `known_on` that overwrites its rows tells of an employment only after it has ended:
    at every earlier as-of date its leavers are not there, and only stayers are.
    """
    if "known_on" not in frame or "ended_on" not in frame:
        return 0, 0
    key = find_key(frame, rules)
    ended = frame[frame["ended_on"].notna()]
    records = ended.drop_duplicates(key)
    open_before = frame["known_on"] < frame["ended_on"].fillna(pd.Timestamp("2199-12-31"))
    seen = frame.loc[open_before, key].drop_duplicates()
    hidden = records[key].merge(seen, on=key, how="left", indicator=True)["_merge"].eq("left_only")
    return len(records), int(hidden.sum())


def _known_base(frame: pd.DataFrame, rules: Table, delay_days: int) -> pd.Series:
    base = frame[rules.event] + pd.Timedelta(days=delay_days)
    if rules.lasts is not None and rules.lasts in frame:
        base = base + pd.to_timedelta(np.ceil(frame[rules.lasts]) - 1, unit="D")
    return base.astype("datetime64[s]")


def _stage(frame: pd.DataFrame, base: pd.Series, stages: list[tuple[pd.Series, tuple[str, ...]]]) -> pd.DataFrame:
    """A version per row and stage; in each, the columns of later stages are missing."""
    base = base.astype("datetime64[s]")
    known = [when.where(when.isna() | (when > base), base).astype("datetime64[s]") for when, _ in stages]
    versions = []
    for known_on in (base, *known):
        version = frame.assign(known_on=known_on)
        for stage_known, (_, columns) in zip(known, stages, strict=True):
            later = stage_known > known_on
            for column in columns:
                version[column] = version[column].mask(later)
        versions.append(version[known_on.notna()])
    return pd.concat(versions, ignore_index=True).drop_duplicates(["row", "known_on"])
