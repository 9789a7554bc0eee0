"""Every driver has help, in both languages, from a document; nothing promises an effect."""

import re

import pytest

from houvast.actions import help_catalogue
from houvast.actions.help_catalogue import HelpCatalogue, load_help
from houvast.features import DRIVERS

FORBIDDEN = re.compile(r"\b(because|omdat|doordat|wegens|churn\w*|flight risk)\b", re.IGNORECASE)


def test_every_driver_has_help():
    assert {driver: load_help().for_driver(driver) != () for driver in DRIVERS} == dict.fromkeys(DRIVERS, True)


def test_what_the_documents_name_is_there():
    named = {
        "stay_talk", "career_talk", "role_trajectory", "workload_relief", "roster_relief", "resilience_training",
        "ai_training", "recognition", "pay_review", "onboarding_buddy", "other_place", "path_elsewhere",
    }  # fmt: skip
    assert named <= set(load_help().actions)


@pytest.mark.parametrize("code", list(load_help().actions))
def test_both_languages_and_no_promise(code):
    action = load_help().actions[code]
    for text in (action.name, action.evidence, load_help().owners[action.owner]):
        assert text.en.strip() and text.nl.strip() and (text.en != text.nl or text.en == "HR" or len(text.en) < 12)
        assert not FORBIDDEN.search(text.en + " " + text.nl)
    assert re.search(r"[Nn]ot measured|draw", action.evidence.en)
    assert re.search(r"[Nn]iet gemeten|loting", action.evidence.nl)
    assert action.cost(40) == action.hours * 40 + action.euros


def test_what_does_not_exist_is_refused_at_once():
    given = load_help().model_dump()
    given["actions"]["stay_talk"] |= {"drivers": ("weather",), "owner": "nobody", "sources": ("S9",)}
    given["actions"] = {code: one for code, one in given["actions"].items() if "pay" not in one["drivers"]}
    with pytest.raises(ValueError, match="stay_talk") as refused:
        HelpCatalogue.model_validate(given)
    for said in ("driver `weather`", "source `S9`", "owner `nobody`", "driver `pay` has no help"):
        assert said in str(refused.value)


def test_a_broken_file_is_refused_with_its_name(monkeypatch, tmp_path):
    from houvast import catalogue
    from houvast.errors import ConfigError

    broken = tmp_path / "help.yaml"
    broken.write_text("owners: {}\nactions:\n  talk: {name: {en: Talk}}\n", encoding="utf-8")
    monkeypatch.setattr(catalogue, "find_data_file", lambda name: broken)
    with pytest.raises(ConfigError, match=r"configs/help\.yaml: \d+ problems"):
        help_catalogue.load_help.__wrapped__()
