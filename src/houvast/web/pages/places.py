"""Teams and sites as a whole: how many people are expected to leave, and which drivers weigh; a lead sees their own."""

from typing import Any

import numpy as np
import pandas as pd
from fastapi.responses import Response

from houvast.publish.inert import build_shown
from houvast.publish.people import driver_name
from houvast.web.accounts import TEAM_LEAD
from houvast.web.visit import Visit, redirect, render


def newest(visit: Visit) -> Response:
    """The groups of the newest list, or a page that says that there is none yet."""
    days = visit.workspace.lists.days()
    return redirect(f"/lists/{days[0]}/places") if days else render(visit, "no_lists.html.j2", section="places")


def show(visit: Visit) -> Response:
    """The groups of a date, as far as they were published."""
    published = visit.open_list()
    visit.look("places", list_=published.name)
    tables = {name: published.table(f"{name}s.parquet") for name in ("site", "team")}
    if visit.reader.role == TEAM_LEAD:
        tables = {"team": _own(tables["team"], visit.reader.team)}
    found = {name: _groups(table, name, visit) for name, table in tables.items() if table is not None}
    days = [str(day) for day in visit.workspace.lists.days() if day != published.as_of]
    return render(
        visit, "places.html.j2", section="places", published=published, groups=found, days=days,
        own=visit.reader.role == TEAM_LEAD,
    )  # fmt: skip


def _own(table: pd.DataFrame | None, team: str | None) -> pd.DataFrame | None:
    return None if table is None else table[table["team"] == team]


def _groups(table: pd.DataFrame, name: str, visit: Visit) -> list[dict[str, Any]]:
    """Rows for the template; the figures of a group that is too small were never published."""
    return [_group(row, name, visit) for row in table.to_dict("records")]


def _group(row: dict[str, Any], name: str, visit: Visit) -> dict[str, Any]:
    lingo = visit.language
    hidden = bool(row["suppressed"]) or pd.isna(row["expected"])
    drivers = [(code, float(row[f"driver_{code}"])) for code in _driver_codes(row)]
    drivers = [(code, value) for code, value in drivers if np.isfinite(value)]
    return {
        "name": build_shown(str(row[name]), lingo),
        "people": "" if pd.isna(row["people"]) else lingo.number(row["people"]),
        "hidden": hidden,
        "expected": "" if hidden else lingo.number(row["expected"], 1),
        "low": "" if hidden else lingo.number(row["expected_low"], 1),
        "high": "" if hidden else lingo.number(row["expected_high"], 1),
        "drivers": [
            (driver_name(code, lingo), lingo.signed(value)) for code, value in sorted(drivers, key=lambda one: -one[1])
        ],
    }


def _driver_codes(row: dict[str, Any]) -> list[str]:
    return [name.removeprefix("driver_") for name in row if name.startswith("driver_")]
