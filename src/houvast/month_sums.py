"""Sums of risks by place and month, and how they hang on what is uncertain.

A month is an equal part of the list's horizon, as close to a calendar month as that allows. Between the ends of the
model's periods the chance of having left rises in a straight line, so that every sum of a month is a weighted sum of
those of the periods.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from houvast.hazard import HazardModel
from houvast.incidence import cumulative_incidence
from houvast.place_tables import interval_of, places_of
from houvast.suppression import Key
from houvast.transforms import chunks

MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class MonthSums:
    """Sums over the people of each place, by span: the horizon first, then its months and those after it.

    Parameters
    ----------
    places : list of (site, team)
        ``""`` where none is known.
    spans : list of (int, int)
        Days from the as-of date, half-open.
    people : ndarray, shape (places,)
    expected, other, chance, lacking : ndarray, shape (places, spans)
        Leavers by choice and otherwise; the sum of ``p (1 - p)``; the variance for what is not measured.
    gradient : ndarray, shape (places, spans, parameters)
        Of the leavers by choice to the fitted weights.
    """

    places: list[Key]
    spans: list[tuple[int, int]]
    people: np.ndarray
    expected: np.ndarray
    other: np.ndarray
    chance: np.ndarray
    lacking: np.ndarray
    gradient: np.ndarray

    def interval(self, rows: Sequence[int], span: int, covariance: np.ndarray) -> tuple[float, float]:
        """The 95% interval of how many of the people of these places leave in a span."""
        rows, pull = list(rows), self.gradient[list(rows), span].sum(axis=0)
        variance = self.chance[rows, span].sum() + pull @ covariance @ pull + self.lacking[rows, span].sum()
        return interval_of(float(self.expected[rows, span].sum()), float(variance), int(self.people[rows].sum()))


def months_of(horizon_days: int, last_day: int) -> list[tuple[int, int]]:
    """Months from the as-of date on: equal parts of the horizon, and as many after it as end by `last_day`."""
    length = horizon_days / max(round(horizon_days / MONTH_DAYS), 1)
    count = int(np.floor(last_day / length + 1e-9))
    ends = [int(np.rint(length * month)) for month in range(count + 1)]
    return list(pairwise(ends))


def to_days_of(edges_days: Sequence[int], days: Sequence[int]) -> np.ndarray:
    """Weights that give a curve at some days from its values at the ends of periods, shape (days, periods).

    The curve is 0 on the first edge and straight between edges.

    Raises
    ------
    ValueError
        A day lies outside the periods.
    """
    edges, wanted = np.asarray(edges_days, dtype=float), np.asarray(days, dtype=float)
    if wanted.min() < edges[0] or wanted.max() > edges[-1]:
        raise ValueError(f"`days` must lie within {edges[0]:g} and {edges[-1]:g}. Got {list(days)}.")
    bases = np.eye(edges.size)[:, 1:]
    return np.column_stack([np.interp(wanted, edges, basis) for basis in bases.T])


def sum_months(model: HazardModel, X: pd.DataFrame, people: pd.DataFrame) -> MonthSums:
    """The sums of the people of a list by site and team.

    Parameters
    ----------
    X : DataFrame
        Rows as in `people`.
    """
    names = list(places_of(people))
    places = sorted(set(names))
    spans = [(0, model.headline_days), *months_of(model.headline_days, model.edges_days[-1])]
    ends = to_days_of(model.edges_days, [day for _, day in spans])
    weights = ends - to_days_of(model.edges_days, [day for day, _ in spans])
    number = {place: at for at, place in enumerate(places)}
    code = np.array([number[name] for name in names], dtype=int)
    total = [0.0] * 5
    for rows in chunks(len(X)):
        part = code[rows]
        to_places = csr_array((np.ones(part.size), (part, np.arange(part.size))), shape=(len(places), part.size))
        total = [sum_ + to_places @ own for sum_, own in zip(total, _read(model, X.iloc[rows], weights), strict=True)]
    width = len(model.covariance_)
    expected, other, chance, lacking, gradient = total
    return MonthSums(
        places, spans, np.bincount(code, minlength=len(places)), expected, other, chance, lacking,
        np.asarray(gradient).reshape(len(places), len(spans), width),
    )  # fmt: skip


def _read(model: HazardModel, X: pd.DataFrame, weights: np.ndarray) -> list[np.ndarray]:
    """Chances of leaving by choice and otherwise, chance, lacking and (flat) gradients of rows, by span."""
    periods = tuple(range(1, model.n_periods + 1))
    incidence, found = model.find_sensitivities(X, periods, model.tables())
    voluntary, otherwise = model.log_odds(X)
    left, other = incidence @ weights.T, cumulative_incidence(otherwise, voluntary).T @ weights.T
    heads = np.column_stack([one.gradient[:, : model.n_periods].sum(axis=1) for one in found])
    unknown = np.divide(found[-1].lacking, heads[:, -1] ** 2, out=np.zeros(len(X)), where=heads[:, -1] != 0)
    gradient = np.einsum("sp,pnk->nsk", weights, np.stack([one.gradient for one in found]))
    lacking = (heads @ weights.T) ** 2 * unknown[:, None]
    return [left, other, left * (1 - left), lacking, gradient.reshape(len(X), -1)]
