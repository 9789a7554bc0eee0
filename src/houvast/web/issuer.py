"""An OpenID Connect provider: what it says of itself, and what it says of somebody who signed in there.

Sources: OpenID Connect Core 1.0 (3.1.3.7, what of a token must hold) and Discovery 1.0 (4.3); RFC 7636 (PKCE).

Every address that is asked lies at the issuer's own origin, and no redirect is followed, so that a sign-in speaks to
nobody else. Tokens are checked by PyJWT; RS256 and ES256 are taken, whatever a token says of itself.

Known drawbacks: providers whose token or key addresses lie elsewhere than the issuer are refused.
"""

import hmac
import json
import ssl
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
import jwt

from houvast.errors import HouvastError

ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
"""Signatures that are taken, with the kind of key that makes them."""
PATIENCE_SECONDS = 10.0
LEEWAY_SECONDS = 60
KEPT_SECONDS = 3600.0
"""What the provider says of itself is asked anew after so long."""
KEYS_AGAIN_SECONDS = 60.0
"""A key that is not known makes the keys be asked anew, but no more often than this."""
MOST_BYTES = 1_000_000


class IssuerError(HouvastError):
    """The provider did not answer as it should, or what it said of somebody does not hold; the message has no value."""


@dataclass(frozen=True)
class Client:
    """What the provider knows of this workspace, and which of its claims is read as what."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name_claim: str = "preferred_username"
    role_claim: str | None = None


class Issuer:
    """The provider.

    Parameters
    ----------
    client : Client
    transport : httpx.BaseTransport or None
        Another way to reach it; over the network where None.
    """

    def __init__(self, client: Client, transport: httpx.BaseTransport | None = None) -> None:
        self.client = client
        # The computer's own trusted certificates: an organisation's provider often has one of its own authority.
        self._http = httpx.Client(
            transport=transport,
            verify=ssl.create_default_context(),
            timeout=PATIENCE_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def address(self, redirect: str, state: str, nonce: str, challenge: str) -> str:
        """Where a browser goes to sign in.

        Parameters
        ----------
        challenge : str
            base64url of the sha256 of the verifier, without padding.
        """
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": redirect,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def redeem(self, code: str, redirect: str, verifier: str, nonce: str) -> dict[str, Any]:
        """What the provider says of who signed in, for the code that their browser brought.

        Raises
        ------
        IssuerError
            It gave nothing for the code, or its token does not hold.
        """
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
        known = self._discovered().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        name, secret = self.client.client_id, self.client.secret
        auth = None
        if "client_secret_basic" in known:
            auth = (quote(name, safe=""), quote(secret, safe=""))  # RFC 6749, 2.3.1
        else:
            asked |= {"client_id": name, "client_secret": secret}
        token = self._ask("POST", self._endpoint("token_endpoint"), data=asked, auth=auth).get("id_token")
        if not isinstance(token, str):
            raise IssuerError("the provider gave no id token")
        return self.check(token, nonce)

    def check(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an id token.

        Raises
        ------
        IssuerError
            Its signature, issuer, audience, time or nonce does not hold.
        """
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(
                token,
                self._key(header),
                algorithms=list(ALGORITHMS),
                audience=self.client.client_id,
                issuer=self.client.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise IssuerError(f"the provider's token does not hold: {type(error).__name__}") from None
        if claims["aud"] not in (self.client.client_id, [self.client.client_id]):
            raise IssuerError("the provider's token is for others as well")
        if claims.get("azp", self.client.client_id) != self.client.client_id:
            raise IssuerError("the provider's token was given to another client")
        if not hmac.compare_digest(str(claims["nonce"]).encode(errors="replace"), nonce.encode()):
            raise IssuerError("the provider's token is of another sign-in")
        return dict(claims)

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """The one key that a token can be signed with; keys are asked anew where none fits."""
        if header.get("alg") not in ALGORITHMS:
            raise IssuerError("the provider's token is signed in a way that is not taken")
        found = self._fitting(header, KEPT_SECONDS) or self._fitting(header, KEYS_AGAIN_SECONDS)
        if len(found) != 1:
            raise IssuerError("no key of the provider fits its token")
        return jwt.PyJWK(found[0], header["alg"])

    def _fitting(self, header: dict[str, Any], kept_seconds: float) -> list[dict[str, Any]]:
        keys = self._cached(self._endpoint("jwks_uri"), kept_seconds).get("keys")
        kind, name = ALGORITHMS[header["alg"]], header.get("kid")
        return [
            key
            for key in (keys if isinstance(keys, list) else [])
            if isinstance(key, dict)
            and key.get("kty") == kind
            and key.get("use", "sig") == "sig"
            and key.get("alg", header["alg"]) == header["alg"]
            and (name is None or key.get("kid") == name)
        ]

    def _discovered(self) -> dict[str, Any]:
        base = self.client.issuer.removesuffix("/")
        found = self._cached(f"{base}/.well-known/openid-configuration", KEPT_SECONDS)
        if found.get("issuer") != self.client.issuer:
            raise IssuerError("the provider calls itself otherwise than `web.oidc.issuer` says")
        return found

    def _endpoint(self, name: str) -> str:
        address = self._discovered().get(name)
        if not isinstance(address, str) or _origin(address) != _origin(self.client.issuer):
            raise IssuerError(f"the provider's {name} does not lie with its issuer")
        return address

    def _cached(self, address: str, kept_seconds: float) -> dict[str, Any]:
        at, found = self._kept.get(address, (float("-inf"), {}))
        if time.monotonic() - at >= kept_seconds:
            found = self._ask("GET", address)
            self._kept[address] = (time.monotonic(), found)
        return found

    def _ask(self, method: str, address: str, **given: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, address, headers={"accept": "application/json"}, **given)
            if answer.status_code != 200 or len(answer.content) > MOST_BYTES:
                raise IssuerError(f"the provider answered {answer.status_code}")
            found = json.loads(answer.content)
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerError(f"the provider could not be asked: {type(error).__name__}") from None
        if not isinstance(found, dict):
            raise IssuerError("the provider's answer is no JSON object")
        return found


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)
