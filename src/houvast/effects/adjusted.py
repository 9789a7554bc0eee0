"""Where nobody drew: the difference with what was measured held equal. Never proof.

Estimator
---------
Augmented inverse probability weighting (Robins, Rotnitzky and Zhao 1994), cross-fitted (Chernozhukov and others, The
Econometrics Journal 2018): for every person the chance of being helped, and of leaving with and without help, come from
models that were fitted on *other* people; folds are of people, never of rows. It is right where either of the two is
right *and* everything that led both to help and to leaving was measured, which no data can tell.

Overlap
-------
Rows whose chance of being helped lies outside ``[trim, 1 - trim]`` have nobody to be compared with: they are left
out, and their share is told. What is estimated is then the mean effect among the others.

Known drawbacks: the models are penalised logits (linear where the outcome is no 0 or 1); missing columns are filled
with the median beside a column that says so, which is a nuisance model's affair and no statement about a person. The
interval draws people again with their influence values and refits nothing, as is usual for this estimator.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from houvast.evaluation import Figure, PersonDraws, figure_of

FOLDS, TRIM = 5, 0.05


@dataclass(frozen=True)
class Overlap:
    """Whether the helped and the others resemble each other enough to be compared.

    Parameters
    ----------
    trimmed_share : float
        Share of rows left out, having nobody to be compared with.
    helped, others : tuple of float
        5%, 50% and 95% points of the chance of being helped, of each.
    largest_gap : float
        Largest standardised difference of a column's mean between helped and others, before weighting.
    weighted_gap : float
        The same after weighting by that chance; above 0.1 it is usually called unbalanced (Austin, Statistics in
        Medicine 2009).
    effective_people : float
        Kish's number of the weighted helped: as many unweighted ones say as much.
    """

    trimmed_share: float
    helped: tuple[float, float, float]
    others: tuple[float, float, float]
    largest_gap: float
    weighted_gap: float
    effective_people: float


@dataclass(frozen=True)
class Adjusted:
    """A difference without a draw, with what was measured held equal.

    Parameters
    ----------
    people : (int, int)
        Helped, and not.
    difference, ratio : Figure
        Helped less, or over, others.
    crude : Figure
        The difference with nothing held equal.
    overlap : Overlap
    """

    people: tuple[int, int]
    difference: Figure
    ratio: Figure
    crude: Figure
    overlap: Overlap


def estimate_adjusted(
    outcome: np.ndarray, helped: np.ndarray, X: pd.DataFrame, person: np.ndarray, *, folds: int = FOLDS,
    trim: float = TRIM, draws: int = 1000, seed: int = 0,
) -> Adjusted:  # fmt: skip
    """The doubly robust difference.

    Parameters
    ----------
    outcome : ndarray, shape (n,)
        0 or 1, or any number; rows where it is NaN are left out.
    helped : ndarray of bool, shape (n,)
    X : DataFrame, shape (n, columns)
        What is held equal: known before the help.
    person : ndarray, shape (n,)

    Raises
    ------
    ValueError
        Fewer distinct people than `folds` in either arm.
    """
    seen = ~np.isnan(outcome)
    outcome, helped, X, person = outcome[seen], np.asarray(helped)[seen].astype(bool), X[seen], person[seen]
    people = np.unique(person[helped]).size, np.unique(person[~helped]).size
    if min(people) < folds:
        raise ValueError(f"each arm must have at least {folds} people. Got {people[0]} helped and {people[1]} others.")
    chance, if_helped, if_not = _cross_fit(outcome, helped, X, person, folds, seed)
    kept = (chance >= trim) & (chance <= 1 - trim)
    p, y, a = chance[kept], outcome[kept], helped[kept]
    with_help = if_helped[kept] + a * (y - if_helped[kept]) / p
    without = if_not[kept] + ~a * (y - if_not[kept]) / (1 - p)
    drawn = PersonDraws(person[kept], draws=draws, seed=seed).sums(
        np.column_stack([with_help, without, np.ones(p.size)])
    )
    one, other = drawn[:, 0] / drawn[:, 2], drawn[:, 1] / drawn[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(other > 0, one / other, np.nan)
    return Adjusted(
        people,
        figure_of(one - other),
        figure_of(np.where(ratio > 0, ratio, np.nan)),
        _crude(outcome, helped, person, draws, seed),
        _overlap(chance, helped, X, kept),
    )


def _cross_fit(
    outcome: np.ndarray, helped: np.ndarray, X: pd.DataFrame, person: np.ndarray, folds: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chance of being helped, and expected outcome with and without help, from models that never saw the person."""
    chance, if_helped, if_not = (np.empty(outcome.size) for _ in range(3))
    for others, own in GroupKFold(folds, shuffle=True, random_state=seed).split(X, groups=person):
        given, asked = X.iloc[others], X.iloc[own]
        chance[own] = _expect(given, helped[others].astype(float), asked)
        for arm, expected in ((True, if_helped), (False, if_not)):
            rows = others[helped[others] == arm]
            expected[own] = _expect(X.iloc[rows], outcome[rows], asked)
    return chance, if_helped, if_not


def _expect(X: pd.DataFrame, y: np.ndarray, asked: pd.DataFrame) -> np.ndarray:
    """Expected `y` of the rows asked for; the one value where there is only one."""
    values = np.unique(y)
    if values.size < 2:
        return np.full(len(asked), float(values[0]) if values.size else 0.0)
    binary = np.isin(values, (0.0, 1.0)).all()
    model = LogisticRegression(max_iter=2000) if binary else Ridge()
    filled = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    fitted = make_pipeline(filled, StandardScaler(), model).fit(X.to_numpy(dtype=float), y)
    asked_values = asked.to_numpy(dtype=float)
    return fitted.predict_proba(asked_values)[:, 1] if binary else fitted.predict(asked_values)


def _crude(outcome: np.ndarray, helped: np.ndarray, person: np.ndarray, draws: int, seed: int) -> Figure:
    columns = np.column_stack([outcome * helped, helped, outcome * ~helped, ~helped])
    sums = PersonDraws(person, draws=draws, seed=seed).sums(columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        return figure_of(sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3])


def _overlap(chance: np.ndarray, helped: np.ndarray, X: pd.DataFrame, kept: np.ndarray) -> Overlap:
    points = [tuple(float(p) for p in np.quantile(chance[rows], [0.05, 0.5, 0.95])) for rows in (helped, ~helped)]
    even, weight = (
        np.ones(chance.size),
        np.where(helped, 1 / np.clip(chance, 1e-9, 1), 1 / np.clip(1 - chance, 1e-9, 1)),
    )
    own = weight[kept & helped]
    return Overlap(
        trimmed_share=float(1 - kept.mean()),
        helped=points[0],
        others=points[1],
        largest_gap=_largest_gap(X, helped, even),
        weighted_gap=_largest_gap(X[kept], helped[kept], weight[kept]),
        effective_people=float(own.sum() ** 2 / (own**2).sum()) if own.size else 0.0,
    )


def _largest_gap(X: pd.DataFrame, helped: np.ndarray, weight: np.ndarray) -> float:
    """Largest difference of weighted means between the arms, in standard deviations (of both arms, unweighted)."""
    values = X.to_numpy(dtype=float)
    known = ~np.isnan(values)
    means = []
    for arm in (helped, ~helped):
        counts = (weight[arm, None] * known[arm]).sum(axis=0)
        sums = (weight[arm, None] * np.where(known[arm], values[arm], 0.0)).sum(axis=0)
        means.append(np.divide(sums, counts, out=np.full(sums.size, np.nan), where=counts > 0))
    spread = np.array([np.nanstd(column) if ok.any() else 0.0 for column, ok in zip(values.T, known.T, strict=True)])
    gaps = np.abs(means[0] - means[1])[spread > 0] / spread[spread > 0]
    return float(np.nanmax(gaps)) if np.isfinite(gaps).any() else 0.0
