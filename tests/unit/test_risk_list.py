"""The list's own promises: bands, order, capacity, and contributions that sum."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from made_up_list import made_up_doubts, made_up_list

from houvast.errors import GateError
from houvast.risk_list import (
    RiskList,
    check_risk_list,
    compute_bands,
    order_contributions,
    order_not_assessed,
    order_people,
)
from houvast.summary import Summary


@pytest.mark.parametrize(
    ("risk", "base", "band"),
    [
        (0.10, 0.05, "high"),
        (0.0999, 0.05, "raised"),
        (0.0625, 0.05, "raised"),
        (0.0624, 0.05, "usual"),
        (0.0375, 0.05, "usual"),
        (0.0374, 0.05, "low"),
        (0.0, 0.05, "low"),
        (0.01, 0.0, "high"),
        (0.0, 0.0, "usual"),
    ],
)
def test_bands_are_ratios_to_the_base(risk, base, band):
    assert list(compute_bands(pd.Series([risk]), pd.Series([base]))) == [band]


def frame(risks, ids):
    risk = pd.Series(risks, dtype=float)
    return pd.DataFrame(
        {
            "employee_id": ids,
            "as_of_date": pd.Timestamp("2025-06-01"),
            "risk_13w": risk,
            "risk_13w_low": risk,
            "risk_13w_high": risk,
            "base_risk_13w": 0.05,
            "site": "A",
            "team": "B",
            "tenure_days": 10,
            "reason_1": None,
            "not_measured": "",
            "doubt": "",
        }
    )


def test_order_is_by_risk_then_by_id():
    ordered = order_people(frame([0.1, 0.3, 0.1, 0.2], ["b", "c", "a", "007"]), 13, 2)
    assert list(ordered["employee_id"]) == ["c", "007", "a", "b"]
    assert list(ordered["rank"]) == [1, 2, 3, 4]
    assert list(ordered["within_capacity"]) == [True, True, False, False]


def test_other_horizons_stand_beside_the_risk_and_rise_with_their_length():
    people = frame([0.1, 0.3], ["a", "c"]).assign(risk_26w=[0.2, 0.5], risk_4w=[0.05, 0.1])
    ordered = order_people(people, 13, 2)
    assert list(ordered.columns[6:9]) == ["base_risk_13w", "risk_4w", "risk_26w"]
    summary, nothing = Summary(horizon_weeks=13), pd.DataFrame({"employee_id": [], "driver": [], "contribution": []})
    for wrong in ({"risk_4w": [0.4, 0.05]}, {"risk_26w": [0.5, np.nan]}):
        listed = RiskList(ordered.assign(**wrong), nothing, {}, summary)
        with pytest.raises(GateError, match="longer horizon is missing, no probability, or below"):
            check_risk_list(listed)


def test_contributions_follow_people_and_drivers_and_skip_what_is_not_measured():
    people = order_people(frame([0.1, 0.3], ["a", "c"]), 13, 2)
    wide = pd.DataFrame({"employee_id": ["a", "c"], "pay": [0.05, np.nan], "burnout": [0.0, 0.25]})
    long = order_contributions(people, wide)
    assert list(long.itertuples(index=False, name=None)) == [
        ("c", "burnout", 0.25),
        ("a", "pay", 0.05),
        ("a", "burnout", 0.0),
    ]


def test_a_whole_list_passes():
    check_risk_list(made_up_list())
    check_risk_list(made_up_list(0))
    check_risk_list(made_up_list(1))


def broken(**changes):
    risk_list = made_up_list()
    people, contributions = risk_list.people.copy(), risk_list.contributions.copy()
    for name, value in changes.items():
        if name == "contribution":
            contributions.loc[3, name] += value
        else:
            people.loc[3, name] = value
    return dataclasses.replace(risk_list, people=people, contributions=contributions)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"risk_13w_high": 0.0}, "outside its own interval"),
        ({"risk_13w": np.nan}, "missing or no probability"),
        ({"risk_13w_high": 1.01}, "missing or no probability"),
        ({"contribution": 2e-9}, "1 people do not sum"),
        ({"rank": 1}, "not in the order"),
    ],
)
def test_a_broken_promise_is_refused(changes, problem):
    with pytest.raises(GateError, match=problem):
        check_risk_list(broken(**changes))


def test_a_repeated_id_is_refused_without_naming_it():
    risk_list = made_up_list()
    people = risk_list.people.copy()
    people.loc[1, "employee_id"] = people.loc[0, "employee_id"]
    with pytest.raises(GateError, match="1 rows repeat an employee_id") as refused:
        check_risk_list(dataclasses.replace(risk_list, people=people))
    assert people.loc[0, "employee_id"] not in str(refused.value)


def test_a_missing_column_is_refused_by_name():
    risk_list = made_up_list()
    people = risk_list.people.drop(columns="team")
    with pytest.raises(GateError, match="Wrong: team"):
        check_risk_list(dataclasses.replace(risk_list, people=people))


def test_contributions_of_strangers_are_refused():
    risk_list = made_up_list()
    extra = pd.DataFrame({"employee_id": ["zz"], "driver": ["pay"], "contribution": [0.1]})
    contributions = pd.concat([risk_list.contributions, extra], ignore_index=True)
    with pytest.raises(GateError, match="not on the list"):
        check_risk_list(dataclasses.replace(risk_list, contributions=contributions))


def test_those_who_are_not_assessed_are_in_order_and_have_no_risk():
    apart = order_not_assessed(frame([0.1, 0.3], ["b", "007"]).assign(doubt="stale"))
    assert list(apart["employee_id"]) == ["007", "b"]
    assert list(apart) == ["employee_id", "site", "team", "tenure_days", "doubt"]


def test_nobody_is_lost_between_the_list_and_those_not_assessed():
    check_risk_list(made_up_doubts())
    found = made_up_doubts()
    with pytest.raises(GateError, match="63 people are at work, and 60 listed \\+ 2 not assessed"):
        check_risk_list(dataclasses.replace(found, not_assessed=found.not_assessed.head(2)))


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("employee_id", made_up_list().people.loc[5, "employee_id"], "1 people are listed twice, or both listed and"),
        ("employee_id", "9001", "1 people are listed twice"),
        ("doubt", "", "not assessed without a reason"),
        ("doubt", "odd", "doubts without words: odd"),
    ],
)
def test_people_not_assessed_that_break_a_promise_are_refused(column, value, problem):
    found = made_up_doubts()
    apart = found.not_assessed.copy()
    apart.loc[0, column] = value
    with pytest.raises(GateError, match=problem):
        check_risk_list(dataclasses.replace(found, not_assessed=apart))


def test_a_doubt_without_words_on_the_list_and_other_columns_apart_are_refused():
    with pytest.raises(GateError, match="doubts without words: odd"):
        check_risk_list(broken(doubt="stale, odd"))
    found = made_up_doubts()
    with pytest.raises(GateError, match="must have the columns employee_id, site, team, tenure_days, doubt"):
        check_risk_list(dataclasses.replace(found, not_assessed=found.not_assessed.drop(columns="team")))
