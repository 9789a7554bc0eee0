"""What changed since the earlier list, as a reader sees it: in one line for everybody, and in one for each person."""

import datetime as dt
from typing import Any

import pandas as pd

from houvast.language import Language
from houvast.publish.people_words import build_percent, driver_name
from houvast.risk_list import RiskList


def build_changes_view(risk_list: RiskList, language: Language) -> list[str]:
    """Sentences on all changes together, and on what they are beside; none where there is no earlier list."""
    table, earlier = risk_list.beside.get("changes"), risk_list.manifest.get("compared_with")
    if table is None or not earlier:
        return []
    counts = table["change"].value_counts()
    numbers = {name: language.number(int(counts.get(name, 0))) for name in ("up", "down", "new", "same", "gone")}
    date = language.date(dt.date.fromisoformat(earlier["as_of_date"]))
    told = [language.text("page.changes", date=date, **numbers), language.text("page.changes_rule")]
    return told if earlier["same_model"] else [*told, language.text("page.changes_other_model")]


def find_changes(risk_list: RiskList) -> dict[str, dict]:
    """The rows of the table `changes` by person; none where there is no earlier list."""
    table = risk_list.beside.get("changes")
    return {} if table is None else {row["employee_id"]: row for row in table.to_dict("records")}


def build_change(row: dict[str, Any] | None, language: Language) -> str:
    """How one person's risk changed; empty where there is nothing to be beside.

    Parameters
    ----------
    row : dict or None
        Of the table `changes`.
    """
    if row is None:
        return ""
    if row["change"] not in ("up", "down"):
        return language.text(f"page.change_{row['change']}")
    told = language.text(f"page.change_{row['change']}", before=build_percent(row["risk_before"], language))
    if pd.isna(row["moved_driver"]):
        return told
    driver, points = driver_name(row["moved_driver"], language), language.signed(row["moved"])
    return language.text("page.change_moved", change=told, driver=driver, points=points)


def build_horizons(row: dict[str, Any], weeks: int, language: Language) -> str:
    """The risk at the other horizons of the list, shortest first; empty where there are none."""
    found = (name.removeprefix("risk_").removesuffix("w") for name in row if name.startswith("risk_"))
    others = sorted(int(one) for one in found if one.isdigit() and int(one) != weeks)
    parts = [
        language.text("page.person_horizon", risk=build_percent(row[f"risk_{one}w"], language), weeks=one)
        for one in others
    ]
    return " · ".join(parts)
