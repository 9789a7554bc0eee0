"""The scorecard: says what the record says, in both languages; is inert; names nobody; and says what is missing."""

import dataclasses
import re

import pytest
from html_page import Page
from made_up_scorecard import LEAK, REPORT, SHA, UNTESTED, figure, made_up_scorecard, otherwise, with_figures

from houvast.language import LANGUAGES, language_of
from houvast.publish.scorecard import VERDICTS, build_scorecard_page, drawings
from houvast.publish.scorecard.figures import build_differences, build_figures
from houvast.publish.scorecard.page import SECTIONS
from houvast.publish.scorecard.tripod import WHERE
from houvast.release import Decision, Ground
from houvast.summary import Remark, SourceRows

ENGLISH = language_of("en")


def page_of(card, language="en"):
    return Page(build_scorecard_page(card, language))


def said(card, language="en"):
    """The text of a page, brackets closed up as a reader sees them."""
    return page_of(card, language).text.replace("( ", "(")


CARDS = {
    "leaking": (made_up_scorecard(leakage=REPORT["leakage"] | {"passed": False, "findings": [LEAK]}),
                "Do not believe this model yet"),
    "untested": (made_up_scorecard(**UNTESTED), "Not tested yet"),
    "by_chance": (with_figures(auc=(0.54, 0.48, 0.6)), "Not shown to be better than chance"),
    "not_better": (with_figures(auc_over_tenure=(0.02, -0.01, 0.05)), "Not better than tenure alone"),
    "not_at_capacity": (with_figures(precision_at_capacity_over_tenure=(0.02, -0.01, 0.05)),
                        "was not shown to find more leavers among the first 25"),
    "better": (made_up_scorecard(), "Better than tenure alone"),
}  # fmt: skip


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_is_the_verdict(verdict, language):
    card, title = CARDS[verdict]
    assert card.verdict == verdict
    text = said(card, language)
    assert language_of(language).text(f"scorecard.title_{verdict}", capacity="25") in text
    assert (title in text) == (language == "en")


def test_what_could_not_be_compared_is_not_called_better():
    assert with_figures(auc_over_tenure=None).verdict == "not_better"
    assert with_figures(precision_at_capacity_over_tenure=None).verdict == "not_at_capacity"
    assert with_figures(auc_over_tenure=(0.02, 0.0, 0.04)).verdict == "not_better"


def test_the_headline_counts_people():
    assert (
        "Of 100 people on a list of 25, about 16 left within 13 weeks (12 to 21); of 100 chosen by tenure alone 11, "
        "by lot 5. The other 84 of 100 did not" in said(made_up_scorecard())
    )
    dutch = said(made_up_scorecard(), "nl")
    assert "Van 100 mensen op een lijst van 25 vertrokken er ongeveer 16 binnen 13 weken (12 tot 21)" in dutch
    page = page_of(made_up_scorecard())
    assert page.count("circle", **{"class": "dot leaves"}) == 16 + 11 + 5


def test_where_most_of_the_listed_left_it_does_not_say_that_most_stayed():
    assert "of 100 did not" not in said(with_figures(precision_at_capacity=(0.6, 0.5, 0.7)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_is_for_how_sure_and_what_to_mind(language):
    wanted = {
        "en": ["Dismissal, non-renewal, pay, rosters", "people who left, from whom it learned 481",
               "in 70 of 100 cases (66 to 74); with tenure alone in 62", "For every 100 people promised to leave, 96",
               "69 of 100 cases (60 to 78)", "85% (68% to 96%) of a list would be the same people",
               "Not measured, so that the model is silent about it: Strain and recovery",
               "Of 7 exits the reason is not known",
               "They are no causes", "3.1% of them would not have been assessed"],
        "nl": ["Ontslag, niet-verlenging, loon, roosters", "mensen die vertrokken, van wie het leerde 481",
               "in 70 van de 100 gevallen", "Op elke 100 beloofde vertrekkers vertrokken er 96",
               "69 van de 100 gevallen (60 tot 78)", "85% (68% tot 96%)", "zwijgt erover:", "Het zijn geen oorzaken",
               "zou 3,1% van hen niet zijn ingeschat"],
    }  # fmt: skip
    text = said(made_up_scorecard(), language)
    assert [words for words in wanted[language] if words not in text] == []


def test_each_figure_stands_beside_every_baseline_with_its_interval():
    table = build_figures(made_up_scorecard(), ENGLISH)
    assert table.heads == ("Figure", "Model", "Tenure alone", "By lot")
    rows = {code: cells for _, code, cells in table.rows}
    assert rows["auc"] == (("0.700", "0.660 to 0.740"), ("0.620", "0.580 to 0.670"), ("0.500", "0.500 to 0.500"))
    assert rows["net_benefit"] == (("12.1", "8.8 to 16.0"), ("7.0", "4.0 to 10.0"), ("–", ""))
    assert rows["precision_at_capacity"][0] == ("16%", "12% to 21%")
    assert rows["slope"] == (("1.13", "0.96 to 1.28"), ("–", ""), ("–", ""))
    assert "c_index" not in rows
    newest = build_figures(made_up_scorecard(), ENGLISH, newest=True)
    assert newest.heads == ("Figure", "Model", "Tenure alone")
    assert [code for _, code, _ in newest.rows] == ["auc"]


def test_differences_have_their_sign():
    table = build_differences(made_up_scorecard(), ENGLISH)
    assert table.heads == ("Figure", "Over tenure alone", "Over helping everyone")
    rows = {code: cells for _, code, cells in table.rows}
    assert rows["auc_over_…"] == (("+0.080", "+0.040 to +0.120"), ("–", ""))
    assert rows["brier_over_…"][0] == ("−0.0004", "−0.0008 to −0.0001")
    assert rows["precision_at_capacity_over_…"][0] == ("+5.0", "+1.0 to +9.0")
    assert rows["net_benefit_over_…"][1] == ("+16.8", "+13.8 to +19.8")


@pytest.mark.parametrize(
    ("before", "words"),
    [(0, "It was opened once"), (1, "opened once before under another protocol"), (3, "opened 3 times before")],
)
def test_the_newest_stretch_says_how_often_it_was_opened(before, words):
    text = said(made_up_scorecard(opened_before=before))
    assert words in text
    assert SHA in text
    assert "No protocol was written down" in said(made_up_scorecard(protocol_sha256=None))


def test_below_stands_what_a_statistician_asks_for():
    text = said(made_up_scorecard())
    wanted = [
        "Over 200 refits", "half of all people move by less than 3%", "rise by about 0.012 (0.003 to 0.021)",
        "linear, penalty 30 0.15123", "boosted, additive 0.15201 −0.003 −0.010 to +0.004",
        "20 are used", "pay_rises_365d_count", "By choice: first 26 weeks",
        "North 300 70 17% (8% to 25%)", "South 40 10 not shown", "not assessable", "about 345 people",
        "The leakage gate passed. Looked at: 162 things in 2 checks.",
        "It is the champion: nothing else of this task made lists.", "0.080 (0.040 to 0.120)",
        "Not measured: Strain", "Set aside: no table", "help is assumed to keep 25%", "26,801 rows", "2,464 2,428 36",
        "1 March 2024",
        "1 June 2024", "1 January 2023", "2.4.6",
    ]  # fmt: skip
    assert [words for words in wanted if words not in text] == []


def test_what_more_leavers_would_bring_is_not_said_where_it_cannot_be():
    curve = REPORT["learning_curve"] | {"can_be_said": False, "gain_with_twice": figure(0.003, -0.001, 0.006)}
    text = said(made_up_scorecard(learning_curve=curve))
    assert "cannot be said: by the learning curve 0.003 (−0.001 to 0.006)" in text
    assert "would rise" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_said_to_be_missing(language):
    card = otherwise(made_up_scorecard(**UNTESTED), hazard=None, decision=None, observed_from=None, made={})
    page = page_of(card, language)
    lingo = language_of(language)
    for key in ("lead_untested", "figures_none", "newest_none", "stable_none", "learning_none", "hazard_none",
                "groups_none", "leaks_none", "decision_none"):  # fmt: skip
        assert lingo.text(f"scorecard.{key}") in page.text, key
    assert page.count("circle") == 0
    past = otherwise(card, past=True)
    assert lingo.text("scorecard.decision_past") in page_of(past, language).text


def test_a_failed_gate_and_a_version_that_was_held_back_say_why():
    text = said(CARDS["leaking"][0])
    assert "The leakage gate failed" in text
    assert "alone tells who leaves: AUC 0.98 (0.97 to 0.99)" in text
    held = Decision(2, None, (Ground("beats_champion", False, 0.01, -0.01, 0.03, 0, ("better",)),))
    text = said(otherwise(made_up_scorecard(), decision=held))
    assert "It stays challenger; what does not hold: AUC over the champion." in text
    assert "0.010 (−0.010 to 0.030) above 0 no" in text


def test_a_table_set_aside_and_a_choice_against_the_gate_are_said():
    card = made_up_scorecard()
    aside = Remark("presence_leak", {"table": "survey_answers", "people_with": 171, "people_without": 78,
                                     "share_with": 0.03, "share_without": 0.73})  # fmt: skip
    by_hand = Remark("as_written", {"text": "chosen by hand"})
    card = otherwise(card, remarks=(by_hand,), summary=dataclasses.replace(card.summary, set_aside=(aside,)))
    text = said(card)
    assert "of the 171 people with such a record 3% left" in text
    assert "chosen by hand" in text
    assert "no table" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_of_the_checklist_stands_once_and_its_answer_is_on_the_page(language):
    parts = {"3": "abc", "5": "ab", "6": "abc", "8": "abc", "9": "abc", "12": "abcdefg", "18": "abcdef", "20": "abc",
             "23": "ab", "27": "abc"}  # fmt: skip
    items = [f"{number}{part}" for number in range(1, 28) for part in parts.get(str(number), [""])]
    assert list(WHERE) == items
    page = page_of(made_up_scorecard(), language)
    ids = {found["id"] for _, found in page.tags if "id" in found}
    links = {found["href"].removeprefix("#") for tag, found in page.tags if tag == "a"}
    assert {where for where in WHERE.values() if where} <= links <= ids
    assert set(SECTIONS) <= ids
    untested = page_of(made_up_scorecard(**UNTESTED), language)
    gone = {found["href"] for tag, found in untested.tags if tag == "a"}
    assert not gone & {"#figures", "#groups", "#newest", "#curves", "#sure"}
    assert {"#data", "#choice", "#purpose"} <= gone


def test_markup_in_a_record_is_text():
    bad = "<script>alert(1)</script>"
    site = REPORT["fairness"]["groupings"]["site"]
    fairness = REPORT["fairness"] | {"groupings": {"site": site | {"groups": {bad: REPORT_GROUP}}}}
    card = made_up_scorecard(fairness=fairness, leakage={"passed": False, "checked": {}, "findings": [LEAK]})
    summary = dataclasses.replace(
        card.summary,
        config_name="<u>demo</u>",
        notes="<i>notes</i>",
        sources=(SourceRows("<img src=x>", 1, 1, 0, (("<s>", 1),)),),
        warnings=(Remark("as_written", {"text": "<em>warn</em>"}),),
    )
    page = page_of(otherwise(card, summary=summary, made={"<a>": "<q>x</q>"}))
    assert {tag for tag, _ in page.tags} & {"script", "img", "b", "i", "u", "s", "em", "q"} == set()
    assert bad in page.text


REPORT_GROUP = REPORT["fairness"]["groupings"]["site"]["groups"]["North"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_comes_from_elsewhere_and_it_is_built_for_every_reader(language):
    html = build_scorecard_page(made_up_scorecard(), language, "summary.html")
    assert not re.search(r"https?:", html.replace("http-equiv", ""))
    assert re.search(r"url\(|@import|<script|<link|<iframe|\bon\w+=", html) is None
    page = Page(html)
    assert page.count("html", lang=language) == 1
    assert page.count("h1") == 1
    assert page.count("a", href="summary.html") == 1
    assert all("scope" in found for tag, found in page.tags if tag == "th")
    assert all(
        found.get("aria-hidden") == "true" or found.get("role") == "img" for tag, found in page.tags if tag == "svg"
    )
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert {name for _, found in page.tags for name in found.get("aria-labelledby", "").split()} <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_says_why_somebody_leaves(language):
    cards = [card for card, _ in CARDS.values()]
    text = " ".join(said(card, language) for card in cards).lower()
    assert not re.search(r"\b(because|omdat|doordat|wegens|churn\w*|flight risk)\b", text)


def test_the_calibration_drawing_has_its_band_and_ten_groups():
    plot = drawings.build_calibration(REPORT, ENGLISH)
    assert len(plot.dots) == 10
    # The axis ends at 0.15: the highest group left 0.11 of 1, times 1.15.
    (x, y) = plot.dots[0]
    assert x == pytest.approx(plot.left + 0.01 / 0.15 * (plot.right - plot.left), abs=0.06)
    assert y == pytest.approx(plot.bottom - 0.011 / 0.15 * (plot.bottom - plot.top), abs=0.06)
    assert len(plot.areas["model"].split()) == 6
    assert drawings.build_calibration(REPORT | {"tested_people": 99}, ENGLISH).dots == ()
    assert drawings.build_calibration(REPORT | {"curves": {}}, ENGLISH) is None


def test_the_decision_curve_marks_the_threshold_and_cuts_what_falls_below():
    plot = drawings.build_benefit(REPORT, 0.04, ENGLISH)
    assert set(plot.lines) == {"nobody", "everyone", "tenure", "model"}
    assert plot.mark == pytest.approx((plot.left + plot.right) / 2, abs=0.06)
    assert drawings.build_benefit(REPORT, 0.2, ENGLISH).mark is None
    lowest = max(float(point.split(",")[1]) for line in plot.lines.values() for point in line.split())
    assert lowest <= plot.bottom
    assert [label for _, label in plot.y_ticks] == ["0", "10", "20", "30", "40"]
    assert [label for _, label in plot.x_ticks] == ["0%", "2%", "4%", "6%", "8%"]
    assert drawings.build_benefit(REPORT | {"curves": {}}, 0.04, ENGLISH) is None


def test_risks_are_drawn_up_for_who_left_and_down_for_who_stayed():
    plot = drawings.build_spread(REPORT, ENGLISH)
    heights = {(name, at): height for name, at, _, _, height in plot.bars}
    left, stayed = ([h for (name, _), h in sorted(heights.items()) if name == which] for which in ("left", "stayed"))
    assert left[1] / left[0] == pytest.approx(1.5, rel=0.02)
    assert stayed[0] / stayed[1] == pytest.approx(4, rel=0.02)
    assert drawings.build_spread(REPORT | {"curves": {}}, ENGLISH) is None
