"""The whole gate: planted leaks are found at the right place, honest centres pass, and every finding can be said."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.leaks import dates_planted, values_planted, words_planted  # noqa: F401  # they enter their kinds
from benchmarks.leaks.centre import Sources, judge_centre, judge_sources, open_sources
from benchmarks.leaks.planting import KINDS
from houvast.errors import GateError
from houvast.language import LANGUAGES, language_of, load_texts
from houvast.leakage import Finding, GateReport, check_gate
from houvast.leakage.findings import REMEDIES
from houvast.simulate import simulate_centre

FORBIDDEN = ("because", "omdat", "doordat", "wegens", "churn", "flight risk", "vertrekrisico")
PLACEHOLDER = re.compile(r"{(\w+)}")


@pytest.fixture(scope="module")
def clean() -> Sources:
    return open_sources("outsourcer", 200, 24, 5, "strong")


def plant(clean: Sources, kind: str) -> GateReport:
    """What the gate says once a leak is planted."""
    tables = {name: frame.copy() for name, frame in clean.tables.items()}
    sources = replace(clean, tables=tables, headers={}, files={}, computes={})
    KINDS[kind].plant(sources, np.random.default_rng(7))
    return judge_sources(sources)


@pytest.mark.parametrize(
    "kind", ["notice_mapped_as_decision", "ids_get_an_x", "driver_reads_the_end", "calendar_cleared"]
)
def test_a_planted_leak_is_found_where_it_is(clean, kind):
    report = plant(clean, kind)
    found = KINDS[kind].found_by(report)
    assert found
    if found[0].check in ("presence", "recent_presence"):
        assert report.passed, "the table is set aside"
    else:
        with pytest.raises(GateError, match="the leakage gate refuses the model"):
            check_gate(report)
    assert json.loads(json.dumps(report.as_dict()))["findings"][0]["remedy"] in REMEDIES.values()


def test_several_leaks_at_once_are_each_found(clean):
    tables = {name: frame.copy() for name, frame in clean.tables.items()}
    sources = replace(clean, tables=tables, headers={}, files={}, computes={})
    kinds = (
        "exit_interview_as_coaching",
        "wage_zeroed",
        "adherence_zeroed",
        "touched_at_exit",
        "contract_end_overwritten",
    )
    for kind in kinds:
        KINDS[kind].plant(sources, np.random.default_rng(7))
    report = judge_sources(sources)
    assert [kind for kind in kinds if not KINDS[kind].found_by(report)] == []


@pytest.mark.parametrize("dirty", [False, True])
def test_an_honest_centre_passes(dirty):
    report = judge_centre(simulate_centre("average", 200, 24, 8 + dirty, "weak"), dirty=dirty)
    assert report.findings == () and report.passed
    assert set(report.checked) == set(REMEDIES) and min(report.checked.values()) > 0
    assert check_gate(report) is None


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("outcome", ["horizon", "ever"])
def test_every_finding_can_be_said_in_both_languages(code, outcome):
    for check in REMEDIES:
        keys = (f"leaks.{check}", f"leaks.{check}_ever")
        evidence = {name: 3 for key in keys for name in PLACEHOLDER.findall(load_texts().get(key, {}).get(code, ""))}
        evidence = {name: value for name, value in evidence.items() if name != "where"} | {"outcome": outcome}
        said = Finding(check, "coaching", "topic", evidence).say(language_of(code))
        assert "`coaching.topic`" in said or check == "lag"
        assert "{" not in said.replace("{word: null}", "").replace("{woord: null}", "")
        assert not any(word in said.lower() for word in FORBIDDEN)


def test_what_is_set_aside_does_not_refuse():
    report = GateReport({}, (Finding("presence", "pay", "", {}, refuses=False),))
    assert report.passed and check_gate(report) is None
    assert not GateReport({}, (Finding("lag", "", "", {}),)).passed
