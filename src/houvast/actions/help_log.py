"""Help as it was recorded in the workspace, on its way to the record table `actions`.

Definitions
-----------
help
    Something that was decided for a person on a day, by an analyst or for who was drawn. It has versions: a correction
    is a new one, and the newest counts. A help that was withdrawn stays, as a record that is retracted.
known on
    The day on which a version was entered: what was entered later is not known earlier, whatever dates it holds. Of
    several versions of one day the last counts.
drawn
    The first help of who was drawn to be offered it completes the record of the draw: the day of decision is that of
    the draw, so that a draw has one record a person. Who was drawn to go without has that record too, and none of
    what was given all the same is part of it.

A draw by teams is not in here: who is in a team changes from step to step, and the files of the draw say who.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from houvast.actions.draw import HELP
from houvast.actions.draw_ledger import WrittenDraw

DATABASE = "workspace.db"
TABLE = "help_given"
FIELDS = (
    "id", "help", "employee_id", "as_of", "list", "account", "entered_at", "action", "driver", "draw_id", "arm",
    "stratum", "decided_on", "offered_on", "accepted", "accepted_on", "done_on", "withdrawn",
)  # fmt: skip
"""Columns of the workspace's table, in their order; missing texts and dates are null."""

RECORD = (
    "employee_id", "known_on", "record_id", "retracted", "decided_on", "driver", "action", "assigned_by", "draw_id",
    "arm", "stratum", "offered_on", "accepted", "accepted_on", "done_on",
)  # fmt: skip
"""Columns of the record table, as `build_records` gives them; who decided stays in the workspace."""
DATES = ("known_on", "decided_on", "offered_on", "accepted_on", "done_on")


@dataclass(frozen=True)
class HelpVersion:
    """One version of a help, as the workspace keeps it; dates are ISO.

    Parameters
    ----------
    id, help : int
        Of the version; and of the help, which is the id of its first version.
    as_of, list : str
        Date and digest of the list on which it was entered.
    account, entered_at : str
        Who entered it, and when (UTC).
    draw_id, arm, stratum : str or None
        Of the draw that the person was part of then.
    accepted : str or None
        "yes", "no", or not known.
    withdrawn : str or None
        "yes" where it was entered by mistake.
    """

    id: int
    help: int
    employee_id: str
    as_of: str
    list: str
    account: str
    entered_at: str
    action: str
    driver: str | None
    draw_id: str | None
    arm: str | None
    stratum: str | None
    decided_on: str
    offered_on: str | None
    accepted: str | None
    accepted_on: str | None
    done_on: str | None
    withdrawn: str | None

    @property
    def state(self) -> str:
        """How far it is: withdrawn, done, declined, accepted, offered or decided."""
        if self.withdrawn == "yes":
            return "withdrawn"
        if self.done_on:
            return "done"
        if self.accepted:
            return "accepted" if self.accepted == "yes" else "declined"
        return "offered" if self.offered_on else "decided"


def read_versions(path: Path) -> list[HelpVersion]:
    """Every version in a workspace's database, oldest first; none where there is no database, or no table in it."""
    if not path.is_file():
        return []
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone()
        if there is None:
            return []
        query = f"SELECT {', '.join(FIELDS)} FROM {TABLE} ORDER BY id"  # noqa: S608  names of this module only
        return [HelpVersion(*row) for row in connection.execute(query)]


def build_records(versions: Sequence[HelpVersion], draws: Iterable[WrittenDraw]) -> pd.DataFrame:
    """Rows of the table `actions`, columns `RECORD`: one per record and day on which something of it became known.

    Parameters
    ----------
    draws : iterable of WrittenDraw
        Of the ledger; those by teams are left out.
    """
    rows = [row for draw in draws if draw.by == "person" for row in _of_draw(draw)]
    decided = {(row["employee_id"], row["draw_id"]): row["decided_on"] for row in rows}
    first: dict[tuple[str, str], int] = {}
    for one in versions:
        key = one.employee_id, one.draw_id or ""
        if one.arm == HELP and one.withdrawn != "yes" and (one.offered_on or "") >= decided.get(key, "9"):
            first.setdefault(key, one.help)
    for one in versions:
        completes = one.draw_id and first.get((one.employee_id, one.draw_id)) == one.help
        rows.append(_of_drawn_help(one, decided[one.employee_id, one.draw_id]) if completes else _of_help(one))
    frame = pd.DataFrame(rows, columns=list(RECORD))
    frame = frame.drop_duplicates(["employee_id", "record_id", "known_on"], keep="last", ignore_index=True)
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame


def _of_draw(draw: WrittenDraw) -> list[dict]:
    known = max(draw.drawn_on, draw.as_of)
    return [
        {
            "employee_id": person, "known_on": known, "record_id": _record_of(draw.draw_id), "retracted": False,
            "decided_on": draw.as_of, "assigned_by": "draw", "draw_id": draw.draw_id,
            "arm": arm, "stratum": stratum or None,
        }
        for person, (stratum, arm) in draw.arms.items()
    ]  # fmt: skip


def _of_help(one: HelpVersion) -> dict:
    return {
        **_steps(one), "record_id": f"workspace {one.help}", "decided_on": one.decided_on, "assigned_by": "analyst",
        "retracted": one.withdrawn == "yes",
    }  # fmt: skip


def _of_drawn_help(one: HelpVersion, decided_on: str) -> dict:
    """A version of the draw's own record; help that was withdrawn leaves the draw as it was."""
    drawn = {
        "record_id": _record_of(str(one.draw_id)), "decided_on": decided_on, "assigned_by": "draw", "arm": one.arm,
        "draw_id": one.draw_id, "stratum": one.stratum or None, "retracted": False,
    }  # fmt: skip
    if one.withdrawn == "yes":
        return {"employee_id": one.employee_id, "known_on": one.entered_at[:10], **drawn}
    return {**_steps(one), **drawn}


def _steps(one: HelpVersion) -> dict:
    return {
        "employee_id": one.employee_id, "known_on": one.entered_at[:10], "driver": one.driver, "action": one.action,
        "offered_on": one.offered_on, "accepted_on": one.accepted_on, "done_on": one.done_on,
        "accepted": None if one.accepted is None else one.accepted == "yes",
    }  # fmt: skip


def _record_of(draw_id: str) -> str:
    return f"draw {draw_id}"
