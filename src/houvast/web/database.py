"""The workspace's database: accounts, sessions, notes, signatures in one SQLite file.

Whatever writes holds the database's one write lock from its first statement on (`BEGIN IMMEDIATE`), so that what it
read is still so when it writes. Signatures are only added to; triggers refuse a change. Beside it lies the audit log
(`houvast.audit_log`): what is written on record there within a transaction here is on record before the transaction
ends, so that nothing is done without an entry.

Known drawbacks: whoever can write the file can take the triggers out. And an entry is there without its act where the
process ends between the two.
"""

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    exc,
)

from houvast.actions import help_log
from houvast.audit_log import LOG, AuditLog
from houvast.errors import ConfigError

SCHEMA_VERSION = 3
_OF_HELP = {"employee_id", "as_of", "list", "account", "entered_at", "action", "decided_on"}
"""Columns of help that are never missing."""

metadata = MetaData()
accounts = Table(
    "accounts",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("site", String),
    Column("team", String),
    Column("language", String, nullable=False),
    Column("password", String, nullable=False),
    Column("password_until", String, nullable=False),
    Column("expires_on", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("person", String),
)
sessions = Table(
    "sessions",
    metadata,
    Column("digest", String, primary_key=True),
    Column("account", String, ForeignKey("accounts.name"), nullable=False),
    Column("opened_at", String, nullable=False),
    Column("seen_at", String, nullable=False),
)
attempts = Table(
    "attempts",
    metadata,
    Column("subject", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", String, nullable=False),
)
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("employee_id", String, nullable=False, index=True),
    Column("as_of", String, nullable=False),
    Column("list", String, nullable=False),
    Column("account", String, nullable=False),
    Column("at", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("text", String, nullable=False),
)
signatures = Table(
    "signatures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("as_of", String, nullable=False),
    Column("list", String, nullable=False),
    Column("account", String, nullable=False),
    Column("at", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("person", String),
)
given = Table(
    help_log.TABLE,
    metadata,
    Column("id", Integer, primary_key=True),
    Column("help", Integer, nullable=False, index=True),
    *(Column(name, String, nullable=name not in _OF_HELP) for name in help_log.FIELDS[2:]),
)
Index("help_of_person", given.c.employee_id)
Index("one_signature_each", signatures.c.list, signatures.c.account, unique=True)
_ONLY_ADDED_TO = (signatures,)
_SINCE_1 = ("ALTER TABLE accounts ADD COLUMN person VARCHAR", "ALTER TABLE signatures ADD COLUMN person VARCHAR")


@dataclass(frozen=True)
class Database:
    """The workspace's database, its clock and the audit log beside it; make it with `open_database`."""

    engine: Engine
    now: Callable[[], dt.datetime]
    log: AuditLog

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database."""
        with self._begun("BEGIN") as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection with the write lock; everything that was done with it is kept, or nothing."""
        with self._begun("BEGIN IMMEDIATE") as connection:
            yield connection

    def forget_deleted(self) -> None:
        """Bring what was written into the file itself, so that nothing deleted stays in the log beside it.

        Where somebody reads meanwhile, the log is emptied with the next writing that finds nobody.
        """
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()

    @contextlib.contextmanager
    def _begun(self, begin: str) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(begin)
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")


def open_database(path: Path, now: Callable[[], dt.datetime], key: bytes) -> Database:
    """The database in a file, made where absent, readable by its owner only.

    Parameters
    ----------
    now : callable
        The present moment, in UTC.
    key : bytes
        Of the installation: seals the audit log.

    Raises
    ------
    ConfigError
        The file is no database of a workspace, or one of another version.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    # The values of a statement that failed are an id or a note: they stay out of the message, and so out of any log.
    engine = create_engine(
        f"sqlite:///{path}", isolation_level="AUTOCOMMIT", connect_args={"timeout": 15}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare)
    database = Database(engine, now, AuditLog(path.with_name(LOG), key, now))
    try:
        _make(database, path)
    except exc.DatabaseError as error:
        raise ConfigError(
            f"workspace database `{path}` cannot be used: {error.orig}. Put a copy of it back, or move it away to "
            "begin a new one."
        ) from None
    return database


def _prepare(connection: object, _: object) -> None:
    # What was deleted is overwritten: an erased note does not stay in the file's free pages.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()  # type: ignore[attr-defined]


def _make(database: Database, path: Path) -> None:
    with database.writing() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if version == SCHEMA_VERSION:
            return
        if version in (1, 2):
            for statement in _SINCE_1 if version == 1 else ():
                connection.exec_driver_sql(statement)
            metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
            return
        if version:
            raise ConfigError(
                f"workspace database `{path}` is of version {version}; this houvast knows {SCHEMA_VERSION}. Use the "
                "houvast that wrote it."
            )
        metadata.create_all(connection)
        for table in _ONLY_ADDED_TO:
            for change in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table.name}_no_{change.lower()} BEFORE {change} ON {table.name} "
                    f"BEGIN SELECT RAISE(ABORT, '{table.name} is only added to'); END"
                )
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")


def utc_now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def write_moment(moment: dt.datetime) -> str:
    """A moment as the database keeps it: ISO, in UTC, whole seconds, so that texts sort as moments."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
