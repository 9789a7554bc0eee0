"""The commands. Each says what it does, what it writes, and how it can end.

Exit codes: 0 done (also: too few leavers for a model), 1 unforeseen, 2 config or usage, 3 records
refused, 4 a gate refused, 75 another run is busy.
"""

import datetime as dt
import enum
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast import __version__
from houvast.cli.actions import add_action_commands
from houvast.cli.audit import audit
from houvast.cli.copies import add_copy_commands
from houvast.cli.dossier import add_dossier_command
from houvast.cli.models import add_model_commands
from houvast.cli.person_key import add_person_key_command
from houvast.cli.purge import add_purge_command
from houvast.cli.rights import add_rights_commands
from houvast.cli.screen import Screen
from houvast.cli.verify import add_verify_command
from houvast.cli.workspace import add_workspace_commands
from houvast.environment import limit_threads, make_prefect_home, prepare_environment
from houvast.errors import HouvastError
from houvast.private_files import keep_private

app = typer.Typer(
    name="houvast",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=(
        "Who may leave a contact centre in the next 13 weeks, what that rests on, and what helps.\n\n"
        "Start with [bold]houvast simulate DIR[/bold] and [bold]houvast run DIR/config.yaml[/bold]; then write a "
        "config for your own records, ask [bold]houvast check CONFIG[/bold] what is wrong with it, and run it."
    ),
    epilog=(
        "Exit codes: 0 done (also: too few leavers for a model) · 1 unforeseen · 2 config or usage · "
        "3 records refused · 4 a gate refused · 75 another run is busy"
    ),
)

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="Start of the day that the work is done for."),
]
Direct = Annotated[bool, typer.Option("--direct", help="Without Prefect: the same steps, the same bytes, sooner.")]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, metavar="N", help="Buckets of employees worked on at once; all cores if not said."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Errors and paths only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log as well.")]


class Archetype(enum.StrEnum):
    """The simulated kinds of contact centre."""

    inhouse = "inhouse"
    average = "average"
    outsourcer = "outsourcer"


class Strength(enum.StrEnum):
    """How strongly the drivers weigh in a simulated centre."""

    weak = "weak"
    strong = "strong"


class HelpBy(enum.StrEnum):
    """Who chooses who is helped in a simulated centre: chance, or managers who see who wobbles."""

    lot = "lot"
    manager = "manager"


def main() -> None:
    """Run the command line and end with its exit code."""
    limit_threads()
    try:
        app(standalone_mode=True)
    except HouvastError as error:
        Screen().err.print(f"[bold red]houvast:[/bold red] {_plain(str(error))}")
        sys.exit(error.exit_code)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False) -> None:
    if version:
        typer.echo(f"houvast {__version__}")
        raise typer.Exit


@app.command()
def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; made where absent.")],
    archetype: Annotated[Archetype, typer.Option(help="Kind of contact centre.")] = Archetype.average,
    agents: Annotated[int, typer.Option(min=1, max=1_000_000, help="People at work at any time.")] = 800,
    months: Annotated[int, typer.Option(min=6, max=120, help="Months of records.")] = 36,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same bytes.")] = 1,
    strength: Annotated[Strength, typer.Option(help="How strongly the drivers weigh.")] = Strength.strong,
    dirty: Annotated[bool, typer.Option("--dirty", help="Add the faults that real extracts have.")] = False,
    help_effect: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the leaving that help takes away; 0: nobody is helped.")
    ] = 0.0,
    help_by: Annotated[HelpBy, typer.Option(help="Who chooses who is helped.")] = HelpBy.lot,
    help_share: Annotated[float, typer.Option(min=0.01, max=0.99, help="Share of the people who are helped.")] = 0.5,
    help_months: Annotated[int, typer.Option(min=1, help="Last months in which help is given.")] = 12,
    quiet: Quiet = False,
) -> None:
    """Write the records of a simulated contact centre, as real systems export them.

    DIR gets the extracts (CSV, Excel and Parquet, with Dutch and English headers), a ready config.yaml, and
    truth.parquet: per employee and as-of date the true probability of leaving by choice within 13 weeks, without help.
    """
    from houvast.progress import call, watched

    screen = Screen(quiet)
    keep_private()
    with watched(screen.watch()):
        from houvast.simulate import give_help, last_months, simulate_centre, write_extracts

        centre = call("simulate", simulate_centre, archetype.value, agents, months, seed, strength.value)
        if help_effect:
            given = {"effect": help_effect, "chosen_by": help_by.value, "share": help_share, "seed": seed}
            centre = call("give help", give_help, centre, last_months(centre, help_months), **given)
        call("write extracts", write_extracts, centre, folder, dirty)
    typer.echo(folder / "config.yaml")


@app.command()
def check(config: ConfigPath, quiet: Quiet = False) -> None:
    """Read a config and its sources, and report every problem at once. Changes nothing."""
    from houvast.errors import RecordsError, join_problems
    from houvast.progress import call, watched
    from houvast.use import open_use

    screen = Screen(quiet)
    use = open_use(config)
    with watched(screen.watch()):
        from houvast.records.ingest import describe_sources

        problems, sources = call("read sources", describe_sources, use.config.records, use.records_folder)
    if problems:
        raise RecordsError(join_problems(f"records of `{use.config.name}`", problems))
    from houvast.cli.summaries import show_sources
    from houvast.language import language_of

    show_sources(screen.out, sources, use.config.language)
    screen.out.print(language_of(use.config.language).text("command.in_order", config=use.config.name))


@app.command()
def ingest(config: ConfigPath, direct: Direct = False, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Read the records into an immutable snapshot; what is refused is set apart with its reason."""
    screen = Screen(quiet)
    use, snapshot = _perform("ingest", config, None, direct, screen, verbose)
    from houvast.cli.summaries import show_sources

    show_sources(screen.out, snapshot.manifest["sources"], use.config.language)
    typer.echo(snapshot.path)


@app.command()
def train(
    config: ConfigPath,
    as_of: AsOf = None,
    workers: Workers = None,
    direct: Direct = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Learn from the newest snapshot, test on later dates, and register the model in MLflow.

    With --as-of, only what was known before that date is used.
    """
    screen = Screen(quiet)
    use, trained = _perform("train", config, as_of, direct, screen, verbose, workers)
    from houvast.cli.summaries import show_training

    show_training(screen.out, trained, use.config.language)


@app.command()
def score(
    config: ConfigPath,
    as_of: AsOf = None,
    workers: Workers = None,
    direct: Direct = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Publish a risk list with the champion model, or rates by tenure where leavers are too few."""
    screen = Screen(quiet)
    use, published = _perform("score", config, as_of, direct, screen, verbose, workers)
    from houvast.cli.summaries import show_list

    show_list(screen, published, use.config.language)


@app.command()
def run(
    config: ConfigPath,
    as_of: AsOf = None,
    workers: Workers = None,
    direct: Direct = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """The whole way: ingest, train and score.

    With --as-of, the list of that date is made as it would have been made then.
    """
    screen = Screen(quiet)
    use, done = _perform("run", config, as_of, direct, screen, verbose, workers)
    from houvast.cli.summaries import show_list, show_training

    show_training(screen.out, done.trained, use.config.language)
    show_list(screen, done.published, use.config.language)


@app.command()
def monitor(
    config: ConfigPath,
    as_of: AsOf = None,
    retrain: Annotated[
        bool | None,
        typer.Option("--retrain/--no-retrain", help="Train a challenger when an alarm asks for it; never promoted."),
    ] = None,
    workers: Workers = None,
    direct: Direct = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Watch what makes the lists: runs, what came true, risks, what the model sees, and the records.

    Writes a page and JSON under published/NAME/monitoring. Alarms are findings: the exit code stays 0.
    """
    screen = Screen(quiet)
    use, watched = _perform("monitor", config, as_of, direct, screen, verbose, workers, retrain=retrain)
    from houvast.cli.summaries import show_monitoring

    show_monitoring(screen, watched, use.config.language)


add_model_commands(app)
add_verify_command(app)
add_workspace_commands(app)
add_copy_commands(app)
add_action_commands(app)
add_purge_command(app)
add_dossier_command(app)
add_rights_commands(app)
add_person_key_command(app)
app.add_typer(audit, name="audit")


@app.command(hidden=True)
def schema() -> None:
    """Print the JSON Schema of a config."""
    import json

    from houvast.config import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command(hidden=True)
def features(language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="en or nl.")] = "en") -> None:
    """Print the feature catalogue as Markdown."""
    from houvast.feature_catalogue import build_feature_catalogue

    typer.echo(build_feature_catalogue(language))


def _perform(
    stage: str,
    config: Path,
    as_of: dt.datetime | None,
    direct: bool,
    screen: Screen,
    verbose: bool,
    workers: int | None = None,
    **more: Any,
) -> tuple[Any, Any]:
    """The use, and what a stage made of it: by its flow or directly, its steps shown."""
    from houvast.progress import watched
    from houvast.use import open_use

    use = open_use(config, workers)
    prepare_environment(use.workspace, verbose=verbose)
    given = {} if stage == "ingest" else {"as_of": as_of.date() if as_of else None, **more}
    with watched(screen.watch()):
        if direct:
            return use, _directly(stage, use, given)
        return use, _flow(stage)(config.resolve(), **given, **({} if stage == "ingest" else {"workers": workers}))


def _flow(stage: str) -> Callable[..., Any]:
    from importlib import import_module

    from houvast.progress import doing

    make_prefect_home()
    with doing("start Prefect"):
        return getattr(import_module(f"flows.{stage}"), stage)


def _directly(stage: str, use: Any, given: dict[str, Any]) -> Any:
    from houvast import stages
    from houvast.progress import call

    with use.locked():
        if stage in {"ingest", "run"}:
            return getattr(stages, stage)(use, step=call, **given)
        if stage == "monitor":
            from houvast.monitoring import monitor_model

            return monitor_model(use, step=call, **given)
        work = {"train": stages.train_model, "score": stages.score_people}[stage]
        return work(use, stages.latest_snapshot(use), step=call, **given)


def _plain(text: str) -> str:
    """Text with no markup in it, whatever a file name may hold."""
    from rich.markup import escape

    return escape(text)
