"""Stability: how much of a list changes when the same way of making it learns from other people of the same kind.

Each refit learns from a bootstrap sample of the training people (whole people with all their rows); its list is held
beside that of the first fit (Riley and Collins, Biometrical Journal 2023, 65(8), 2200302). What changes
is chance: the same centre could as well have given the other list.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from houvast.evaluation.draws import draw_people
from houvast.evaluation.figure import LEVEL, UNKNOWN, Figure
from houvast.evaluation.ranking import at_capacity


@dataclass(frozen=True)
class Stability:
    """How stable one list is.

    Parameters
    ----------
    refits : int
        Refits that gave a list.
    overlap, jaccard : Figure
        Share of the first list that a refit lists too, and those on both over those on either; mean
        over refits, with the middle 95% of the refits.
    rank_change_median, rank_change_p90 : float
        How many places, as a share of all people scored, a person moves from the first fit to a refit: median and 90%
        point over people and refits.
    kept_share : ndarray, shape (people scored,)
        Share of the refits that list each person. Not part of `as_dict`: it speaks of persons.
    """

    refits: int
    overlap: Figure
    jaccard: Figure
    rank_change_median: float
    rank_change_p90: float
    kept_share: np.ndarray

    def as_dict(self) -> dict[str, object]:
        """For JSON, without what is said of single persons; NaN becomes null."""
        plain = asdict(self) | {"overlap": self.overlap.as_dict(), "jaccard": self.jaccard.as_dict()}
        del plain["kept_share"]
        for name in ("rank_change_median", "rank_change_p90"):
            plain[name] = None if np.isnan(plain[name]) else round(plain[name], 6)
        return plain


def measure_stability(
    refit: Callable[[np.ndarray], np.ndarray | None],
    risk: np.ndarray,
    person: np.ndarray,
    *,
    training_people: int,
    capacity: int,
    refits: int,
    seed: int,
) -> Stability:
    """How a list changes over refits on bootstrap samples of the training people.

    Parameters
    ----------
    refit : callable
        Takes how often each training person counts, shape (training_people,), int; gives the risks
        of the people scored, shape (n,), or None where nothing can be fitted, as without leavers. Whatever depends on
        the training rows, as the choice of features, belongs in it.
    risk, person : ndarray, shape (n,)
        Risks of the first fit, of everyone scored at one as-of date, and their numbers: equal risks are
        listed in the order of these.
    capacity : int
        People on the list; where it is as long as everybody, overlap says nothing and is 1.
    """
    n = risk.size
    date = np.zeros(n, dtype=np.int64)
    listed, first = at_capacity(risk, date, person, capacity), _ranks(risk, person)
    counts, moved, kept = [], [], np.zeros(n)
    for times in draw_people(training_people, draws=refits, seed=seed).T[1:]:
        again = refit(times.astype(np.int64))
        if again is None:
            continue
        listed_again = at_capacity(again, date, person, capacity)
        counts.append((listed & listed_again).sum())
        kept += listed_again
        moved.append(np.abs(_ranks(again, person) - first).astype(np.float32) / n)
    if not counts or not n:
        nothing = float("nan")
        return Stability(0, UNKNOWN, UNKNOWN, nothing, nothing, np.full(n, nothing))
    both, length = np.array(counts), listed.sum()
    median, high = np.quantile(np.concatenate(moved), [0.5, 0.9])
    overlap, jaccard = _spread(both / length), _spread(both / (2 * length - both))
    return Stability(len(counts), overlap, jaccard, float(median), float(high), kept / len(counts))


def _ranks(risk: np.ndarray, person: np.ndarray) -> np.ndarray:
    ranks = np.empty(risk.size, dtype=np.int64)
    ranks[np.lexsort((person, -risk))] = np.arange(risk.size)
    return ranks


def _spread(shares: np.ndarray) -> Figure:
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(float(shares.mean()), float(low), float(high))
