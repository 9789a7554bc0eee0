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
