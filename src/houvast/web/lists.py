"""The published lists, as they lie in their folders: `published/<config>/<as-of>/`.

A list is read through its link once, and from then on in the folder that the link showed, so that its parts belong
together though a run swaps the link meanwhile. The manifest is held against the installation's signature, and every
file against the sha256 in the manifest each time it is read: a list that somebody changed, or that another installation
made, is not shown.
"""

import datetime as dt
import functools
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from houvast.errors import HouvastError
from houvast.publish.signature import find_alterations

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEPT_LISTS = 3


class ListDamagedError(HouvastError):
    """A published file is not what its manifest says."""


@dataclass(frozen=True, eq=False)
class PublishedList:
    """One published list; equal to itself only, so that what was made from it can be kept by it.

    Parameters
    ----------
    as_of : datetime.date
    digest : str
        sha256 of the manifest: of everything that the list says and was made from.
    folder : Path
    manifest : dict
    people : DataFrame
        `risk_list.parquet`: a row a person, in order. Empty where no model was made.
    drivers : tuple of str
    contributions : ndarray, shape (people, drivers)
        NaN where a driver was not measured for a person.
    """

    as_of: dt.date
    digest: str
    folder: Path
    manifest: dict[str, Any]
    people: pd.DataFrame
    drivers: tuple[str, ...]
    contributions: np.ndarray

    @property
    def name(self) -> str:
        """What the audit log calls it: its date, and enough of its digest to tell two of one date apart."""
        return f"{self.as_of} {self.digest[:12]}"

    @property
    def has_people(self) -> bool:
        """Whether there is a list of persons at all."""
        return bool(self.manifest["has_model"])

    @property
    def risk(self) -> str:
        """The column of the headline risk, such as `risk_13w`."""
        return next(name.removesuffix("_low") for name in self.people.columns if re.fullmatch(r"risk_\d+w_low", name))

    @property
    def weeks(self) -> int:
        """The horizon."""
        if not self.has_people:
            return int(self.manifest["horizon_weeks"])
        return int(self.risk.removeprefix("risk_").removesuffix("w"))

    def has(self, name: str) -> bool:
        """Whether a file was published with the list."""
        return name in self.manifest["files"]

    def table(self, name: str) -> pd.DataFrame | None:
        """A published Parquet file, whole; None where it was not published."""
        return pd.read_parquet(self._checked(name)) if self.has(name) else None

    def document(self, name: str) -> Any:
        """A published JSON file; None where it was not published."""
        return json.loads(self._checked(name).read_text(encoding="utf-8")) if self.has(name) else None

    def rows_of(self, name: str, employee_id: str) -> pd.DataFrame | None:
        """The rows of one person in a published Parquet file; None where it was not published."""
        if not self.has(name):
            return None
        return pq.read_table(self._checked(name), filters=pc.field("employee_id") == employee_id).to_pandas()

    def _checked(self, name: str) -> Path:
        """The path of a file, which is still what the manifest says."""
        check_file(self.folder, self.as_of, name, self.manifest["files"][name]["sha256"])
        return self.folder / name


@dataclass(frozen=True)
class ListManifest:
    """What a published list says of itself, and where."""

    path: Path
    manifest: dict[str, Any]


@dataclass(frozen=True)
class PublishedLists:
    """All lists of a config; with a key, those that it signed."""

    home: Path
    key: bytes | None = None

    def days(self) -> list[dt.date]:
        """As-of dates of the lists that are there, newest first."""
        if not self.home.is_dir():
            return []
        names = (path.name for path in self.home.iterdir() if (path / "manifest.json").is_file())
        return sorted((day for name in names if (day := _read_day(name)) is not None), reverse=True)

    def read_manifest(self, day: dt.date) -> ListManifest:
        """The manifest of the list of a date that is there, without the list."""
        path = (self.home / str(day)).resolve(strict=True) / "manifest.json"
        return ListManifest(path, json.loads(path.read_text(encoding="utf-8")))

    def open(self, day: dt.date) -> PublishedList | None:
        """The list of a date; None where there is none.

        Raises
        ------
        ListDamagedError
            A file is missing, or is not what the manifest says, or the manifest is not signed by this installation.
        """
        for _ in range(2):  # A run may swap the link and remove the folder while it is read: look again, once.
            try:
                folder = (self.home / str(day)).resolve(strict=True)
                return _read_list(folder, day, (folder / "manifest.json").read_bytes(), self.key)
            except FileNotFoundError:
                continue
        return None


@functools.lru_cache(_KEPT_LISTS)
def _read_list(folder: Path, day: dt.date, content: bytes, key: bytes | None) -> PublishedList:
    """The list with a manifest: what is signed, named by its digest, and shown is one reading of it."""
    if key is not None and (altered := find_alterations(folder, key, content)):
        raise ListDamagedError(_damaged(altered[0].file, day))
    manifest, digest = json.loads(content), hashlib.sha256(content).hexdigest()
    for name, facts in manifest["files"].items():
        check_file(folder, day, name, facts["sha256"])
    if not manifest["has_model"]:
        return PublishedList(day, digest, folder, manifest, pd.DataFrame(), (), np.empty((0, 0)))
    people = pd.read_parquet(folder / "risk_list.parquet")
    drivers, contributions = _pivot(people["employee_id"], pd.read_parquet(folder / "contributions.parquet"))
    return PublishedList(day, digest, folder, manifest, people, drivers, contributions)


def _read_day(name: str) -> dt.date | None:
    """The date that a folder is called after; None where it is called after none."""
    try:
        return dt.date.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:  # such as 2025-02-30
        return None


def check_file(folder: Path, day: dt.date, name: str, sha256: str) -> None:
    """Nothing, if a published file has the sha256 that it should.

    Raises
    ------
    ListDamagedError
        Somebody changed it.
    """
    if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256:
        raise ListDamagedError(_damaged(name, day))


def _damaged(name: str, day: dt.date) -> str:
    return (
        f"`{name}` of the list of {day} is not as this installation published it. Ask `houvast verify CONFIG`, and "
        f"make the list again: houvast score CONFIG --as-of {day}."
    )


def _pivot(ids: pd.Series, long: pd.DataFrame) -> tuple[tuple[str, ...], np.ndarray]:
    """Drivers in the order of their first row, and a row of contributions per person."""
    drivers = tuple(long["driver"].unique())
    row = pd.Index(ids).get_indexer(long["employee_id"])
    column = pd.Index(drivers).get_indexer(long["driver"])
    wide = np.full((len(ids), len(drivers)), np.nan)
    wide[row, column] = long["contribution"].to_numpy(dtype=float)
    return drivers, wide
