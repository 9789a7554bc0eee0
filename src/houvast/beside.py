"""The tables that are published beside the people of a list: what they are made from, and in which order."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.changes import build_changes
from houvast.curves import build_curve_table
from houvast.earlier import EarlierList, find_earlier
from houvast.facts import build_facts
from houvast.place_tables import Members, build_place_tables, find_shown
from houvast.records.snapshot import Snapshot
from houvast.score import Scored

SHOWN_DAYS = 366
"""How far back figures of groups are held beside new ones: a person's risk of longer ago says little of that now."""


@dataclass(frozen=True)
class Telling:
    """What facts are told of, and how.

    Parameters
    ----------
    X : DataFrame
        All features that were built, rows as in `Scored`.
    drivers : tuple of str
    set_aside : tuple of str
        Tables that are not used.
    language : {"en", "nl"}
    """

    X: pd.DataFrame
    drivers: tuple[str, ...]
    set_aside: tuple[str, ...]
    language: str


def build_beside(
    scored: Scored,
    people: pd.DataFrame,
    contributions: pd.DataFrame,
    not_assessed: pd.DataFrame,
    *,
    snapshot: Snapshot,
    telling: Telling,
    home: Path,
    as_of: dt.date,
    horizon_weeks: int,
    model_sha256: str,
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables by name, and what the manifest says of the earlier lists that they rest on.

    Parameters
    ----------
    people, contributions, not_assessed : DataFrame
        As from `score.build_list`.
    home : Path
        `published/<config name>`, where the earlier lists are.
    """
    earlier = find_earlier(home, as_of, horizon_weeks)
    beside = [one for one in earlier if one.has("teams") and (as_of - one.as_of).days <= SHOWN_DAYS]
    rows = pd.Index(scored.employee_id).get_indexer(people["employee_id"])
    tables = {
        "curves": build_curve_table(scored.curves, people["employee_id"]),
        **build_place_tables(
            people, contributions, scored.sensitivity.take(rows), scored.covariance, map(_read_shown, beside)
        ),
    }
    tables["facts"] = _build_facts(
        scored, [*people["employee_id"], *not_assessed["employee_id"]], snapshot, telling, as_of
    )
    if earlier:
        tables["changes"] = build_changes(
            people,
            contributions,
            earlier[0].read("risk_list"),
            earlier[0].read("contributions"),
            horizon_weeks=horizon_weeks,
            not_assessed=set(not_assessed["employee_id"]),
        )
    return tables, {
        "compared_with": _name_list(earlier[0], model_sha256) if earlier else None,
        "places_held_beside": {str(one.as_of): one.manifest_sha256 for one in beside},
    }


def _build_facts(
    scored: Scored, order: list[str], snapshot: Snapshot, telling: Telling, as_of: dt.date
) -> pd.DataFrame:
    """Facts of everybody at work, in the order of the list and then of those who are not assessed."""
    at = pd.Index(scored.employee_id).get_indexer(order)
    return build_facts(
        snapshot,
        scored.place.assign(employee_id=scored.employee_id).take(at).reset_index(drop=True),
        telling.X.take(at).reset_index(drop=True),
        as_of=as_of,
        drivers=telling.drivers,
        set_aside=telling.set_aside,
        language=telling.language,
    )


def _read_shown(earlier: EarlierList) -> Members:
    return find_shown(earlier.read("risk_list"), [earlier.read("sites"), earlier.read("teams")])


def _name_list(earlier: EarlierList, model_sha256: str) -> dict[str, Any]:
    return {
        "as_of_date": str(earlier.as_of),
        "manifest_sha256": earlier.manifest_sha256,
        "same_model": earlier.model_sha256 == model_sha256,
    }
