"""What changed, and the other horizons, as the page says them."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_list import AS_OF, made_up_list, made_up_whole

from houvast.language import language_of
from houvast.publish.change_words import build_change, build_changes_view, build_horizons
from houvast.publish.page import build_page

EN, NL = language_of("en"), language_of("nl")


def row(change, **more):
    return {"change": change, "risk_before": 0.124, "moved_driver": "pay", "moved": 0.031, **more}


@pytest.mark.parametrize(
    ("given", "english", "dutch"),
    [
        (row("up"), "Up from 12%. Most moved: Pay +3.1", "Hoger: was 12%. Meest verschoven: Beloning +3,1"),
        (
            row("down", moved=-0.031),
            "Down from 12%. Most moved: Pay −3.1",
            "Lager: was 12%. Meest verschoven: Beloning −3,1",
        ),
        (row("down", moved_driver=None, moved=np.nan), "Down from 12%", "Lager: was 12%"),
        (row("same"), "About as before", "Ongeveer als eerder"),
        (row("new", risk_before=np.nan), "Not on the list before", "Niet op de vorige lijst"),
        (None, "", ""),
    ],
)
def test_one_persons_change(given, english, dutch):
    from houvast.catalogue import load_drivers

    name = load_drivers().drivers["pay"].name
    assert build_change(given, EN) == english.replace("Pay", name.en)
    assert build_change(given, NL) == dutch.replace("Beloning", name.nl)


def test_all_changes_are_counted_and_nothing_is_said_of_why_somebody_is_gone():
    risk_list = made_up_whole()
    counts = risk_list.beside["changes"]["change"].value_counts()
    told, rule = build_changes_view(risk_list, EN)
    assert told == (
        f"Beside the list of 1 May 2025, by risk: {counts['up']} people higher, {counts['down']} lower, "
        f"{counts['same']} about as they were, {counts['new']} new, 1 no longer on it."
    )
    assert "a fifth" in rule
    earlier = {**risk_list.manifest["compared_with"], "same_model": False}
    other = replace(risk_list, manifest={**risk_list.manifest, "compared_with": earlier})
    assert build_changes_view(other, NL)[2].startswith("Een ander model")
    assert build_changes_view(made_up_list(), EN) == []


def test_other_horizons_shortest_first():
    given = {"risk_13w": 0.1, "risk_13w_low": 0.05, "risk_26w": 0.183, "risk_4w": 0.021, "base_risk_13w": 0.02}
    assert build_horizons(given, 13, EN) == "2.1% in 4 weeks · 18% in 26 weeks"
    assert build_horizons(given, 13, NL) == "2,1% in 4 weken · 18% in 26 weken"
    assert build_horizons({"risk_13w": 0.1}, 13, EN) == ""


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_shows_changes_where_there_is_an_earlier_list_and_nothing_of_them_where_not(language):
    lingo, risk_list = language_of(language), made_up_whole(language)
    page = build_page(AS_OF, risk_list, language)
    changes = risk_list.beside["changes"].set_index("employee_id")
    listed = risk_list.people.loc[risk_list.people["within_capacity"], "employee_id"]
    moved = changes.loc[listed][changes.loc[listed, "change"].isin(["up", "down"])]
    assert len(moved)
    for one in moved.to_dict("records"):
        assert build_change(one, lingo).replace("'", "&#39;") in page
    assert build_changes_view(risk_list, lingo)[0] in page
    plain = build_page(AS_OF, made_up_list(language=language), language)
    assert "detail change" not in plain
