"""The first 90 days: cohorts by hand, what the simulator holds, small cohorts hidden, what goes together in words."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from kept_in_memory import KeptInMemory
from scipy.stats import binomtest
from text_tables import read_records

from houvast.first_days_facts import FirstDays, read_first_days
from houvast.hiring_cohorts import build_first_days, name_quarters
from houvast.language import LANGUAGES, language_of
from houvast.publish.first_days_page import build_first_days_view, write_first_days_page
from houvast.reception import Received, read_reception
from houvast.suppression import FEWEST_PEOPLE
from houvast.timeline import to_days
from houvast.timeline.days import to_dates

FIRST, UNTIL = (int(to_days(dt.date(year, 1, 1))) for year in (2024, 2026))
QUARTERS = [f"2024-Q{n}" for n in (1, 2, 3, 4)] + [f"2025-Q{n}" for n in (1, 2, 3)]


def hire(*cohorts):
    """Spells: (first day, how many, how many of them leave after 40 days) a cohort; all hired on that day."""
    rows = []
    for day, number, gone in cohorts:
        for nth in range(number):
            rows.append((f"{day}-{nth:03d}", day, day + 40 if nth < gone else None))
    frame = pd.DataFrame(rows, columns=["employee_id", "started", "ended"])
    spells = pd.DataFrame({"employee_id": frame["employee_id"], "started_on": to_dates(frame["started"].to_numpy())})
    spells["ended_on"] = pd.to_datetime(frame["ended"], unit="D").astype("datetime64[s]")
    spells["exit_reason"] = np.where(frame["ended"].notna(), "voluntary", None)
    return spells.assign(superseded_on=pd.NaT)


def starts():
    return [int(to_days(dt.date(2024 + n // 4, n % 4 * 3 + 1, 10))) for n in range(7)]


def find(spells, received=None) -> FirstDays:
    return build_first_days(spells, received or {}, observed_from=FIRST, observed_until=UNTIL, causes=("voluntary",))


def test_quarters_are_those_of_the_calendar():
    days = [dt.date(2024, 3, 31), dt.date(2024, 4, 1), dt.date(2024, 12, 31)]
    assert name_quarters(np.array([to_days(day) for day in days])).tolist() == ["2024-Q1", "2024-Q2", "2024-Q4"]


def test_the_share_still_here_of_a_cohort_is_the_plain_one_with_wilsons_interval_where_nobody_is_censored():
    gone = (10, 2, 2, 2, 10, 10, 2)
    found = find(hire(*zip(starts(), (40,) * 7, gone, strict=True)))
    assert [cohort.name for cohort in found.cohorts] == QUARTERS
    for cohort, left in zip(found.cohorts, gone, strict=True):
        second = binomtest(40 - left, 40).proportion_ci(method="wilson")
        here = cohort.here[90]
        assert (here.value, here.low, here.high) == pytest.approx(((40 - left) / 40, second.low, second.high))
        assert cohort.here[30].value == 1
        assert cohort.people == 40
    assert found.total.people == 280
    assert found.held.cohorts == ("2024-Q2", "2024-Q3", "2024-Q4")
    assert found.others.cohorts == ("2024-Q1", "2025-Q1", "2025-Q2", "2025-Q3")


def test_who_was_there_before_the_records_began_is_of_no_cohort():
    before = hire((FIRST - 30, 40, 0))
    assert find(before) is None
    assert find(pd.concat([before, hire((FIRST, 12, 0))])).total.people == 12


def test_a_cohort_of_which_90_days_have_not_passed_has_no_share_and_is_not_compared():
    late = [*starts()[3:], UNTIL - 60]
    found = find(hire(*((day, 30, 5) for day in late)))
    assert np.isnan(found.cohorts[-1].here[90].value)
    assert found.cohorts[-1].here[60].value == pytest.approx(25 / 30)
    assert "2025-Q4" not in (*found.held.cohorts, *found.others.cohorts)


def test_a_small_cohort_is_shown_with_another_so_that_it_does_not_follow_from_the_total():
    numbers = (30, 30, 30, 30, 30, 30, 4)
    found = find(hire(*((day, number, 3) for day, number in zip(starts(), numbers, strict=True))))
    assert all(cohort.people >= FEWEST_PEOPLE for cohort in found.cohorts)
    assert [cohort.name for cohort in found.cohorts].count(None) == 1
    assert sum(cohort.people for cohort in found.cohorts) == found.total.people
    assert "2025-Q3" not in [cohort.name for cohort in found.cohorts]


def test_leaving_by_week_finds_the_week_in_which_people_left():
    found = find(hire(*((day, 40, 8) for day in starts())))
    assert [one.from_days for one in found.weeks if one.chosen.value > 0] == [35]
    whole = 7 * 40 * 7 - 7 * 8 * 2  # days in the week of who stayed, and who left after 40 days was there for 5
    assert found.weeks[5].chosen.value == pytest.approx(56 / (whole / 7))
    assert len(found.weeks) == 13


RECORDS = """
    one_on_ones
    employee_id  booked_for  held  known_on
    anna         2024-02-08  yes   2024-02-08
    ben          2024-02-09  yes   2024-02-09
    carl         2024-01-20  no    2024-01-20
    dora         2024-01-20  yes   2024-03-15
    ella         2024-01-09  yes   2024-01-09

    onboarding_steps
    employee_id  step     due_on      done_on     known_on
    anna         welcome  2024-01-11  2024-01-11  2024-01-11
    anna         buddy    2024-02-08  2024-02-15  2024-02-15
    ben          welcome  2024-01-11  2024-01-19  2024-01-19
    carl         welcome  2024-01-11  -           2024-01-11
    dora         review   2024-02-20  -           2024-01-11
    ella         welcome  2024-01-11  2024-01-11  2024-01-11
    ella         buddy    2024-01-25  -           2024-01-11

    survey_answers
    employee_id  answered_on  wave   item    answer  known_on
    anna         2024-02-01   start  stress  1       2024-02-01
    carl         2024-06-01   may    stress  1       2024-06-01

    survey_invitations
    employee_id  sent_on     wave   known_on
    anna         2024-01-25  start  2024-01-25
    carl         2024-01-25  start  2024-01-25
    """


def test_reception_is_what_happened_in_time_as_far_as_known():
    tables = read_records(RECORDS)
    snapshot = KeptInMemory(dict.fromkeys(tables, "2023-01-01"), **tables)
    ids = np.array(["anna", "ben", "carl", "dora", "ella"], dtype=object)
    hired = np.full(5, to_days(dt.date(2024, 1, 10)))
    received = read_reception(snapshot, ids.tolist(), dt.date(2024, 3, 1))
    assert list(received) == ["onboarding", "one_on_one", "survey"]
    had = {name: one.look_up(ids, hired) for name, one in received.items()}
    # ben's was a day late, carl's not held, dora's not known yet, ella's from before the hire.
    assert had["one_on_one"][1].tolist() == [True, False, False, False, False]
    assert had["onboarding"][0].tolist() == [True, True, True, False, True]
    assert had["onboarding"][1][[0, 1, 2, 4]].tolist() == [True, False, False, False]
    assert had["survey"][0].tolist() == [True, False, True, False, False]
    assert had["survey"][1].tolist() == [True, False, False, False, False]


def received_by(spells, who, kept_from=FIRST, settled_days=30):
    days = to_days(spells["started_on"]) + 3
    happened = pd.DataFrame({"employee_id": spells["employee_id"], "day": days, "done": True})[who]
    return {"coaching": Received(30, settled_days, kept_from, happened)}


def test_only_who_was_still_here_and_hired_since_the_records_began_is_asked():
    spells = hire(*((day, 40, 20) for day in starts()))
    nth = spells["employee_id"].str[-3:].astype(int)
    later = find(spells, received_by(spells, nth < 30, kept_from=starts()[1]))
    assert np.isnan(later.cohorts[0].received["coaching"].value)
    assert later.cohorts[1].received["coaching"].value == pytest.approx(0.8)  # 30 of 40, in tenths
    # Who left after 40 days (the first 20) is not asked of what takes 60 days to settle.
    strict = find(spells, received_by(spells, nth < 30, settled_days=60))
    assert strict.cohorts[1].received["coaching"].value == pytest.approx(0.4)  # 10 of 20, in fifths


def test_what_differs_between_halves_is_told_as_going_together():
    gone = (15, 2, 2, 2, 15, 15, 15)
    spells = hire(*zip(starts(), (80,) * 7, gone, strict=True))
    well = spells["started_on"].isin(to_dates(np.array(starts()[1:4])))
    found = find(spells, received_by(spells, well | (spells.index % 4 == 0)))
    view = build_first_days_view(found, language_of("en"))
    assert view["halves"]["rows"][0]["apart"] == "More often where most stayed"
    assert found.held.received["coaching"].value == 1
    assert found.others.received["coaching"].value == pytest.approx(0.25, abs=0.021)
    alike = build_first_days_view(find(spells, received_by(spells, spells.index % 2 == 0)), language_of("en"))
    assert alike["halves"]["rows"][0]["apart"] == "Not to be told apart"
    assert any("quarter 1 of 2024" in said for said in view["says"]) == (
        found.cohorts[0].here[90].high < found.total.here[90].low
    )


def test_few_cohorts_are_not_compared():
    found = find(hire(*((day, 30, 5) for day in starts()[:3])))
    assert found.held is None
    assert build_first_days_view(found, language_of("nl"))["halves"] is None


def test_facts_come_back_from_json_as_they_were():
    spells = hire(*((day, 30, 5) for day in [*starts(), UNTIL - 60]))
    found = find(spells, received_by(spells, spells.index % 2 == 0))
    kept = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    again = read_first_days(kept)
    assert again.as_dict() == found.as_dict()
    assert np.isnan(again.cohorts[-1].here[90].value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_by_itself_and_says_that_it_does_not_say_why(language, tmp_path):
    spells = hire(*((day, 30, 5) for day in starts()))
    path = tmp_path / "page.html"
    found = find(spells, received_by(spells, spells.index % 2 == 0))
    write_first_days_page(path, dt.date(2026, 1, 1), found, "demo", language)
    page = path.read_text(encoding="utf-8")
    assert language_of(language).text("first_90_days.together_not_why") in page
    assert "<script" not in page
    assert 'style="' not in page
    assert "nan" not in page
