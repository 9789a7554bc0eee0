"""From the log-odds of two competing exits in each period to the chance of the first within a horizon.

With v and c the log-odds of leaving by choice and otherwise, each against staying, the chances in a
period are ``e^v / (1 + e^v + e^c)`` and ``e^c / (1 + e^v + e^c)``. The cumulative incidence adds up the
chance of still being there times the chance of leaving by choice (Tutz and Schmid, Modeling Discrete
Time-to-Event Data, Springer 2016, ch. 8).
"""

import numpy as np


def hazards(voluntary: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chance of leaving by choice, and otherwise, in each period, given still there at its start."""
    top = np.maximum(np.maximum(voluntary, other), 0)
    odds, other_odds = np.exp(voluntary - top), np.exp(other - top)
    whole = np.exp(-top) + odds + other_odds
    return odds / whole, other_odds / whole


def cumulative_incidence(voluntary: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Chance of having left by choice by the end of each period, same shape (periods, …)."""
    left, gone = hazards(voluntary, other)
    here = np.cumprod(1 - left - gone, axis=0)
    here = np.concatenate([np.ones_like(here[:1]), here[:-1]])
    return np.cumsum(here * left, axis=0)


def incidence_slopes(voluntary: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cumulative incidence after the last period, and its derivatives to `voluntary` and to `other`.

    Returns
    -------
    incidence : ndarray, shape (…)
    to_voluntary, to_other : ndarray, shape (periods, …)
    """
    left, gone = hazards(voluntary, other)
    here = np.cumprod(1 - left - gone, axis=0)
    before = np.concatenate([np.ones_like(here[:1]), here[:-1]])
    to_voluntary, to_other = np.empty_like(left), np.empty_like(left)
    rest = np.zeros_like(left[0])  # incidence from a period on, given still there at its start
    for period in range(len(left) - 1, -1, -1):
        own, others = left[period], gone[period]
        to_voluntary[period] = before[period] * (own * (1 - own) * (1 - rest) + own * others * rest)
        to_other[period] = before[period] * (-own * others * (1 - rest) - others * (1 - others) * rest)
        rest = own + (1 - own - others) * rest
    return rest, to_voluntary, to_other
