"""The pages on speed, on leaks and on validity say what was measured."""

import json
import re
from pathlib import Path

from benchmarks import after_help, demo_card, explanation, forecast, intervals, no_signal, scorecards, validity
from benchmarks.features.results import build_markdown, read_results
from benchmarks.leaks import results as leaks

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "features-speed.md"


def test_the_table_is_that_of_the_results() -> None:
    (shown,) = re.findall(r"<!-- table -->\n(.*?)\n<!-- /table -->", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert shown == build_markdown(read_results())


def test_the_leaks_are_those_of_the_results() -> None:
    page, said = (DOCS / "leakage.md").read_text(encoding="utf-8"), leaks.read_results()
    for mark, expected in (("summary", leaks.build_summary(said)), ("table", leaks.build_markdown(said))):
        (shown,) = re.findall(rf"<!-- {mark} -->\n(.*?)\n<!-- /{mark} -->", page, flags=re.DOTALL)
        assert shown == expected


def test_the_validity_is_that_of_the_results() -> None:
    page = (DOCS / "validity.md").read_text(encoding="utf-8")
    rows, tries = validity.read_results(), no_signal.read_results()
    held = json.loads(intervals.RESULTS.read_text(encoding="utf-8"))
    said = {"table": validity.build_markdown(rows), "signal": no_signal.build_sentence(tries)}
    for mark, expected in (said | {"intervals": intervals.build_sentence(held)}).items():
        (shown,) = re.findall(rf"<!-- {mark} -->\n(.*?)\n<!-- /{mark} -->", page, flags=re.DOTALL)
        assert shown == expected
    assert len(rows) >= 45
    assert len(tries["tries"]) == 100


def test_the_speed_of_reasons_is_that_of_the_results() -> None:
    page = (DOCS / "explanation-speed.md").read_text(encoding="utf-8")
    said = json.loads(explanation.RESULTS.read_text(encoding="utf-8"))
    for mark, expected in (
        ("table", explanation.build_markdown(said)),
        ("comparison", explanation.build_comparison(said)),
    ):
        (shown,) = re.findall(rf"<!-- {mark} -->\n(.*?)\n<!-- /{mark} -->", page, flags=re.DOTALL)
        assert shown == expected
    ratios = {kind: sizes["shap"]["ratio"] for kind, sizes in said["kinds"].items() if "shap" in sizes}
    assert ratios["additive"] >= 50
    assert ratios["interactions"] >= 15
    additive = said["kinds"]["additive"]
    assert additive["shap"]["tree_explainer_processor_seconds"] > 10 * additive["100000"]["explain_processor_seconds"]
    assert said["kinds"]["linear"]["1000000"]["explain_over_score"] <= 3


def test_the_model_card_is_that_of_the_kept_figures() -> None:
    card = demo_card.CARD.read_text(encoding="utf-8")
    kept = json.loads(demo_card.KEPT.read_text(encoding="utf-8"))
    for mark, text in demo_card.build_parts(kept).items():
        assert demo_card.part_of(mark, text) in card


def test_the_scorecards_of_public_records_are_those_of_the_results() -> None:
    page = scorecards.PAGE.read_text(encoding="utf-8")
    kept = json.loads(scorecards.RESULTS.read_text(encoding="utf-8"))
    assert tuple(sorted(kept)) == scorecards.NAMES
    for mark, text in scorecards.build_parts(kept).items():
        assert scorecards.part_of(mark, text) in page
    assert kept["ctrip"]["held_back"]  # the text below its tables says so, and that no order was shown
    assert (kept["ctrip"]["verdict"], kept["jobathon"]["verdict"]) == ("by_chance", "not_better")


def test_what_monitoring_makes_of_help_is_that_of_the_results() -> None:
    page, said = (DOCS / "monitoring.md").read_text(encoding="utf-8"), after_help.read_results()
    (shown,) = re.findall(r"<!-- help -->\n(.*?)\n<!-- /help -->", page, flags=re.DOTALL)
    assert shown == after_help.build_markdown(said)
    worked = [row for row in said["truth"] if row["effect"]]
    assert worked
    assert all(row["alarms"]["apart"] <= 5 and row["centres"] >= 100 for row in worked)


def test_the_forecasts_that_held_are_those_of_the_results() -> None:
    page, rows = (DOCS / "forecast.md").read_text(encoding="utf-8"), forecast.read_results()
    (shown,) = re.findall(r"<!-- table -->\n(.*?)\n<!-- /table -->", page, flags=re.DOTALL)
    assert shown == forecast.build_markdown(rows)
    of_centres = forecast.sum_up(rows).set_index(["level", "month"]).loc["centre"].loc[[1, 2, 3]].sum()
    assert of_centres["intervals"] >= 60
    assert 0.90 <= of_centres["held"] / of_centres["intervals"] <= 0.98
