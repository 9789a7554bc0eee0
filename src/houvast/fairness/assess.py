"""Whom a list misses: each group held against all others together, with intervals over people.

A list offers help, so that the harm is to be missed: to leave without having been on it.

Definitions
-----------
recall_gap
    Recall of the others less recall of the group (`figures`): above 0, the group is missed more often.
leavers
    Distinct people who left within the horizon of a tested row. Rows of one person resemble each other, so
    people are counted, and the bootstrap draws people (`evaluation.PersonDraws`).

Decisions
---------
Against all others, not against the best group: the best of several groups is the best by chance as well, so
    that a gap to it is too wide, and the wider the more groups there are. The others are fixed before
    anything is seen, and more people left among them. With two groups it is the same.
One side only: a group that is found more often than others is not missed; the others then are, and show it.
The fewer of a group's leavers and those of the others decides what can be said. Under 20 nothing can, and
    that is never called fair. From 20 there is an interval and no verdict; from 100 a group may hold a list back.
Fails: the whole 95% interval of the gap lies above the margin. A group whose true gap *is* the margin so fails in about
    one of 40 assessments, and one without a gap hardly ever, however many groups there are.

Starters, kind of contract and agency are shown and hold nothing back unless asked (`GATING`): they are tenure in
    other words. Who has been here long is at less risk, so that a list by the *true* risks of a simulated centre has a
    gap of 50 points for those who are no starters (docs/fairness.md). A gate that the truth cannot pass says nothing.

Known drawbacks
---------------
Where people of a group are at less risk, fewer of them reach the capacity, and a perfectly calibrated list
has a lower recall among them. The gap says that they are missed, not that the model is wrong; `observed_expected`
says whether their risks are too low.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from houvast.evaluation import Figure, PersonDraws
from houvast.fairness.figures import build_frame, compute_figures, figure_of, sum_rows
from houvast.fairness.report import (
    FAILS,
    FEW,
    INTERVAL_ONLY,
    NOT_ASSESSABLE,
    PASSES,
    FairnessReport,
    GroupFairness,
    Grouping,
)
from houvast.suppression import FEWEST_COUNTED

MARGIN = 0.10
ASSESSABLE_LEAVERS = 20
GATING_LEAVERS = 100
GATING = ("gender", "age", "hours", "site")


def assess_fairness(
    *,
    risk: np.ndarray,
    label: np.ndarray,
    listed: np.ndarray,
    person: np.ndarray,
    groups: pd.DataFrame,
    draws: int,
    seed: int,
    margin: float = MARGIN,
    gating: Collection[str] = GATING,
) -> FairnessReport:
    """The figures of every group, each with its 95% interval, and what they come to.

    Parameters
    ----------
    risk, label, listed, person : ndarray, shape (n,)
        Of each tested row: risk (0-1), whether the person left within the horizon (0 or 1), whether it was on the
        list of its date (`evaluation.at_capacity`), and who it is.
    groups : DataFrame, n rows
        A column per grouping, as `build_groups` gives them; missing where not known.
    draws, seed : int
        Bootstrap draws over people.
    margin : float
        Gap of recall beyond which a group fails.
    gating : collection of str
        Groupings that may hold a list back. The others get intervals and no verdict.

    Raises
    ------
    ValueError
        Lengths differ, or a value is not what it must be.
    """
    check_rows(risk, label, listed, person, groups)
    people = PersonDraws(person, draws=draws, seed=seed)
    tested = pd.DataFrame({"risk": risk, "label": np.asarray(label, int), "listed": np.asarray(listed, bool)})
    tested["person"] = person
    found, not_measured = [], {}
    for name in groups.columns:
        rows = tested.assign(group=pool_small(groups[name], person))
        if len(rows["group"].cat.categories) < 2:
            not_measured[name] = "one_group" if rows["group"].notna().any() else "no_records"
        else:
            found.append(_assess_grouping(name, rows, people, margin, name in gating))
    return FairnessReport(tuple(found), not_measured | {"help": "no_actions"}, margin)


def check_rows(
    risk: np.ndarray, label: np.ndarray, listed: np.ndarray, person: np.ndarray, groups: pd.DataFrame
) -> None:
    """Refuse rows that do not belong together, or hold what they must not.

    Raises
    ------
    ValueError
        Names what does not hold.
    """
    given = {"risk": risk, "label": label, "listed": listed, "person": person, "groups": groups}
    lengths = {name: len(values) for name, values in given.items()}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"tested rows must have one length. Got {lengths}.")
    if not np.isin(label, (0, 1)).all():
        raise ValueError("`label` must be 0 or 1 in every row. Leave out the rows of which it is not known.")
    if not np.isin(listed, (0, 1)).all():
        raise ValueError("`listed` must say of every row whether it was on the list.")
    if not ((np.asarray(risk) >= 0) & (np.asarray(risk) <= 1)).all():
        raise ValueError("`risk` must lie within 0 and 1 in every row.")


def pool_small(group: pd.Series, person: np.ndarray) -> pd.Categorical:
    """The group of each row, in the order of the categories; groups of under `FEWEST_COUNTED` people go together, last.

    Missing where not known.
    """
    group = group.astype("category")
    people = pd.Series(person).groupby(group.to_numpy()).nunique()
    names = {name: str(name) if people[name] >= FEWEST_COUNTED else FEW for name in people.index}
    kept = [names[name] for name in group.cat.categories if names.get(name, FEW) != FEW]
    few = [FEW] if FEW in names.values() else []
    return pd.Categorical(group.astype(object).map(names), categories=kept + few)


def find_verdict(leavers: int, gap: Figure, *, margin: float = MARGIN, may_gate: bool = True) -> str:
    """What can be said of a group, by the fewer of its leavers and those of the others."""
    if leavers < ASSESSABLE_LEAVERS or not np.isfinite([gap.value, gap.low, gap.high]).all():
        return NOT_ASSESSABLE
    if leavers < GATING_LEAVERS or not may_gate:
        return INTERVAL_ONLY
    return FAILS if gap.low > margin else PASSES


def draw_figures(rows: pd.DataFrame, people: PersonDraws) -> dict[str, dict[str, np.ndarray]]:
    """Of each group its figures and its `recall_gap` in each draw, shape (1 + draws,); the first is the sample itself.

    Parameters
    ----------
    rows : DataFrame
        One per tested row: risk, label, listed, and group as categories, missing where not known.
    people : PersonDraws
        Of the people of these rows.
    """
    sums = {one: sum_rows(rows, (rows["group"] == one).to_numpy(), people) for one in rows["group"].cat.categories}
    drawn = {}
    for group, own in sums.items():
        others = {part: sum(sums[one][part] for one in sums if one != group) for part in own}
        figures = compute_figures(own)
        drawn[group] = figures | {"recall_gap": compute_figures(others)["recall"] - figures["recall"]}
    return drawn


def _assess_grouping(name: str, rows: pd.DataFrame, people: PersonDraws, margin: float, may_gate: bool) -> Grouping:
    known = rows["group"].notna().to_numpy()
    frame, found = build_frame(rows[known]), []
    for group, drawn in draw_figures(rows, people).items():
        here = (rows["group"] == group).to_numpy()
        values = {**frame.by_group.loc[group], "recall_gap": drawn["recall_gap"][0]}
        figures = {one: figure_of(values[one], spread) for one, spread in drawn.items()}
        leavers = _count(rows, here, "label")
        fewer = min(leavers, _count(rows, known & ~here, "label"))
        verdict = find_verdict(fewer, figures["recall_gap"], margin=margin, may_gate=may_gate)
        number = rows.loc[here, "person"].nunique()
        found.append(GroupFairness(group, number, leavers, _count(rows, here, "listed"), verdict, figures))
    fit = [one.group for one in found if one.verdict != NOT_ASSESSABLE]
    between = frame if len(fit) == len(found) else build_frame(rows[rows["group"].isin(fit)]) if len(fit) > 1 else None
    difference = {} if between is None else between.difference().to_dict()
    ratio = {} if between is None else between.ratio().to_dict()
    return Grouping(name, tuple(found), difference, ratio, unrecorded=rows.loc[~known, "person"].nunique())


def _count(rows: pd.DataFrame, mask: np.ndarray, column: str) -> int:
    """Distinct people of the rows of a mask with `column` true."""
    return rows.loc[mask & (rows[column] == 1).to_numpy(), "person"].nunique()
