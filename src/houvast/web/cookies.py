"""The two cookies: the session's token, and that of a form that is sent before anybody is signed in.

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


def _name(settings: Settings, *, signed_in: bool) -> str:
    # `__Host-`: browsers take such a cookie from this host alone, by HTTPS, and from no other host of its domain.
    prefix = "__Host-" if settings.secure else ""
    return f"{prefix}houvast-{settings.name}{'' if signed_in else '-form'}"
