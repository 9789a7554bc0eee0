"""Rates of leaving by tenure and place, for records with too few leavers for a model.

Steps
-----
1. Years worked and exits by choice in each cell: tenure band × site; team where there is one site (`choose_place`).
2. Shrinking, in three steps of the same kind (Gamma prior, Poisson exits; Clayton and Kaldor, 1987): a band towards the
   rate of everyone, a place towards what its bands let expect, a cell towards its band's rate times its place's ratio.
3. Hiding: cells of fewer than `FEWEST_PEOPLE`, and as many more as it takes that none of them follows from the rest.

A prior is worth some leavers. For bands it is `BAND_PRIOR`, half a leaver, as newcomers leave several times as often.
For places and cells it is not chosen but weighed: each of `PRIORS` by the negative binomial likelihood of all exits
given it, so that few leavers do not claim to know how much places differ. Rates are means of `DRAWS` draws through the
three steps, intervals their middle 95%: a cell's knows that its band's rate and its place's ratio are estimates.

Known drawbacks: the steps look at the same exits one after the other instead of together, so that intervals are
somewhat too narrow where one place is nearly everybody; the coverage is measured in the tests. A line whose cells are
all hidden and without a leaver still says that nobody left there.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy.stats import nbinom

from houvast.evaluation import Figure
from houvast.exposure import Exposure, split_exposure
from houvast.summary import CohortRate
from houvast.suppression import FEWEST_PEOPLE, hide_cells

BANDS_DAYS = ((0, 90), (90, 365), (365, 730), (730, None))
BAND_PRIOR = 0.5
PRIORS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
DRAWS = 4000
MOST_PLACES = 12
"""Places that get a column; those with the fewest people share one."""

YEAR = 365.25


@dataclass(frozen=True)
class Cells:
    """Counts by tenure band and place; the last row and column are totals.

    Parameters
    ----------
    places : tuple of str or None
        Names of the columns but the last; None is "no place recorded".
    people, leavers : ndarray of int, shape (bands + 1, places + 1)
        Distinct people.
    exits : ndarray of int, years : ndarray of float
        Of the same shape.
    """

    places: tuple[str | None, ...]
    people: np.ndarray
    leavers: np.ndarray
    exits: np.ndarray
    years: np.ndarray


def choose_place(exposure: Exposure, assignments: pd.DataFrame | None, fewest: int = FEWEST_PEOPLE) -> str | None:
    """`site` where two sites or more have had `fewest` people, else `team` where two teams have; else None."""
    for column in ("site", "team"):
        pieces, place = split_exposure(exposure, assignments, column)
        named = np.array([one is not None for one in place], dtype=bool)
        pairs = pd.DataFrame({"place": place[named], "who": pieces.employee[named]}).drop_duplicates()
        if (pairs["place"].value_counts() >= fewest).sum() > 1:
            return column
    return None


def build_cohort_rates(
    exposure: Exposure, assignments: pd.DataFrame | None, seed: int = 0
) -> tuple[tuple[CohortRate, ...], str | None]:
    """Rates by tenure band and place, bands first, each with its total; and what a place is: site, team or None."""
    column = choose_place(exposure, assignments)
    pieces, place = (
        (exposure, np.full(exposure.entry.size, None, dtype=object))
        if column is None
        else split_exposure(exposure, assignments, column)
    )
    return compute_rates(pieces, place if column else None, seed), column


def compute_rates(exposure: Exposure, place: np.ndarray | None = None, seed: int = 0) -> tuple[CohortRate, ...]:
    """Exits by choice per person-year by tenure band and place, shrunk, cells of few people hidden.

    Parameters
    ----------
    place : ndarray of object or None
        Place of each entry, None where not recorded; without places there are only bands.
    """
    if not exposure.entry.size:
        return ()
    cells = count_cells(exposure, place)
    draws = draw_rates(cells.exits[:-1, :-1], cells.years[:-1, :-1], np.random.default_rng(seed))
    hidden = hide_cells(cells.people, fewest=FEWEST_PEOPLE)
    names = (*cells.places, "")
    shown = [len(names) - 1] if place is None else range(len(names))
    bands = (*BANDS_DAYS, (0, None))
    return tuple(
        _build_rate(bands[b], names[g], g == len(names) - 1, hidden[b, g], cells, draws, (b, g))
        for b, g in product(range(len(bands)), shown)
        if cells.years[b, g] > 0
    )


def count_cells(exposure: Exposure, place: np.ndarray | None) -> Cells:
    """People, leavers, exits and years by tenure band and place.

    Days without a place, where they are of fewer than `FEWEST_PEOPLE` people in a band, count with the place of most
    people in it: a cell of their own would have to be hidden, and others with it.
    """
    code, names = _code_places(exposure, place)
    row, band, days, gone = _cut_at_bands(exposure)
    column, person = code[row], exposure.person[row]
    if names[-1] is None:
        column = _join_unplaced(column, band, person, len(names) - 1)
        names = names if (column == len(names) - 1).any() else names[:-1]
    shape = (len(BANDS_DAYS) + 1, len(names) + 1)
    people, leavers, exits = (np.zeros(shape, dtype=int) for _ in range(3))
    years = np.zeros(shape)
    for b, g in product(range(shape[0]), range(shape[1])):
        here = ((band == b) | (b == shape[0] - 1)) & ((column == g) | (g == shape[1] - 1))
        people[b, g], leavers[b, g] = np.unique(person[here]).size, np.unique(person[here & gone]).size
        exits[b, g], years[b, g] = (here & gone).sum(), days[here].sum() / YEAR
    return Cells(names, people, leavers, exits, years)


def draw_rates(exits: np.ndarray, years: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws of every rate a year, with totals, shape (DRAWS, bands + 1, places + 1).

    The total of a line is the mean of its cells' rates, weighted by their years.
    """
    overall = rng.gamma(exits.sum() + 0.5, 1 / max(years.sum(), 1e-9), size=(DRAWS, 1))
    band = draw_posterior(exits.sum(axis=1), years.sum(axis=1), overall, BAND_PRIOR, rng)
    expected = band @ years
    mean_expected = expected.mean(axis=0)
    prior = weigh_priors(exits.sum(axis=0), mean_expected, rng)
    ratio = draw_posterior(exits.sum(axis=0), expected, np.ones((DRAWS, 1)), prior, rng)
    towards = band[:, :, None] * ratio[:, None, :]
    prior = weigh_priors(exits.ravel(), (towards.mean(axis=0) * years).ravel(), rng)
    cell = draw_posterior(exits, years, towards, prior[:, :, None], rng)
    if exits.shape[1] == 1:
        cell = band[:, :, None]  # one column is its own total: there is no place to shrink towards
    drawn = np.zeros((DRAWS, exits.shape[0] + 1, exits.shape[1] + 1))
    drawn[:, :-1, :-1] = cell
    drawn[:, :-1, -1] = _mean_rate(cell, years, axis=1)
    drawn[:, -1, :-1] = _mean_rate(cell, years, axis=0)
    drawn[:, -1, -1] = (cell * years).sum(axis=(1, 2)) / max(years.sum(), 1e-9)
    return drawn


def draw_posterior(
    exits: np.ndarray, years: np.ndarray, towards: np.ndarray, prior: float | np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draws of rates, Gamma(prior + exits, prior / towards + years): a prior of mean `towards` worth `prior` exits."""
    shape = np.broadcast_to(prior + exits, np.broadcast_shapes(np.shape(towards), np.shape(exits), np.shape(prior)))
    return rng.gamma(shape) / (prior / towards + years)


def weigh_priors(exits: np.ndarray, expected: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws of what the prior is worth, shape (DRAWS, 1), by how well each explains the exits beside those expected."""
    worth = np.array(PRIORS)[:, None]
    likelihood = nbinom.logpmf(exits, worth, worth / (worth + expected)).sum(axis=1)
    weight = np.exp(likelihood - likelihood.max())
    return rng.choice(PRIORS, size=(DRAWS, 1), p=weight / weight.sum())


def _cut_at_bands(exposure: Exposure) -> tuple[np.ndarray, ...]:
    """Row, band, days and whether it ends by choice, for every part of an entry that lies in one band.

    An exit at the first day of a band is one of that band, without a day in it.
    """
    parts = []
    for band, (low, high) in enumerate(BANDS_DAYS):
        top = np.inf if high is None else high
        days = np.clip(exposure.exit, low, top) - np.clip(exposure.entry, low, top)
        gone = exposure.left & (exposure.exit >= low) & (exposure.exit < top)
        row = np.flatnonzero((days > 0) | gone)
        parts.append((row, np.full(row.size, band), days[row], gone[row]))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _join_unplaced(column: np.ndarray, band: np.ndarray, person: np.ndarray, unplaced: int) -> np.ndarray:
    joined = column.copy()
    for b in np.unique(band):
        here = (band == b) & (column == unplaced)
        others = (band == b) & ~here
        if others.any() and 0 < np.unique(person[here]).size < FEWEST_PEOPLE:
            placed = np.unique(np.stack([column[others], person[others]]), axis=1)[0]
            joined[here] = np.bincount(placed).argmax()
    return joined


def _mean_rate(cell: np.ndarray, years: np.ndarray, axis: int) -> np.ndarray:
    return (cell * years).sum(axis=axis + 1) / np.maximum(years.sum(axis=axis), 1e-9)


def _code_places(exposure: Exposure, place: np.ndarray | None) -> tuple[np.ndarray, tuple[str | None, ...]]:
    """A code per entry, and names by code: the places with most people, all others as "…", and None last."""
    if place is None:
        return np.zeros(exposure.entry.size, dtype=int), ("",)
    named = pd.Series(place, dtype=object)
    pairs = pd.DataFrame({"place": named, "who": exposure.employee}).dropna().drop_duplicates()
    size = pairs["place"].value_counts()
    order = sorted(size.index, key=lambda name: (-size[name], name))
    kept = sorted(order if len(order) <= MOST_PLACES else order[: MOST_PLACES - 1])
    names: list[str | None] = [*kept, "…"] if len(order) > len(kept) else [*kept]
    code = named.map({name: kept.index(name) if name in kept else len(kept) for name in order})
    unplaced = code.isna().to_numpy()
    names += [None] if unplaced.any() else []
    return code.fillna(len(names) - 1).to_numpy(dtype=int), tuple(names)


def _build_rate(
    band: tuple[int, int | None],
    place: str | None,
    every: bool,
    hidden: bool,
    cells: Cells,
    draws: np.ndarray,
    at: tuple[int, int],
) -> CohortRate:
    """What is said of a cell; nothing but its place in the table where it is hidden."""
    if hidden:
        nothing = Figure(float("nan"), float("nan"), float("nan"))
        return CohortRate(*band, 0, 0, 0.0, nothing, place=place, every_place=every, hidden=True)
    drawn = draws[:, at[0], at[1]]
    rate = Figure(float(drawn.mean()), *(float(bound) for bound in np.quantile(drawn, [0.025, 0.975])))
    counts = int(cells.people[at]), int(cells.leavers[at]), float(cells.years[at])
    return CohortRate(*band, *counts, rate, place=place, every_place=every)
