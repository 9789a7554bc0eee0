"""The tests' person key, and what their ids become under it."""

import functools
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from houvast.identities import IdentityStore
from houvast.pseudonyms import pseudonym_of

PERSON_KEY = "c3" * 32


def code(employee_id: str) -> str:
    """The pseudonym of an id."""
    return pseudonym_of(employee_id, bytes.fromhex(PERSON_KEY))


def codes(ids: Iterable[str]) -> list[str]:
    """The pseudonyms of ids, in their order."""
    return [code(one) for one in ids]


def as_written(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table with the ids that small records write in the place of pseudonyms, ordered by id."""
    ids = frame["employee_id"].map(_small_ids())
    return frame.assign(employee_id=ids).sort_values("employee_id", kind="stable", ignore_index=True)


@functools.cache
def _small_ids() -> dict[str, str]:
    """A thousand numbers, and those that a spreadsheet would spoil."""
    ids = [*map(str, range(1000)), "007", "1E5", "NA"]
    return dict(zip(codes(ids), ids, strict=True))


def keep(folder: Path, ids: Iterable[str], names: Iterable[str | None] | None = None) -> IdentityStore:
    """The identities of a folder, with these people in them."""
    made, ids = store_in(folder), list(ids)
    made.add(pd.DataFrame({"pseudonym": codes(ids), "id": ids, "name": names if names is not None else None}))
    return made


def store_in(folder: Path) -> IdentityStore:
    """The identities of a folder, under the tests' key."""
    return IdentityStore(folder / "identities", bytes.fromhex(PERSON_KEY))
