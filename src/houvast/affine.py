"""Calibration on the log-odds scale: affine, so that contributions stay additive."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

LEAST_SLOPE = 0.1


def fit_affine(margin: np.ndarray, label: np.ndarray, *, prior: float) -> tuple[float, float]:
    """Slope and shift of ``sigmoid(a * margin + b)`` by maximum likelihood, held towards (1, 0).

    The slope is at least `LEAST_SLOPE`: margins that order later dates worse than chance do are made
    shy, never turned around.

    Parameters
    ----------
    margin, label : ndarray, shape (n,)
    prior : float
        Weight of (1, 0), in outcomes.
    """
    center = margin.mean()
    spread = max(margin.std(), 1e-9)
    unit = (margin - center) / spread

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        slope, level = point
        value = margin + slope * unit + level
        risk = expit(value)
        likelihood = np.sum(np.logaddexp(0, value) - label * value)
        gradient = np.array([np.sum((risk - label) * unit), np.sum(risk - label)]) + prior * point
        return likelihood + prior / 2 * (point @ point), gradient

    bounds = [((LEAST_SLOPE - 1) * spread, None), (None, None)]
    slope, level = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(1 + slope / spread), float(level - slope * center / spread)
