"""Which cells of a table with totals are hidden, so that none of few people can be worked out.

Method: cells of fewer people than allowed are hidden first. A hidden cell follows from the rest when the sums along
rows and columns leave it only one value, which is when it does not move in any direction of the null space of these
sums (Cox, 1980). As long as that is so, one of the shown cells in its row or column is hidden as well: that which
leaves the fewest exposed, the smallest of them.

Known drawbacks: the choice is greedy and may hide more than needed; sums of counts that are all 0 still say 0.
"""

import numpy as np


def hide_cells(people: np.ndarray, *, fewest: int) -> np.ndarray:
    """Which cells are hidden, bool of the shape of `people`.

    Parameters
    ----------
    people : ndarray of int, shape (rows + 1, columns + 1)
        The last row and column are totals. Cells of 0 people are empty, are known to be, and are shown as such.
    fewest : int
        Cells of fewer people are hidden, totals too.
    """
    hidden = (people > 0) & (people < fewest)
    while True:
        exposed = np.argwhere(hidden & find_exposed(hidden))
        if not exposed.size:
            return hidden
        candidates = [at for cell in exposed for at in _in_line(tuple(cell), hidden, people)]
        if not candidates:
            return hidden | (people > 0)
        hidden[min(set(candidates), key=lambda at: (_left_exposed(at, hidden), people[at], at))] = True


def find_exposed(hidden: np.ndarray) -> np.ndarray:
    """Which hidden cells follow from those that are shown, the last row and column being the totals of the others."""
    at = np.argwhere(hidden)
    exposed = np.zeros(hidden.shape, dtype=bool)
    if not len(at):
        return exposed
    rows, columns = hidden.shape
    sums = np.zeros((rows + columns, len(at)))
    for unknown, (row, column) in enumerate(at):
        sums[row, unknown] = -1.0 if column == columns - 1 else 1.0
        sums[rows + column, unknown] = -1.0 if row == rows - 1 else 1.0
    _, size, directions = np.linalg.svd(sums)
    free = directions[(size > 1e-9).sum() :]
    exposed[tuple(at.T)] = (np.abs(free) < 1e-9).all(axis=0)
    return exposed


def _in_line(cell: tuple[int, ...], hidden: np.ndarray, people: np.ndarray) -> list[tuple[int, int]]:
    """Shown cells with people in the row and column of a cell."""
    row, column = cell
    line = [(row, other) for other in range(hidden.shape[1])] + [(other, column) for other in range(hidden.shape[0])]
    return [at for at in line if not hidden[at] and people[at] > 0]


def _left_exposed(at: tuple[int, int], hidden: np.ndarray) -> int:
    """How many hidden cells would still follow from the rest if this one were hidden as well."""
    more = hidden.copy()
    more[at] = True
    return int(find_exposed(more).sum())


def hide_few(people: np.ndarray, *, fewest: int) -> np.ndarray:
    """Which of the parts of a whole are hidden, so that none of few people follows from the others; bool, shape (n,).

    Parts of fewer people than `fewest`; and the smallest others as well, until so many people are hidden together.
    Parts of 0 people are empty, are known to be, and are shown as such.
    """
    hidden = (people > 0) & (people < fewest)
    while hidden.any() and people[hidden].sum() < fewest:
        shown = np.flatnonzero(~hidden & (people > 0))
        if not shown.size:
            break
        hidden[shown[people[shown].argmin()]] = True
    return hidden
