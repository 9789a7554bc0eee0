"""The commands that answer for a list: sign it, and take a copy of a signed one that names people.

Both ask for the password of an analyst's account, as the workspace does, and leave the same marks in its database and
in the audit log.
"""

import datetime as dt
import enum
import math
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast.cli.screen import Screen
from houvast.environment import prepare_environment

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]
As = Annotated[str | None, typer.Option("--as", metavar="NAME", help="Account; asked for if not said.")]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="Date of the list; the newest if not said."),
]
HERE = "command line"
"""In the place of an address, where failed sign-ins are counted."""


class Format(enum.StrEnum):
    """How a copy is written."""

    csv = "csv"
    xlsx = "xlsx"
    html = "html"


class What(enum.StrEnum):
    """What a copy is of."""

    list = "list"
    plan = "plan"
    draw = "draw"


def add_copy_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the command line."""
    for command in (sign, export):
        app.command()(command)


def sign(config: ConfigPath, name: As = None, as_of: AsOf = None) -> None:
    """Sign a list: say by name that it is used for help alone. Asks for the account's password, and whether to sign."""
    from houvast.audit_log import count_people_seen
    from houvast.errors import ConfigError
    from houvast.language import language_of
    from houvast.publish.purpose_words import build_purpose
    from houvast.web.signing import find_signatures, is_released, sign_list

    workspace, published = _open(config, as_of)
    lingo, out = language_of(workspace.settings.language), Screen().out
    account = _sign_in(workspace, name)
    if not published.has_people:
        raise ConfigError("where leavers are too few for a list of people there is nothing to sign.")
    standing = workspace.standing()
    if not standing.allows_people or not standing.covers(published.manifest):
        _put_refusal_on_record(workspace, account)
        raise ConfigError(lingo.text(f"web.refused_{'other' if standing.allows_people else 'no'}_purpose"))
    purpose = build_purpose(standing.tell(lingo.code), lingo)
    lines = [lingo.text("web.command_signing", date=lingo.date(published.as_of)), *purpose.splitlines()]
    seen = count_people_seen(workspace.database.log, account.name, published.name)
    listed = lingo.number(int(published.people["within_capacity"].sum()))
    for line in [*lines, lingo.text("web.looked_seen", count=seen, listed=listed)]:
        out.print(line, markup=False)
    if _ask(lingo.text("web.command_sign")).lower() not in {"yes", "ja"}:
        out.print(lingo.text("web.command_not_signed"), markup=False)
        raise typer.Exit(4)
    signed = sign_list(workspace.database, published, account, purpose, seen)
    said = "web.command_signed" if signed else "web.command_signed_before"
    out.print(lingo.text(said, name=account.name), markup=False)
    if not is_released(find_signatures(workspace.database, published), second=workspace.settings.second_signature):
        out.print(lingo.text("web.command_waits"), markup=False)


def export(
    config: ConfigPath,
    kind: Annotated[Format, typer.Option("--format", help="A table, a workbook, or a page to print.")] = Format.xlsx,
    what: Annotated[What, typer.Option("--what", help="The list, the plan of help, or the newest draw.")] = What.list,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder to write to.")] = Path(),
    name: As = None,
    as_of: AsOf = None,
) -> None:
    """Take a copy of a signed list that names people: with its purpose, its signers and the day to delete it by.

    Asks for the password of an analyst's account. That a copy was taken goes on record. A plan is CSV or a workbook, a
    draw CSV, to be completed and mapped as the table actions.
    """
    from houvast.errors import ConfigError
    from houvast.language import language_of
    from houvast.private_files import write_private
    from houvast.web.copies import KINDS, take_copy
    from houvast.web.visit import RefusedError

    if kind not in KINDS[what]:
        raise ConfigError(f"`--format` of a {what} must be one of {', '.join(KINDS[what])}. Got {kind}.")
    workspace, published = _open(config, as_of, to)
    lingo = language_of(workspace.settings.language)
    account = _sign_in(workspace, name)
    try:
        copy = take_copy(workspace, published, account, kind.value, lingo, what=what.value)
    except RefusedError as refused:
        _put_refusal_on_record(workspace, account)
        raise ConfigError(lingo.text(f"web.refused_{refused.reason}", **refused.values)) from None
    try:
        write_private(to / copy.name, copy.content)
    except OSError as error:
        raise ConfigError(f"`--to`: nothing can be written in `{to}`: {error.strerror}. Give another folder.") from None
    Screen().err.print(lingo.text("web.command_copied", date=lingo.date(copy.expires)), markup=False)
    typer.echo(to / copy.name)


def _open(config: Path, as_of: dt.datetime | None, to: Path | None = None) -> tuple[Any, Any]:
    """The workspace of a use, and the list of a date."""
    from houvast.errors import ConfigError
    from houvast.use import open_use

    use = open_use(config)
    prepare_environment(use.workspace)
    for kept in ("data", "models", "published"):
        if to is not None and to.resolve().is_relative_to(use.workspace / kept):
            raise ConfigError(f"`--to` lies in `{kept}`, where nothing names people. Give a folder outside it.")
    from houvast.web.serve import Listening, open_workspace

    workspace = open_workspace(use, Listening())
    days = [as_of.date()] if as_of else workspace.lists.days()[:1]
    published = workspace.lists.open(days[0]) if days else None
    if published is None:
        raise ConfigError(f"`{use.config.name}` has no such list in this workspace. Make one: houvast run CONFIG.")
    return workspace, published


def _sign_in(workspace: Any, name: str | None) -> Any:
    """The analyst's account whose password was given.

    Raises
    ------
    ConfigError
        Passwords are not used here, the password is wrong or too old, or the account is no analyst's.
    """
    from houvast.errors import ConfigError
    from houvast.web.accounts import ANALYST, SignInRefusedError, check_credentials, note_refusal

    if not workspace.by_password:
        raise ConfigError("people sign in elsewhere than by a password here. Sign and take copies in the workspace.")
    database, name = workspace.database, name if name is not None else _ask("Account")
    try:
        account = check_credentials(database, name, _ask("Password", hidden=True), HERE)
    except SignInRefusedError as refused:
        note_refusal(database, name)
        wait = math.ceil(refused.wait.total_seconds())
        again = f"Wait {wait} seconds and try again." if wait else "Try again, or see `houvast accounts list CONFIG`."
        raise ConfigError(f"name or password is not right, or the account has ended. {again}") from None
    if account.role != ANALYST:
        _put_refusal_on_record(workspace, account)
        raise ConfigError(f"only an analyst signs lists and takes copies; `{account.name}` is {account.role}.")
    if account.must_change_password(database.now().date()):
        raise ConfigError("the password is too old. Replace it: houvast accounts password CONFIG NAME.")
    return account


def _put_refusal_on_record(workspace: Any, account: Any) -> None:
    from houvast.audit_log import add_entry

    add_entry(workspace.database.log, account.name, "refused", role=account.role, path=HERE)


def _ask(what: str, *, hidden: bool = False) -> str:
    """An answer: typed in a terminal, else the next line of standard input; never from the command itself."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=hidden, err=True)).strip()
    return sys.stdin.readline().rstrip("\r\n")
