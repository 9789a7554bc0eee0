"""What the command line says of a published list: people, figures beside baselines, where it lies."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from houvast.language import Language, language_of
from houvast.publish.figures import build_figure, measures_shown
from houvast.publish.not_assessed import count_doubts
from houvast.publish.people import build_percent, driver_name
from houvast.publish.rates import build_rate_bands
from houvast.publish.remarks import build_remarks
from houvast.risk_list import RiskList
from houvast.summary import Summary

_OPENERS = {"darwin": "open", "win32": "start"}


def console_summary(risk_list: RiskList, as_of: dt.date, published: Path, language: str) -> Any:
    """A rich renderable: facts, out-of-time figures beside the baselines, warnings, and how to open it.

    Names no person. `published` is the path that `publish_list` gave.
    """
    from rich.console import Group
    from rich.text import Text

    lingo, summary = language_of(language), risk_list.summary
    title = lingo.text("console.title", config=summary.config_name, date=lingo.date(as_of))
    parts: list[Any] = [Text(title, style="bold"), _facts(risk_list, lingo)]
    if summary.has_model and measures_shown(summary):
        parts += [Text(""), _figures(summary, lingo)]
    if not summary.has_model and summary.cohort_rates:
        parts += [Text(""), _rates(summary, lingo)]
    remarks = build_remarks(summary.set_aside + summary.warnings + summary.no_model, lingo)
    parts += [Text(f"! {remark}", style="yellow") for remark in remarks]
    page = published / "summary.html"
    opener = _OPENERS.get(sys.platform, "xdg-open")
    parts += [
        Text(""),
        # Folded, never cropped: on a narrow terminal a path still stands there whole.
        Text(f"{lingo.text('console.list_lies')}\n  {published}", overflow="fold"),
        Text(f"{lingo.text('console.open_with')}\n  {opener} {page}", overflow="fold"),
    ]
    return Group(*parts)


def _facts(risk_list: RiskList, language: Language) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    for label, value in build_facts(risk_list, language):
        table.add_row(Text(label), Text(value))
    return table


def build_facts(risk_list: RiskList, language: Language) -> list[tuple[str, str]]:
    """Label and value of each fact, as the table shows them."""
    summary, people = risk_list.summary, risk_list.people
    facts = [("people", language.number(summary.people)), ("leavers", language.number(summary.leavers))]
    if summary.has_model and len(people):
        listed = people.loc[people["within_capacity"], f"risk_{summary.horizon_weeks}w"]
        words = language.text(
            "console.listed_value",
            listed=language.number(len(listed)),
            leave=round(100 * listed.mean()),
            weeks=summary.horizon_weeks,
        )
        facts += [("base", build_percent(summary.base_risk, language)), ("listed", words)]
    if len(risk_list.not_assessed):
        reasons = "; ".join(f"{number} {reason}" for reason, number in count_doubts(risk_list, language))
        facts.append(("not_assessed", f"{language.number(len(risk_list.not_assessed))} ({reasons})"))
    if summary.sources:
        counts = {
            name: language.number(sum(getattr(source, name) for source in summary.sources))
            for name in ("rows_in", "kept", "quarantined")
        }
        facts.append(("records", language.text("console.records_value", **counts)))
    if summary.not_measured:
        facts.append(("not_measured", ", ".join(driver_name(code, language) for code in summary.not_measured)))
    return [(language.text(f"console.{name}"), value) for name, value in facts]


def _figures(summary: Summary, language: Language) -> Any:
    from rich.table import Table
    from rich.text import Text

    evaluation = summary.evaluation
    counts = {name: language.number(getattr(evaluation, name)) for name in ("origins", "people", "leavers")}
    table = Table(
        title=language.text("console.later_dates", **counts),
        title_justify="left",
        title_style="",
        box=None,
        padding=(0, 2),
    )
    table.add_column("")
    for scores in evaluation.scores:
        table.add_column(language.text(f"page.of_{scores.of}"), justify="right")
    for name in measures_shown(summary):
        values = [Text(build_figure(name, getattr(scores, name), language)) for scores in evaluation.scores]
        table.add_row(Text(language.text(f"page.measure_{name}")), *values)
    return table


def _rates(summary: Summary, language: Language) -> Any:
    """Exits per 100 years by tenure, and by place within it."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2))
    table.add_column(Text(language.text("page.cohorts_band")))
    table.add_column(Text(language.text("page.cohorts_place")))
    for name in ("people", "leavers", "rate"):
        table.add_column(Text(language.text(f"page.cohorts_{name}")), justify="right")
    for band, rows in build_rate_bands(summary, language):
        for row in rows:
            hidden = (language.text("page.cohorts_hidden"), "", "")
            told = hidden if row.hidden else (row.people, row.leavers, f"{row.rate} ({row.interval})")
            table.add_row(*(Text(cell) for cell in (band if row.total else "", row.place, *told)))
    return table
