"""The dossier: in both languages, every figure with its source, and no figure in a sentence of its own."""

import datetime as dt
import json
import re
import string
from types import SimpleNamespace

import pytest
from made_up_purpose import write_purpose

from houvast import dossier
from houvast.dossier import DOCUMENTS, Fact, collect_facts, write_dossier
from houvast.language import LANGUAGES, language_of, load_texts
from houvast.publish.dossier_page import build_document
from houvast.use import open_use

TODAY = dt.date(2026, 1, 2)
CONFIG = """
name: demo
workspace: WORK
purpose: purpose.yaml
records:
  folder: .
  observed_from: '2024-01-01'
  observed_until: '2025-01-01'
  sources:
    - {table: spells, file: a.csv, format: {type: csv}, columns: {employee_id: id, started_on: a,
       ended_on: b, exit_reason: c, known_on: d}}
retention: {audit_days: 777}
"""
REPORT = {
    "leavers": 321, "origins": 4, "chosen": "linear", "features": ["a", "b", "c"], "not_measured": ["coaching"],
    "leakage": {"findings": [{"refuses": True}, {"refuses": False}]},
    "figures": {"auc": {"value": 0.7, "low": 0.65, "high": 0.75}},
}  # fmt: skip


@pytest.fixture
def use(tmp_path, monkeypatch):
    write_purpose(tmp_path / "purpose.yaml")
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.replace("WORK", str(tmp_path / "work")), encoding="utf-8")
    use = open_use(path)
    folder = use.published / "2025-06-01"
    folder.mkdir(parents=True)
    manifest = {"as_of_date": "2025-06-01", "people": 1234, "not_assessed": 5}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (use.published / "latest").symlink_to("2025-06-01")
    version = SimpleNamespace(number=7, facts={"report": REPORT, "known_until": "2025-06-01"})
    registry = SimpleNamespace(champion=lambda: version, versions=lambda: [version, version])
    monkeypatch.setattr(dossier, "open_registry", lambda _: registry)
    return use


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_document_says_what_is_on_record_and_where(use, tmp_path, code) -> None:
    paths = write_dossier(use, tmp_path / "out", language_of(code), TODAY)
    assert [path.name for path in paths] == [f"{name}.{code}.html" for name in DOCUMENTS]
    pages = {path.name.split(".")[0]: path.read_text(encoding="utf-8") for path in paths}
    assert "Zorglijn bv" in pages["record"] and "777" in pages["record"]
    assert "model version 7: report.json: figures.auc" in pages["technical"]
    assert ("0.70 (0.65" if code == "en" else "0,70 (0,65") in pages["card"]
    assert "2027" in pages["technical"] and "configs/law.yaml: high_risk.applies_from" in pages["technical"]
    assert ("1,234" if code == "en" else "1.234") in pages["technical"]
    assert language_of(code).text("dossier.fill_in") in pages["dpia"]
    assert language_of(code).text("dossier.none") in pages["technical"]  # recall is not on record
    for page in pages.values():
        shown = re.findall(r'class="fact">', page)
        linked = [int(one) for one in re.findall(r'</span><sup><a href="#s(\d+)">', page)]
        assert len(shown) == len(linked) and set(linked) == set(range(1, page.count('<li id="s') + 1))
        assert all(path.stat().st_mode & 0o077 == 0 for path in paths)


def test_every_figure_has_a_source_and_no_sentence_has_one_of_its_own(use) -> None:
    facts = collect_facts(use, language_of("en"), TODAY)
    assert all(one.source for one in facts.values())
    for key, entry in load_texts().items():
        if key.startswith("dossier.") and key.endswith("_said"):
            for code in LANGUAGES:
                parts = list(string.Formatter().parse(entry[code]))
                assert {name for _, name, _, _ in parts if name} <= set(facts), key
                assert not re.search(r"\d", "".join(text for text, *_ in parts)), key


def test_a_sentence_that_names_a_figure_without_a_source_is_no_document() -> None:
    with pytest.raises(KeyError):
        build_document("card", ("annex_general",), {"config": Fact("x", "y")}, language_of("en"), "demo", TODAY)


def test_what_stands_in_a_value_is_text() -> None:
    facts = {name: Fact("<script>alert(1)</script>", "a <b>") for name in ("title", "purpose", "forbidden")}
    page = build_document("card", ("what_for",), facts, language_of("en"), "demo", TODAY)
    assert "<script>" not in page and "&lt;script&gt;" in page and "a &lt;b&gt;" in page


def test_the_technical_file_has_the_headings_of_annex_iv() -> None:
    """Points 1 to 9 of the annex, after the words on the law."""
    assert len([one for one in DOCUMENTS["technical"] if one.startswith("annex_")]) == 9
    for sections in DOCUMENTS.values():
        assert all(language_of(code).text(f"dossier.{one}") for one in sections for code in LANGUAGES)
