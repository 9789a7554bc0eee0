"""Whether lists of people may be made and shown: only for a purpose that is written down, approved and still valid.

The purpose file is named in the config (`purpose`). Every route to a list, a person or a copy asks `find_standing`, in
the run, in the workspace at each request and on the command line; without a purpose that holds on that day there are
figures of groups only. Training and monitoring go on: they name nobody.

That the file was altered after its approval cannot be seen; its sha256 stands in the manifest of every list, and a list
that is made under another file is another list, which nobody has signed yet.
"""

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houvast.config.purpose_file import PurposeFile
from houvast.errors import ConfigError
from houvast.summary import PurposeTold
from houvast.use import Use, read_purpose

ABSENT, NOT_APPROVED, EXPIRED, BROKEN = "absent", "not_approved", "expired", "broken"


@dataclass(frozen=True)
class Standing:
    """What the purpose file says, and whether it holds on a day.

    Parameters
    ----------
    file : PurposeFile or None
        None where the config names none, or one that is not there.
    sha256 : str
        Of the file's content; empty where there is none.
    why_not : {"absent", "not_approved", "expired", "broken"} or None
        Why there are no lists of people; None where there may be.
    """

    file: PurposeFile | None
    sha256: str
    why_not: str | None

    @property
    def allows_people(self) -> bool:
        """Whether lists of people may be made and shown."""
        return self.why_not is None

    def covers(self, manifest: dict[str, Any]) -> bool:
        """Whether a list was made under this very file, by what its manifest says; one that names no file passes."""
        return (manifest.get("purpose") or {}).get("sha256") in (None, self.sha256)

    def as_manifest(self) -> dict[str, Any]:
        """What the manifest of a list says of it."""
        until = None if self.file is None else str(self.file.valid_until)
        return {"sha256": self.sha256 or None, "valid_until": until, "people_withheld": self.why_not}

    def tell(self, language: str) -> PurposeTold | None:
        """What pages and copies show of it; None where there is no file."""
        if self.file is None:
            return None
        said = self.file
        return PurposeTold(
            title=getattr(said.title, language),
            purpose=getattr(said.purpose, language),
            allowed=tuple(getattr(one, language) for one in said.allowed),
            forbidden=said.forbidden,
            besides=tuple(getattr(one, language) for one in said.forbidden_besides),
            controller=said.controller,
            approval=_tell_approval(said),
            valid_until=said.valid_until,
            sha256=self.sha256,
        )


def find_standing(use: Use, today: dt.date | None = None) -> Standing:
    """What the purpose file of a use says today, read anew.

    Raises
    ------
    ConfigError
        The file does not hold; all its problems are named.
    """
    if use.purpose_file is None or not use.purpose_file.is_file():
        return Standing(None, "", ABSENT)
    return read_standing(use.purpose_file, today or dt.date.today())


def read_standing(path: Path, today: dt.date) -> Standing:
    """What a purpose file says on a day; it fails as `find_standing` does."""
    stat = path.stat()
    said, sha256 = _read(path, stat.st_mtime_ns, stat.st_size)
    approval = said.approval
    approved = approval is not None and (approval.on is None or approval.on <= today)
    why_not = NOT_APPROVED if not approved else EXPIRED if today > said.valid_until else None
    return Standing(said, sha256, why_not)


@functools.lru_cache(8)
def _read(path: Path, changed: int, size: int) -> tuple[PurposeFile, str]:  # the last two tell a new file from an old
    return read_purpose(path), hashlib.sha256(path.read_bytes()).hexdigest()


def check_purpose(use: Use, today: dt.date | None = None) -> Standing:
    """The standing, if it allows lists of people.

    Raises
    ------
    ConfigError
        It does not.
    """
    standing = find_standing(use, today)
    if standing.why_not is not None:
        raise ConfigError(
            f"{_WHY[standing.why_not]} Lists, people and copies are closed until then; see docs/purpose.md."
        )
    return standing


_WHY = {
    ABSENT: "there is no purpose file: write one, have it approved, and name it as `purpose` in the config.",
    NOT_APPROVED: "the purpose file is not approved yet: enter who approved it, when and where that is written.",
    EXPIRED: "the purpose file is past its `valid_until`: have it approved again.",
}


def _tell_approval(said: PurposeFile) -> str:
    approval = said.approval
    if approval is None:
        return ""
    return approval.not_required or f"{approval.by}, {approval.on}, {approval.reference}"
