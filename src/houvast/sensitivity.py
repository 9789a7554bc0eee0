"""How a risk hangs on what is uncertain: the fitted weights, which all people share, and what is not measured of one.

The delta method: a small change of the parameters changes the risk by the gradient times that change. As everybody's
risk hangs on the same parameters, the gradients of a group add up before their variance is taken: the errors of people
do not cancel as those of independent ones would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from houvast.incidence import incidence_slopes
from houvast.transforms import chunks
from houvast.unmeasured import measured, unmeasured_variance

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
        variance = np.einsum("ij,jk,ik->i", self.gradient, covariance, self.gradient, optimize=True)
        return np.sqrt(np.maximum(variance, 0) + self.lacking) / (self.risk * (1 - self.risk))

    def take(self, rows: np.ndarray) -> "Sensitivity":
        """Those of some people, in the order given."""
        return Sensitivity(self.risk[rows], self.gradient[rows], self.lacking[rows])


def find_sensitivities(model: Any, X: pd.DataFrame, ends: Sequence[int]) -> list[Sensitivity]:
    """The sensitivity of the risk after so many periods, one for each of `ends`.

    Parameters
    ----------
    model : hazard.HazardModel
        Fitted.
    """
    columns, hats = model.columns_.transform(X), model.hats(X)
    voluntary, other = model.log_odds_of(columns @ model.weights_, hats)
    there = measured(X, model.columns_.get_feature_names_out())
    lacking = unmeasured_variance(model.weights, model.products_, there)
    found = []
    for end in ends:
        risk, slopes, _ = incidence_slopes(voluntary[:end], other[:end])
        levels = np.zeros((len(X), model.n_periods))
        levels[:, :end] = slopes.T
        pull = slopes.sum(axis=0)
        gradient = np.hstack([levels, np.einsum("kn,knm->nm", slopes, hats[:end]), pull[:, None] * columns])
        found.append(Sensitivity(risk, model.slope_ * gradient, pull**2 * lacking))
    return found


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


def find_uncertainty(model: Any, X: pd.DataFrame) -> Uncertainty:
    """Standard errors at the end of every period, and the sensitivity of the headline risk."""
    ends = range(1, model.n_periods + 1)
    errors, kept = [np.zeros((0, model.n_periods))], []
    for rows in chunks(len(X)):
        found = find_sensitivities(model, X.iloc[rows], ends)
        errors.append(np.column_stack([one.log_odds_error(model.covariance_) for one in found]))
        kept.append(found[model.headline - 1])
    if not kept:
        return Uncertainty(errors[0], Sensitivity(np.zeros(0), np.zeros((0, len(model.covariance_))), np.zeros(0)))
    parts = ([getattr(one, name) for one in kept] for name in ("risk", "gradient", "lacking"))
    return Uncertainty(np.concatenate(errors), Sensitivity(*(np.concatenate(part) for part in parts)))
