"""Reasons in sentences: the right fact, the right words, in the right order."""

import math

import numpy as np
import pandas as pd
import pytest

from houvast.catalogue import load_drivers
from houvast.errors import ConfigError
from houvast.language import language_of
from houvast.reasons import build_reasons, build_sentence

NAN = math.nan

SENTENCES = [
    # feature, value, usual, contribution, English, Dutch
    ("pay_since_rise_days", 579, 275, 0.031,
     "No pay rise for 19 months; 9 is usual here: +3.1 points",
     "19 maanden geen loonsverhoging; 9 is hier gebruikelijk: +3,1 punt"),
    ("pay_since_rise_days", 21, 275, -0.012,
     "3 weeks since the last pay rise or since starting here; 9 months is usual here: −1.2 points",
     "3 weken sinds de laatste loonsverhoging of sinds de start hier; 9 maanden is hier gebruikelijk: "
     "−1,2 punt"),
    ("pay_since_rise_days", NAN, 275, 0.01, "No pay rise is on record: +1.0 points",
     "Er is geen loonsverhoging vastgelegd: +1,0 punt"),
    ("pay_rises_365d_count", 0, 1, 0.02,
     "No pay rise in the last 12 months; 1 is usual here: +2.0 points",
     "Geen loonsverhoging in de laatste 12 maanden; 1 is hier gebruikelijk: +2,0 punt"),
    ("pay_against_role_ratio", 0.92, 1.0, 0.02,
     "Hourly wage 8% below what is usual in the role: +2.0 points",
     "Uurloon 8% onder wat in de functie gebruikelijk is: +2,0 punt"),
    ("pay_against_role_ratio", 1.001, 1.0, 0.001, "Hourly wage as is usual in the role: +0.1 points",
     "Uurloon zoals in de functie gebruikelijk: +0,1 punt"),
    ("burnout_sick_spells_180d_count", 1, 0, 0.02,
     "1 spell of sick leave in the last 6 months; none is usual here: +2.0 points",
     "1 ziekmelding in de laatste 6 maanden; geen is hier gebruikelijk: +2,0 punt"),
    ("burnout_sick_spells_180d_count", 3, 1.5, 0.02,
     "3 spells of sick leave in the last 6 months; 1.5 is usual here: +2.0 points",
     "3 ziekmeldingen in de laatste 6 maanden; 1,5 is hier gebruikelijk: +2,0 punt"),
    ("one_on_ones_held_90d_count", 0, 0, 0.02,
     "No one-on-one held in the last 90 days; as is usual here: +2.0 points",
     "Geen een-op-eengesprek gehouden in de laatste 90 dagen; zoals hier gebruikelijk: +2,0 punt"),
    ("one_on_ones_held_90d_count", 2, NAN, -0.02, "2 one-on-ones held in the last 90 days: −2.0 points",
     "2 een-op-eengesprekken gehouden in de laatste 90 dagen: −2,0 punt"),
    ("first_90_days_tenure_days", 0, 400, 0.05,
     "First day at work; 13 months is usual here: +5.0 points",
     "Eerste werkdag; 13 maanden is hier gebruikelijk: +5,0 punt"),
    ("first_90_days_tenure_days", 1, 2, 0.05, "At work here for 1 day; 2 is usual here: +5.0 points",
     "Werkt hier 1 dag; 2 is hier gebruikelijk: +5,0 punt"),
    ("burnout_strain_team_share", 0.62, 0.5, 0.01,
     "Strain in the team's answers is 6 on a scale of 0–10; 5 is usual here: +1.0 points",
     "Belasting in de antwoorden van het team is 6 op een schaal van 0–10; 5 is hier gebruikelijk: "
     "+1,0 punt"),
    ("burnout_strain_own_share", 0.9, 0.5, 0.01,
     "Answers shared with consent suggest somewhat more strain than is usual here: +1.0 points",
     "Antwoorden die met toestemming zijn gedeeld, wijzen op wat meer belasting dan hier gebruikelijk: "
     "+1,0 punt"),
    ("placement_agency_share", 1, 0, 0.01, "Employed through an agency: +1.0 points",
     "In dienst via een uitzendbureau: +1,0 punt"),
    ("placement_agency_share", 0, 0, -0.01, "Not employed through an agency: −1.0 points",
     "Niet in dienst via een uitzendbureau: −1,0 punt"),
    ("workload_escalations_90d_share", 0.014, 0.25, 0.01,
     "1.4% of contacts escalated in the last 90 days; 25% is usual here: +1.0 points",
     "1,4% van de contacten geëscaleerd in de laatste 90 dagen; 25% is hier gebruikelijk: +1,0 punt"),
    ("burnout_strain_change_team_share", 0.12, 0.0, 0.01,
     "Strain in the team's answers is 1 higher than before, on a scale of 0–10: +1.0 points",
     "Belasting in de antwoorden van het team is 1 hoger dan eerder, op een schaal van 0–10: +1,0 punt"),
    ("burnout_strain_change_team_share", -0.02, 0.0, -0.01,
     "Strain in the team's answers is about as it was before: −1.0 points",
     "Belasting in de antwoorden van het team is ongeveer als eerder: −1,0 punt"),
]  # fmt: skip


@pytest.mark.parametrize(("feature", "value", "usual", "contribution", "english", "dutch"), SENTENCES)
def test_sentences(feature, value, usual, contribution, english, dutch):
    assert build_sentence(language_of("en"), feature, value, usual, contribution) == english
    assert build_sentence(language_of("nl"), feature, value, usual, contribution) == dutch


def tables(contributions: dict, features: dict, values: dict):
    X = pd.DataFrame(values)
    return pd.DataFrame(contributions), pd.DataFrame(features), X, pd.Series(dict.fromkeys(X.columns, 1.0))


def reasons(*args, count=3, language="en"):
    return build_reasons(language, *args, count)


def test_the_weightiest_drivers_come_first_whatever_their_sign():
    args = tables(
        {"pay": [0.01, 0.03], "burnout": [-0.02, 0.01], "career": [0.005, 0.02]},
        {
            "pay_rises_365d_count": [0.1, 0.3],
            "burnout_sick_180d_days": [-0.2, 0.1],
            "career_talks_365d_count": [0.1, 0.2],
        },
        {
            "pay_rises_365d_count": [0, 0],
            "burnout_sick_180d_days": [0, 5],
            "career_talks_365d_count": [0, 0],
        },
    )
    first, second = reasons(*args, count=2)
    assert [text.split(":")[-1] for text in first] == [" −2.0 points", " +1.0 points"]
    assert [text.split(":")[-1] for text in second] == [" +3.0 points", " +2.0 points"]


def test_ties_go_to_the_first_driver():
    args = tables(
        {"career": [0.02], "pay": [-0.02]},
        {"career_talks_365d_count": [0.2], "pay_rises_365d_count": [-0.2]},
        {"career_talks_365d_count": [0], "pay_rises_365d_count": [2]},
    )
    assert reasons(*args)[0][0].startswith("No career talk")


def test_the_fact_is_of_the_feature_that_weighs_most_in_the_drivers_own_direction():
    args = tables(
        {"pay": [0.02]},
        {"pay_rises_365d_count": [0.3], "pay_since_rise_days": [0.5], "pay_against_role_ratio": [-0.6]},
        {"pay_rises_365d_count": [0], "pay_since_rise_days": [579], "pay_against_role_ratio": [1.2]},
    )
    assert reasons(*args)[0][0].startswith("No pay rise for 19 months")


def test_what_is_not_measured_or_too_small_gets_no_sentence():
    args = tables(
        {"pay": [np.nan, 0.0004], "burnout": [0.0006, -0.0005]},
        {"pay_rises_365d_count": [np.nan, 0.1], "burnout_sick_180d_days": [0.1, -0.1]},
        {"pay_rises_365d_count": [np.nan, 0], "burnout_sick_180d_days": [4, 0]},
    )
    first, second = reasons(*args)
    assert first == ["4 days of sick leave in the last 6 months; 1 is usual here: +0.1 points"]
    assert second == ["No day of sick leave in the last 6 months; 1 is usual here: −0.1 points"]


def test_no_figure_of_one_persons_answers_is_told():
    for value in (0.05, 0.5, 0.95, NAN):
        for feature in (
            "burnout_strain_own_share",
            "purpose_satisfaction_own_share",
            "career_path_known_own_share",
        ):
            fact = build_sentence(language_of("en"), feature, value, 0.5, 0.02).removesuffix(": +2.0 points")
            assert not any(letter.isdigit() for letter in fact)


def test_a_feature_without_a_sentence_is_an_error_that_names_it():
    args = tables({"pay": [0.02]}, {"pay_bonus_365d_count": [0.3]}, {"pay_bonus_365d_count": [0]})
    with pytest.raises(ConfigError, match="feature `pay_bonus_365d_count` has no sentence"):
        reasons(*args)


def test_points_instead_of_probabilities_are_refused():
    args = tables({"pay": [3.1]}, {"pay_rises_365d_count": [0.3]}, {"pay_rises_365d_count": [0]})
    with pytest.raises(ValueError, match="must be probabilities"):
        reasons(*args)


def test_tables_of_unequal_length_are_refused():
    contributions, features, X, usual = tables(
        {"pay": [0.1]}, {"pay_rises_365d_count": [0.3]}, {"pay_rises_365d_count": [0]}
    )
    with pytest.raises(ValueError, match="one row a person"):
        build_reasons("en", contributions, features, X.iloc[:0], usual, 3)


def test_nobody_has_no_reasons():
    args = tables({"pay": []}, {"pay_rises_365d_count": []}, {"pay_rises_365d_count": []})
    assert reasons(*args) == []


def test_the_tables_are_left_as_they_were():
    args = tables({"pay": [0.02]}, {"pay_rises_365d_count": [0.3]}, {"pay_rises_365d_count": [0]})
    before = [table.copy() for table in args]
    reasons(*args)
    for table, copy in zip(args, before, strict=True):
        assert table.equals(copy)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_reason_of_ones_own_answers_holds_no_figure_of_them_and_every_other_says_beside_what_it_stands(language):
    """Of every feature in the catalogue, with values below, at and above what is usual."""
    lingo = language_of(language)
    usual_words = lingo.text("common.reason_usual", usual="").strip(), lingo.text("common.reason_as_usual")
    for driver in load_drivers().drivers.values():
        for name, text in driver.features.items():
            for value in (0.2, 0.45, 0.9):
                fact = build_sentence(lingo, name, value, 0.45, 0.02).rpartition(":")[0]
                if text.kind == "own":
                    assert not any(letter.isdigit() for letter in fact), name
                elif text.kind not in ("ratio", "change", "flag"):
                    none = lingo.text("common.reason_usual_none")
                    assert any(words in fact for words in (*usual_words, none)), (name, fact)
