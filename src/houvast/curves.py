"""How a person's risk adds up over time: the chance of having left by choice by the end of each period, with interval.

The curve and the risk of the list come from one fit: at the list's horizon the curve is the list's risk and interval.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

COLUMNS = ("employee_id", "weeks", "risk", "low", "high")


@dataclass(frozen=True)
class Curves:
    """The curves of some people.

    Parameters
    ----------
    employee_id : ndarray of str, shape (n,)
    ends_days : tuple of int
        Days from the as-of date at which periods end.
    risk, low, high : ndarray, shape (n, periods)
        Cumulative incidence and its 95% interval.
    """

    employee_id: np.ndarray
    ends_days: tuple[int, ...]
    risk: np.ndarray
    low: np.ndarray
    high: np.ndarray


def build_curve_table(curves: Curves, employee_ids: pd.Series) -> pd.DataFrame:
    """employee_id, weeks, risk, low, high: one row per person and period, in the order of the ids given.

    `weeks` is the end of the period, from the as-of date; not every period ends with a week.
    """
    rows = pd.Index(curves.employee_id).get_indexer(employee_ids)
    periods = len(curves.ends_days)
    parts = {name: getattr(curves, name)[rows].ravel() for name in ("risk", "low", "high")}
    return pd.DataFrame(
        {
            "employee_id": employee_ids.repeat(periods).to_numpy(),
            "weeks": np.tile(np.array(curves.ends_days) / 7, len(rows)),
            **parts,
        }
    ).astype({"employee_id": "str"})


def find_curve_problems(table: pd.DataFrame, people: pd.DataFrame, horizon_weeks: int) -> list[str]:
    """What is wrong with the curves of a list, in words; nothing where they keep their promises.

    Everybody listed has one, in the list's order; it never falls, lies within its interval and between 0 and 1, and at
    the horizon it is the list's own risk.
    """
    if list(table["employee_id"].drop_duplicates()) != list(people["employee_id"]):
        return ["the curves are not of the people on the list, in their order"]
    numbers, problems = table[["low", "risk", "high"]].to_numpy(dtype=float), []
    if not ((numbers >= 0) & (numbers <= 1)).all() or (np.diff(numbers, axis=1) < 0).any():
        problems.append("a curve is no probability, or lies outside its own interval")
    falls = np.diff(table["risk"].to_numpy()) < 0
    if (falls & (np.diff(table["weeks"].to_numpy()) > 0)).any():
        problems.append("a curve falls")
    at = table.loc[table["weeks"] == horizon_weeks, "risk"].to_numpy()
    if not np.array_equal(at, people[f"risk_{horizon_weeks}w"].to_numpy()):
        problems.append(f"the curves at {horizon_weeks} weeks are not the risks of the list")
    return problems
