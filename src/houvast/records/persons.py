"""Persons out of the finished tables: pseudonyms in their place, and whose they are set apart.

What a source calls a record of its own (`record_id`) often has the id of a person in it; it serves to tell records
apart, and a pseudonym does that as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from houvast.pseudonyms import build_pseudonyms, encode_ids, is_pseudonym, recode
from houvast.records.contract import NAME, PERSONS


@dataclass(frozen=True)
class Persons:
    """Tables that hold pseudonyms, and who stands behind them.

    Parameters
    ----------
    tables : dict of str to DataFrame
    found : DataFrame
        pseudonym, id, name (missing where no source gives one); one row a person that any table names.
    """

    tables: dict[str, pd.DataFrame]
    found: pd.DataFrame

    def found_in(self, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """Of `found`, those whom some of these tables name."""
        return self.found[self.found["pseudonym"].isin(find_named(tables.values()))]


def find_named(tables: Iterable[pd.DataFrame]) -> set[str]:
    """Everybody in a column that names a person."""
    return {one for frame in tables for column in PERSONS if column in frame for one in frame[column].dropna().unique()}


@dataclass(frozen=True)
class Change:
    """Other pseudonyms in the place of those under an earlier key.

    Parameters
    ----------
    codes : mapping of str to str
        Pseudonyms of people: earlier one to that of now.
    key : bytes
        The person key of now. What a source calls its own records is not kept, so that a `record_id` that is nobody's
        pseudonym becomes the pseudonym of what it was, not what an ingest makes of the record.
    """

    codes: Mapping[str, str]
    key: bytes = field(repr=False)

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A table of a snapshot with these pseudonyms; its rows stay in their order."""
        changed = {column: recode(frame[column], self.codes) for column in PERSONS if column in frame}
        if "record_id" in frame:
            others = [
                one for one in frame["record_id"].dropna().unique() if is_pseudonym(one) and one not in self.codes
            ]
            renamed = dict(zip(others, encode_ids(others, self.key), strict=True))
            changed["record_id"] = recode(frame["record_id"], {**self.codes, **renamed})
        return frame.assign(**changed)


def hide_persons(tables: Mapping[str, pd.DataFrame], key: bytes) -> Persons:
    """The tables with pseudonyms in every column that names a person, and without names."""
    ids = [frame[column].dropna() for frame in tables.values() for column in PERSONS if column in frame]
    found = pd.DataFrame({"id": pd.concat(ids).unique()})
    found.insert(0, "pseudonym", build_pseudonyms(found["id"], key))
    names, by_id = _find_names(tables.get("people")), found.set_index("id")["pseudonym"]
    return Persons(
        {name: _hide(frame, by_id, key) for name, frame in tables.items()},
        found.assign(name=found["id"].map(names) if len(names) else None),
    )


def _hide(frame: pd.DataFrame, by_id: pd.Series, key: bytes) -> pd.DataFrame:
    hidden = {column: frame[column].map(by_id).astype("str") for column in PERSONS if column in frame}
    if "record_id" in frame:
        hidden["record_id"] = build_pseudonyms(frame["record_id"], key)
    return frame.drop(columns=NAME, errors="ignore").assign(**hidden)


def _find_names(people: pd.DataFrame | None) -> pd.Series:
    """The name of each employee that was known last."""
    if people is None or NAME not in people:
        return pd.Series(dtype=object)
    known = people.dropna(subset=[NAME]).sort_values("known_on", kind="stable")
    return known.drop_duplicates("employee_id", keep="last").set_index("employee_id")[NAME]
