"""The table of facts: out of every record table, the newest of each driver, in words."""

import datetime as dt
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from houvast.catalogue import load_drivers
from houvast.facts.events import COLUMNS, SOURCES
from houvast.facts.kinds import KINDS, OWN_SURVEY, TEAM_SURVEY
from houvast.language import Language, language_of
from houvast.reasons import build_fact
from houvast.records.past import read_standing
from houvast.records.snapshot import Snapshot

TOLD = ("employee_id", "driver", "date", "kind", "value", "text")
NEWEST_DAYS = 731
MOST = 12


def build_facts(
    snapshot: Snapshot,
    people: pd.DataFrame,
    X: pd.DataFrame,
    *,
    as_of: dt.date,
    drivers: Sequence[str],
    set_aside: Collection[str],
    language: str,
) -> pd.DataFrame:
    """employee_id, driver, date, kind, value, text: the newest facts, by person, driver and date (newest first).

    Survey values have no date of their own: theirs is missing, and they come last.

    Parameters
    ----------
    people : DataFrame
        employee_id, site, team of everybody at work, in the order wanted.
    X : DataFrame
        Their features, rows as in `people`.
    drivers : sequence of str
        Drivers to tell of, in the order wanted.
    set_aside : collection of str
        Tables that are not used.
    """
    lingo, ids = language_of(language), people["employee_id"].to_numpy(dtype=object)
    found = [_of_table(snapshot, table, ids, as_of) for table in SOURCES if table not in set_aside]
    events = pd.concat(found, ignore_index=True)
    events["driver"] = events["kind"].map({kind: one.driver for kind, one in KINDS.items()})
    events = _newest(events[events["driver"].isin(drivers)])
    events["text"] = _write_texts(events, lingo)
    surveys = [] if "survey_answers" in set_aside else _surveys(people, X, drivers, lingo)
    told = pd.concat([events, *surveys], ignore_index=True)
    order = [
        -told["date"].fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(int),
        pd.Index(list(drivers)).get_indexer(told["driver"]),
        pd.Index(ids).get_indexer(told["employee_id"]),
    ]
    told = told.take(np.lexsort([told["kind"].to_numpy(dtype=str), *order])).reset_index(drop=True)
    return told[list(TOLD)]


def _of_table(snapshot: Snapshot, table: str, ids: np.ndarray, as_of: dt.date) -> pd.DataFrame:
    source, since = SOURCES[table], as_of - dt.timedelta(days=NEWEST_DAYS)
    rows = read_standing(
        snapshot, table, source.columns, as_of, employee_ids=ids.tolist(), since=None if source.whole else since
    )
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in zip(COLUMNS, _TYPES, strict=True)})
    facts = source.build(rows, pd.Timestamp(as_of))
    return facts[facts["date"] >= pd.Timestamp(since)]


_TYPES = (object, "datetime64[s]", object, float, "datetime64[s]", object)


def _newest(facts: pd.DataFrame) -> pd.DataFrame:
    """At most `MOST` a person and driver."""
    ordered = facts.sort_values(["date", "kind", "value"], ascending=[False, True, True], kind="stable")
    return ordered[ordered.groupby(["employee_id", "driver"], sort=False).cumcount() < MOST]


def _write_texts(facts: pd.DataFrame, language: Language) -> np.ndarray:
    """The words of every fact; each is made once, however many people it is true of."""
    said = facts[["kind", "value", "until", "name"]]
    number = said.groupby(list(said), dropna=False, sort=False).ngroup().to_numpy()
    first = said.assign(number=number).drop_duplicates("number").sort_values("number")
    texts = [_write(language, *row) for row in first[["kind", "value", "until", "name"]].itertuples(index=False)]
    return np.array(texts, dtype=object)[number] if texts else np.array([], dtype=object)


def _write(language: Language, kind: str, value: float, until: pd.Timestamp, name: object) -> str:
    values = {"name": name, "until": "" if pd.isna(until) else language.date(until.date())}
    if KINDS[kind].unit == "count":
        return language.text(f"facts.{kind}", count=int(value))
    return language.text(f"facts.{kind}", value=_write_value(language, KINDS[kind].unit, value), **values)


def _write_value(language: Language, unit: str, value: float) -> str:
    if not unit:
        return ""
    if unit == "days":
        amount, word = language.duration(value)
        return language.text("common.duration", number=amount, unit=word)
    if unit == "percent":
        return language.percent_short(value)
    return language.short(value)


def _surveys(people: pd.DataFrame, X: pd.DataFrame, drivers: Sequence[str], language: Language) -> list[pd.DataFrame]:
    """What surveys say: the team's value, the same for everybody in it, and a person's own where there is one."""
    catalogue = load_drivers().drivers
    wanted = [(driver, name, text.kind) for driver in drivers for name, text in catalogue[driver].features.items()]
    asked = [(driver, name, kind) for driver, name, kind in wanted if name in X and kind in ("team", "own")]
    parts = [_survey(people, X[name], driver, kind == "own", language) for driver, name, kind in asked]
    return [part for part in parts if len(part)]


def _survey(people: pd.DataFrame, values: pd.Series, driver: str, own: bool, language: Language) -> pd.DataFrame:
    usual, feature = values.median(), str(values.name)
    told = values.dropna()
    words = {value: build_fact(language, feature, value, usual) for value in told.unique()}
    return pd.DataFrame(
        {
            "employee_id": people["employee_id"].to_numpy()[told.index],
            "driver": driver,
            "date": pd.Series(pd.NaT, index=told.index, dtype="datetime64[s]").to_numpy(),
            "kind": OWN_SURVEY if own else TEAM_SURVEY,
            "value": np.nan if own else told.to_numpy(),
            "text": told.map(words).to_numpy(),
        }
    )
