"""SHAP values by tables: those of the definition over all subsets, and those of TreeExplainer where it is right."""

import gc
import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import shap
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from houvast import tree_shap as shapping
from houvast.tree_loops import MOST_CELLS, compute_pulls
from houvast.tree_shap import build_tables, tree_shap


def fit(X, y, **settings):
    kind = HistGradientBoostingClassifier if set(np.unique(y)) <= {0, 1} else HistGradientBoostingRegressor
    return kind(**{"max_iter": 6, "min_samples_leaf": 5, "early_stopping": False, "random_state": 0, **settings}).fit(
        X, y
    )


def value_where_known(trees, seen, known):
    """What the trees say of a row, as they see it, of which only some features are known; averaged over the others."""

    def walk(tree, at):
        node = tree.nodes[at]
        if node["is_leaf"]:
            return node["value"]
        if node["feature_idx"] in known:
            return walk(tree, node["left"] if goes_left(tree, node, seen[node["feature_idx"]]) else node["right"])
        parts = [tree.nodes[node[side]]["count"] * walk(tree, node[side]) for side in ("left", "right")]
        return sum(parts) / node["count"]

    return sum(walk(stage[0], 0) for stage in trees._predictors)


def goes_left(tree, node, value):
    if np.isnan(value):
        return node["missing_go_to_left"]
    if node["is_categorical"]:
        word = tree.raw_left_cat_bitsets[node["bitset_idx"]][int(value) // 32]
        return int(word) >> int(value) % 32 & 1
    return value <= node["num_threshold"]


def by_all_subsets(trees, X):
    """Shapley values straight from their definition; columns in the order in which the trees have them."""
    rows = trees._preprocess_X(X, reset=False)
    features = rows.shape[1]
    found = np.zeros(rows.shape)
    for row, seen in enumerate(rows):
        for feature in range(features):
            others = [one for one in range(features) if one != feature]
            for size in range(features):
                weight = math.factorial(size) * math.factorial(features - size - 1) / math.factorial(features)
                for known in combinations(others, size):
                    with_it = value_where_known(trees, seen, {*known, feature})
                    found[row, feature] += weight * (with_it - value_where_known(trees, seen, set(known)))
    return found


@pytest.fixture(scope="module")
def numbers():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(800, 5)).round(1)
    X[rng.random(X.shape) < 0.15] = np.nan
    pull = np.nan_to_num(X[:, 0] * X[:, 1]) + np.nan_to_num(X[:, 2]) - 0.8 * np.isnan(X[:, 3])
    return X, (rng.random(800) < 1 / (1 + np.exp(-pull))).astype(int)


@pytest.mark.parametrize("settings", [{}, {"max_leaf_nodes": 4}, {"max_depth": 1}, {"monotonic_cst": [0, 0, 1, 0, 0]}])
def test_the_values_are_those_of_all_subsets(numbers, settings):
    X, y = numbers
    trees = fit(X, y, **settings)
    probe = np.vstack([X[:6], np.full((1, 5), np.nan), [[np.inf, -np.inf, 0, 50, -50]]])
    np.testing.assert_allclose(tree_shap(trees, probe), by_all_subsets(trees, probe), atol=1e-12)


def test_native_categories_are_those_of_all_subsets(numbers):
    """Of such splits TreeExplainer reads a threshold that is not there, and says nothing."""
    X, y = numbers
    rng = np.random.default_rng(4)
    kind, site = rng.integers(0, 40, len(y)), rng.choice(["north", "south", "west"], len(y))
    frame = pd.DataFrame({"a": X[:, 0], "kind": pd.Categorical(kind), "b": X[:, 1], "site": pd.Categorical(site)})
    frame.loc[::9, "kind"] = np.nan
    trees = fit(frame, np.where(kind % 3 == 0, 1 - y, y | (site == "west")), categorical_features="from_dtype")
    assert sum(stage[0].nodes["is_categorical"].sum() for stage in trees._predictors) > 10
    probe = frame.iloc[[0, 1, 2, 9, 10]].reset_index(drop=True)
    expected = by_all_subsets(trees, probe)[:, [2, 0, 3, 1]]  # the trees have the categories first
    np.testing.assert_allclose(tree_shap(trees, probe), expected, atol=1e-12)


def test_a_regressors_values_are_those_of_all_subsets(numbers):
    X, _ = numbers
    trees = fit(X, np.nan_to_num(X[:, 0]) ** 2 + np.nan_to_num(X[:, 1]))
    np.testing.assert_allclose(tree_shap(trees, X[:5]), by_all_subsets(trees, X[:5]), atol=1e-12)


@pytest.fixture(scope="module")
def deep():
    """Trees with leaves that lie under more than eight distinct features: these have a table each."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(4000, 20)).round(2)
    X[rng.random(X.shape) < 0.05] = np.nan
    y = rng.random(4000) < 1 / (1 + np.exp(1 - np.nansum(X[:, :8] * X[:, 8:16], axis=1)))
    trees = fit(X, y.astype(int), max_iter=30, max_leaf_nodes=31)
    assert (build_tables(trees).groups.cells > MOST_CELLS).sum() > 20
    return trees, X


def test_deep_trees_have_the_values_of_tree_explainer(deep):
    trees, X = deep
    theirs = shap.TreeExplainer(trees)
    ours = tree_shap(trees, X)
    np.testing.assert_allclose(ours[:300], theirs.shap_values(X[:300], check_additivity=False), atol=1e-12)
    np.testing.assert_allclose(ours.sum(axis=1) + theirs.expected_value, trees.decision_function(X), atol=1e-11)


def test_rows_do_not_depend_on_each_other_nor_on_where_they_are_cut(deep, monkeypatch):
    trees, X = deep
    whole = tree_shap(trees, X)
    monkeypatch.setattr(shapping, "CHUNK_ROWS", 1500)
    np.testing.assert_array_equal(tree_shap(trees, X), whole)
    np.testing.assert_array_equal(tree_shap(trees, X[77:78]), whole[77:78])
    assert tree_shap(trees, X[:0]).shape == (0, 20)


def test_fitting_again_makes_new_tables_and_what_is_gone_is_forgotten(numbers):
    X, y = numbers
    trees = fit(X, y)
    before = tree_shap(trees, X[:5])
    trees.fit(X, 1 - y)
    np.testing.assert_allclose(tree_shap(trees, X[:5]), by_all_subsets(trees, X[:5]), atol=1e-12)
    assert np.abs(tree_shap(trees, X[:5]) - before).max() > 0.1
    kept = len(shapping._KEPT)
    del trees
    gc.collect()
    assert len(shapping._KEPT) == kept - 1


def test_pulls_are_sums_over_subsets():
    share, whole = np.array([0.3, 0.5, 0.9]), [0.0] * 8
    for passed in range(7):
        for inside in range(7):
            if inside & ~passed == 0:
                size = inside.bit_count()
                weight = math.factorial(size) * math.factorial(2 - size) / 6
                whole[passed] += weight * math.prod(one for slot, one in enumerate(share) if not inside >> slot & 1)
    np.testing.assert_allclose(compute_pulls(share)[:7], whole[:7], rtol=1e-14)


def test_too_many_features_on_a_path_and_too_many_outputs_are_refused(deep, numbers, monkeypatch):
    trees, _ = deep
    monkeypatch.setattr(shapping, "MOST_FEATURES", 8)
    with pytest.raises(ValueError, match=r"holds \d+ distinct features. At most 8 can be explained"):
        build_tables(trees)
    X, y = numbers
    three = HistGradientBoostingClassifier(max_iter=2).fit(X, y + (X[:, 0] > 1))
    with pytest.raises(ValueError, match="trees of one output"):
        build_tables(three)
