"""The commands about model versions: see them, change the champion by hand, reproduce one, compare two.

They run without Prefect: each is one look into the store, or one fit.
"""

import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast.cli.screen import Screen
from houvast.environment import prepare_environment

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept for good.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; the user of this computer if not said.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Errors only.")]
Number = Annotated[int, typer.Argument(metavar="VERSION", min=1, help="Number of a model version.")]


def add_model_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the command line."""
    for command in (versions, promote, rollback, reproduce, compare, scorecard):
        app.command()(command)


def versions(config: ConfigPath) -> None:
    """Show the model versions, what the gate decided on each, and every change of the champion."""
    use, registry = _open(config)
    from houvast.cli.model_tables import show_ledger, show_versions

    out = Screen().out
    show_versions(out, registry.versions(), registry.aliases(), use.config.language)
    show_ledger(out, registry.ledger(), use.config.language)


def promote(
    config: ConfigPath,
    version: Number,
    reason: Reason,
    by: By = None,
    against_the_gate: Annotated[
        bool, typer.Option("--against-the-gate", help="Although the gate held it back; its lists will say so.")
    ] = False,
) -> None:
    """Make a model version the champion by hand; who, when and why are kept.

    No rule undoes it: the version that made the lists before does not come back by itself.
    """
    use, registry = _open(config)
    from houvast.audit import add
    from houvast.champion import promote_by_hand
    from houvast.cli.model_tables import show_change

    with use.locked():
        change = promote_by_hand(
            registry, version, task=use.task, by=_who(by), reason=reason, against_gate=against_the_gate
        )
        add(use, _who(by), "promoted", version=version, before=change.from_version)
        _keep_scorecards(registry, change)
    show_change(Screen().out, change, use.config.language)


def rollback(
    config: ConfigPath,
    reason: Reason,
    to: Annotated[
        int | None,
        typer.Option("--to", metavar="VERSION", min=1, help="One that made lists; the one before if not said."),
    ] = None,
    by: By = None,
) -> None:
    """Take the champion back: to the version before, or to another that has made lists.

    A version that was taken back never becomes champion by rule again.
    """
    use, registry = _open(config)
    from houvast.audit import add
    from houvast.champion import roll_back
    from houvast.cli.model_tables import show_change

    with use.locked():
        change = roll_back(registry, task=use.task, by=_who(by), reason=reason, to=to)
        add(use, _who(by), "rolled_back", version=change.to_version, before=change.from_version)
        _keep_scorecards(registry, change)
    show_change(Screen().out, change, use.config.language)


def reproduce(
    config: ConfigPath,
    run: Annotated[str, typer.Argument(metavar="RUN", help="Number of a version, or its MLflow run id.")],
    quiet: Quiet = False,
) -> None:
    """Refit a version from its record in MLflow alone, and say whether it is the same model: 0 yes, 4 no."""
    from houvast.progress import call, watched

    screen = Screen(quiet)
    use, registry = _open(config)
    version = registry.version_of(run)
    with watched(screen.watch()):
        from houvast.reproduce import reproduce as refit

        done = refit(registry, version, use=use, step=call)
    from houvast.cli.model_tables import show_reproduction

    show_reproduction(screen.out, done, use.config.language)


def compare(
    config: ConfigPath,
    first: Annotated[int, typer.Argument(metavar="A", min=1, help="Number of a version.")],
    second: Annotated[int, typer.Argument(metavar="B", min=1, help="Number of another.")],
) -> None:
    """Compare two versions on the rows that both were tested on, with intervals over people."""
    from houvast.errors import ConfigError

    if first == second:
        raise ConfigError(f"A and B must be two versions. Got {first} twice.")
    use, registry = _open(config)
    from houvast.cli.model_tables import show_comparison
    from houvast.version_comparison import compare_versions

    costs = use.config.capacity
    threshold = costs.help_cost / (costs.replacement_cost * costs.help_effect)
    found = compare_versions(
        registry,
        registry.version(first),
        registry.version(second),
        capacity=costs.people,
        threshold=threshold,
        draws=use.config.validation.bootstrap,
        seed=use.config.model.seed,
    )
    show_comparison(Screen().out, found, (first, second), costs.people, threshold, use.config.language)


def scorecard(
    config: ConfigPath,
    version: Annotated[
        int | None,
        typer.Argument(metavar="VERSION", min=1, help="Number of a model version; the one that makes the lists."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; scorecard-NAME-VERSION.html if not said.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="en or nl; that of the config if not said.")
    ] = None,
) -> None:
    """Write how good a model version is, for an HR analyst and a statistician: one page, from its record alone."""
    from houvast.language import language_of

    use, registry = _open(config)
    language_of(language or use.config.language)
    from houvast.champion import standing_remarks
    from houvast.scorecards import build_scorecard, choose_version

    chosen = choose_version(registry, version)
    page = build_scorecard(
        registry,
        chosen,
        language=language or use.config.language,
        remarks=standing_remarks(registry, chosen.number),
    )
    path = out or Path(f"scorecard-{use.config.name}-{chosen.number}.html")
    _write(path, page, f"`{use.config.name}` version {chosen.number}")
    typer.echo(path)


def _keep_scorecards(registry: Any, change: Any) -> None:
    """The pages kept with the two versions say from now on who made which champion."""
    from houvast.champion import standing_remarks
    from houvast.scorecards import keep_scorecard

    for number in (change.from_version, change.to_version):
        if number is not None:
            keep_scorecard(registry, number, standing_remarks(registry, number))


def _write(path: Path, page: str | None, name: str) -> None:
    from houvast.errors import ConfigError, GateError

    if page is None:
        raise GateError(f"the record of {name} has lost its config, manifest or report. Train again.")
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigError(f"`--out` must be a file that can be written. Got {path}: {error.strerror}.") from None


def _open(config: Path) -> tuple[Any, Any]:
    from houvast.use import open_use

    use = open_use(config)
    prepare_environment(use.workspace)
    from houvast.stages import open_registry

    return use, open_registry(use)


def _who(by: str | None) -> str:
    return by.strip() if by and by.strip() else getpass.getuser()
