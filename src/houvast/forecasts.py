"""Expected leavers by team, site and month, the starters that take their places, and what that costs.

From the model that makes the list, of the people on it (`month_sums`).

Interval
--------
The 95% interval is that of `place_tables`: of how many leave, not of the expectation alone. It holds chance (every
person's ``p (1 - p)``), the uncertainty of the fitted weights, which all share, and of what is not measured.

What is told
------------
The same groups as in `sites` and `teams`, and their figures: a month is the figure of the horizon times the group's
share of that month, in hundredths, so that months add up to it and tell no more of anybody than it does. Groups without
figures have no row; what they come to together is the row `rest` of a site that is shown. `all` is the sum of the sites
that are shown. Intervals are rounded outwards and do not add up.

Known drawbacks: people who start after the list are not in it; nor are those of whom no risk is given; what a whole
centre shares and no record shows (a rival that opens) is in no interval.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.month_sums import MonthSums
from houvast.place_tables import LEAVERS_STEP
from houvast.suppression import Key, round_nested

COLUMNS = (
    "level", "site", "team", "month", "from_day", "until_day", "people", "expected", "expected_low", "expected_high",
    "other_exits", "hires", "cost_low", "cost_high",
)  # fmt: skip
LEVELS = ("all", "site", "team", "rest")
SHARE_STEP = 0.01


@dataclass(frozen=True)
class Terms:
    """What leavers mean for hiring and money.

    Parameters
    ----------
    replacement : (float, float)
        Euros to replace one person, lowest and highest.
    stays_share : float
        Share of starters who stay through their first months, in (0, 1]; NaN where it cannot be told.
    """

    replacement: tuple[float, float]
    stays_share: float


def build_forecast(
    sums: MonthSums, covariance: np.ndarray, sites: pd.DataFrame, teams: pd.DataFrame, terms: Terms
) -> pd.DataFrame:
    """The table `forecast`: a row per place and month, and one for the whole horizon (month 0).

    Parameters
    ----------
    sites, teams : DataFrame
        As from `place_tables`: which groups are shown, and their figures.

    Returns
    -------
    DataFrame
        `COLUMNS`; level is all, site, team or rest (the groups of a site that have no figures, together). Per site and
        month teams and rest add up to the site, months of the horizon to month 0, sites to all.
    """
    told = {(row["site"],): row for row in sites[~sites["suppressed"].astype(bool)].to_dict("records")}
    own = {(row["site"], row["team"]): row for row in teams[~teams["suppressed"].astype(bool)].to_dict("records")}
    other = round_nested(dict(zip(sums.places, sums.other[:, 0], strict=True)), LEAVERS_STEP)
    parts = [_tell_site(sums, key, row, own, other) for key, row in told.items()]
    rows = [one for part in parts for one in part] + [
        _tell(sums, "team", key, [sums.places.index(key)], row["expected"], other[key])
        for key, row in own.items()
        if key[:1] not in told
    ]
    if parts:
        rows.insert(0, _add(sums, "all", ("", ""), [one for one in rows if one["level"] == "site"]))
    lines = [line for one in rows for line in _lines(sums, one, covariance, terms)]
    table = pd.DataFrame(lines, columns=list(COLUMNS))
    return _take_horizon(table, {**told, **own})


def _tell_site(sums: MonthSums, key: Key, row: dict, own: dict[Key, dict], other: dict[Key, float]) -> list[dict]:
    """A site, its teams that are shown, and the rest of it; the site is the sum of these."""
    at = [place for place, name in enumerate(sums.places) if name[:1] == key]
    shown = [name for name in own if name[:1] == key]
    teams = [_tell(sums, "team", name, [sums.places.index(name)], own[name]["expected"], other[name]) for name in shown]
    rest = [place for place in at if sums.places[place] not in own]
    if rest:
        expected = row["expected"] - sum(own[name]["expected"] for name in shown)
        others = other[key] - sum(other[name] for name in shown)
        # Months of the rest follow the site's: its own would tell of groups that are hidden.
        teams.append(_tell(sums, "rest", (*key, ""), rest, expected, others, like=at))
    return [_add(sums, "site", (*key, ""), teams), *teams]


def _tell(
    sums: MonthSums, level: str, key: Key, at: list[int], expected: float, other: float, like: list[int] | None = None
) -> dict:
    like = at if like is None else like
    return {
        "level": level,
        "key": key,
        "at": at,
        "expected": expected * _shares(sums, sums.expected[like].sum(axis=0)),
        "other": other * _shares(sums, sums.other[like].sum(axis=0)),
    }


def _shares(sums: MonthSums, of: np.ndarray) -> np.ndarray:
    """Of the figure of the horizon, the share of each span, in hundredths; those of the horizon's months sum to 1."""
    if of[0] <= 0:
        return np.concatenate([[1.0], np.zeros(of.size - 1)])
    shares = np.round(of / of[0] / SHARE_STEP) * SHARE_STEP
    within = [place for place, (_, day) in enumerate(sums.spans) if place and day <= sums.spans[0][1]]
    shares[0] = 1.0
    shares[within[-1]] = 1.0 - shares[within[:-1]].sum()
    return shares


def _add(sums: MonthSums, level: str, key: Key, parts: list[dict]) -> dict:
    at = [place for one in parts for place in one["at"]]
    nothing = np.zeros(len(sums.spans))
    sums_of = {name: sum((one[name] for one in parts), nothing) for name in ("expected", "other")}
    return {"level": level, "key": key, "at": at, **sums_of}


def _lines(sums: MonthSums, one: dict, covariance: np.ndarray, terms: Terms) -> list[dict]:
    lines = []
    for span, (first, last) in enumerate(sums.spans):
        low, high = (np.nan, np.nan) if one["level"] == "rest" else sums.interval(one["at"], span, covariance)
        expected, other = one["expected"][span], one["other"][span]
        lines.append(
            {
                "level": one["level"],
                "site": one["key"][0],
                "team": one["key"][1],
                "month": span,
                "from_day": first,
                "until_day": last,
                "people": int(sums.people[one["at"]].sum()),
                "expected": expected,
                "expected_low": np.floor(low / LEAVERS_STEP) * LEAVERS_STEP,
                "expected_high": np.ceil(high / LEAVERS_STEP) * LEAVERS_STEP,
                "other_exits": other,
                "hires": hiring_need(expected, other, terms.stays_share),
                "cost_low": expected * terms.replacement[0],
                "cost_high": expected * terms.replacement[1],
            }
        )
    return lines


def _take_horizon(table: pd.DataFrame, told: dict[Key, dict]) -> pd.DataFrame:
    """The interval of the horizon is that of the places, to the last bit: both are sums in another order."""
    for name in ("expected_low", "expected_high"):
        known = [
            told[(site, team) if level == "team" else (site,)][name]
            if month == 0 and level in ("site", "team")
            else own
            for level, site, team, month, own in zip(
                table["level"], table["site"], table["team"], table["month"], table[name], strict=True
            )
        ]
        table[name] = known
    return table


def hiring_need(leavers: float, other_exits: float, stays_share: float) -> float:
    """Starters to hire so that the places of those who go are filled by people who stay through their first months.

    Parameters
    ----------
    stays_share : float
        Share of starters who are still here after those months; in (0, 1], or NaN: then the need is not known either.
    """
    if not (np.isnan(stays_share) or 0 < stays_share <= 1):
        raise ValueError(f"`stays_share` must lie above 0 and at most 1. Got {stays_share}.")
    return (leavers + other_exits) / stays_share
