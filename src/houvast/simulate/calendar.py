"""The weeks of the simulated world, and the firsts of the month in them."""

from dataclasses import dataclass

import numpy as np

BURN_IN_WEEKS = 78


@dataclass(frozen=True)
class Calendar:
    """Weeks from a Monday before the observed window to the week that holds its end.

    Days are whole numbers since 1970-01-01.

    Parameters
    ----------
    mondays : ndarray of int, shape (n_weeks,)
    as_of : ndarray of int, shape (n_weeks,)
        The first of the month in each week, or -1.
    observed_from, observed_until : int
        The observed window, half-open.
    """

    mondays: np.ndarray
    as_of: np.ndarray
    observed_from: int
    observed_until: int

    @property
    def first_observed(self) -> int:
        """Number of the week that holds `observed_from`."""
        return int(np.searchsorted(self.mondays, self.observed_from, side="right") - 1)


def build_calendar(until: np.datetime64, months: int) -> Calendar:
    """The calendar of a window of whole months that ends before the first of the month `until`."""
    last_month = until.astype("datetime64[M]")
    observed_until = int(last_month.astype("datetime64[D]").astype(int))
    observed_from = int((last_month - months).astype("datetime64[D]").astype(int))
    first = observed_from - (observed_from + 3) % 7 - 7 * BURN_IN_WEEKS
    mondays = np.arange(first, observed_until + 1, 7)
    return Calendar(mondays, first_of_month_in(mondays), observed_from, observed_until)


def first_of_month_in(mondays: np.ndarray) -> np.ndarray:
    """The first of the month that lies in each week, or -1."""
    sundays = mondays + 6
    first = to_month(sundays).astype("datetime64[M]").astype("datetime64[D]").astype(int)
    return np.where(first >= mondays, first, -1)


def to_month(days: np.ndarray) -> np.ndarray:
    """Months since 1970-01 of days since 1970-01-01."""
    return np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(int)
