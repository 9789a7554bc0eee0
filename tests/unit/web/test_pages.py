"""What the pages say of a made-up list, to whom, and that nothing of a record can run or hide in them."""

import html
import json
import re

import numpy as np
import pandas as pd
import pytest
from made_up_list import AS_OF, made_up_list, made_up_no_model
from pseudonymous import store_in
from published_extras import add_extras, made_up_extras
from web_browser import Browser

from houvast.catalogue import find_starters
from houvast.language import language_of
from houvast.publish import publish_list
from houvast.web.app import build_app
from houvast.web.drawings import build_curve, build_waterfall
from houvast.web.lists import ListDamagedError, PublishedLists
from houvast.web.rows import build_rows

LIST = "/lists/2025-06-01"


@pytest.fixture
def opened(workspace):
    return workspace.lists.open(AS_OF)


@pytest.fixture
def known(workspace):
    """Who the people of the list are."""
    return workspace.identities.read()


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_list_has_the_people_within_capacity_in_their_order(analyst, opened, known) -> None:
    page = analyst.get(LIST).text
    body = page[page.index("<tbody") : page.index("</tbody>")]
    names = re.findall(r'data-text="person">(\w+)<', body)
    assert names == list(known.ids_of(opened.people["employee_id"][:20]))
    assert "Up to here: 20 people" in page
    risk = language_of("en").percent(opened.people["risk_13w"].iloc[0])
    assert f'data-text="risk_text">{risk}<' in body
    assert "draft: nobody has signed it" in page


def test_the_data_of_the_page_are_the_whole_list(analyst, opened, known) -> None:
    page = analyst.get(LIST).text
    data = json.loads(re.search(r'<template id="data">(.*?)</template>', page, re.DOTALL)[1])
    people = opened.people
    assert [data["words"][place] for place in data["columns"]["person"]] == list(known.ids_of(people["employee_id"]))
    assert data["columns"]["risk"] == [round(10_000 * risk) for risk in people["risk_13w"]]
    assert data["columns"]["tenure"] == [int(days) for days in people["tenure_days"]]


def test_bars_are_the_three_largest_contributions(opened, known) -> None:
    rows = build_rows(opened, language_of("en"), known)
    for place in range(len(opened.people)):
        own = opened.contributions[place]
        wanted = np.argsort(-np.abs(own), kind="stable")[:3]
        bars = rows.row(place)["bars"]
        assert [bar["name"] for bar in bars] == [rows.drivers[driver][1] for driver in wanted]
        assert [bar["adds"] for bar in bars] == [own[driver] >= 0 for driver in wanted]
        for bar, driver in zip(bars, wanted, strict=True):
            assert bar["width"] == pytest.approx(
                50 * abs(own[driver]) / np.nanmax(np.abs(opened.contributions)), abs=0.2
            )
            assert bar["start"] == (50 if bar["adds"] else pytest.approx(50 - bar["width"]))


def test_fewer_drivers_than_bars_leave_bars_out(opened, known) -> None:
    from dataclasses import replace

    values = opened.contributions.copy()
    values[0, 1:] = np.nan
    rows = build_rows(replace(opened, contributions=values), language_of("en"), known)
    assert [bar is not None for bar in rows.row(0)["bars"]] == [True, False, False]


def test_a_data_scientist_reads_risks_and_nothing_of_whose_they_are(app, opened, known) -> None:
    browser = Browser(app)
    browser.sign_in("data_scientist")
    page = browser.get(LIST).text
    assert 'data-text="risk_text"' in page
    secret = {str(value) for name in ("employee_id", "site", "team") for value in opened.people[name].dropna()}
    secret |= {*known.ids_of(opened.people["employee_id"])}
    secret |= {str(text) for text in opened.people["reason_1"].dropna()}
    assert {value for value in secret if value in text_of(page)} == set()
    assert {value for value in secret if f'"{value}"' in page} == set()
    assert "/people/" not in page and "signing" not in page


def test_a_row_says_what_its_risk_means(opened, known) -> None:
    rows = build_rows(opened, language_of("nl"), known)
    leave = round(100 * opened.people["risk_13w"].iloc[0])
    assert rows.row(0)["meaning"] == f"Van 100 mensen als deze vertrekken er ongeveer {leave} binnen 13 weken."


def test_a_persons_points_add_up_on_the_page(analyst, opened, known) -> None:
    page = text_of(analyst.get(f"{LIST}/people/3").text)
    person = opened.people.iloc[2]
    lingo = language_of("en")
    assert known.ids_of([person["employee_id"]])[0] in page
    assert lingo.percent(person["risk_13w"], 0 if person["risk_13w"] >= 0.0995 else 1) in page
    for value in opened.contributions[2]:
        assert lingo.signed(value) in page
    assert "Not measured for this person" in page and "Purpose" in page
    assert person["reason_1"] in page


def test_a_talk_can_begin_with_questions_about_what_adds_most(analyst, opened) -> None:
    place = int(np.flatnonzero(np.nanmin(opened.contributions, axis=1) < 0)[0])
    own = opened.contributions[place]
    page = text_of(analyst.get(f"{LIST}/people/{place + 1}").text)
    assert all(question in page for question in find_starters(opened.drivers[int(np.nanargmax(own))], "en"))
    assert not any(question in page for question in find_starters(opened.drivers[int(np.nanargmin(own))], "en"))


def test_the_waterfall_goes_from_base_to_risk_and_stays_within_the_scale() -> None:
    fall = build_waterfall(0.05, 0.12, [("a", 0.09), ("b", -0.04), ("c", 0.03), ("d", -0.01)])
    assert [step.driver for step in fall.steps] == ["a", "c", "d", "b"]
    assert fall.end == 0.2
    assert (fall.base_at, fall.risk_at) == (25, 60)
    ends = [step.start + (step.width if step.adds else 0) for step in fall.steps]
    assert ends == pytest.approx([70, 85, 80, 60])
    assert all(step.start >= 0 and step.start + step.width <= 100 for step in fall.steps)


def test_the_curve_is_drawn_in_the_order_of_weeks() -> None:
    rows = pd.DataFrame({"weeks": [26, 0, 13], "risk": [0.4, 0.0, 0.2], "low": [0.3, 0.0, 0.1], "high": [0.5, 0, 0.3]})
    curve = build_curve(rows)
    assert curve.line == "48.0,220.0 297.0,137.6 546.0,55.2"
    assert curve.band.split()[:3] == ["48.0,220.0", "297.0,96.4", "546.0,14.0"]
    assert curve.band.split()[3:] == ["546.0,96.4", "297.0,178.8", "48.0,220.0"]
    assert [week for _, week in curve.weeks] == [0, 4, 8, 12, 16, 20, 24]
    assert build_curve(rows.head(1)) is None
    assert build_curve(rows.assign(low=np.nan)).band == ""


@pytest.mark.parametrize("rank", ["0", "61", "-1", "1.0", "x", "²", "99999999999", "1%20"])
def test_a_place_that_the_list_does_not_have(analyst, rank) -> None:
    answer = analyst.get(f"{LIST}/people/{rank}")
    assert answer.status_code == 404
    assert "Nobody is in this place" in answer.text


@pytest.mark.parametrize("day", ["2025-06-02", "x", "latest", "2025-6-1", "%2e%2e", "2025-06-01%00"])
def test_a_date_without_a_list(analyst, day) -> None:
    assert analyst.get(f"/lists/{day}").status_code == 404


def test_a_refusal_is_in_the_readers_language_and_keeps_the_menu(analyst) -> None:
    analyst.post("/language", "/password", language="nl", back="/")
    page = analyst.get("/lists/2025-06-02").text
    assert "Er is geen lijst van deze datum" in page and 'href="/lists"' in page


def test_a_list_that_somebody_changed_is_not_shown(tmp_path, workspace, analyst) -> None:
    home = tmp_path / "demo"
    folder = publish_list(home, AS_OF, made_up_list(), "en", ())
    people = pd.read_parquet(folder / "risk_list.parquet")
    people.assign(risk_13w=0.5).to_parquet(folder / "risk_list.parquet")
    with pytest.raises(ListDamagedError, match=r"`risk_list.parquet` of the list of 2025-06-01"):
        PublishedLists(home).open(AS_OF)


def test_only_lists_that_this_installation_signed_are_shown(tmp_path) -> None:
    made, keys = made_up_list(), (b"1" * 32, b"2" * 32)
    publish_list(tmp_path / "signed", AS_OF, made, "en", (), key=keys[0])
    publish_list(tmp_path / "plain", AS_OF, made, "en", ())
    assert len(PublishedLists(tmp_path / "signed", keys[0]).open(AS_OF).people) == 60
    for home, key in (("signed", keys[1]), ("plain", keys[0])):
        with pytest.raises(ListDamagedError, match=r"`manifest\.json` of the list of 2025-06-01 is not as this"):
            PublishedLists(tmp_path / home, key).open(AS_OF)


def test_a_table_beside_it_that_somebody_changed_is_not_shown(tmp_path, workspace) -> None:
    from dataclasses import replace

    made, home = made_up_list(), tmp_path / "demo"
    folder = publish_list(home, AS_OF, made, "en", ())
    add_extras(folder, **made_up_extras(made.people))
    browser = Browser(build_app(replace(workspace, lists=PublishedLists(home))))
    browser.sign_in("analyst")
    assert browser.get(f"{LIST}/people/1").status_code == 200
    facts = pd.read_parquet(folder / "facts.parquet")
    facts.assign(text="somebody else's fact").to_parquet(folder / "facts.parquet")
    answer = browser.get(f"{LIST}/people/1")
    assert answer.status_code == 500
    assert "not as it was published" in answer.text and "else" not in answer.text


def test_without_a_model_the_page_says_so(tmp_path, workspace) -> None:
    from dataclasses import replace

    publish_list(tmp_path / "none", AS_OF, made_up_no_model(), "en", ())
    browser = Browser(build_app(replace(workspace, lists=PublishedLists(tmp_path / "none"))))
    browser.sign_in("analyst")
    answer = browser.get(LIST)
    assert answer.status_code == 200
    assert "There is no list of persons" in answer.text
    assert browser.get(f"{LIST}/people/1").status_code == 404


def test_without_any_list_the_page_says_so(tmp_path, workspace) -> None:
    from dataclasses import replace

    browser = Browser(build_app(replace(workspace, lists=PublishedLists(tmp_path / "nothing"))))
    browser.sign_in("analyst")
    assert "There is no list yet" in browser.get("/lists", follow=True).text


HOSTILE = [
    "</template><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "a\u202eb\x00c",
    "x" * 10_000,
    "../../etc/passwd",
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
    "'; DROP TABLE notes; --",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    made = made_up_list(len(HOSTILE), capacity=len(HOSTILE))
    people = made.people.assign(site=HOSTILE, team=HOSTILE[::-1], reason_1=HOSTILE)
    home = tmp_path_factory.mktemp("hostile") / "demo"
    from dataclasses import replace

    publish_list(home, AS_OF, replace(made, people=people), "en", ())
    store = store_in(home.parent)
    store.add(pd.DataFrame({"pseudonym": made.people["employee_id"], "id": HOSTILE, "name": HOSTILE[::-1]}))
    return {"lists": PublishedLists(home), "identities": store}


@pytest.mark.parametrize("rank", range(1, len(HOSTILE) + 1))
def test_hostile_names_are_text_and_nothing_else(hostile, workspace, rank) -> None:
    from dataclasses import replace

    browser = Browser(build_app(replace(workspace, **hostile)))
    browser.sign_in("analyst")
    for path in (LIST, f"{LIST}/people/{rank}"):
        answer = browser.get(path)
        assert answer.status_code == 200
        tags = set(re.findall(r"<(\w+)", answer.text))
        assert tags & {"img", "b"} == set()
        assert [one for one in re.findall(r"<script[^>]*>", answer.text)] in (
            [],
            ['<script src="/static/list.js" defer>'],
        )
        assert not re.search(r"\son\w+=", re.sub(r">[^<]*<", "><", answer.text))
        assert "\u202e" not in answer.text and "\x00" not in answer.text
        assert max(map(len, answer.text.split())) < 2_000 or path == LIST
        assert "49" not in re.findall(r'class="name"[^>]*>([^<]*)<', answer.text)


def test_pages_hold_no_inline_code_and_no_address_outside(analyst) -> None:
    for path in (LIST, f"{LIST}/people/1", f"{LIST}/signing", "/password"):
        page = analyst.get(path).text
        assert "style=" not in page and "<style" not in page
        assert re.findall(r"<script(?![^>]* src=)", page) == []
        assert re.findall(r'(?:src|href|action)="(?!/|#|data:,)', page) == []
