"""Who makes a request: whose session it is, or whom a declared reverse proxy names.

Behind a proxy that signs people in, all browsers of an account share one session, made from a secret of this process:
what comes without a cookie opens no other one, so that a program that keeps none cannot fill the database. The session
then only ties forms to their reader and says when somebody came; the proxy vouches for every single request.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from fastapi import Request

from houvast.errors import HouvastError
from houvast.web.accounts import Account, find_account
from houvast.web.cookies import read_tokens
from houvast.web.proxies import is_proxy
from houvast.web.sessions import begin_session, find_session
from houvast.web.visit import RefusedError, Workspace


@dataclass(frozen=True)
class Identity:
    """Who makes a request, by which token; `fresh` where the browser has to be given that token."""

    account: Account | None
    token: str
    fresh: bool


def identify(request: Request, workspace: Workspace, secret: bytes) -> Identity:
    """Who it is; their session is opened where a proxy vouches for them and they have none.

    Parameters
    ----------
    secret : bytes
        Of this process; sessions behind a proxy are made from it.

    Raises
    ------
    RefusedError
        It does not come through a declared proxy and should, or the proxy names nobody who has an account.
    """
    settings, database = workspace.settings, workspace.database
    if (settings.proxied or settings.proxy_header) and not is_proxy(_peer(request), settings.proxies):
        raise RefusedError(403, "no_proxy")
    session, form = read_tokens(request.cookies, settings)
    if settings.proxy_header is None:
        account = find_session(database, session, settings.limits) if session else None
        if account is not None:
            return Identity(account, session, fresh=False)
        return Identity(None, form or secrets.token_urlsafe(32), fresh=not form)
    named = _find_named(request, workspace)
    token = _token_of(named, secret)
    if find_session(database, token, settings.limits) is None:
        begin_session(database, named, token, "proxy")
    return Identity(named, token, fresh=session != token)


def find_reader(request: Request, workspace: Workspace, secret: bytes) -> Identity:
    """Who it is, for a page that refuses: nobody where nothing vouches for them, and no session is opened."""
    try:
        if workspace.settings.proxy_header is not None:
            named = _find_named(request, workspace)
            return Identity(named, _token_of(named, secret), fresh=False)
    except RefusedError:
        return Identity(None, "", fresh=False)
    session, _ = read_tokens(request.cookies, workspace.settings)
    account = find_session(workspace.database, session, workspace.settings.limits) if session else None
    return Identity(account, session, fresh=False)


def _find_named(request: Request, workspace: Workspace) -> Account:
    """The account that the proxy names."""
    settings = workspace.settings
    names = request.headers.getlist(settings.proxy_header or "")
    if not is_proxy(_peer(request), settings.proxies) or len(names) != 1:
        raise RefusedError(403, "no_proxy")
    try:
        named = find_account(workspace.database, names[0])
    except HouvastError:
        raise RefusedError(403, "no_account") from None
    if named.is_expired(workspace.database.now().date()):
        raise RefusedError(403, "no_account")
    return named


def _token_of(account: Account, secret: bytes) -> str:
    return hmac.new(secret, account.name.encode(), hashlib.sha256).hexdigest()


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""
