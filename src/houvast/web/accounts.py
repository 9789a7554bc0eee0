"""Accounts: who may sign in, as what, and until when.

Definitions
-----------
analyst
    Reads the list and the people on it, writes notes, signs and exports.
team_lead
    Reads the figures of the own team, as a whole.
data_scientist
    Reads risks and contributions without anything that says whose they are.
auditor
    Reads the audit log, and checks it.
admin
    Sees accounts, and ends them; no list.
"""

import datetime as dt
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import Row, delete, insert, select, update

from houvast.audit_log import add_entry
from houvast.errors import ConfigError
from houvast.web.attempts import begin_attempt, forget_attempts
from houvast.web.database import Database, accounts, sessions, write_moment
from houvast.web.passwords import check_password, hash_password, verify_password

ANALYST, TEAM_LEAD, DATA_SCIENTIST, AUDITOR, ADMIN = "analyst", "team_lead", "data_scientist", "auditor", "admin"
ROLES = (ANALYST, TEAM_LEAD, DATA_SCIENTIST, AUDITOR, ADMIN)

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in, until the day before `expires_on`.

    The password must be replaced from `password_until` on. `person` is whose it is: several accounts of one person,
    for several jobs, have the same.
    """

    name: str
    role: str
    site: str | None
    team: str | None
    language: str
    password_until: dt.date
    expires_on: dt.date
    person: str

    def is_expired(self, today: dt.date) -> bool:
        """Whether signing in is over."""
        return today >= self.expires_on

    def must_change_password(self, today: dt.date) -> bool:
        """Whether the password is too old for anything but replacing it."""
        return today >= self.password_until


class SignInRefusedError(Exception):
    """Wrong name or password, an expired account, or too many attempts; `wait` is what is left to wait."""

    def __init__(self, wait: dt.timedelta = dt.timedelta()) -> None:
        super().__init__()
        self.wait = wait


def add_account(
    database: Database,
    name: str,
    role: str,
    password: str | None,
    *,
    person: str | None = None,
    place: tuple[str | None, str | None] = (None, None),
    language: str,
    password_days: int,
    account_days: int,
) -> Account:
    """The account that was made.

    Parameters
    ----------
    password : str or None
        None where people sign in elsewhere: no password opens the account.
    person : str or None
        Whose account it is, by the name of their first account; the account's own name where None.
    place : (str or None, str or None)
        Site and team of a team lead; the site may be left out where one site only has a team of that name.

    Raises
    ------
    ConfigError
        The name is taken, it or the person's is not usable, the role is unknown, a team lead has no team, or the
        password is too weak.
    """
    check_account(name, role, place)
    _check_name("person's", person or name)
    if password is not None:
        check_password(password, name)
    hashed, now = hash_password(password or secrets.token_urlsafe(32)), database.now()
    with database.writing() as connection:
        if connection.execute(select(accounts.c.name).where(accounts.c.name == name)).first():
            raise ConfigError(f"account `{name}` exists. Choose another name, or set its password.")
        values = {
            "name": name,
            "role": role,
            "site": place[0],
            "team": place[1],
            "language": language,
            "password": hashed,
            "password_until": str(now.date() + dt.timedelta(days=password_days)),
            "expires_on": str(now.date() + dt.timedelta(days=account_days)),
            "created_at": write_moment(now),
            "person": person or name,
        }
        connection.execute(insert(accounts).values(values))
    return find_account(database, name)


def check_account(name: str, role: str, place: tuple[str | None, str | None]) -> None:
    """Nothing, if an account may be called so, and have this role and place.

    Raises
    ------
    ConfigError
        The name is not usable, the role is unknown, or a team lead has no team.
    """
    _check_name("account", name)
    if role not in ROLES:
        raise ConfigError(f"`--role` must be one of {', '.join(ROLES)}. Got {role!r}.")
    site, team = place
    if (role == TEAM_LEAD) != bool(team) or (site and not team):
        raise ConfigError("a team lead needs `--team`, and nobody else has one: it says whose figures may be read.")


def _check_name(whose: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{whose} name {name[:80]!r} must be 2 to 64 lower-case letters, digits and `.`, `_`, `@`, `-`, beginning "
            "with a letter or digit."
        )


def find_accounts(database: Database) -> list[Account]:
    """All accounts, by name."""
    with database.reading() as connection:
        return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name))]


def find_account(database: Database, name: str) -> Account:
    """The account with a name.

    Raises
    ------
    ConfigError
        There is none.
    """
    with database.reading() as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
    if row is None:
        raise ConfigError(f"there is no account `{name[:80]}`. See `houvast accounts list CONFIG`.")
    return _account(row)


def expire_account(database: Database, name: str) -> None:
    """End an account today, and every session of it.

    Raises
    ------
    ConfigError
        There is no such account.
    """
    find_account(database, name)
    with database.writing() as connection:
        today = str(database.now().date())
        connection.execute(update(accounts).where(accounts.c.name == name).values(expires_on=today))
        connection.execute(delete(sessions).where(sessions.c.account == name))


def set_password(database: Database, name: str, password: str, *, password_days: int) -> None:
    """Replace a password, and end every session that was opened with the old one.

    Raises
    ------
    ConfigError
        There is no such account, or the password is too weak.
    """
    find_account(database, name)
    check_password(password, name)
    hashed, until = hash_password(password), database.now().date() + dt.timedelta(days=password_days)
    with database.writing() as connection:
        values = {"password": hashed, "password_until": str(until)}
        connection.execute(update(accounts).where(accounts.c.name == name).values(values))
        connection.execute(delete(sessions).where(sessions.c.account == name))
        forget_attempts(connection, f"account:{name}")


def set_language(database: Database, name: str, language: str) -> None:
    """Remember the language that somebody reads in."""
    with database.writing() as connection:
        connection.execute(update(accounts).where(accounts.c.name == name).values(language=language))


def check_credentials(database: Database, name: str, password: str, address: str) -> Account:
    """The account whose name and password these are.

    Raises
    ------
    SignInRefusedError
        For whichever reason; which one is not said, so that names cannot be found out.
    """
    name = name.strip().lower()[:64]
    subjects = [f"account:{name}", f"address:{address[:64]}"]
    with database.writing() as connection:
        wait = begin_attempt(connection, subjects, database.now())
    if wait:
        raise SignInRefusedError(wait)
    with database.reading() as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
    right = verify_password(password, row.password if row else None)
    if row is None or not right or _account(row).is_expired(database.now().date()):
        raise SignInRefusedError
    with database.writing() as connection:
        forget_attempts(connection, subjects[0])
    return _account(row)


def note_refusal(database: Database, name: str) -> None:
    """On record, by the name of an account that there is: people type passwords into the wrong field."""
    known = {account.name: account for account in find_accounts(database)}
    account = known.get(name.strip().lower())
    who = (account.name, account.role) if account else ("", "")
    add_entry(database.log, who[0], "sign_in_refused", role=who[1])


def _account(row: Row) -> Account:
    return Account(
        row.name,
        row.role,
        row.site,
        row.team,
        row.language,
        dt.date.fromisoformat(row.password_until),
        dt.date.fromisoformat(row.expires_on),
        row.person or row.name,
    )
