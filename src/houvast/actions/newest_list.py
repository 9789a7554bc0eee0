"""The newest published list, for what is done with people on it: only as it was when somebody signed it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from houvast.errors import ConfigError


@dataclass(frozen=True)
class NewestList:
    """Where the newest list lies, its as-of date (ISO) and the sha256 of its manifest."""

    folder: Path
    as_of: str
    digest: str


def open_newest(published: Path, signed: str | None, *, name: str, purpose: str) -> NewestList:
    """The newest list of people, which is the one that was signed.

    Parameters
    ----------
    published : Path
        `published/<config>`.
    signed : str or None
        Digest of the list that a named person signed; None where nothing is done with anybody.
    name, purpose : str
        Of the config; and what a list is wanted for, as "plan for".

    Raises
    ------
    ConfigError
        There is no list of people, or it is another one than was signed.
    """
    folder = (published / "latest").resolve()
    if not (folder / "risk_list.parquet").exists():
        raise ConfigError(
            f"`{name}` has no list of people to {purpose}. Make one first: houvast run CONFIG. "
            "Where leavers are too few for a list there is nobody on it."
        )
    content = (folder / "manifest.json").read_bytes()
    found = NewestList(folder, str(json.loads(content)["as_of_date"]), hashlib.sha256(content).hexdigest())
    if signed is not None and found.digest != signed:
        raise ConfigError(f"the list of {found.as_of} was made anew meanwhile. Read and sign it as it is now.")
    return found
