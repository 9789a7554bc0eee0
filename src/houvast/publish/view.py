"""What the page shows, as texts and places, so that the template only lays out."""

import datetime as dt
from typing import Any

from houvast.catalogue import load_drivers
from houvast.language import Language
from houvast.publish import charts
from houvast.publish.change_words import build_changes_view
from houvast.publish.figures import build_interval, build_value, measures_shown
from houvast.publish.inert import build_shown
from houvast.publish.not_assessed import build_not_assessed
from houvast.publish.people import build_people
from houvast.publish.people_words import build_percent, driver_name
from houvast.publish.purpose_words import build_own_purpose
from houvast.publish.rates import build_rate_bands
from houvast.publish.remarks import build_remarks
from houvast.records.quarantine import REASONS
from houvast.risk_list import BANDS, RiskList
from houvast.summary import SourceRows, Summary
from houvast.suppression import FEWEST_PEOPLE

MOST_STAY_BELOW = 0.45
"""Mean risk of those listed below which the page says that most of them will stay."""

LONGEST_NOTES = 2000
LONGEST_HASH = 400


def build_view(as_of: dt.date, risk_list: RiskList, language: Language) -> dict[str, Any]:
    """Everything that the template names."""
    summary = risk_list.summary
    suffix = "" if summary.has_model else "_no_model"
    people = build_people(risk_list, language) if summary.has_model else []
    listed = int(risk_list.people["within_capacity"].sum()) if summary.has_model else 0
    return {
        "summary": summary,
        "title": language.text(_title(summary)),
        "subtitle": language.text(
            "page.subtitle", config=build_shown(summary.config_name, language), date=language.date(as_of)
        ),
        "purpose_title": language.text(f"page.purpose_title{suffix}"),
        "purpose": language.text(f"page.purpose{suffix}"),
        "own_purpose": build_own_purpose(summary.purpose, language) if summary.has_model else [],
        "people": people,
        "not_assessed": build_not_assessed(risk_list, language),
        "not_assessed_share": build_percent(summary.not_assessed_share, language) if summary.not_assessed_share else "",
        **build_headline(risk_list, language),
        "changes": build_changes_view(risk_list, language) if people else [],
        "listed": listed,
        "rest": len(risk_list.people) - len(people),
        "capped": len(people) < listed,
        "warnings": build_remarks(summary.warnings, language),
        "no_model": build_remarks(summary.no_model, language),
        "rung": build_remarks(summary.rung, language),
        "set_aside": build_remarks(summary.set_aside, language),
        "notes": build_shown(summary.notes, language, LONGEST_NOTES),
        "not_measured": [_about(code, language) for code in summary.not_measured],
        "helps": _helps(risk_list, language),
        "documents": [(code, getattr(one, language.code)) for code, one in load_drivers().sources.items()],
        "features": [_meaning(name, language) for name in summary.model_features],
        "cohorts": build_rate_bands(summary, language),
        "cohorts_by": language.text(f"page.cohorts_by_{summary.rates_by or 'none'}"),
        "survival": risk_list.survival is not None,
        "first_days": risk_list.first_days is not None,
        "forecast": "forecast" in risk_list.beside,
        "sector": risk_list.sector is not None,
        "scorecard": risk_list.scorecard is not None,
        "fewest": FEWEST_PEOPLE,
        "bands": build_bands(language),
        "scores": _scores(summary, language),
        **build_records(summary, language),
        "made": [(name, build_shown(value, language, LONGEST_HASH)) for name, value in flatten(risk_list.manifest)],
        "calibration": charts.build_calibration(summary.evaluation.calibration),
        "lift": charts.build_lift(summary.evaluation.lift, _capacity_share(summary)),
    }


def build_headline(risk_list: RiskList, language: Language) -> dict[str, Any]:
    """How many of a hundred leave, on the list and in the whole centre; None where nobody is listed."""
    people, risk = risk_list.people, f"risk_{risk_list.summary.horizon_weeks}w"
    if not risk_list.summary.has_model or people.empty:
        return {"leave_listed": None, "leave_all": None}
    listed = people.loc[people["within_capacity"], risk]
    leave_listed, leave_all = round(100 * listed.mean()), round(100 * people[risk].mean())
    return {
        "leave_listed": leave_listed,
        "leave_all": leave_all,
        "dots_listed": charts.build_dots(leave_listed),
        "dots_all": charts.build_dots(leave_all),
        "expected": language.short(listed.sum()),
        "stay": language.text("page.lead_most_stay" if listed.mean() < MOST_STAY_BELOW else "page.lead_many_leave"),
        "base": build_percent(risk_list.summary.base_risk, language),
        "pays": build_pays(risk_list.summary, language),
    }


def build_pays(summary: Summary, language: Language) -> str:
    """From which risk help pays for itself, and what that assumes; empty where no costs are given."""
    costs = summary.costs
    if costs is None:
        return ""
    return language.text(
        "page.help_pays",
        risk=build_percent(costs.pays_from, language),
        help=language.number(costs.help),
        replacement=language.number(costs.replacement),
        effect=language.percent(costs.effect),
    )


def build_records(summary: Summary, language: Language) -> dict[str, Any]:
    """What happened to the rows of each source, and of all together."""
    return {
        "sources": [_source(source, language) for source in summary.sources],
        "records_total": [_rows(summary, part, language) for part in ("rows_in", "kept", "quarantined")],
    }


def build_bands(language: Language) -> dict[str, str]:
    """The least ratio of each band, as written: 2 or 1.25."""
    return {name: language.number(least, 0 if least == int(least) else 2) for name, least in BANDS}


def flatten(tree: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Every leaf of nested dicts and lists with its dotted name, in order of name."""
    if isinstance(tree, dict):
        return [leaf for key in sorted(tree) for leaf in flatten(tree[key], f"{prefix}.{key}" if prefix else str(key))]
    if isinstance(tree, list | tuple):
        return [(prefix, ", ".join(str(part) for part in tree))] if tree else []
    return [(prefix, str(tree))]


def _title(summary: Summary) -> str:
    if not summary.has_model:
        return "page.title_no_model"
    return "page.title_not_better" if summary.evaluation.beats_tenure is False else "page.title"


def _capacity_share(summary: Summary) -> float | None:
    return summary.capacity / summary.people if summary.people else None


def _scores(summary: Summary, language: Language) -> dict[str, Any]:
    """Columns, rows of (value, interval), and the verdict beside tenure alone."""
    evaluation = summary.evaluation
    rows = []
    for name in measures_shown(summary):
        figures = [getattr(scores, name) for scores in evaluation.scores]
        rows.append((name, [(build_value(name, f, language), build_interval(name, f, language)) for f in figures]))
    verdict = None
    if evaluation.beats_tenure is not None:
        verdict = language.text(
            "page.good_better" if evaluation.beats_tenure else "page.good_not_better",
            difference=build_value("auc", evaluation.auc_over_tenure, language),
            interval=build_interval("auc", evaluation.auc_over_tenure, language),
        )
    return {"of": [scores.of for scores in evaluation.scores], "rows": rows, "verdict": verdict}


def _about(code: str, language: Language) -> tuple[str, str]:
    driver = load_drivers().drivers.get(code)
    return (code, "") if driver is None else (driver_name(code, language), getattr(driver.about, language.code))


def _helps(risk_list: RiskList, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """Suggested help with the codes of its sources, for the drivers that the list speaks of."""
    drivers = load_drivers().drivers
    codes = [code for code in dict.fromkeys(risk_list.contributions["driver"]) if code in drivers]
    return [
        (
            driver_name(code, language),
            [(getattr(one, language.code), ", ".join(one.sources)) for one in drivers[code].help],
        )
        for code in codes
    ]


def _meaning(name: str, language: Language) -> str:
    text = load_drivers().feature(name)
    return name if text is None else getattr(text.means, language.code)


def _source(source: SourceRows, language: Language) -> dict[str, Any]:
    return {
        "name": build_shown(source.source, language),
        "rows": [language.number(count) for count in (source.rows_in, source.kept, source.quarantined)],
        "reasons": [(_reason(code, language), language.number(count)) for code, count in source.reasons],
    }


def _reason(code: str, language: Language) -> str:
    """Why rows were quarantined, in words; a code that is not known stands as it is."""
    return REASONS[code][language.code] if code in REASONS else build_shown(code, language)


def _rows(summary: Summary, part: str, language: Language) -> str:
    return language.number(sum(getattr(source, part) for source in summary.sources))
