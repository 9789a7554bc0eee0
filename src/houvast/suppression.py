"""Disclosure control: what is said of groups, so that nothing of one person can be worked out from it.

Rules (docs/adr/0013 says why)
-----
few
    A group of fewer than `FEWEST_PEOPLE` people has no figures.
close
    Nor has a group of which the members differ from those of an earlier list in which it was shown, by fewer than
    `FEWEST_APART` people who came or went: the difference of the two figures would speak of them.
together
    Nor has a group from which, and from the others, the figures of a hidden one would follow.
rounding
    Sums are rounded to steps that are larger than what one person adds to them, as a rule. Leavers of teams are rounded
    so that they add up to those of their site: each by less than a step.
counts
    A count alone, without other figures, is told in steps of `COUNT_STEP`, and not under `FEWEST_COUNTED`.

Method of hiding together: a hidden cell follows from the rest when the sums along rows and columns leave it only one
value, which is when it does not move in any direction of the null space of these sums (Cox, 1980). As long as that is
so, one of the shown cells in its row or column is hidden as well: that which leaves the fewest exposed, the smallest of
them.

Known drawbacks: the choice is greedy and may hide more than needed; sums of counts that are all 0 still say 0. Over
time, each group is held beside itself; what follows from several groups of several lists is left to the rounding.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

FEWEST_PEOPLE = 10
"""Groups of fewer people have no figures: these would speak of persons."""
FEWEST_APART = 5
"""People who came or went between two figures of a group; of fewer the difference would speak."""
FEWEST_COUNTED = COUNT_STEP = 5
"""Counts of fewer are not told; others to a multiple of the step, so that none left out follows by subtraction."""
SHARE_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
WORTH = 2.5
"""People that a step of a share is worth at least: so each share is that of two counts or more, 0% too."""
FEW, CLOSE, TOGETHER = "few", "close", "together"

Key = tuple[str, ...]
"""A site, ``(site,)``, or a team in it, ``(site, team)``; ``""`` for none on record."""


def round_sum(value: float, step: float) -> float:
    """A sum to the nearest multiple of a step; never minus zero."""
    return float(np.round(value / step) * step + 0.0)


def round_count(count: int) -> int | None:
    """A count that singles out nobody: None under `FEWEST_COUNTED`, else the nearest multiple of `COUNT_STEP`."""
    return None if count < FEWEST_COUNTED else COUNT_STEP * round(count / COUNT_STEP)


def share_step(people: int) -> float:
    """The step in which a share of so many people is told: the first that is worth more than two of them."""
    return next((step for step in SHARE_STEPS if step * people >= WORTH), SHARE_STEPS[-1])


def round_parts(values: Sequence[float], total: float, step: float) -> list[float]:
    """Parts in steps that add up to a total in steps: rounded down, then a step more for the largest remainders.

    Ties in the order given. The total is a multiple of the step, less than a step from the sum.
    """
    steps = np.asarray(values, dtype=float) / step
    whole = np.floor(steps)
    missing = round(total / step - whole.sum())
    order = np.argsort(-(steps - whole), kind="stable")
    for place in range(abs(missing)):
        whole[order[place % len(order)] if missing > 0 else np.argmax(whole)] += np.sign(missing)
    return [float(part * step) for part in whole]


def round_nested(values: Mapping[Key, float], step: float) -> dict[Key, float]:
    """Sums of teams in steps, and of sites: teams add up to their site, and sites to the rounded whole.

    Parameters
    ----------
    values : mapping of (site, team) to float
        0 or more; those without a team, or a site, are one of their own.

    Returns
    -------
    dict of Key to float
        Of every (site, team) and (site,).
    """
    lines: dict[Key, list[Key]] = {}
    for key in values:
        lines.setdefault(key[:1], []).append(key)
    raw = {site: sum(values[key] for key in keys) for site, keys in lines.items()}
    sites = dict(zip(raw, round_parts(list(raw.values()), round_sum(sum(raw.values()), step), step), strict=True))
    found = dict(sites)
    for site, keys in lines.items():
        found |= dict(zip(keys, round_parts([values[key] for key in keys], sites[site], step), strict=True))
    return found


def is_close(now: frozenset[str], shown: Iterable[frozenset[str]]) -> bool:
    """Whether the members differ from those of some figure that was shown by one to `FEWEST_APART - 1` people."""
    return any(0 < len(now ^ before) < FEWEST_APART for before in shown)


def hide_nested(people: Mapping[Key, int], close: Collection[Key]) -> dict[Key, str]:
    """Which sites and teams have no figures, and why: few, close or together.

    Parameters
    ----------
    people : mapping of Key to int
        People of every site and of every team in it; those without a team are one of their own, those without a site
        likewise. These are never shown.
    close : collection of Key
        What is close to a figure that was shown earlier.
    """
    why = {key: FEW for key, number in people.items() if number < FEWEST_PEOPLE or not key[-1]}
    why |= {key: CLOSE for key in close if key not in why}
    lines: dict[Key, list[Key]] = {}
    for key in people:
        if len(key) > 1:  # The sum over all sites is not published: nothing follows from it.
            lines.setdefault(key[:-1], []).append(key)
    while True:
        before = len(why)
        for total, keys in lines.items():
            for key in _hide_line(total, keys, people, why):
                why.setdefault(key, TOGETHER)
        if len(why) == before:
            return why


def _hide_line(total: Key, keys: list[Key], people: Mapping[Key, int], hidden: Collection[Key]) -> list[Key]:
    """Which groups of a sum, and the sum itself, must be hidden so that no hidden one follows."""
    line = [*keys, total]
    numbers = [people[key] for key in keys]
    table = np.array([[number] * 2 for number in (*numbers, sum(numbers))])
    also = np.array([[key in hidden] * 2 for key in line])
    out = hide_cells(table, fewest=0, also=also).any(axis=1)
    return [key for key, is_out in zip(line, out, strict=True) if is_out]


def hide_cells(people: np.ndarray, *, fewest: int, also: np.ndarray | None = None) -> np.ndarray:
    """Which cells are hidden, bool of the shape of `people`.

    Parameters
    ----------
    people : ndarray of int, shape (rows + 1, columns + 1)
        The last row and column are totals. Cells of 0 people are empty, are known to be, and are shown as such.
    fewest : int
        Cells of fewer people are hidden, totals too.
    also : ndarray of bool or None
        Cells that are hidden for another reason.
    """
    hidden = (people > 0) & (people < fewest)
    hidden = hidden if also is None else hidden | (also & (people > 0))
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


def hide_few(people: np.ndarray, *, fewest: int, also: np.ndarray | None = None) -> np.ndarray:
    """Which of the parts of a whole are hidden, so that none of few people follows from the others; bool, shape (n,).

    Parts of fewer people than `fewest`; and the smallest others as well, until so many people are hidden together.
    Parts of 0 people are empty, are known to be, and are shown as such.

    Parameters
    ----------
    people : ndarray of int, shape (n,) or (n, arms)
        With arms, of which figures are told apart, each of them must have so many.
    also : ndarray of bool, shape (n,)
        Parts that are hidden for another reason.
    """
    arms = np.atleast_2d(people.T).T
    least, there = arms.min(axis=1), arms.any(axis=1)
    hidden = there & ((least < fewest) | (False if also is None else also))
    while hidden.any() and arms[hidden].sum(axis=0).min() < fewest:
        shown = np.flatnonzero(~hidden & there)
        if not shown.size:
            break
        hidden[shown[least[shown].argmin()]] = True
    return hidden
