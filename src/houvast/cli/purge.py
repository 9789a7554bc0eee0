"""The command that deletes what is past its term."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from houvast.cli.screen import Screen

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]


def add_purge_command(app: typer.Typer) -> None:
    """Put the command into the command line."""
    app.command()(purge)


def purge(
    config: ConfigPath,
    yes: Annotated[bool, typer.Option("--yes", help="Delete it; only shown if not said.")] = False,
) -> None:
    """Show the snapshots, lists and entries of the audit log that are past their term, and delete them with --yes.

    Terms are those of `retention` in the config. The newest snapshot and list are never deleted.
    """
    from houvast.audit import operator
    from houvast.language import language_of
    from houvast.purge import find_overdue
    from houvast.purge import purge as delete
    from houvast.use import open_use

    use = open_use(config)
    out, lingo, today = Screen().out, language_of(use.config.language), dt.date.today()
    with use.locked():
        found = delete(use, today, actor=operator()) if yes else find_overdue(use, today)
    for one in found:
        key = "purge.audit" if one.kind == "audit" else f"purge.{one.kind}"
        out.print(lingo.text(key, name=one.name, date=lingo.date(one.day)), markup=False)
    out.print(lingo.text("purge.none" if not found else "purge.done" if yes else "purge.would"), markup=False)
