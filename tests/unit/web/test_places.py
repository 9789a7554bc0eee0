"""Teams and sites: the figures that were published, and of a lead the own team only."""

import html
import re
from dataclasses import replace

import pandas as pd
import pytest
from made_up_list import AS_OF, made_up_list
from published_extras import add_extras, made_up_extras
from web_browser import Browser

from houvast.language import language_of
from houvast.publish import publish_list
from houvast.web.accounts import find_account
from houvast.web.app import build_app
from houvast.web.lists import PublishedLists
from houvast.web.pages.places import build_groups, build_hidden, find_own

LIST = "/lists/2025-06-01"
TEAMS = pd.DataFrame(
    {
        "site": ["A", "A", "B", "B"],
        "team": ["one", "two", "one", "three"],
        "suppressed": [False, True, False, False],
        "why": ["", "close", "", ""],
        "people": [20, None, 40, 10],
        "expected": [2.0, None, 2.0, 2.5],
        "expected_low": [0.5, None, 1.0, 1.0],
        "expected_high": [5.0, None, 4.0, 5.0],
        "driver_pay": [0.01, None, -0.03, None],
        "driver_burnout": [0.02, None, 0.01, 0.005],
        "driver_career": [0.0004, None, -0.0004, 0.0],
    }
)


@pytest.fixture(scope="module")
def with_places(tmp_path_factory):
    made = made_up_list()
    home = tmp_path_factory.mktemp("places") / "demo"
    add_extras(publish_list(home, AS_OF, made, "en", ()), **made_up_extras(made.people))
    return PublishedLists(home)


def read(workspace, lists, role: str) -> str:
    browser = Browser(build_app(replace(workspace, lists=lists)))
    browser.sign_in(role)
    page = browser.get(f"{LIST}/places").text
    return html.unescape(
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]))
    )


def test_groups_stand_in_order_of_leavers_for_each_person_and_hidden_ones_apart() -> None:
    rows = build_groups(TEAMS, "team", language_of("nl"))
    assert [row["name"] for row in rows] == ["B · three", "A · one", "B · one"]
    assert (rows[0]["expected"], rows[0]["low"], rows[0]["high"], rows[0]["share"]) == ("2,5", "1", "5", "25%")
    assert rows[0]["at_expected"] == 50 and rows[0]["at_high"] == 100
    assert rows[2]["drivers"] == [("Loon", "−3,0 punt"), ("Belasting en herstel", "+1,0 punt")]
    assert rows[0]["drivers"] == [("Belasting en herstel", "+0,5 punt")]
    ((why, names),) = build_hidden(TEAMS, "team", language_of("nl"))
    assert names == ["A · two"] and "enkele mensen" in why


@pytest.mark.parametrize("why", ["few", "close", "together"])
@pytest.mark.parametrize("code", ["en", "nl"])
def test_why_a_group_has_no_figures_is_said(why, code) -> None:
    table = TEAMS.assign(suppressed=True, why=why)
    assert build_groups(table, "team", language_of(code)) == []
    ((said, names),) = build_hidden(table, "team", language_of(code))
    assert len(names) == 4 and said.startswith({"en": "No figures", "nl": "Geen cijfers"}[code])


def test_an_analyst_reads_every_group(workspace, with_places) -> None:
    page = read(workspace, with_places, "analyst")
    for name in ("Groningen", "Maastricht", "Zorg 1", "Zorg 2", "Energie 3", "Telecom 4"):
        assert name in page
    assert page.count("No figures: too few people") == 1


def test_a_lead_reads_the_own_team_and_no_other(workspace, with_places) -> None:
    page = read(workspace, with_places, "team_lead")
    assert "Your team" in page and "Zorg 1" in page and "Groningen" in page
    for name in ("Maastricht", "Zorg 2", "Energie 3", "Telecom 4"):
        assert name not in page


@pytest.mark.parametrize(
    ("site", "team", "found"),
    [("A", "one", 1), ("B", "one", 1), (None, "one", 0), (None, "three", 1), ("A", "three", 0), (None, "nothing", 0)],
)
def test_which_team_is_a_leads_own(workspace, site, team, found) -> None:
    lead = replace(find_account(workspace.database, "team_lead"), site=site, team=team)
    own = find_own(TEAMS, lead)
    assert len(own) == found
    assert set(own["team"]) <= {team} and (site is None or set(own["site"]) <= {site})


def test_without_published_groups_the_page_says_so(workspace, published) -> None:
    assert "No figures of teams or sites" in read(workspace, PublishedLists(published), "analyst")
    assert "There are no figures of your team" in read(workspace, PublishedLists(published), "team_lead")
