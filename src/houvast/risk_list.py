"""The risk list: who may leave, in order, with what is needed to read the list honestly.

Definitions
-----------
risk
    Calibrated probability of a voluntary exit within the horizon; `risk_13w` for 13 weeks.
base risk
    The risk that contributions start from: per person they sum to `risk - base_risk`.
band
    The risk beside the base risk, in words; see `BANDS`.
not assessed
    Without a risk, a rank or a reason: the model knows too little of the person; `doubt` says why.
capacity
    How many people the analyst can help; `within_capacity` marks the first so many ranks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from houvast.curves import find_curve_problems
from houvast.doubt import DOUBTS
from houvast.errors import GateError, join_problems
from houvast.first_days_facts import FirstDays
from houvast.summary import Summary
from houvast.survival_facts import Survival

BANDS = (("high", 2.0), ("raised", 1.25), ("usual", 0.75), ("low", 0.0))
"""Band and the least ratio of risk to base risk that has it.

Bands are for reading, not for deciding: twice the base is a difference that somebody notices, a
quarter more or less is within what a month's chance does. They are ratios, so that they mean the
same in a calm centre and in a restless one.
"""

SUM_TOLERANCE = 1e-9

NOT_ASSESSED = ("employee_id", "site", "team", "tenure_days", "doubt")
"""Columns of those who are not assessed."""


@dataclass(frozen=True)
class RiskList:
    """A list as it is published.

    Parameters
    ----------
    people : DataFrame
        One row a person, highest risk first; see `order_people`. Empty where no model was made.
    contributions : DataFrame
        One row per person and measured driver: employee_id, driver, contribution (probability), in
        the order of `people` and of the drivers.
    manifest : dict
        Hashes and versions of what the list was made from; text, numbers, lists and dicts.
    summary : Summary
        What the page shows beside the people.
    survival : Survival or None
        When people left, for the page beside the list; None where too few people were observed.
    not_assessed : DataFrame
        One row a person at work of whom no risk is given, by employee_id; see `order_not_assessed`.
    scorecard : str or None
        The page on how good the model is, for beside the list; None without a model, or where it is not on file.
    beside : mapping of str to DataFrame
        What is published as tables beside the people, by name of the file: curves, facts, changes, teams, sites.
    sector : DataFrame or None
        The centre's own figures beside those of the sector (`sector.COLUMNS`).
    first_days : FirstDays or None
        The first 90 days of those hired together; None where too few people were observed.
    """

    people: pd.DataFrame
    contributions: pd.DataFrame
    manifest: dict[str, Any] = field(default_factory=dict)
    summary: Summary = field(default_factory=Summary)
    survival: Survival | None = None
    not_assessed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=NOT_ASSESSED))
    scorecard: str | None = None
    beside: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    sector: pd.DataFrame | None = None
    first_days: FirstDays | None = None


def compute_bands(risk: pd.Series, base_risk: pd.Series) -> pd.Series:
    """Band of each risk: high, raised, usual or low. A base risk of 0 makes any risk above it high."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = risk.to_numpy(dtype=float) / base_risk.to_numpy(dtype=float)
    # 0.0375 / 0.05 is 0.7499999999999999: what is on a limit counts as reaching it.
    ratio = np.round(np.nan_to_num(ratio, nan=1.0, posinf=np.inf), 9)
    bands = np.select([ratio >= least for _, least in BANDS], [band for band, _ in BANDS], default="low")
    return pd.Series(bands, index=risk.index, name="band").astype("str")


def order_people(people: pd.DataFrame, horizon_weeks: int, capacity: int) -> pd.DataFrame:
    """The people of a list in its order and with its columns.

    Adds rank (from 1; highest risk first, ties by employee_id), band and within_capacity.

    Parameters
    ----------
    people : DataFrame
        One row a person: employee_id, as_of_date, risk_{h}w, risk_{h}w_low, risk_{h}w_high,
        base_risk_{h}w, risk_{w}w of other horizons, site, team, tenure_days, reason_1 … reason_n,
        not_measured (driver codes, separated by ", "), doubt (codes likewise; empty where there is none).
    horizon_weeks : int
        The h of the columns.
    capacity : int
        How many people the analyst can help.
    """
    risk = f"risk_{horizon_weeks}w"
    ordered = people.assign(employee_id=people["employee_id"].astype("str"))
    ordered = ordered.sort_values([risk, "employee_id"], ascending=[False, True], kind="stable", ignore_index=True)
    ordered["rank"] = np.arange(1, len(ordered) + 1)
    ordered["band"] = compute_bands(ordered[risk], ordered[f"base_{risk}"])
    ordered["within_capacity"] = ordered["rank"] <= capacity
    others = _other_horizons(people.columns, horizon_weeks)
    return ordered[columns_of_people(horizon_weeks, _count_reasons(people.columns), others)]


def order_not_assessed(people: pd.DataFrame) -> pd.DataFrame:
    """Those of whom no risk is given, by employee_id, with the columns of `NOT_ASSESSED`."""
    apart = people.assign(employee_id=people["employee_id"].astype("str"))
    return apart.sort_values("employee_id", kind="stable", ignore_index=True)[list(NOT_ASSESSED)]


def order_contributions(people: pd.DataFrame, contributions: pd.DataFrame) -> pd.DataFrame:
    """Contributions, long, in the order of the people and of the drivers' columns.

    Parameters
    ----------
    people : DataFrame
        As from `order_people`.
    contributions : DataFrame
        employee_id, and one column a driver (probability). A missing value is a driver not measured
        for this person, and gets no row.
    """
    drivers = [column for column in contributions.columns if column != "employee_id"]
    indexed = contributions.assign(employee_id=contributions["employee_id"].astype("str")).set_index("employee_id")
    values = indexed.loc[people["employee_id"], drivers].to_numpy(dtype=float, na_value=np.nan)
    long = pd.DataFrame(
        {
            "employee_id": people["employee_id"].repeat(len(drivers)).to_numpy(),
            "driver": np.tile(np.array(drivers, dtype=object), len(people)),
            "contribution": values.ravel(),
        }
    )
    long = long.astype({"employee_id": "str", "driver": "str"})
    return long[long["contribution"].notna()].reset_index(drop=True)


def columns_of_people(horizon_weeks: int, reasons: int, other_weeks: Sequence[int] = ()) -> list[str]:
    """The columns of a list's people, in order."""
    risk = f"risk_{horizon_weeks}w"
    return [
        "employee_id",
        "as_of_date",
        "rank",
        risk,
        f"{risk}_low",
        f"{risk}_high",
        f"base_{risk}",
        *(f"risk_{weeks}w" for weeks in sorted(other_weeks)),
        "band",
        "within_capacity",
        "site",
        "team",
        "tenure_days",
        *(f"reason_{number}" for number in range(1, reasons + 1)),
        "not_measured",
        "doubt",
    ]


def check_risk_list(risk_list: RiskList) -> None:
    """Nothing, if the list says what it promises.

    Raises
    ------
    GateError
        Names every promise that is not kept: columns, order, probabilities, contributions that sum, nobody
        lost between the list and those who are not assessed.
    """
    people, weeks = risk_list.people, risk_list.summary.horizon_weeks
    others = _other_horizons(people.columns, weeks)
    wanted = columns_of_people(weeks, _count_reasons(people.columns), others)
    if list(people.columns) != wanted:
        odd = sorted(set(people.columns) ^ set(wanted)) or ["their order"]
        raise GateError(
            f"the people of a risk list must have the columns {', '.join(wanted)}. Wrong: {', '.join(odd)}."
        )
    risk = f"risk_{weeks}w"
    problems = _problems_of_people(people, risk) + _problems_of_horizons(people, sorted([*others, weeks]))
    problems += _problems_of_not_assessed(risk_list)
    if not problems:
        problems = _problems_of_contributions(people, risk_list.contributions, risk)
    if not problems and "curves" in risk_list.beside:
        problems = find_curve_problems(risk_list.beside["curves"], people, weeks)
    if problems:
        raise GateError(join_problems("risk list", problems))


def _problems_of_people(people: pd.DataFrame, risk: str) -> list[str]:
    problems = []
    numbers = people[[f"{risk}_low", risk, f"{risk}_high", f"base_{risk}"]].to_numpy(dtype=float, na_value=np.nan)
    if not ((numbers >= 0) & (numbers <= 1)).all():
        problems.append("a risk is missing or no probability")
    elif (np.diff(numbers[:, :3], axis=1) < 0).any():
        problems.append("a risk lies outside its own interval")
    if people["employee_id"].duplicated().any():
        problems.append(f"{int(people['employee_id'].duplicated().sum())} rows repeat an employee_id")
    ordered = people.sort_values([risk, "employee_id"], ascending=[False, True], kind="stable")
    if not ordered.index.equals(people.index) or list(people["rank"]) != list(range(1, len(people) + 1)):
        problems.append("the rows are not in the order of risk, ties by employee_id")
    return problems


def _problems_of_horizons(people: pd.DataFrame, weeks: list[int]) -> list[str]:
    risks = people[[f"risk_{horizon}w" for horizon in weeks]].to_numpy(dtype=float, na_value=np.nan)
    if ((risks >= 0) & (risks <= 1)).all() and not (np.diff(risks, axis=1) < 0).any():
        return []
    return ["the risk of a longer horizon is missing, no probability, or below that of a shorter one"]


def _problems_of_not_assessed(risk_list: RiskList) -> list[str]:
    people, apart = risk_list.people, risk_list.not_assessed
    if list(apart.columns) != list(NOT_ASSESSED):
        return [f"those who are not assessed must have the columns {', '.join(NOT_ASSESSED)}"]
    problems = []
    twice = len(apart) + len(people) - len({*apart["employee_id"], *people["employee_id"]})
    if twice and not people["employee_id"].duplicated().any():
        problems.append(f"{twice} people are listed twice, or both listed and not assessed")
    if len(people) + len(apart) != risk_list.summary.people:
        problems.append(
            f"{risk_list.summary.people} people are at work, and {len(people)} listed + {len(apart)} not assessed"
        )
    if not apart["doubt"].map(bool).all():
        problems.append("somebody is not assessed without a reason")
    told = {code for codes in (*people["doubt"], *apart["doubt"]) for code in str(codes).split(", ") if codes}
    if told - set(DOUBTS):
        problems.append(f"doubts without words: {', '.join(sorted(told - set(DOUBTS)))}")
    return problems


def _problems_of_contributions(people: pd.DataFrame, contributions: pd.DataFrame, risk: str) -> list[str]:
    sums = contributions.groupby("employee_id")["contribution"].sum()
    strangers = len(sums.index.difference(people["employee_id"]))
    problems = [f"{strangers} people have contributions and are not on the list"] if strangers else []
    indexed = people.set_index("employee_id")
    wanted = indexed[risk] - indexed[f"base_{risk}"]
    apart = (sums.reindex(wanted.index, fill_value=0.0) - wanted).abs()
    if (apart > SUM_TOLERANCE).any():
        problems.append(
            f"contributions of {int((apart > SUM_TOLERANCE).sum())} people do not sum to risk less base; "
            f"the largest difference is {apart.max():.3g}, at most {SUM_TOLERANCE:g} is allowed"
        )
    return problems


def _other_horizons(columns: Sequence[str], weeks: int) -> list[int]:
    """Weeks of the horizons beside that of the list."""
    found = (re.fullmatch(r"risk_(\d+)w", column) for column in columns)
    return [horizon for horizon in (int(match[1]) for match in found if match) if horizon != weeks]


def _count_reasons(columns: Sequence[str]) -> int:
    return sum(column.startswith("reason_") for column in columns)
