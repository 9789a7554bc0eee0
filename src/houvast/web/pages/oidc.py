"""Signing in through the organisation's provider: leaving for it, and coming back."""

import logging
import secrets
from typing import Any

from fastapi.responses import RedirectResponse, Response

from houvast.audit_log import add_entry
from houvast.errors import ConfigError
from houvast.web.accounts import Account, find_account
from houvast.web.cookies import drop_token, flow_name, set_flow, set_token
from houvast.web.flow import LONGEST_SECONDS, Flow
from houvast.web.issuer import Client, IssuerError
from houvast.web.sessions import begin_session
from houvast.web.visit import RefusedError, Visit, redirect, render

RETURN = "/sign-in/provider/return"

logger = logging.getLogger(__name__)


def leave(visit: Visit) -> Response:
    """To the provider; the browser takes along what ties its answer to this sign-in."""
    flow = _flow(visit)
    if visit.account:
        return redirect("/")
    try:
        address, sealed = flow.leave(f"{visit.base}{RETURN}")
    except IssuerError as error:
        raise _refuse(visit, error) from None
    response = RedirectResponse(address, status_code=303)
    set_flow(response, visit.workspace.settings, sealed, LONGEST_SECONDS)
    return response


def come_back(visit: Visit) -> Response:
    """A new session for who signed in there, if they have an account here.

    The answer is a page and no redirect: browsers send the session's cookie with what a page of this workspace asks
    for, and not with what still belongs to the way from the provider.
    """
    flow = _flow(visit)
    try:
        claims = flow.come_back(visit.cookies.get(flow_name(visit.workspace.settings), ""), visit.query)
    except IssuerError as error:
        raise _refuse(visit, error) from None
    account = _find(visit, claims, flow.issuer.client)
    token = secrets.token_urlsafe(32)
    begin_session(visit.database, account, token, "provider")
    response = render(visit, "signed_in.html.j2")
    set_token(response, visit.workspace.settings, token, signed_in=True)
    drop_token(response, visit.workspace.settings, signed_in=False)
    set_flow(response, visit.workspace.settings, "", 0)
    return response


def _flow(visit: Visit) -> Flow:
    if visit.workspace.flow is None:
        raise RefusedError(404, "no_page")
    return visit.workspace.flow


def _find(visit: Visit, claims: dict[str, Any], client: Client) -> Account:
    """The account that the claims name, where it may be used."""
    name = claims.get(client.name_claim)
    unsure = client.name_claim == "email" and claims.get("email_verified") is False
    try:
        account = find_account(visit.database, name.strip().lower()) if isinstance(name, str) and not unsure else None
    except ConfigError:
        account = None
    if account is None or account.is_expired(visit.database.now().date()):
        add_entry(visit.database.log, "", "sign_in_refused", way="provider")
        raise RefusedError(403, "no_account")
    if client.role_claim is not None and account.role not in _listed(claims.get(client.role_claim)):
        add_entry(visit.database.log, account.name, "sign_in_refused", role=account.role, way="provider")
        raise RefusedError(403, "no_role")
    return account


def _listed(claim: Any) -> list[str]:
    listed = claim if isinstance(claim, list) else [claim]
    return [one for one in listed if isinstance(one, str)]


def _refuse(visit: Visit, error: IssuerError) -> RefusedError:
    """The refusal; the log has what was wrong, without any value."""
    logger.warning("sign-in through the provider failed: %s", error)
    add_entry(visit.database.log, "", "sign_in_refused", way="provider")
    return RefusedError(403, "provider")
