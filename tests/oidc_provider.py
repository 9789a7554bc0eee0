"""A small OpenID Connect provider with keys of its own, reached without a network; it can be told to lie."""

import base64
import hashlib
import json
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

ISSUER = "https://sso.example.org/realms/main"
CLIENT, SECRET = "houvast", "a secret: with marks"


def make_keys() -> dict:
    """One key of each kind that is taken, by its id, and one that nobody published."""
    return {
        "r": rsa.generate_private_key(65537, 2048),
        "e": ec.generate_private_key(ec.SECP256R1()),
        "foreign": rsa.generate_private_key(65537, 2048),
    }


def describe(name: str, key) -> dict:
    """The public half of a key, as providers publish it."""
    algorithm = jwt.get_algorithm_by_name("ES256" if name == "e" else "RS256")
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": name, "use": "sig"}


class Provider:
    """Answers as a provider does; `lies` replaces claims, `said` what it says of itself."""

    def __init__(self, keys: dict, issuer: str = ISSUER) -> None:
        self.keys, self.issuer = keys, issuer
        self.asked: list[httpx.Request] = []
        self.codes: dict[str, dict] = {}
        self.lies: dict = {}
        self.said: dict = {}
        self.key, self.published, self.header = "r", ["r", "e"], {}
        self.token = None

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def sign_in(self, address: str, name: str = "analyst") -> dict[str, str]:
        """What the browser brings back after somebody signed in here."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "name": name}
        return {"code": code, "state": asked["state"]}

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = urlsplit(str(request.url)).path
        if path.endswith("/.well-known/openid-configuration"):
            places = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
            addresses = {name: f"{self.issuer}/{place}" for name, place in places.items()}
            return httpx.Response(200, json={"issuer": self.issuer, **addresses, **self.said})
        if path.endswith("/keys"):
            return httpx.Response(200, json={"keys": [describe(name, self.keys[name]) for name in self.published]})
        return self.redeem(request)

    def redeem(self, request: httpx.Request) -> httpx.Response:
        given = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        kept = self.codes.pop(given["code"], None)  # a code is good once
        pair = base64.b64decode(request.headers.get("authorization", "Basic ").split()[-1]).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).decode()
        right = (
            kept is not None
            and pair == "houvast:a%20secret%3A%20with%20marks"
            and given["redirect_uri"] == kept["redirect_uri"]
            and challenge.rstrip("=") == kept["code_challenge"]
            and kept["code_challenge_method"] == "S256"
        )
        if not right:
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300,
                  "nonce": kept["nonce"], "preferred_username": kept["name"], **self.lies}  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        algorithm = "ES256" if self.key == "e" else "RS256"
        token = jwt.encode(claims, self.keys[self.key], algorithm, headers={"kid": self.key, **self.header})
        return httpx.Response(200, json={"id_token": self.token(claims) if self.token else token})
