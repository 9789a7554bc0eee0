"""Signatures: a list is a draft until a named person signs it.

A signature is of the list's digest: a list that is made anew and says anything else is a draft again. Where a second
signature is asked for, nothing leaves the workspace before another person has signed as well.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from houvast.audit_log import add_entry
from houvast.web.accounts import Account
from houvast.web.database import Database, signatures, write_moment
from houvast.web.lists import PublishedList


@dataclass(frozen=True)
class Signature:
    """Who signed by which account, when, and the sha256 of the purpose that they were shown."""

    account: str
    at: str
    purpose: str
    person: str


def sign_list(database: Database, published: PublishedList, account: Account, purpose: str, seen: int) -> bool:
    """Sign a list; False where this person had signed it already, by whichever account of theirs.

    Parameters
    ----------
    purpose : str
        The purpose and forbidden uses, as they were shown; their sha256 is kept.
    seen : int
        Of how many people on it the signer opened the page; put on record, so that signing unseen shows.
    """
    now, digest = write_moment(database.now()), hashlib.sha256(purpose.encode()).hexdigest()
    values = {"as_of": str(published.as_of), "list": published.digest, "account": account.name, "at": now}
    with database.writing() as connection:
        if account.person in {one.person for one in _read_signatures(connection, published)}:
            return False
        connection.execute(insert(signatures).values(**values, purpose=digest, person=account.person))
        told = {"role": account.role, "list_": published.name, "purpose": digest, "seen": seen}
        add_entry(database.log, account.name, "signed", **told)
    return True


def find_signatures(database: Database, published: PublishedList) -> list[Signature]:
    """The signatures of a list as it is now, oldest first."""
    with database.reading() as connection:
        return _read_signatures(connection, published)


def is_released(found: list[Signature], *, second: bool) -> bool:
    """Whether a list may leave the workspace: signed, by two people where `second` says so."""
    return len({signature.person for signature in found}) >= (2 if second else 1)


def _read_signatures(connection: Connection, published: PublishedList) -> list[Signature]:
    query = select(signatures).where(signatures.c.list == published.digest).order_by(signatures.c.id)
    rows = connection.execute(query)
    return [Signature(row.account, row.at, row.purpose, row.person or row.account) for row in rows]
