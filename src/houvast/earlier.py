"""The lists that were published before a list, of the same config and horizon, as far as they are whole.

Only lists of an earlier as-of date are read, so that a list that is made again for a past date is held beside what was
before it then. One whose files are not what its manifest says is passed over: it is not known what it said.

Known drawbacks: a list that is made again changes what the ones after it were held beside. Their manifests name it by
its hash, so that the difference can be seen; they are right again once they are made again as well, oldest first.
"""

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_FILES = ("risk_list.parquet", "contributions.parquet")
_GROUPS = ("sites.parquet", "teams.parquet")


@dataclass(frozen=True)
class EarlierList:
    """A published list of persons.

    Parameters
    ----------
    as_of : datetime.date
    folder : Path
    manifest_sha256 : str
        Names it: the manifest has the hash of every other file.
    model_sha256 : str or None
    """

    as_of: dt.date
    folder: Path
    manifest_sha256: str
    model_sha256: str | None

    def read(self, table: str) -> pd.DataFrame:
        """A published table, by the name of its file."""
        return pd.read_parquet(self.folder / f"{table}.parquet")

    def has(self, table: str) -> bool:
        """Whether a table was published with it."""
        return (self.folder / f"{table}.parquet").is_file()


def find_earlier(home: Path, as_of: dt.date, horizon_weeks: int, *, days: int | None = None) -> list[EarlierList]:
    """The lists before `as_of`, newest first.

    Parameters
    ----------
    home : Path
        `published/<config name>`; may be absent.
    days : int or None
        How far back, where not all of them are wanted.
    """
    names = sorted(
        (path.name for path in home.iterdir() if _DAY.match(path.name)) if home.is_dir() else (), reverse=True
    )
    dates = [dt.date.fromisoformat(name) for name in names]
    wanted = [day for day in dates if day < as_of and (days is None or (as_of - day).days <= days)]
    found = (_open(home / str(day), day, horizon_weeks) for day in wanted)
    return [one for one in found if one is not None]


def find_groups(home: Path, as_of: dt.date) -> list[EarlierList]:
    """What was published before `as_of` of teams and sites without their people, oldest first."""
    days = sorted(path.name for path in home.iterdir() if _DAY.match(path.name)) if home.is_dir() else []
    dates = [day for day in map(dt.date.fromisoformat, days) if day < as_of]
    found = (_open(home / str(day), day, None, _GROUPS) for day in dates)
    return [one for one in found if one is not None]


def _open(folder: Path, day: dt.date, horizon_weeks: int | None, files: tuple[str, ...] = _FILES) -> EarlierList | None:
    """The list in a folder; None where it has other files or another horizon, or is not whole.

    Without a horizon it is a list without persons.
    """
    try:
        content = (folder / "manifest.json").read_bytes()
        manifest = json.loads(content)
        if manifest["has_model"] != (horizon_weeks is not None) or horizon_weeks not in (
            None,
            manifest["horizon_weeks"],
        ):
            return None
        said = {name: facts["sha256"] for name, facts in manifest["files"].items() if name.endswith(".parquet")}
        whole = set(files) <= set(said) and manifest["as_of_date"] == str(day)
        for name, digest in said.items():
            whole = whole and hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not whole:
        return None
    return EarlierList(day, folder, hashlib.sha256(content).hexdigest(), manifest.get("model_sha256"))
