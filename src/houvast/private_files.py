"""Files that only their owner may read, written whole or not at all.

Modes are those of POSIX. `keep_private` covers what libraries write (the model store, Prefect's home): there only the
mask of the process decides.
"""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private() -> None:
    """From now on this process, and what it starts, makes files of mode 0600 and folders of mode 0700."""
    os.umask(OTHERS)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each of mode 0700 where it is new."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def write_private(path: Path, content: bytes, *, replace: bool = True) -> bool:
    """Whether the file was written: whole, flushed to disk, and of mode 0600.

    Parameters
    ----------
    replace : bool
        Whether a file that is there already gives way; where not, it stays and nothing is written.
    """
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            fresh.replace(path)
        else:
            os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink(missing_ok=True)
    flush(path.parent)
    return True


def flush(path: Path) -> None:
    """Have what was written to a file, or renamed in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(folder: Path) -> None:
    """Flush everything below a folder to disk, and take it from others: what a library wrote there."""
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            _take_from_others(path)
            flush(path)


def tighten(folder: Path) -> None:
    """Take a folder, and all below it, from others: an older run may have left it open. What is not ours is left."""
    if folder.is_dir() and not folder.is_symlink():
        for path in [folder, *folder.rglob("*")]:
            with contextlib.suppress(FileNotFoundError, PermissionError):
                _take_from_others(path)


def _take_from_others(path: Path) -> None:
    mode = path.lstat().st_mode
    if mode & OTHERS and not stat.S_ISLNK(mode):
        path.chmod(stat.S_IMODE(mode) & ~OTHERS)
