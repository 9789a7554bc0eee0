"""The plan of help: for analysts everybody in it; for a team lead how many of the own team, where they are enough."""

import datetime as dt
from typing import Any

import pandas as pd
from fastapi.responses import Response

from houvast.actions.help_log import HelpVersion
from houvast.publish.help_plan import KeptPlan
from houvast.publish.plan_page import build_plan_view
from houvast.suppression import FEWEST_COUNTED, FEWEST_PEOPLE, round_count
from houvast.web.accounts import TEAM_LEAD
from houvast.web.help_files import open_plan
from houvast.web.helps import find_helps
from houvast.web.lists import PublishedList
from houvast.web.pages.places import find_own
from houvast.web.rows import build_people
from houvast.web.visit import Visit, render


def show(visit: Visit) -> Response:
    """The newest plan, or a page that says that there is none yet."""
    plan, lead = open_plan(visit.workspace), visit.reader.role == TEAM_LEAD
    if plan is None:
        return render(visit, "no_help.html.j2", section="plan", name="help_plan")
    visit.look("plan", list_=f"{plan.as_of} {plan.list_sha256[:12]}")
    if lead:
        return render(visit, "team_plan.html.j2", section="plan", plan=plan, said=_own_team(visit, plan))
    published = _list_of(visit, plan)
    helps = {one.employee_id: one for one in reversed(find_helps(visit.database)) if one.state != "withdrawn"}
    places = {} if published is None else _places(published)
    today = visit.database.now().date()
    ids = plan.rows["employee_id"]
    names = dict(zip(ids, build_people(ids, visit.identities, visit.language), strict=True))

    def more(row: dict[str, Any]) -> dict[str, Any]:
        given = helps.get(row["employee_id"])
        told = _more(visit, row, published, places, given if _is_of(given, plan) else None, today)
        return {**told, "name": names[row["employee_id"]]}

    view = build_plan_view(plan.rows, plan.terms, plan.totals, plan.weeks, visit.language, more=more)
    return render(visit, "plan.html.j2", section="plan", plan=plan, made_anew=published is None, **view)


def _more(
    visit: Visit, row: dict[str, Any], published: PublishedList | None, places: dict[str, int],
    given: HelpVersion | None, today: dt.date,
) -> dict[str, Any]:  # fmt: skip
    """Where the person's page is, what was given already, or the way to record that help was offered."""
    place = places.get(row["employee_id"])
    if published is None or place is None:
        return {}
    link = f"/lists/{published.as_of}/people/{place}"
    if given is not None:
        return {"link": f"{link}#given", "state": visit.language.text(f"help_progress.state_{given.state}")}
    if row["status"] != "planned":
        return {"link": link}
    driver = "" if pd.isna(row["driver"]) else row["driver"]
    codes = {"code": row["action"], "driver_code": driver, "list": published.digest, "today": str(today)}
    return {"link": f"{link}#given", "offer": f"{link}/help", **codes}


def _is_of(given: HelpVersion | None, plan: KeptPlan) -> bool:
    """Whether a help was decided since the plan's list."""
    return given is not None and given.decided_on >= str(plan.as_of)


def _list_of(visit: Visit, plan: KeptPlan) -> PublishedList | None:
    """The list that the plan was made from; None where it was made anew since."""
    published = visit.workspace.lists.open(plan.as_of)
    return published if published is not None and published.digest == plan.list_sha256 else None


def _places(published: PublishedList) -> dict[str, int]:
    return {person: at for at, person in enumerate(published.people["employee_id"], start=1)}


def _own_team(visit: Visit, plan: KeptPlan) -> str:
    """For about how many of the own team help is planned, unless they are few, or those without it are."""
    rows = plan.rows.assign(planned=plan.rows["status"] == "planned")
    teams = rows.groupby(["site", "team"], as_index=False)["planned"].agg(["sum", "size"])
    own = find_own(teams, visit.reader)
    count, people = (0, 0) if own is None or own.empty else (int(own[name].iloc[0]) for name in ("sum", "size"))
    if count < FEWEST_PEOPLE or people - count < FEWEST_COUNTED:
        return visit.language.text("help_plan.team_few", fewest=visit.language.number(FEWEST_PEOPLE))
    return visit.language.text("help_plan.team_planned", count=round_count(count))
