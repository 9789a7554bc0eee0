"""Around everything: only known host names come in, and every answer goes out with the same headers."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_STYLED = re.compile(
    re.escape(POLICY).replace(re.escape("style-src 'self'"), "style-src 'sha256-[A-Za-z0-9+/]{43}='"), re.ASCII
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # `no-referrer` would take the Origin out of forms, which the gate looks at.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-robots-tag": "noindex, nofollow",
}
TRANSPORT = {"strict-transport-security": "max-age=31536000"}


class Shield:
    """An ASGI application around another one.

    Parameters
    ----------
    hosts : tuple of str
        Names that a request may be for, without a port. Any other is refused: a page elsewhere could let its own name
        point here, and read what a browser gets (DNS rebinding).
    secure : bool
        Whether browsers come by HTTPS, and shall from now on.
    """

    def __init__(self, app: App, hosts: tuple[str, ...], secure: bool) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.headers = HEADERS | (TRANSPORT if secure else {})

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _merge(message.get("headers", ()), self.headers)}
            await send(message)

        if host_of(scope["headers"]) not in self.hosts:
            await send_shielded({"type": "http.response.start", "status": 421, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, send_shielded)


def host_of(headers: list[tuple[bytes, bytes]]) -> str:
    """The one host name that a request is for, without its port; empty where it has none, or two.

    >>> host_of([(b"host", b"LOCALHOST:8100")]), host_of([(b"host", b"[::1]:8100")]), host_of([(b"host", b"a")] * 2)
    ('localhost', '[::1]', '')
    """
    given = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
    if len(given) != 1:
        return ""
    name, _, port = given[0].rpartition(":")
    return name if name and port.isdigit() else given[0]


def allow_style(page: str) -> str:
    """The policy for a page that holds its own style sheet: that one by its hash, and no other.

    Raises
    ------
    ValueError
        The page has no style sheet, or several.
    """
    (style,) = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return POLICY.replace("style-src 'self'", f"style-src 'sha256-{digest}'")


def _merge(given: Any, ours: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Ours, whatever the page says; but a policy may differ from ours in the hash of the page's own style."""
    told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in given}
    policy = told.get("content-security-policy", "")
    ours = {**ours, "content-security-policy": policy if _STYLED.fullmatch(policy) else POLICY}
    kept = [(name, value) for name, value in given if name.decode("latin-1").lower() not in ours]
    return kept + [(name.encode(), value.encode()) for name, value in ours.items()]
