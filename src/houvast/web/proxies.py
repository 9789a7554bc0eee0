"""Reverse proxies: which addresses are theirs, and whom a request through one comes from."""

import ipaddress
from collections.abc import Iterable

from fastapi import Request


def is_proxy(address: str, proxies: Iterable[str]) -> bool:
    """Whether an address is one of the declared ones, or in one of the declared networks."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(one in ipaddress.ip_network(proxy) for proxy in proxies)


def client_address(request: Request, proxies: Iterable[str]) -> str:
    """Where a request comes from: what a declared proxy says it got it from, else who sent it."""
    peer = request.client.host if request.client else ""
    # Some proxies add a header of their own behind one that the browser made up: the last one is theirs.
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    return forwarded if forwarded and is_proxy(peer, proxies) else peer
