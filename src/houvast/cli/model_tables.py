"""Model versions, decisions and comparisons on the screen, in the config's language."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from houvast.compare import FIGURES, Comparison
from houvast.errors import GateError
from houvast.language import Language, language_of
from houvast.ledger import Change, is_whole, read_change
from houvast.publish.grounds import (
    build_day,
    build_decided,
    build_ground_limit,
    build_ground_value,
    build_grounds,
    build_held,
    build_how,
    build_kept_figure,
    build_reason,
)
from houvast.registry import Version
from houvast.release import Decision, read_decision
from houvast.reproduce import Reproduction


def show_decision(out: Console, decision: Decision, language: str) -> None:
    """Every ground of a decision, a line each, and what came of it."""
    lingo = language_of(language)
    table = _table(lingo, "ground", "value", "limit", "holds")
    for ground in decision.grounds:
        table.add_row(
            lingo.text(f"release.{ground.name}"), build_ground_value(ground, lingo), build_ground_limit(ground, lingo),
            build_held(ground, lingo),
        )  # fmt: skip
    out.print(table)
    if decision.promoted:
        out.print(lingo.text(f"release.route_{decision.route}", champion=decision.champion))
    else:
        out.print(lingo.text("release.stays", grounds=build_grounds(decision.failed, lingo)))


def show_versions(out: Console, versions: Sequence[Version], aliases: dict[str, int], language: str) -> None:
    """A line a version: number, trained until, AUC with interval, rung, alias, decision."""
    lingo = language_of(language)
    if not versions:
        out.print(lingo.text("release.no_versions"))
        return
    table = _table(lingo, "version", "known_until", "auc", "rung", "alias", "decision")
    for version in versions:
        report = version.facts.get("report", {})
        auc, rung = report.get("figures", {}).get("auc"), report.get("rung")
        roles = [lingo.text(f"release.{alias}") for alias, number in aliases.items() if number == version.number]
        table.add_row(
            str(version.number),
            build_day(version.facts.get("known_until"), lingo),
            lingo.text("release.not_measured") if auc is None else build_kept_figure(auc, lingo),
            "–" if not rung else lingo.text("release.rung_from", leavers=lingo.number(rung["from_leavers"])),
            ", ".join(roles),
            build_decided(read_decision(version.decision), lingo, past=version.past),
        )
    out.print(table)


def show_ledger(out: Console, entries: Sequence[str], language: str) -> None:
    """A line a change of the champion, oldest first; and a warning where one was altered."""
    if not entries:
        return
    lingo = language_of(language)
    table = _table(lingo, "at", "by", "how", "from_to", "reason")
    table.title, table.title_justify = lingo.text("release.ledger"), "left"
    for change in map(read_change, entries):
        before = lingo.text("release.none") if change.from_version is None else change.from_version
        table.add_row(
            change.at[:16].replace("T", " "), escape(change.by), build_how(change, lingo),
            f"{before} → {change.to_version}", escape(build_reason(change, lingo)),
        )  # fmt: skip
    out.print(table)
    if not is_whole(entries):
        out.print(lingo.text("release.ledger_broken"), style="bold red")


def show_change(out: Console, change: Change, language: str) -> None:
    """Who makes the lists from now on."""
    lingo = language_of(language)
    before = lingo.text("release.none") if change.from_version is None else change.from_version
    out.print(lingo.text("release.changed", version=change.to_version, before=before))
    if change.against_gate:
        out.print(lingo.text("release.changed_against"))


def show_reproduction(out: Console, done: Reproduction, language: str) -> None:
    """That a refit gave the same model.

    Raises
    ------
    GateError
        It did not.
    """
    lingo, differences = language_of(language), ", ".join(done.differences)
    if done.same:
        out.print(lingo.text("release.reproduced", version=done.number, sha=done.registered[:12]))
        if differences:
            out.print(lingo.text("release.reproduced_though", differences=differences))
        return
    gave = "no model at all" if done.refitted is None else f"a model with sha256 {done.refitted[:12]}…"
    what = (
        f"Installed now in another version than at registration: {differences}. Install those to reproduce it."
        if differences
        else "What is installed is what was noted, so that it is something else: the machine's arithmetic, or the code."
    )
    raise GateError(
        f"version {done.number} is not reproduced: refitting from its record gave {gave}, and {done.registered[:12]}… "
        f"was registered. {what}"
    )


def show_comparison(
    out: Console, found: Comparison, numbers: tuple[int, int], capacity: int, threshold: float, language: str
) -> None:
    """Both versions' figures, their difference with its interval, and one sentence."""
    lingo = language_of(language)
    given = {"capacity": lingo.number(capacity), "threshold": lingo.percent_short(threshold)}
    table = Table(box=None, padding=(0, 2), header_style="dim")
    table.add_column(lingo.text("release.figure"))
    for number in numbers:
        table.add_column(lingo.text("release.version_number", number=number), justify="right")
    table.add_column(lingo.text("release.difference"))
    for name in FIGURES:
        spread = found.difference[name].as_dict()
        values = (lingo.number(version[name], 4) for version in (found.first, found.second))
        table.add_row(lingo.text(f"release.{name}", **given), *values, build_kept_figure(spread, lingo, 4))
    out.print(table)
    counts = {name: lingo.number(getattr(found, name)) for name in ("rows", "people", "leavers")}
    out.print(lingo.text("release.compared_on", **counts))
    if found.differing:
        out.print(lingo.text("release.differing", count=found.differing))
    auc = found.difference["auc"]
    said = "second_better" if auc.low > 0 else "first_better" if auc.high < 0 else "no_difference"
    out.print(lingo.text(f"release.{said}", first=numbers[0], second=numbers[1]))


def _table(lingo: Language, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 2), header_style="dim")
    for name in columns:
        table.add_column(lingo.text(f"release.{name}"))
    return table
