"""What a list says of teams and sites: how many people are expected to leave, and which drivers weigh there.

Method
------
Expected leavers are the sum of the risks. Their variance has three parts: chance, ``r (1 - r)`` of each person; the
fitted weights, which everybody's risk hangs on, so that the gradients are summed before their variance is taken
(`sensitivity`); and what is not measured, independent between people. The interval is that of a Gamma distribution of
this mean and variance, which cannot fall below 0 and is longer upwards, as counts are; it is one of how many leave,
not of the expectation alone. A driver's figure is the mean of its contributions, 0 for who it was not measured for.

Which figures are given, and in which steps, is for `suppression`. A team is a team of a site.

Known drawbacks: people of whom no risk is given are not in the sums; calibration and other exits are taken as given,
and what chance does to one person is taken as independent of what it does to the next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import gamma

from houvast.sensitivity import Sensitivity
from houvast.suppression import FEWEST_PEOPLE, Key, hide_nested, is_close, round_nested, round_sum

LEAVERS_STEP = 0.5
POINTS_STEP = 0.1
"""Step of a sum of contributions: ten percentage points over all people of the group."""

COLUMNS = ("people", "suppressed", "why", "expected", "expected_low", "expected_high")
"""Beside the names of the group, and one column a driver."""

Members = dict[Key, frozenset[str]]


@dataclass(frozen=True)
class Forecast:
    """How many of a group leave: the expectation, and the 95% interval of the number."""

    expected: float
    low: float
    high: float


def places_of(people: pd.DataFrame) -> list[Key]:
    """(site, team) of everybody on a list; ``""`` where none is known."""
    sites, teams = (
        people[name].astype(object).where(people[name].notna(), "").astype(str) for name in ("site", "team")
    )
    return list(zip(sites, teams, strict=True))


def find_members(people: pd.DataFrame) -> Members:
    """Who is at each site and in each team, of the people on a list; ``""`` where no site or team is known."""
    found: dict[Key, set[str]] = {}
    for person, place in zip(people["employee_id"], places_of(people), strict=True):
        found.setdefault(place[:1], set()).add(person)
        found.setdefault(place, set()).add(person)
    return {key: frozenset(found[key]) for key in sorted(found)}


def find_shown(people: pd.DataFrame, tables: Iterable[pd.DataFrame]) -> Members:
    """Who was in each group whose figures an earlier list showed; `tables` are its sites and teams."""
    shown = set()
    for table in tables:
        keys = [name for name in ("site", "team") if name in table]
        shown |= set(table.loc[~table["suppressed"].astype(bool), keys].itertuples(index=False, name=None))
    return {key: members for key, members in find_members(people).items() if key in shown}


def build_place_tables(
    people: pd.DataFrame,
    contributions: pd.DataFrame,
    sensitivity: Sensitivity,
    covariance: np.ndarray,
    earlier: Iterable[Mapping[Key, frozenset[str]]] = (),
) -> dict[str, pd.DataFrame]:
    """The tables `sites` and `teams`, one row a group, by name.

    Parameters
    ----------
    people, contributions : DataFrame
        Of the list.
    sensitivity : Sensitivity
        Rows as in `people`.
    earlier : iterable of mapping
        What earlier lists showed, as from `find_shown`.

    Returns
    -------
    dict of DataFrame
        site (and team), people, suppressed, why (few, close, together; empty where shown), expected, expected_low,
        expected_high (leavers), and driver_… (mean contribution, a probability). Of a group that is suppressed there is
        the name alone. People without a site or team are in no row.
    """
    members, earlier = find_members(people), list(earlier)
    close = [key for key, now in members.items() if is_close(now, (one[key] for one in earlier if key in one))]
    why = hide_nested({key: len(now) for key, now in members.items()}, close)
    row = pd.Index(people["employee_id"])
    wide = contributions.pivot_table("contribution", "employee_id", "driver", aggfunc="first", observed=True).reindex(
        row
    )
    wide = wide[list(dict.fromkeys(contributions["driver"]))]
    rows = {key: row.get_indexer(sorted(now)) for key, now in members.items()}
    expected = round_nested(
        {key: float(sensitivity.risk[at].sum()) for key, at in rows.items() if len(key) == 2}, LEAVERS_STEP
    )
    made = []
    for key in (key for key in members if all(key)):
        told = {} if key in why else _figures(rows[key], wide, sensitivity, covariance)
        figures = told and told | {"expected": expected[key]}
        made.append({"key": key, "suppressed": key in why, "why": why.get(key, ""), **figures})
    columns = [*COLUMNS, *(f"driver_{code}" for code in wide)]
    return {"sites": _table(made, ["site"], columns), "teams": _table(made, ["site", "team"], columns)}


def forecast(sensitivity: Sensitivity, covariance: np.ndarray, at: np.ndarray) -> Forecast:
    """How many of the people in the rows `at` leave within the horizon."""
    risk, pull = sensitivity.risk[at], sensitivity.gradient[at].sum(axis=0)
    mean = float(risk.sum())
    variance = float((risk * (1 - risk)).sum() + pull @ covariance @ pull + sensitivity.lacking[at].sum())
    return Forecast(mean, *interval_of(mean, variance, at.size))


def interval_of(mean: float, variance: float, most: int) -> tuple[float, float]:
    """The 95% interval of a count of this mean and variance, as of a Gamma distribution; at most `most`."""
    if mean <= 0:
        return 0.0, 0.0
    low, high = gamma.ppf([0.025, 0.975], mean**2 / variance, scale=variance / mean)
    return float(low), float(min(high, most))


def _figures(at: np.ndarray, wide: pd.DataFrame, sensitivity: Sensitivity, covariance: np.ndarray) -> dict[str, float]:
    """The figures of a group in the steps in which they are given, but the expected; the interval outwards."""
    told, own = forecast(sensitivity, covariance, at), wide.iloc[at]
    enough = own.notna().sum() >= FEWEST_PEOPLE
    sums = own.sum().where(enough)
    return {
        "people": at.size,
        "expected_low": float(np.floor(told.low / LEAVERS_STEP) * LEAVERS_STEP),
        "expected_high": float(np.ceil(told.high / LEAVERS_STEP) * LEAVERS_STEP),
        **{f"driver_{code}": round_sum(value, POINTS_STEP) / at.size for code, value in sums.items()},
    }


def _table(made: list[dict], names: list[str], columns: list[str]) -> pd.DataFrame:
    rows = [{**dict(zip(names, one["key"], strict=True)), **one} for one in made if len(one["key"]) == len(names)]
    return pd.DataFrame(rows, columns=[*names, *columns])
