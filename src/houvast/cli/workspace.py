"""The commands about the analysts' workspace: serve it, and make the accounts that may sign in."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from houvast.cli.screen import Screen
from houvast.environment import prepare_environment

ConfigPath = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file that describes one use.")]
AccountName = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]

accounts = typer.Typer(no_args_is_help=True, help="Who may sign in to the workspace, as what, and until when.")


def add_workspace_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the command line."""
    app.command()(serve)
    app.add_typer(accounts, name="accounts")


def serve(
    config: ConfigPath,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8100,
    certificate: Annotated[Path | None, typer.Option("--tls-certificate", metavar="PEM")] = None,
    key: Annotated[Path | None, typer.Option("--tls-key", metavar="PEM")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A reverse proxy in front of it does HTTPS.")
    ] = False,
) -> None:
    """Serve the analysts' workspace: lists, people, notes and signatures, for those who have an account.

    It listens on this computer only. Any other address needs TLS files, or --behind-proxy.
    """
    use = _open(config)
    from houvast.web.serve import Listening
    from houvast.web.serve import serve as answer

    listening = Listening(host, port, certificate, key, behind_proxy)
    Screen().err.print(f"The workspace of `{use.config.name}`: {listening.address} (Ctrl+C ends it)", markup=False)
    answer(use, listening)


@accounts.command("add")
def add(
    config: ConfigPath,
    name: AccountName,
    role: Annotated[str, typer.Option("--role", help="analyst, team_lead, data_scientist, auditor or admin.")],
    team: Annotated[str | None, typer.Option("--team", help="Whose figures a team lead may read.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="Of that team, where several sites have one.")] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Whose it is, where they have another account: its name.")
    ] = None,
) -> None:
    """Make an account. Its password is asked for, or read from standard input.

    Where people sign in through a provider or a reverse proxy, there is none.
    """
    use, database = _open_database(config)
    from houvast.audit import operator
    from houvast.audit_log import OPERATOR, add_entry
    from houvast.web.accounts import add_account

    web = use.config.web
    made = add_account(
        database,
        name,
        role,
        read_password() if web.proxy_header is None and web.oidc is None else None,
        person=person,
        place=(site, team),
        language=use.config.language,
        password_days=web.password_days,
        account_days=web.account_days,
    )
    add_entry(database.log, operator(), "account_added", role=OPERATOR, added=made.name, as_role=made.role)
    typer.echo(f"{made.name}: {made.role}, until {made.expires_on}")


@accounts.command("list")
def list_(config: ConfigPath) -> None:
    """Show every account, its role, and until when it and its password hold."""
    _, database = _open_database(config)
    from houvast.web.accounts import find_accounts

    today = database.now().date()
    for account in find_accounts(database):
        until = "expired" if account.is_expired(today) else f"until {account.expires_on}"
        place = f" ({' · '.join(filter(None, (account.site, account.team)))})" if account.team else ""
        whose = f", of {account.person}" if account.person != account.name else ""
        typer.echo(f"{account.name}: {account.role}{place}{whose}, {until}, password until {account.password_until}")


@accounts.command()
def expire(config: ConfigPath, name: AccountName) -> None:
    """End an account, and every session of it, now."""
    _, database = _open_database(config)
    from houvast.audit import operator
    from houvast.audit_log import OPERATOR, add_entry
    from houvast.web.accounts import expire_account

    expire_account(database, name)
    add_entry(database.log, operator(), "account_expired", role=OPERATOR, ended=name)
    typer.echo(f"{name}: expired")


@accounts.command()
def password(config: ConfigPath, name: AccountName) -> None:
    """Replace a password, which is asked for or read from standard input; sessions of the account end."""
    use, database = _open_database(config)
    from houvast.audit import operator
    from houvast.audit_log import OPERATOR, add_entry
    from houvast.web.accounts import find_account, set_password

    find_account(database, name)
    set_password(database, name, read_password(), password_days=use.config.web.password_days)
    add_entry(database.log, operator(), "password_changed", role=OPERATOR, of=name)
    typer.echo(f"{name}: password replaced")


def read_password() -> str:
    """A password, never from the command itself: asked for twice in a terminal, else the first line of input."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _open(config: Path) -> Any:
    from houvast.use import open_use

    use = open_use(config)
    prepare_environment(use.workspace)
    return use


def _open_database(config: Path) -> tuple[Any, Any]:
    use = _open(config)
    from houvast.web.serve import open_workspace_database

    return use, open_workspace_database(use)
