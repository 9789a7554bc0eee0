"""The command that changes the person key."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast.cli.rights import ConfigPath, Quiet, open_screen, relisted_lines
from houvast.cli.screen import Screen
from houvast.language import Language


def add_person_key_command(app: typer.Typer) -> None:
    """Put the command of this module into the command line."""
    app.command("rotate-key")(rotate_key)


def rotate_key(
    config: ConfigPath,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to-key-file",
            metavar="FILE",
            help="Where the new key is to lie; needed where the environment gives the key. Made where there is none.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only show what would change.")] = False,
    quiet: Quiet = False,
) -> None:
    """Change the person key: everything that is kept bears other pseudonyms, of the same people.

    Without --yes nothing changes. Stop the workspace first. Killed, the same command again finishes; until then no
    other command works. Lists are made anew, and must be signed again.
    """
    use, screen, lingo = open_screen(config, quiet)
    from houvast.progress import call, watched
    from houvast.rights import find_turned, rotate_key

    if not yes:
        with use.locked(turning=True):
            _show(screen, turned_lines(find_turned(use, to), lingo))
        return
    with use.locked(turning=True), watched(screen.watch()):
        done = rotate_key(use, to, step=call, today=dt.datetime.now(dt.UTC))
    _show(screen, rotation_lines(done.report, lingo))
    if done.key_file is not None:
        screen.out.print(lingo.text("rights.rotate_point", file=str(done.key_file)), markup=False)
    typer.echo(done.path)


def turned_lines(found: dict[str, Any], lingo: Language) -> list[str]:
    """What would change, in words."""
    if found["begun"]:
        return [lingo.text("rights.rotate_begun")]
    counts = {name: lingo.number(found[name]) for name in ("people", "snapshots")}
    lines = [lingo.text("rights.rotate_found", **counts)]
    lines += [lingo.text("rights.erase_lists", days=", ".join(found["lists"]))] if found["lists"] else []
    lines += [lingo.text("rights.erase_beside", names=", ".join(found["plans"]))] if found["plans"] else []
    return [*lines, lingo.text("rights.rotate_stop"), lingo.text("rights.erase_dry")]


def rotation_lines(report: dict[str, Any], lingo: Language) -> list[str]:
    """What a change of the key did and what remains, in words."""
    lines = [lingo.text("rights.rotate_done", people=lingo.number(report["people"]))]
    lines += relisted_lines(report["lists"], lingo)
    lines += [lingo.text("rights.erase_beside", names=", ".join(report["taken_away"]))] if report["taken_away"] else []
    if report["draws_hash"]:
        before, after = report["draws_hash"]
        lines.append(lingo.text("rights.erase_draws", before=before[:12], after=after[:12]))
    unread = report["remains"]["unreadable_predictions"]
    lines += [lingo.text("rights.rotate_unread", versions=", ".join(map(str, unread)))] if unread else []
    return [*lines, lingo.text("rights.rotate_remains")]


def _show(screen: Screen, lines: list[str]) -> None:
    for line in lines:
        screen.out.print(line, markup=False)
