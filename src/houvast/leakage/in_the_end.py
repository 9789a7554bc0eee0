"""Who is gone in the end: whether the spell of each observation had ended when the records end, for whatever reason.

What is overwritten, emptied or thrown away when somebody leaves is so for all of that person's months. Held
against leaving within the horizon such a trace looks weak, since most of a leaver's months lie before it; held
against being gone in the end it stands out.
"""

import datetime as dt

import numpy as np
import pandas as pd

from houvast.leakage.known_tables import read_versions
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations, to_days
from houvast.timeline.days import NEVER


def read_final_spells(snapshot: Snapshot) -> pd.DataFrame:
    """employee_id, started, ended (days, `NEVER` where open) of every spell of the sampled buckets, as known last."""
    spells = read_versions(snapshot, "spells")
    spells = spells[spells["superseded_on"].isna()]
    if "retracted" in spells:
        spells = spells[~spells["retracted"].fillna(False).astype(bool)]
    ended = to_days(spells["ended_on"].to_numpy()) if "ended_on" in spells else np.full(len(spells), NEVER)
    started = to_days(spells["started_on"].to_numpy())
    return pd.DataFrame({"employee_id": spells["employee_id"].astype(str), "started": started, "ended": ended})


def find_ends(spells: pd.DataFrame, observations: Observations, until: dt.date) -> np.ndarray:
    """Day on which the spell of each observation ended; `NEVER` while it is open at `until`, -1 if it is not known."""
    seen = pd.DataFrame(
        {
            "employee_id": observations.employee_ids[observations.employee].astype(str),
            "started": observations.spell_started,
        }
    )
    final = spells.drop_duplicates(["employee_id", "started"], keep="last")
    ended = seen.merge(final, on=["employee_id", "started"], how="left")["ended"]
    ended = ended.fillna(-1).to_numpy().astype(np.int64)
    return np.where(ended >= to_days(until), int(NEVER), ended)


def find_gone(ends: np.ndarray) -> np.ndarray:
    """1.0 gone in the end, 0.0 still here, NaN not known."""
    return np.where(ends < 0, np.nan, (ends != NEVER).astype(float))
