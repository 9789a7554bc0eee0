"""The feature matrix: one row per observation, one column per feature, only what was known then."""

from collections.abc import Callable, Collection, Iterable

import numpy as np
import pandas as pd

from houvast.features import DRIVERS
from houvast.records.contract import TABLES
from houvast.timeline import Events, Known, Observations, Unmeasured, Versions, to_days
from houvast.timeline.days import NEVER

ReadTable = Callable[[str], Versions | None]


def tables_needed(drivers: Iterable[str]) -> list[str]:
    """The record tables that the drivers read, and those that place people in teams and roles."""
    needed = {"assignments"}.union(*(DRIVERS[driver].TABLES for driver in drivers))
    return [table for table in TABLES if table in needed]


def open_tables(
    read: ReadTable, observations: Observations, tables: Iterable[str], observed_from: dict[str, object]
) -> dict[str, Events]:
    """Every table that the records have, as seen from the observations.

    Parameters
    ----------
    read : callable
        Name of a table to its versions, or None where the records lack it.
    observed_from : dict
        First day on which each table was kept; its oldest event where absent.
    """
    opened = {}
    for table in tables:
        versions = read(table)
        if versions is None:
            continue
        first = to_days(observed_from[table]) if table in observed_from else int(versions.day.min(initial=NEVER))
        opened[table] = Events(versions, observations, observed_from=first)
    return opened


def build_place(placed: Events | Unmeasured, more: Collection[str] = ()) -> pd.DataFrame:
    """Site and team of each observation, and `more` columns of `assignments`, as known at its as-of date.

    Text is object, None where not known; a number or flag is float64, NaN where not known.
    """
    columns = {}
    for name in ("site", "team", *more):
        is_text = TABLES["assignments"].columns[name] == "text"
        columns[name] = pd.Series(
            placed.last_text(name) if is_text else placed.last(name), dtype=object if is_text else float
        )
    return pd.DataFrame(columns)


def find_idle_days(observations: Observations, tables: Collection[Events]) -> np.ndarray:
    """Days without a record of any of the tables, float, shape (n,).

    Since the newest one that is known, the start of the open spell, or that of the table that was kept first,
    whichever is latest; a record dated in the future counts as of the as-of date. NaN where there are no tables.
    """
    if not tables:
        return np.full(len(observations), np.nan)
    newest = np.maximum(observations.spell_started, min(events.observed_from for events in tables))
    for events in tables:
        last = events.last_day()
        newest = np.where(last == NEVER, newest, np.maximum(newest, last))
    return np.maximum(observations.as_of - newest, 0).astype(float)


def build_matrix(known: Known, drivers: Iterable[str], exclude: Collection[str] = ()) -> pd.DataFrame:
    """The features of the drivers, float64, in the order of the drivers; missing is NaN.

    Raises
    ------
    ValueError
        A driver did not return just the features that it declares: a defect of that driver.
    """
    columns: dict[str, np.ndarray] = {}
    for driver in drivers:
        module = DRIVERS[driver]
        made = module.compute(known)
        if list(made) != list(module.FEATURES):
            raise ValueError(f"driver `{driver}` declares {list(module.FEATURES)} and returned {list(made)}")
        columns.update({name: values for name, values in made.items() if name not in exclude})
    return pd.DataFrame(columns, index=range(len(known)), dtype=float)
