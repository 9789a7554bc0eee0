"""The learning curve: what more leavers, or more people and longer histories, bring.

The model is refitted on random parts of the *people*, and on shorter histories of all of them, and tested on the same
later rows each time. Through the AUC against the distinct leavers learned from, by parts of the people, goes an inverse
power law, ``AUC = a - b * leavers ** -c`` (Figueroa et al., BMC Med. Inform. Decis. Mak. 2012, 12:8), by least squares;
its continuation to twice the leavers is what twice as many would bring. Its interval is over people tested (the
same draw for all refits) and over the random parts. Known drawbacks: it takes the people that there would be more
of for people of the same kind; the fit to all people is one and its own luck is in every draw.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from houvast.evaluation.draws import PersonDraws
from houvast.evaluation.figure import UNKNOWN, Figure, figure_of
from houvast.evaluation.ranking import weighted_auc

SHARES = (0.25, 0.5, 0.75)
POWERS = np.linspace(0.2, 1.5, 27)
"""The powers `c` that are tried: so few points hold no more than the range that such curves were found to have."""


@dataclass(frozen=True)
class Learned:
    """The training rows, one entry each, and until when each origin learned: what leavers are counted in.

    Parameters
    ----------
    person, as_of, label : ndarray, shape (n,)
        Of the mature training rows, as given to every origin.
    train_until : sequence of int
        Last as-of date that each origin learns from, in days.
    """

    person: np.ndarray
    as_of: np.ndarray
    label: np.ndarray
    train_until: Sequence[int]

    @property
    def people(self) -> np.ndarray:
        """The distinct people, sorted: what `keep` is a mask of."""
        return np.unique(self.person)

    def leavers(self, keep: np.ndarray, history_days: int | None = None) -> float:
        """Distinct leavers that an origin learns from, on average over origins."""
        kept = keep[np.searchsorted(self.people, self.person)] & (self.label == 1)
        counts = []
        for until in self.train_until:
            rows = kept & (self.as_of <= until)
            if history_days is not None:
                rows &= self.as_of > until - history_days
            counts.append(np.unique(self.person[rows]).size)
        return float(np.mean(counts))


@dataclass(frozen=True)
class LearningPoint:
    """The AUC on the same later rows, learned from a part: `share` of the people, or `history_days` of all.

    `leavers` are distinct, on average over origins and refits.
    """

    share: float
    history_days: int | None
    leavers: float
    auc: Figure
    refits: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"leavers": round(self.leavers, 1), "auc": self.auc.as_dict()}


@dataclass(frozen=True)
class LearningCurve:
    """AUC by how much was learned from.

    Parameters
    ----------
    points : tuple of LearningPoint
        Parts of the people, smallest first, the whole last; then shorter histories.
    gain_with_twice : Figure
        AUC that twice the leavers would add, by continuation; NaN where no curve can be fitted.
    """

    points: tuple[LearningPoint, ...]
    gain_with_twice: Figure

    @property
    def can_be_said(self) -> bool:
        """Whether the curve rises beyond its noise: the interval of the gain lies wholly above 0."""
        return bool(self.gain_with_twice.low > 0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "points": [point.as_dict() for point in self.points],
            "gain_with_twice": self.gain_with_twice.as_dict(),
            "can_be_said": self.can_be_said,
        }


def measure_learning_curve(
    fit_and_predict: Callable[[np.ndarray, int | None], np.ndarray | None],
    learned: Learned,
    *,
    label: np.ndarray,
    person: np.ndarray,
    shares: Sequence[float] = SHARES,
    histories_days: Sequence[int] = (365, 730),
    repeats: int = 4,
    draws: int = 1000,
    seed: int,
) -> LearningCurve:
    """The learning curve of a way to fit.

    Parameters
    ----------
    fit_and_predict : callable
        Takes a mask of `learned.people` to learn from, and how many days of as-of dates before the last one of
        each origin (all where None); gives the risks of all tested rows, or None where an origin cannot be fitted.
    label, person : ndarray, shape (tested rows,)
        Of the rows it predicts.
    shares : sequence of float
        Parts of the people, each drawn `repeats` times; all people are learned from once besides.
    histories_days : sequence of int
    """
    everyone = np.ones(learned.people.size, dtype=bool)
    test = PersonDraws(person, draws=draws, seed=seed)
    rng = np.random.default_rng(seed + 1)

    def point(keeps: list[np.ndarray], share: float, days: int | None) -> tuple[LearningPoint, np.ndarray] | None:
        made = [(learned.leavers(keep, days), fit_and_predict(keep, days)) for keep in keeps]
        spreads = [weighted_auc(label, risk, test) for _, risk in made if risk is not None]
        if not spreads:
            return None
        leavers = float(np.mean([count for count, risk in made if risk is not None]))
        auc = figure_of(np.mean(spreads, axis=0))
        return LearningPoint(share, days, leavers, auc, len(spreads)), _over_refits(np.array(spreads), rng)

    parts = [point([_part(everyone.size, share, rng) for _ in range(repeats)], share, None) for share in sorted(shares)]
    parts = [part for part in (*parts, point([everyone], 1.0, None)) if part is not None]
    histories = [point([everyone], 1.0, days) for days in histories_days]
    points = (*(one for one, _ in parts), *(part[0] for part in histories if part is not None))
    leavers = np.array([one.leavers for one, _ in parts])
    return LearningCurve(points, _gain_with_twice(leavers, [spread for _, spread in parts]))


def _part(people: int, share: float, rng: np.random.Generator) -> np.ndarray:
    keep = np.zeros(people, dtype=bool)
    keep[rng.choice(people, max(round(share * people), 1), replace=False)] = True
    return keep


def _over_refits(spreads: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mean over refits in each draw; in all but the first draw over refits drawn with replacement."""
    refits, draws = spreads.shape
    chosen = rng.integers(0, refits, (refits, draws))
    chosen[:, 0] = np.arange(refits)
    return np.take_along_axis(spreads, chosen, axis=0).mean(axis=0)


def _gain_with_twice(leavers: np.ndarray, spreads: list[np.ndarray]) -> Figure:
    """What the power law adds from the last number of leavers to twice that, in each draw."""
    if np.unique(leavers[leavers > 0]).size < 3 or not (leavers > 0).all():
        return UNKNOWN
    auc = np.column_stack(spreads)  # (1 + draws, points)
    best, gain = np.full(len(auc), np.inf), np.full(len(auc), np.nan)
    for power in POWERS:
        falling = (leavers / leavers[-1]) ** -power
        off_center = falling - falling.mean()
        b = -(auc @ off_center) / (off_center @ off_center)
        missed = ((auc - auc.mean(axis=1, keepdims=True) + b[:, None] * off_center) ** 2).sum(axis=1)
        better = missed < best
        best, gain = np.where(better, missed, best), np.where(better, b * (1 - 2.0**-power), gain)
    return figure_of(gain)
