"""Put in front of every Python process of a test as `sitecustomize`: writes down each call to another machine.

Audit events tell of every connection, datagram and name that Python's own socket module is asked for, whoever asks.
What a compiled library does by itself it does not see; for that the run has a network without a way out.
"""

import os
import sys

LOCAL = ("127.", "::1", "localhost", "0.0.0.0", "::ffff:127.")


def _is_local(address: object) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    if host is None or isinstance(host, int):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    return text == "" or text.startswith(("/", "\0")) or text.startswith(LOCAL)


def _watch(event: str, arguments: tuple) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        target = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        target = arguments[0]
    else:
        return
    if not _is_local(target):
        with open(os.environ["WATCHED_CALLS"], "a") as file:  # noqa: PTH123  # pathlib may not be imported yet
            file.write(f"{event} {target!r}\n")


if "WATCHED_CALLS" in os.environ:
    sys.addaudithook(_watch)
