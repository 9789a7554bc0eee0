"""Groups of people at each observation, by which a list is audited. Never a feature.

Gender and age come from the table `people`, which nothing else reads; the rest is what was known of the
person's contract and place at the as-of date.

Decisions
---------
Age: the years that a person reaches in the year of the as-of date. Only the year of birth is kept, so that it
    may be one more than the age on that day.
Gender: as it was corrected last. An audit asks who people are; only what a model learns from must be as it was
    known then.
Hours: the classes of Statistics Netherlands (weekly working hours), the two lowest taken together.

Known drawbacks: a group says nothing of people in two of them at once (older women, agency starters); how many
leavers that would take, the margin of 20 a group says.
"""

import numpy as np
import pandas as pd

from houvast.timeline import Observations

PLACES = ("contract_type", "agency", "hours_per_week")
"""Columns of `assignments` that groups need beside site and team."""

GROUPINGS = ("gender", "age", "contract_type", "hours", "agency", "site", "starters")
"""In the order in which they are reported."""

STARTER_DAYS = 90
AGES = (25, 35, 45, 55)
AGE_BANDS = ("under_25", "25_to_34", "35_to_44", "45_to_54", "55_and_over")
PLAUSIBLE_AGES = (14, 100)
HOURS = (20, 28, 35)
HOURS_BANDS = ("under_20", "20_to_28", "28_to_35", "35_and_over")


def build_groups(observations: Observations, place: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    """The group of each observation in each of `GROUPINGS`: one row per observation, in their order.

    Parameters
    ----------
    observations : Observations
    place : DataFrame
        `Cohort.place` with the columns of `PLACES`; a column that is not there is not known.
    people : DataFrame or None
        The versions of the table `people` that were known when the audit is made (`records.past.read_known`).

    Returns
    -------
    DataFrame of category
        Missing where not known. Bands hold their lower bound and not their upper one.
    """
    facts = _newest(people, observations)
    year = observations.as_of.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    age = year - facts["birth_year"].to_numpy(dtype=float)
    age[(age < PLAUSIBLE_AGES[0]) | (age > PLAUSIBLE_AGES[1])] = np.nan
    flags = place.get("agency"), observations.tenure_days < STARTER_DAYS
    return pd.DataFrame(
        {
            "gender": pd.Categorical(facts["gender"]),
            "age": _band(age, AGES, AGE_BANDS),
            "contract_type": pd.Categorical(_column(place, "contract_type")),
            "hours": _band(_column(place, "hours_per_week"), HOURS, HOURS_BANDS),
            "agency": _name(flags[0], len(place), ("employed", "agency")),
            "site": pd.Categorical(_column(place, "site")),
            "starters": _name(flags[1], len(place), ("longer", "starter")),
        }
    )


def _newest(people: pd.DataFrame | None, observations: Observations) -> pd.DataFrame:
    """Birth year and gender of each observation, in the version that was known last."""
    columns = ["birth_year", "gender"]
    if people is None:
        return pd.DataFrame(np.nan, index=range(len(observations)), columns=columns)
    final = people[people["superseded_on"].isna()]
    if "retracted" in final:
        final = final[~final["retracted"].fillna(False).astype(bool)]
    final = final.sort_values(["employee_id", "known_on"], kind="stable").drop_duplicates("employee_id", keep="last")
    final = final.set_index("employee_id").reindex(columns=columns)
    return final.reindex(observations.employee_ids).iloc[observations.employee].reset_index(drop=True)


def _column(place: pd.DataFrame, name: str) -> np.ndarray:
    return place[name].to_numpy() if name in place else np.full(len(place), np.nan)


def _band(values: np.ndarray, bounds: tuple[int, ...], names: tuple[str, ...]) -> pd.Categorical:
    """The band of each value; a bound belongs to the band above it."""
    codes = np.searchsorted(bounds, values, side="right")
    return pd.Categorical.from_codes(np.where(np.isnan(values), -1, codes), categories=list(names))


def _name(flag: "pd.Series | np.ndarray | None", rows: int, names: tuple[str, str]) -> pd.Categorical:
    """The second name where a flag holds, the first where it does not."""
    values = np.full(rows, np.nan) if flag is None else np.asarray(flag, dtype=float)
    return pd.Categorical.from_codes(np.where(np.isnan(values), -1, values).astype(int), categories=list(names))
