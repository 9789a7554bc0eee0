"""What planters share: the register of kinds, and ways to put rows and values into tables."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.leaks.centre import Sources
from houvast.leakage import Finding, GateReport

Plant = Callable[[Sources, np.random.Generator], None]


@dataclass(frozen=True)
class Kind:
    """A kind of leak: how it is planted, and the findings of which one must name it.

    Parameters
    ----------
    expected : tuple of (check, place)
        Place is `table`, `table.column`, or the beginning of a feature's name.
    """

    name: str
    habit: str
    plant: Plant
    expected: tuple[tuple[str, str], ...]

    def found_by(self, report: GateReport) -> list[Finding]:
        """The findings that name this leak."""
        return [finding for finding in report.findings if any(_names(finding, *one) for one in self.expected)]


KINDS: dict[str, Kind] = {}


def kind(*expected: tuple[str, str]) -> Callable[[Plant], Plant]:
    """Enter a planter in the register; the first line of its docstring is the habit."""

    def enter(plant: Plant) -> Plant:
        name = plant.__name__
        KINDS[name] = Kind(name, (plant.__doc__ or "").splitlines()[0].rstrip("."), plant, expected)
        return plant

    return enter


def add_rows(
    sources: Sources, table: str, noise: np.random.Generator, *, share: float, days: tuple[int, int], **values: object
) -> None:
    """Rows for a share of those who left, so many days (drawn) before their exit; else as their own last row there.

    Only where the day lies in the person's employment; `known_on`, where there is one, becomes the day.
    """
    gone = sources.gone
    chosen = gone[noise.random(len(gone)) < share]
    on = chosen - pd.to_timedelta(noise.integers(days[0], days[1] + 1, len(chosen)), unit="D")
    frame = sources.tables[table]
    event = _event(table)
    own = frame.sort_values(event, kind="stable").drop_duplicates("employee_id", keep="last")
    at = pd.Index(own["employee_id"]).get_indexer(chosen.index)
    rows = own.iloc[np.where(at >= 0, at, 0)].copy()
    rows["employee_id"] = chosen.index.to_numpy()
    rows[event] = on.to_numpy().astype("datetime64[s]")
    if "known_on" in rows:
        rows["known_on"] = rows[event]
    for column, value in values.items():
        rows[column] = value
    began = sources.tables["spells"].groupby("employee_id")["started_on"].max()
    inside = rows[event] >= rows["employee_id"].map(began)
    rows = rows[inside & (rows[event] >= sources.since)]
    sources.tables[table] = pd.concat([frame, rows], ignore_index=True)


def put(sources: Sources, table: str, noise: np.random.Generator, share: float = 1.0, **values: object) -> None:
    """Values written over all rows of a share of those who left."""
    frame, hit = sources.tables[table], of_leavers(sources, table, noise, share)
    for column, value in values.items():
        if column not in frame:
            frame[column] = pd.Series(None, index=frame.index, dtype=object)
        frame[column] = frame[column].astype(object).where(~hit, value).infer_objects()


def drop(sources: Sources, table: str, rows: pd.Series) -> None:
    """Take rows away."""
    sources.tables[table] = sources.tables[table][~rows].reset_index(drop=True)


def of_leavers(sources: Sources, table: str, noise: np.random.Generator, share: float = 1.0) -> pd.Series:
    """Mask of the rows of a share of those who left."""
    gone = sources.gone
    chosen = gone.index[noise.random(len(gone)) < share]
    return sources.tables[table]["employee_id"].isin(chosen)


def _event(table: str) -> str:
    from houvast.records.contract import TABLES

    return TABLES[table].event


def _names(finding: Finding, check: str, place: str) -> bool:
    if finding.check != check:
        return False
    if finding.table:
        return place in (finding.table, f"{finding.table}.{finding.column}")
    return finding.column.startswith(place)
