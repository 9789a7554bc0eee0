"""The command that says whether what was published and registered is still as it was."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast.cli.screen import Screen
from houvast.environment import prepare_environment
from houvast.language import Language, language_of

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]
Day = Annotated[
    dt.datetime | None,
    typer.Argument(metavar="AS-OF", formats=["%Y-%m-%d"], help="Date of a list; every list and version if not said."),
]


def add_verify_command(app: typer.Typer) -> None:
    """Put the command into the command line."""
    app.command()(verify)


def verify(config: ConfigPath, as_of: Day = None) -> None:
    """Hold lists and model versions against their signatures, and say what was altered: 0 nothing, 4 something."""
    from houvast.errors import ConfigError
    from houvast.use import open_use

    use = open_use(config)
    prepare_environment(use.workspace)
    days = [str(as_of.date())] if as_of else _published_days(use.published)
    if as_of and not (use.published / days[0]).is_dir():
        raise ConfigError(f"`{use.config.name}` has no list of {days[0]} in this workspace.")
    lingo, out = language_of(use.config.language), Screen().out
    lines = [_list_line(use, day, lingo) for day in days]
    if (as_of is None and (use.workspace / "models" / "mlflow.db").is_file()) or use.config.tracking.uri:
        lines += _version_lines(use, lingo)
    for _, line in lines:
        out.print(line, markup=False)
    if not lines:
        out.print(lingo.text("command.verify_nothing"))
    if not all(whole for whole, _ in lines):
        raise typer.Exit(4)


def _published_days(folder: Path) -> list[str]:
    """The dates of the published lists, oldest first."""
    return sorted(path.name for path in folder.glob("????-??-??") if path.is_dir()) if folder.is_dir() else []


def _list_line(use: Any, day: str, lingo: Language) -> tuple[bool, str]:
    from houvast.publish.signature import find_alterations
    from houvast.signing import load_key

    found = find_alterations(use.published / day, load_key(use.installation_key))
    said = "; ".join(lingo.text(f"command.verify_{one.kind}", file=one.file) for one in found)
    written = lingo.date(dt.date.fromisoformat(day))
    key = "command.verify_list_whole" if not found else "command.verify_list_altered"
    return not found, lingo.text(key, date=written, **({"what": said} if found else {}))


def _version_lines(use: Any, lingo: Language) -> list[tuple[bool, str]]:
    from houvast.errors import GateError
    from houvast.stages import open_registry

    registry, lines = open_registry(use), []
    for version in registry.versions():
        try:
            registry.load(version)
            lines.append((True, lingo.text("command.verify_version_whole", number=version.number)))
        except GateError as error:
            lines.append((False, lingo.text("command.verify_version_altered", number=version.number, what=str(error))))
    return lines
