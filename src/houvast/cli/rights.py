"""The commands about what a person may ask: what is held about them, to be erased, not to be estimated."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast.cli.screen import Screen
from houvast.environment import prepare_environment
from houvast.language import Language, language_of

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]
EmployeeId = Annotated[
    str, typer.Argument(metavar="ID", help="The person's id as the sources write it, or the code on a list.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Errors and paths only.")]


def add_rights_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the command line."""
    app.command()(access)
    app.command()(erase)
    app.command("object")(object_)


def access(
    config: ConfigPath,
    employee_id: Annotated[str, typer.Argument(metavar="ID", help="The person's id as the sources write it.")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Folder to write; access-CODE if not said.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write everything that is held about a person: every row, every estimate, who looked, and a letter to them.

    The letter is written in Dutch and English. Nothing held is an answer too: the letter says so, and the code is 0.
    That this was asked is put on record, by the person's code.
    """
    use, screen, lingo = open_screen(config, quiet)
    from houvast.errors import ConfigError
    from houvast.pseudonyms import is_pseudonym
    from houvast.rights import answer_access

    if is_pseudonym(employee_id):
        raise ConfigError(
            "the letter names the person, so a code from a list will not do: it would tell who stands behind it. Give "
            "the id of whoever asks."
        )
    with use.locked():
        answer = answer_access(use, employee_id, to, today=dt.date.today())
    done = "access_nothing" if answer.held.is_nothing else "access_done"
    screen.out.print(lingo.text(f"rights.{done}"))
    typer.echo(answer.folder)


def erase(
    config: ConfigPath,
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of one or more people.")],
    refit: Annotated[
        bool, typer.Option("--refit", help="Read the records again, train without them, and make the lists with that.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only show what would go.")] = False,
    quiet: Quiet = False,
) -> None:
    """Erase people from snapshots, lists, draws, notes and the model store, and keep them out from now on.

    Without --yes nothing changes. Killed, the same command again finishes. A report says what remains.
    """
    use, screen, lingo = open_screen(config, quiet)
    from houvast.progress import call, watched
    from houvast.rights import erase_people, find_id, find_traces_of

    people = list(dict.fromkeys(find_id(use, one) for one in ids))
    if not yes:
        with use.locked():
            _show_found(screen, find_traces_of(use, people), lingo)
        screen.out.print(lingo.text("rights.erase_dry"), style="bold")
        return
    with use.locked(), watched(screen.watch()):
        done = erase_people(use, people, refit=refit, step=call, today=dt.datetime.now(dt.UTC))
    _show_found(screen, done.report["erased"], lingo)
    for line in erasure_lines(done.report, lingo):
        screen.out.print(line, markup=False)
    typer.echo(done.path)


def object_(
    config: ConfigPath,
    employee_id: EmployeeId,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="The objection no longer stands.")] = False,
    quiet: Quiet = False,
) -> None:
    """Note that a person objects: not estimated, not listed, not learned from. Lists that have them are made anew."""
    use, screen, lingo = open_screen(config, quiet)
    from houvast.progress import call, watched
    from houvast.rights import find_id, note_objection

    with use.locked(), watched(screen.watch()):
        done = note_objection(use, find_id(use, employee_id), withdraw=withdraw, step=call)
    lines = [lingo.text("rights.object_same")] if not done.changed else []
    lines.append(lingo.text("rights.object_withdrawn" if withdraw else "rights.object_done"))
    if not withdraw:
        lines += [] if done.known else [lingo.text("rights.object_unknown")]
        lines += relisted_lines([vars(one) for one in done.lists], lingo)
        lines += [lingo.text("rights.erase_beside", names=", ".join(done.plans))] if done.plans else []
        lines += [lingo.text("rights.object_train")] if done.known else []
    for line in lines:
        screen.out.print(line, markup=False)


def erasure_lines(report: dict[str, Any], lingo: Language) -> list[str]:
    """What an erasure did and what remains, in words."""
    refit, remains = report["refit"], report["remains"]
    lines = [lingo.text("rights.erase_done"), *relisted_lines(report["lists"], lingo)]
    if report["draws_hash"]:
        before, after = report["draws_hash"]
        lines.append(lingo.text("rights.erase_draws", before=before[:12], after=after[:12]))
    if refit is None and any(one["champion"] for one in report["erased"]["versions"]):
        lines.append(lingo.text("rights.erase_champion"))
    if refit is not None and "not_read_again" in refit:
        lines.append(lingo.text("rights.erase_not_read", problem=refit["not_read_again"]))
    if remains["copies"]:
        lines.append(lingo.text("rights.erase_copies", count=len(remains["copies"])))
    return [*lines, lingo.text("rights.erase_remains")]


def relisted_lines(lists: list[dict[str, Any]], lingo: Language) -> list[str]:
    """Which lists were made anew, and which were taken away."""
    made = [one["day"] for one in lists if not one["problem"]]
    lines = [lingo.text("rights.erase_relisted", days=", ".join(made))] if made else []
    lines += [
        lingo.text("rights.erase_taken_away", day=one["day"], problem=one["problem"]) for one in lists if one["problem"]
    ]
    return lines + ([lingo.text("rights.erase_sign_again")] if made else [])


def _show_found(screen: Screen, found: dict[str, Any], lingo: Language) -> None:
    screen.out.print(lingo.text("rights.erase_title", count=found["people"]), style="bold")
    lines = [lingo.text("rights.erase_unknown", count=found["unknown"])] if found["unknown"] else []
    if found["records"]:
        rows, tables = lingo.number(sum(found["records"].values())), lingo.number(len(found["records"]))
        snapshots = lingo.number(len(found["snapshots"]))
        lines.append(lingo.text("rights.erase_records", rows=rows, tables=tables, snapshots=snapshots))
    if found["lists"]:
        lines.append(lingo.text("rights.erase_lists", days=", ".join(found["lists"])))
    if found["beside_lists"]:
        lines.append(lingo.text("rights.erase_beside", names=", ".join(found["beside_lists"])))
    counts = {name: lingo.number(found[name]) for name in ("notes", "helps", "draws")}
    lines.append(lingo.text("rights.erase_rows", **counts))
    if found["versions"]:
        versions = ", ".join(str(one["number"]) for one in found["versions"])
        lines.append(lingo.text("rights.erase_versions", versions=versions))
    for line in lines:
        screen.out.print(line, markup=False)


def open_screen(config: Path, quiet: bool) -> tuple[Any, Screen, Language]:
    """The use of a config, its screen, and the language of its texts."""
    from houvast.use import open_use

    use = open_use(config)
    prepare_environment(use.workspace)
    return use, Screen(quiet), language_of(use.config.language)
