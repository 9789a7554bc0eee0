"""Helping people in a real browser: the plan, what is recorded of it, progress, and what help achieved; by keys too."""

import re

import pytest
from made_up_help import publish_made_up_effects, publish_made_up_plan
from made_up_list import AS_OF

from houvast.web.helps import find_helps

PAGES = ("/plan", "/progress", "/effects")


@pytest.fixture(scope="module", autouse=True)
def helping(published, workspace):
    """A plan and effects, with help to be stopped, beside the list of the browser's workspace."""
    key = workspace.lists.key or b""
    publish_made_up_effects(published, stops=True, key=key)
    return publish_made_up_plan(published, AS_OF, key=key)


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.js("document.getElementById('main').innerText"))


def test_help_is_recorded_from_the_plan_taken_further_and_seen_in_progress(analyst, address, workspace) -> None:
    analyst.go(f"{address}/plan")
    assert "THIS IS ASSUMED, NOT PROVEN" in text_of(analyst)
    offers = analyst.js("document.querySelectorAll('#planned ~ table form').length")
    with analyst.loading():
        analyst.click("#planned ~ table form button")
    assert analyst.js("document.querySelectorAll('#planned ~ table form').length") == offers - 1
    assert analyst.js("document.querySelector('strong.given').textContent") == "offered"

    with analyst.loading():
        analyst.click("#planned ~ table tr:has(strong.given) th a")
    assert analyst.js("location.hash") == "#given"
    analyst.js("document.querySelector('.notes details').open = true")
    analyst.js("document.querySelector('.notes input[name=accepted][value=yes]').click()")
    with analyst.loading():
        analyst.click(".notes form[action$=help] button")
    assert "accepted" in text_of(analyst)
    (given,) = find_helps(workspace.database)
    assert given.state == "accepted"

    analyst.go(f"{address}/progress")
    told = text_of(analyst)
    assert "Stop this help" in told
    assert analyst.js("document.querySelector('tbody strong.given').textContent") == "accepted"


def test_a_new_help_is_entered_by_keyboard_alone(analyst, address, workspace) -> None:
    before = len(find_helps(workspace.database))
    analyst.go(f"{address}/lists/{AS_OF}/people/7")
    analyst.js("document.querySelector('#given ~ details > summary').focus()")
    analyst.press(" ")
    assert analyst.js("document.querySelector('#given ~ details').open")
    analyst.press("Tab")
    assert analyst.js("document.activeElement.id") == "action"
    analyst.press("ArrowDown")
    assert analyst.js("document.activeElement.value") != ""
    analyst.js("document.querySelector('#given ~ details form button').focus()")
    with analyst.loading():
        analyst.press(" ")
    assert len(find_helps(workspace.database)) == before + 1
    assert "decided" in text_of(analyst)


def test_effects_are_drawn_with_their_intervals(analyst, address) -> None:
    analyst.go(f"{address}/effects")
    assert "What we know" in text_of(analyst)
    place = "document.querySelector('.draw svg.interval .mark').getBoundingClientRect()"
    middle = "document.querySelector('.draw svg.interval .base').getBoundingClientRect()"
    assert analyst.js(f"{place}.left < {middle}.left")  # fewer of those who were helped left
    colour = "getComputedStyle(document.querySelector('polyline.curve.helped')).stroke"
    assert analyst.js(colour) == "rgb(23, 80, 79)"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(path, width, analyst, address) -> None:
    analyst.resize(width, 900)
    analyst.go(address + path)
    assert analyst.js("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_every_field_and_table_has_a_name(path, analyst, address) -> None:
    analyst.go(address + path)
    nameless = """[...document.querySelectorAll('main button, main input:not([type=hidden]), main select, main table')]
        .filter((one) => !(one.labels?.length || one.textContent.trim() || one.querySelector('caption'))).length"""
    assert analyst.js(nameless) == 0
    assert analyst.js("document.querySelectorAll('main h1').length") == 1


def test_a_team_lead_reads_no_name_on_any_of_them(page, address, helping) -> None:
    page.sign_in(address, "team_lead")
    people = set(helping.rows["employee_id"])
    for path in PAGES:
        page.go(address + path)
        assert not people & set(re.findall(r"[\w-]+", text_of(page)))
