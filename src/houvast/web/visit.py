"""What a page is given, and how it answers."""

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, RedirectResponse, Response

from houvast.audit_log import add_entry
from houvast.identities import Identities, IdentityStore
from houvast.language import Language
from houvast.publish.page import TEMPLATES as PUBLISHED_TEMPLATES
from houvast.publish.purpose_words import build_own_purpose
from houvast.purpose import ABSENT, Standing
from houvast.summary import PurposeTold
from houvast.web.accounts import ANALYST, Account
from houvast.web.database import Database
from houvast.web.flow import Flow
from houvast.web.lists import PublishedList, PublishedLists
from houvast.web.models import Models
from houvast.web.sessions import Limits, form_token


@dataclass(frozen=True)
class Settings:
    """What the config and the command line say of a workspace.

    Parameters
    ----------
    hosts : tuple of str
        Names that a browser may call this workspace by, without a port.
    secure : bool
        Whether browsers reach it by HTTPS; cookies are then never sent in the clear.
    proxied : bool
        Whether a reverse proxy does HTTPS; what does not come through it is refused.
    proxy_header : str or None
        The header in which a reverse proxy names who signed in there; passwords are then not used.
    proxies : tuple of str
        Addresses of that proxy. What comes from elsewhere is refused.
    """

    name: str
    language: str
    limits: Limits
    hosts: tuple[str, ...]
    second_signature: bool = False
    password_days: int = 365
    export_days: int = 31
    copy_days: int = 31
    note_days: int = 730
    secure: bool = False
    proxied: bool = False
    proxy_header: str | None = None
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """Everything that pages read and write; without `models` or `snapshots` their pages have nothing to show.

    With `flow` people sign in through the organisation's provider.
    `standing` says whether lists and people may be shown now; unless it does they may not.
    """

    settings: Settings
    database: Database
    lists: PublishedLists
    identities: IdentityStore
    models: Models | None = None
    snapshots: Path | None = None
    flow: Flow | None = None
    draws: Path | None = None
    standing: Callable[[], Standing] = lambda: Standing(None, "", ABSENT)

    @property
    def by_password(self) -> bool:
        """Whether people sign in here, and nowhere else."""
        return self.settings.proxy_header is None and self.flow is None


@dataclass(frozen=True)
class Visit:
    """One request, once it is known whose it is and that they may make it.

    Parameters
    ----------
    account : Account or None
        None on the few pages that are open to anyone.
    token : str
        Of the session, or of the form where nobody is signed in.
    menu : tuple of (str, str, str)
        Name, text and path of the pages that this account may open.
    path, query, form : mapping of str
        What the address and the form hold; texts as they came, to be checked where they are used.
    base : str
        Scheme, host and port by which the browser called, one of the known hosts.
    """

    workspace: Workspace
    account: Account | None
    token: str
    language: Language
    address: str
    here: str
    menu: tuple[tuple[str, str, str], ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    base: str = ""

    @property
    def database(self) -> Database:
        """The workspace's database."""
        return self.workspace.database

    @property
    def reader(self) -> Account:
        """The account, on a page that is for those who signed in."""
        if self.account is None:
            raise RefusedError(403, "not_allowed")
        return self.account

    @functools.cached_property
    def standing(self) -> Standing:
        """Whether lists and people may be shown, as of this request."""
        return self.workspace.standing()

    @property
    def purpose(self) -> PurposeTold | None:
        """What lists are for, in the reader's language; None where no purpose file says."""
        return self.standing.tell(self.language.code)

    @property
    def identities(self) -> Identities:
        """Who stands behind the pseudonyms, for those alone who may see whose a list is.

        Raises
        ------
        RefusedError
            The reader is no analyst.
        """
        if self.reader.role != ANALYST:
            raise RefusedError(403, "not_allowed")
        return self.workspace.identities.read()

    def code_of(self, asked: str) -> str:
        """The pseudonym of an id; a text that has the form of one is taken for one."""
        return self.workspace.identities.code_of(asked)

    def codes_of(self, asked: str) -> tuple[str, ...]:
        """The pseudonym of whom an id or a pseudonym means, and those from under earlier person keys."""
        return self.workspace.identities.codes_of(asked)

    def look(self, action: str, *, person: str = "", list_: str = "", **detail: Any) -> None:
        """Put on record what the reader looks at."""
        reader = self.reader
        add_entry(self.database.log, reader.name, action, role=reader.role, person=person, list_=list_, **detail)

    def open_list(self) -> PublishedList:
        """The published list that the address names.

        Raises
        ------
        RefusedError
            There is none.
        """
        try:
            day = dt.date.fromisoformat(self.path["day"])
        except ValueError:
            raise RefusedError(404, "no_list") from None
        published = self.workspace.lists.open(day)
        if published is None:
            raise RefusedError(404, "no_list")
        return published


class RefusedError(Exception):
    """A request that is not answered, with its HTTP status; `texts/web.yaml` has the words as `refused_<reason>`."""

    def __init__(self, status: int, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.values = values


def render(visit: Visit, template: str, status: int = 200, *, section: str = "", **values: Any) -> Response:
    """A page. What is put into it is escaped, and what it misses is an error; `section` is its place in the menu."""
    page = _templates().get_template(template)
    settings = visit.workspace.settings
    text = page.render(
        t=visit.language.text,
        lingo=visit.language,
        visit=visit,
        account=visit.account,
        form_token=form_token(visit.token),
        section=section,
        closed=visit.standing.why_not,
        own_purpose=build_own_purpose(visit.purpose, visit.language),
        config_name=settings.name,
        by_password=visit.workspace.by_password,
        by_provider=visit.workspace.flow is not None,
        by_proxy=settings.proxy_header is not None,
        **values,
    )
    return HTMLResponse(text, status_code=status)


def redirect(path: str) -> Response:
    """Go and read another page; a form that was sent is not sent again by reloading it."""
    return RedirectResponse(path, status_code=303)


@functools.cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([Path(__file__).parent / "templates", PUBLISHED_TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
