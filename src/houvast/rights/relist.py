"""Published lists made anew without people, each swapped in whole; one that cannot be made anew is taken away.

Without a refit, a list is made by the version that made it, from the snapshot that it was made from, less the people.
With one, by a version that is trained for its date on what is left.
"""

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houvast import stages
from houvast.errors import HouvastError
from houvast.kept_out import KeptOut
from houvast.private_files import flush
from houvast.records.snapshot import MANIFEST, Snapshot, open_snapshot
from houvast.rights.held import DAY, find_listed
from houvast.rights.people import Step
from houvast.use import Use

LATEST, LISTS = "latest", ".lists"


@dataclass(frozen=True)
class Relisted:
    """What became of a list: made anew by a version, or taken away; `problem` says why."""

    day: str
    by_version: int | None
    problem: str = ""

    @property
    def taken_away(self) -> bool:
        """Whether there is no list of that date any more."""
        return bool(self.problem)


def days_with(use: Use, ids: set[str], erased: KeptOut) -> list[str]:
    """Dates of the lists that have these people, or rest on a snapshot that had them, oldest first."""
    found = {one.day for one in find_listed(use, ids) if not one.kind}
    for folder in sorted(use.published.glob(DAY)):
        snapshot = _manifest(folder).get("snapshot", "")
        if folder.is_dir() and erased.now_at(snapshot) != snapshot:
            found.add(folder.name)
    return sorted(found)


def relist(use: Use, day: str, erased: KeptOut, *, step: Step) -> Relisted:
    """The list of a date by the version that made it, from its snapshot as it is now."""
    try:
        folder = use.published / day
        said = _manifest(folder)
        snapshot = _open(use, erased.now_at(said["snapshot"]))
        version = _version_of(use, said)
        made = stages.TrainedVersion(version, 0)
        stages.score_people(use, snapshot, step=step, as_of=dt.date.fromisoformat(day), trained=made)
        return Relisted(day, version)
    except HouvastError as error:
        take_away(use.published, day)
        return Relisted(day, None, str(error))


def relist_refitted(use: Use, day: str, snapshot: Snapshot, *, step: Step) -> Relisted:
    """The list of a date by a version that is trained for it on what is left; the champion makes the newest."""
    try:
        as_of = dt.date.fromisoformat(day)
        own = None
        if as_of < snapshot.observed_until:
            own = stages.train_model(use, snapshot, step=step, as_of=as_of)
        stages.score_people(use, snapshot, step=step, as_of=as_of, trained=own)
        return Relisted(day, None if own is None else own.number)
    except HouvastError as error:
        take_away(use.published, day)
        return Relisted(day, None, str(error))


def take_away(home: Path, day: str) -> None:
    """Take a published folder away: out of sight first, then gone; `latest` shows the newest that is left."""
    link = home / day
    target = link.resolve() if link.exists() else None
    link.unlink(missing_ok=True)
    left = sorted(path.name for path in home.glob(DAY) if path.is_dir())
    latest = home / LATEST
    if latest.is_symlink() and not latest.exists():
        fresh = home / f".{LATEST}.tmp-new"
        fresh.unlink(missing_ok=True)
        if left:
            fresh.symlink_to(left[-1])
            fresh.replace(latest)
        else:
            latest.unlink()
    flush(home)
    if target is not None and target.is_dir():
        shutil.rmtree(target)


def take_plans_away(use: Use, codes: set[str], named: list[str]) -> None:
    """Take away what lies beside the lists with rows of some people.

    Parameters
    ----------
    named : list of str
        "<kind> <date>": taken away too, whoever is in it by now.
    """
    for one in list(find_listed(use, codes)):
        if one.kind:
            take_away(use.published / one.kind, one.day)
    for name in named:
        kind, day = name.split()
        take_away(use.published / kind, day)
    for home in use.published.glob("*/.lists"):
        if home.parent.is_dir():
            remove_unseen(home.parent)


def remove_unseen(home: Path) -> None:
    """Remove folders that no link shows: what killed publishers and removals left."""
    shown = {path.resolve() for path in home.glob(DAY) if path.is_symlink()}
    for path in home.glob(f"{LISTS}/*"):
        if path.resolve() not in shown:
            shutil.rmtree(path)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _open(use: Use, snapshot: str) -> Snapshot:
    return stages.leave_out_objectors(use, open_snapshot(use.snapshots / snapshot))


def _version_of(use: Use, said: dict[str, Any]) -> int | None:
    """Number of the version that made a list; None where rates were published."""
    if "model_sha256" not in said:
        return None
    versions = stages.open_registry(use).versions()
    own = [one.number for one in versions if one.facts.get("model_sha256") == said["model_sha256"]]
    # An equal model trained later has another record; the list was made by the first that there was.
    return own[0] if own else None
