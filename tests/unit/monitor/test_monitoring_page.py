"""A monitoring as it is published: whole, in both languages, inert, and about nobody."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest

from houvast.evaluation import Figure
from houvast.monitor import LAYERS, Finding, Monitoring, TruthMonth
from houvast.publish import publish_monitoring
from houvast.publish.monitoring import build_monitoring_page, console_monitoring, monitoring_lines

ON = dt.date(2025, 9, 8)
NAN = float("nan")
CODES = {
    "runs": ("list_missing", "months_missed", "records_behind", "model_age"),
    "truth": ("newest_ratio", "ratio", "slope", "auc", "precision"),
    "scores": ("risk_shift", "list_change"),
    "covariates": ("separation", "shift", "missing"),
    "records": ("columns", "refused", "age", "volume"),
}
VALUES = {
    "list_missing": {"expected": dt.date(2025, 9, 1)},
    "risk_shift": {"share_now": 0.071},
    "list_change": {"share_usual": 0.2},
    "columns": {"names": "hourly_wage"},
    "volume": {"rows": 1200, "usual": 5400},
}
SUBJECTS = {"shift": "pay_rises_365d_count", "missing": "<b>odd</b>", "columns": "pay", "age": "pay", "volume": "pay"}


def made_up_monitoring() -> Monitoring:
    """Every finding there is, all of them alarms but the one that never is."""
    findings = []
    for layer, codes in CODES.items():
        for code in codes:
            values = {"low": 1.31, "high": 2.02} if layer == "truth" else VALUES.get(code, {})
            promised = (0.85, 1.12) if layer == "truth" else None
            alarm = code != "months_missed"
            limit = 0.9 if alarm else NAN
            findings.append(Finding(layer, code, SUBJECTS.get(code, ""), 1.6, limit, alarm, promised, values))
    findings.append(Finding("scores", "list_change"))
    months = tuple(
        TruthMonth(dt.date(2025, month, 1), 780, None, 30 + month, 33.4, Figure(1 + month / 20, 0.8, 1.4), (0.85, 1.12))
        for month in range(1, 6)
    )
    nothing = ("nothing_mature_until", {"lists": 2, "date": ON})
    remarks = (("no_actions", {}), nothing, ("helped_apart", {"rows": "<10"}))
    return Monitoring("my-centre", ON, dt.date(2025, 9, 1), 7, tuple(findings), months, ON, remarks, 8)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_page_tells_every_finding_and_stands_alone(language):
    page = build_monitoring_page(made_up_monitoring(), language)
    assert not re.search(r"<script|https?://|url\(|@import", page)
    assert all(f'id="{layer}"' in page for layer in LAYERS)
    assert page.count('class="verdict alarm"') == 17
    assert page.count('class="verdict told"') == page.count('class="verdict unjudged"') == 1
    assert "&lt;b&gt;odd" in page
    assert "<b>odd" not in page
    assert not re.search(r"\{\w*\}|nan|None", page.partition("</style>")[2])


def test_words_are_of_the_language():
    page = build_monitoring_page(made_up_monitoring(), "nl")
    assert "17 alarmen." in page
    assert "De lijst voor 1 september 2025 is er niet" in page
    assert "1,60" in page
    assert "Loon: de nieuwste rij is 2 dagen oud" in page
    assert "17 alarms." in build_monitoring_page(made_up_monitoring(), "en")


def test_every_alarm_has_its_sentence_on_screen():
    lines = monitoring_lines(made_up_monitoring(), "en")
    assert sum(line.startswith("! ") for line in lines) == 17
    assert "Pay: 1,200 rows in the newest whole month, where about 5,400 are usual." in " ".join(lines)
    assert lines[-1].startswith("Model version 8 was trained and stays challenger")


def test_no_alarm_is_said_plainly(tmp_path, capsys):
    from rich.console import Console

    calm = Monitoring("my-centre", ON, ON, None, remarks=(("no_model", {}),))
    assert monitoring_lines(calm, "en")[:2] == [
        "No alarm.",
        "Not verified yet: of no list is it known yet what became of the people on it.",
    ]
    Console(width=200).print(console_monitoring(calm, tmp_path, "en"))
    assert f"{tmp_path}/monitoring.html" in capsys.readouterr().out
    assert "Nothing could be looked at here." in build_monitoring_page(calm, "en")


def test_it_is_published_whole_with_its_data(tmp_path):
    place = publish_monitoring(tmp_path / "monitoring", made_up_monitoring(), "en")
    assert place == tmp_path / "monitoring" / "2025-09-08"
    assert (tmp_path / "monitoring" / "latest").resolve() == place.resolve()
    data = json.loads((place / "monitoring.json").read_text())
    assert (data["on"], data["alarms"], data["model"]) == ("2025-09-08", 17, 7)
    assert data["findings"][1] == {
        "layer": "runs", "code": "months_missed", "subject": "", "value": 1.6, "limit": None, "alarm": False,
        "promised": None, "values": {},
    }  # fmt: skip
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    assert publish_monitoring(tmp_path / "monitoring", made_up_monitoring(), "en") == place
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    publish_monitoring(tmp_path / "monitoring", replace(made_up_monitoring(), model=9), "en")
    assert len(list((tmp_path / "monitoring" / ".lists").iterdir())) == 1


def test_only_what_the_model_can_mend_asks_for_training():
    asks = {
        code: replace(made_up_monitoring(), findings=(Finding(layer, code, "", 2.0, 1.0, True),)).asks_for_training
        for layer, codes in CODES.items()
        for code in codes
    }
    assert {code for code, asked in asks.items() if not asked} == {
        "list_missing", "months_missed", "records_behind", "columns", "refused", "age", "volume",
    }  # fmt: skip
