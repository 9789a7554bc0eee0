"""The commands about the audit log: whether it is whole, and what stands in it."""

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast.cli.screen import Screen

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]

audit = typer.Typer(
    no_args_is_help=True, help="Who looked, signed, exported, erased and decided; and whether it is whole."
)


@audit.command()
def verify(config: ConfigPath) -> None:
    """Say whether an entry was altered, taken out, moved or cut off: 0 no, 4 yes."""
    from houvast.audit import log_of, verify_log
    from houvast.language import language_of
    from houvast.use import open_use

    use = open_use(config)
    out, lingo = Screen().out, language_of(use.config.language)
    state = verify_log(log_of(use))
    if not state.entries and _has_accounts(use):  # Each account was put on record: the log was taken away whole.
        state = dataclasses.replace(state, cut=True)
    if state.is_whole:
        out.print(lingo.text("web.record_whole", count=state.entries), markup=False)
        if state.digest:
            out.print(f"{lingo.text('web.record_digest')} {state.digest}", markup=False)
        return
    if state.broken_at is not None:
        out.print(lingo.text("web.record_broken", number=lingo.number(state.broken_at)), markup=False)
    if state.cut:
        out.print(lingo.text("web.record_cut"), markup=False)
    raise typer.Exit(4)


def _has_accounts(use: Any) -> bool:
    from houvast.actions.help_log import DATABASE
    from houvast.web.accounts import find_accounts
    from houvast.web.serve import open_workspace_database

    return (use.data / DATABASE).is_file() and bool(find_accounts(open_workspace_database(use)))


@audit.command()
def show(
    config: ConfigPath,
    person: Annotated[str | None, typer.Option("--person", metavar="ID", help="Of this employee only.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="So many entries, the newest ones.")] = 100,
) -> None:
    """Show entries, newest first. That they were read goes on record."""
    from houvast.audit import add, log_of, operator
    from houvast.audit_log import find_entries
    from houvast.language import language_of
    from houvast.use import open_use

    use = open_use(config)
    out, lingo = Screen().out, language_of(use.config.language)
    codes = None if person is None else use.open_identities().codes_of(person)
    for one in find_entries(log_of(use), person=codes, limit=most):
        told = (
            str(one.number),
            one.at,
            one.actor,
            lingo.text(f"web.action_{one.action}"),
            one.person,
            one.list,
            one.detail,
        )
        out.print("  ".join(part for part in told if part), markup=False)
    add(use, operator(), "record", person=codes[0] if codes else "")
