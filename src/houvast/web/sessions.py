"""Sessions: who is signed in, kept on the server; the browser has a random token, the database only its hash.

A token is never taken from a browser: signing in always makes a new one, so that none can be planted beforehand.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from houvast.audit_log import add_entry
from houvast.web.accounts import Account, find_account
from houvast.web.database import Database, sessions, write_moment

SEEN_EVERY = dt.timedelta(minutes=1)
"""A session's last use is written down no more often than this."""


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: unused, and at all."""

    idle: dt.timedelta
    whole: dt.timedelta


def open_session(database: Database, name: str) -> str:
    """The token of a new session."""
    token, now = secrets.token_urlsafe(32), write_moment(database.now())
    with database.writing() as connection:
        values = {"digest": _digest(token), "account": name, "opened_at": now, "seen_at": now}
        connection.execute(insert(sessions).values(values))
    return token


def begin_session(database: Database, account: Account, token: str, way: str) -> bool:
    """Open a session with a token that the server made, and put it on record; False where it is open already.

    Parameters
    ----------
    way : str
        Who vouches for the account, as the record calls it.
    """
    now = write_moment(database.now())
    values = {"digest": _digest(token), "account": account.name, "opened_at": now, "seen_at": now}
    with database.writing() as connection:
        if connection.execute(select(sessions.c.digest).where(sessions.c.digest == values["digest"])).first():
            return False
        connection.execute(insert(sessions).values(values))
        add_entry(database.log, account.name, "signed_in", role=account.role, way=way)
    return True


def find_session(database: Database, token: str, limits: Limits) -> Account | None:
    """The account whose session this is; None where there is no such session, or it is over."""
    with database.reading() as connection:
        row = connection.execute(select(sessions).where(sessions.c.digest == _digest(token))).first()
    if row is None:
        return None
    now = database.now()
    opened, seen = (dt.datetime.fromisoformat(moment) for moment in (row.opened_at, row.seen_at))
    account = find_account(database, row.account)
    if now - opened >= limits.whole or now - seen >= limits.idle or account.is_expired(now.date()):
        close_session(database, token)
        return None
    if now - seen >= SEEN_EVERY:
        with database.writing() as connection:
            connection.execute(
                update(sessions).where(sessions.c.digest == row.digest).values(seen_at=write_moment(now))
            )
    return account


def close_session(database: Database, token: str) -> None:
    """End a session."""
    with database.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.digest == _digest(token)))


def remove_ended_sessions(database: Database, limits: Limits) -> None:
    """Remove what is kept of sessions that are over."""
    with database.writing() as connection:
        oldest, unused = (write_moment(database.now() - length) for length in (limits.whole, limits.idle))
        over = (sessions.c.opened_at <= oldest) | (sessions.c.seen_at <= unused)
        connection.execute(delete(sessions).where(over))


def form_token(token: str) -> str:
    """What a form of this session must carry; it does not give the session's token away."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(given: str, token: str) -> bool:
    """Whether a form was made for this session."""
    return hmac.compare_digest(given.encode(errors="replace"), form_token(token).encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
