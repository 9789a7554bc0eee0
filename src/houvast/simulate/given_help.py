"""Help with a known effect, given in a simulated centre: by lot, or by managers who see who wobbles.

Exits by choice within the horizon after the help are taken back, each with the same chance: the risk of the helped
falls by just that share. Managers help those whom burn-out and dissatisfaction (of the truth) drive most, so that a
plain comparison has the wrong sign.

Known drawbacks: who stays through help goes on at work and leaves no further records but the monthly headcount; the one
who took the seat stays as well. The true risks stay those without help.
"""

import datetime as dt
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import expit

from houvast.errors import ConfigError
from houvast.simulate.centre import Centre

ACTION, DRIVER = "stay_talk", "one_on_ones"


def give_help(
    centre: Centre, days: tuple[dt.date, ...], *, effect: float, chosen_by: Literal["lot", "manager"] = "lot",
    share: float = 0.5, horizon_days: int = 91, seed: int = 0,
) -> Centre:  # fmt: skip
    """The centre with help given on some firsts of a month, and the table `actions`.

    Parameters
    ----------
    days : tuple of date
        As-of dates of the truth. Everyone at work is drawn once, on the first of them; managers help anew on each.
    effect : float
        Share of the exits by choice within the horizon that the help takes back.
    share : float
        Of everyone at work, drawn for help by lot; of the mean chance that a manager helps.
    """
    rng = np.random.default_rng([seed, 7])
    parts = [_choose(centre, day, chosen_by, share, rng) for day in days]
    everyone = pd.concat(parts, ignore_index=True).drop_duplicates("employee_id", ignore_index=True)
    helped = everyone[everyone["helped"]]
    spells = centre.tables["spells"]
    since = spells["employee_id"].map(helped.set_index("employee_id")["decided_on"])
    until = since + pd.Timedelta(days=horizon_days)
    ends = (spells["ended_on"] >= since) & (spells["ended_on"] < until) & (spells["exit_reason"] == "voluntary")
    leavers = spells.loc[ends & (spells["started_on"] < since), "employee_id"].unique()
    staying = leavers[rng.random(leavers.size) < effect]
    taken_back = spells["employee_id"].isin(staying) & spells["ended_on"].notna() & (spells["ended_on"] >= since)
    actions = _record(everyone if chosen_by == "lot" else helped, chosen_by)
    tables = centre.tables | {"spells": spells[~taken_back].reset_index(drop=True), "actions": actions}
    return replace(centre, tables=tables)


def last_months(centre: Centre, months: int) -> tuple[dt.date, ...]:
    """The last firsts of a month at which the truth is known, oldest first: days on which help can be given.

    Raises
    ------
    ConfigError
        The records do not hold so many months.
    """
    days = [day.date() for day in sorted(centre.truth["as_of_date"].unique())]
    days = [day for day in days if day < centre.observed_until]
    if not 1 <= months <= len(days):
        raise ConfigError(f"help can be given in 1 to {len(days)} months of these records. Got {months}.")
    return tuple(days[-months:])


def _choose(centre: Centre, day: dt.date, chosen_by: str, share: float, rng: np.random.Generator) -> pd.DataFrame:
    there = centre.truth[centre.truth["as_of_date"] == pd.Timestamp(day)]
    wobble = there["contribution_burnout"] + there["contribution_satisfaction"]
    wobble = ((wobble - wobble.mean()) / wobble.std()).to_numpy()
    chance = np.full(len(there), share)
    if chosen_by == "manager":
        chance = expit(np.log(share / (1 - share)) + 1.2 * wobble)
    return pd.DataFrame(
        {
            "employee_id": there["employee_id"].to_numpy(),
            "decided_on": there["as_of_date"].to_numpy(),
            "helped": rng.random(len(there)) < chance,
        }
    )


def _record(people: pd.DataFrame, chosen_by: str) -> pd.DataFrame:
    helped = people["helped"].to_numpy()
    drawn = chosen_by == "lot"
    text = {
        "driver": DRIVER,
        "action": ACTION,
        "assigned_by": "draw" if drawn else "analyst",
        "decided_by": "lot" if drawn else "manager",
        "draw_id": "simulated" if drawn else None,
    }
    frame = people[["employee_id", "decided_on"]].assign(**text)
    frame["arm"] = np.where(helped, "help", "none") if drawn else None
    frame["offered_on"] = people["decided_on"].where(helped)
    return frame.astype({name: "str" for name in (*text, "arm")}).sort_values(["employee_id", "decided_on"])
