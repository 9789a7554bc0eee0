"""The command that writes the documents on a use."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from houvast.environment import prepare_environment

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]


def add_dossier_command(app: typer.Typer) -> None:
    """Put the command into the command line."""
    app.command()(dossier)


def dossier(
    config: ConfigPath,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Where to; dossier-NAME if not said.")] = None,
) -> None:
    """Write register, impact assessment, technical file, works council's dossier and model card, in both languages.

    Each figure has a footnote that says where it was read. What only people can say is marked as open. Names nobody.
    """
    from houvast.audit import add, operator
    from houvast.dossier import write_dossier
    from houvast.language import LANGUAGES, language_of
    from houvast.use import open_use

    use = open_use(config)
    prepare_environment(use.workspace)
    folder, today = to or Path(f"dossier-{use.config.name}"), dt.date.today()
    for code in LANGUAGES:
        write_dossier(use, folder, language_of(code), today)
    add(use, operator(), "dossier")
    typer.echo(folder)
