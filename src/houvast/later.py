"""Rows to learn from, models of what was known when a test began, and their risks of what came later."""

from dataclasses import dataclass, replace

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
    window_days : int or None
        Length of the history that is learned from, up to the last as-of date; all of it where None.
    lag_days : int
        Days that an exit may take to be known: of so many days before a test nothing is known yet.
    silent : ndarray of bool or None
        Rows that teach nothing, having been helped at once; none where None.
    asked : ndarray of bool or None
        The rows that are tested; those with a label where None.
    """

    row: np.ndarray
    X: pd.DataFrame
    durations: np.ndarray
    label: np.ndarray
    person: np.ndarray
    as_of: np.ndarray
    window_days: int | None = None
    lag_days: int = 0
    silent: np.ndarray | None = None
    asked: np.ndarray | None = None

    def train_rows(self, origin: Origin) -> np.ndarray:
        """Mask of the rows that an origin learns from."""
        recent = within_window(self.as_of, origin.train_until, self.window_days)
        return origin.train_rows(self.as_of) & recent & self.teaching

    @property
    def teaching(self) -> np.ndarray:
        """Mask of the rows that teach anything."""
        return np.ones(self.as_of.size, dtype=bool) if self.silent is None else ~self.silent

    def test_rows(self, origin: Origin) -> np.ndarray:
        """Mask of the rows that an origin is tested on."""
        asked = ~np.isnan(self.label) if self.asked is None else self.asked
        return origin.test_rows(self.as_of) & asked

    def teaches(self, origin: Origin) -> bool:
        """Whether somebody left among the rows that an origin learns from, and somebody is tested."""
        return bool((self.label[self.train_rows(origin)] == 1).any() and self.test_rows(origin).any())

    def fit(self, model: HazardModel, origin: Origin, also: np.ndarray | None = None) -> HazardModel | None:
        """A model of what was known when the test of an origin began; None where nobody had left.

        `also` is a further mask of rows to learn from.
        """
        rows = self.train_rows(origin)
        rows = rows if also is None else rows & also
        known = truncate(self.durations[rows], self.as_of[rows], model.edges_days, origin.test_from - self.lag_days)
        if not (self.label[rows] == 1).any():
            return None
        return clone(model).fit(self.X[rows], known, as_of=self.as_of[rows], person=self.person[rows])


def within_window(as_of: np.ndarray, last: int, window_days: int | None) -> np.ndarray:
    """Mask of the as-of dates of the last `window_days` up to `last`; all of them where None."""
    return np.ones(as_of.size, dtype=bool) if window_days is None else as_of > last - window_days


def predict_later(model: HazardModel, learning: Learning, origins: list[Origin]) -> np.ndarray:
    """Risks of the test rows of each origin that teaches, each by a model refitted on what was known before."""
    risks = [np.zeros(0)]
    for origin in origins:
        tested = learning.X[learning.test_rows(origin)]
        risks.append(learning.fit(model, origin).predict_proba(tested)[:, 1])
    return np.concatenate(risks)


def predict_by_tenure(model: HazardModel, learning: Learning, origins: list[Origin]) -> np.ndarray:
    """The same by a model that knows tenure alone."""
    alone = replace(learning, X=learning.X[[TENURE]])
    return predict_later(clone(model).set_params(transform=None, directions=()), alone, origins)
