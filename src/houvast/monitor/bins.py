"""A column of training in bins, and how far single months of training lay from the whole.

Ten bins of about equal size, and one for the missing. People of one month share more than chance: a season,
a campaign, the mood of a team that counts for all in it. So each month of training is held against those at least
`APART_MONTHS` from it (as today is: the horizon lies between), and the limit is raised by what months do beyond chance:

- The mean index of a month, less its mean when nothing but chance is at work, is what a month's own shock does in the
  mean. A shock that moves all people one way behaves like a chi-squared variable with one degree of freedom, the
  longest tail that such a mean can have (compare Rao and Scott, Ann. Stat. 1984, 12(1), 46-60). So the limit of chance
  is raised by that mean times the limit of such a variable.
- It never lies below the largest index of a month of training: what it learned from is no drift.

Months in which nobody has a value are left out: the records that a feature looks back on had not begun. With fewer than
`FEWEST_MONTHS` others nothing says what a month does, and there is no limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from houvast.monitor.psi import chi_squared, no_drift, population_stability

COUNT = 10
FEWEST_MONTHS = 3
APART_MONTHS = 4
NOTABLE = 0.1
"""Index below which no shift is an alarm, however large the site: convention calls it no shift to act on."""


@dataclass(frozen=True)
class Bins:
    """A column of training.

    Parameters
    ----------
    edges : tuple of float
        Inner edges, rising; a bin holds its lower edge.
    counts : tuple of int
        Rows per bin, of the missing last.
    people : int
        Distinct people behind the rows.
    shock : float
        Mean index of a month of training, less that of chance.
    largest : float
        Largest index of a month of training.
    months : int
        Months of training that were measured.
    missing_spread : float
        Standard deviation of the share missing over the months of training.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    people: int
    shock: float = 0.0
    largest: float = 0.0
    months: int = 0
    missing_spread: float = 0.0

    @property
    def missing_share(self) -> float:
        """Share of the rows without a value."""
        return self.counts[-1] / max(sum(self.counts), 1)

    def place(self, values: np.ndarray) -> np.ndarray:
        """Number of the bin of each value, from 0; the missing have the last."""
        values = np.asarray(values, dtype=float)
        return np.where(np.isnan(values), len(self.edges) + 1, np.searchsorted(self.edges, values, side="right"))

    def count(self, values: np.ndarray) -> np.ndarray:
        """Rows per bin."""
        return np.bincount(self.place(values), minlength=len(self.counts))

    def index(self, values: np.ndarray) -> float:
        """Population stability index of values against training."""
        return float(population_stability(np.array(self.counts), self.count(values)))

    def limit(self, people: int, chance: float) -> float:
        """From where on an index of so many people is an alarm; NaN where too few months say what is usual."""
        if self.months < FEWEST_MONTHS:
            return float("nan")
        drawn = no_drift(np.array(self.counts), self.people, people, chance)[1]
        return max(NOTABLE, self.largest, drawn + self.shock * chi_squared(chance, 1))


def build_bins(values: np.ndarray, as_of: np.ndarray, person: np.ndarray) -> Bins:
    """The bins of a column of training.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
    as_of, person : ndarray of int, shape (n,)
    """
    values = np.asarray(values, dtype=float)
    measured = np.isin(as_of, np.unique(as_of[~np.isnan(values)]))
    if measured.any():
        values, as_of, person = values[measured], as_of[measured], person[measured]
    people = np.unique(person).size
    plain = Bins(_edges(values), (0,) * (len(_edges(values)) + 2), people)
    counts = plain.count(values)
    months = [plain.count(values[as_of == day]) for day in np.unique(as_of)]
    shock, largest = _months(months, people)
    missing = [month[-1] / month.sum() for month in months]
    spread = float(np.std(missing, ddof=1)) if len(missing) > 2 else 0.0
    return Bins(plain.edges, tuple(map(int, counts)), people, shock, largest, len(months), spread)


def _edges(values: np.ndarray) -> tuple[float, ...]:
    known = values[~np.isnan(values)]
    if not known.size:
        return ()
    edges = np.unique(np.quantile(known, np.arange(1, COUNT) / COUNT))
    return tuple(map(float, edges[edges > known.min()]))


def _months(months: Sequence[np.ndarray], people: int) -> tuple[float, float]:
    """What a month's shock does to the index, and the largest index of a month; 0 where too few were measured."""
    if len(months) < FEWEST_MONTHS:
        return 0.0, 0.0
    every = np.array(months)
    apart = min(APART_MONTHS, len(months) // 2)
    far = np.abs(np.subtract.outer(np.arange(len(every)), np.arange(len(every)))) >= apart
    found = population_stability(far @ every, every)
    usual = no_drift(every.sum(axis=0), people, int(np.median(every.sum(axis=1))), 0.5)[0]
    return max(0.0, float(found.mean() - usual)), float(found.max())
