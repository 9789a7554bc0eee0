"""The commands about help: draw whom it is offered, plan it, say what it achieved; and what leaving will take.

They run without Prefect: each is one look at the newest list or snapshot.
"""

import datetime as dt
import enum
import json
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
    for command in (draw, plan, effects, forecast):
        app.command()(command)


class Unit(enum.StrEnum):
    """What is drawn."""

    person = "person"
    team = "team"


def draw(
    config: ConfigPath,
    by: Annotated[Unit, typer.Option(help="People of the list, or the order in which teams get the help.")] = (
        Unit.person
    ),
    steps: Annotated[int, typer.Option(min=2, max=8, help="By team: quarters over which the teams begin.")] = 4,
    seed: Annotated[int | None, typer.Option(min=0, help="Of a new trial; that of the config if not said.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Begin a new trial.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what the draw could show, and draw nobody.")] = False,
    quiet: Quiet = False,
) -> None:
    """Draw by lot whom of the newest list help is offered, and say beforehand what that can show.

    The draw is written down with its hash in data/NAME/draws.jsonl before any help is given, and its records lie
    in data/NAME/draws. Who is new on a later list is drawn then; nobody is drawn twice. The list must be signed.
    """
    from houvast.use import open_use

    screen = Screen(quiet)
    use = open_use(config)
    prepare_environment(use.workspace)
    from houvast.audit import add, operator
    from houvast.cli.draw_screen import show_draw
    from houvast.drawing import make_draw
    from houvast.language import language_of
    from houvast.web.released import find_released

    with use.locked():
        signed = None if dry_run else find_released(use).digest
        made = make_draw(use, signed=signed, by=by.value, steps=steps, seed=seed, new=new, dry=dry_run)
        if not dry_run:
            add(use, operator(), "drawn", draw=made.draw.draw_id, as_of=made.draw.as_of, hash=made.hash)
    show_draw(screen.out, made, use.horizon_days, language_of(use.config.language), dry=dry_run)
    if made.records is not None:
        typer.echo(made.records)


def plan(config: ConfigPath, quiet: Quiet = False) -> None:
    """Plan help for the newest list: whom, which help, by whom, when, at what cost, and what it may achieve.

    Writes CSV, Parquet, a workbook and a page under published/NAME/plan. The list must be signed. What no draw has
    proven is a range that is assumed.
    """
    from houvast.use import open_use

    screen = Screen(quiet)
    use = open_use(config)
    prepare_environment(use.workspace)
    from houvast.audit import add, operator
    from houvast.language import language_of
    from houvast.planning import make_plan
    from houvast.publish.help_plan import KeptPlan, publish_plan
    from houvast.publish.plan_words import plan_lines
    from houvast.signing import load_key
    from houvast.web.released import find_released

    lingo = language_of(use.config.language)
    with use.locked():
        made = make_plan(use, signed=find_released(use).digest)
        as_of = dt.date.fromisoformat(made.as_of)
        planned = made.rows["action"].dropna()
        lines = plan_lines(made.totals, made.terms, planned, made.horizon_weeks, lingo)
        title = lingo.text("plan.title", config=made.config_name, date=lingo.date(as_of))
        kept = KeptPlan(
            as_of, made.list_sha256, made.config_name, made.horizon_weeks, made.rows, made.terms, made.totals
        )
        home, key = use.published / "plan", load_key(use.installation_key)
        folder = publish_plan(home, kept, lines=lines, title=title, language=use.config.language, key=key)
        add(use, operator(), "planned", as_of=str(as_of))
    screen.out.print(title, style="bold")
    for line in [lingo.text("plan.purpose"), *lines]:
        screen.out.print(line, markup=False)
    typer.echo(folder)


def forecast(config: ConfigPath, quiet: Quiet = False) -> None:
    """Show how many people are expected to leave, month by month, the starters that takes, and what it costs.

    Reads what was published with the newest list: forecast.parquet, .csv and .html, and a sheet of the workbook.
    """
    import pandas as pd

    from houvast.errors import ConfigError
    from houvast.language import language_of
    from houvast.publish.forecast_page import NAME, TABLE, build_forecast_view, build_lines
    from houvast.use import open_use

    screen, use = Screen(quiet), open_use(config)
    folder, lingo = use.published / "latest", language_of(use.config.language)
    if not (folder / TABLE).exists():
        raise ConfigError(
            f"the newest list of `{use.config.name}` has no forecast. Make one with a model: houvast run CONFIG."
        )
    table = pd.read_parquet(folder / TABLE)
    as_of = dt.date.fromisoformat(json.loads((folder / "manifest.json").read_bytes())["as_of_date"])
    view = build_forecast_view(table, as_of, use.config.outcome.horizon_weeks, lingo)
    screen.out.print(f"{lingo.text('forecast.title')}, {lingo.date(as_of)}", style="bold")
    for line in [*view["lead"], *build_lines(table, lingo), lingo.text("forecast.notice")]:
        screen.out.print(line, markup=False)
    typer.echo(folder.resolve() / (NAME if (folder / NAME).exists() else TABLE))


def effects(config: ConfigPath, as_of: AsOf = None, quiet: Quiet = False) -> None:
    """Say what help achieved: proven by a draw, not shown, or unproven. Reads the table actions of the newest snapshot.

    Writes all figures under published/NAME/effects: a page, a workbook, CSV, Parquet and JSON.
    """
    from houvast.progress import call, watched
    from houvast.use import open_use

    screen = Screen(quiet)
    use = open_use(config)
    prepare_environment(use.workspace)
    with use.locked(), watched(screen.watch()):
        from houvast.helping import measure_effects
        from houvast.publish.effects import publish_effects
        from houvast.signing import load_key

        report = measure_effects(use, step=call, as_of=as_of.date() if as_of else None)
        told = {"config_name": use.config.name, "language": use.config.language}
        folder = publish_effects(use.published / "effects", report, key=load_key(use.installation_key), **told)
    from houvast.cli.effects_screen import show_effects
    from houvast.language import language_of

    lingo = language_of(use.config.language)
    show_effects(screen.out, report, lingo)
    typer.echo(folder)
