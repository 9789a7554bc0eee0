"""The audit log of a use, put to work: entries of the command line, and whether the log is whole.

`audit_log` says what is kept and how. Whoever does something that must be on record, here or in the workspace, adds an
entry; the workspace does it under the name of the account, the command line under that of the computer's user.
"""

import datetime as dt
import getpass
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from houvast.audit_log import COLUMNS, ENTRY, HEAD, LOG, OPERATOR, READ, AuditLog, add_entry, read_head, reading
from houvast.signing import is_signed, load_key
from houvast.use import Use


def add(
    use: Use, actor: str, action: str, *, person: str = "", list_: str = "", role: str = OPERATOR, **detail: Any
) -> None:
    """Add an entry to the log of a use: what `add_entry` does, with the use's own log, key and the present moment."""
    add_entry(log_of(use), actor, action, person=person, list_=list_, role=role, **detail)


def log_of(use: Use) -> AuditLog:
    """The log of a use."""
    return AuditLog(use.data / LOG, load_key(use.installation_key), lambda: dt.datetime.now(dt.UTC))


def operator() -> str:
    """The name that this computer knows its user by."""
    return getpass.getuser()


@dataclass(frozen=True)
class LogState:
    """Whether a log is whole.

    Parameters
    ----------
    entries : int
    broken_at : int or None
        Number of the first entry that does not fit; None where all do.
    cut : bool
        Whether the head knows of an entry that is not there, or is missing or not sealed by this installation.
    digest : str
        Seal of the newest entry, where all fit.
    """

    entries: int
    broken_at: int | None
    cut: bool
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing was altered, taken out, moved or cut off."""
        return self.broken_at is None and not self.cut


def verify_log(log: AuditLog) -> LogState:
    """Whether every entry is as it was written, follows the one before, and none was cut off; one pass over all."""
    if not log.path.is_file():
        return LogState(0, None, log.path.with_name(HEAD).exists(), "")
    head = read_head(log)
    with reading(log) as connection:
        total = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        rows = connection.execute(f"{READ} ORDER BY id")
        chain = _follow(log, (dict(zip(COLUMNS, row, strict=True)) for row in rows), None if head is None else head[0])
    if chain.broken_at is not None or not total:
        return LogState(total, chain.broken_at, not total and log.path.with_name(HEAD).exists(), "")
    return LogState(total, None, head is None or chain.at_head != head[1], chain.digest)


@dataclass(frozen=True)
class _Chain:
    """What a walk along the entries found: the first that does not fit, the last seal, and that at the head."""

    broken_at: int | None
    digest: str = ""
    at_head: str | None = None


def _follow(log: AuditLog, entries: Iterable[dict[str, Any]], head: int | None) -> _Chain:
    first, last, at_head = None, None, None
    forgotten = []
    for entry in entries:
        first = first or entry
        if not _fits(log, entry, entry["previous"] if last is None else last["digest"]):
            return _Chain(entry["id"])
        if entry["action"] == "purged" and entry["detail"]:
            forgotten.append(json.loads(entry["detail"]).get("log"))
        if entry["id"] == head:
            at_head = entry["digest"]
        last = entry
    if first is None or last is None:
        return _Chain(None)
    whole = first["id"] == 1 or [first["id"] - 1, first["previous"]] in forgotten
    return _Chain(None if whole else first["id"], last["digest"], at_head)


def _fits(log: AuditLog, entry: dict[str, Any], previous: str) -> bool:
    """Whether an entry follows the one with this seal, and is as it was sealed, its number with it."""
    content = json.dumps([entry[name] for name in COLUMNS[:-1]], ensure_ascii=False).encode()
    return entry["previous"] == previous and is_signed(log.key, ENTRY, content, entry["digest"])
