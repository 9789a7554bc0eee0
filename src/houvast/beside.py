"""The tables that are published beside the people of a list: what they are made from, and in which order."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.changes import build_changes
from houvast.curves import build_curve_table
from houvast.earlier import EarlierList, find_earlier
from houvast.score import Scored


def build_beside(
    scored: Scored,
    people: pd.DataFrame,
    contributions: pd.DataFrame,
    not_assessed: pd.DataFrame,
    *,
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
    tables = {"curves": build_curve_table(scored.curves, people["employee_id"])}
    if earlier:
        tables["changes"] = build_changes(
            people,
            contributions,
            earlier[0].read("risk_list"),
            earlier[0].read("contributions"),
            horizon_weeks=horizon_weeks,
            not_assessed=set(not_assessed["employee_id"]),
        )
    return tables, {"compared_with": _name_list(earlier[0], model_sha256) if earlier else None}


def _name_list(earlier: EarlierList, model_sha256: str) -> dict[str, Any]:
    return {
        "as_of_date": str(earlier.as_of),
        "manifest_sha256": earlier.manifest_sha256,
        "same_model": earlier.model_sha256 == model_sha256,
    }
