"""How good the risks were on later dates: figures with intervals over people.

Every interval is a 95% percentile interval of a bootstrap over people: a draw takes whole people with
all their rows, since the rows of one person resemble each other.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

LEVEL = 0.95
_CHUNK = 50


@dataclass(frozen=True)
class Figure:
    """An estimate with its 95% interval; NaN where it cannot be estimated."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON: NaN becomes null."""
        return {name: None if np.isnan(value) else round(value, 6) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Predictions:
    """Out-of-time predictions: one entry per tested row.

    Parameters
    ----------
    risk, tenure_risk : ndarray of float
        Of the model and of the baseline that knows tenure only.
    label : ndarray of 0 and 1
    person, as_of : ndarray of int
    """

    risk: np.ndarray
    tenure_risk: np.ndarray
    label: np.ndarray
    person: np.ndarray
    as_of: np.ndarray

    @property
    def leavers(self) -> int:
        """Distinct people who left within the horizon of a tested row."""
        return np.unique(self.person[self.label == 1]).size


class PersonDraws:
    """Bootstrap draws over people: how often each person counts in each draw.

    The first draw is the sample itself, each person once; the others take as many people as there
    are, with replacement.
    """

    def __init__(self, person: np.ndarray, *, draws: int, seed: int) -> None:
        people, self._code = np.unique(person, return_inverse=True)
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(people.size, np.full(people.size, 1 / people.size), size=draws)
        self.times = np.vstack([np.ones((1, people.size)), drawn])

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sum of `values` (one a row) in each draw, shape (1 + draws,)."""
        per_person = np.bincount(self._code, weights=values.astype(float), minlength=self.times.shape[1])
        return self.times @ per_person

    def row_weights(self) -> Iterator[np.ndarray]:
        """How often each row counts, some draws at a time, shape (some, n)."""
        for chunk in np.array_split(self.times, max(1, len(self.times) // _CHUNK)):
            yield chunk[:, self._code]


def evaluate(found: Predictions, *, capacity: int, draws: int, seed: int) -> dict[str, Figure]:
    """The figures of model and baseline, each with its interval.

    Keys: `auc`, `observed_expected`, `brier`, `scaled_brier`, `precision_at_capacity`,
    `recall_at_capacity`, `lift_at_capacity`, `slope` (no interval); the same after `tenure_` for the
    baseline, and `auc_gain` (model minus baseline, paired).
    """
    people = PersonDraws(found.person, draws=draws, seed=seed)
    spreads: dict[str, np.ndarray] = {}
    for prefix, risk in (("", found.risk), ("tenure_", found.tenure_risk)):
        listed = at_capacity(risk, found.as_of, found.person, capacity)
        drawn = {"auc": weighted_auc(found.label, risk, people), **_ratios(found.label, risk, listed, people)}
        spreads.update({prefix + name: spread for name, spread in drawn.items()})
    spreads["auc_gain"] = spreads["auc"] - spreads["tenure_auc"]
    slopes = {
        prefix + "slope": Figure(calibration_slope(risk, found.label), np.nan, np.nan)
        for prefix, risk in (("", found.risk), ("tenure_", found.tenure_risk))
    }
    return {name: _figure(spread) for name, spread in spreads.items()} | slopes


def weighted_auc(label: np.ndarray, risk: np.ndarray, people: PersonDraws) -> np.ndarray:
    """Chance that a leaver has a higher risk than a stayer (ties count half), in each draw."""
    order = np.argsort(risk, kind="stable")
    ordered, left = risk[order], label[order] == 1
    leaver = np.flatnonzero(left)
    first, last = (np.searchsorted(ordered, ordered[leaver], side=side) for side in ("left", "right"))
    answers = []
    for weights in people.row_weights():
        part = weights[:, order]
        gone = part[:, leaver]
        part[:, leaver] = 0
        stayed = np.zeros((len(part), part.shape[1] + 1))
        np.cumsum(part, axis=1, out=stayed[:, 1:])
        won = (gone * (stayed[:, first] + stayed[:, last])).sum(axis=1) / 2
        with np.errstate(invalid="ignore", divide="ignore"):
            answers.append(won / (gone.sum(axis=1) * stayed[:, -1]))
    return np.concatenate(answers)


def at_capacity(risk: np.ndarray, as_of: np.ndarray, person: np.ndarray, capacity: int) -> np.ndarray:
    """Mask of the `capacity` highest risks of each as-of date; ties go to the lower person number."""
    order = np.lexsort((person, -risk, as_of))
    _, start = np.unique(as_of[order], return_index=True)
    place = np.arange(order.size) - np.repeat(start, np.diff(np.append(start, order.size)))
    listed = np.zeros(risk.size, dtype=bool)
    listed[order] = place < capacity
    return listed


def calibration_slope(risk: np.ndarray, label: np.ndarray) -> float:
    """Slope of the outcome's log-odds on the predicted log-odds, 1 when neither too bold nor too shy.

    By maximum likelihood, within -2 and 5; NaN where only one outcome or only one risk occurs.
    """
    margin = logit(np.clip(risk, 1e-9, 1 - 1e-9))
    if label.min(initial=1) == label.max(initial=0) or np.ptp(margin) == 0:
        return float("nan")
    off_center = margin - margin.mean()

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        value = point[0] + point[1] * off_center
        over = expit(value) - label
        likelihood = np.mean(np.logaddexp(0, value) - label * value)
        return likelihood, np.array([over.mean(), (over * off_center).mean()])

    start, bounds = np.array([logit(label.mean()), 1.0]), [(None, None), (-2, 5)]
    return float(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, tol=1e-12).x[1])


def calibration_curve(risk: np.ndarray, label: np.ndarray, groups: int = 10) -> list[dict[str, float]]:
    """Mean risk beside the share that left, in groups of equal size by risk, lowest first."""
    order = np.argsort(risk, kind="stable")
    return [
        {"risk": float(risk[part].mean()), "left": float(label[part].mean()), "rows": int(part.size)}
        for part in np.array_split(order, groups)
        if part.size
    ]


def lift_curve(risk: np.ndarray, label: np.ndarray, points: int = 20) -> list[dict[str, float]]:
    """Share of all leavers found in the highest risks, by share of people looked at."""
    order = np.argsort(-risk, kind="stable")
    found = np.cumsum(label[order]) / max(label.sum(), 1)
    looked = np.unique(np.linspace(0, risk.size, points + 1).astype(int))
    return [{"share": float(n / risk.size), "found": float(found[n - 1]) if n else 0.0} for n in looked]


def _ratios(label: np.ndarray, risk: np.ndarray, listed: np.ndarray, people: PersonDraws) -> dict[str, np.ndarray]:
    """Figures that are ratios of sums, in each draw."""
    rows, left, expected = people.sums(np.ones(label.size)), people.sums(label), people.sums(risk)
    found, on_list = people.sums(label * listed), people.sums(listed)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate, brier = left / rows, people.sums((risk - label) ** 2) / rows
        return {
            "observed_expected": left / expected,
            "brier": brier,
            "scaled_brier": 1 - brier / (rate * (1 - rate)),
            "precision_at_capacity": found / on_list,
            "recall_at_capacity": found / left,
            "lift_at_capacity": found / on_list / rate,
        }


def _figure(spread: np.ndarray) -> Figure:
    """The first draw is the estimate, the others give its interval."""
    drawn = spread[1:][np.isfinite(spread[1:])]
    if drawn.size == 0 or not np.isfinite(spread[0]):
        return Figure(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(float(spread[0]), float(low), float(high))
