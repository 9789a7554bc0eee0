"""Follow-up cut into periods: how long each observation was at risk, and how that ended.

A duration is the number of periods that an observation was followed, and what happened in the last of
them. Only periods that were observed to their end count, so that a censored observation never says
that someone stayed who may have left the day after. Late entry needs no more: an observation enters
at its as-of date, given that the person is still there.
"""

from collections.abc import Iterable

import numpy as np

from houvast.errors import ConfigError
from houvast.labels import Outcomes

DURATION = np.dtype([("periods", np.int8), ("event", np.int8)])
STAYED, LEFT, OTHER = 0, 1, 2
"""How a duration ends: no exit observed, the outcome, a competing exit."""

LONGEST_PERIOD_WEEKS = 5


def period_edges(horizons_weeks: Iterable[int]) -> tuple[int, ...]:
    """Days from the as-of date at which periods begin and end: 0, every horizon, and enough between.

    No period is longer than 5 weeks; the stretch between two horizons is cut into equal parts.

    Raises
    ------
    ConfigError
        There is no horizon, or one is not positive.
    """
    horizons = sorted(set(horizons_weeks))
    if not horizons or horizons[0] <= 0:
        raise ConfigError(f"horizons must be one or more positive numbers of weeks. Got {horizons}.")
    edges = [0]
    for weeks in horizons:
        parts = -(-(weeks * 7 - edges[-1]) // (LONGEST_PERIOD_WEEKS * 7))
        edges += [int(day) for day in np.rint(np.linspace(edges[-1], weeks * 7, parts + 1))[1:]]
    return tuple(edges)


def build_durations(
    outcomes: Outcomes, edges: tuple[int, ...], causes: tuple[str, ...], lag_days: int = 0
) -> np.ndarray:
    """Durations of all observations, shape (n,), dtype `DURATION`.

    An exit of unknown cause ends the follow-up before the period that it lies in: it says neither that
    the person left by choice nor that they stayed.

    Parameters
    ----------
    edges : tuple of int
        As from `period_edges`.
    causes : tuple of str
        Exit reasons that are the outcome; the others are competing.
    lag_days : int
        Days that an exit may take to be known: the newest of the follow-up are not counted.
    """
    ends = np.asarray(edges[1:])
    observed = np.searchsorted(ends, outcomes.observed_days - lag_days, side="right")
    at_exit = np.searchsorted(ends, outcomes.time_days, side="right")
    exited = (outcomes.cause != "") & (at_exit < observed)
    known = exited & (outcomes.cause != "unknown")
    durations = np.zeros(observed.size, dtype=DURATION)
    durations["periods"] = np.where(known, at_exit + 1, np.where(exited, at_exit, observed))
    durations["event"] = np.where(known, np.where(np.isin(outcomes.cause, causes), LEFT, OTHER), STAYED)
    return durations


def truncate(durations: np.ndarray, as_of: np.ndarray, edges: tuple[int, ...], until: int) -> np.ndarray:
    """Durations as they were known at the start of day `until`: nothing of what came later.

    Parameters
    ----------
    as_of : ndarray of int, shape (n,)
        As-of date of each, in days.
    """
    observed = np.searchsorted(np.asarray(edges[1:]), until - np.asarray(as_of), side="right")
    later = durations["periods"] > observed
    known = durations.copy()
    known["periods"][later] = observed[later]
    known["event"][later] = STAYED
    return known


def stop_at(durations: np.ndarray, days: np.ndarray, edges: tuple[int, ...]) -> np.ndarray:
    """Durations that say nothing from a day on: a period counts where its middle lies before that day.

    To count only whole periods would leave out who is stopped within one and keep who left in it before: half of it
    is the actuary's rule.

    Parameters
    ----------
    days : ndarray of int, shape (n,)
        Days from each as-of date, before which nothing else ended the follow-up; `NEVER` where nothing is stopped.
    """
    ends = np.asarray(edges)
    counted = np.searchsorted((ends[:-1] + ends[1:]) / 2, days, side="left")
    stopped = durations.copy()
    stopped["periods"] = np.minimum(durations["periods"], counted)
    stopped["event"][days < ends[-1]] = STAYED
    return stopped


def left_within(durations: np.ndarray, periods: int) -> np.ndarray:
    """Whether the outcome was observed within the first `periods` periods, shape (n,), bool."""
    return (durations["event"] == LEFT) & (durations["periods"] <= periods)


def check_durations(durations: np.ndarray, rows: int, periods: int) -> np.ndarray:
    """The durations, if they are `rows` durations of at most `periods` periods.

    Raises
    ------
    ValueError
        They are something else; says what.
    """
    durations = np.asarray(durations)
    if durations.dtype != DURATION or durations.shape != (rows,):
        raise ValueError(
            f"y must be {rows} durations (dtype with fields `periods` and `event`). "
            f"Got shape {durations.shape}, dtype {durations.dtype}."
        )
    if durations["periods"].min(initial=0) < 0 or durations["periods"].max(initial=0) > periods:
        raise ValueError(f"y must have 0 to {periods} periods. Got up to {durations['periods'].max(initial=0)}.")
    odd = ~np.isin(durations["event"], (STAYED, LEFT, OTHER)) | (
        (durations["event"] != STAYED) & (durations["periods"] == 0)
    )
    if odd.any():
        raise ValueError(f"y has {int(odd.sum())} durations whose event is none of 0, 1, 2, or has no period.")
    return durations
