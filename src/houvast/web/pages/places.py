"""Teams and sites as a whole: how many people are expected to leave, and which drivers weigh; a lead sees their own.

What is shown here was made to be shown: groups that are too small, or from which somebody's own figure would follow,
have no figures in the published tables.
"""

from typing import Any

import pandas as pd
from fastapi.responses import Response

from houvast.language import Language
from houvast.publish.charts import round_up
from houvast.publish.people import build_place, driver_name
from houvast.web.accounts import TEAM_LEAD, Account
from houvast.web.visit import Visit, redirect, render

DRIVERS = 3
"""Drivers that a group shows, those that weigh most."""
LEAST = 0.0005
"""Mean contribution that is shown: less reads as 0.0 points."""


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
    there = {name: table for name, table in tables.items() if table is not None and not table.empty}
    groups = {name: build_groups(table, name, visit.language) for name, table in there.items()}
    hidden = {name: build_hidden(table, name, visit.language) for name, table in there.items()}
    days = [str(day) for day in visit.workspace.lists.days() if day != published.as_of]
    weeks = published.weeks if published.has_people else ""
    return render(
        visit,
        "places.html.j2",
        section="places",
        published=published,
        groups=groups,
        hidden=hidden,
        days=days,
        lead=lead,
        weeks=weeks,
    )


def find_own(table: pd.DataFrame | None, lead: Account) -> pd.DataFrame | None:
    """The row of a lead's team; none where the account names no site and several sites have a team of that name."""
    if table is None:
        return None
    own = table[table["team"] == lead.team]
    own = own[own["site"] == lead.site] if lead.site else own
    return own if len(own) == 1 else own.head(0)


def build_groups(table: pd.DataFrame, name: str, language: Language) -> list[dict[str, Any]]:
    """The groups with figures, by expected leavers for each person, most first."""
    codes = [column.removeprefix("driver_") for column in table.columns if column.startswith("driver_")]
    shown = table[~table["suppressed"].astype(bool)]
    if shown.empty:
        return []
    rates = (shown["expected"] / shown["people"]).sort_values(ascending=False, kind="stable")
    end = round_up(min(1.0, float((shown["expected_high"] / shown["people"]).max())))
    return [_group(row, name, codes, end, language) for row in shown.loc[rates.index].to_dict("records")]


def build_hidden(table: pd.DataFrame, name: str, language: Language) -> list[tuple[str, list[str]]]:
    """Why groups have no figures, and the names of those groups."""
    hidden = table[table["suppressed"].astype(bool)]
    return [
        (language.text(f"web.hidden_{why}"), [_name(row, name, language) for row in own.to_dict("records")])
        for why, own in hidden.groupby("why", sort=True)
    ]


def _name(row: dict[str, Any], name: str, language: Language) -> str:
    return build_place(row["site"], row["team"] if name == "team" else None, language)


def _group(row: dict[str, Any], name: str, codes: list[str], end: float, language: Language) -> dict[str, Any]:
    people = int(row["people"])
    shares = {part: row[column] / people for part, column in _PARTS.items()}
    weights = [(code, float(row[f"driver_{code}"])) for code in codes]
    weighing = sorted(((code, value) for code, value in weights if abs(value) >= LEAST), key=lambda one: -abs(one[1]))
    return {
        "name": _name(row, name, language),
        "people": language.number(people),
        **{part: language.short(row[column]) for part, column in _PARTS.items()},
        "share": language.percent(shares["expected"]),
        **{f"at_{part}": round(100 * min(share / end, 1), 2) for part, share in shares.items()},
        "drivers": [(driver_name(code, language), language.points(value)) for code, value in weighing[:DRIVERS]],
    }


_PARTS = {"expected": "expected", "low": "expected_low", "high": "expected_high"}
