"""The page: says what the list says, in both languages, and is inert and readable."""

import dataclasses
import re

import pandas as pd
import pytest
from html_page import Page
from made_up_list import AS_OF, made_up_list, made_up_no_model

from houvast.evaluation import Figure
from houvast.language import language_of
from houvast.publish.page import build_page
from houvast.publish.people import PAGE_ROWS, build_bars
from houvast.summary import Evaluation, Remark


def page_of(risk_list, language="en"):
    return Page(build_page(AS_OF, risk_list, language))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_headline_is_in_plain_words(language):
    text = page_of(made_up_list(language=language), language).text
    people = made_up_list().people
    leave = round(100 * people.loc[people["within_capacity"], "risk_13w"].mean())
    wanted = {
        "en": f"Of 100 people with the risk of those on this list, about {leave} leave within 13 weeks. "
        "Most people on this list will stay.",
        "nl": f"Van 100 mensen met de kans van wie op deze lijst staat, vertrekken er ongeveer {leave} "
        "binnen 13 weken. "
        "De meeste mensen op deze lijst blijven.",
    }
    assert wanted[language] in text


def test_a_list_that_mostly_leaves_does_not_say_that_most_stay():
    risk_list = made_up_list(5)
    people = risk_list.people.assign(risk_13w=0.8)
    text = page_of(dataclasses.replace(risk_list, people=people)).text
    assert "Most people on this list will stay" not in text
    assert "None of them is certain to leave" in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_must_be_said_is_said(language):
    text = page_of(made_up_list(language=language), language).text
    wanted = {
        "en": ["never grounds dismissal, non-renewal, pay or rosters", "What was not measured",
               "Purpose and attitude",
               "Tenure alone", "0.65 to 0.72", "27,656", "They are not causes", "5f5f5f",
               "36 × the text is not a date",
               "Survey answers: of the 131 people with such"],
        "nl": ["nooit grond voor ontslag, niet-verlenging, loon of roosters", "Wat niet is gemeten",
               "Zingeving en houding",
               "Diensttijd alleen", "0,65 tot 0,72", "27.656", "Het zijn geen oorzaken", "5f5f5f",
               "36 × de tekst is geen datum",
               "Enquêteantwoorden: van de 131 mensen"],
    }  # fmt: skip
    assert [words for words in wanted[language] if words not in text] == []


def test_only_people_within_capacity_are_shown_and_the_rest_is_counted():
    page = page_of(made_up_list(60, capacity=20))
    assert page.count("bdi", **{"class": "name"}) == 20
    assert "40 more people are in the files" in page.text


def test_a_large_list_is_capped_and_says_so():
    page = page_of(made_up_list(5000, capacity=1000))
    assert page.count("bdi", **{"class": "name"}) == PAGE_ROWS
    assert "This page shows the first 200 of the 1,000 people within capacity" in page.text
    assert "4,800 more people are in the files" in page.text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_nobody(language):
    page = page_of(made_up_list(0), language)
    assert page.count("bdi", **{"class": "name"}) == 0
    assert {"en": "so the list is empty", "nl": "de lijst is leeg"}[language] in page.text


def test_one_person():
    page = page_of(made_up_list(1))
    assert page.count("bdi", **{"class": "name"}) == 1
    assert "more people are in the files" not in page.text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_without_a_model_there_are_rates_and_no_persons(language):
    page = page_of(made_up_no_model(), language)
    assert page.count("bdi", **{"class": "name"}) == 0
    wanted = {
        "en": ["18 people left", "at least 50", "under 3 months", "36.0 (19.0 to 60.0)",
               "A place is a site", "=North too few to show"],
        "nl": ["18 mensen vertrokken", "ten minste 50", "minder dan 3 maanden", "36,0 (19,0 tot 60,0)",
               "Een plaats is een vestiging", "=North te weinig om te tonen"],
    }  # fmt: skip
    text = page.text.replace(" ( ", " (")
    assert [words for words in wanted[language] if words not in text] == []
    assert "Most people on this list" not in text


def test_markup_in_records_is_text():
    risk_list = made_up_list(3)
    risk_list.people["site"] = "<script>alert(1)</script>"
    risk_list.people["employee_id"] = ["<img src=x onerror=alert(1)>", '"><b>', "</style>"]
    ids = risk_list.people["employee_id"]
    contributions = risk_list.contributions.assign(employee_id=[ids[place // 5] for place in range(15)])
    summary = dataclasses.replace(
        risk_list.summary,
        notes="<i>notes</i>",
        config_name="<u>demo</u>",
        warnings=(Remark("as_written", {"text": "<s>warn</s>"}),),
    )
    risk_list = dataclasses.replace(
        risk_list, contributions=contributions, summary=summary, manifest={"<a>": "<em>x</em>"}
    )
    page = page_of(risk_list)
    assert {tag for tag, _ in page.tags} & {"script", "img", "b", "i", "u", "s", "em"} == set()
    assert "<script>alert(1)</script>" in page.text


def test_long_text_is_cut_visibly():
    risk_list = made_up_list(2)
    risk_list.people["team"] = "x" * 10_000
    html = build_page(AS_OF, risk_list, "nl")
    assert "x" * 61 not in html
    assert "(nog 9.940 tekens)" in html


def test_nothing_comes_from_elsewhere_and_nothing_runs():
    html = build_page(AS_OF, made_up_list(), "en")
    assert "http:" not in html.replace("http-equiv", "")
    assert "https:" not in html
    assert re.search(r"url\(|@import|<script|<link|<iframe|\bon\w+=", html) is None
    assert "default-src 'none'" in html


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_is_built_for_every_reader(language):
    page = page_of(made_up_list(language=language), language)
    assert page.count("html", lang=language) == 1
    assert all("scope" in found for tag, found in page.tags if tag == "th")
    assert all(
        found.get("aria-hidden") == "true" or found.get("role") == "img" for tag, found in page.tags if tag == "svg"
    )
    assert page.count("h1") == 1
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    named = {name for _, found in page.tags for name in found.get("aria-labelledby", "").split()}
    assert named <= set(ids)


def contrast(one, other):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_contrast_of_at_least_four_and_a_half():
    html = build_page(AS_OF, made_up_list(), "en")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", html))
    pairs = [(colours[name], "#ffffff") for name in ("ink", "soft", "deep", "adds", "takes")]
    pairs += [(colours["ink"], "#f0f6f5"), (colours["ink"], "#fdf4ee"), (colours["soft"], colours["faint"])]
    pairs += list(re.findall(r"color: (#[0-9a-f]{6}); background: (#[0-9a-f]{6})", html))
    assert len(pairs) >= 11
    assert all(contrast(*pair) >= 4.5 for pair in pairs)


def test_bars_are_in_proportion_and_on_the_side_of_their_sign():
    risk_list = made_up_list(60)
    html = build_page(AS_OF, risk_list, "en")
    drawn = [
        (float(x), float(width), kind)
        for x, width, kind in re.findall(
            r'<rect x="([\d.]+)" y="1" width="([\d.]+)" height="10" class="(adds|takes)"', html
        )
    ]
    shown = risk_list.people.loc[risk_list.people["within_capacity"], "employee_id"]
    values = pd.concat(
        [
            own.sort_values(key=lambda value: -value.abs(), kind="stable")
            for person in shown
            for own in [risk_list.contributions.query("employee_id == @person")["contribution"]]
        ]
    )
    assert len(drawn) == len(values)
    for (x, width, kind), value in zip(drawn, values, strict=True):
        assert kind == ("adds" if value >= 0 else "takes")
        assert width == pytest.approx(50 * abs(value) / values.abs().max(), abs=0.01)
        assert x == pytest.approx(50 if value >= 0 else 50 - width, abs=0.01)


def with_evaluation(**changes):
    risk_list = made_up_list(5)
    evaluation = dataclasses.replace(risk_list.summary.evaluation, **changes)
    return dataclasses.replace(risk_list, summary=dataclasses.replace(risk_list.summary, evaluation=evaluation))


def test_not_better_than_tenure_is_in_the_title():
    html = build_page(AS_OF, with_evaluation(auc_over_tenure=Figure(0.01, -0.02, 0.04)), "en")
    assert "<h1>Who may leave: not better than tenure alone</h1>" in html
    assert "not better" not in build_page(AS_OF, made_up_list(5), "en")


def test_without_later_dates_nothing_is_known_and_that_is_said():
    risk_list = made_up_list(5)
    summary = dataclasses.replace(risk_list.summary, evaluation=Evaluation())
    text = page_of(dataclasses.replace(risk_list, summary=summary)).text
    assert "nothing is known of how good this list is" in text
    assert "AUC" not in text


def test_figures_that_could_not_be_estimated_are_dashes():
    nan = float("nan")
    scores = made_up_list(5).summary.evaluation.scores
    model = dataclasses.replace(scores[0], auc=Figure(0.7, nan, nan), brier=Figure(nan, nan, nan))
    html = build_page(AS_OF, with_evaluation(scores=(model, scores[1])), "en")
    assert "nan" not in html.lower().replace("financ", "")
    assert ">–</td>" in re.sub(r"\s*</td>", "</td>", html)


def test_a_driver_missing_for_one_person_is_told_at_that_person():
    risk_list = made_up_list(3)
    risk_list.people.loc[0, "not_measured"] = "pay, purpose"
    text = page_of(risk_list).text
    assert text.count("Not measured for this person: Pay") == 1


@pytest.mark.parametrize(("language", "together"), [("en", "3 others together"), ("nl", "3 andere samen")])
def test_of_many_drivers_the_largest_have_bars_and_the_others_one_that_adds_up(language, together):
    drivers = (
        "first_90_days",
        "pay",
        "burnout",
        "one_on_ones",
        "career",
        "purpose",
        "workload",
        "autonomy",
        "coaching",
    )
    values = (0.001, 0.02, -0.05, 0.03, 0.002, -0.01, 0.04, -0.003, 0.06)
    bars = build_bars(dict(zip(drivers, values, strict=True)), 0.06, language_of(language))
    assert [bar.points.replace(",", ".") for bar in bars] == ["+6.0", "−5.0", "+4.0", "+3.0", "+2.0", "−1.0", "0.0"]
    assert bars[-1].driver == together
    few = build_bars(dict(zip(drivers[:7], values, strict=False)), 0.06, language_of(language))
    shown = [bar.points.replace(",", ".") for bar in few]
    assert shown == ["−5.0", "+4.0", "+3.0", "+2.0", "−1.0", "+0.2", "+0.1"]


def test_the_bar_of_the_others_stays_on_the_scale():
    (*_, others) = build_bars({f"d{number}": 0.01 for number in range(20)}, 0.01, language_of("en"))
    assert others.points == "+14.0" and (others.start, others.width) == (50, 50)
