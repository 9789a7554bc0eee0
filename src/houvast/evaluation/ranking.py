"""Order: the AUC, and what the first of a list hold."""

from dataclasses import dataclass

import numpy as np

from houvast.evaluation import loops
from houvast.evaluation.draws import PersonDraws


@dataclass(frozen=True)
class Order:
    """Rows in order of risk, and where each group of equal risks begins (and the last one ends)."""

    rows: np.ndarray
    start: np.ndarray

    @classmethod
    def of(cls, risk: np.ndarray) -> "Order":
        """The order of risks, lowest first."""
        rows = np.argsort(risk, kind="stable")
        new = np.flatnonzero(np.diff(risk[rows]) != 0) + 1
        return cls(rows, np.concatenate([[0], new, [rows.size]]))

    def take(self, kept: np.ndarray) -> "Order":
        """The same of some rows only (mask)."""
        running = np.concatenate([[0], np.cumsum(kept[self.rows])])
        return Order(self.rows[kept[self.rows]], np.unique(running[self.start]))


def weighted_auc(label: np.ndarray, risk: np.ndarray, people: PersonDraws) -> np.ndarray:
    """Chance that a leaver has a higher risk than a stayer (ties count half), in each draw."""
    return auc_in_draws(Order.of(risk), label == 1, people)


def auc_in_draws(
    order: Order,
    case: np.ndarray,
    people: PersonDraws,
    slot: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """Weighted chance that a case has a higher risk than a control, in each draw; NaN where either is lacking.

    Parameters
    ----------
    order : Order
        Of the rows that are compared.
    case : ndarray of bool, shape (n,)
    slot : ndarray of int, shape (n,)
        Column of `weights` of each row.
    weights : ndarray, shape (1 + draws, slots)
        What a row counts in each draw, beside how often its person was drawn; 1 where None.
    """
    rows, start = order.rows, order.start
    person, case = people.code[rows], case[rows]
    mixed = np.add.reduceat(case, start[:-1], dtype=np.int64) > 0 if rows.size else np.zeros(0, dtype=bool)
    answers, done = [], 0
    for block in people.blocks():
        width = block.shape[1]
        wins = np.zeros(width)
        if weights is None or slot is None:
            cases, controls = np.zeros((2, width), dtype=np.int64)
            loops.count_wins(start, mixed, person, case, block, wins, cases, controls)
        else:
            cases, controls = np.zeros((2, width))
            weight = np.ascontiguousarray(weights[done : done + width].T)
            loops.sum_wins(start, mixed, person, case, slot[rows], block, weight, wins, cases, controls)
        with np.errstate(invalid="ignore", divide="ignore"):
            answers.append(wins / (cases * controls))
        done += width
    return np.concatenate(answers)


def at_capacity(risk: np.ndarray, as_of: np.ndarray, person: np.ndarray, capacity: int) -> np.ndarray:
    """Mask of the `capacity` highest risks of each as-of date; ties go to the lower person number."""
    order = np.lexsort((person, -risk, as_of))
    _, start = np.unique(as_of[order], return_index=True)
    place = np.arange(order.size) - np.repeat(start, np.diff(np.append(start, order.size)))
    listed = np.zeros(risk.size, dtype=bool)
    listed[order] = place < capacity
    return listed


def chance_at_capacity(as_of: np.ndarray, capacity: int) -> np.ndarray:
    """Chance of each row to be on a list of `capacity` people drawn at random at its as-of date."""
    _, date, people = np.unique(as_of, return_inverse=True, return_counts=True)
    return np.minimum(capacity / people, 1.0)[date]


def capacity_figures(label: np.ndarray, listed: np.ndarray, people: PersonDraws) -> dict[str, np.ndarray]:
    """Precision, recall and lift of lists, in each draw.

    The lists stay as they were made; what is drawn is who they were about.

    Parameters
    ----------
    listed : ndarray of bool or float
        Whether each row is on its date's list, or its chance to be.
    """
    sums = people.sums(np.column_stack([np.ones(label.size), label, label * listed, listed]))
    rows, left, found, on_list = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "precision_at_capacity": found / on_list,
            "recall_at_capacity": found / left,
            "lift_at_capacity": found / on_list / (left / rows),
        }
