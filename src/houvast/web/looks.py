"""The record of looks: who looked at which person or list, signed, exported, noted; only ever added to.

Each entry holds the sha256 of the one before and its own, so that an entry that was altered, moved or taken out
shows. A person is in it by the code of their id under the use's key, never by the id (`houvast.kept_predictions`): the
record has to outlast the person's own data.

Known drawbacks: entries that were cut off at the end do not show in the chain itself. `RecordState.digest` of the last
entry, written down elsewhere, shows them; so does whoever rewrites the whole chain.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from houvast.web.database import Database, record, write_moment

_SEALED = ("at", "account", "role", "action", "person", "list", "detail", "previous")

ACTIONS = (
    "signed_in",
    "signed_out",
    "sign_in_refused",
    "refused",
    "password_changed",
    "account_expired",
    "list",
    "person",
    "not_assessed",
    "places",
    "noted",
    "notes_erased",
    "signed",
    "exported",
    "record",
)


@dataclass(frozen=True)
class Look:
    """One entry."""

    number: int
    at: str
    account: str
    role: str
    action: str
    person: str
    list: str
    detail: str


@dataclass(frozen=True)
class RecordState:
    """Whether the chain is whole: entries, the first that does not fit (None where all do), the last digest."""

    entries: int
    broken_at: int | None
    digest: str


def add_look(
    database: Database, account: str, role: str, action: str, *, person: str = "", list_: str = "", **detail: Any
) -> None:
    """Add an entry.

    Parameters
    ----------
    action : str
        One of `ACTIONS`; `texts/web.yaml` has its words.
    person : str
        A code.
    list_ : str
        As-of date and digest of the list.
    """
    with database.writing() as connection:
        append_look(connection, write_moment(database.now()), account, role, action, person, list_, **detail)


def append_look(
    connection: Connection, at: str, account: str, role: str, action: str, person: str, list_: str, **detail: Any
) -> None:
    """The same, as part of what else a connection writes: both are kept, or neither."""
    last = connection.execute(select(record.c.digest).order_by(record.c.id.desc()).limit(1)).scalar()
    entry = {
        "at": at,
        "account": account,
        "role": role,
        "action": action,
        "person": person,
        "list": list_,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False) if detail else "",
        "previous": last or "",
    }
    connection.execute(insert(record).values(**entry, digest=_seal(entry)))


def verify_record(database: Database) -> RecordState:
    """Whether every entry is as it was written, and follows the one before; one pass over all of them."""
    with database.reading() as connection:
        previous, expected = "", 1
        for row in connection.execute(select(record).order_by(record.c.id)):
            entry = {name: getattr(row, name) for name in _SEALED}
            if row.id != expected or row.previous != previous or row.digest != _seal(entry):
                total = connection.execute(select(func.count()).select_from(record)).scalar()
                return RecordState(int(total or 0), row.id, "")
            previous, expected = row.digest, expected + 1
    return RecordState(expected - 1, None, previous)


def find_looks(database: Database, *, person: str | None = None, limit: int = 500) -> list[Look]:
    """Entries, newest first; of one person where a code is given."""
    query = select(record).order_by(record.c.id.desc()).limit(limit)
    if person is not None:
        query = query.where(record.c.person == person)
    with database.reading() as connection:
        return [_look(row) for row in connection.execute(query)]


def count_people_seen(database: Database, account: str, list_: str) -> int:
    """Of how many people of a list somebody opened the page."""
    query = select(func.count(record.c.person.distinct())).where(
        record.c.account == account, record.c.action == "person", record.c.list == list_
    )
    with database.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def _look(row: Row) -> Look:
    return Look(row.id, row.at, row.account, row.role, row.action, row.person, row.list, row.detail)


def _seal(entry: dict[str, str]) -> str:
    sealed: Iterable[str] = (entry[name] for name in _SEALED)
    return hashlib.sha256(json.dumps(list(sealed), ensure_ascii=False).encode()).hexdigest()
