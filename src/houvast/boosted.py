"""Bends and thresholds learned by boosting, as the columns of a hazard model.

Gradient boosting on the headline outcome says how much each feature adds to the log-odds, as a curve of
its own; the hazard model then takes those curves for columns, each of weight about 1, and estimates tenure,
periods and calibration as ever. So risks, reasons and intervals are made in one way, whatever bends there are.
"""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils.validation import check_is_fitted

from houvast.features import TENURE
from houvast.transforms import check_columns
from houvast.tree_loops import CODES
from houvast.tree_shap import find_thresholds, tree_shap
from houvast.tree_sums import look_up, pad_thresholds


class BoostedTransform(TransformerMixin, BaseEstimator):
    """Each feature but tenure, as what boosting makes of it: points of log-odds, mean 0 in training.

    Parameters
    ----------
    directions : tuple of (str, int)
        Features that may only raise (1) or only lower (-1) the risk.
    interactions : bool
        Whether features may act together; a row's points are then SHAP values of the trees (`tree_shap`). Additive
        where False: a feature's points depend on that feature alone.
    max_iter, learning_rate, max_leaf_nodes, min_samples_leaf :
        As in `HistGradientBoostingClassifier`. Nothing is stopped early: that would take a random split.
    seed : int
    """

    target_weight = 1.0
    """The weight that a hazard model's penalty pulls these columns to."""

    def __init__(
        self,
        directions: tuple[tuple[str, int], ...] = (),
        interactions: bool = False,
        max_iter: int = 150,
        learning_rate: float = 0.05,
        max_leaf_nodes: int = 8,
        min_samples_leaf: int = 200,
        seed: int = 0,
    ) -> None:
        self.directions = directions
        self.interactions = interactions
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> "BoostedTransform":
        """Learn the curves.

        Parameters
        ----------
        X : DataFrame, shape (n, n_features)
        y : ndarray of 0 and 1, shape (n,)
            Whether the person left by choice within the headline horizon.
        """
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        values = X.to_numpy(dtype=float)
        known = ~np.isnan(values)
        self.usual_ = np.array(
            [np.median(column[there]) if there.any() else 0.0 for column, there in zip(values.T, known.T, strict=True)]
        )
        trees = self._boosting(X.columns).fit(np.where(known, values, self.usual_), y)
        if self.interactions:
            self.trees_ = trees
        else:
            self._read_curves(trees)
        self.mean_ = np.zeros(self._named.size)
        there = known[:, self.feature_names_in_ != TENURE].sum(axis=0)
        self.mean_ = self.transform(X).sum(axis=0) / np.maximum(there, 1)
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Points of log-odds, shape (n, n_columns); 0 where a feature is not measured.

        Raises
        ------
        ValueError
            The columns are not those of `fit`, in their order.
        """
        check_is_fitted(self, "usual_")
        check_columns(self.feature_names_in_, X)
        if not self.interactions:
            return self._lookup(X)
        return np.where(X[list(self._named)].isna().to_numpy(), 0.0, self._shap(X) - self.mean_)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The feature that each transformed column belongs to."""
        return self._named

    @property
    def _named(self) -> np.ndarray:
        return np.array([name for name in self.feature_names_in_ if name != TENURE], dtype=object)

    def _boosting(self, names: pd.Index) -> HistGradientBoostingClassifier:
        known = dict(self.directions)
        return HistGradientBoostingClassifier(
            learning_rate=self.learning_rate,
            max_iter=self.max_iter,
            max_leaf_nodes=self.max_leaf_nodes,
            min_samples_leaf=self.min_samples_leaf,
            monotonic_cst=[known.get(name, 0) for name in names],
            interaction_cst=None if self.interactions else "no_interactions",
            early_stopping=False,
            random_state=self.seed,
        )

    def _read_curves(self, trees: HistGradientBoostingClassifier) -> None:
        """Keep what each feature adds between the thresholds of the trees, everything else being usual."""
        base = trees.decision_function(self.usual_[None, :])[0]
        self.thresholds_, self.curves_, found = [], [], find_thresholds(trees)
        for at in np.flatnonzero(self.feature_names_in_ != TENURE):
            thresholds = found[at]
            asked = np.repeat(self.usual_[None, :], thresholds.size + 1, axis=0)
            asked[:, at] = [*thresholds, np.inf]
            self.thresholds_.append(thresholds)
            self.curves_.append(trees.decision_function(asked) - base)

    def _lookup(self, X: pd.DataFrame) -> np.ndarray:
        """The height of each curve between its thresholds, of which the upper one belongs to the stretch below it."""
        columns = np.empty((len(X), self._named.size), order="F")
        for at, name in enumerate(self._named):
            heights = np.zeros(CODES)
            heights[: self.curves_[at].size] = self.curves_[at] - self.mean_[at]
            thresholds = pad_thresholds(self.thresholds_[at])
            look_up(X[name].to_numpy(dtype=float), thresholds, heights, columns[:, at])
        return columns

    def _shap(self, X: pd.DataFrame) -> np.ndarray:
        values = X.to_numpy(dtype=float)
        filled = np.where(np.isnan(values), self.usual_, values)
        return tree_shap(self.trees_, filled)[:, self.feature_names_in_ != TENURE]
