"""Who stands behind a pseudonym: one encrypted file a use, read only for those who may see whose a list is.

The file holds pseudonym, id and, where the sources give one, a name, as Parquet inside AES-256-GCM (NIST SP 800-38D)
under a key that is derived from the person key. Nothing else that is kept holds an id or a name. It is only added to by
an ingest: a list of last year is read by the people who were there then.

Known drawbacks: whoever has the person key and this file has every id; so back the two up apart. The length of the file
tells about how many people it holds.
"""

import functools
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from houvast.encrypted_files import WrongKeyError, decrypt, write_encrypted
from houvast.errors import ConfigError, RecordsError
from houvast.former_codes import FILE, FormerCodes, read_former_codes
from houvast.pseudonyms import is_pseudonym, pseudonym_of

PURPOSE = "identities"
COLUMNS = ("pseudonym", "id", "name")

_HEAD = b"houvast identities 1\n"


@dataclass(frozen=True, eq=False)
class Identities:
    """Ids and names by pseudonym.

    Parameters
    ----------
    people : DataFrame
        `id` and `name` (missing where none is known), by `pseudonym`.
    """

    people: pd.DataFrame

    def ids_of(self, pseudonyms: Iterable[str]) -> np.ndarray:
        """The id of each, as the sources write it; of who is not known (any more), the pseudonym."""
        asked = np.array(list(pseudonyms), dtype=object)
        found = self.people["id"].reindex(asked).to_numpy(dtype=object)
        return np.where(pd.isna(found), asked, found)

    def names_of(self, pseudonyms: Iterable[str]) -> np.ndarray:
        """What each is called; an empty text where that is not known."""
        asked = pd.Index(list(pseudonyms), dtype=object)
        return self.people["name"].reindex(asked).fillna("").to_numpy(dtype=object)

    def join(self, frame: pd.DataFrame, column: str = "employee_id") -> pd.DataFrame:
        """A table with ids in the place of the pseudonyms of a column, and names beside them where one is known."""
        joined = frame.assign(**{column: pd.array(self.ids_of(frame[column]), dtype="str")})
        names = self.names_of(frame[column])
        if column == "employee_id" and any(names):
            joined.insert(joined.columns.get_loc(column) + 1, "name", pd.array(names, dtype="str"))
        return joined


@dataclass(frozen=True)
class IdentityStore:
    """The file of identities of a use, and its person key; neither is read before it is asked for."""

    path: Path
    key: bytes = field(repr=False)

    def read(self) -> Identities:
        """Everybody that is known; nobody where nothing was ingested yet.

        Raises
        ------
        ConfigError
            The file was written under another key.
        RecordsError
            The file is no such file.
        """
        if not self.path.exists():
            return Identities(_nobody())
        about = self.path.stat()
        return _read(self.path, self.key, (about.st_ino, about.st_mtime_ns, about.st_size))

    def code_of(self, asked: str) -> str:
        """The pseudonym of an id; a text that has the form of one is taken for one, of now or under an earlier key."""
        return self.read_former().current(asked) if is_pseudonym(asked) else pseudonym_of(asked, self.key)

    def codes_of(self, asked: str) -> tuple[str, ...]:
        """The pseudonym of whom an id or a pseudonym means, and those from under earlier person keys behind it."""
        code = self.code_of(asked)
        return code, *self.read_former().before(code)

    def read_former(self) -> FormerCodes:
        """Pseudonyms from under earlier person keys."""
        return read_former_codes(self.path.with_name(FILE), self.key)

    def add(self, found: pd.DataFrame) -> None:
        """Add people, and replace what is known of them; nothing is written where all is known already.

        Parameters
        ----------
        found : DataFrame
            Columns `COLUMNS`, one row a person. A name that is missing leaves the one that is known.

        Raises
        ------
        RecordsError
            Two ids have one pseudonym.
        """
        before = self.read().people
        own = found.set_index("pseudonym")[["id", "name"]].astype(object)
        after = own.combine_first(before).sort_index()
        known = before["id"].reindex(own.index)
        if not own.index.is_unique or (known.notna() & (known != own["id"])).any():
            raise RecordsError(
                "two ids of these records have one pseudonym, so that their records cannot be told apart. Take out the "
                "file `person_key` of this use, and `identities` beside it, and ingest again."
            )
        if not after.equals(before):
            self._write(after)

    def write_former(self, former: FormerCodes) -> None:
        """Keep earlier pseudonyms."""
        former.write(self.path.with_name(FILE), self.key)

    def carry_over(self, people: pd.DataFrame, change: Mapping[str, str], former: FormerCodes) -> None:
        """Write the file anew, and that of former codes, under this store's key.

        Parameters
        ----------
        people : DataFrame
            As `Identities.people`, under an earlier key.
        change : mapping of str to str
            Earlier pseudonym of each to that of now.
        former : FormerCodes
            Every earlier pseudonym.
        """
        self.write_former(former)
        self._write(people.rename(index=dict(change)).sort_index())

    def forget(self, pseudonyms: Collection[str]) -> int:
        """How many people were taken out."""
        before = self.read().people
        after = before[~before.index.isin(list(pseudonyms))]
        if len(after) < len(before):
            self._write(after)
        return len(before) - len(after)

    def _write(self, people: pd.DataFrame) -> None:
        content = io.BytesIO()
        people.reset_index().astype("str").to_parquet(content, index=False)
        write_encrypted(self.path, content.getvalue(), key=self.key, purpose=PURPOSE, head=_HEAD)


@functools.lru_cache(2)
def _read(path: Path, key: bytes, about: Any) -> Identities:
    content = path.read_bytes()
    if not content.startswith(_HEAD):
        raise RecordsError(f"`{path}` holds no identities. Put a copy of it back, or take it out and ingest again.")
    try:
        plain = decrypt(content, key=key, purpose=PURPOSE, head=_HEAD)
    except WrongKeyError:
        raise ConfigError(
            f"`{path}` was written under another person key, or was altered. Put that key back "
            "(HOUVAST_PERSON_KEY, or the file `person_key`), or take both out and ingest again: then nobody on earlier "
            "lists can be named any more."
        ) from None
    people = pd.read_parquet(io.BytesIO(plain)).astype(object).set_index("pseudonym")
    return Identities(people.where(people.notna(), None))


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({"id": [], "name": []}, index=pd.Index([], name="pseudonym", dtype=object), dtype=object)
