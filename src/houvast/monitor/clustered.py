"""Figures of lists with their standard error over people: one person stands on many lists.

Every figure is written as a sum over rows of what each row adds to its error; rows are summed per person first
(linearisation; Binder, Int. Stat. Rev. 1983, 51(3), 279-292). No draws are needed, so that thousands of simulated
years can be judged with the very code that judges a real one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from scipy.stats import beta, chi2, norm, rankdata

STEPS = 50


@dataclass(frozen=True)
class Estimate:
    """A figure and its standard error over people; NaN where it cannot be estimated."""

    value: float
    error: float

    def interval(self, chance: float) -> tuple[float, float]:
        """The interval that misses the truth with this chance, half of it on each side; normal theory."""
        wide = float(norm.isf(chance / 2)) * self.error
        return self.value - wide, self.value + wide


UNKNOWN = Estimate(float("nan"), float("nan"))


def estimate_ratio(top: np.ndarray, bottom: np.ndarray, person: np.ndarray) -> Estimate:
    """Sum of `top` over sum of `bottom`, all of one value a row."""
    below = float(bottom.sum())
    if below == 0:
        return UNKNOWN
    value = float(top.sum()) / below
    return Estimate(value, _error((top - value * bottom) / below, person))


def estimate_auc(risk: np.ndarray, left: np.ndarray, person: np.ndarray) -> Estimate:
    """Chance that who left had the higher risk, ties counting half (DeLong's placements, summed per person).

    Obuchowski, Biometrics 1997, 53(2), 567-578, with one person's rows of both outcomes in one cluster.
    """
    gone = left == 1
    ones, zeros = int(gone.sum()), int((~gone).sum())
    if not ones or not zeros:
        return UNKNOWN
    ranks = rankdata(risk)
    placement = np.empty(risk.size)
    placement[gone] = (ranks[gone] - rankdata(risk[gone])) / zeros
    placement[~gone] = 1 - (ranks[~gone] - rankdata(risk[~gone])) / ones
    value = float(placement[gone].mean())
    return Estimate(value, _error((placement - value) / np.where(gone, ones, zeros), person))


def estimate_slope(
    risk: np.ndarray, left: np.ndarray, person: np.ndarray, weight: np.ndarray | None = None
) -> Estimate:
    """Slope of the outcome's log-odds on the log-odds of the risk: 1 when neither too bold nor too shy.

    Newton's method; the error is a sandwich (Liang and Zeger, Biometrika 1986, 73(1), 13-22). Each row weighs 1, or
    as `weight` says.
    """
    weight = np.ones(risk.size) if weight is None else weight
    margin = logit(np.clip(risk, 1e-9, 1 - 1e-9))
    if left.min(initial=1) == left.max(initial=0) or np.ptp(margin) == 0:
        return UNKNOWN
    design = np.column_stack([np.ones(margin.size), margin - margin.mean()])
    point = np.array([logit(np.average(left, weights=weight)), 1.0])
    for _ in range(STEPS):
        fitted = expit(design @ point)
        information = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design
        step = np.linalg.solve(information, design.T @ (weight * (left - fitted)))
        point = point + step
        if np.abs(step).max() < 1e-10:
            break
    else:
        return UNKNOWN
    inverse = np.linalg.inv(information)
    shares = (design * (weight * (left - fitted))[:, None]) @ inverse
    return Estimate(float(point[1]), _error(shares[:, 1], person))


def count_interval(observed: float, expected: float, chance: float, repeats: float = 1.0) -> tuple[float, float]:
    """Exact interval of observed over expected for a Poisson count (Garwood, Biometrika 1936, 28, 437-442).

    Parameters
    ----------
    repeats : float
        How many rows tell of one independent leaver: counts are divided by it first.
    """
    seen, base = observed / repeats, expected / repeats
    if base <= 0:
        return float("nan"), float("nan")
    low = float(chi2.ppf(chance / 2, 2 * seen)) / 2 if seen > 0 else 0.0
    return low / base, float(chi2.isf(chance / 2, 2 * seen + 2)) / 2 / base


def share_interval(found: float, rows: float, chance: float, repeats: float = 1.0) -> tuple[float, float]:
    """Exact interval of a share (Clopper and Pearson, Biometrika 1934, 26, 404-413), of independent rows.

    With rows that repeat each other, of the effective size (Korn and Graubard, Surv. Methodol. 1998, 24, 193-201).
    """
    hits, size = found / repeats, rows / repeats
    low = float(beta.ppf(chance / 2, hits, size - hits + 1)) if hits > 0 else 0.0
    high = float(beta.isf(chance / 2, hits + 1, size - hits)) if hits < size else 1.0
    return low, high


def repeats_of_count(observed: np.ndarray, expected: np.ndarray, person: np.ndarray) -> float:
    """How many rows tell of one independent leaver: the variance over people, over that of a Poisson count.

    At least 1. Where nobody left it is the number of rows a person.
    """
    if not observed.sum():
        return observed.size / max(np.unique(person).size, 1)
    error = estimate_ratio(observed, expected, person).error * expected.sum()
    return max(1.0, float(error**2 / observed.sum()))


def repeats_of_share(found: np.ndarray, person: np.ndarray) -> float:
    """How many rows tell of one independent row: the variance over people, over that of independent rows."""
    share = float(found.mean())
    if share in (0.0, 1.0):
        return found.size / max(np.unique(person).size, 1)
    error = estimate_ratio(found, np.ones(found.size), person).error
    return max(1.0, float(error**2 * found.size / (share * (1 - share))))


def _error(parts: np.ndarray, person: np.ndarray) -> float:
    people, code = np.unique(person, return_inverse=True)
    sums = np.bincount(code, weights=parts)
    return float(np.sqrt(np.sum(sums**2) * people.size / max(people.size - 1, 1)))
