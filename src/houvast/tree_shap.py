"""SHAP values of boosted trees, exact, by tables over the leaves.

Definition: the path-dependent one of TreeSHAP (Lundberg et al., Nature Machine Intelligence 2020, 2, 56-67). A tree's
value where only some features are known follows the splits on these, and averages over both sides of the other splits
by how many training rows went each way; SHAP values are the Shapley values of that, on the log-odds, summed over
trees.

A leaf's part in it depends on a row only through which of the distinct features on the leaf's path pass its splits:
2^k patterns of k features, which can be tabulated before any row is seen (Yang, Fast TreeSHAP, arXiv:2109.09847).
Here neighbouring leaves share one table. Each feature's values fall into the classes that the leaves of a group tell
apart, and a row's classes in the features of the group name the cell that holds what all these leaves give to each
feature.

Missing values and native categorical splits go the way that the trees send them.

Known drawbacks: a path may hold at most `MOST_FEATURES` distinct features. Trees of more outputs than one are not
read.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from houvast.environment import count_cores
from houvast.tree_loops import CODES, MOST_CELLS, Slots, fill_tables, group_leaves, walk_leaves
from houvast.tree_sums import Tables, code_values, pad_thresholds, sum_tables

Trees = HistGradientBoostingClassifier | HistGradientBoostingRegressor

MOST_FEATURES = 16
CHUNK_ROWS = 16_384


@dataclass(frozen=True)
class TreeTables:
    """Boosted trees as tables.

    Parameters
    ----------
    columns : ndarray of int, shape (n_features,)
        Column of X that each feature of the trees is: the trees put categories first.
    thresholds : tuple of ndarray
        Of each feature of the trees, as from `find_thresholds`, padded.
    groups : Tables
    """

    columns: np.ndarray
    thresholds: tuple[np.ndarray, ...]
    groups: Tables


# Not on the trees themselves: a fitted estimator is compared by all that it holds.
_KEPT: WeakKeyDictionary[Trees, tuple[object, TreeTables]] = WeakKeyDictionary()


def tree_shap(trees: Trees, X: pd.DataFrame | np.ndarray) -> np.ndarray:
    """SHAP values on the log-odds (of a regressor: on its link), shape (n, n_features).

    Parameters
    ----------
    trees : HistGradientBoostingClassifier or HistGradientBoostingRegressor
        Fitted; a classifier tells two classes apart.
    X : DataFrame or ndarray, shape (n, n_features)
        As for its `predict`.

    Raises
    ------
    ValueError
        The trees have more outputs than one, or a path holds more than `MOST_FEATURES` distinct features.
    """
    tables = _tables_of(trees)
    points = np.zeros((tables.columns.size, len(X)))
    parts = [slice(start, start + CHUNK_ROWS) for start in range(0, len(X), CHUNK_ROWS)]
    with ThreadPoolExecutor(count_cores()) as pool:
        list(pool.map(partial(_fill_part, trees, tables, X, points), parts))
    return points.T


def _fill_part(trees: Trees, tables: TreeTables, X: pd.DataFrame | np.ndarray, points: np.ndarray, rows: slice) -> None:
    seen = trees._preprocess_X(X.iloc[rows] if isinstance(X, pd.DataFrame) else X[rows], reset=False)
    codes, own = np.empty(seen.T.shape, dtype=np.uint8), np.zeros(seen.T.shape)
    for coded, column, thresholds in zip(codes, seen.T, tables.thresholds, strict=True):
        code_values(np.ascontiguousarray(column), thresholds, coded)
    sum_tables(codes, tables.groups, own)
    points[tables.columns, rows] = own


def _tables_of(trees: Trees) -> TreeTables:
    """The tables of these trees: built once, and kept as long as the trees are."""
    known = _KEPT.get(trees)
    if known is None or known[0] is not trees._predictors:
        known = _KEPT[trees] = (trees._predictors, build_tables(trees))
    return known[1]


def build_tables(trees: Trees) -> TreeTables:
    """The tables of fitted trees; see `tree_shap`."""
    nodes, root = _read_nodes(trees)
    thresholds = find_thresholds(trees)
    goes_left = _read_splits(trees, nodes, thresholds)
    inner, leaf = np.flatnonzero(nodes["is_leaf"] == 0), np.flatnonzero(nodes["is_leaf"])
    left, right = (nodes[side].astype(np.int64) + root for side in ("left", "right"))
    parent = np.full(nodes.size, -1)
    parent[left[inner]], parent[right[inner]] = inner, inner
    given = nodes["feature_idx"].astype(np.int64), nodes["count"].astype(float), goes_left
    slots = walk_leaves(leaf, parent, left, *given, int(nodes["depth"][leaf].sum()))
    longest = np.diff(slots.first).max(initial=0)
    if longest > MOST_FEATURES:
        raise ValueError(
            f"a path of the trees holds {longest} distinct features. At most {MOST_FEATURES} can be explained. "
            "Set a lower `max_leaf_nodes` or `max_depth`."
        )
    padded = tuple(pad_thresholds(found) for found in thresholds)
    return TreeTables(_columns_of(trees), padded, _tabulate(nodes["value"][leaf], root[leaf], slots))


def _tabulate(value: np.ndarray, tree: np.ndarray, slots: Slots) -> Tables:
    """The tables of leaves with these values, each of a tree."""
    groups = group_leaves(tree, slots)
    places, wide = np.diff(groups.first), groups.cells > MOST_CELLS
    sizes = np.where(wide, 2**places, places * groups.cells)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    table = fill_tables(value, slots, groups, starts)
    step, odds = groups.kind.copy(), np.zeros(groups.feature.size)
    for group in range(wide.size):
        own = slice(groups.first[group], groups.first[group + 1])
        if wide[group]:
            of = slice(slots.first[groups.leaf[group]], slots.first[groups.leaf[group] + 1])
            step[own], odds[own] = slots.passes[of], 1 / slots.share[of] - 1
        else:
            step[own] *= np.cumprod([1, *groups.classes[own][:-1]])[: places[group], None].astype(np.uint8)
    return Tables(groups.first, groups.feature, groups.cells, step, odds, starts, table)


def _read_nodes(trees: Trees) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of all trees after each other, and the root of each one's tree."""
    if any(len(stage) > 1 for stage in trees._predictors):
        raise ValueError("trees of one output can be explained. These have one for each of several classes.")
    parts = [stage[0].nodes for stage in trees._predictors]
    sizes = np.array([part.size for part in parts])
    return np.concatenate(parts), np.repeat(np.cumsum(sizes) - sizes, sizes)


def find_thresholds(trees: Trees) -> tuple[np.ndarray, ...]:
    """Where the trees tell values of each feature apart, rising; a threshold itself goes with what lies below.

    Of a categorical feature, in the numbers that the trees know its categories by: between any two of them.
    """
    nodes, _ = _read_nodes(trees)
    split = (nodes["is_leaf"] == 0) & (nodes["is_categorical"] == 0) & np.isfinite(nodes["num_threshold"])
    return tuple(
        np.arange(CODES - 2) + 0.5
        if categorical
        else np.unique(nodes["num_threshold"][split & (nodes["feature_idx"] == feature)])
        for feature, categorical in enumerate(_categorical(trees))
    )


def _read_splits(trees: Trees, nodes: np.ndarray, thresholds: tuple[np.ndarray, ...]) -> np.ndarray:
    """Whether each node sends each coded value to the left, shape (n_nodes, CODES)."""
    numeric = (nodes["is_leaf"] == 0) & (nodes["is_categorical"] == 0)
    goes_left = np.zeros((nodes.size, CODES), dtype=bool)
    for feature, found in enumerate(thresholds):
        own = np.flatnonzero(numeric & (nodes["feature_idx"] == feature))
        goes_left[own] = np.arange(CODES) <= np.searchsorted(found, nodes["num_threshold"][own])[:, None]
    goes_left[nodes["is_categorical"] == 1] = np.concatenate([_left_categories(*stage) for stage in trees._predictors])
    goes_left[:, -1] = nodes["missing_go_to_left"] == 1
    return goes_left


def _left_categories(tree: object) -> np.ndarray:
    """Whether each categorical split of a tree sends each category to the left."""
    own = tree.nodes[tree.nodes["is_categorical"] == 1]["bitset_idx"]
    bits = np.ascontiguousarray(tree.raw_left_cat_bitsets[own], dtype="<u4").view(np.uint8)
    return np.unpackbits(bits.reshape(own.size, CODES // 8), axis=1, bitorder="little").astype(bool)


def _categorical(trees: Trees) -> np.ndarray:
    """Whether each feature, in the order of the trees, is categorical."""
    known = trees._is_categorical_remapped
    return np.zeros(trees.n_features_in_, dtype=bool) if known is None else known


def _columns_of(trees: Trees) -> np.ndarray:
    if trees.is_categorical_ is None:
        return np.arange(trees.n_features_in_)
    return np.argsort(~trees.is_categorical_, kind="stable")
