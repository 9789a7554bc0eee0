"""Who is still here after how long: estimators of hazard, staying and leaving by kind of exit.

Definitions
-----------
at risk on day t of tenure
    Observed from before t and still there as t begins: ``entry < t <= exit``.
hazard of a stretch of tenure
    Exits per week worked in it (occurrence and exposure).
staying
    Product over the days of ``1 - exits / at risk``, all exits (Kaplan and Meier, 1958).
share gone by kind
    Aalen and Johansen (1978): staying until the day before, times the exits of that kind over those at risk.
    Staying and the shares of all kinds sum to 1: nobody is thought to have stayed had they not been dismissed.

Stretches are half-open, as everywhere: an exit with exactly 90 days of tenure is not one of the first 90 days.

Intervals (95%)
---------------
Of a hazard: exact Poisson limits (Garwood, 1936). In one stretch of tenure a person can leave twice only by two
spells that both ended in it, so that exits of one stretch hardly depend on each other.
Of a share: Wilson's limits (1927) with the effective number of people ``p (1 - p) / variance`` (Rothman, 1978; Dorey
and Korn, 1987), the variance from every person's influence on the share (infinitesimal jackknife; for staying with
one spell a person and no late entry it is Greenwood's formula). A person's spells are summed before they are squared,
which is what a bootstrap over people would estimate; unlike a bootstrap the interval has a width where nobody left.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import gamma, norm

from houvast.evaluation import Figure
from houvast.exposure import STAYS, WEEK, Exposure
from houvast.suppression import share_step

_Z = float(norm.ppf(0.975))


def compute_hazard(exposure: Exposure, low: int, high: int, causes: tuple[int, ...], level: float = 0.95) -> Figure:
    """Exits of some causes per week worked, at a tenure in ``[low, high)`` days; NaN where nobody was there."""
    days = (np.clip(exposure.exit, low, high) - np.clip(exposure.entry, low, high)).sum()
    if not days:
        return Figure(np.nan, np.nan, np.nan)
    gone = int((np.isin(exposure.cause, causes) & (exposure.exit >= low) & (exposure.exit < high)).sum())
    tail, weeks = (1 - level) / 2, float(days / WEEK)
    lowest = gamma.ppf(tail, gone) if gone else 0.0
    return Figure(gone / weeks, float(lowest) / weeks, float(gamma.ppf(1 - tail, gone + 1)) / weeks)


def compute_share(part: np.ndarray, whole: np.ndarray, person: np.ndarray) -> Figure:
    """Sum of `part` over that of `whole` (one entry a row), a person's rows belonging together."""
    total = whole.sum()
    if not total:
        return Figure(np.nan, np.nan, np.nan)
    share = part.sum() / total
    influence = np.bincount(person, weights=(part - share * whole) / total)
    return wilson(float(share), float((influence**2).sum()), np.unique(person[whole > 0]).size)


def round_share(figure: Figure, people: int) -> Figure:
    """The share to the nearest step that is worth more than two people, its interval outward.

    >>> round_share(Figure(0.523, 0.481, 0.564), 540)
    Figure(value=0.52, low=0.48, high=0.57)
    >>> round_share(Figure(11 / 12, 0.65, 0.985), 12)
    Figure(value=1.0, low=0.5, high=1.0)
    """
    step = share_step(people)
    low, value, high = (
        round(number, 2)
        for number in (
            step * math.floor(figure.low / step + 1e-9),
            step * round(figure.value / step),
            step * math.ceil(figure.high / step - 1e-9),
        )
    )
    return Figure(value, max(low, 0.0), min(high, 1.0))


def wilson(share: float, variance: float, people: float) -> Figure:
    """A share with Wilson's limits for the number of people that would give this variance.

    `people` stands in where the variance says nothing: the share is 0 or 1.
    """
    share = min(max(share, 0.0), 1.0)
    count = share * (1 - share) / variance if variance > 0 and 1e-12 < share < 1 - 1e-12 else people
    middle, spread = share + _Z**2 / (2 * count), _Z * (share * (1 - share) / count + _Z**2 / (4 * count**2)) ** 0.5
    low, high = (middle - spread) / (1 + _Z**2 / count), (middle + spread) / (1 + _Z**2 / count)
    return Figure(share, max(min(low, share), 0.0), min(max(high, share), 1.0))


@dataclass(frozen=True)
class Staying:
    """Staying and leaving by day of tenure, for those who are still here after `start` days.

    Parameters
    ----------
    exposure : Exposure
    until : int
        Last day of tenure that may be asked for.
    start : int
        Day from which staying counts; days before it are as if not observed.
    """

    exposure: Exposure
    until: int
    start: int = 0

    @cached_property
    def _seen(self) -> Exposure:
        kept = self.exposure.take(self.exposure.exit > self.start)
        return Exposure(kept.employee, kept.started, np.maximum(kept.entry, self.start), kept.exit, kept.cause)

    @cached_property
    def at_risk(self) -> np.ndarray:
        """How many are at risk on each day, shape (until + 1,); the entry of day 0 is 0."""
        size = self.until + 2
        came = np.bincount(np.minimum(self._seen.entry + 1, size - 1), minlength=size)
        went = np.bincount(np.minimum(self._seen.exit + 1, size - 1), minlength=size)
        return np.cumsum(came - went)[: self.until + 1]

    def can_tell(self, day: int, fewest: int) -> bool:
        """Whether at least `fewest` are at risk on every day from `start` to before `day`."""
        return day - 1 > self.start and bool((self.at_risk[self.start + 1 : day] >= fewest).all())

    def share_here(self, day: int) -> Figure:
        """The share still here when `day` begins."""
        A, gain, stay = self._steps
        last, seen = day - 1, self._seen
        left = (seen.cause != STAYS) & (seen.exit <= last)
        influence = A[np.minimum(seen.exit, last)] - A[np.minimum(seen.entry, last)]
        influence = influence - np.where(left, gain[np.minimum(seen.exit, last)], 0.0)
        return self._figure(stay[last], stay[last] * influence, last)

    def share_gone(self, day: int, causes: tuple[int, ...]) -> Figure:
        """The share gone by some kinds of exit when `day` begins."""
        (A, gain, stay), seen, last = self._steps, self._seen, day - 1
        before, inverse = np.append(1.0, stay[:-1]), _inverse(self.at_risk)
        step = before * self._exits(causes) * inverse
        F, B, C = np.cumsum(step), np.cumsum(step * np.append(0.0, A[:-1])), np.cumsum(step * inverse)
        entry, stop = np.minimum(seen.entry, last), np.minimum(seen.exit, last)
        rest = F[last] - F
        through = (B + A * rest)[stop] - (B + A * rest)[entry]
        gone = (seen.cause != STAYS) & (seen.exit <= last)
        through = through - np.where(gone, (gain * rest)[stop], 0.0)
        own = np.where(gone & np.isin(seen.cause, causes), (before * inverse)[stop], 0.0) - (C[stop] - C[entry])
        return self._figure(F[last], through + own, last)

    @cached_property
    def _steps(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """By day: summed hazard over those who stay, one over those who stay, and staying."""
        exits = self._exits(None)
        gain, hazard = _inverse(self.at_risk - exits), exits * _inverse(self.at_risk)
        return np.cumsum(hazard * gain), gain, np.cumprod(1 - hazard)

    def _exits(self, causes: tuple[int, ...] | None) -> np.ndarray:
        cause = self._seen.cause
        gone = (cause != STAYS if causes is None else np.isin(cause, causes)) & (self._seen.exit <= self.until)
        return np.bincount(self._seen.exit[gone], minlength=self.until + 1)

    def _figure(self, share: float, influence: np.ndarray, last: int) -> Figure:
        by_person = np.bincount(self._seen.person, weights=influence)
        fewest = self.at_risk[self.start + 1 : last + 1].min(initial=self._seen.entry.size)
        return wilson(float(share), float((by_person**2).sum()), max(float(fewest), 1.0))


def _inverse(counts: np.ndarray) -> np.ndarray:
    return np.divide(1.0, counts, out=np.zeros(counts.size), where=counts > 0)
