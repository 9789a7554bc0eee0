"""Help that is given to people, as analysts record it: decided, offered, accepted, done; each correction a new version.

Help is about a person: it is kept under their id, can be shown to them and erased. That something was recorded is in
the audit log as well, with how far the help was, and not which help.

From here it becomes the record table `actions` at the next ingest (`houvast.actions.help_log`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from houvast.actions.draw_ledger import WrittenDraw
from houvast.actions.help_catalogue import load_help
from houvast.actions.help_log import FIELDS, HelpVersion
from houvast.audit_log import add_entry
from houvast.web.accounts import Account
from houvast.web.database import Database, given, write_moment
from houvast.web.lists import PublishedList

STEPS = ("decided_on", "offered_on", "accepted_on", "done_on")
ANSWERS = ("yes", "no")


class HelpProblemError(Exception):
    """What was entered cannot be kept; `texts/help_progress.yaml` has the words as `problem_<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Drawn:
    """The part that somebody has in the newest trial of people."""

    draw_id: str
    arm: str
    stratum: str
    as_of: str


def find_drawn(draws: Sequence[WrittenDraw], employee_id: str) -> Drawn | None:
    """The arm of somebody in the newest trial; None where they were not drawn, or teams were."""
    for draw in reversed(draws):
        if draw.draw_id != draws[-1].draw_id:
            break
        if draw.by == "person" and employee_id in draw.arms:
            stratum, arm = draw.arms[employee_id]
            return Drawn(draw.draw_id, arm, stratum, draw.as_of)
    return None


def read_entry(form: Mapping[str, str], today: dt.date) -> dict[str, str | None]:
    """What a form says of a help: texts and ISO dates, None where nothing was filled in.

    Raises
    ------
    HelpProblemError
        The help is not in the catalogue, or dates are none, lie ahead or are out of order.
    """
    catalogue, action = load_help(), form.get("action", "")
    if action not in catalogue.actions:
        raise HelpProblemError("action")
    driver, accepted = form.get("driver", ""), form.get("accepted", "")
    if (driver and driver not in catalogue.actions[action].drivers) or accepted not in ("", *ANSWERS):
        raise HelpProblemError("action")
    days = {name: _read_day(form.get(name, ""), today) for name in STEPS}
    if days["decided_on"] is None:
        raise HelpProblemError("decided")
    if (accepted and days["offered_on"] is None) or (days["done_on"] and days["offered_on"] is None):
        raise HelpProblemError("not_offered")
    if (days["accepted_on"] and accepted != "yes") or (days["done_on"] and accepted == "no"):
        raise HelpProblemError("declined")
    for first, then in (("decided_on", "offered_on"), ("offered_on", "accepted_on"), ("offered_on", "done_on")):
        if days[first] and days[then] and days[first] > days[then]:
            raise HelpProblemError("order")
    withdrawn = "yes" if form.get("withdrawn") == "yes" else None
    return {"action": action, "driver": driver or None, "accepted": accepted or None, "withdrawn": withdrawn, **days}


def record_help(
    database: Database, published: PublishedList, employee_id: str, person: str, account: Account,
    entry: Mapping[str, str | None], *, drawn: Drawn | None, corrects: tuple[int, int] | None = None,
) -> int:  # fmt: skip
    """The number of the help of which a version was kept.

    Parameters
    ----------
    person : str
        Code for the audit log.
    corrects : (int, int) or None
        Number of the help, and of the version that its reader saw; None for a help that is new.

    Raises
    ------
    HelpProblemError
        It was recorded already, has changed since it was read, or is no help of this person.
    """
    told: dict[str, Any] = {
        "employee_id": employee_id,
        "as_of": str(published.as_of),
        "list": published.digest,
        "account": account.name,
        "entered_at": write_moment(database.now()),
        **entry,
    }
    with database.writing() as connection:
        before = _find(connection, employee_id)
        told |= _part_of(drawn) if corrects is None else _continue(before, corrects, entry)
        if corrects is None and any(_same(one, entry) for one in before):
            raise HelpProblemError("twice")
        number = connection.execute(insert(given).values(help=0, **told)).inserted_primary_key[0]
        help_ = number if corrects is None else corrects[0]
        connection.execute(update(given).where(given.c.id == number).values(help=help_))
        state = HelpVersion(id=number, help=help_, **{name: told.get(name) for name in FIELDS[2:]}).state
        said = {"role": account.role, "person": person, "list_": published.name, "state": state}
        add_entry(database.log, account.name, "help_recorded", **said)
    return int(help_)


def find_helps(database: Database, employee_id: str | None = None) -> list[HelpVersion]:
    """The newest version of every help, newest decision first; of one person where an id is given."""
    with database.reading() as connection:
        found = _find(connection, employee_id)
    return sorted(found, key=lambda one: (one.decided_on, one.id), reverse=True)


def find_versions(database: Database, help_: int) -> list[HelpVersion]:
    """Every version of a help, oldest first."""
    query = select(given).where(given.c.help == help_).order_by(given.c.id)
    with database.reading() as connection:
        return [HelpVersion(**row._mapping) for row in connection.execute(query)]


def erase_helps(database: Database, employee_id: str) -> int:
    """How many versions of help to a person were erased."""
    with database.writing() as connection:
        erased = connection.execute(delete(given).where(given.c.employee_id == employee_id)).rowcount
    database.forget_deleted()
    return erased


def _find(connection: Connection, employee_id: str | None) -> list[HelpVersion]:
    newest = select(func.max(given.c.id)).group_by(given.c.help)
    query = select(given).where(given.c.id.in_(newest))
    if employee_id is not None:
        query = query.where(given.c.employee_id == employee_id)
    return [HelpVersion(**row._mapping) for row in connection.execute(query)]


def _part_of(drawn: Drawn | None) -> dict[str, str]:
    return {} if drawn is None else {"draw_id": drawn.draw_id, "arm": drawn.arm, "stratum": drawn.stratum}


def _continue(
    before: Sequence[HelpVersion], corrects: tuple[int, int], entry: Mapping[str, str | None]
) -> dict[str, str | None]:
    """What a correction keeps of the help: its draw. Which help it is, and the day of decision, are not corrected."""
    now = next((one for one in before if one.help == corrects[0]), None)
    if now is None or now.withdrawn == "yes":
        raise HelpProblemError("gone")
    if now.id != corrects[1]:
        raise HelpProblemError("changed")
    if (entry["action"], entry["decided_on"]) != (now.action, now.decided_on):
        raise HelpProblemError("other")
    return {"draw_id": now.draw_id, "arm": now.arm, "stratum": now.stratum}


def _same(one: HelpVersion, entry: Mapping[str, str | None]) -> bool:
    return one.withdrawn != "yes" and (one.action, one.decided_on) == (entry["action"], entry["decided_on"])


def _read_day(text: str, today: dt.date) -> str | None:
    if not text.strip():
        return None
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise HelpProblemError("date") from None
    if day > today:
        raise HelpProblemError("ahead")
    if day.year < 2000:
        raise HelpProblemError("date")
    return str(day)
