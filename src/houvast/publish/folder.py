"""A folder of files under a link, swapped whole or not at all.

Stages
------
1. Everything is written to `<home>/.lists/<day>.tmp-…`, and flushed to disk.
2. That folder is renamed to `<home>/.lists/<day>-<digest>`, the digest being that of its manifest.
3. The link `<home>/<day>` is swapped to it in one step, then `<home>/latest`, unless that is newer.
4. What the swap left behind is removed.

Killed anywhere, the links show a whole folder: the old one before stage 3, the new one from then on.
The same content again gives the same bytes, so it ends in the same folder.

Known drawbacks: two publishers at once may remove each other's unfinished folder; the lock of the
workspace keeps a second one out. Links need a file system that has them.
"""

import datetime as dt
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from houvast.private_files import flush, make_folder

LISTS = ".lists"
LATEST = "latest"
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def publish_folder(home: Path, day: dt.date, manifest: str, write: Callable[[Path], None]) -> Path:
    """The path `<home>/<day>`, which shows what `write` put into an empty folder.

    Parameters
    ----------
    home : Path
        Made where absent. Files get mode 0600, folders 0700.
    manifest : str
        Name of the file that stands for all others: equal where they are equal.
    write : callable
        Fills the folder that it is given.
    """
    lists = home / LISTS
    make_folder(lists)
    home.chmod(0o700)
    building = Path(tempfile.mkdtemp(prefix=f"{day}.tmp-", dir=lists))
    try:
        write(building)
        for path in building.iterdir():
            path.chmod(0o600)
            flush(path)
        flush(building)
        built = _settle(building, lists, day, manifest)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _swap(home / str(day), Path(LISTS) / built.name)
    if _may_be_latest(home, day):
        _swap(home / LATEST, Path(str(day)))
    _remove_superseded(lists, day, keep=built.name)
    return home / str(day)


def _settle(building: Path, lists: Path, day: dt.date, manifest: str) -> Path:
    """The finished folder under its own name; an equal one that is already there is kept instead."""
    digest = hashlib.sha256((building / manifest).read_bytes()).hexdigest()[:12]
    for number in range(1, 1000):
        settled = lists / (f"{day}-{digest}" if number == 1 else f"{day}-{digest}-{number}")
        if not settled.exists():
            building.rename(settled)
            flush(lists)
            return settled
        if _same_files(building, settled):
            shutil.rmtree(building)
            return settled
    raise FileExistsError(f"{lists} holds a thousand damaged lists of {day}. Remove them.")


def _same_files(one: Path, other: Path) -> bool:
    """Whether two folders hold the same; a published list that somebody changed is not trusted."""
    names = sorted(path.name for path in one.iterdir())
    if not other.is_dir() or names != sorted(path.name for path in other.iterdir()):
        return False
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def _swap(link: Path, target: Path) -> None:
    """The link points at the target from one moment to the next, never at nothing in between."""
    fresh = link.with_name(f".{link.name}.tmp-{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target, target_is_directory=True)
    try:
        fresh.replace(link)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    flush(link.parent)


def _may_be_latest(home: Path, day: dt.date) -> bool:
    """Whether no newer list is the latest; a link that leads nowhere does not count."""
    latest = home / LATEST
    if not latest.is_symlink() or not latest.exists():
        return True
    name = str(latest.readlink())
    return not _DAY.match(name) or dt.date.fromisoformat(name) <= day


def _remove_superseded(lists: Path, day: dt.date, keep: str) -> None:
    """Removes older builds of this date, and what killed runs left of any date."""
    for path in lists.iterdir():
        superseded = path.name.startswith(f"{day}-") and path.name != keep
        if superseded or ".tmp-" in path.name:
            shutil.rmtree(path, ignore_errors=True)
    for path in lists.parent.glob(".*.tmp-*"):
        path.unlink(missing_ok=True)
