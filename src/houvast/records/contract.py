"""The record tables: their columns, types, keys and what may not be.

One declaration serves reading, mapping, quarantine, documentation and the kernel. `spells` is
required; every other table is optional, and a driver whose table is absent is *not measured*.

Definitions
-----------
known_on
    Day on which a version of a record became known. Where a source does not say, it is the event
    date plus the source's declared delay.
key
    Versions of one record share `employee_id` and these columns; the version known last counts.
    A source's own `record_id` replaces the key where it is mapped.
"""

from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["text", "date", "number", "flag"]

COMMON = {"employee_id": "text", "known_on": "date", "record_id": "text", "retracted": "flag"}
"""Columns that any table may carry; only `employee_id` is required."""

PERSONS = ("employee_id", "manager_id", "with_manager_id", "decided_by")
"""Columns that name a person: a snapshot holds pseudonyms in them, in whichever table they stand."""

NAME = "name"
"""The column of `people` that is kept with the ids, apart from every snapshot."""

EXIT_REASONS = (
    "voluntary",
    "employer",
    "contract_end",
    "transfer",
    "retirement_or_death",
    "unknown",
)


@dataclass(frozen=True)
class Table:
    """A record table.

    Parameters
    ----------
    event : str
        The date column that places a row in time.
    columns : dict
        Column name to type, beyond those of `COMMON`.
    required : tuple of str
        Columns that no kept row may miss, beyond `employee_id` and the event date.
    key : tuple of str
        What, with `employee_id`, names one record; its versions differ in `known_on`.
    bounds : dict
        Closed interval (low, high) that a number must lie in.
    choices : dict
        The values that a text column may have.
    ordered : tuple of (str, str)
        Pairs of dates of which the first may not be later than the second.
    ahead : tuple of str
        Dates that may lie after `observed_until` (plans, not events).
    staged : dict
        Dates of a later stage, each with the columns known only from then. Where a source says no
        `known_on`, a row becomes one version per stage, so that no stage is known before its date.
    lasts : str or None
        Column with the number of days that a row covers; it is known on the last of them.
    known_after : int
        Days from the event to when a row is known at the earliest, where a source says no `known_on`: what
        covers a month without saying its days is not known on the first of them.
    """

    event: str
    columns: dict[str, ColumnType]
    required: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    bounds: dict[str, tuple[float, float]] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ordered: tuple[tuple[str, str], ...] = ()
    ahead: tuple[str, ...] = ()
    staged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lasts: str | None = None
    known_after: int = 0


TABLES: dict[str, Table] = {
    "spells": Table(
        event="started_on",
        columns={"started_on": "date", "ended_on": "date", "exit_reason": "text", "notice_on": "date"},
        key=("started_on",),
        choices={"exit_reason": EXIT_REASONS},
        ordered=(("started_on", "ended_on"), ("started_on", "notice_on"), ("notice_on", "ended_on")),
        ahead=("started_on", "ended_on"),
    ),
    "assignments": Table(
        event="effective_on",
        columns={
            "effective_on": "date",
            "site": "text",
            "team": "text",
            "manager_id": "text",
            "client": "text",
            "role": "text",
            "contract_type": "text",
            "agency": "flag",
            "hours_per_week": "number",
            "contract_ends_on": "date",
        },
        key=("effective_on",),
        bounds={"hours_per_week": (0, 60)},
        ahead=("effective_on", "contract_ends_on"),
    ),
    "pay": Table(
        event="effective_on",
        columns={"effective_on": "date", "hourly_wage": "number", "reason": "text"},
        required=("hourly_wage",),
        key=("effective_on",),
        bounds={"hourly_wage": (0.01, 1000)},
        ahead=("effective_on",),
    ),
    "one_on_ones": Table(
        event="booked_for",
        columns={"booked_for": "date", "held": "flag", "with_manager_id": "text"},
        required=("held",),
        key=("booked_for",),
        ahead=("booked_for",),
    ),
    "coaching": Table(
        event="held_on",
        columns={
            "held_on": "date",
            "kind": "text",
            "topic": "text",
            "usefulness": "number",
            "hours": "number",
        },
        key=("held_on", "kind", "topic"),
        bounds={"usefulness": (0, 1), "hours": (0, 200)},
    ),
    "survey_answers": Table(
        event="answered_on",
        columns={"answered_on": "date", "wave": "text", "item": "text", "answer": "number"},
        required=("item", "answer"),
        key=("wave", "item", "answered_on"),
        bounds={"answer": (0, 1)},
    ),
    "survey_invitations": Table(event="sent_on", columns={"sent_on": "date", "wave": "text"}, key=("wave", "sent_on")),
    "workload": Table(
        event="period_start",
        columns={
            "period_start": "date",
            "period_days": "number",
            "contacts": "number",
            "handle_seconds": "number",
            "occupancy": "number",
            "overtime_hours": "number",
            "transfers": "number",
            "escalations": "number",
            "schedule_changes": "number",
            "adherence": "number",
        },
        required=("period_days",),
        key=("period_start",),
        bounds={
            "period_days": (1, 366),
            "contacts": (0, 100_000),
            "handle_seconds": (0, 36_000),
            "occupancy": (0, 1),
            "overtime_hours": (0, 400),
            "transfers": (0, 100_000),
            "escalations": (0, 100_000),
            "schedule_changes": (0, 1_000),
            "adherence": (0, 1),
        },
        lasts="period_days",
    ),
    "absences": Table(
        event="started_on",
        columns={"started_on": "date", "ended_on": "date", "kind": "text"},
        required=("kind",),
        key=("started_on", "kind"),
        choices={"kind": ("leave", "sick")},
        ordered=(("started_on", "ended_on"),),
        ahead=("started_on", "ended_on"),
        staged={"ended_on": ()},
    ),
    "time_off_requests": Table(
        event="asked_on",
        columns={"asked_on": "date", "decided_on": "date", "approved": "flag"},
        key=("asked_on",),
        ordered=(("asked_on", "decided_on"),),
        staged={"decided_on": ("approved",)},
    ),
    "career_events": Table(
        event="happened_on",
        columns={"happened_on": "date", "kind": "text", "role": "text"},
        required=("kind",),
        key=("happened_on", "kind"),
        choices={"kind": ("talk", "application", "rejection", "promotion", "lateral_move", "plan")},
    ),
    "recognitions": Table(
        event="happened_on", columns={"happened_on": "date", "kind": "text"}, key=("happened_on", "kind")
    ),
    "onboarding_steps": Table(
        event="due_on",
        columns={"due_on": "date", "done_on": "date", "step": "text"},
        required=("step",),
        key=("step", "due_on"),
        ahead=("due_on",),
        staged={"done_on": ()},
    ),
    "tool_use": Table(
        event="period_start",
        columns={"period_start": "date", "tool": "text", "logins": "number"},
        required=("tool", "logins"),
        key=("period_start", "tool"),
        bounds={"logins": (0, 100_000)},
        known_after=30,
    ),
    "actions": Table(
        event="decided_on",
        columns={
            "decided_on": "date",
            "driver": "text",
            "action": "text",
            "assigned_by": "text",
            "decided_by": "text",
            "draw_id": "text",
            "arm": "text",
            "stratum": "text",
            "draw_unit": "text",
            "offered_on": "date",
            "accepted": "flag",
            "accepted_on": "date",
            "done_on": "date",
        },
        key=("decided_on", "action"),
        choices={"assigned_by": ("analyst", "draw"), "arm": ("help", "none")},
        ordered=(("decided_on", "offered_on"), ("offered_on", "accepted_on"), ("offered_on", "done_on")),
        staged={"offered_on": ("accepted",), "accepted_on": ("accepted",), "done_on": ()},
    ),
}

AUDIT_TABLES: dict[str, Table] = {
    "people": Table(
        event="known_on",
        columns={"birth_year": "number", "gender": "text", NAME: "text"},
        bounds={"birth_year": (1900, 2100)},
        choices={"gender": ("woman", "man", "other")},
    ),
}
"""Tables that serve to audit a list and nothing else.

One row per employee, known since hire where no `known_on` is mapped. They stand apart from `TABLES`, so that
nothing that goes by those (drivers, the kernel, the walk, the presence gate) can be asked for them.
"""

HEADCOUNT: dict[str, ColumnType] = {
    "month": "date",
    "started_on": "date",
    "ended_on": "date",
    "notice_on": "date",
    "left": "flag",
    "present": "flag",
    "exit_reason": "text",
    **{c: t for c, t in TABLES["assignments"].columns.items() if c != "effective_on"},
    "hourly_wage": "number",
}
"""Columns of a periodic headcount extract: one row per employee and month.

`month` is any day in the month; `left` says that the person left during it, `present` that the row
counts as being there (rows of people already gone are kept by some systems).
"""

HEADCOUNT_ROWS = Table(
    event="month",
    columns=HEADCOUNT,
    required=("started_on", "present"),
    key=("month",),
    bounds={**TABLES["assignments"].bounds, **TABLES["pay"].bounds},
    choices=TABLES["spells"].choices,
    ordered=TABLES["spells"].ordered,
    ahead=(*TABLES["spells"].ahead, "contract_ends_on"),
)
"""What holds for a row of a headcount extract before anything is derived from it.

`started_on` and `present` are required where they are mapped.
"""


def rules_of(table: str) -> Table:
    """What holds for the rows of a source of `table` (or 'headcount')."""
    return HEADCOUNT_ROWS if table == "headcount" else (TABLES | AUDIT_TABLES)[table]


def column_types(table: str) -> dict[str, ColumnType]:
    """Name to type of every column that a source of `table` (or 'headcount') may map."""
    own = HEADCOUNT if table == "headcount" else rules_of(table).columns
    return {**COMMON, **own}
