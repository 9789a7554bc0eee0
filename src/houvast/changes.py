"""What changed since the list before: who is new, whose risk rose or fell, and which driver moved most.

Rules
-----
up, down
    The risk is at least a fifth (`LEAST_RATIO`) higher or lower than it was, and either that is two percentage points
    (`LEAST_POINTS`) or more, or it brought the person into a higher or lower band. A fifth of a small risk is within
    what one record does, and a risk that crosses the border of a band by a hair has not changed.
same
    Less than that.
new
    Listed now and not before.
not_assessed
    Listed before, and at work still, but too little is known now to give a risk.
gone
    Listed before and not on this list. Nothing is said of why, and nothing of what the risk was: it is over.

The risk less the risk before is the move of the base risk and those of all drivers. The driver that moved most is the
one whose contribution changed most in the direction in which the risk went; one that was not measured contributed 0.

Known drawbacks: where another model made the list before, part of every change is the model's; `base_moved` shows how
much of it everybody shares. The manifest says whether it was the same model.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from houvast.risk_list import BANDS

LEAST_RATIO = 0.2
LEAST_POINTS = 0.02
LISTED_CHANGES = ("new", "up", "down", "same")
"""What can be said of somebody on the list; beside these there are "gone" and "not_assessed"."""

COLUMNS = ("employee_id", "change", "rank_before", "risk_before", "band_before", "base_moved", "moved_driver", "moved")
_LEVEL = {band: -place for place, (band, _) in enumerate(BANDS)}


def build_changes(
    people: pd.DataFrame,
    contributions: pd.DataFrame,
    before: pd.DataFrame,
    contributions_before: pd.DataFrame,
    *,
    horizon_weeks: int,
    not_assessed: Collection[str] = (),
) -> pd.DataFrame:
    """One row a person on either list: those on this list in its order, then the others by employee_id.

    Parameters
    ----------
    people, contributions : DataFrame
        Of this list; see `risk_list`.
    before, contributions_before : DataFrame
        Of the list before, of the same horizon.
    not_assessed : collection of str
        Who is at work and has no risk now.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`. What is of before (rank, risk, band), `base_moved` and `moved` (both probabilities)
        and `moved_driver` are missing where somebody is not on both lists; `moved_driver` and `moved` also where no
        driver moved the way that the risk did.
    """
    risk = f"risk_{horizon_weeks}w"
    then = before.set_index("employee_id").reindex(people["employee_id"])
    listed = then["rank"].notna().to_numpy()
    difference = people[risk].to_numpy() - then[risk].to_numpy()
    driver, moved = _find_moved(people["employee_id"], difference, contributions, contributions_before)
    table = pd.DataFrame(
        {
            "employee_id": people["employee_id"].to_numpy(),
            "change": _name_changes(people[[risk, "band"]], then[[risk, "band"]], difference),
            "rank_before": then["rank"].to_numpy(dtype=float),
            "risk_before": then[risk].to_numpy(dtype=float),
            "band_before": then["band"].to_numpy(dtype=object),
            "base_moved": people[f"base_{risk}"].to_numpy() - then[f"base_{risk}"].to_numpy(),
            "moved_driver": np.where(listed, driver, None),
            "moved": np.where(listed, moved, np.nan),
        }
    )
    return pd.concat([table, _rows_of_others(people, before, not_assessed)], ignore_index=True)


def _name_changes(now: pd.DataFrame, then: pd.DataFrame, difference: np.ndarray) -> np.ndarray:
    risk, band = now.columns
    # 0.06 / 0.05 is 1.2 less a rounding error: what is on a limit counts as reaching it.
    points = np.round(np.abs(difference), 12)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.round(np.abs(difference) / then[risk].to_numpy(dtype=float), 9)
    climbed = now[band].map(_LEVEL).to_numpy(dtype=float) - then[band].map(_LEVEL).to_numpy(dtype=float)
    other_band = climbed * np.sign(difference) > 0
    notable = (ratio >= LEAST_RATIO) & ((points >= LEAST_POINTS) | other_band)
    told = np.select([np.isnan(difference), ~notable], ["new", "same"], default="")
    return np.where(told == "", np.where(difference > 0, "up", "down"), told)


def _find_moved(
    ids: pd.Series, difference: np.ndarray, now: pd.DataFrame, before: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Per person the driver whose contribution moved most in the direction of the risk, and by how much."""
    drivers = list(dict.fromkeys([*now["driver"], *before["driver"]]))
    moves = _widen(now, ids, drivers) - _widen(before, ids, drivers)
    if not drivers:
        return np.full(len(ids), None, dtype=object), np.full(len(ids), np.nan)
    along = moves * np.nan_to_num(np.sign(difference))[:, None]
    best = along.argmax(axis=1)
    any_moved = along[np.arange(len(ids)), best] > 0
    moved = np.where(any_moved, moves[np.arange(len(ids)), best], np.nan)
    return np.where(any_moved, np.array(drivers, dtype=object)[best], None), moved


def _widen(contributions: pd.DataFrame, ids: pd.Series, drivers: list[str]) -> np.ndarray:
    """Contributions, a row a person and a column a driver; 0 where not measured."""
    row, column = pd.Index(ids).get_indexer(contributions["employee_id"]), pd.Index(drivers)
    wide = np.zeros((len(ids), len(drivers)))
    known = row >= 0
    wide[row[known], column.get_indexer(contributions["driver"])[known]] = contributions["contribution"][known]
    return wide


def _rows_of_others(people: pd.DataFrame, before: pd.DataFrame, not_assessed: Collection[str]) -> pd.DataFrame:
    ids = sorted(set(before["employee_id"]) - set(people["employee_id"]))
    told = np.where(np.isin(ids, list(not_assessed)), "not_assessed", "gone") if ids else np.array([], dtype=object)
    empty = {name: np.full(len(ids), np.nan) for name in ("rank_before", "risk_before", "base_moved", "moved")}
    texts = {name: np.full(len(ids), None, dtype=object) for name in ("band_before", "moved_driver")}
    others = pd.DataFrame({"employee_id": np.array(ids, dtype=object), "change": told, **empty, **texts})
    return others[list(COLUMNS)]
