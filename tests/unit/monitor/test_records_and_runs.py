"""Records that stop coming, and runs that did not happen."""

import datetime as dt

import numpy as np
import pytest

from houvast.monitor.arrivals import count_arrivals
from houvast.monitor.list_change import change_limit, share_new, usual_change
from houvast.monitor.records import judge_age, judge_columns, judge_refused, judge_volume
from houvast.monitor.reference import Reference
from houvast.monitor.runs import count_missed, judge_runs
from houvast.timeline import to_days


def reference(**given):
    return Reference({}, None, 0, (), (), (), **given)


def test_arrivals_count_whole_months_only():
    first, until = (to_days(dt.date.fromisoformat(day)) for day in ("2025-01-15", "2025-04-10"))
    texts = ["2025-01-20", "2025-02-01", "2025-02-28", "2025-02-28", "2025-03-31", "2025-04-09"]
    found = count_arrivals(np.array([to_days(dt.date.fromisoformat(day)) for day in texts]), first, until)
    assert found.months.tolist() == [3, 1]  # February and March
    assert len(found.days) == 5
    assert count_arrivals(np.zeros(0, dtype=int), first, first).months.size == 0


def test_a_table_is_as_old_as_its_silences_allow():
    weekly = np.arange(0, 700, 7)
    assert not judge_age("pay", weekly, 700).alarm
    last = 693
    limit = 1.5 * 7 + 7
    assert judge_age("pay", weekly, last + 17).limit == limit
    assert not judge_age("pay", weekly, last + 17).alarm
    assert judge_age("pay", weekly, last + 18).alarm
    yearly = np.array([0, 365, 730])
    assert not judge_age("survey_answers", yearly, 730 + 360).alarm
    assert not judge_age("pay", np.array([5]), 400).judged


def test_a_month_with_half_the_rows_is_an_alarm():
    months = np.array([100, 104, 97, 101, 99, 103, 98, 102, 100, 96, 104, 100])
    assert not judge_volume("pay", np.append(months, 108), 14).alarm
    less, more = judge_volume("pay", np.append(months, 50), 14), judge_volume("pay", np.append(months, 200), 14)
    assert (less.alarm, more.alarm) == (True, True)
    assert less.value == pytest.approx(51 / np.exp(np.log1p(months).mean()))
    assert less.limit == pytest.approx(1 / 1.5)
    assert not judge_volume("pay", months[:6], 14).judged
    surveys = np.array([0, 0, 900, 0, 0, 950, 0, 0, 930, 0, 0, 910])
    assert not judge_volume("survey_answers", np.append(surveys, 0), 14).judged


def test_only_new_rows_are_judged_where_a_file_grew():
    kept = reference(refused={"pay.csv": (10_000, 100)})
    (fine,) = judge_refused(kept, {"pay.csv": (10_500, 105)})
    assert (fine.value, fine.alarm) == (5 / 500, False)
    (bad,) = judge_refused(kept, {"pay.csv": (10_500, 140)})
    assert (bad.value, bad.alarm) == (40 / 500, True)
    (other,) = judge_refused(kept, {"pay.csv": (9_000, 90)})
    assert other.value == 0.01
    assert judge_refused(kept, {"new.csv": (100, 90)}) == []


def test_a_column_that_is_gone_is_named():
    kept = reference(columns={"pay": ("employee_id", "hourly_wage"), "coaching": ("employee_id", "held_on")})
    gone = judge_columns(kept, {"pay": ("employee_id",), "coaching": ("employee_id", "held_on", "kind")})
    assert [(one.subject, one.alarm, one.values["names"]) for one in gone] == [("pay", True, "hourly_wage")]
    assert [one.alarm for one in judge_columns(kept, kept.columns)] == [False]


def runs(on, lists, **given):
    known = {"observed_until": on, "known_until": on, "grace_days": 7, "most_model_days": 183, **given}
    return {one.code: one for one in judge_runs(on, lists, **known)}


def test_a_list_that_is_not_there_is_an_alarm_after_some_days():
    lists = {dt.date(2025, 4, 1), dt.date(2025, 5, 1)}
    assert not runs(dt.date(2025, 6, 7), lists)["list_missing"].alarm
    assert runs(dt.date(2025, 6, 8), lists)["list_missing"].alarm
    assert runs(dt.date(2025, 6, 8), lists)["list_missing"].values["expected"] == dt.date(2025, 6, 1)
    assert not runs(dt.date(2025, 6, 8), {*lists, dt.date(2025, 6, 3)})["list_missing"].alarm
    assert runs(dt.date(2025, 6, 8), set())["list_missing"].alarm
    assert runs(dt.date(2025, 6, 8), {dt.date(2025, 7, 1)})["list_missing"].alarm  # of the future


def test_old_records_and_an_old_model_are_alarms():
    on, lists = dt.date(2025, 6, 5), {dt.date(2025, 5, 1)}
    assert not runs(on, lists, observed_until=dt.date(2025, 5, 1))["records_behind"].alarm
    assert runs(on, lists, observed_until=dt.date(2025, 4, 30))["records_behind"].alarm
    assert not runs(on, lists, known_until=on - dt.timedelta(days=183))["model_age"].alarm
    assert runs(on, lists, known_until=on - dt.timedelta(days=184))["model_age"].alarm
    assert not runs(on, lists, known_until=None)["model_age"].alarm


def test_months_without_a_list_are_counted():
    lists = {dt.date(2024, 11, 1), dt.date(2025, 1, 15), dt.date(2025, 4, 1)}
    assert count_missed(lists, dt.date(2025, 5, 1)) == 4  # December, February, March, May
    assert count_missed(lists, dt.date(2027, 1, 1)) == 12
    assert count_missed(set(), dt.date(2025, 5, 1)) == 0


def test_how_much_of_a_list_is_new():
    assert share_new(["a", "b", "c", "d"], ["b", "a", "x"]) == 0.5
    assert np.isnan(share_new([], ["a"]))
    risk = np.array([0.9, 0.8, 0.1, 0.9, 0.1, 0.8, 0.9, 0.8, 0.1])
    as_of, person = np.repeat([0, 30, 90], 3), np.tile([1, 2, 3], 3)
    assert usual_change(risk, as_of, person, 2) == [0.5]  # two months lie between the second and the third


def test_refits_may_change_a_list_as_much_as_was_promised():
    usual = [0.2, 0.2, 0.2, 0.2]
    assert change_limit(usual, 0.01) == pytest.approx(0.3)
    assert change_limit(usual, 0.01, refit=0.5) == pytest.approx(1 - 0.7 * 0.5)
    assert np.isnan(change_limit(usual[:2], 0.01))
