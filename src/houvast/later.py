"""Rows to learn from, models of what was known when a test began, and their risks of what came later."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone

from houvast.features import TENURE
from houvast.hazard import HazardModel
from houvast.periods import truncate
from houvast.splits import Origin


@dataclass(frozen=True)
class Learning:
    """The rows that are learned from, and those of them whose label is known.

    Parameters
    ----------
    row : ndarray
        Row numbers in the training rows.
    X, durations, label, person, as_of :
        Of those; a label is NaN where an exit's cause is unknown.
    """

    row: np.ndarray
    X: pd.DataFrame
    durations: np.ndarray
    label: np.ndarray
    person: np.ndarray
    as_of: np.ndarray

    def train_rows(self, origin: Origin, window_days: int | None) -> np.ndarray:
        """Mask of the rows that an origin learns from."""
        begin = -np.inf if window_days is None else origin.train_until - window_days
        return origin.train_rows(self.as_of) & (self.as_of > begin)

    def test_rows(self, origin: Origin) -> np.ndarray:
        """Mask of the rows that an origin is tested on."""
        return origin.test_rows(self.as_of) & ~np.isnan(self.label)

    def fit(self, model: HazardModel, origin: Origin, window_days: int | None, also: np.ndarray | None = None):
        """A model of what was known when the test of an origin began; None where nobody had left.

        `also` is a further mask of rows to learn from.
        """
        rows = self.train_rows(origin, window_days)
        rows = rows if also is None else rows & also
        known = truncate(self.durations[rows], self.as_of[rows], model.edges_days, origin.test_from)
        if not (self.label[rows] == 1).any():
            return None
        return clone(model).fit(self.X[rows], known, as_of=self.as_of[rows], person=self.person[rows])


def predict_later(model: HazardModel, learning: Learning, origins: list[Origin], window_days: int | None) -> np.ndarray:
    """Risks of the test rows of each origin, each by a model refitted on what was known before."""
    risks = [np.zeros(0)]
    for origin in origins:
        tested = learning.X[learning.test_rows(origin)]
        risks.append(learning.fit(model, origin, window_days).predict_proba(tested)[:, 1])
    return np.concatenate(risks)


def predict_by_tenure(
    model: HazardModel, learning: Learning, origins: list[Origin], window_days: int | None
) -> np.ndarray:
    """The same by a model that knows tenure alone."""
    alone = Learning(**{**vars(learning), "X": learning.X[[TENURE]]})
    return predict_later(clone(model).set_params(transform=None, directions=()), alone, origins, window_days)
