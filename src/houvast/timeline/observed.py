"""Observations: who is looked at, and when."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from houvast.timeline.days import sort_key


@dataclass(frozen=True)
class Observations:
    """Pairs of employee and as-of date, sorted by both; one row of X each.

    Parameters
    ----------
    employee_ids : ndarray of str, shape (n_employees,)
        Sorted and unique.
    employee : ndarray of int32, shape (n,)
        Index into `employee_ids`.
    as_of : ndarray of int32, shape (n,)
        As-of date in days since 1970-01-01: the start of that day.
    spell_started : ndarray of int32, shape (n,)
        Start of the spell that is open on the as-of date, as known then.
    """

    employee_ids: np.ndarray
    employee: np.ndarray
    as_of: np.ndarray
    spell_started: np.ndarray

    def __post_init__(self) -> None:
        key = sort_key(self.employee, self.as_of)
        if key.size and not (np.diff(key) > 0).all():
            raise ValueError("observations must be sorted by employee and as-of date, each pair once")

    def __len__(self) -> int:
        return self.employee.size

    @cached_property
    def ids(self) -> pa.Array:
        """`employee_ids` as Arrow text."""
        return pa.array(self.employee_ids, type=pa.string())

    @cached_property
    def first(self) -> np.ndarray:
        """First observation of each employee, and their number at the end; int32."""
        counts = np.bincount(self.employee, minlength=self.employee_ids.size)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)

    @property
    def key(self) -> np.ndarray:
        """(employee, as-of date) as one sorted number."""
        return sort_key(self.employee, self.as_of)

    @property
    def tenure_days(self) -> np.ndarray:
        """Days from the start of the spell to the as-of date, int32."""
        return self.as_of - self.spell_started

    def take(self, rows: np.ndarray) -> "Observations":
        """The observations of a mask or of increasing row numbers; employee codes stay as they are."""
        return Observations(self.employee_ids, self.employee[rows], self.as_of[rows], self.spell_started[rows])
