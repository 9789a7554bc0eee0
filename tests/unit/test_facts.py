"""Facts: what was known, in words, the newest of each driver, and nothing that is confidential."""

import datetime as dt
from functools import partial

import numpy as np
import pandas as pd
import pytest
from kept_in_memory import KeptInMemory
from made_up_records import AS_OF, make_up_records
from text_tables import read_records

from houvast.facts import KINDS, MOST, NEWEST_DAYS, OWN_SURVEY, TEAM_SURVEY, build_facts
from houvast.facts.events import SOURCES
from houvast.features import DRIVERS
from houvast.language import LANGUAGES, load_texts
from houvast.records.contract import AUDIT_TABLES, TABLES
from houvast.timeline.days import to_date

DAY = dt.date(2025, 1, 1)
NO_X = pd.DataFrame()


def facts_of(text, language="en", people=("anna", "ben"), as_of=DAY, X=NO_X, team="north", **more):
    records = read_records(text) if isinstance(text, str) else text
    at_work = pd.DataFrame({"employee_id": list(people), "site": "Gent", "team": team})
    X = pd.DataFrame(index=range(len(people))) if X is NO_X else X
    given = {"as_of": as_of, "drivers": tuple(DRIVERS), "set_aside": (), "language": language} | more
    return build_facts(KeptInMemory(**records), at_work, X, **given)


def told(*args, **more):
    found = facts_of(*args, **more)
    days = found["date"].dt.strftime("%Y-%m-%d").fillna("-")
    return list(zip(found["employee_id"], days, found["text"], strict=True))


PAY = """
    pay
    employee_id  effective_on  hourly_wage  known_on
    anna         2023-02-01    14.00        2023-02-01
    anna         2024-02-01    14.35        2024-02-01
    anna         2024-06-01    14.35        2024-06-01
    anna         2024-11-01    15.00        2025-01-01
    ben          2024-03-01    20.00        2024-03-01
    ben          2024-09-01    19.00        2024-09-01
    """


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Pay rise of 2.5%", "Hourly wage 5% lower")), ("nl", ("Loonsverhoging van 2,5%", "Uurloon 5% lager"))],
)
def test_pay_is_told_as_rises_and_their_percentage_and_nothing_known_later(language, words):
    assert told(PAY, language) == [("anna", "2024-02-01", words[0]), ("ben", "2024-09-01", words[1])]
    found = facts_of(PAY)
    np.testing.assert_allclose(found["value"], [0.025, 0.05])
    assert list(found["driver"]) == ["pay", "pay"]
    assert "15" not in " ".join(found["text"])


def test_what_is_known_a_day_before_counts_and_what_is_known_on_the_day_does_not():
    assert len(facts_of(PAY, as_of=dt.date(2025, 1, 2))) == 3
    assert len(facts_of(PAY, as_of=dt.date(2024, 2, 2))) == 1
    assert len(facts_of(PAY, as_of=dt.date(2024, 2, 1))) == 0


def test_sick_leave_is_told_from_and_to_and_never_why():
    assert told(
        """
        absences
        employee_id  started_on  ended_on    kind   known_on
        anna         2024-03-04  2024-03-07  sick   2024-03-08
        anna         2024-05-04  2024-05-20  leave  2024-05-08
        anna         2024-12-20  -           sick   2024-12-20
        anna         2024-12-20  2025-01-06  sick   2025-01-06
        """
    ) == [
        ("anna", "2024-12-20", "On sick leave since this day"),
        ("anna", "2024-03-04", "On sick leave until 7 March 2024: 3 days"),
    ]


def test_moves_are_told_with_where_to_and_a_manager_without_a_name():
    found = told(
        """
        assignments
        employee_id  effective_on  team   role   manager_id  known_on
        anna         2023-06-01    north  agent  m1          2023-06-01
        anna         2024-02-01    south  agent  m1          2024-02-01
        anna         2024-03-01    south  coach  m2          2024-03-01
        """
    )
    assert found == [
        ("anna", "2024-03-01", "Another manager"),
        ("anna", "2024-03-01", "Other role: coach"),
        ("anna", "2024-02-01", "Other team: south"),
    ]


def test_a_corrected_record_is_told_as_it_stands_and_a_withdrawn_one_not_at_all():
    text = """
        one_on_ones
        employee_id  booked_for  held   known_on    retracted
        anna         2024-03-01  no   2024-03-01  no
        anna         2024-03-01  yes   2024-03-10  no
        ben          2024-04-01  yes   2024-04-01  no
        ben          2024-04-01  yes   2024-04-09  yes
        """
    assert told(text) == [("anna", "2024-03-01", "One-on-one held")]
    assert told(text, as_of=dt.date(2024, 3, 5)) == [("anna", "2024-03-01", "One-on-one planned, not held")]
    assert told(text, as_of=dt.date(2024, 4, 5))[-1] == ("ben", "2024-04-01", "One-on-one held")


def test_only_people_at_work_and_tables_that_are_used():
    assert told(PAY, people=("ben",)) == [("ben", "2024-09-01", "Hourly wage 5% lower")]
    assert told(PAY, set_aside=("pay",)) == []
    assert told(PAY, drivers=("burnout",)) == []


@pytest.fixture(scope="module")
def centre():
    records = {name: table for name, table in make_up_records().items() if name in TABLES}
    people = tuple(sorted(records["spells"]["employee_id"].unique()))
    return partial(facts_of, records, people=people, as_of=to_date(int(AS_OF[-1])))


def test_every_table_gives_facts_of_kinds_with_words_in_order(centre):
    found = centre()
    assert set(found["kind"]) <= set(KINDS)
    assert {KINDS[kind].driver for kind in found["kind"]} == set(DRIVERS) - {"connection", "purpose"}
    assert (found["text"].str.len() > 5).all()
    assert found["date"].min() >= pd.Timestamp(to_date(int(AS_OF[-1]) - NEWEST_DAYS))
    assert found["date"].max() < pd.Timestamp(to_date(int(AS_OF[-1])))
    assert found.groupby(["employee_id", "driver"]).size().max() == MOST
    place = list(DRIVERS)
    rows = list(
        zip(found["employee_id"], found["driver"].map(place.index), -found["date"].astype("int64"), strict=True)
    )
    assert rows == sorted(rows)


def test_only_the_newest_of_a_driver_are_told(centre):
    found, records = centre(), make_up_records()
    one = found[found["driver"] == "recognition"].groupby("employee_id")["date"].min()
    most = found[found["driver"] == "recognition"].groupby("employee_id").size()
    given = records["recognitions"]
    as_of = pd.Timestamp(to_date(int(AS_OF[-1])))
    standing = given[(given["known_on"] < as_of) & (given["happened_on"] < as_of)]
    standing = standing[~(standing["superseded_on"] < as_of) & ~standing["retracted"].fillna(False).astype(bool)]
    for person in one.index[most == MOST]:
        newest = standing.loc[standing["employee_id"] == person, "happened_on"].sort_values().tail(MOST)
        assert one[person] == newest.min()


def test_what_becomes_known_later_changes_nothing(centre):
    """The same with every version that was known on the day or after it, gone."""
    records = make_up_records()
    as_of = pd.Timestamp(to_date(int(AS_OF[1])))
    cut = {}
    for name, table in records.items():
        if name in TABLES:
            known = table[table["known_on"] < as_of].reset_index(drop=True)
            cut[name] = known.assign(superseded_on=known["superseded_on"].where(known["superseded_on"] < as_of))
    given = {"people": tuple(sorted(records["spells"]["employee_id"].unique())), "as_of": as_of.date()}
    whole = facts_of({name: table for name, table in records.items() if name in TABLES}, **given)
    pd.testing.assert_frame_equal(facts_of(cut, **given), whole)
    assert len(whole) > 500


def test_the_same_facts_in_every_language(centre):
    english, dutch = centre(), centre(language="nl")
    pd.testing.assert_frame_equal(english.drop(columns="text"), dutch.drop(columns="text"))
    named = {"client_changed", "contract_changed", "ai_training"}
    same = set(english.loc[(english["text"] == dutch["text"]).to_numpy(), "kind"])
    assert same <= named


def test_every_kind_has_its_words_in_both_languages():
    assert {key.removeprefix("facts.") for key in load_texts() if key.startswith("facts.")} == set(KINDS)
    assert {one.driver for one in KINDS.values()} <= set(DRIVERS)
    assert all(set(load_texts()[f"facts.{kind}"]) == set(LANGUAGES) for kind in KINDS)


def test_no_answer_no_audit_table_no_reason_of_an_absence_and_no_free_text_is_read():
    assert not {"survey_answers", "survey_invitations", "actions", *AUDIT_TABLES} & set(SOURCES)
    assert SOURCES["absences"].columns == ("kind", "ended_on")
    assert SOURCES["spells"].columns == ()
    assert not {"exit_reason", "notice_on", "reason", "hours_per_week", "agency", "step", "wave", "answer"} & {
        column for source in SOURCES.values() for column in source.columns
    }


def test_a_teams_survey_value_is_told_of_everybody_who_has_it():
    people = tuple(f"p{n}" for n in range(12))
    team = ["north"] * 6 + ["south"] * 6
    X = pd.DataFrame({"burnout_strain_team_share": [0.6] * 6 + [np.nan] * 6})
    found = facts_of({}, people=people, team=team, X=X)
    assert set(found["kind"]) == {TEAM_SURVEY}
    assert list(found["employee_id"]) == list(people[:6])
    assert found["value"].unique().tolist() == [0.6]
    assert len(set(found["text"])) == 1
    assert found["text"][0].startswith("Strain in the team's answers is 6 on a scale of 0–10")
    assert found["date"].isna().all()
    assert facts_of({}, people=people, team=team, X=X, set_aside=("survey_answers",)).empty


def test_own_answers_are_told_softly_and_only_where_the_feature_has_them():
    """Without recorded consent the feature is missing of everybody (`Known.own_answers`)."""
    X = pd.DataFrame({"burnout_strain_own_share": [0.9, np.nan]})
    found = facts_of({}, X=X)
    assert found["employee_id"].tolist() == ["anna"]
    assert found["kind"].tolist() == [OWN_SURVEY]
    assert found["value"].isna().all()
    assert found["text"].tolist() == ["Answers shared with consent suggest about the usual strain"]


def test_nobody_has_no_facts():
    assert facts_of(PAY, people=()).empty
    assert facts_of({}).empty
