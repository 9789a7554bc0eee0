"""The audit log of a use: who looked at, signed, exported, erased, promoted or purged what; only ever added to.

One SQLite file beside the data (`audit.db`), written by the workspace and by the command line. Each entry holds the
seal of the one before and its own: an HMAC-SHA256 (RFC 2104) under a key derived from that of the installation, over
everything in it and its number. An entry that was altered, taken out or moved shows, and so does a chain that was
rewritten as a whole, unless by somebody who has the key. The newest number and seal are kept in a second file
(`audit.head`), sealed too, so that entries cut off at the end show as well.

A person is in it by their pseudonym (`houvast.pseudonyms`) and never by an id: the log has to outlast the
person's own data. What goes by its term (`forget_before`) is followed by an entry that says up to where, and with which
seal, so that the rest can still be verified.

Known drawbacks: who has the key can rewrite it all. Who put back an older copy of both files together shows only where
the digest was noted elsewhere. A process that ends between writing an entry and the head leaves the head behind by it;
that is no fault, and until the next entry cutting off just that one would not show.
"""

import contextlib
import datetime as dt
import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houvast.errors import ConfigError
from houvast.private_files import make_folder, write_private
from houvast.signing import is_signed, sign

LOG, HEAD = "audit.db", "audit.head"
OPERATOR = "operator"
"""Role of whoever works on the command line, under the name that the computer knows them by."""

LOOKS = (
    "signed_in", "signed_out", "sign_in_refused", "refused", "password_changed", "list", "person", "not_assessed",
    "places", "sector", "first_90_days", "model", "scorecard", "runs", "quarantine", "noted", "notes_erased", "record",
    "forecast", "plan", "progress", "help_effects", "help_recorded",
)  # fmt: skip
"""Actions in the workspace alone."""
ACTIONS = (
    *LOOKS, "account_added", "account_expired", "signed", "exported", "drawn", "planned", "promoted",
    "rolled_back", "access", "erased", "objected", "objection_withdrawn", "key_used", "key_changed",
    "purged", "dossier",
)  # fmt: skip
"""Everything that is put on record; `texts/web.yaml` has the words of each as `action_<name>`."""

ENTRY, _HEAD = "audit entry", "audit head"
COLUMNS = ("id", "at", "actor", "role", "action", "person", "list", "detail", "previous", "digest")
_MAKE = (
    "CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, "
    "role TEXT NOT NULL, action TEXT NOT NULL, person TEXT NOT NULL, list TEXT NOT NULL, detail TEXT NOT NULL, "
    "previous TEXT NOT NULL, digest TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS of_person ON entries (person)",
    "CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'only added to'); END",
    "CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'only added to'); END",
)
READ = f"SELECT {', '.join(COLUMNS)} FROM entries"  # noqa: S608  names of this module only


@dataclass(frozen=True)
class AuditLog:
    """Where a log lies, the installation's key, and the clock."""

    path: Path
    key: bytes
    now: Callable[[], dt.datetime]


@dataclass(frozen=True)
class Entry:
    """One entry."""

    number: int
    at: str
    actor: str
    role: str
    action: str
    person: str
    list: str
    detail: str


def add_entry(
    log: AuditLog, actor: str, action: str, *, person: str = "", list_: str = "", role: str = "", **detail: Any
) -> None:
    """Add an entry; it is on disk when this returns.

    Parameters
    ----------
    action : str
        One of `ACTIONS`.
    person : str
        A code, never an id.
    list_ : str
        As-of date and digest of the list.
    detail
        Plain values that say nothing of anybody's records.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is no action of the audit log")
    told = json.dumps(detail, sort_keys=True, ensure_ascii=False) if detail else ""
    at = log.now().astimezone(dt.UTC).isoformat(timespec="seconds")
    with writing(log) as connection:
        append(log, connection, (at, actor, role, action, person, list_, told))


def find_entries(
    log: AuditLog,
    *,
    person: str | Sequence[str] | None = None,
    actor: str | None = None,
    action: str | None = None,
    limit: int = 500,
) -> list[Entry]:
    """Entries, newest first; of one person (all codes that they have had), actor or action where given."""
    if not log.path.is_file():
        return []
    asked = {"person": person, "actor": actor, "action": action}
    given = {name: [one] if isinstance(one, str) else one for name, one in asked.items() if one is not None}
    where = [f"{name} IN ({', '.join('?' * len(values))})" for name, values in given.items()]
    query = f"{READ} {'WHERE ' + ' AND '.join(where) if where else ''} ORDER BY id DESC LIMIT ?"
    with reading(log) as connection:
        rows = connection.execute(query, [*(one for values in given.values() for one in values), limit]).fetchall()
    return [Entry(*row[:8]) for row in rows]


def count_people_seen(log: AuditLog, actor: str, list_: str) -> int:
    """Of how many people of a list somebody opened the page."""
    if not log.path.is_file():
        return 0
    query = "SELECT count(DISTINCT person) FROM entries WHERE actor = ? AND action = 'person' AND list = ?"
    with reading(log) as connection:
        return int(connection.execute(query, (actor, list_)).fetchone()[0])


def count_before(log: AuditLog, moment: dt.datetime) -> int:
    """How many entries are older than a moment; the newest is never counted."""
    if not log.path.is_file():
        return 0
    with reading(log) as connection:
        return _last_before(connection, moment)[1]


def forget_before(log: AuditLog, actor: str, moment: dt.datetime) -> int:
    """How many entries older than a moment were taken out; an entry says up to where, all in one transaction."""
    at = log.now().astimezone(dt.UTC).isoformat(timespec="seconds")
    with writing(log) as connection:
        last, count = _last_before(connection, moment)
        if not count:
            return 0
        seal = connection.execute("SELECT digest FROM entries WHERE id = ?", (last,)).fetchone()[0]
        told = json.dumps({"entries": count, "log": [last, seal]}, sort_keys=True)
        append(log, connection, (at, actor, OPERATOR, "purged", "", "", told))
        connection.execute("DROP TRIGGER no_delete")
        connection.execute("DELETE FROM entries WHERE id <= ?", (last,))
        connection.execute(_MAKE[-1])
    return count


def _last_before(connection: sqlite3.Connection, moment: dt.datetime) -> tuple[int, int]:
    """Number of the last entry older than a moment, and how many there are up to it."""
    at = moment.astimezone(dt.UTC).isoformat(timespec="seconds")
    query = "SELECT max(id), count(*) FROM entries WHERE id < coalesce((SELECT min(id) FROM entries WHERE at >= ?), "
    query += "(SELECT max(id) FROM entries))"
    last, count = connection.execute(query, (at,)).fetchone()
    return int(last or 0), int(count)


def append(log: AuditLog, connection: sqlite3.Connection, told: Iterable[str]) -> None:
    """Add an entry (at, actor, role, action, person, list, detail) within what else a connection writes."""
    newest = connection.execute("SELECT id, digest FROM entries ORDER BY id DESC LIMIT 1").fetchone()
    number, previous = (newest[0] + 1, newest[1]) if newest else (1, "")
    values = [number, *told, previous]
    marks = ", ".join("?" * len(COLUMNS))
    seal = _seal(log.key, values)
    connection.execute(f"INSERT INTO entries VALUES ({marks})", [*values, seal])  # noqa: S608  marks only


def _seal(key: bytes, values: list[Any]) -> str:
    return sign(key, ENTRY, json.dumps(values, ensure_ascii=False).encode())


def read_head(log: AuditLog) -> tuple[int, str] | None:
    """Newest number and seal as they were written down; None where they are not there or not sealed here."""
    try:
        number, digest, seal = json.loads(log.path.with_name(HEAD).read_text(encoding="ascii"))
    except (OSError, ValueError, TypeError):
        return None
    content = json.dumps([number, digest]).encode()
    return (number, digest) if is_signed(log.key, _HEAD, content, seal) else None


def _write_head(log: AuditLog, connection: sqlite3.Connection) -> None:
    newest = list(connection.execute("SELECT id, digest FROM entries ORDER BY id DESC LIMIT 1").fetchone())
    seal = sign(log.key, _HEAD, json.dumps(newest).encode())
    write_private(log.path.with_name(HEAD), json.dumps([*newest, seal]).encode())


@contextlib.contextmanager
def reading(log: AuditLog) -> Iterator[sqlite3.Connection]:
    """A connection that reads."""
    with contextlib.closing(_connect(log.path)) as connection:
        yield connection


@contextlib.contextmanager
def writing(log: AuditLog) -> Iterator[sqlite3.Connection]:
    """A connection that nobody else writes beside; all that was done with it is kept, and the head, or nothing."""
    make_folder(log.path.parent)
    with log.path.with_name(".audit.lock").open("w") as lock:
        # Not SQLite's own lock alone: the head is written after the commit, and must be that of the newest entry.
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.close(os.open(log.path, os.O_RDWR | os.O_CREAT, 0o600))
        with contextlib.closing(_connect(log.path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for statement in _MAKE:
                connection.execute(statement)
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            _write_head(log, connection)


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, timeout=15, isolation_level=None)
        for pragma in ("synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"audit log `{path}` cannot be used: {error}. Put a copy of it back, or move it away to begin a new one."
        ) from None
    return connection
