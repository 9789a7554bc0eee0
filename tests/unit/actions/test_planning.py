"""The stage that plans: from a published list, a draw and its measured effect to files that an analyst opens."""

import csv
import json

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from signed_list import digest_of, finish_list, sign_newest, write_sealed_effects
from small_centre import add_to_config, replace_in

from houvast.actions.draw_ledger import WrittenDraw, write_draw
from houvast.errors import ConfigError, GateError
from houvast.planning import build_terms, find_proven, make_plan
from houvast.use import open_use
from houvast.web import lists


def use_with(tmp_path, records, monkeypatch, more=""):
    config = tmp_path / "config.yaml"
    config.write_bytes((records / "config.yaml").read_bytes())
    (tmp_path / "purpose.yaml").write_bytes((records / "purpose.yaml").read_bytes())
    replace_in(config, "language: en", "language: nl", "utf-8")
    add_to_config(config, more)
    monkeypatch.chdir(tmp_path)
    return open_use(config)


@pytest.fixture
def use(tmp_path, records, monkeypatch):
    return use_with(tmp_path, records, monkeypatch, "help:\n  hours_a_month: 6\n")


def publish(use):
    folder = use.published / "2026-01-01"
    folder.mkdir(parents=True)
    names = [f"{number:03d}" for number in range(20)] + ["=1+1"]
    listed = pd.DataFrame(
        {
            "employee_id": names,
            "rank": np.arange(1, 22),
            "risk_13w": np.linspace(0.4, 0.02, 21),
            "risk_13w_low": 0.0,
            "band": ["high"] * 8 + ["usual"] * 13,
            "within_capacity": [True] * 12 + [False] * 8 + [True],
            "site": "Utrecht",
            "team": ["T1", None, "T2"] * 7,
        }
    )
    drivers = ["career", "pay", "burnout"] * 7
    added = pd.DataFrame({"employee_id": names, "driver": drivers, "contribution": 0.05})
    listed.to_parquet(folder / "risk_list.parquet")
    added.to_parquet(folder / "contributions.parquet")
    pd.DataFrame({"employee_id": ["new"], "site": [None], "team": [None]}).to_parquet(folder / "not_assessed.parquet")
    finish_list(use, folder)


def write_effects(use, **verdict):
    ratio = {"value": 0.5, "low": 0.3, "high": 0.8}
    told = {"code": "proven", "direction": "helps", "grounds": []} | verdict
    effects = [{"days": 91, "ratio": ratio}, {"days": 275, "ratio": {"value": 0.1, "low": 0.05, "high": 0.2}}]
    draws = [{"action": "career_talk", "effects": effects, "verdicts": [told, told]}]
    return write_sealed_effects(use, "2026-01-01", draws)


def test_only_what_a_draw_proved_at_this_horizon_is_proven(use):
    effects = write_effects(use)
    assert find_proven(effects, 91) == {"career_talk": pytest.approx((0.2, 0.7))}
    assert build_terms(use).proven == {"career_talk": pytest.approx((0.2, 0.7))}
    assert find_proven(effects, 182) == {}
    assert find_proven(None, 91) == {}


def test_effects_that_somebody_altered_prove_nothing(use):
    write_effects(use)
    path = use.published / "effects" / "2026-01-01" / "effects.json"
    path.write_text(path.read_text(encoding="utf-8").replace("0.8", "0.2"), encoding="utf-8")
    with pytest.raises(GateError, match=r"`effects.json` under published `effects` is not as this installation"):
        build_terms(use)


@pytest.mark.parametrize("verdict", [{"code": "not_shown"}, {"code": "unproven"}, {"direction": "harms"}])
def test_anything_else_is_assumed(use, verdict):
    assert find_proven(write_effects(use, **verdict), 91) == {}


def test_the_plan_knows_the_draw_and_the_proof(use):
    publish(use)
    write_effects(use)
    arms = {"000": ("", "none"), "003": ("", "help")}
    write_draw(
        use.data / "draws.jsonl", WrittenDraw("d", "2026-01-01", "2026-01-02", "person", 0.3, 1, "f", 12, 9, arms)
    )
    plan = make_plan(use, signed=digest_of(use))
    rows = plan.rows.set_index("employee_id")
    assert rows.loc["000", "status"] == "without_at_first"
    assert rows.loc["003", ["status", "action", "proven"]].tolist() == ["planned", "career_talk", True]
    assert rows.loc["003", ["effect_low", "effect_high"]].tolist() == pytest.approx([0.2, 0.7])
    assert not rows.loc["001", "proven"]
    assert rows.loc["new", "status"] == "not_assessed"
    assert 0 < plan.totals.proven_share < 1
    assert plan.totals.hours <= 6


def test_the_cost_of_replacement_is_made_up_of_its_parts(tmp_path, records, monkeypatch):
    more = "help: {recruitment_cost: 1000, month_cost: 2000, ramp_up_months: [6, 8], ramp_up_share: 0.5}\n"
    assert build_terms(use_with(tmp_path, records, monkeypatch, more)).replacement == (7000, 9000)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("help: {recruitment_cost: 1000}\n", "`recruitment_cost` and `month_cost` go together"),
        ("help: {assumed_effect: [0.5, 0.1]}\n", "`assumed_effect` must rise"),
        ("help: {hold_out: 0.9}\n", "help.hold_out"),
    ],
)
def test_terms_that_do_not_hold_are_refused(tmp_path, records, monkeypatch, more, said):
    with pytest.raises(ConfigError, match=said):
        use_with(tmp_path, records, monkeypatch, more)


def test_no_list(use):
    with pytest.raises(ConfigError, match="has no list of people to plan for"):
        make_plan(use, signed="f" * 64)


def test_a_list_that_nobody_signed_is_not_planned_for(use, houvast, tmp_path, cheap_passwords):
    publish(use)
    with pytest.raises(ConfigError, match="was made anew meanwhile"):
        make_plan(use, signed="f" * 64)
    told = houvast("plan", tmp_path / "config.yaml", cwd=tmp_path)
    assert told.code == 2
    assert "the list of 2026-01-01 is a draft: nobody has signed it" in told.text
    assert not (use.published / "plan").exists()


def test_two_people_must_have_signed_where_the_config_says_so(tmp_path, records, monkeypatch, houvast, cheap_passwords):
    use = use_with(tmp_path, records, monkeypatch, "web: {second_signature: true}\n")
    publish(use)
    sign_newest(use)
    told = houvast("plan", tmp_path / "config.yaml", cwd=tmp_path)
    assert told.code == 2
    assert "another person has to sign it as well" in told.text
    sign_newest(use, "b.analist")
    assert houvast("plan", tmp_path / "config.yaml", cwd=tmp_path).code == 0


def test_a_list_that_was_altered_after_it_was_signed_is_not_planned_for(use, houvast, tmp_path, cheap_passwords):
    publish(use)
    sign_newest(use)
    path = use.published / "2026-01-01" / "risk_list.parquet"
    pd.read_parquet(path).assign(risk_13w=0.9).to_parquet(path)
    lists._read_list.cache_clear()  # a command is a process of its own
    told = houvast("plan", tmp_path / "config.yaml", cwd=tmp_path)
    assert told.code != 0
    assert "is not as this installation published it" in told.text


def test_the_command_and_its_files(use, houvast, tmp_path, cheap_passwords):
    publish(use)
    sign_newest(use)
    told = houvast("plan", tmp_path / "config.yaml", cwd=tmp_path)
    assert told.code == 0, told.err
    assert "AANGENOMEN, NIET BEWEZEN" in told.out
    assert "012" not in told.out.replace("2012", "")
    folder = use.published / "plan" / "latest"
    with (folder / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows[0]["employee_id"] == "000"
    assert rows[0]["risk"] == "0,4"
    assert rows[0]["status"] == "hulp gepland"
    assert rows[-2]["employee_id"] == "'=1+1"
    stored = pd.read_parquet(folder / "plan.parquet")
    assert stored["employee_id"].tolist()[0] == "000"
    assert stored["status"].tolist()[0] == "planned"
    sheets = CalamineWorkbook.from_path(folder / "plan.xlsx")
    assert sheets.sheet_names == ["Plan", "Wat het aanneemt"]
    cells = sheets.get_sheet_by_index(0).to_python()
    assert cells[3][0] == "Medewerker"
    assert cells[4][0] == "000"
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8"))["totals"]["people"]["not_assessed"] == 1
    before = (folder / "plan.xlsx").read_bytes()
    assert houvast("plan", tmp_path / "config.yaml", cwd=tmp_path).code == 0
    assert (folder / "plan.xlsx").read_bytes() == before
