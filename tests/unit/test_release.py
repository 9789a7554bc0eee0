"""The release gate: which figures let a version make lists, and by which route."""

import json
from pathlib import Path
from typing import Any

import pytest

from houvast.release import FRESH_MONTHS, MARGIN, Decision, decide, months_between, read_decision

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def figure(value: float, low: float, high: float) -> dict[str, float]:
    return {"value": value, "low": low, "high": high}


GOOD = {
    "auc": figure(0.70, 0.66, 0.74),
    "auc_over_tenure": figure(0.05, 0.02, 0.08),
    "observed_expected": figure(1.0, 0.9, 1.1),
}
NOT_OVER_TENURE = figure(0.01, -0.01, 0.03)
OFF = figure(0.6, 0.4, 0.79)
BETTER, SAME, WORSE = figure(0.02, 0.001, 0.04), figure(0.0, -0.019, 0.019), figure(0.0, -0.021, 0.02)


def facts(known_until: str = "2025-06-01", *, report: dict[str, Any] | None = None, **figures: Any) -> dict[str, Any]:
    """Facts of a version with good figures, but for those given; None leaves one out."""
    kept = {name: found for name, found in (GOOD | figures).items() if found is not None}
    return {"known_until": known_until, "report": {"figures": kept, **(report or {})}}


def untested(known_until: str = "2025-06-01") -> dict[str, Any]:
    return facts(known_until, auc=None, auc_over_tenure=None, observed_expected=None)


def held(decision: Decision) -> dict[str, bool | None]:
    return {ground.name: ground.held for ground in decision.grounds}


@pytest.mark.parametrize(
    ("version", "promoted", "failed"),
    [
        (facts(), True, ()),
        (untested(), True, ()),  # its list says that it was not tested
        (facts(auc_over_tenure=NOT_OVER_TENURE), True, ()),  # promises what happens
        (facts(observed_expected=OFF), True, ()),  # orders better than tenure
        (facts(auc_over_tenure=NOT_OVER_TENURE, observed_expected=OFF), False, ("more_than_rates",)),
        (facts(report={"leakage": {"passed": False}}), False, ("leakage",)),
        (facts(report={"leakage": {"passed": True}, "fairness": {"verdict": "fails"}}), False, ("fairness",)),
        (facts(report={"leakage": {"passed": True}, "fairness": {"verdict": "not_assessable"}}), True, ()),
    ],
)
def test_a_first_version_makes_lists_where_it_has_more_than_rates_by_tenure(version, promoted, failed):
    decision = decide(version, None)
    assert (decision.promoted, decision.failed) == (promoted, failed)
    assert decision.route == ("first" if promoted else None)


def test_what_was_not_measured_says_so():
    decision = decide(untested(), None)
    assert {name for name, found in held(decision).items() if found is None} == {
        "leakage",
        "fairness",
        "beats_tenure",
        "calibrated",
        "more_than_rates",
    }


@pytest.mark.parametrize(
    ("version", "over", "route", "failed"),
    [
        (facts(), BETTER, "better", ()),
        (facts(), SAME, None, ("beats_champion", "fresher")),  # not newer
        (facts("2025-08-31"), SAME, None, ("beats_champion", "fresher")),  # a day short of three months
        (facts("2025-09-01"), SAME, "fresher", ()),
        (facts("2025-09-01"), WORSE, None, ("beats_champion", "not_worse")),
        (facts("2025-09-01"), None, None, ("beats_champion", "not_worse")),  # not measured
        (facts("2025-09-01"), BETTER, "better", ()),
        (facts("2025-05-01"), BETTER, None, ("knows_as_much", "fresher")),
        (facts(auc_over_tenure=NOT_OVER_TENURE), BETTER, None, ("beats_tenure", "fresher", "keeps_what_was_shown")),
        (facts(observed_expected=OFF), BETTER, None, ("calibrated", "fresher", "keeps_what_was_shown")),
        (facts(auc_over_team_rate=NOT_OVER_TENURE), BETTER, None, ("beats_team_rate", "fresher")),
        (facts(auc_over_team_rate=figure(0.03, 0.01, 0.05)), BETTER, "better", ()),
        (facts(report={"fairness": {"verdict": "fails"}}), BETTER, None, ("fairness", "fresher")),
        (facts("2025-09-01", report={"leakage": {"passed": False}}), BETTER, None, ("leakage",)),
    ],
)
def test_a_challenger_takes_the_place_of_a_champion_that_was_tested(version, over, route, failed):
    decision = decide(version, facts(), champion_number=4, over_champion=over)
    assert (decision.route, decision.failed, decision.champion) == (route, failed, 4)


def test_an_untested_version_replaces_none_that_was():
    decision = decide(untested("2026-06-01"), facts(), champion_number=1)
    assert decision.route is None
    assert set(decision.failed) >= {"beats_tenure", "calibrated", "beats_champion", "not_worse"}


@pytest.mark.parametrize("version", [untested("2025-06-01"), facts("2025-07-01"), facts(observed_expected=OFF)])
def test_a_champion_that_could_not_be_tested_gives_way(version):
    assert decide(version, untested(), champion_number=1).route == "tested"


def test_but_not_to_one_that_knows_less():
    assert decide(facts("2025-05-01"), untested(), champion_number=1).failed == ("knows_as_much",)


def test_a_fresher_version_need_not_show_what_the_champion_never_showed():
    champion = facts(auc_over_tenure=NOT_OVER_TENURE, observed_expected=OFF)
    version = facts("2025-09-01", auc_over_tenure=NOT_OVER_TENURE, observed_expected=OFF)
    assert decide(version, champion, over_champion=SAME).route == "fresher"
    assert decide(version, facts(), over_champion=SAME).route is None
    for champion in (facts(auc_over_tenure=NOT_OVER_TENURE), facts(observed_expected=OFF)):
        assert decide(version, champion, over_champion=SAME).failed[-1] == "keeps_what_was_shown"


def test_a_version_that_was_taken_back_never_comes_back():
    for champion in (None, facts("2020-01-01"), untested("2020-01-01")):
        decision = decide(facts(), champion, over_champion=BETTER, taken_back=True)
        assert decision.route is None
        assert "not_taken_back" in decision.failed


@pytest.mark.parametrize(
    ("ratio", "calibrated"),
    [
        (figure(0.79, 0.70, 1.0), True),  # the interval holds 1
        (figure(0.80, 0.75, 0.9), True),
        (figure(0.79, 0.70, 0.99), False),
        (figure(1.25, 1.1, 1.4), True),
        (figure(1.26, 1.01, 1.5), False),
        (figure(1.26, 1.0, 1.5), True),
    ],
)
def test_calibrated_is_an_interval_that_holds_1_or_a_value_near_it(ratio, calibrated):
    assert held(decide(facts(observed_expected=ratio), None))["calibrated"] is calibrated


def test_a_difference_of_nothing_is_not_better():
    on_the_edge = figure(0.01, 0.0, 0.02)
    assert held(decide(facts(), facts(), over_champion=on_the_edge))["beats_champion"] is False
    at_the_margin = figure(0.0, -MARGIN, 0.02)
    assert held(decide(facts("2025-09-01"), facts(), over_champion=at_the_margin))["not_worse"] is False


def test_a_decision_is_read_as_it_was_kept():
    decision = decide(facts("2025-09-01"), facts(), champion_number=1, over_champion=SAME)
    kept = json.loads(json.dumps(decision.as_dict()))
    assert kept["promoted"] is True
    assert read_decision(kept) == decision
    assert read_decision(None) is None


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2025-01-31", "2025-04-30", 2),
        ("2025-01-31", "2025-05-01", 3),
        ("2024-11-30", "2025-02-28", 2),
        ("2024-11-15", "2025-02-15", 3),
        ("2025-02-15", "2024-11-15", -3),
        ("2025-06-01", "2025-06-01", 0),
    ],
)
def test_months_are_whole_calendar_months(earlier, later, months):
    assert months_between(earlier, later) == months
    assert FRESH_MONTHS == 3


def test_the_margin_is_less_than_half_of_what_a_model_gained_over_tenure():
    """On the centres of 800 agents with strong drivers of `benchmarks/validity.py`, as ADR 0008 argues."""
    rows = json.loads((BENCHMARKS / "results" / "validity.json").read_text(encoding="utf-8"))
    chosen = [row for row in rows if (row["agents"], row["strength"], row["frailty"]) == (800, "strong", True)]
    gains = [row["auc"] - row["tenure_auc"] for row in chosen]
    assert len(gains) >= 10
    assert sum(gains) / len(gains) / 2 > MARGIN
