"""Tables of boosted trees, made: loops over their leaves, compiled. See `tree_shap`."""

from typing import NamedTuple

import numpy as np
from numba import njit

CODES = 256
"""Values of a feature that trees can tell apart, coded in a byte; the last code is a missing value."""
MOST_CELLS = 256
"""Combinations that a group of leaves may tell apart: their number fits a byte, its table the nearest cache."""


class Slots(NamedTuple):
    """What each leaf asks of each distinct feature on its path: one slot per leaf and feature.

    Parameters
    ----------
    first : ndarray of int, shape (n_leaves + 1,)
        Where the slots of each leaf begin, and where the last ends.
    feature : ndarray of int, shape (n_slots,)
    share : ndarray of float64, shape (n_slots,)
        Product, over the splits on that feature, of the share of training rows that went the leaf's way.
    passes : ndarray of bool, shape (n_slots, CODES)
        Whether a coded value passes all these splits.
    """

    first: np.ndarray
    feature: np.ndarray
    share: np.ndarray
    passes: np.ndarray


class Groups(NamedTuple):
    """Neighbouring leaves with one table: one place per group and feature.

    Parameters
    ----------
    leaf, first : ndarray of int, shape (n_groups + 1,)
        The first leaf, and the first of the places, of each group.
    feature, classes : ndarray of int, shape (n_places,)
        The feature of each place, and into how many classes its values fall.
    kind : ndarray of uint8, shape (n_places, CODES)
        Class of every coded value.
    cells : ndarray of int, shape (n_groups,)
        Combinations of the classes; above `MOST_CELLS` of a leaf by itself only.
    """

    leaf: np.ndarray
    first: np.ndarray
    feature: np.ndarray
    classes: np.ndarray
    kind: np.ndarray
    cells: np.ndarray


@njit(cache=True, nogil=True)
def walk_leaves(
    leaf_node: np.ndarray,
    parent: np.ndarray,
    left: np.ndarray,
    feature: np.ndarray,
    count: np.ndarray,
    goes_left: np.ndarray,
    most_slots: int,
) -> Slots:
    """The slots of all leaves.

    Parameters
    ----------
    leaf_node : ndarray of int, shape (n_leaves,)
    parent, left, feature, count : ndarray, shape (n_nodes,)
        Trees after each other; `parent` is -1 at a root.
    goes_left : ndarray of bool, shape (n_nodes, CODES)
        Whether a node sends a coded value to the left.
    """
    first, used = np.zeros(leaf_node.size + 1, np.int64), 0
    slot_feature, share = np.empty(most_slots, np.int64), np.ones(most_slots)
    passes = np.ones((most_slots, CODES), np.bool_)
    for leaf in range(leaf_node.size):
        node = leaf_node[leaf]
        while parent[node] >= 0:
            above = parent[node]
            slot = first[leaf]
            while slot < used and slot_feature[slot] != feature[above]:
                slot += 1
            used = max(used, slot + 1)
            slot_feature[slot] = feature[above]
            share[slot] *= count[node] / count[above]
            for code in range(CODES):
                passes[slot, code] &= goes_left[above, code] == (left[above] == node)
            node = above
        first[leaf + 1] = used
    return Slots(first, slot_feature[:used], share[:used], passes[:used])


@njit(cache=True, nogil=True)
def group_leaves(leaf_tree: np.ndarray, slots: Slots) -> Groups:
    """Neighbouring leaves of one tree put together as long as their group has at most `MOST_CELLS` combinations.

    Parameters
    ----------
    leaf_tree : ndarray of int, shape (n_leaves,)
    """
    leaves, places = leaf_tree.size, slots.feature.size
    group_leaf, first, cells = np.zeros(leaves + 1, np.int64), np.zeros(leaves + 1, np.int64), np.ones(leaves, np.int64)
    feature, classes = np.zeros(places, np.int64), np.ones(places, np.int64)
    kind, groups, end = np.zeros((places, CODES), np.uint8), 0, 0
    for leaf in range(leaves):
        begin, fits = first[max(groups - 1, 0)], groups > 0 and leaf_tree[leaf] == leaf_tree[leaf - 1]
        if fits:
            kept, kept_kind = classes[begin:end].copy(), kind[begin:end].copy()
            more = _refine(leaf, slots, feature, classes, kind, begin, end)
            number = classes[begin:more].astype(np.float64).prod()
            fits = number <= MOST_CELLS
            if fits:
                end, cells[groups - 1] = more, int(number)
            else:
                classes[begin:end], kind[begin:end] = kept, kept_kind
                classes[end:more], kind[end:more] = 1, 0
        if not fits:
            group_leaf[groups], first[groups] = leaf, end
            begin, end = end, _refine(leaf, slots, feature, classes, kind, end, end)
            cells[groups] = classes[begin:end].prod()
            groups += 1
    group_leaf[groups], first[groups] = leaves, end
    return Groups(
        group_leaf[: groups + 1], first[: groups + 1], feature[:end], classes[:end], kind[:end], cells[:groups]
    )


@njit(cache=True, nogil=True)
def _refine(
    leaf: int, slots: Slots, feature: np.ndarray, classes: np.ndarray, kind: np.ndarray, begin: int, end: int
) -> int:
    """Split the classes of the places from `begin` to `end` by what a leaf asks; where the places end then."""
    named = np.empty((CODES, 2), np.int64)
    for slot in range(slots.first[leaf], slots.first[leaf + 1]):
        place = begin
        while place < end and feature[place] != slots.feature[slot]:
            place += 1
        end = max(end, place + 1)
        feature[place] = slots.feature[slot]
        named[:] = -1
        number = 0
        for code in range(CODES):
            passes = 1 if slots.passes[slot, code] else 0
            if named[kind[place, code], passes] < 0:
                named[kind[place, code], passes] = number
                number += 1
            kind[place, code] = named[kind[place, code], passes]
        classes[place] = number
    return end


@njit(cache=True, nogil=True)
def fill_tables(value: np.ndarray, slots: Slots, groups: Groups, starts: np.ndarray) -> np.ndarray:
    """What the leaves of each group give each of its features, for every combination of classes.

    Of a leaf by itself with more than `MOST_CELLS` combinations: its value times `compute_pulls`.

    Parameters
    ----------
    value : ndarray of float64, shape (n_leaves,)
    starts : ndarray of int, shape (n_groups + 1,)
        Where the table of each group begins: places after each other, one number a combination in each.
    """
    table = np.zeros(starts[-1])
    for group in range(groups.cells.size):
        begin, cells = groups.first[group], groups.cells[group]
        for leaf in range(groups.leaf[group], groups.leaf[group + 1]):
            share = slots.share[slots.first[leaf] : slots.first[leaf + 1]]
            pull = value[leaf] * compute_pulls(share)
            if cells > MOST_CELLS:
                table[starts[group] : starts[group + 1]] = pull
                continue
            place, passed = np.empty(share.size, np.int64), np.zeros(cells, np.int64)
            for slot in range(share.size):
                place[slot] = _note_passes(slots.first[leaf] + slot, slot, slots, groups, begin, passed)
            for slot in range(share.size):
                odds, bit = (1.0 - share[slot]) / share[slot], 1 << slot
                here = starts[group] + (place[slot] - begin) * cells
                for cell in range(cells):
                    table[here + cell] += odds * pull[passed[cell] ^ bit] if passed[cell] & bit else -pull[passed[cell]]
    return table


@njit(cache=True, nogil=True)
def _note_passes(slot: int, bit: int, slots: Slots, groups: Groups, place: int, passed: np.ndarray) -> int:
    """Set the bit of a slot in every combination that passes it; its place in the group, which begins at `place`."""
    step = 1
    while groups.feature[place] != slots.feature[slot]:
        step *= groups.classes[place]
        place += 1
    passes = np.zeros(CODES, np.bool_)
    for code in range(CODES):
        passes[groups.kind[place, code]] = slots.passes[slot, code]
    for cell in range(passed.size):
        if passes[cell // step % groups.classes[place]]:
            passed[cell] |= 1 << bit
    return place


@njit(cache=True, nogil=True)
def compute_pulls(share: np.ndarray) -> np.ndarray:
    """Shapley weights times shares not passed, summed over the subsets of each set of k features, shape (2^k,).

    Of a set P: the sum over S within P of ``|S|! (k - |S| - 1)! / k!`` times the shares of all features outside S; of
    the set of all features, S is not that set itself.
    """
    k = share.size
    weight, pull = np.zeros(k + 1), np.ones(1 << k)
    for size in range(k):
        weight[size] = 1.0 / k
        for step in range(1, size + 1):
            weight[size] *= step / (k - step)
    for subset in range(1 << k):
        size = 0
        for slot in range(k):
            inside = subset >> slot & 1
            size += inside
            pull[subset] *= 1.0 if inside else share[slot]
        pull[subset] *= weight[size]
    for slot in range(k):
        for subset in range(1 << k):
            if subset >> slot & 1:
                pull[subset] += pull[subset ^ (1 << slot)]
    return pull
