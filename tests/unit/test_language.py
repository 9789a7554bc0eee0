"""Numbers, dates and texts, as English and Dutch write them."""

import datetime as dt

import pytest

from houvast.errors import ConfigError
from houvast.language import LANGUAGES, check_texts, language_of, load_texts

FORBIDDEN = ("because", "omdat", "doordat", "wegens", "churn", "flight risk", "vertrekrisico")
EN, NL = language_of("en"), language_of("nl")


@pytest.mark.parametrize(
    ("value", "decimals", "english", "dutch"),
    [
        (5000, 0, "5,000", "5.000"),
        (1234567.891, 2, "1,234,567.89", "1.234.567,89"),
        (-1.25, 1, "−1.2", "−1,2"),
        (-0.04, 1, "0.0", "0,0"),
        (0, 0, "0", "0"),
        (float("nan"), 1, "–", "–"),
    ],
)
def test_numbers(value, decimals, english, dutch):
    assert EN.number(value, decimals) == english
    assert NL.number(value, decimals) == dutch


@pytest.mark.parametrize(
    ("share", "english", "dutch"),
    [
        (0.031, "+3.1 points", "+3,1 punt"),
        (-0.012, "−1.2 points", "−1,2 punt"),
        (0.0005, "+0.1 points", "+0,1 punt"),
        (0.0, "0.0 points", "0,0 punt"),
        (-0.0001, "0.0 points", "0,0 punt"),
    ],
)
def test_points_have_a_sign(share, english, dutch):
    assert EN.points(share) == english
    assert NL.points(share) == dutch


@pytest.mark.parametrize(
    ("days", "english", "dutch"),
    [
        (1, ("1", "day"), ("1", "dag")),
        (0, ("0", "days"), ("0", "dagen")),
        (13, ("13", "days"), ("13", "dagen")),
        (14, ("2", "weeks"), ("2", "weken")),
        (60, ("9", "weeks"), ("9", "weken")),
        (61, ("2", "months"), ("2", "maanden")),
        (579, ("19", "months"), ("19", "maanden")),
        (731, ("2", "years"), ("2", "jaar")),
        (1000, ("2.7", "years"), ("2,7", "jaar")),
    ],
)
def test_durations_are_in_the_unit_that_people_use(days, english, dutch):
    assert EN.duration(days) == english
    assert NL.duration(days) == dutch


def test_dates_and_percentages():
    assert EN.date(dt.date(2025, 3, 4)) == "4 March 2025"
    assert NL.date(dt.date(2025, 3, 4)) == "4 maart 2025"
    assert EN.percent(0.183) == "18%"
    assert NL.percent(0.0525, 1) == "5,2%"
    assert NL.percent_short(0.125) == "12,5%"


def test_plurals_follow_the_count():
    assert EN.text("page.list_more", count=1).startswith("1 more person is")
    assert EN.text("page.list_more", count=4980).startswith("4,980 more people are")
    assert NL.text("page.list_more", count=1).startswith("Nog 1 persoon staat")
    assert NL.text("page.list_more", count=4980).startswith("Nog 4.980 mensen staan")


def test_an_unknown_text_is_an_error():
    with pytest.raises(ConfigError, match=r"text `page\.nonsense` does not exist"):
        EN.text("page.nonsense")


def test_an_unknown_language_is_an_error():
    with pytest.raises(ConfigError, match=r"`language` must be one of en, nl\. Got 'fr'"):
        language_of("fr")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"en": "Pay"}, "`x.pay` has no translation in `nl`"),
        ({"en": "Pay", "nl": ""}, "`x.pay` has no translation in `nl`"),
        ({"en": "Pay", "nl": "Loon", "de": "Lohn"}, "unknown language 'de'"),
        ("Pay", "must have a text for each of en, nl"),
        ({"en": "{a} of {b}", "nl": "{a} van de b"}, "other placeholders"),
        ({"en": {"one": "day", "other": "days"}, "nl": "dagen"}, "is a plural"),
        ({"en": {"one": "day", "other": "days"}, "nl": {"other": "dagen"}}, "is a plural"),
    ],
)
def test_a_missing_or_broken_translation_is_an_error(entry, problem):
    with pytest.raises(ConfigError, match=problem):
        check_texts({"x.pay": entry})


def test_every_text_is_in_both_languages():
    check_texts(load_texts())
    assert all(set(entry) == set(LANGUAGES) for entry in load_texts().values())


def test_no_text_claims_a_cause_or_labels_people():
    texts = [str(text).lower() for entry in load_texts().values() for text in entry.values()]
    assert [word for word in FORBIDDEN for text in texts if word in text] == []
