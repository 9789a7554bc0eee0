"""Facts out of each record table: one row a fact, with employee_id, date, kind, and what its words need.

Each function takes what stands of one table (`records.past.read_standing`), by employee and date, and gives rows with
value (a number in the kind's unit), until (a date) and name (a text); missing where the kind has none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

COLUMNS = ("employee_id", "date", "kind", "value", "until", "name")
LEAST_PAY_CHANGE = 0.001
LEAST_OVERTIME_HOURS = 0.05


@dataclass(frozen=True)
class Source:
    """How a table becomes facts.

    Parameters
    ----------
    columns : tuple of str
        What is read beside employee_id and the event date.
    build : callable
        From the rows and the as-of date to facts.
    whole : bool
        Whether all records are needed, and not the newest alone: where a fact is a change from the one before.
    """

    columns: tuple[str, ...]
    build: Callable[[pd.DataFrame, pd.Timestamp], pd.DataFrame]
    whole: bool = False


def _facts(rows: pd.DataFrame, date: str, kind: object, *, value: object = np.nan, until: object = pd.NaT,
           name: object = None) -> pd.DataFrame:  # fmt: skip
    made = {"employee_id": rows["employee_id"], "date": rows[date], "kind": kind, "value": value, "until": until}
    return pd.DataFrame({**made, "name": name}, columns=list(COLUMNS)).astype(
        {"kind": object, "value": float, "until": "datetime64[s]", "name": object}
    )


def _pay(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    wage = rows["hourly_wage"]
    before = wage.where(wage.notna()).groupby(rows["employee_id"]).shift()
    change = wage / before - 1
    told = (change.abs() >= LEAST_PAY_CHANGE).to_numpy()
    kind = np.where(change[told] > 0, "pay_rise", "pay_cut")
    return _facts(rows[told], "effective_on", kind, value=change[told].abs())


def _absences(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    sick = rows[(rows["kind"] == "sick").to_numpy(dtype=bool)]
    over = (sick["ended_on"].notna() & (sick["ended_on"] <= as_of)).to_numpy()
    until = sick["ended_on"].where(over)
    kind = np.where(over, "sick_spell", "sick_open")
    return _facts(sick, "started_on", kind, value=(until - sick["started_on"]).dt.days, until=until)


def _one_on_ones(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    held = rows["held"].eq(True).to_numpy(dtype=bool)
    return _facts(rows, "booked_for", np.where(held, "one_on_one_held", "one_on_one_missed"))


def _coaching(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    timed = rows["hours"].notna()
    sessions = _facts(rows, "held_on", np.where(timed, "coaching_hours", "coaching_session"), value=rows["hours"])
    about_ai = rows[(rows["topic"] == "ai").to_numpy(dtype=bool)]
    return pd.concat([sessions, _facts(about_ai, "held_on", "ai_training")], ignore_index=True)


def _career(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return _facts(rows, "happened_on", "career_" + rows["kind"].astype(str))


def _recognitions(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return _facts(rows, "happened_on", "recognition")


def _time_off(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    approved = rows["approved"].to_numpy(dtype=object)
    yes, no = (np.array([one is not None and one == said for one in approved], dtype=bool) for said in (True, False))
    kind = np.select([yes, no], ["time_off_approved", "time_off_declined"], default="time_off_open")
    return _facts(rows, "asked_on", kind)


def _onboarding(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    done = (rows["done_on"].notna() & (rows["done_on"] < as_of)).to_numpy()
    days = (rows["done_on"] - rows["due_on"]).dt.days.where(done)
    kind = np.select([~done, (days > 0).to_numpy()], ["step_open", "step_late"], default="step_done")
    return _facts(rows, "due_on", kind, value=days.where(days > 0))


def _workload(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    busy, over = rows[rows["occupancy"].notna()], rows[rows["overtime_hours"] >= LEAST_OVERTIME_HOURS]
    parts = [
        _facts(busy, "period_start", "occupancy", value=busy["occupancy"].round(2)),
        _facts(over, "period_start", "overtime", value=over["overtime_hours"].round(1)),
    ]
    return pd.concat(parts, ignore_index=True)


def _tool_use(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    used = rows["logins"].gt(0).groupby([rows["employee_id"], rows["period_start"]], sort=False).sum().reset_index()
    return _facts(used, "period_start", "tools_used", value=used["logins"])


PLACED = {
    "site": "site_changed",
    "team": "team_changed",
    "role": "role_changed",
    "client": "client_changed",
    "contract_type": "contract_changed",
    "manager_id": "manager_changed",
}
NAMELESS = {"manager_id"}
"""Columns whose new value is not told: the fact is behind a driver that must say nothing about a manager."""


def _assignments(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    parts = []
    for column, kind in PLACED.items():
        known = rows[rows[column].notna()]
        before = known.groupby("employee_id", sort=False)[column].shift()
        moved = known[(before.notna() & (before != known[column])).to_numpy()]
        parts.append(_facts(moved, "effective_on", kind, name=None if column in NAMELESS else moved[column]))
    return pd.concat(parts, ignore_index=True)


def _spells(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return _facts(rows.groupby("employee_id", sort=False).tail(1), "started_on", "started")


SOURCES: dict[str, Source] = {
    "spells": Source((), _spells, whole=True),
    "assignments": Source(tuple(PLACED), _assignments, whole=True),
    "pay": Source(("hourly_wage",), _pay, whole=True),
    "absences": Source(("kind", "ended_on"), _absences),
    "one_on_ones": Source(("held",), _one_on_ones),
    "coaching": Source(("hours", "topic"), _coaching),
    "career_events": Source(("kind",), _career),
    "recognitions": Source((), _recognitions),
    "time_off_requests": Source(("approved",), _time_off),
    "onboarding_steps": Source(("done_on",), _onboarding),
    "workload": Source(("occupancy", "overtime_hours"), _workload),
    "tool_use": Source(("tool", "logins"), _tool_use),
}
"""By record table. What is read is named here: no other column of a record can become a fact."""
