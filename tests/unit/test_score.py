"""From a model and a cohort to a list: who is assessed, and that nobody is lost on the way."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from made_up_rows import NEVER_INNER, made_up_rows

from houvast.doubt import learn_doubts
from houvast.features import TENURE
from houvast.score import build_list, score
from houvast.timeline import Observations
from houvast.walk import Cohort

PEOPLE = 40
DRIVERS = ("first_90_days", "pay", "burnout", "one_on_ones")


@pytest.fixture(scope="module")
def model():
    rows = made_up_rows()
    model = rows.fit(embargo_days=NEVER_INNER)
    model.doubts_ = learn_doubts(model, rows.X, np.zeros(len(rows.X)), rows.as_of)
    return model


@pytest.fixture
def cohort():
    X = made_up_rows(people=PEOPLE, dates=1, seed=9).X
    started = (20_000 - X[TENURE]).to_numpy().astype(np.int32)
    ids = np.array([f"{number:03d}" for number in range(PEOPLE)], dtype=object)
    seen = Observations(ids, np.arange(PEOPLE, dtype=np.int32), np.full(PEOPLE, 20_000, dtype=np.int32), started)
    place = pd.DataFrame({"site": ["Gent"] * PEOPLE, "team": ["Noord"] * PEOPLE})
    return Cohort(seen, place, pd.DataFrame(index=range(PEOPLE)), X, np.zeros(PEOPLE))


def list_of(model, cohort, **settings):
    given = {"as_of": dt.date(2025, 1, 1), "horizon_weeks": 13, "capacity": 5, "language": "en", "reasons": 2}
    return build_list(score(model, cohort, DRIVERS), **{**given, **settings})


def damage(cohort):
    """Three people in severe doubt (one of them would lead the list), one in mild doubt."""
    cohort.idle_days[[3, 7]] = 400
    cohort.X.loc[11, "pay_since_rise_days"] = 1e7
    cohort.X.loc[11, "burnout_sick_spells_180d_count"] = 400
    cohort.idle_days[20] = 40
    return cohort


def test_ordinary_people_are_all_assessed_without_a_doubt(model, cohort):
    people, _, apart = list_of(model, cohort)
    assert (len(people), len(apart)) == (PEOPLE, 0)
    assert (people["doubt"] == "").all()


def test_people_in_severe_doubt_are_left_out_of_risks_ranks_capacity_and_contributions(model, cohort):
    before, *_ = list_of(model, cohort)
    people, contributions, apart = list_of(model, damage(cohort))
    assert dict(zip(apart["employee_id"], apart["doubt"], strict=True)) == {
        "003": "stale",
        "007": "stale",
        "011": "unlike",
    }
    assert len(people) + len(apart) == PEOPLE
    assert set(people["employee_id"]) | set(apart["employee_id"]) == set(before["employee_id"])
    assert list(people["rank"]) == list(range(1, PEOPLE - 2))
    assert people["within_capacity"].sum() == 5
    assert set(contributions["employee_id"]) == set(people["employee_id"])
    assert list(people.loc[people["doubt"] != "", "employee_id"]) == ["020"]
    kept = before[~before["employee_id"].isin(apart["employee_id"])]
    assert list(kept["employee_id"]) == list(people["employee_id"])
    np.testing.assert_array_equal(kept["risk_13w"], people["risk_13w"])


def test_without_abstention_everybody_is_ranked_and_the_doubt_is_told(model, cohort):
    people, _, apart = list_of(model, damage(cohort), abstain=False)
    assert (len(people), len(apart)) == (PEOPLE, 0)
    assert set(people.loc[people["doubt"] != "", "employee_id"]) == {"003", "007", "011", "020"}


def test_where_nobody_can_be_assessed_the_list_is_empty(model, cohort):
    cohort.idle_days[:] = 1000
    people, contributions, apart = list_of(model, cohort)
    assert (len(people), len(contributions), len(apart)) == (0, 0, PEOPLE)


def test_the_interval_is_wider_where_something_is_not_measured(model, cohort):
    whole = score(model, cohort, DRIVERS)
    cohort.X.loc[4, "burnout_sick_spells_180d_count"] = np.nan
    less = score(model, cohort, DRIVERS)
    wider = (less.high - less.low) / (less.explanation.risk * (1 - less.explanation.risk))
    before = (whole.high - whole.low) / (whole.explanation.risk * (1 - whole.explanation.risk))
    assert wider[4] > 1.2 * before[4]
    np.testing.assert_array_equal(np.delete(less.high, 4), np.delete(whole.high, 4))
