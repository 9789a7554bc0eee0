"""What is kept of training: it comes back as it was, holds no row, and says what is usual."""

import json

import numpy as np
import pandas as pd
import pytest

from houvast.monitor import build_reference
from houvast.monitor.drift import judge_all_together, judge_features, judge_list, judge_risks
from houvast.monitor.reference import read_reference

MONTHS, PEOPLE = 14, 250


@pytest.fixture(scope="module")
def training():
    rng = np.random.default_rng(6)
    as_of = np.repeat(np.arange(MONTHS) * 30, PEOPLE)
    person = np.tile(np.arange(PEOPLE), MONTHS)
    X = pd.DataFrame({"wage": rng.normal(15, 2, as_of.size), "talks": rng.poisson(2.0, as_of.size).astype(float)})
    X.loc[rng.random(as_of.size) < 0.1, "wage"] = np.nan
    risk = 1 / (1 + np.exp(-(rng.normal(size=PEOPLE)[person] + 0.3 * rng.normal(size=as_of.size) - 3)))
    return X, risk, as_of, person


@pytest.fixture(scope="module")
def reference(training):
    X, risk, as_of, person = training
    manifest = {
        "tables": {"pay": {"columns": ["employee_id", "hourly_wage"]}},
        "sources": [{"file": "a.csv", "rows_in": 9, "rows_quarantined": 1}] * 2,
    }
    return build_reference(X, risk, as_of=as_of, person=person, capacity=20, manifest=manifest)


def today(seed=1, **shift):
    rng = np.random.default_rng(seed)
    wage = rng.normal(15 + shift.get("wage", 0), 2, PEOPLE)
    wage[: round(PEOPLE * shift.get("missing", 0.1))] = np.nan
    return pd.DataFrame({"wage": wage, "talks": rng.poisson(2.0, PEOPLE).astype(float)})


def alarms(findings):
    return {(one.code, one.subject) for one in findings if one.alarm}


def test_it_comes_back_as_it_was(reference):
    assert read_reference(reference.as_json()) == reference
    assert read_reference(None) is None
    assert read_reference(json.dumps({"version": 0})) is None


def test_it_holds_counts_and_no_row(reference):
    kept = json.loads(reference.as_json())
    assert sum(kept["features"]["wage"]["counts"]) == MONTHS * PEOPLE
    assert kept["people"] == PEOPLE
    assert kept["refused"] == {"a.csv": [18, 2]}
    assert kept["columns"] == {"pay": ["employee_id", "hourly_wage"]}
    assert len(reference.as_json()) < 6_000


def test_only_the_newest_two_years_count(training):
    X, risk, as_of, person = (np.concatenate([part] * 3) if isinstance(part, np.ndarray) else part for part in training)
    X = pd.concat([training[0]] * 3, ignore_index=True)
    as_of = as_of + np.repeat(np.arange(3), MONTHS * PEOPLE) * MONTHS * 30
    kept = build_reference(X, risk, as_of=as_of, person=person, capacity=20)
    assert sum(kept.risk.counts) == 24 * PEOPLE
    assert len(kept.list_change) == 23


def test_people_as_they_were_raise_no_alarm(reference, training):
    now = today()
    assert alarms(judge_features(reference, now)) == set()
    X = pd.concat([training[0], now], ignore_index=True)
    person = np.concatenate([training[3], np.arange(PEOPLE)])
    is_today = np.arange(len(X)) >= MONTHS * PEOPLE
    found = judge_all_together(reference, X, person, is_today, people_now=PEOPLE)
    assert (found.judged, found.alarm) == (True, False)


def test_a_planted_shift_is_an_alarm_of_its_feature_and_of_all_together(reference, training):
    now = today(wage=1.4)  # 0.7 standard deviations
    assert alarms(judge_features(reference, now)) == {("shift", "wage")}
    now = today(wage=2.0)
    X = pd.concat([training[0], now], ignore_index=True)
    person = np.concatenate([training[3], np.arange(PEOPLE)])
    found = judge_all_together(reference, X, person, np.arange(len(X)) >= MONTHS * PEOPLE, people_now=PEOPLE)
    assert found.alarm


def test_values_that_do_not_come_any_more_are_an_alarm(reference):
    assert ("missing", "wage") in alarms(judge_features(reference, today(missing=0.3)))
    assert ("missing", "wage") not in alarms(judge_features(reference, today(missing=0.13)))


def test_risks_that_rose_are_an_alarm(reference, training):
    risk = training[1][-PEOPLE:]
    assert not judge_risks(reference, risk).alarm
    assert judge_risks(reference, np.clip(2 * risk, 0, 1)).alarm


def test_a_list_that_is_all_new_is_an_alarm(reference):
    now, before = [str(at) for at in range(20)], [str(at) for at in range(100, 120)]
    given = {"days_between": 31, "same_model": True}
    assert judge_list(reference, now, before, **given).alarm
    assert not judge_list(reference, now, now, **given).alarm
    assert not judge_list(reference, now, before, days_between=62, same_model=True).judged
    assert judge_list(reference, now[:9], before, **given).judged is False


def test_groups_of_nine_are_not_told_of(reference):
    assert judge_features(reference, today().head(9)) == []
    assert not judge_risks(reference, np.full(9, 0.5)).judged
