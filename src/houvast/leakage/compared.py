"""People who left beside people who stayed, of equal tenure on the same as-of date.

New starters have few records, other values and leave more, and everything moves with the calendar. So a comparison is
made within strata of as-of date and tenure, and summed over them; its interval is 95%, from a bootstrap over people.
Without draws a figure is cheap: intervals are asked for only where the figure itself lies beyond a limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from houvast.evaluation import PersonDraws
from houvast.timeline import Observations

TENURE_BANDS_DAYS = (30, 60, 90, 135, 180, 270, 365, 548, 730, 1095)
DRAWS = 200
FEWEST_PEOPLE = 10
"""Distinct people that must stand on each side of a comparison, and that must have left."""
FEWEST_EXPECTED = 4
"""Leavers (people) that must be expected on each side."""


def name_strata(observations: Observations, rows: np.ndarray) -> np.ndarray:
    """The stratum of each row: one number per as-of date and band of tenure."""
    band = np.searchsorted(TENURE_BANDS_DAYS, observations.tenure_days[rows], side="right")
    return np.unique(np.column_stack([observations.as_of[rows], band]), axis=0, return_inverse=True)[1].ravel()


@dataclass(frozen=True)
class Ratio:
    """An estimate with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared:
    """Rows whose outcome is known, each in its stratum.

    Parameters
    ----------
    rows : ndarray of int
        Row numbers in the observations.
    left : ndarray of bool
    person, stratum : ndarray of int
    seed : int
        Of the bootstrap.
    """

    rows: np.ndarray
    left: np.ndarray
    person: np.ndarray
    stratum: np.ndarray
    seed: int

    @classmethod
    def of(cls, observations: Observations, outcome: np.ndarray, seed: int) -> "Compared":
        """The rows of which the outcome (1, 0, NaN unknown) is known."""
        rows = np.flatnonzero(~np.isnan(outcome))
        return cls(rows, outcome[rows] == 1, observations.employee[rows], name_strata(observations, rows), seed)

    def part(self, mask: np.ndarray) -> "Compared":
        """Only some of the rows, by a mask over `rows`."""
        return Compared(self.rows[mask], self.left[mask], self.person[mask], self.stratum[mask], self.seed)

    def enough(self, flag: np.ndarray) -> bool:
        """Whether ten people stand on each side of a flag and ten left, and there is something to go by.

        Only strata with both sides compare anything. In these the leavers, dealt out evenly, must come to four people
        on either side: where hardly any would be expected, that there is none says nothing.
        """
        if any(self.count_people(side) < FEWEST_PEOPLE for side in (flag, ~flag, self.left)):
            return False
        rows, with_it, left = (
            np.bincount(self.stratum, weights=weights).astype(float) for weights in (None, flag, self.left)
        )
        both = (with_it > 0) & (with_it < rows)
        rows_a_leaver = self.left.sum() / self.count_people(self.left)
        sides = (with_it[both], (rows - with_it)[both])
        return all((side * left[both] / rows[both]).sum() >= FEWEST_EXPECTED * rows_a_leaver for side in sides)

    def count_people(self, mask: np.ndarray) -> int:
        """Distinct people of the rows of a mask."""
        return int(np.count_nonzero(np.bincount(self.code[mask])))

    def odds_ratio(self, flag: np.ndarray) -> float:
        """Odds of leaving with the flag over those without, after Mantel and Haenszel; half a person on each side.

        J. Natl. Cancer Inst. 1959, 22(4), 719-748.
        """
        return float(self._odds_ratios(flag, iter([np.ones((1, self.left.size))]))[0])

    def odds_ratio_interval(self, flag: np.ndarray) -> Ratio:
        """The same with its interval."""
        return _spread(self._odds_ratios(flag, self._draws.row_weights()))

    def auc(self, values: np.ndarray) -> float:
        """Chance that a leaver has a higher value than a stayer of the same stratum; ties count half.

        NaN where no stratum has both. Values may not be missing.
        """
        return float(self._aucs(values, iter([np.ones((1, self.left.size))]))[0])

    def auc_interval(self, values: np.ndarray) -> Ratio:
        """The same with its interval."""
        return _spread(self.auc_draws(values))

    def auc_draws(self, values: np.ndarray) -> np.ndarray:
        """The AUC in the sample and in each draw; the draws are the same for all values of these rows."""
        return self._aucs(values, self._draws.row_weights())

    @cached_property
    def code(self) -> np.ndarray:
        """The person of each row, numbered from 0 without gaps."""
        return np.unique(self.person, return_inverse=True)[1]

    @cached_property
    def ever_left(self) -> np.ndarray:
        """Of each person by `code`, whether any row says so."""
        return np.bincount(self.code, weights=self.left) > 0

    @cached_property
    def stay_share(self) -> np.ndarray:
        """Of each row, the share of its stratum that stayed."""
        stayed = np.bincount(self.stratum, weights=~self.left)
        return (stayed / np.maximum(np.bincount(self.stratum), 1))[self.stratum]

    @cached_property
    def _draws(self) -> PersonDraws:
        return PersonDraws(self.person, draws=DRAWS, seed=self.seed)

    @cached_property
    def _order(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows by stratum, and the first of each stratum."""
        order = np.argsort(self.stratum, kind="stable")
        first = np.flatnonzero(np.append(True, np.diff(self.stratum[order]) != 0)) if order.size else order
        return order, first

    def _odds_ratios(self, flag: np.ndarray, weights: Iterator[np.ndarray]) -> np.ndarray:
        order, first = self._order
        flag, left, answers = flag[order], self.left[order], []
        for some in weights:
            part = some[:, order]
            with_left, with_stayed, without_left, without_stayed = (
                np.add.reduceat(part * cell, first, axis=1)
                for cell in (flag & left, flag & ~left, ~flag & left, ~flag & ~left)
            )
            total = np.maximum(with_left + with_stayed + without_left + without_stayed, 1)
            top, bottom = with_left * without_stayed / total, with_stayed * without_left / total
            answers.append((top.sum(axis=1) + 0.5) / (bottom.sum(axis=1) + 0.5))
        return np.concatenate(answers)

    def _aucs(self, values: np.ndarray, weights: Iterator[np.ndarray]) -> np.ndarray:
        order = np.lexsort((values, self.stratum))
        stratum, value, left = self.stratum[order], values[order], self.left[order]
        new = np.append(True, (np.diff(stratum) != 0) | (np.diff(value) != 0))[: order.size]
        block = np.cumsum(new) - 1
        starts, ends = np.flatnonzero(new), np.append(np.flatnonzero(new)[1:], order.size)
        opens = np.searchsorted(stratum, stratum, side="left"), np.searchsorted(stratum, stratum, side="right")
        leaver = np.flatnonzero(left)
        first, last = starts[block[leaver]], ends[block[leaver]]
        begin, end = opens[0][leaver], opens[1][leaver]
        answers = []
        for some in weights:
            part = some[:, order]
            gone = part[:, leaver]
            stayed = np.zeros((len(part), order.size + 1))
            np.cumsum(part * ~left, axis=1, out=stayed[:, 1:])
            won = (gone * (stayed[:, first] + stayed[:, last] - 2 * stayed[:, begin])).sum(axis=1) / 2
            pairs = (gone * (stayed[:, end] - stayed[:, begin])).sum(axis=1)
            answers.append(np.divide(won, pairs, out=np.full(len(part), np.nan), where=pairs > 0))
        return np.concatenate(answers)


def _spread(drawn: np.ndarray) -> Ratio:
    """The first draw is the sample."""
    finite = drawn[1:][np.isfinite(drawn[1:])]
    if not finite.size:
        return Ratio(float(drawn[0]), float("nan"), float("nan"))
    low, high = np.quantile(finite, [0.025, 0.975])
    return Ratio(float(drawn[0]), float(low), float(high))
