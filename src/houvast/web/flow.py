"""One sign-in through a provider, from leaving for it to coming back.

What ties the two together (state, nonce, verifier) goes along in a cookie that only this process can read: sealed, for
ten minutes, for one use. So nothing is kept of those who leave and never come back, and whoever sends another's answer
to a browser, or an answer again, is refused.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from houvast.web.issuer import Issuer, IssuerError

LONGEST_SECONDS = 600


class Flow:
    """Sign-ins through a provider."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self._seal = Fernet(Fernet.generate_key())
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()

    def leave(self, redirect: str) -> tuple[str, str]:
        """Where the browser goes, and what its cookie holds meanwhile.

        Parameters
        ----------
        redirect : str
            Where it comes back to.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        sealed = self._seal.encrypt(json.dumps([state, nonce, verifier, redirect]).encode()).decode()
        return self.issuer.address(redirect, state, nonce, challenge), sealed

    def come_back(self, sealed: str, answer: Mapping[str, str]) -> dict[str, Any]:
        """The claims of who signed in.

        Parameters
        ----------
        sealed : str
            What the browser's cookie holds.
        answer : mapping of str
            The address's query.

        Raises
        ------
        IssuerError
            It is no answer to what this browser left for, or was used, or the provider's token does not hold.
        """
        try:
            opened = json.loads(self._seal.decrypt(sealed.encode(errors="replace"), ttl=LONGEST_SECONDS))
        except InvalidToken:
            raise IssuerError("this browser left for no sign-in, or too long ago") from None
        state, nonce, verifier, redirect = opened
        if not hmac.compare_digest(answer.get("state", "").encode(errors="replace"), state.encode()):
            raise IssuerError("this is the answer to another sign-in")
        self._use(state)
        if answer.get("iss", self.issuer.client.issuer) != self.issuer.client.issuer:  # RFC 9207
            raise IssuerError("another provider answered")
        if "error" in answer or not answer.get("code"):
            raise IssuerError("the provider let nobody in")
        return self.issuer.redeem(answer["code"], redirect, verifier, nonce)

    def _use(self, state: str) -> None:
        now = time.monotonic()
        with self._lock:
            self._used = {one: at for one, at in self._used.items() if now - at <= LONGEST_SECONDS + 60}
            if state in self._used:
                raise IssuerError("this answer was used before")
            self._used[state] = now
