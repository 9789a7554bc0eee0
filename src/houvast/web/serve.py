"""Starting the workspace: where it may listen, what it opens, and nothing of anybody in its log."""

import ipaddress
import logging
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from houvast.actions.help_log import DATABASE
from houvast.audit import add, operator
from houvast.config.web import Oidc
from houvast.errors import BusyError, ConfigError
from houvast.purpose import BROKEN, Standing, find_standing
from houvast.signing import load_key
from houvast.use import Use
from houvast.web.database import Database, open_database, utc_now
from houvast.web.flow import Flow
from houvast.web.issuer import Client, Issuer
from houvast.web.lists import PublishedLists
from houvast.web.registered import RegisteredModels
from houvast.web.sessions import Limits
from houvast.web.visit import Settings, Workspace


@dataclass(frozen=True)
class Listening:
    """Where the workspace listens, and how browsers reach it."""

    host: str = "127.0.0.1"
    port: int = 8100
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether only this computer reaches it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by HTTPS."""
        return self.certificate is not None or self.behind_proxy

    @property
    def address(self) -> str:
        """The address to open."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}/"


def check_listening(listening: Listening, proxies: Sequence[str] = ()) -> None:
    """Nothing, if passwords and lists do not go over a network in the clear.

    Parameters
    ----------
    proxies : sequence of str
        The config's `web.proxies`.

    Raises
    ------
    ConfigError
        The host is reached from other computers, and there is neither TLS nor a proxy that has it; or there should be
        a proxy, and the config does not say where.
    """
    if (listening.certificate is None) != (listening.key is None):
        raise ConfigError("`--tls-certificate` and `--tls-key` go together. Give both files, or neither.")
    for path in (listening.certificate, listening.key):
        if path is not None and not path.is_file():
            raise ConfigError(f"TLS file `{path}` does not exist. Give the path of a PEM file.")
    if not listening.is_loopback and not listening.is_secure:
        raise ConfigError(
            f"host {listening.host!r} is reached from other computers, and names of people would go there in the "
            "clear. Give `--tls-certificate` and `--tls-key`, or `--behind-proxy` where a reverse proxy does HTTPS."
        )

    if listening.behind_proxy and not proxies:
        raise ConfigError(
            "`--behind-proxy` needs `web.proxies` in the config: the addresses of that proxy. What comes from "
            "elsewhere came in the clear, and is refused; failed sign-ins are counted by the reader's own address."
        )


def open_workspace_database(use: Use) -> Database:
    """The workspace's database of a use."""
    return open_database(use.data / DATABASE, utc_now, load_key(use.installation_key))


def open_workspace(use: Use, listening: Listening) -> Workspace:
    """Everything that pages read and write, of a use; that the key to who is who was opened goes on record."""
    web = use.config.web
    add(use, operator(), "key_used")
    hosts = {"127.0.0.1", "localhost", "[::1]"} if listening.is_loopback else {listening.host}
    settings = Settings(
        name=use.config.name,
        language=use.config.language,
        limits=Limits(timedelta(minutes=web.idle_minutes), timedelta(hours=web.session_hours)),
        hosts=tuple(sorted({*hosts, *web.hosts})),
        second_signature=web.second_signature,
        password_days=web.password_days,
        export_days=web.export_days,
        copy_days=web.copy_days,
        note_days=web.note_days,
        secure=listening.is_secure,
        proxied=listening.behind_proxy,
        proxy_header=web.proxy_header,
        proxies=web.proxies,
    )
    return Workspace(
        settings,
        open_workspace_database(use),
        PublishedLists(use.published, load_key(use.installation_key)),
        use.open_identities(),
        RegisteredModels(use),
        use.snapshots,
        _open_flow(web.oidc),
        use.data / "draws.jsonl",
        lambda: _standing_of(use),
    )


def _open_flow(oidc: Oidc | None) -> Flow | None:
    """Sign-ins through the provider, where the config names one."""
    if oidc is None:
        return None
    secret = os.environ.get(oidc.client_secret_env, "")
    if not secret:
        raise ConfigError(
            f"`web.oidc.client_secret_env` names the environment variable {oidc.client_secret_env}, which is empty. "
            "Put the client's secret in it."
        )
    return Flow(Issuer(Client(oidc.issuer, oidc.client_id, secret, oidc.name_claim, oidc.role_claim)))


def _standing_of(use: Use) -> Standing:
    """Whether lists and people may be shown now; a purpose file that was spoiled meanwhile closes them."""
    try:
        return find_standing(use)
    except ConfigError:
        return Standing(None, "", BROKEN)


def serve(use: Use, listening: Listening) -> None:
    """Answer requests until interrupted.

    Raises
    ------
    ConfigError
        It may not listen there.
    BusyError
        Something else listens there.
    """
    import uvicorn

    from houvast.web.app import build_app

    check_listening(listening, use.config.web.proxies)
    opened = open_socket(listening)
    app = build_app(open_workspace(use, listening))
    # Paths and addresses of readers stay out of the log; faults are logged by the gate, without values.
    config = uvicorn.Config(
        app,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
        access_log=False,
        log_level=logging.WARNING,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=100,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[opened])


def open_socket(listening: Listening) -> socket.socket:
    """A socket that listens where it should.

    Raises
    ------
    BusyError
        Something else listens there, or nothing may.
    """
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        return socket.create_server((listening.host, listening.port), family=family)
    except OSError as error:
        raise BusyError(
            f"nothing can listen on port {listening.port} of {listening.host}: {error.strerror}. Give another `--port`."
        ) from None
