"""What a model makes of the rows that it was fitted on, as a whole: data for pages, never a row.

- How much each driver moves risks: the mean of its contributions without their signs.
- How the risk moves with each feature: the mean risk of the model's people if all of them had one value of it, all
  else as it is, less their mean risk as it is. Averaged over at most `MOST_ROWS` rows, evenly spread over those given.
- The mean contribution of each driver by site and by band of tenure.

Definitions: risks and contributions are those over the headline horizon, as chances (0.01 is a percentage point).
Intervals of drivers are of a bootstrap over people, the model being as it is. Intervals of a feature's curve are from
the covariance of the fitted weights (clustered by person), by the delta method, with calibration and boosted curves
as they are.

Disclosure: bins and groups of fewer than `FEWEST_PEOPLE` people are hidden, and another one where a hidden one would
follow from the rest. Curves and bins begin and end where at least so many people lie at or beyond.

Known drawbacks: a curve says what the model does, and nothing of what would come of a change. Where features go
together, it averages over people who hardly exist.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from houvast.cohort_rates import BANDS_DAYS
from houvast.evaluation import Figure, PersonDraws, figure_of
from houvast.explain import Explanation, explain
from houvast.features import DRIVER_OF, TENURE
from houvast.hazard import HazardModel
from houvast.suppression import FEWEST_PEOPLE, hide_few

DOCUMENT = "global_views.json"
VERSION = 1
MOST_ROWS = 1_000
MOST_VALUES = 12
OUTER = 0.025
"""Share of the known values that lies beyond each end of a curve."""
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Importance:
    """Mean size of a driver's contribution, whatever its sign."""

    driver: str
    size: Figure


@dataclass(frozen=True)
class Bin:
    """Distinct people with a value in ``[low, high)``; None where that end is open, or where people are hidden."""

    low: float | None
    high: float | None
    people: int | None


@dataclass(frozen=True)
class Effect:
    """How the risk moves with a feature.

    Parameters
    ----------
    values : tuple of float
        Rising.
    changes : tuple of Figure
        Of the mean risk, at each value.
    bins : tuple of Bin
        Where the data are, one bin around each value.
    """

    feature: str
    driver: str
    values: tuple[float, ...]
    changes: tuple[Figure, ...]
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class GroupMean:
    """Mean risk and contributions of a group; None where it is hidden.

    Parameters
    ----------
    kind, name : str
        `site` and its name, or `tenure` and the days of its band, as ``90-365`` or ``730-``.
    """

    kind: str
    name: str
    people: int | None
    risk: float | None
    by_driver: Mapping[str, float] | None


@dataclass(frozen=True)
class GlobalViews:
    """All of it.

    Parameters
    ----------
    base_risk, mean_risk : float
        At the mean of the rows, where contributions begin; and of the rows.
    """

    rows: int
    people: int
    base_risk: float
    mean_risk: float
    drivers: tuple[Importance, ...]
    effects: tuple[Effect, ...]
    groups: tuple[GroupMean, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "version": VERSION,
            **{name: getattr(self, name) for name in ("rows", "people", "base_risk", "mean_risk")},
            "drivers": [{"driver": one.driver, **one.size.as_dict()} for one in self.drivers],
            "effects": [asdict(one) | {"changes": [at.as_dict() for at in one.changes]} for one in self.effects],
            "groups": [asdict(one) for one in self.groups],
        }


def build_global_views(
    model: HazardModel, X: pd.DataFrame, *, person: np.ndarray, site: np.ndarray, draws: int, seed: int
) -> GlobalViews:
    """The views of a model on the rows that it was fitted on.

    Parameters
    ----------
    X : DataFrame, shape (n, n_features)
        The model's features; one row at least.
    person : ndarray of int, shape (n,)
    site : ndarray of str or None, shape (n,)
    draws, seed : int
        Of the bootstrap over people.
    """
    found = explain(model, X)
    kinds = {"site": _sites(site), "tenure": _bands(X[TENURE].to_numpy())}
    return GlobalViews(
        rows=len(X),
        people=np.unique(person).size,
        base_risk=found.base_risk,
        mean_risk=float(found.risk.mean()),
        drivers=measure_drivers(found.by_driver, person, draws=draws, seed=seed),
        effects=tuple(draw_effect(model, X, name, person) for name in X),
        groups=tuple(one for kind, members in kinds.items() for one in average_groups(kind, members, found, person)),
    )


def measure_drivers(by_driver: pd.DataFrame, person: np.ndarray, *, draws: int, seed: int) -> tuple[Importance, ...]:
    """The drivers with the mean size of their contributions, the largest first."""
    drawn = PersonDraws(person, draws=draws, seed=seed)
    sizes = drawn.sums(by_driver.abs().to_numpy()) / drawn.sums(np.ones(len(person)))[:, None]
    found = [Importance(driver, figure_of(sizes[:, at])) for at, driver in enumerate(by_driver)]
    return tuple(sorted(found, key=lambda one: -one.size.value))


def draw_effect(model: HazardModel, X: pd.DataFrame, feature: str, person: np.ndarray) -> Effect:
    """How the mean risk moves with a feature; no values where fewer than `FEWEST_PEOPLE` people have any."""
    values = choose_values(feature, X[feature].to_numpy(dtype=float), person)
    rows = X.iloc[np.linspace(0, len(X) - 1, min(len(X), MOST_ROWS)).astype(int)]
    tables = model.tables()
    risk, gradient = model.mean_risk(rows, tables)
    changes = []
    for value in values:
        moved, moved_gradient = model.mean_risk(rows.assign(**{feature: value}), tables)
        slope = moved_gradient - gradient
        error = NORMAL_95 * np.sqrt(max(slope @ model.covariance_ @ slope, 0.0))
        changes.append(Figure(moved - risk, moved - risk - error, moved - risk + error))
    bins = count_people(X[feature].to_numpy(dtype=float), values, person)
    return Effect(feature, DRIVER_OF[feature], tuple(map(float, values)), tuple(changes), bins)


def choose_values(feature: str, values: np.ndarray, person: np.ndarray) -> np.ndarray:
    """At most `MOST_VALUES` values to draw a curve through, evenly spaced on the model's scale.

    From the 2.5th to the 97.5th percentile, and at least `FEWEST_PEOPLE` people at or beyond either end. Days
    and counts are whole numbers.
    """
    known = ~np.isnan(values)
    people = pd.Series(values[known]).groupby(person[known])
    lowest, highest = np.sort(people.min()), np.sort(people.max())
    if lowest.size < FEWEST_PEOPLE:
        return np.zeros(0)
    low, high = np.quantile(values[known], [OUTER, 1 - OUTER])
    low, high = max(low, lowest[FEWEST_PEOPLE - 1]), min(high, highest[-FEWEST_PEOPLE])
    if feature.endswith("_days"):
        between = np.expm1(np.linspace(np.log1p(low / 30), np.log1p(high / 30), MOST_VALUES)) * 30
    else:
        between = np.linspace(low, high, MOST_VALUES)
    whole = feature.endswith(("_days", "_count"))
    return np.unique(np.rint(between) if whole else between)


def count_people(values: np.ndarray, around: np.ndarray, person: np.ndarray) -> tuple[Bin, ...]:
    """Distinct people in bins that meet halfway between values; the outer two are open."""
    edges, known = (around[1:] + around[:-1]) / 2, ~np.isnan(values)
    pairs = pd.DataFrame({"bin": np.searchsorted(edges, values[known], side="right"), "person": person[known]})
    counts = pairs.drop_duplicates()["bin"].value_counts().reindex(range(around.size), fill_value=0).to_numpy()
    ends = [None, *map(float, edges), None]
    hidden = hide_few(counts, fewest=FEWEST_PEOPLE)
    return tuple(Bin(ends[at], ends[at + 1], None if hidden[at] else int(counts[at])) for at in range(around.size))


def average_groups(
    kind: str, members: Mapping[str, np.ndarray], found: Explanation, person: np.ndarray
) -> tuple[GroupMean, ...]:
    """Means over the rows of each group.

    Parameters
    ----------
    members : mapping of str to ndarray of bool, shape (n,)
    """
    people = np.array([np.unique(person[rows]).size for rows in members.values()], dtype=int)
    hidden = hide_few(people, fewest=FEWEST_PEOPLE)
    means = []
    for at, (name, rows) in enumerate(members.items()):
        if hidden[at] or not people[at]:
            means.append(GroupMean(kind, name, None if hidden[at] else 0, None, None))
            continue
        by_driver = {driver: float(values[rows].mean()) for driver, values in found.by_driver.items()}
        means.append(GroupMean(kind, name, int(people[at]), float(found.risk[rows].mean()), by_driver))
    return tuple(means)


def _sites(site: np.ndarray) -> dict[str, np.ndarray]:
    site = pd.Series(site, dtype=object)
    return {str(name): (site == name).to_numpy() for name in sorted(site.dropna().unique())}


def _bands(days: np.ndarray) -> dict[str, np.ndarray]:
    return {
        f"{low}-{'' if high is None else high}": (days >= low) & (days < (np.inf if high is None else high))
        for low, high in BANDS_DAYS
    }
