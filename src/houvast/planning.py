"""The stage that plans help: from the newest published list, and what draws have proven, to a plan.

Who was drawn to go without at first stays without; an effect is proven where a draw of that action proved it at the
horizon of the list (`houvast effects`), and assumed as the config says elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from houvast.actions.costs import Range
from houvast.actions.draw import NONE
from houvast.actions.draw_ledger import read_draws
from houvast.actions.help_catalogue import load_help
from houvast.actions.newest_list import open_newest
from houvast.actions.plan import Terms, Totals, build_plan, sum_up
from houvast.errors import ConfigError
from houvast.leaving_terms import cost_to_replace
from houvast.publish.effects import read_effects
from houvast.purpose import check_purpose
from houvast.signing import load_key
from houvast.use import Use


@dataclass(frozen=True)
class HelpPlan:
    """A plan, and what it was made under.

    Parameters
    ----------
    as_of, list_sha256 : str
        ISO date, and digest, of the list.
    rows : DataFrame
        See `actions.plan.build_plan`.
    terms : Terms
    totals : Totals
    horizon_weeks : int
    config_name : str
    """

    as_of: str
    list_sha256: str
    rows: pd.DataFrame
    terms: Terms
    totals: Totals
    horizon_weeks: int
    config_name: str


def make_plan(use: Use, *, signed: str) -> HelpPlan:
    """The plan of the newest list.

    Parameters
    ----------
    signed : str
        Digest of the list that a named person signed; no plan is made from any other.

    Raises
    ------
    ConfigError
        There is no list of people, or it is another one than was signed.
    RecordsError
        The ledger of draws was altered.
    """
    check_purpose(use)
    newest = open_newest(use.published, signed, name=use.config.name, purpose="plan for")
    folder = newest.folder
    weeks = use.config.outcome.horizon_weeks
    people = pd.read_parquet(folder / "risk_list.parquet").rename(columns={f"risk_{weeks}w": "risk"})
    if "risk" not in people:
        raise ConfigError(f"the newest list has no risk at {weeks} weeks. Make a list with this config first.")
    contributions = pd.read_parquet(folder / "contributions.parquet")
    apart = folder / "not_assessed.parquet"
    nobody = pd.DataFrame(columns=["employee_id", "site", "team"])
    not_assessed = pd.read_parquet(apart) if apart.exists() else nobody
    terms = build_terms(use)
    rows = build_plan(people, contributions, not_assessed, terms, load_help(), pd.Timestamp(newest.as_of))
    return HelpPlan(newest.as_of, newest.digest, rows, terms, sum_up(rows, terms), weeks, use.config.name)


def build_terms(use: Use) -> Terms:
    """What plans of this use are made under."""
    config = use.config.help
    draws = read_draws(use.data / "draws.jsonl")
    newest = draws[-1].draw_id if draws else ""
    arms = [draw.arms for draw in draws if draw.draw_id == newest and draw.by == "person"]
    return Terms(
        hours=config.hours_a_month,
        hour_cost=config.hour_cost,
        replacement=cost_to_replace(use.config),
        assumed=config.assumed_effect,
        proven=find_proven(read_effects(use.published / "effects", load_key(use.installation_key)), use.horizon_days),
        without=frozenset(name for one in arms for name, (_, arm) in one.items() if arm == NONE),
    )


def find_proven(effects: Mapping[str, Any] | None, days: int) -> dict[str, Range]:
    """Action to the interval of its relative effect, of the draws that proved one to help at this horizon.

    The relative effect is 1 less the risk ratio. Where several draws proved one, the widest range of all of them.
    Nothing is proven where no effects were published.
    """
    found: dict[str, Range] = {}
    for draw in effects["draws"] if effects is not None else ():
        for effect, verdict in zip(draw["effects"], draw["verdicts"], strict=True):
            if effect["days"] == days and _helps(verdict, effect):
                low, high = 1 - effect["ratio"]["high"], 1 - effect["ratio"]["low"]
                before = found.get(draw["action"], (low, high))
                found[draw["action"]] = (max(min(low, before[0]), 0.0), min(max(high, before[1]), 1.0))
    return found


def _helps(verdict: dict[str, Any], effect: dict[str, Any]) -> bool:
    proven = verdict["code"] == "proven" and verdict["direction"] == "helps"
    return proven and None not in (effect["ratio"]["low"], effect["ratio"]["high"])
