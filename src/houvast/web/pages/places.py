"""Teams and sites as a whole: how many people are expected to leave, and which drivers weigh; a lead sees their own.

What is shown here was made to be shown: groups that are too small, or from which somebody's own figure would follow,
have no figures in the published tables.
"""

from typing import Any

import numpy as np
import pandas as pd
from fastapi.responses import Response

from houvast.language import Language
from houvast.publish.charts import round_up
from houvast.publish.inert import build_shown
from houvast.publish.people import driver_name
from houvast.web.accounts import TEAM_LEAD, Account
from houvast.web.visit import Visit, redirect, render

DRIVERS = 3
"""Drivers that a group shows, those that weigh most."""


def newest(visit: Visit) -> Response:
    """The groups of the newest list, or a page that says that there is none yet."""
    days = visit.workspace.lists.days()
    return redirect(f"/lists/{days[0]}/places") if days else render(visit, "no_lists.html.j2", section="places")


def show(visit: Visit) -> Response:
    """The groups of a date, as far as they were published; of a team lead the own team only."""
    published, lead = visit.open_list(), visit.reader.role == TEAM_LEAD
    visit.look("places", list_=published.name)
    tables = {name: published.table(f"{name}s.parquet") for name in ("site", "team")}
    if lead:
        tables = {"team": find_own(tables["team"], visit.reader)}
    groups = {
        name: build_groups(table, name, visit.language)
        for name, table in tables.items()
        if table is not None and not table.empty
    }
    days = [str(day) for day in visit.workspace.lists.days() if day != published.as_of]
    weeks = published.weeks if published.has_people else ""
    return render(
        visit, "places.html.j2", section="places", published=published, groups=groups, days=days, lead=lead, weeks=weeks
    )


def find_own(table: pd.DataFrame | None, lead: Account) -> pd.DataFrame | None:
    """The row of a lead's team; none where the account names no site and several sites have a team of that name."""
    if table is None:
        return None
    own = table[table["team"] == lead.team]
    own = own[own["site"] == lead.site] if lead.site else own
    return own if len(own) == 1 else own.head(0)


def build_groups(table: pd.DataFrame, name: str, language: Language) -> list[dict[str, Any]]:
    """The rows of the page: those with figures first, by expected leavers for each person, most first."""
    codes = [column.removeprefix("driver_") for column in table.columns if column.startswith("driver_")]
    shown = table[~table["suppressed"].astype(bool)]
    rates = (shown["expected"] / shown["people"]).sort_values(ascending=False, kind="stable")
    ordered = pd.concat([shown.loc[rates.index], table[table["suppressed"].astype(bool)]])
    most = float(shown["expected_high"].div(shown["people"]).clip(upper=1).max()) if len(shown) else 1.0
    end = round_up(most)
    return [_group(row, name, codes, end, language) for row in ordered.to_dict("records")]


def _group(row: dict[str, Any], name: str, codes: list[str], end: float, language: Language) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": build_shown(str(row[name]), language),
        "site": build_shown(str(row["site"]), language) if name == "team" and not pd.isna(row["site"]) else "",
        "hidden": language.text(f"web.hidden_{row['why']}") if row["suppressed"] else "",
    }
    if row["suppressed"]:
        return told
    people = int(row["people"])
    shares = {part: row[column] / people for part, column in _PARTS.items()}
    weights = [(code, float(row[f"driver_{code}"])) for code in codes]
    weights = sorted(((code, value) for code, value in weights if np.isfinite(value)), key=lambda one: -abs(one[1]))
    return told | {
        "people": language.number(people),
        **{part: language.short(row[column]) for part, column in _PARTS.items()},
        "share": language.percent(shares["expected"]),
        **{f"at_{part}": round(100 * min(share / end, 1), 2) for part, share in shares.items()},
        "drivers": [(driver_name(code, language), language.points(value)) for code, value in weights[:DRIVERS]],
    }


_PARTS = {"expected": "expected", "low": "expected_low", "high": "expected_high"}
