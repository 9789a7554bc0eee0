"""The table in both languages: words for everything, and no more than was written."""

import json

import numpy as np
import pandas as pd
import pytest

from houvast.fairness import GROUPINGS, assess_fairness, build_fairness_table
from houvast.fairness.groups import AGE_BANDS, HOURS_BANDS
from houvast.fairness.table import COLUMNS, name_group
from houvast.language import LANGUAGES, language_of
from houvast.records.contract import AUDIT_TABLES

WORDED = {
    "gender": AUDIT_TABLES["people"].choices["gender"],
    "age": AGE_BANDS,
    "hours": HOURS_BANDS,
    "agency": ("agency", "employed"),
    "starters": ("starter", "longer"),
}


def build_report(margin=0.1, recall=(0.8, 0.1)):
    """150 leavers a gender; a site of 30 with three leavers, one of two people, and of ten people no site known."""
    label = np.tile([1, 0], 300)
    person = np.arange(600)
    gender = np.where(person < 300, "woman", "man")
    found = np.random.default_rng(0).random(600) < np.where(gender == "woman", *recall)
    site = np.where(person < 560, "north <1>", "south").astype(object)
    site[594:598], site[598:], label[560:590] = None, "tiny", 0
    groups = pd.DataFrame({"gender": gender, "site": site, "age": np.nan})
    rows = {"risk": np.full(600, 0.5), "label": label, "listed": found & (label == 1), "person": person}
    report = assess_fairness(**rows, groups=groups, draws=100, seed=0, margin=margin)
    return json.loads(json.dumps(report.as_dict()))


REPORT = build_report()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_grouping_and_group_has_words(code):
    language = language_of(code)
    assert all(language.has(f"fairness.grouping_{name}") for name in (*GROUPINGS, "help"))
    named = {
        (grouping, group): name_group(grouping, group, language) for grouping in WORDED for group in WORDED[grouping]
    }
    assert not [key for key, words in named.items() if words == key[1]]


@pytest.mark.parametrize("code", LANGUAGES)
def test_rows_fit_the_heads_and_every_verdict_has_words(code):
    table = build_fairness_table(REPORT, language_of(code))
    assert len(table.heads) == len(COLUMNS)
    assert [len(row) for section in table.sections for row in section.rows] == [len(COLUMNS)] * 5
    language = language_of(code)
    for verdict in ("passes", "fails", "not_assessable"):
        assert language.has(f"fairness.verdict_{verdict}") and language.has(f"fairness.group_{verdict}")
    assert language.has("fairness.group_interval_only")


def test_it_says_who_is_missed_and_by_how_much():
    table = build_fairness_table(REPORT, language_of("en"))
    assert (
        table.verdict
        == "The list misses people of Gender (Men) more often than others, by more than 10 percentage points."
    )
    dutch = build_fairness_table(REPORT, language_of("nl"))
    assert dutch.verdict == "De lijst mist mensen van Geslacht (Mannen) vaker dan anderen, met meer dan 10 procentpunt."
    men = dict(zip(COLUMNS, table.sections[0].rows[0], strict=True))
    assert men["group"] == "Men" and men["verdict"] == "missed more often"
    assert men["people"] == "300" and men["recall_gap"].startswith("+")
    figure = REPORT["groupings"]["gender"]["groups"]["man"]["figures"]["recall"]
    assert men["recall"] == "{value:.0%} ({low:.0%} to {high:.0%})".format(**figure)


def test_what_passes_is_not_called_fair():
    table = build_fairness_table(build_report(recall=(0.5, 0.5)), language_of("en"))
    assert table.verdict.endswith("That does not prove that there is none.")


def test_small_groups_are_not_told_and_unknown_words_stand_as_they_are():
    site = build_fairness_table(REPORT, language_of("en")).sections[1]
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in site.rows}
    assert list(rows) == ["north <1>", "south", "Groups of fewer than 5 people"]
    assert rows["south"]["leavers"] == "fewer than 5" and rows["south"]["recall"] == "not shown"
    assert rows["south"]["verdict"] == "not assessable"
    assert rows["Groups of fewer than 5 people"]["people"] == "fewer than 5"
    assert site.remarks == ("Of fewer than 5 people the group is not on record.",)


def test_it_says_what_was_not_measured():
    remarks = build_fairness_table(REPORT, language_of("en")).remarks
    assert remarks[0] == "Age: not measured, no records."
    assert remarks[1] == "Who is offered help, and who accepts it: not measured, no help is on record."
    assert "rounded to fives" in remarks[2]
