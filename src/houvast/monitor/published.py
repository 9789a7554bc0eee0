"""The lists that were published, read back, and what became of the people on them.

Help is set apart. Who was offered help within the horizon, or within a horizon before the list, may have stayed since
then: with them, a list that found the right people looks wrong. They count until their help (`helped`). Whom the draw
left without help is the clean arm: they were chosen by nobody.
"""

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from houvast.helped import read_help
from houvast.labels import build_outcomes
from houvast.timeline import Observations, to_days

DRAWN_WITHIN_DAYS = 14
"""Days after a list within which a draw is one of its people: whoever is drawn later did not leave before that."""
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class PastList:
    """A published list.

    Parameters
    ----------
    as_of : datetime.date
    model_sha256 : str or None
        None where rates were published instead.
    people : DataFrame
        employee_id, risk, listed (within capacity); highest risk first.
    """

    as_of: dt.date
    model_sha256: str | None
    people: pd.DataFrame

    @property
    def listed(self) -> list[str]:
        """The ids of those within capacity."""
        return self.people.loc[self.people["listed"], "employee_id"].tolist()


@dataclass(frozen=True)
class Followed:
    """A list beside what happened, one row a person whose outcome is known.

    Parameters
    ----------
    as_of : datetime.date
    risk : ndarray of float
    left : ndarray of 0 and 1
        By choice within the horizon, with help or without.
    listed : ndarray of bool
        Within capacity.
    unhelped : ndarray of float
        Share of the horizon that passed before help; 1 without any, 0 where it came before the list already.
    held_out : ndarray of bool
        Drawn to go without help.
    person : ndarray of str
    """

    as_of: dt.date
    risk: np.ndarray
    left: np.ndarray
    listed: np.ndarray
    unhelped: np.ndarray
    held_out: np.ndarray
    person: np.ndarray

    @property
    def helped(self) -> np.ndarray:
        """Who was helped before they left, bool."""
        return self.unhelped < 1


def read_lists(folder: Path, horizon_weeks: int, until: dt.date) -> list[PastList]:
    """The published lists of this horizon with an as-of date up to `until`, oldest first.

    Parameters
    ----------
    folder : Path
        `published/<config name>`.
    """
    days = sorted(path.name for path in folder.iterdir() if _DAY.match(path.name)) if folder.is_dir() else []
    kept = [day for day in days if dt.date.fromisoformat(day) <= until]
    return [one for day in kept if (one := _read_list(folder / day, horizon_weeks)) is not None]


def follow(
    past: PastList, spells: pd.DataFrame, actions: pd.DataFrame | None, *, until: int, horizon_days: int, lag_days: int,
    causes: tuple[str, ...],
) -> Followed | None:  # fmt: skip
    """The list beside what happened; None while its horizon and the exits' lag are not observed to their end.

    Parameters
    ----------
    spells, actions : DataFrame
        The versions that are known at `until`.
    until : int
        First day that is not observed.
    """
    start = to_days(past.as_of)
    if past.people.empty or start + horizon_days + lag_days > until:
        return None
    people = past.people.sort_values("employee_id", ignore_index=True)
    ids = people["employee_id"].to_numpy(dtype=object)
    number = np.arange(ids.size, dtype=np.int32)
    day = np.full(ids.size, start, dtype=np.int32)
    outcomes = build_outcomes(spells, Observations(ids, number, day, day), until)
    label, log = outcomes.label(horizon_days, causes, lag_days), read_help(actions)
    until_help = log.days_until_help(ids, day, horizon_days)
    unhelped = np.where(until_help < outcomes.time_days, np.minimum(until_help / horizon_days, 1.0), 1.0)
    held_out = (log.days_until_draw(ids, day, horizon_days) <= DRAWN_WITHIN_DAYS) & (unhelped == 1)
    known = ~np.isnan(label)
    return Followed(
        past.as_of,
        people["risk"].to_numpy(dtype=float)[known],
        label[known].astype(int),
        people["listed"].to_numpy(dtype=bool)[known],
        unhelped[known],
        held_out[known],
        ids[known].astype(str),
    )


def _read_list(folder: Path, horizon_weeks: int) -> PastList | None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    as_of = dt.date.fromisoformat(manifest["as_of_date"])
    nobody = pd.DataFrame({"employee_id": [], "risk": [], "listed": []})
    if not manifest["has_model"]:
        return PastList(as_of, None, nobody)
    if manifest["horizon_weeks"] != horizon_weeks:
        return None
    risk = f"risk_{horizon_weeks}w"
    frame = pd.read_parquet(folder / "risk_list.parquet", columns=["employee_id", risk, "within_capacity"])
    named = frame.rename(columns={risk: "risk", "within_capacity": "listed"})
    return PastList(as_of, manifest.get("model_sha256"), named)
