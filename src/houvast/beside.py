"""The tables that are published beside the people of a list: what they are made from, and in which order."""

import datetime as dt
import io
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.changes import build_changes
from houvast.curves import build_curve_table
from houvast.earlier import EarlierList, find_earlier, find_groups
from houvast.facts import build_facts
from houvast.forecasts import Terms, build_forecast
from houvast.hazard import HazardModel
from houvast.month_sums import sum_months
from houvast.place_tables import Members, build_place_tables, find_shown
from houvast.private_files import write_private
from houvast.records.snapshot import Snapshot
from houvast.risk_list import RiskList
from houvast.score import Scored

SHOWN_DAYS = 366
"""How far back figures of groups are held beside new ones: a person's risk of longer ago says little of that now."""


@dataclass(frozen=True)
class Telling:
    """What facts are told out of, and how.

    Parameters
    ----------
    snapshot : Snapshot
    X : DataFrame
        All features that were built, rows as in `Scored`.
    drivers : tuple of str
    set_aside : collection of str
        Tables that are not used.
    language : {"en", "nl"}
    """

    snapshot: Snapshot
    X: pd.DataFrame
    drivers: tuple[str, ...]
    set_aside: Collection[str]
    language: str


def add_beside(
    risk_list: RiskList, scored: Scored, telling: Telling, *, home: Path, members: Path, as_of: dt.date
) -> RiskList:
    """The list with its tables, and with the earlier lists that they rest on named in the manifest.

    Parameters
    ----------
    risk_list : RiskList
        Of the people in `scored`.
    home : Path
        `published/<config name>`, where the earlier lists are.
    members : Path
        Where `keep_members` kept who was in the groups of lists that name nobody.
    """
    people, contributions, weeks = risk_list.people, risk_list.contributions, risk_list.summary.horizon_weeks
    earlier = find_earlier(home, as_of, weeks)
    shown = [one for one in earlier if one.has("teams") and (as_of - one.as_of).days <= SHOWN_DAYS]
    groups = [one for one in find_groups(home, as_of) if (members / f"{one.as_of}.parquet").is_file()]
    groups = [one for one in groups if (as_of - one.as_of).days <= SHOWN_DAYS]
    before_now = [*map(_read_shown, shown), *(_read_groups(one, members) for one in groups)]
    sensitivity = scored.sensitivity.take(pd.Index(scored.employee_id).get_indexer(people["employee_id"]))
    apart = list(risk_list.not_assessed["employee_id"])
    tables = {
        "curves": build_curve_table(scored.curves, people["employee_id"]),
        "facts": _build_facts(scored, [*people["employee_id"], *apart], telling, as_of),
        **build_place_tables(people, contributions, sensitivity, scored.covariance, before_now),
    }
    rests_on: dict[str, Any] = {
        "compared_with": None,
        "places_held_beside": {str(one.as_of): one.manifest_sha256 for one in [*shown, *groups]},
    }
    if earlier:
        before = earlier[0].read("risk_list"), earlier[0].read("contributions")
        tables["changes"] = build_changes(people, contributions, *before, horizon_weeks=weeks, not_assessed=apart)
        rests_on["compared_with"] = _name_list(earlier[0], risk_list.manifest["model_sha256"])
    return replace(risk_list, beside=tables, manifest=risk_list.manifest | rests_on)


def add_forecast(risk_list: RiskList, model: HazardModel, X: pd.DataFrame, terms: Terms) -> RiskList:
    """The list with its table `forecast`; `X` has the people's features, in their order."""
    sums = sum_months(model, X, risk_list.people)
    sites, teams = risk_list.beside["sites"], risk_list.beside["teams"]
    table = build_forecast(sums, model.covariance_, sites, teams, terms)
    return replace(risk_list, beside={**risk_list.beside, "forecast": table})


def _build_facts(scored: Scored, order: list[str], telling: Telling, as_of: dt.date) -> pd.DataFrame:
    """Facts of everybody at work, in the order of the list and then of those who are not assessed."""
    at = pd.Index(scored.employee_id).get_indexer(order)
    return build_facts(
        telling.snapshot,
        scored.place.assign(employee_id=scored.employee_id).take(at).reset_index(drop=True),
        telling.X.take(at).reset_index(drop=True),
        as_of=as_of,
        drivers=telling.drivers,
        set_aside=telling.set_aside,
        language=telling.language,
    )


def keep_members(folder: Path, as_of: dt.date, risk_list: RiskList) -> None:
    """Keep who was in which group of a list that names nobody: the next one's groups are held beside it."""
    content = io.BytesIO()
    risk_list.people[["employee_id", "site", "team"]].sort_values("employee_id").to_parquet(content, index=False)
    write_private(folder / f"{as_of}.parquet", content.getvalue())


def _read_groups(groups: EarlierList, members: Path) -> Members:
    people = pd.read_parquet(members / f"{groups.as_of}.parquet")
    return find_shown(people, [groups.read("sites"), groups.read("teams")])


def _read_shown(earlier: EarlierList) -> Members:
    return find_shown(earlier.read("risk_list"), [earlier.read("sites"), earlier.read("teams")])


def _name_list(earlier: EarlierList, model_sha256: str) -> dict[str, Any]:
    return {
        "as_of_date": str(earlier.as_of),
        "manifest_sha256": earlier.manifest_sha256,
        "same_model": earlier.model_sha256 == model_sha256,
    }
