"""Calibration: whether of those promised 5% about 5% leave.

In each draw a logistic regression of the outcome on the promised log-odds is fitted by maximum likelihood
(Newton's method, all draws at once), on rows put together in at most `BINS` groups of nearly equal
log-odds; the fit to the sample itself, from which the estimates come, uses the same groups. Slope: Cox (Biometrika
1958, 45(3/4), 562-565). Intercept: of the same model with the slope held at 1 (calibration in the large; Van Calster
et al., J. Clin. Epidemiol. 2016, 74, 167-176). The smoothed curve is a restricted cubic spline of the log-odds with
four knots at the 5%, 35%, 65% and 95% points (Harrell, Regression Modeling Strategies, 2015, section 2.4.6), and the
integrated calibration index (ICI) is the mean distance between promised and smoothed risk (Austin and
Steyerberg, Stat. Med. 2019, 38(21), 4051-4065; with such splines: Austin, Harrell and van Klaveren, Stat. Med. 2020,
39(21), 2714-2742). A spline rather than lowess: it has three parameters whatever the number of rows, is linear
in the tails, where few leavers are, and can be refitted in every draw.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from houvast.evaluation.draws import PersonDraws

BINS = 1000
KNOTS = (0.05, 0.35, 0.65, 0.95)
SLOPE_BOUNDS = (-2.0, 5.0)
_ROUNDS, _LONGEST_STEP, _RIDGE = 25, 2.0, 1e-6


@dataclass(frozen=True)
class Binned:
    """Rows put together by promised log-odds, in each draw.

    Parameters
    ----------
    margin : ndarray, shape (bins,)
        Mean promised log-odds of each bin, rising.
    risk : ndarray, shape (bins,)
        Mean promised risk.
    rows, left : ndarray, shape (1 + draws, bins)
    """

    margin: np.ndarray
    risk: np.ndarray
    rows: np.ndarray
    left: np.ndarray

    @property
    def estimable(self) -> bool:
        """Whether there are two outcomes and two risks."""
        return self.margin.size > 1 and 0 < self.left[0].sum() < self.rows[0].sum()


def bin_by_risk(risk: np.ndarray, label: np.ndarray, people: PersonDraws) -> Binned:
    """Rows put together in at most `BINS` groups of equal size; equal risks stay together."""
    margin = log_odds(risk)
    edges = np.sort(margin)
    edges = edges[np.append(np.diff(edges) > 0, True)]  # each value once; faster here than `unique`
    if edges.size > BINS:
        edges = np.unique(np.quantile(margin, np.linspace(0, 1, BINS + 1)[1:], method="inverted_cdf"))
    at = np.searchsorted(edges, margin)
    number = np.bincount(at)
    return Binned(
        np.bincount(at, weights=margin) / number,
        np.bincount(at, weights=risk) / number,
        people.binned(at, np.ones(label.size), number.size),
        people.binned(at, label, number.size),
    )


def log_odds(risk: np.ndarray) -> np.ndarray:
    """Log-odds of risks; 0 and 1 count as one in 10^9."""
    return logit(np.clip(risk, 1e-9, 1 - 1e-9))


def slope_in_draws(found: Binned) -> np.ndarray:
    """Slope of the outcome's log-odds on the promised log-odds in each draw.

    1 when neither too bold (below 1) nor too shy (above). Within `SLOPE_BOUNDS`; NaN where only one outcome or only
    one risk occurs.
    """
    if not found.estimable:
        return np.full(len(found.rows), np.nan)
    center, spread = _center(found)
    X = np.column_stack([np.ones(found.margin.size), (found.margin - center) / spread])
    slope = 1.0 + _fit(X, found.margin, found)[:, 1] / spread
    return np.where(_both(found), np.clip(slope, *SLOPE_BOUNDS), np.nan)


def intercept_in_draws(found: Binned) -> np.ndarray:
    """What must be added to the promised log-odds for the mean to be right: above 0 where too little was promised."""
    added = _fit(np.ones((found.margin.size, 1)), found.margin, found)[:, 0]
    return np.where(_both(found), added, np.nan)


def calibration_slope(risk: np.ndarray, label: np.ndarray) -> float:
    """The slope of the rows themselves, without draws."""
    people = PersonDraws(np.arange(label.size), draws=0, seed=0)
    return float(slope_in_draws(bin_by_risk(risk, label, people))[0])


@dataclass(frozen=True)
class SmoothCurve:
    """The smoothed calibration curve in each draw.

    Parameters
    ----------
    promised : ndarray, shape (points,)
    happened : ndarray, shape (1 + draws, points)
    ici : ndarray, shape (1 + draws,)
    """

    promised: np.ndarray
    happened: np.ndarray
    ici: np.ndarray


def smooth_curve(found: Binned, points: int = 41) -> SmoothCurve | None:
    """The curve at so many risks between the 1% and 99% points; None where it cannot be estimated."""
    if not found.estimable:
        return None
    center, spread = _center(found)
    standard = (found.margin - center) / spread
    knots = np.unique(np.quantile(np.repeat(standard, found.rows[0].astype(int)), KNOTS))
    coefficients = _fit(_spline(standard, knots), found.margin, found)
    smoothed = expit(found.margin + coefficients @ _spline(standard, knots).T)
    ici = (found.rows * np.abs(smoothed - found.risk)).sum(axis=1) / found.rows.sum(axis=1)
    reached = np.cumsum(found.rows[0]) / found.rows[0].sum()
    ends = found.risk[np.searchsorted(reached, [0.01, 0.99])]
    promised = np.linspace(*ends, points) if ends[1] > ends[0] else ends[:1]
    margin = log_odds(promised)
    happened = expit(margin + coefficients @ _spline((margin - center) / spread, knots).T)
    known = _both(found)
    return SmoothCurve(promised, np.where(known[:, None], happened, np.nan), np.where(known, ici, np.nan))


def calibration_curve(risk: np.ndarray, label: np.ndarray, groups: int = 10) -> list[dict[str, float]]:
    """Mean risk beside the share that left, in groups of equal size by risk, lowest first."""
    order = np.argsort(risk, kind="stable")
    return [
        {"risk": float(risk[part].mean()), "left": float(label[part].mean()), "rows": int(part.size)}
        for part in np.array_split(order, groups)
        if part.size
    ]


def _both(found: Binned) -> np.ndarray:
    """Draws with two outcomes."""
    left = found.left.sum(axis=1)
    return (left > 0) & (left < found.rows.sum(axis=1))


def _center(found: Binned) -> tuple[float, float]:
    center = np.average(found.margin, weights=found.rows[0])
    return center, np.sqrt(np.average((found.margin - center) ** 2, weights=found.rows[0]))


def _spline(at: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """1, the value, and the restricted cubic terms over the knots; straight where there are fewer than three."""
    columns = [np.ones(at.size), at]
    if knots.size >= 3:
        last, before = knots[-1], knots[-2]
        for knot in knots[:-2]:
            bent = np.maximum(at - knot, 0) ** 3 - np.maximum(at - before, 0) ** 3 * (last - knot) / (last - before)
            bent += np.maximum(at - last, 0) ** 3 * (before - knot) / (last - before)
            columns.append(bent / (last - knots[0]) ** 2)
    return np.column_stack(columns)


def _fit(X: np.ndarray, offset: np.ndarray, found: Binned) -> np.ndarray:
    """Coefficients of a logistic fit in each draw, shape (1 + draws, k), beside log-odds that are given.

    By Newton's method with bounded steps; a ridge of `_RIDGE` leavers keeps a draw solvable in which nothing
    but a boundary would fit.
    """
    outer = (X[:, :, None] * X[:, None, :]).reshape(len(X), -1)
    k = X.shape[1]
    at = np.zeros((len(found.rows), k))
    for _ in range(_ROUNDS):
        chance = expit(offset + at @ X.T)
        slack = (found.left - found.rows * chance) @ X - _RIDGE * at
        bend = ((found.rows * chance * (1 - chance)) @ outer).reshape(-1, k, k) + _RIDGE * np.eye(k)
        step = np.linalg.solve(bend, slack[:, :, None])[:, :, 0]
        step *= np.minimum(1.0, _LONGEST_STEP / np.maximum(np.abs(step).max(axis=1), 1e-12))[:, None]
        at += step
        if np.abs(step).max() < 1e-9:
            break
    return at
