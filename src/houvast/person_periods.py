"""The likelihood of exits in person-periods, and its maximum.

Every observation stands for as many person-periods as it was followed. In period k the log-odds of
leaving, against staying, are ``a[k] + h(tenure in the middle of period k) @ g + x @ b``: `a` a level per
period, `h` the tenure curve, `x` the columns of the observation. A period in which someone left for
another cause is left out: fits of one cause against staying, each by itself, estimate the multinomial
logit of all of them (Begg and Gray, Biometrika 1984, 71(1), 11-18).

The person-periods are never written out: sums over the periods of an observation are taken first, so that
the largest product is one of the columns with themselves.
"""

from functools import partial

import numpy as np
from scipy.optimize import lsq_linear
from scipy.sparse import csr_array

from houvast.hazard_loops import sum_periods
from houvast.periods import STAYED
from houvast.transforms import TenureCurve, chunks, map_chunks

MAX_STEPS = 50
TOLERANCE = 1e-10
"""Newton ends when a step would gain less than this share of the log-likelihood."""


class PersonPeriods:
    """Observations with their follow-up, and the likelihood of one event in it.

    Parameters
    ----------
    columns : ndarray, shape (n, p)
    tenure_days : ndarray of int, shape (n,)
    curve : TenureCurve
    durations : ndarray, shape (n,), dtype `DURATION`
    event : int
        The event that is modelled; other events are competing.
    """

    def __init__(
        self, columns: np.ndarray, tenure_days: np.ndarray, curve: TenureCurve, durations: np.ndarray, event: int
    ) -> None:
        self._columns, self._tenure_days, self._curve = columns, tenure_days, curve
        self._ends = durations["event"] == event
        competed = (durations["event"] != STAYED) & ~self._ends
        self._periods = durations["periods"] - competed
        self._heads = curve.middle.size + curve.size
        self.size = self._heads + columns.shape[1]

    def split(self, point: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Levels, curve and weights of a point."""
        periods = self._curve.middle.size
        return point[:periods], point[periods : self._heads], point[self._heads :]

    def measure(self, point: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Log-likelihood, its gradient and its information matrix (negative Hessian)."""
        total, gradient, information = 0.0, np.zeros(self.size), np.zeros((self.size, self.size))
        # Parts are added in their order, so that the sums do not depend on the number of threads.
        for part in map_chunks(partial(self._measure_part, point), len(self._columns)):
            total, gradient, information = total + part[0], gradient + part[1], information + part[2]
        lower = np.tril_indices(self.size, -1)
        information[lower] = information.T[lower]
        return total, gradient, information

    def first_guess(self, target: np.ndarray) -> np.ndarray:
        """`target` with the level of each period at which as many leave as did."""
        number = np.arange(self._curve.middle.size)[:, None]
        at_risk = (number < self._periods).sum(axis=1)
        left = ((number == self._periods - 1) & self._ends).sum(axis=1)
        guess = target.astype(float)
        guess[: number.size] = np.log((left + 0.5) / (at_risk - left + 0.5))
        return guess

    def person_scores(self, point: np.ndarray, person: np.ndarray) -> np.ndarray:
        """Gradient of the log-likelihood of each person, shape (people, size); `person` counts from 0."""
        scores = np.zeros((int(person.max(initial=-1)) + 1, self.size))
        for rows in chunks(len(self._columns)):
            found = self._sum(rows, point)
            own = np.hstack([found.over, found.row_over[:, None] * self._columns[rows]])
            people, code = np.unique(person[rows], return_inverse=True)
            member = csr_array((np.ones(code.size), (code, np.arange(code.size))))
            scores[people] -= member @ own
        return scores

    def _measure_part(self, point: np.ndarray, rows: slice) -> tuple[float, np.ndarray, np.ndarray]:
        columns, found, heads = self._columns[rows], self._sum(rows, point), self._heads
        gradient, information = np.empty(self.size), np.zeros((self.size, self.size))
        gradient[:heads] = -found.over.sum(axis=0)
        gradient[heads:] = -columns.T @ found.row_over
        information[:heads, :heads] = found.information
        information[:heads, heads:] = found.weight.T @ columns
        information[heads:, heads:] = columns.T @ (found.row_weight[:, None] * columns)
        return found.total, gradient, information

    def _sum(self, rows: slice, point: np.ndarray) -> "_Sums":
        level, curve, weights = self.split(point)
        columns, shape = self._columns[rows], self._curve
        n, periods = len(columns), level.size
        over, weight = np.zeros((n, self._heads)), np.zeros((n, self._heads))
        information = np.zeros((self._heads, self._heads))
        total = sum_periods(
            columns @ weights,
            self._tenure_days[rows],
            self._periods[rows],
            self._ends[rows],
            level,
            curve,
            shape.middle,
            shape.knot,
            shape.share,
            shape.start,
            over[:, :periods],
            weight[:, :periods],
            over[:, periods:],
            weight[:, periods:],
            information,
        )
        return _Sums(total, over, weight, information, periods)


class _Sums:
    """What a pass over some observations gives: sums per row, and over all of them."""

    def __init__(
        self, total: float, over: np.ndarray, weight: np.ndarray, information: np.ndarray, periods: int
    ) -> None:
        self.total, self.over, self.weight, self.information = total, over, weight, information
        self.row_over, self.row_weight = over[:, :periods].sum(axis=1), weight[:, :periods].sum(axis=1)


def maximise(
    data: PersonPeriods, ridge: np.ndarray, target: np.ndarray, signs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The point of highest penalised likelihood whose signs are right, and the penalised information there.

    Newton's method: each step solves the bounded quadratic problem of that point, and is halved until
    it gains.

    Parameters
    ----------
    ridge, target : ndarray, shape (size,)
        Penalty ``ridge / 2 * (point - target) ** 2``.
    signs : ndarray, shape (size,)
        1 where a parameter may not be negative, -1 where it may not be positive, else 0.

    Raises
    ------
    FloatingPointError
        No maximum is found in 50 steps.
    """
    low, high = np.where(signs > 0, 0.0, -np.inf), np.where(signs < 0, 0.0, np.inf)
    point = np.clip(data.first_guess(target), low, high)

    def measure(at: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        value, gradient, information = data.measure(at)
        off = at - target
        return value - ridge @ off**2 / 2, gradient - ridge * off, information + np.diag(ridge)

    value, gradient, information = measure(point)
    for _ in range(MAX_STEPS):
        step = _bounded_step(information, gradient, low - point, high - point)
        gain = gradient @ step - step @ information @ step / 2
        if gain <= TOLERANCE * max(abs(value), 1):
            return point, information
        for _ in range(30):
            found = measure(point + step)
            if found[0] >= value:
                break
            step = step / 2
        point = np.clip(point + step, low, high)
        value, gradient, information = found
    raise FloatingPointError(f"the likelihood has no maximum within {MAX_STEPS} Newton steps")


def _bounded_step(information: np.ndarray, gradient: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The step that gains most by the quadratic approximation, within its bounds."""
    root = np.linalg.cholesky(information)
    step = np.linalg.solve(root.T, np.linalg.solve(root, gradient))
    if (step >= low).all() and (step <= high).all():
        return step
    wanted = np.linalg.solve(root, gradient)
    return lsq_linear(root.T, wanted, bounds=(np.minimum(low, -1e-12), np.maximum(high, 1e-12)), method="bvls").x
