"""Plan, progress and effects in the workspace: who sees what, what is recorded, and what cannot be."""

import dataclasses
import datetime as dt
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from made_up_help import draw_made_up, publish_made_up_effects, publish_made_up_plan
from made_up_list import AS_OF
from web_browser import Browser

from houvast.actions.help_log import read_versions
from houvast.audit_log import find_entries
from houvast.language import language_of
from houvast.publish.help_plan import publish_plan
from houvast.web.app import build_app
from houvast.web.help_view import count_states
from houvast.web.helps import HelpProblemError, find_helps, find_versions, read_entry
from houvast.web.lists import PublishedLists

PERSON = f"/lists/{AS_OF}/people/1"
TODAY = "2025-06-02"


@pytest.fixture
def workspace(workspace, published, tmp_path):
    home = tmp_path / "published"
    shutil.copytree(published, home, symlinks=True)
    return dataclasses.replace(workspace, lists=PublishedLists(home), draws=tmp_path / "draws.jsonl")


@pytest.fixture
def listed(workspace):
    return workspace.lists.open(AS_OF)


def sign_in(workspace, role) -> Browser:
    browser = Browser(build_app(workspace))
    browser.sign_in(role)
    return browser


def entry(listed, **given):
    return {"list": listed.digest, "action": "career_talk", "decided_on": TODAY, **given}


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/plan", "No plan has been published yet"),
        ("/effects", "No effects have been published yet"),
        ("/progress", "No help has been recorded here yet."),
    ],
)
def test_where_nothing_is_there_the_pages_say_what_to_do(path, said, analyst) -> None:
    answer = analyst.get(path)
    assert answer.status_code == 200
    assert said in answer.text


def test_the_plan_shows_everybody_in_it_and_who_waits(analyst, workspace) -> None:
    plan = publish_made_up_plan(workspace.lists.home, AS_OF, hours=10)
    page = analyst.get("/plan").text
    text = words(page)
    people = plan.totals.people
    assert f"Help planned: {people['planned']}" in text
    assert "Drawn to go without at first: 2" in text
    assert "Not assessed: too little is known: 1" in text
    assert "Waits: no hours left this month" in text
    assert "THIS IS ASSUMED, NOT PROVEN" in text
    assert page.count("Offered today") == people["planned"]
    assert find_entries(workspace.database.log, limit=1)[0].action == "plan"


def test_help_is_recorded_from_the_plan_and_shown_there(analyst, workspace, listed) -> None:
    plan = publish_made_up_plan(workspace.lists.home, AS_OF)
    first = plan.rows[plan.rows["status"] == "planned"].iloc[0]
    place = int(first["rank"])
    answer = analyst.post(
        f"/lists/{AS_OF}/people/{place}/help", "/plan", list=listed.digest, action=first["action"],
        driver=first["driver"], decided_on=TODAY, offered_on=TODAY, back="plan",
    )  # fmt: skip
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan#planned")
    page = analyst.get("/plan").text
    assert page.count("Offered today") == plan.totals.people["planned"] - 1
    assert '<strong class="given">offered</strong>' in page
    (help_,) = find_helps(workspace.database)
    assert (help_.employee_id, help_.state, help_.account) == (first["employee_id"], "offered", "analyst")


def test_a_plan_of_a_list_that_was_made_anew_offers_no_forms(analyst, workspace) -> None:
    plan = publish_made_up_plan(workspace.lists.home, AS_OF)
    rows = plan.rows.assign(risk=0.5)
    other = dataclasses.replace(plan, list_sha256="0" * 64, rows=rows)
    publish_plan(workspace.lists.home / "plan", other, lines=[], title="", language="en", key=b"")
    page = analyst.get("/plan").text
    assert "was made anew since: plan again" in page
    assert "Offered today" not in page


@pytest.mark.parametrize("name", ["plan.json", "plan.parquet", "manifest.json"])
def test_a_plan_that_somebody_altered_is_not_shown(name, analyst, workspace) -> None:
    publish_made_up_plan(workspace.lists.home, AS_OF)
    path = workspace.lists.home / "plan" / str(AS_OF) / name
    path.write_bytes(path.read_bytes() + b" ")
    assert analyst.get("/plan").status_code == 500


def test_a_team_lead_sees_nobody_in_the_plan_and_no_count_below_ten(workspace) -> None:
    plan = publish_made_up_plan(workspace.lists.home, AS_OF)
    lead = sign_in(workspace, "team_lead")
    page = lead.get("/plan").text
    assert "fewer than 10" in page
    assert not any(person in page for person in plan.rows["employee_id"])
    team = plan.rows.assign(status="without_at_first", site="Groningen", team="Zorg 1")
    for planned, said in (
        (9, ""),
        (12, "about 10 people"),
        (13, "about 15 people"),
        (len(team) - 4, ""),
        (len(team), ""),
    ):
        rows = team.assign(status=["planned"] * planned + ["without_at_first"] * (len(team) - planned))
        home = workspace.lists.home / "plan"
        publish_plan(home, dataclasses.replace(plan, rows=rows), lines=[], title="", language="en", key=b"")
        page = lead.get("/plan").text
        assert (f"In your team help is planned for {said}." in page) == bool(said)
        assert ("fewer than 10, or nearly everybody" in page) == (not said)


def test_help_goes_step_by_step_and_every_step_is_kept(analyst, workspace, listed) -> None:
    assert analyst.post(f"{PERSON}/help", PERSON, **entry(listed)).headers["location"] == f"{PERSON}#given"
    (first,) = find_helps(workspace.database)
    step = entry(listed, help=str(first.help), version=str(first.id), offered_on=TODAY, accepted="yes")
    assert analyst.post(f"{PERSON}/help", PERSON, **step).status_code == 303
    (now,) = find_helps(workspace.database)
    assert (now.state, now.help, now.decided_on) == ("accepted", first.help, TODAY)
    assert [one.state for one in find_versions(workspace.database, first.help)] == ["decided", "accepted"]
    text = words(analyst.get(PERSON).text)
    assert "A talk about routes: what is there, and what would you like? accepted" in text
    assert "Offered: 2 June 2025" in text
    looks = find_entries(workspace.database.log, action="help_recorded")
    assert [look.detail for look in looks] == ['{"state": "accepted"}', '{"state": "decided"}']
    assert looks[0].person
    assert first.action not in "".join(look.detail for look in looks)


def test_who_read_an_older_version_changes_nothing(analyst, workspace, listed) -> None:
    analyst.post(f"{PERSON}/help", PERSON, **entry(listed))
    (first,) = find_helps(workspace.database)
    step = entry(listed, help=str(first.help), version=str(first.id), offered_on=TODAY)
    analyst.post(f"{PERSON}/help", PERSON, **step)
    answer = analyst.post(f"{PERSON}/help", PERSON, **{**step, "accepted": "no"})
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.text
    assert find_helps(workspace.database)[0].state == "offered"


def test_help_that_was_withdrawn_can_be_recorded_anew(analyst, workspace, listed) -> None:
    analyst.post(f"{PERSON}/help", PERSON, **entry(listed))
    (first,) = find_helps(workspace.database)
    again = analyst.post(f"{PERSON}/help", PERSON, **entry(listed))
    assert again.status_code == 422
    assert "was recorded for that day already" in again.text
    gone = entry(listed, help=str(first.help), version=str(first.id), withdrawn="yes")
    assert analyst.post(f"{PERSON}/help", PERSON, **gone).status_code == 303
    assert analyst.post(f"{PERSON}/help", PERSON, **{**gone, "version": str(first.id + 1)}).status_code == 422
    assert analyst.post(f"{PERSON}/help", PERSON, **entry(listed)).status_code == 303
    assert sorted(one.state for one in find_helps(workspace.database)) == ["decided", "withdrawn"]


def test_a_form_for_another_person_or_list_keeps_nothing(analyst, workspace, listed) -> None:
    analyst.post(f"{PERSON}/help", PERSON, **entry(listed))
    (first,) = find_helps(workspace.database)
    elsewhere = entry(listed, help=str(first.help), version=str(first.id), offered_on=TODAY)
    assert analyst.post(f"/lists/{AS_OF}/people/2/help", PERSON, **elsewhere).status_code == 422
    assert analyst.post(f"{PERSON}/help", PERSON, **entry(listed, list="0" * 64)).status_code == 409
    assert analyst.post(f"{PERSON}/help", PERSON, **entry(listed, help="x", version="1")).status_code == 400
    assert analyst.post(f"/lists/{AS_OF}/people/999/help", PERSON, **entry(listed)).status_code == 404
    assert len(read_versions(Path(workspace.database.engine.url.database))) == 1


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"action": "massage"}, "action"),
        ({"driver": "pay"}, "action"),
        ({"accepted": "perhaps", "offered_on": TODAY}, "action"),
        ({"decided_on": ""}, "decided"),
        ({"decided_on": "soon"}, "date"),
        ({"decided_on": "0001-01-01"}, "date"),
        ({"offered_on": "2025-06-03"}, "ahead"),
        ({"offered_on": "2025-06-01"}, "order"),
        ({"decided_on": "2025-05-01", "offered_on": "2025-05-20", "done_on": "2025-05-10"}, "order"),
        ({"accepted": "yes"}, "not_offered"),
        ({"done_on": TODAY}, "not_offered"),
        ({"offered_on": TODAY, "accepted_on": TODAY}, "declined"),
        ({"offered_on": TODAY, "accepted": "no", "done_on": TODAY}, "declined"),
    ],
)
def test_what_cannot_be_is_not_kept_and_says_why(form, code) -> None:
    with pytest.raises(HelpProblemError, match=f"^{code}$"):
        read_entry({"action": "career_talk", "decided_on": TODAY, **form}, dt.date.fromisoformat(TODAY))


def test_the_page_says_what_stands_in_the_way_in_both_languages(analyst, workspace, listed) -> None:
    answer = analyst.post(f"{PERSON}/help", PERSON, **entry(listed, offered_on="2025-07-01"))
    assert answer.status_code == 422
    assert "A date lies in the future" in answer.text
    assert find_entries(workspace.database.log, limit=1)[0].action == "person"
    analyst.post("/language", "/password", language="nl", back="/lists")
    assert (
        "Een datum ligt in de toekomst"
        in analyst.post(f"{PERSON}/help", PERSON, **entry(listed, offered_on="2025-07-01")).text
    )
    assert find_helps(workspace.database) == []


def test_who_was_drawn_is_told_on_their_page_and_their_help_belongs_to_the_draw(workspace, listed) -> None:
    draw_made_up(workspace.draws, listed)
    analyst = sign_in(workspace, "analyst")
    assert "Drawn to be offered help (demo-d)." in analyst.get(PERSON).text
    assert "Drawn to go without at first (demo-d)." in analyst.get(f"/lists/{AS_OF}/people/2").text
    analyst.post(f"{PERSON}/help", PERSON, **entry(listed))
    (given,) = find_helps(workspace.database)
    assert (given.draw_id, given.arm, given.stratum) == ("demo-d", "help", "24+")
    assert "drawn by lot" in analyst.get("/progress").text


def test_progress_counts_and_names_for_analysts_and_stops_for_all(analyst, workspace, listed) -> None:
    publish_made_up_effects(workspace.lists.home, stops=True)
    for place, given in ((1, {}), (2, {"offered_on": TODAY}), (3, {"offered_on": TODAY, "accepted": "no"})):
        analyst.post(f"/lists/{AS_OF}/people/{place}/help", PERSON, **entry(listed, **given))
    page = analyst.get("/progress").text
    text = words(page)
    assert "1 decided, not offered yet" in text or "decided, not offered yet 1" in text
    assert "STOP: more of the helped leave than chance allows" in text
    assert "&lt;b&gt;resilience&lt;/b&gt;" in page
    assert f'href="/lists/{AS_OF}/people/3#given"' in page
    lead = sign_in(workspace, "team_lead").get("/progress").text
    assert "fewer than 10" in lead
    assert "STOP" in lead
    assert not any(person in lead for person in listed.people["employee_id"])


def test_a_team_lead_reads_counts_of_helps_in_fives() -> None:
    helps = [SimpleNamespace(state=state) for state in ["offered"] * 12 + ["accepted"] * 4 + ["withdrawn"]]
    lingo = language_of("en")
    assert [value for _, value in count_states(helps, lingo)] == ["0", "12", "4", "0", "0", "1"]
    few = "fewer than 5"
    assert [value for _, value in count_states(helps, lingo, rounded=True)] == [few, "10", few, few, few]


def test_effects_are_shown_to_whoever_reads_groups(workspace) -> None:
    publish_made_up_effects(workspace.lists.home)
    for role in ("analyst", "data_scientist", "team_lead"):
        text = words(sign_in(workspace, role).get("/effects").text)
        assert "What we know" in text
        assert "proven: fewer left" in text
        assert "Of no help is it proven" not in text
    assert sign_in(workspace, "auditor").get("/effects").status_code == 403


def test_effects_that_somebody_altered_are_not_shown(analyst, workspace) -> None:
    publish_made_up_effects(workspace.lists.home)
    path = workspace.lists.home / "effects" / "2025-06-01" / "effects.json"
    path.write_text(path.read_text(encoding="utf-8").replace("proven", "proved"), encoding="utf-8")
    assert analyst.get("/effects").status_code == 500
