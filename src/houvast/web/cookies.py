"""The cookies: the session's token, that of a form that is sent before anybody is signed in, and a sign-in's under way.

Cookies of one host are shared by all its ports; the config's name is in theirs, so that two workspaces on one computer
do not sign each other out.
"""

from collections.abc import Mapping

from fastapi.responses import Response

from houvast.web.visit import Settings


def read_tokens(cookies: Mapping[str, str], settings: Settings) -> tuple[str, str]:
    """The session's and the form's token; empty where the browser has none."""
    return cookies.get(_name(settings, signed_in=True), ""), cookies.get(_name(settings, signed_in=False), "")


def set_token(response: Response, settings: Settings, token: str, *, signed_in: bool) -> None:
    """Give the browser a token: out of reach of scripts, and sent with requests from this site only."""
    response.set_cookie(
        _name(settings, signed_in=signed_in), token, path="/", secure=settings.secure, httponly=True, samesite="strict"
    )


def drop_token(response: Response, settings: Settings, *, signed_in: bool) -> None:
    """Take a token from the browser."""
    response.delete_cookie(
        _name(settings, signed_in=signed_in), path="/", secure=settings.secure, httponly=True, samesite="strict"
    )


def set_flow(response: Response, settings: Settings, sealed: str, seconds: int) -> None:
    """Give the browser what ties a provider's answer to its sign-in; 0 seconds take it away.

    It must come along from the provider's page, so it is sent with links from elsewhere too; it opens nothing.
    """
    response.set_cookie(
        flow_name(settings), sealed, max_age=seconds, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )


def flow_name(settings: Settings) -> str:
    """The name of that cookie."""
    return f"{_name(settings, signed_in=True)}-flow"


def _name(settings: Settings, *, signed_in: bool) -> str:
    # `__Host-`: browsers take such a cookie from this host alone, by HTTPS, and from no other host of its domain.
    prefix = "__Host-" if settings.secure else ""
    return f"{prefix}houvast-{settings.name}{'' if signed_in else '-form'}"
