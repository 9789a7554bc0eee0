"""What became of help: offered, accepted, done, by whom it was decided; and the stop sign where help does harm."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from fastapi.responses import Response

from houvast.actions.help_log import HelpVersion
from houvast.suppression import FEWEST_PEOPLE
from houvast.web.accounts import TEAM_LEAD
from houvast.web.help_files import open_effects
from houvast.web.help_view import count_states, find_stops, tell_help
from houvast.web.helps import find_helps
from houvast.web.lists import PublishedList
from houvast.web.pages.places import find_own
from houvast.web.rows import build_people
from houvast.web.visit import Visit, render

MOST_ROWS = 500


def show(visit: Visit) -> Response:
    """Every help on record, newest first; for a team lead the counts of the own team, where they are many enough."""
    lingo, lead = visit.language, visit.reader.role == TEAM_LEAD
    helps = find_helps(visit.database)
    visit.look("progress")
    newest = _newest(visit)
    if lead:
        helps = _own_team(visit, newest, helps)
    hidden = lead and len({one.employee_id for one in helps}) < FEWEST_PEOPLE
    shown = [] if lead else helps[:MOST_ROWS]
    places = {} if newest is None or lead else _places(newest)
    return render(
        visit,
        "progress.html.j2",
        section="progress",
        stops=find_stops(open_effects(visit.workspace), lingo),
        facts=[] if hidden else count_states(helps, lingo, rounded=lead),
        hidden=hidden,
        fewest=lingo.number(FEWEST_PEOPLE),
        lead=lead,
        rows=_rows(visit, shown, newest, places),
        more=max(len(helps) - MOST_ROWS, 0),
    )


def _newest(visit: Visit) -> PublishedList | None:
    days = visit.workspace.lists.days()
    published = visit.workspace.lists.open(days[0]) if days else None
    return published if published is not None and published.has_people else None


def _places(published: PublishedList) -> dict[str, int]:
    return {person: at for at, person in enumerate(published.people["employee_id"], start=1)}


def _rows(
    visit: Visit, shown: list[HelpVersion], newest: PublishedList | None, places: Mapping[str, int]
) -> list[dict[str, Any]]:
    if not shown:
        return []
    names = build_people(pd.Series([one.employee_id for one in shown]), visit.identities, visit.language)
    return [
        {**tell_help(one, visit.language), "name": name, "link": _link(newest, places.get(one.employee_id))}
        for one, name in zip(shown, names, strict=True)
    ]


def _link(newest: PublishedList | None, place: int | None) -> str:
    return "" if newest is None or place is None else f"/lists/{newest.as_of}/people/{place}#given"


def _own_team(visit: Visit, newest: PublishedList | None, helps: list[HelpVersion]) -> list[HelpVersion]:
    """Help to those who are in the lead's team on the newest list."""
    if newest is None:
        return []
    teams = newest.people.groupby(["site", "team"], as_index=False).size()
    own = find_own(teams, visit.reader)
    if own is None or own.empty:
        return []
    people = newest.people
    there = people[(people["team"] == own["team"].iloc[0]) & (people["site"] == own["site"].iloc[0])]
    return [one for one in helps if one.employee_id in set(there["employee_id"])]
