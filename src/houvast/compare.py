"""Two versions on the rows that both were tested on: paired differences with intervals over people.

Positive is better for the second version in every difference but Brier's, where lower is better.

Net benefit at threshold p: listed leavers per row less listed stayers per row times ``p / (1 - p)``, listing who has a
risk of at least p (Vickers and Elkin, Medical Decision Making 2006, 26(6), 565-574).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.evaluation import LEVEL, Figure, PersonDraws, at_capacity, weighted_auc

FIGURES = ("auc", "brier", "precision_at_capacity", "net_benefit")


@dataclass(frozen=True)
class Comparison:
    """Figures of two versions on their shared rows.

    Parameters
    ----------
    first, second : dict of str to float
        Each of `FIGURES`.
    difference : dict of str to Figure
        Second less first, paired, with its 95% interval.
    rows, people, leavers : int
        Shared rows, distinct people in them, and those of them who left.
    differing : int
        Rows that both have with another outcome (it was corrected in between); they are left out.
    """

    first: dict[str, float]
    second: dict[str, float]
    difference: dict[str, Figure]
    rows: int
    people: int
    leavers: int
    differing: int


def compare_predictions(
    first: pd.DataFrame, second: pd.DataFrame, *, capacity: int, threshold: float, draws: int, seed: int
) -> Comparison | None:
    """The comparison of two versions' kept predictions.

    Parameters
    ----------
    first, second : DataFrame
        `person`, `as_of`, `risk`, `label`; one row per person and date.
    capacity : int
        People listed per as-of date, of those who have a shared row there.
    threshold : float
        Risk, above 0 and below 1, from which help is worth its cost.

    Returns
    -------
    Comparison or None
        None where they share no rows, or where on those all left or none did.
    """
    both = first.merge(second, on=["person", "as_of"], suffixes=("_first", "_second"), validate="one_to_one")
    agreed = both[both["label_first"] == both["label_second"]].sort_values(["as_of", "person"], ignore_index=True)
    label = agreed["label_first"].to_numpy(dtype=int)
    if not len(agreed) or label.min() == label.max():
        return None
    person = pd.factorize(agreed["person"], sort=True)[0]
    as_of = agreed["as_of"].to_numpy().astype("datetime64[D]").astype(np.int64)
    people = PersonDraws(person, draws=draws, seed=seed)
    spreads = [
        _spreads(label, agreed[f"risk_{one}"].to_numpy(), as_of, person, people, capacity, threshold)
        for one in ("first", "second")
    ]
    return Comparison(
        *({name: float(found[name][0]) for name in FIGURES} for found in spreads),
        difference={name: _figure(spreads[1][name] - spreads[0][name]) for name in FIGURES},
        rows=len(agreed),
        people=int(person.max()) + 1,
        leavers=int(np.unique(person[label == 1]).size),
        differing=len(both) - len(agreed),
    )


def _spreads(
    label: np.ndarray,
    risk: np.ndarray,
    as_of: np.ndarray,
    person: np.ndarray,
    people: PersonDraws,
    capacity: int,
    threshold: float,
) -> dict[str, np.ndarray]:
    listed, helped = at_capacity(risk, as_of, person, capacity), risk >= threshold
    rows = people.sums(np.ones(label.size))
    benefit = people.sums(helped * label) - people.sums(helped * (1 - label)) * threshold / (1 - threshold)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "auc": weighted_auc(label, risk, people),
            "brier": people.sums((risk - label) ** 2) / rows,
            "precision_at_capacity": people.sums(listed * label) / people.sums(listed.astype(float)),
            "net_benefit": benefit / rows,
        }


def _figure(spread: np.ndarray) -> Figure:
    drawn = spread[1:][np.isfinite(spread[1:])]
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if drawn.size else (np.nan, np.nan)
    return Figure(float(spread[0]), float(low), float(high))
