"""Tables of boosted trees, read: loops over rows, compiled. See `tree_shap`."""

from typing import NamedTuple

import numpy as np
from numba import njit

from houvast.tree_loops import CODES, MOST_CELLS

BLOCK = 1024
"""Rows worked on at once: their sums stay in the processor's cache."""


class Tables(NamedTuple):
    """Groups of leaves as they are read.

    Parameters
    ----------
    first, feature, cells :
        As in `tree_loops.Groups`.
    step : ndarray of uint8, shape (n_places, CODES)
        What a coded value adds to the number of the combination. Of a leaf with more than `MOST_CELLS` combinations:
        whether it passes.
    odds : ndarray of float64, shape (n_places,)
        Of such a leaf, each feature's share that does not pass, over the share that does.
    starts, table : ndarray
        As from `tree_loops.fill_tables`.
    """

    first: np.ndarray
    feature: np.ndarray
    cells: np.ndarray
    step: np.ndarray
    odds: np.ndarray
    starts: np.ndarray
    table: np.ndarray


@njit(cache=True, nogil=True)
def sum_tables(codes: np.ndarray, tables: Tables, points: np.ndarray) -> None:
    """Add what every group gives every row.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n_features, n)
    points : ndarray of float64, shape (n_features, n)
        Added to.
    """
    for start in range(0, codes.shape[1], BLOCK):
        seen, sums = codes[:, start : start + BLOCK], points[:, start : start + BLOCK]
        for group in range(tables.cells.size):
            if tables.cells[group] > MOST_CELLS:
                _add_leaf(seen, tables, group, sums)
            else:
                _add_group(seen, tables, group, sums)


@njit(cache=True, nogil=True)
def _add_group(codes: np.ndarray, tables: Tables, group: int, points: np.ndarray) -> None:
    cell, cells, here = np.zeros(codes.shape[1], np.uint8), tables.cells[group], tables.starts[group]
    for place in range(tables.first[group], tables.first[group + 1]):
        step, own = tables.step[place], codes[tables.feature[place]]
        for row in range(cell.size):
            cell[row] += step[own[row]]
    for place in range(tables.first[group], tables.first[group + 1]):
        given, sums = tables.table[here : here + cells], points[tables.feature[place]]
        for row in range(cell.size):
            sums[row] += given[cell[row]]
        here += cells


@njit(cache=True, nogil=True)
def _add_leaf(codes: np.ndarray, tables: Tables, group: int, points: np.ndarray) -> None:
    begin, end = tables.first[group], tables.first[group + 1]
    passed, pull = np.zeros(codes.shape[1], np.uint16), tables.table[tables.starts[group] : tables.starts[group + 1]]
    for place in range(begin, end):
        step, own, slot = tables.step[place], codes[tables.feature[place]], np.uint16(place - begin)
        for row in range(passed.size):
            passed[row] |= np.uint16(step[own[row]]) << slot
    for place in range(begin, end):
        sums, odds, bit = points[tables.feature[place]], tables.odds[place], np.uint16(1 << (place - begin))
        others = ~bit
        for row in range(passed.size):
            sums[row] += (odds if passed[row] & bit else -1.0) * pull[passed[row] & others]


def pad_thresholds(thresholds: np.ndarray) -> np.ndarray:
    """At most 255 rising thresholds, followed by as many infinite ones as make 255."""
    return np.append(thresholds, np.full(CODES - 1 - thresholds.size, np.inf))


@njit(cache=True, nogil=True)
def code_values(values: np.ndarray, thresholds: np.ndarray, codes: np.ndarray) -> None:
    """How many thresholds lie below each value; the last code where it is missing.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    thresholds : ndarray of float64, shape (255,)
        As from `pad_thresholds`.
    codes : ndarray of uint8, shape (n,)
        Filled.
    """
    for row in range(values.size):
        codes[row] = _code(values[row], thresholds)


@njit(cache=True, nogil=True)
def look_up(values: np.ndarray, thresholds: np.ndarray, heights: np.ndarray, found: np.ndarray) -> None:
    """The height that belongs to the code of each value.

    Parameters
    ----------
    values, thresholds :
        As in `code_values`.
    heights : ndarray of float64, shape (CODES,)
    found : ndarray of float64, shape (n,)
        Filled.
    """
    for row in range(values.size):
        found[row] = heights[_code(values[row], thresholds)]


@njit(cache=True, nogil=True, inline="always")
def _code(value: float, thresholds: np.ndarray) -> int:
    """Thresholds below a value, found in eight halvings without a branch."""
    low, step = np.uint64(0), np.uint64((CODES) // 2)
    for _ in range(8):
        low += step if thresholds[low + step - np.uint64(1)] < value else np.uint64(0)
        step >>= np.uint64(1)
    return np.uint64(CODES - 1) if np.isnan(value) else low
