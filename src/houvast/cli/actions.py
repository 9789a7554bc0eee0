"""The commands about help: what it achieved. They run without Prefect: each is a look at the newest snapshot."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from houvast.cli.screen import Screen
from houvast.environment import prepare_environment

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="As known at the start of that day."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Errors and paths only.")]


def add_action_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the command line."""
    for command in (effects,):
        app.command()(command)


def effects(config: ConfigPath, as_of: AsOf = None, quiet: Quiet = False) -> None:
    """Say what help achieved: proven by a draw, not shown, or unproven. Reads the table actions of the newest snapshot.

    Writes all figures as JSON under published/NAME/effects.
    """
    from houvast.progress import call, watched
    from houvast.use import open_use

    screen = Screen(quiet)
    use = open_use(config)
    prepare_environment(use.workspace)
    with use.locked(), watched(screen.watch()):
        from houvast.helping import measure_effects
        from houvast.publish.effects import publish_effects

        report = measure_effects(use, step=call, as_of=as_of.date() if as_of else None)
        folder = publish_effects(use.published / "effects", report)
    from houvast.cli.effects_screen import show_effects
    from houvast.language import language_of

    lingo = language_of(use.config.language)
    show_effects(screen.out, report, lingo)
    typer.echo(folder)
