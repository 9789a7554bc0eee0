"""What came true: lists followed to their end, help set apart, and figures beside what was promised."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from houvast.monitor.published import Followed, PastList, follow
from houvast.monitor.truth import build_month, judge_truth, promised_by
from houvast.timeline import to_days

AS_OF = dt.date(2025, 1, 1)
PROMISED = {
    "observed_expected": (0.9, 1.1),
    "slope": (0.85, 1.15),
    "auc": (0.70, 0.76),
    "precision_at_capacity": (0.15, 0.25),
}


PARTS = ("risk", "left", "listed", "unhelped", "held_out", "person")


def dates(*texts):
    return pd.Series(pd.to_datetime(list(texts)).astype("datetime64[s]"))


def test_a_list_is_followed_by_hand():
    """Leaves in the horizon, is dismissed in it, leaves after it, stays, for an unknown reason, not in the records."""
    spells = pd.DataFrame(
        {
            "employee_id": ["a", "b", "c", "d", "e"],
            "started_on": dates(*["2020-01-01"] * 5),
            "ended_on": dates("2025-02-01", "2025-03-01", "2025-04-02", None, "2025-02-01"),
            "exit_reason": ["voluntary", "employer", "voluntary", None, "unknown"],
            "known_on": dates(*["2020-01-01"] * 5),
            "superseded_on": dates(*[None] * 5),
        }
    )
    people = pd.DataFrame({"employee_id": list("fedcba"), "risk": [0.6, 0.5, 0.4, 0.3, 0.2, 0.1], "listed": [True] * 6})
    past = PastList(AS_OF, "sha", people)
    given = {"horizon_days": 91, "lag_days": 0, "causes": ("voluntary",)}
    found = follow(past, spells, None, until=to_days(dt.date(2025, 6, 1)), **given)
    assert found.person.tolist() == ["a", "b", "c", "d"]
    assert found.left.tolist() == [1, 0, 0, 0]
    assert found.risk.tolist() == [0.1, 0.2, 0.3, 0.4]
    first_day = to_days(AS_OF) + 91
    assert follow(past, spells, None, until=first_day - 1, **given) is None
    assert follow(past, spells, None, until=first_day, **given) is not None
    assert follow(past, spells, None, until=first_day, **{**given, "lag_days": 1}) is None


def test_help_ends_what_a_list_can_be_held_to_on_its_day():
    """Helped on day 20 and left on day 60; left on day 10; helped 30 days before; drawn without and stays."""
    spells = pd.DataFrame(
        {
            "employee_id": ["a", "b", "c", "d"],
            "started_on": dates(*["2020-01-01"] * 4),
            "ended_on": dates("2025-03-02", "2025-01-11", None, None),
            "exit_reason": ["voluntary", "voluntary", None, None],
            "known_on": dates(*["2020-01-01"] * 4),
            "superseded_on": dates(*[None] * 4),
        }
    )
    actions = pd.DataFrame(
        {
            "employee_id": ["a", "b", "c", "d"],
            "decided_on": dates("2025-01-21", "2025-02-01", "2024-12-02", "2025-01-02"),
            "offered_on": dates("2025-01-21", "2025-02-01", "2024-12-02", None),
            "assigned_by": ["analyst", "analyst", "draw", "draw"],
            "superseded_on": dates(*[None] * 4),
        }
    )
    people = pd.DataFrame({"employee_id": list("abcd"), "risk": [0.4, 0.3, 0.2, 0.1], "listed": [True] * 4})
    given = {"until": to_days(dt.date(2025, 6, 1)), "horizon_days": 91, "lag_days": 0, "causes": ("voluntary",)}
    found = follow(PastList(AS_OF, "sha", people), spells, actions, **given)
    np.testing.assert_allclose(found.unhelped, [20 / 91, 1, 0, 1])
    assert found.helped.tolist() == [True, False, True, False]
    assert found.held_out.tolist() == [False, False, False, True]
    month = build_month(replace(found, **{name: np.tile(getattr(found, name), 5) for name in PARTS}), {})
    assert (month.people, month.helped, month.observed) == (10, 10, 5)
    settled = 0.4 - (1 - 0.6 ** (71 / 91))
    assert month.expected == pytest.approx(5 * (settled + 0.3 + 0.1))


def test_who_is_helped_later_makes_leavers_no_more_than_they_are():
    """Help on a day of its own takes only those who are still there: left out whole, leavers seem too many."""
    rng, people = np.random.default_rng(3), 40_000
    risk = rng.uniform(0.1, 0.4, people)
    leaves = -np.log(rng.random(people)) / -np.log1p(-risk)
    help_on = np.where(rng.random(people) < 0.6, rng.random(people), 2.0)
    first = help_on < np.minimum(leaves, 1)
    left = np.where(first, 0, leaves < 1).astype(int)
    nobody, person = np.zeros(people, dtype=bool), np.arange(people).astype(str)
    one = Followed(AS_OF, risk, left, nobody, np.where(first, help_on, 1.0), nobody, person)
    assert build_month(one, {}).ratio.value == pytest.approx(1, abs=0.03)
    assert build_month(replace(one, unhelped=np.where(first, 0.0, 1.0)), {}).ratio.value > 1.15
    slope = {finding.code: finding for finding in judge_truth([one], PROMISED)}["slope"]
    assert slope.value == pytest.approx(1, abs=0.1)


def made_up(lists=6, people=800, times=1.0, weight=1.0, seed=1, help_works=False, held_out=False):
    """Lists whose risks are true, but for hazards that are `times` and log-odds that weigh `weight` of what is said."""
    rng = np.random.default_rng(seed)
    made = []
    for month in range(lists):
        margin = rng.normal(-2.8, 0.9, people)
        risk = 1 / (1 + np.exp(-margin))
        true = np.clip(times / (1 + np.exp(-(weight * (margin + 2.8) - 2.8))), 0, 1)
        listed = np.zeros(people, dtype=bool)
        listed[np.argsort(-risk)[:40]] = True
        draw = listed & (rng.random(people) < 0.5) if held_out else np.zeros(people, dtype=bool)
        helped = listed & ~draw if help_works else np.zeros(people, dtype=bool)
        left = (rng.random(people) < np.where(helped, 0.1 * true, true)).astype(int)
        person = (np.arange(people) + month * people).astype(str)
        day = AS_OF + dt.timedelta(days=30 * month)
        made.append(Followed(day, risk, left, listed, 1.0 - helped, draw, person))
    return made


def alarms(lists, promised=PROMISED):
    return {one.code for one in judge_truth(lists, promised) if one.alarm}


def test_what_was_promised_raises_no_alarm():
    assert alarms(made_up()) == set()


def test_a_doubled_hazard_is_an_alarm():
    assert {"ratio", "newest_ratio"} <= alarms(made_up(times=2.0))


def test_a_halved_hazard_is_an_alarm_too():
    assert "ratio" in alarms(made_up(times=0.5, lists=12))


def test_risks_that_are_too_bold_are_an_alarm():
    assert {"slope", "auc"} <= alarms(made_up(weight=0.2, lists=12))


def test_an_order_that_says_more_than_promised_is_none():
    assert "auc" not in alarms(made_up(weight=2.0, lists=12))


def test_help_that_works_makes_no_good_list_look_wrong():
    """Judged with the helped, the list would look broken; they are set apart, and order and find are not judged."""
    lists = made_up(help_works=True, lists=12)
    with_helped = [replace(one, unhelped=np.ones(one.risk.size)) for one in lists]
    assert "precision" in alarms(with_helped)
    assert alarms(lists) == set()
    findings = {one.code: one for one in judge_truth(lists, PROMISED)}
    assert not findings["auc"].judged
    assert not findings["precision"].judged


def test_the_held_out_arm_is_judged():
    """Of those left over on the list only whom the draw left without help: others were passed over by somebody."""
    arm = [
        replace(one, held_out=one.held_out & (np.arange(one.risk.size) % 3 > 0))
        for one in made_up(help_works=True, held_out=True, lists=12)
    ]
    found = {one.code: one for one in judge_truth(arm, PROMISED)}["precision"]
    assert found.value == np.concatenate([one.left[one.held_out] for one in arm]).mean()
    assert found.value != np.concatenate([one.left[one.listed & ~one.helped] for one in arm]).mean()
    assert not found.alarm
    assert "precision" in alarms(arm, {**PROMISED, "precision_at_capacity": (0.6, 0.7)})


def test_few_leavers_say_nothing_and_no_promise_is_told():
    few = made_up(lists=1, people=60)
    assert not any(one.judged for one in judge_truth(few, {}) if one.code in {"slope", "auc"})
    told = {one.code: one for one in judge_truth(made_up(), {})}["ratio"]
    assert (told.judged, told.alarm) == (False, False)
    assert told.value == pytest.approx(1, abs=0.2)
    assert judge_truth([], PROMISED) == []


def test_a_month_has_its_exact_interval_and_hides_few_people():
    one = made_up(lists=1)[0]
    month = build_month(one, PROMISED)
    assert month.observed == one.left.sum()
    assert month.ratio.value == pytest.approx(one.left.sum() / one.risk.sum())
    assert month.ratio.low < month.ratio.value < month.ratio.high
    unhelped = one.unhelped.copy()
    unhelped[:5] = 0
    apart = build_month(replace(one, unhelped=unhelped), {})
    assert (apart.people, apart.helped) == (795, None)
    few = Followed(AS_OF, *(getattr(one, name)[:9] for name in PARTS))
    assert np.isnan(build_month(few, {}).ratio.value)
    assert build_month(few, {}).observed == 0


def test_promises_without_an_interval_are_none():
    figures = {"auc": {"value": 0.7, "low": 0.6, "high": 0.8}, "slope": {"value": 1.1, "low": None, "high": None}}
    assert promised_by(figures) == {"auc": (0.6, 0.8)}
