"""Notes of analysts on people: what they make of a row, and what was done or agreed.

A note is about a person and is kept under their pseudonym, so that it can be shown to them and erased. That a note
was written is in the audit log as well; what it says is not.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from houvast.audit_log import add_entry
from houvast.publish.inert import build_said
from houvast.web.accounts import Account
from houvast.web.database import Database, notes, write_moment
from houvast.web.lists import PublishedList

VERDICTS = ("agree", "disagree", "no_action")
MOST_CHARACTERS = 500


@dataclass(frozen=True)
class Note:
    """What somebody made of a row, on the list of a date."""

    as_of: str
    account: str
    at: str
    verdict: str
    text: str


def add_note(
    database: Database, published: PublishedList, employee_id: str, account: Account, note: tuple[str, str]
) -> None:
    """Keep a note (verdict, text), and that it was written."""
    now = write_moment(database.now())
    verdict, text = note
    values = {
        "employee_id": employee_id,
        "as_of": str(published.as_of),
        "list": published.digest,
        "account": account.name,
        "at": now,
        "verdict": verdict,
        "text": build_said(text)[:MOST_CHARACTERS],
    }
    with database.writing() as connection:
        connection.execute(insert(notes).values(values))
        told = {"role": account.role, "person": employee_id, "list_": published.name, "verdict": verdict}
        add_entry(database.log, account.name, "noted", **told)


def find_notes(database: Database, employee_id: str) -> list[Note]:
    """Every note on a person, newest first."""
    query = select(notes).where(notes.c.employee_id == employee_id).order_by(notes.c.id.desc())
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return [Note(row.as_of, row.account, row.at, row.verdict, build_said(row.text)) for row in rows]


def erase_notes(database: Database, employee_id: str) -> int:
    """How many notes on a person were erased."""
    with database.writing() as connection:
        erased = connection.execute(delete(notes).where(notes.c.employee_id == employee_id)).rowcount
    database.forget_deleted()
    return erased


def erase_old_notes(database: Database, days: int) -> int:
    """How many notes were erased that are `days` days old or older; that it was done goes on record.

    Parameters
    ----------
    days : int
        Whole days since a note was written; at least 1.
    """
    now = database.now()
    oldest = write_moment(now - dt.timedelta(days=days))
    with database.writing() as connection:
        erased = connection.execute(delete(notes).where(notes.c.at <= oldest)).rowcount
        if erased:
            add_entry(database.log, "", "notes_erased", count=erased, days=days)
    if erased:
        database.forget_deleted()
    return erased


def count_verdicts(database: Database, published: PublishedList) -> Counter[str]:
    """People of a list by the newest verdict on them."""
    query = select(notes.c.employee_id, notes.c.verdict).where(notes.c.list == published.digest).order_by(notes.c.id)
    with database.reading() as connection:
        newest = dict(row._tuple() for row in connection.execute(query))
    return Counter(newest.values())
