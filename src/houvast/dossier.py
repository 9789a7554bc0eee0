"""Documents on a use, out of what it has on record: register of processing, impact assessment, technical file and more.

Each figure is a `Fact`: a value and the artifact and key that it was read from. Sentences (`texts/dossier.yaml`) name
facts and hold no figure of their own, so that each figure of a document leads to its source.

Known drawbacks: a document says what is on record and judges nothing. What only people can say (views, remaining risk,
conformity) is left open, and marked so.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houvast import __version__
from houvast.audit import log_of, verify_log
from houvast.data_files import find_data_file
from houvast.errors import HouvastError
from houvast.language import Language
from houvast.private_files import write_private
from houvast.publish.dossier_page import build_document
from houvast.publish.purpose_words import build_forbidden
from houvast.purpose import find_standing
from houvast.stages import latest_snapshot, open_registry
from houvast.suppression import FEWEST_PEOPLE
from houvast.use import Use

DOCUMENTS: dict[str, tuple[str, ...]] = {
    "record": ("who", "what_for", "whose", "receivers", "kept", "secured"),
    "dpia": ("who", "what_for", "whose", "needed", "risks", "rights", "kept", "views", "rest"),
    "technical": (
        "law", "annex_general", "annex_elements", "annex_control", "annex_metrics", "annex_risk", "annex_changes",
        "annex_standards", "annex_declaration", "annex_after",
    ),
    "council": ("what_for", "who", "receivers", "annex_metrics", "risks", "rights", "secured"),
    "card": ("annex_general", "annex_elements", "annex_metrics", "limits", "what_for"),
}  # fmt: skip
"""Sections by document; a section without a sentence `<name>_said` is for people to fill in."""


@dataclass(frozen=True)
class Fact:
    """A value as a document shows it (empty where it is not on record), and where it was read."""

    value: str
    source: str


def collect_facts(use: Use, lingo: Language, today: dt.date) -> dict[str, Fact]:
    """Every fact that a sentence can name."""
    return {
        **_of_config(use),
        **_of_purpose(use, lingo, today),
        **_of_records(use, lingo),
        **_of_model(use, lingo),
        **_of_list(use, lingo),
        **_of_log(use, lingo),
        **_of_law(lingo),
    }


def _of_config(use: Use) -> dict[str, Fact]:
    config = use.config
    at = {
        "config": ("name", config.name),
        "horizon_weeks": ("outcome.horizon_weeks", config.outcome.horizon_weeks),
        "capacity": ("capacity.people", config.capacity.people),
        "min_respondents": ("surveys.min_respondents", config.surveys.min_respondents),
        "individual_use": ("surveys.individual_use", config.surveys.individual_use),
        "snapshots_days": ("retention.snapshots_days", config.retention.snapshots_days),
        "lists_days": ("retention.lists_days", config.retention.lists_days),
        "audit_days": ("retention.audit_days", config.retention.audit_days),
        "note_days": ("web.note_days", config.web.note_days),
        "most_model_days": ("monitoring.most_model_days", config.monitoring.most_model_days),
        "origins_wanted": ("validation.origins", config.validation.origins),
    }
    facts = {name: Fact("" if value is None else str(value), f"config: {key}") for name, (key, value) in at.items()}
    facts["k"] = Fact(str(FEWEST_PEOPLE), "houvast.suppression: FEWEST_PEOPLE")
    facts["version"] = Fact(__version__, "houvast: __version__")
    return facts


def _of_purpose(use: Use, lingo: Language, today: dt.date) -> dict[str, Fact]:
    standing = find_standing(use, today)
    told = standing.tell(lingo.code)
    source = f"purpose file, sha256 {standing.sha256[:12] or '-'}"
    said = {
        "title": told.title if told else "",
        "purpose": told.purpose if told else "",
        "controller": told.controller if told else "",
        "approval": told.approval if told else "",
        "valid_until": lingo.date(told.valid_until) if told else "",
    }
    facts = {name: Fact(value, f"{source}: {name}") for name, value in said.items()}
    return facts | {"forbidden": Fact("; ".join(build_forbidden(told, lingo)), f"{source}: forbidden")}


def _of_records(use: Use, lingo: Language) -> dict[str, Fact]:
    try:
        manifest: Mapping[str, Any] = latest_snapshot(use).manifest
    except HouvastError:
        manifest = {}
    at = "snapshot manifest.json"
    refused = sum(one["rows_quarantined"] for one in manifest.get("sources", ()))
    days = {
        name: Fact(lingo.date(dt.date.fromisoformat(manifest[name])) if manifest else "", f"{at}: {name}")
        for name in ("observed_from", "observed_until")
    }
    return {
        **days,
        "tables": Fact(", ".join(manifest.get("tables", ())), f"{at}: tables"),
        "quarantined": Fact(lingo.number(refused) if manifest else "", f"{at}: sources[].rows_quarantined"),
    }


_FIGURES = {
    "auc": "auc", "observed_expected": "observed_expected", "precision": "precision_at_capacity",
    "recall": "recall_at_capacity", "tenure_auc": "tenure_auc",
}  # fmt: skip


def _of_model(use: Use, lingo: Language) -> dict[str, Fact]:
    registry = open_registry(use)
    version = registry.champion()
    report: Mapping[str, Any] = {} if version is None else version.facts["report"]
    at = "model registry: champion" if version is None else f"model version {version.number}: report.json"
    counts = {name: report.get(name) for name in ("leavers", "origins", "chosen")}
    facts = {name: Fact("" if value is None else str(value), f"{at}: {name}") for name, value in counts.items()}
    signs = sum(one["refuses"] for one in report.get("leakage", {}).get("findings", ()))
    missing = ", ".join(report.get("not_measured", ())) or ("-" if report else "")
    return {
        **facts,
        **{name: _figure(report, key, at, lingo) for name, key in _FIGURES.items()},
        "features": Fact(str(len(report["features"])) if report else "", f"{at}: features"),
        "not_measured": Fact(missing, f"{at}: not_measured"),
        "leak_signs": Fact(str(signs) if report else "", f"{at}: leakage.findings[].refuses"),
        "model_version": Fact("" if version is None else str(version.number), "model registry: alias champion"),
        "known_until": Fact("" if version is None else str(version.facts["known_until"]), f"{at}: known_until"),
        "versions": Fact(str(len(registry.versions())), "model registry: versions"),
    }


def _figure(report: Mapping[str, Any], key: str, at: str, lingo: Language) -> Fact:
    kept = report.get("figures", {}).get(key)
    if kept is None:
        return Fact("", f"{at}: figures.{key}")
    low, value, high = (lingo.number(float(kept[name]), 2) for name in ("low", "value", "high"))
    return Fact(f"{value} ({low} – {high})", f"{at}: figures.{key}")


def _of_list(use: Use, lingo: Language) -> dict[str, Fact]:
    path = use.published / "latest" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    at = f"list {manifest.get('as_of_date', '-')}: manifest.json"
    return {
        name: Fact(lingo.number(manifest[name]) if manifest else "", f"{at}: {name}")
        for name in ("people", "not_assessed")
    }


def _of_log(use: Use, lingo: Language) -> dict[str, Fact]:
    state = verify_log(log_of(use))
    whole = lingo.text("dossier.yes" if state.is_whole else "dossier.no")
    return {
        "audit_entries": Fact(lingo.number(state.entries), "audit.db: entries"),
        "audit_whole": Fact(whole, "houvast audit verify"),
    }


def _of_law(lingo: Language) -> dict[str, Fact]:
    from ruamel.yaml import YAML

    said = YAML(typ="safe", pure=True).load(find_data_file("law.yaml").read_text(encoding="utf-8"))["high_risk"]
    day = dt.date.fromisoformat(said["applies_from"])
    return {
        "law_use": Fact(said["use"][lingo.code], "configs/law.yaml: high_risk.use"),
        "law_headings": Fact(said["headings"][lingo.code], "configs/law.yaml: high_risk.headings"),
        "law_from": Fact(lingo.date(day), "configs/law.yaml: high_risk.applies_from"),
    }


def write_dossier(use: Use, folder: Path, lingo: Language, today: dt.date) -> list[Path]:
    """Paths of the documents in one language: one page each, to read or print."""
    facts = collect_facts(use, lingo, today)
    paths = []
    for name, sections in DOCUMENTS.items():
        page = build_document(name, sections, facts, lingo, use.config.name, today)
        paths.append(folder / f"{name}.{lingo.code}.html")
        write_private(paths[-1], page.encode())
    return paths
