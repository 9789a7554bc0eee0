"""The section `web`: the workspace, and where people sign in with the organisation's own account."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from houvast.config.base import Frozen


class Oidc(Frozen):
    """An OpenID Connect provider that says who somebody is; what they may is said by their account here."""

    issuer: str = Field(description="address of the provider, letter for letter as it names itself")
    client_id: str = Field(min_length=1, description="by which name the provider knows this workspace")
    client_secret_env: str = Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", description="environment variable that holds the client's secret"
    )
    name_claim: str = Field("preferred_username", min_length=1, description="claim that is the account's name here")
    role_claim: str | None = Field(
        None, min_length=1, description="claim that must name the account's role too; it never gives one"
    )

    @field_validator("issuer")
    @classmethod
    def _secure(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if parts.query or parts.fragment or not parts.hostname or parts.username:
            raise ValueError("`issuer` must be an address such as https://sso.example.org/realms/main")
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
            raise ValueError("`issuer` must begin with https://")
        return issuer


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


Address = Annotated[str, Field(pattern=r"^[0-9a-fA-F:.]+(/\d{1,3})?$")]


class Web(Frozen):
    """The analysts' workspace: how long sign-ins, passwords and copies last, and who vouches for whom."""

    second_signature: bool = Field(False, description="two people must sign before a list may be exported")
    idle_minutes: int = Field(30, ge=1, le=480, description="an unused session ends after so long")
    session_hours: int = Field(10, ge=1, le=24, description="any session ends after so long")
    password_days: int = Field(365, ge=1, description="days until a password must be replaced")
    account_days: int = Field(365, ge=1, description="days until a new account ends")
    export_days: int = Field(31, ge=1, le=366, description="days until an exported copy must be deleted")
    copy_days: int = Field(
        31, ge=1, le=3660, description="days after its date until which copies of a list can be taken"
    )
    note_days: int = Field(730, ge=1, le=3660, description="days until a note on a person is erased")
    hosts: tuple[Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")], ...] = Field(
        (), description="names that browsers may call it by, beside the address that it listens on"
    )
    proxy_header: str | None = Field(
        None, pattern=r"^[A-Za-z0-9-]+$", description="header in which a reverse proxy names who signed in there"
    )
    proxies: tuple[Address, ...] = Field((), description="addresses or networks of that proxy; nobody else is let in")
    oidc: Oidc | None = Field(None, description="provider through which people sign in, instead of with a password")

    @model_validator(mode="after")
    def _proxies(self) -> "Web":
        for proxy in self.proxies:
            ipaddress.ip_network(proxy)
        if self.proxy_header is not None and not self.proxies:
            raise ValueError("`proxy_header` needs `proxies`: a header from anywhere else proves nothing")
        if self.proxy_header is not None and self.oidc is not None:
            raise ValueError("`proxy_header` and `oidc` exclude each other: one of them says who somebody is")
        return self
