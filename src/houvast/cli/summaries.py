"""What a command says when it is done, in the config's language."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from houvast.cli.model_tables import show_decision
from houvast.cli.screen import Screen
from houvast.language import language_of
from houvast.monitoring import Watched
from houvast.publish.console import console_summary
from houvast.publish.monitoring import console_monitoring
from houvast.records.quarantine import REASONS
from houvast.records.refused import load_refused
from houvast.stages import Published, TrainedVersion


def show_sources(out: Console, sources: list[dict[str, Any]], language: str) -> None:
    """Rows in, kept and quarantined, a line a source, with the reasons."""
    lingo = language_of(language)
    table = Table(box=None, padding=(0, 2), header_style="dim")
    table.add_column(lingo.text("command.source"))
    for name in ("rows_in", "kept", "quarantined"):
        table.add_column(lingo.text(f"command.{name}"), justify="right")
    table.add_column(lingo.text("command.refused_for"))
    for source in sources:
        reasons = ", ".join(
            f"{REASONS[code][language]} ({lingo.number(count)})" for code, count in source["reasons"].items()
        )
        counts = (source[name] for name in ("rows_in", "rows_kept", "rows_quarantined"))
        table.add_row(source["file"], *(lingo.number(count) for count in counts), reasons)
    out.print(table)
    for line in _dropped_lines(sources, language):
        out.print(line, markup=False)


def _dropped_lines(sources: list[dict[str, Any]], language: str) -> list[str]:
    """A line for every column that nobody mapped and that may not come in; names no value."""
    lingo, rules = language_of(language), {rule.code: rule for rule in load_refused().rules}
    return [
        lingo.text("command.dropped", file=one["file"], column=one["column"], why=rules[one["rule"]].explain(language))
        for source in sources
        for one in source.get("dropped", ())
    ]


def show_training(out: Console, trained: TrainedVersion, language: str) -> None:
    """Which version there is now, whether it makes the lists, and on which grounds."""
    lingo = language_of(language)
    if trained.number is None:
        out.print(lingo.text("command.no_model", leavers=trained.leavers))
        return
    alone = trained.decision is not None and trained.decision.champion is None
    waiting = "alone" if alone else "challenger"
    how = "reused" if trained.reused else "promoted" if trained.promoted else waiting
    out.print(lingo.text(f"command.version_{how}", number=trained.number, leavers=lingo.number(trained.leavers)))
    if trained.decision is not None:
        show_decision(out, trained.decision, language)


def show_list(screen: Screen, published: Published, language: str) -> None:
    """The summary of a published list; only its path where the command is quiet."""
    if screen.quiet:
        print(published.folder)
        return
    screen.out.print(console_summary(published.risk_list, published.as_of, Path(published.folder), language))


def show_monitoring(screen: Screen, watched: Watched, language: str) -> None:
    """Alarms and remarks of a monitoring; only its path where the command is quiet."""
    if screen.quiet:
        print(watched.folder)
        return
    screen.out.print(console_monitoring(watched.monitoring, Path(watched.folder), language))
