"""The gate that every request goes through before a page sees it: who is it, may they, and did they mean it.

Deny by default. A route exists only with the roles that may use it; an application with any other route does not start.

Order
-----
1. Who: the session's cookie, or the name that a declared reverse proxy gives.
2. May they: the roles of the route. Nobody signed in: to the sign-in page. Another role: refused, and on record.
3. Is their password too old: then nothing but replacing it.
4. Did they mean it: a form carries this session's token, and comes from this workspace's own pages.
"""

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from houvast.audit_log import add_entry
from houvast.language import LANGUAGES, language_of
from houvast.web.accounts import Account
from houvast.web.cookies import set_token
from houvast.web.forms import read_form
from houvast.web.identity import Identity, find_reader, identify
from houvast.web.lists import ListDamagedError
from houvast.web.proxies import client_address
from houvast.web.sessions import is_form_token
from houvast.web.visit import RefusedError, Visit, Workspace, redirect, render

logger = logging.getLogger(__name__)

ANYONE: frozenset[str] = frozenset({"anyone"})
"""The roles of a route that asks for no session."""


@dataclass(frozen=True)
class Route:
    """A page or form: how it is reached, who may, and what answers.

    Parameters
    ----------
    method : {"GET", "POST"}
    path : str
        With `{name}` for parts that vary.
    answer : callable
        From a visit to a response.
    roles : frozenset of str
        The roles that may use it, or `ANYONE`.
    menu : str
        Name of its text in the menu; empty where it is not in the menu.
    with_old_password : bool
        Whether it is open to somebody whose password is too old.
    people : bool
        Whether it tells of people, and so is closed unless a purpose that holds allows lists of people.
    """

    method: str
    path: str
    answer: Callable[[Visit], Response]
    roles: frozenset[str]
    menu: str = ""
    with_old_password: bool = False
    people: bool = True


class UndeclaredRouteError(Exception):
    """The application answers on a path for which no roles are declared."""


class Gate:
    """Makes endpoints of routes."""

    def __init__(self, workspace: Workspace, routes: Iterable[Route]) -> None:
        self.workspace = workspace
        self.routes = tuple(routes)
        self.secret = secrets.token_bytes(32)

    def endpoint(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        """What answers requests for a route."""

        async def answer(request: Request) -> Response:
            try:
                admitted = await run_in_threadpool(self._admit, route, request)
                if isinstance(admitted, Response):
                    return admitted
                form = {}
                if route.method == "POST":
                    form = await read_form(request.headers.get("content-type", ""), request.stream())
                return await run_in_threadpool(self._answer, route, request, admitted, form)
            except RefusedError as refusal:
                return await run_in_threadpool(self._refuse, refusal, request)
            except Exception as error:
                _log_fault(route, error)
                reason = "damaged" if isinstance(error, ListDamagedError) else "fault"
                return await run_in_threadpool(self._refuse, RefusedError(500, reason), request)

        return answer

    def _admit(self, route: Route, request: Request) -> Identity | Response:
        """Who it is, if they may; else where they go instead. Nothing of what they sent has been read yet."""
        identity = identify(request, self.workspace, self.secret)
        elsewhere = self._check_role(route, identity)
        return identity if elsewhere is None else elsewhere

    def _answer(self, route: Route, request: Request, identity: Identity, form: Mapping[str, str]) -> Response:
        visit = self._visit(request, identity, form)
        if route.method == "POST":
            check_meant(request.headers, form, visit)
        response = route.answer(visit)
        if identity.fresh:
            set_token(response, self.workspace.settings, identity.token, signed_in=identity.account is not None)
        return response

    def _check_role(self, route: Route, identity: Identity) -> Response | None:
        account = identity.account
        if route.roles == ANYONE:
            return None
        if account is None:
            if route.method == "GET":
                return redirect("/sign-in")
            raise RefusedError(403, "signed_out")
        if account.role not in route.roles:
            add_entry(self.workspace.database.log, account.name, "refused", role=account.role, path=route.path)
            raise RefusedError(403, "not_allowed")
        if route.people and not self.workspace.standing().allows_people:
            add_entry(self.workspace.database.log, account.name, "refused", role=account.role, path=route.path)
            raise RefusedError(403, "no_purpose")
        today = self.workspace.database.now().date()
        if self.workspace.by_password and account.must_change_password(today) and not route.with_old_password:
            return redirect("/password")
        return None

    def _visit(self, request: Request, identity: Identity, form: Mapping[str, str]) -> Visit:
        account = identity.account
        code = account.language if account else request.query_params.get("language", "")
        language = language_of(code if code in LANGUAGES else self.workspace.settings.language)
        return Visit(
            workspace=self.workspace,
            account=account,
            token=identity.token,
            language=language,
            address=client_address(request, self.workspace.settings.proxies),
            here=request.url.path,
            menu=self._menu(account, language.text),
            path=request.path_params,
            query=dict(request.query_params),
            form=form,
            cookies=request.cookies,
            base=f"{'https' if self.workspace.settings.secure else 'http'}://{request.headers.get('host', '')}",
        )

    def _menu(self, account: Account | None, text: Callable[[str], str]) -> tuple[tuple[str, str, str], ...]:
        if account is None:
            return ()
        closed = not self.workspace.standing().allows_people
        mine = (route for route in self.routes if route.menu and account.role in route.roles)
        open_ = (route for route in mine if not (route.people and closed))
        return tuple((route.menu, text(f"web.menu_{route.menu}"), route.path) for route in open_)

    def _refuse(self, refusal: RefusedError, request: Request) -> Response:
        """The page that says why, in the language of whoever asks."""
        visit = self._visit(request, find_reader(request, self.workspace, self.secret), {})
        return render(visit, "refused.html.j2", refusal.status, reason=refusal.reason, values=refusal.values)


def check_meant(headers: Mapping[str, str], form: Mapping[str, str], visit: Visit) -> None:
    """Nothing, if a form was sent by its sender's own doing, from a page of this workspace.

    Raises
    ------
    RefusedError
        Another site may have made the browser send it (cross-site request forgery).
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
        raise RefusedError(403, "not_meant")
    if site not in (None, "same-origin", "none") or not is_form_token(form.get("form_token", ""), visit.token):
        raise RefusedError(403, "not_meant")


def check_declared(app: FastAPI, routes: Iterable[Route]) -> None:
    """Nothing, if an application answers on declared paths only.

    Raises
    ------
    UndeclaredRouteError
        Names every path and method without roles, and every mount.
    """
    declared = {(route.path, route.method) for route in routes if route.roles}
    there = {
        (str(getattr(route, "path", route)), method)
        for route in app.routes
        for method in getattr(route, "methods", None) or {"any method"}
    }
    if undeclared := sorted(there - declared):
        named = ", ".join(f"{method} {path}" for path, method in undeclared)
        raise UndeclaredRouteError(f"no roles are declared for {named}. Enter them in houvast/web/routes.py.")


def _log_fault(route: Route, error: Exception) -> None:
    """Kind and place of a fault, never its message: that may hold a person's value."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
    logger.error("%s %s failed: %s at %s", route.method, route.path, type(error).__name__, place)
