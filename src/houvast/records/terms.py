"""Records past their term: what a new snapshot leaves out.

Definitions
-----------
past its term
    A row whose event lies so many days or more before the end of the records. Of employments the end counts, as last
    known, and all versions go together; who is still employed stays. Of whom no employment is left, nothing is.
state
    Of tables that say what holds from a day on (assignments, pay), the newest row before the term stays: it holds.

The end of the records counts and not today, so that the same sources give the same snapshot.
"""

from collections.abc import Mapping

import pandas as pd

from houvast.records.contract import rules_of

STATES = ("effective_on", "known_on")
"""Events of tables that say what holds from a day on."""
_SPELL = ["employee_id", "started_on"]


def drop_past_terms(
    tables: Mapping[str, pd.DataFrame], terms: Mapping[str, int], observed_until: pd.Timestamp
) -> dict[str, pd.DataFrame]:
    """The tables without the rows past their term; a table without a term is as it was.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        `spells` among them.
    terms : mapping of str to int
        Days by table.
    """
    until, kept = pd.Timestamp(observed_until), dict(tables)
    for name in terms.keys() & tables.keys():
        last = until - pd.Timedelta(days=terms[name])
        gone = (
            _ended_spells(kept[name], last) if name == "spells" else _old_rows(kept[name], rules_of(name).event, last)
        )
        kept[name] = kept[name][~gone].reset_index(drop=True)
    gone_people = set(tables["spells"]["employee_id"]) - set(kept["spells"]["employee_id"])
    if not gone_people:
        return kept
    return {name: frame[~frame["employee_id"].isin(gone_people)].reset_index(drop=True) for name, frame in kept.items()}


def first_kept(terms: Mapping[str, int], observed_until: pd.Timestamp, table: str) -> pd.Timestamp:
    """The first day of which a table's rows are kept."""
    return pd.Timestamp(observed_until) - pd.Timedelta(days=terms[table] - 1)


def _ended_spells(spells: pd.DataFrame, last: pd.Timestamp) -> pd.Series:
    final = spells.sort_values("known_on", kind="stable").drop_duplicates(_SPELL, keep="last")
    ended = pd.MultiIndex.from_frame(final.loc[final["ended_on"] <= last, _SPELL])
    return pd.Series(pd.MultiIndex.from_frame(spells[_SPELL]).isin(ended), index=spells.index)


def _old_rows(frame: pd.DataFrame, event: str, last: pd.Timestamp) -> pd.Series:
    old = frame[event] <= last
    if event not in STATES:
        return old
    newest = frame[event].where(old).groupby(frame["employee_id"]).transform("max")
    return old & (frame[event] < newest)
