"""What happened to an observed person: the time to the exit, its cause, and the label at a horizon.

Uses what is known in the end, unlike the features. A horizon that is not observed to its end gives a
missing label, never a 0; an exit of unknown cause within it as well. An exit of another cause within
the horizon is a 0: that person did not leave of their own accord in it (crude risk). Time and cause
are kept beside the label, so that a hazard model can be fitted on the same rows.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.timeline import Observations, to_days
from houvast.timeline.days import NEVER, sort_key


@dataclass(frozen=True)
class Outcomes:
    """One row per observation, in its order.

    Parameters
    ----------
    time_days : ndarray of int32
        Days from the as-of date to the exit, or to the end of observation.
    cause : ndarray of str
        Exit reason; "" where no exit was observed.
    observed_days : ndarray of int32
        Days from the as-of date to the end of observation.
    """

    time_days: np.ndarray
    cause: np.ndarray
    observed_days: np.ndarray

    def label(self, horizon_days: int, causes: tuple[str, ...], lag_days: int = 0) -> np.ndarray:
        """1.0 left for one of `causes` in ``[as_of, as_of + horizon)``, 0.0 did not, NaN unknown.

        Parameters
        ----------
        lag_days : int
            Days that an exit may take to be known; a horizon that ended later is not mature.
        """
        within = (self.cause != "") & (self.time_days < horizon_days)
        label = (within & np.isin(self.cause, causes)).astype(float)
        label[within & (self.cause == "unknown")] = np.nan
        label[self.observed_days < horizon_days + lag_days] = np.nan
        return label


def exit_lag(spells: pd.DataFrame) -> int:
    """Days within which 95% of the exits became known, after they happened; 0 where they are known before."""
    ended = spells[spells["ended_on"].notna()].sort_values("known_on", kind="stable")
    first_told = ended.drop_duplicates(["employee_id", "started_on"])  # a later correction is no late report
    late = (first_told["known_on"] - first_told["ended_on"]).dt.days
    return int(np.ceil(max(late.quantile(0.95), 0))) if len(late) else 0


def build_outcomes(spells: pd.DataFrame, observations: Observations, observed_until: int) -> Outcomes:
    """Time to and cause of the end of the spell that each observation lies in.

    A correction that removed or moved the spell after the as-of date leaves no spell to follow:
    the observation is then censored at once (`observed_days` 0).
    """
    final = spells[spells["superseded_on"].isna()]
    if "retracted" in final:
        final = final[~final["retracted"].fillna(False).astype(bool)]
    code = pd.Index(observations.employee_ids).get_indexer(final["employee_id"])
    started, ended = to_days(final["started_on"]), to_days(final["ended_on"])
    order = np.argsort(sort_key(code, started), kind="stable")
    key = sort_key(code, started)[order]
    reason = (
        final["exit_reason"].fillna("unknown").to_numpy(dtype=object)
        if "exit_reason" in final
        else np.full(order.size, "unknown", dtype=object)
    )
    # The last entry is nobody's: row -1 stands for "no spell".
    ended, code, reason = (
        np.append(values[order], nobody) for values, nobody in ((ended, NEVER), (code, -1), (reason, ""))
    )
    row = np.searchsorted(key, observations.key, side="left") - 1
    lies_in = (code[row] == observations.employee) & (ended[row] > observations.as_of)
    left = lies_in & (ended[row] < observed_until)
    stop = np.where(left, ended[row], observed_until)
    observed = np.where(lies_in, observed_until - observations.as_of, 0)
    return Outcomes(
        time_days=np.where(lies_in, stop - observations.as_of, 0).astype(np.int32),
        cause=np.where(left, reason[row], "").astype(str),
        observed_days=observed.astype(np.int32),
    )
