"""What is past its term in the folders of a use, and deleting it.

Definitions
-----------
age
    Of a snapshot, in days since the end of its records; of lists and what was made from them (plans, who was in
    groups), since their date; of entries of the audit log, since they were written.
latest
    The snapshot and the list to which `latest` points are never deleted, however old.

A folder is first renamed out of sight, its link taken away before, and then deleted: whoever looks meanwhile finds it
whole or not at all, and what a killed purge left is deleted by the next one.

Known drawbacks: models keep coded predictions and what they learned; who must be forgotten by one is for an erasure.
Backups have terms of their own. A version whose snapshot is gone cannot be reproduced any more.
"""

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from houvast.audit import add, log_of
from houvast.audit_log import count_before, forget_before
from houvast.errors import HouvastError
from houvast.private_files import flush
from houvast.records.persons import find_named
from houvast.records.snapshot import open_snapshot
from houvast.use import Use

GONE = ".purged-"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Overdue:
    """Something past its term.

    Parameters
    ----------
    kind : {"snapshots", "lists", "audit", "identities"}
    name : str
        Of the folder or file; of the audit log, how many entries; of identities, how many people.
    day : datetime.date
        From which its age counts; of the log, the first day that stays.
    paths : tuple of Path
        What is taken away, in this order: links, then folders and files.
    """

    kind: str
    name: str
    day: dt.date
    paths: tuple[Path, ...] = ()


def find_overdue(use: Use, today: dt.date) -> list[Overdue]:
    """Everything past its term on a day, oldest first; changes nothing."""
    terms = use.config.retention
    found: list[Overdue] = []
    if terms.snapshots_days is not None:
        found += _find_snapshots(use, today - dt.timedelta(days=terms.snapshots_days))
    if terms.lists_days is not None:
        found += _find_lists(use, today - dt.timedelta(days=terms.lists_days))
    if terms.audit_days is not None:
        first = today - dt.timedelta(days=terms.audit_days - 1)
        count = count_before(log_of(use), _midnight(first))
        found += [Overdue("audit", str(count), first)] if count else []
    return sorted(found, key=lambda one: (one.kind, one.day, one.name))


def purge(use: Use, today: dt.date, *, actor: str) -> list[Overdue]:
    """What was deleted; the audit log names each before it goes. The use must be locked."""
    remove_leftovers(use)
    found = find_overdue(use, today)
    for one in found:
        if one.kind == "audit":
            forget_before(log_of(use), actor, _midnight(one.day))
            continue
        add(use, actor, "purged", kind=one.kind, name=one.name, day=str(one.day))
        _take_away(one.paths)
    forgotten = forget_the_gone(use)
    if forgotten:
        add(use, actor, "purged", kind="identities", name=str(forgotten), day=str(today))
        found.append(Overdue("identities", str(forgotten), today))
    return found


def forget_the_gone(use: Use) -> int:
    """How many people were forgotten by id and name: whom no snapshot or list that is left has.

    While a snapshot or list cannot be read nobody is: whom it has is not known.
    """
    store = use.open_identities()
    if not store.path.exists():
        return 0
    try:
        left = _people_left(use)
    except (HouvastError, OSError, ValueError):
        return 0
    return store.forget(set(store.read().people.index) - left)


def _people_left(use: Use) -> set[str]:
    left: set[str] = set()
    for path in use.snapshots.glob("*/manifest.json"):
        if not path.parent.is_symlink():
            snapshot = open_snapshot(path.parent)
            left |= find_named(frame for name in snapshot.tables if (frame := snapshot.read(name)) is not None)
    for home in (use.published, use.published / "plan"):
        for file in home.glob(".lists/*/*.parquet"):
            if "employee_id" in pq.read_schema(file).names:
                left |= set(pq.read_table(file, columns=["employee_id"])["employee_id"].unique().to_pylist())
    return left


def remove_leftovers(use: Use) -> None:
    """Delete what a purge that was killed had renamed already."""
    lists = [home / ".lists" for home in (use.published, use.published / "plan")]
    for home in (use.snapshots, *lists, use.members):
        for path in home.glob(f"{GONE}*") if home.is_dir() else ():
            _delete(path)
    for home in (use.published, use.published / "plan"):
        shown = {path.resolve() for path in home.iterdir() if path.is_symlink()} if home.is_dir() else set()
        for path in (home / ".lists").glob("????-??-??-*"):
            if path.resolve() not in shown:
                _delete(path)
    for path in use.members.glob("????-??-??.parquet"):
        if not (use.published / path.stem).is_symlink():
            _delete(path)


def _find_snapshots(use: Use, last: dt.date) -> Iterator[Overdue]:
    home = use.snapshots
    kept = (home / "latest").resolve()
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if path.is_symlink() or path == kept or not (path / "manifest.json").is_file():
            continue
        until = dt.date.fromisoformat(
            json.loads((path / "manifest.json").read_text(encoding="utf-8"))["observed_until"]
        )
        if until <= last:
            yield Overdue("snapshots", path.name, until, (path,))


def _find_lists(use: Use, last: dt.date) -> Iterator[Overdue]:
    for home in (use.published, use.published / "plan"):
        kept = (home / "latest").resolve()
        for link in sorted(home.iterdir()) if home.is_dir() else ():
            if not _DAY.fullmatch(link.name) or link.resolve() == kept:
                continue
            day = dt.date.fromisoformat(link.name)
            if day <= last:
                name = link.name if home == use.published else f"plan {link.name}"
                yield Overdue("lists", name, day, _parts(link, use.members / f"{day}.parquet"))


def _parts(link: Path, members: Path) -> tuple[Path, ...]:
    """The link, what it points at, and who was in the groups."""
    folder = (link.resolve(),) if link.is_symlink() and link.exists() else ()
    return (link, *folder, *((members,) if members.is_file() else ()))


def _take_away(paths: tuple[Path, ...]) -> None:
    renamed = []
    for path in paths:
        if path.is_symlink():
            path.unlink()
        elif path.exists():
            renamed.append(path.rename(path.with_name(f"{GONE}{path.name}")))
        flush(path.parent)
    for path in renamed:
        _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
