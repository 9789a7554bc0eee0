"""How a risk hangs on what is uncertain: the fitted weights, which all people share, and what is not measured of one.

The delta method: a small change of the parameters changes the risk by the gradient times that change. As everybody's
risk hangs on the same parameters, the gradients of a group add up before their variance is taken: the errors of people
do not cancel as those of independent ones would.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Sensitivity:
    """The risk over one horizon, and how it hangs on what is uncertain, one row a person.

    Parameters
    ----------
    risk : ndarray, shape (n,)
    gradient : ndarray, shape (n, n_parameters)
        Derivatives of the risk to the levels, the tenure curve and the weights, in the order of `covariance_`.
    lacking : ndarray, shape (n,)
        Variance of the risk on account of what is not measured of the person; independent between people.
    """

    risk: np.ndarray
    gradient: np.ndarray
    lacking: np.ndarray

    def log_odds_error(self, covariance: np.ndarray) -> np.ndarray:
        """Standard error of the log-odds of the risk, shape (n,)."""
        variance = np.einsum("ij,ij->i", self.gradient @ covariance, self.gradient)
        return np.sqrt(np.maximum(variance, 0) + self.lacking) / (self.risk * (1 - self.risk))

    def fill(self, rows: slice, part: "Sensitivity") -> None:
        """Put in those of some people."""
        self.risk[rows], self.gradient[rows], self.lacking[rows] = part.risk, part.gradient, part.lacking

    def take(self, rows: np.ndarray) -> "Sensitivity":
        """Those of some people, in the order given."""
        return Sensitivity(self.risk[rows], self.gradient[rows], self.lacking[rows])


def build_interval(risk: np.ndarray, log_odds_error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 95% interval of risks, symmetric on the log-odds."""
    margin = logit(risk)
    return expit(margin - NORMAL_95 * log_odds_error), expit(margin + NORMAL_95 * log_odds_error)


@dataclass(frozen=True)
class Uncertainty:
    """What is uncertain of everyone's risks.

    Parameters
    ----------
    errors : ndarray, shape (n, periods)
        Standard error of the log-odds of the risk until the end of each period.
    headline : Sensitivity
        Of the risk over the headline horizon.
    """

    errors: np.ndarray
    headline: Sensitivity
