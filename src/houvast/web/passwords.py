"""Passwords: what is kept of them, and which are refused.

Argon2id with 64 MiB, 3 passes and 4 lanes, the second recommended option of RFC 9106 (section 4). The kept text has
the salt and these figures in it (PHC string format), so that they can be raised later.
"""

import functools
import os
import threading

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from houvast.errors import ConfigError

FEWEST_CHARACTERS = 15
"""NIST SP 800-63B-4 (2025), section 3.1.1.2, for a password that is the only factor."""
MOST_CHARACTERS = 256

_COST = {"length": 32, "iterations": 3, "lanes": 4, "memory_cost": 65536}
# Each guess takes 64 MiB: more than two at once could be used to exhaust the memory.
_TURNS = threading.BoundedSemaphore(2)


def check_password(password: str, name: str) -> None:
    """Nothing, if a password may be used.

    Raises
    ------
    ConfigError
        It is too short or too long, repeats few characters, or holds the account's name.
    """
    problem = find_problem(password, name)
    if problem == "length":
        raise ConfigError(
            f"the password must have {FEWEST_CHARACTERS} to {MOST_CHARACTERS} characters. Got {len(password)}. "
            "Four or five unrelated words do well."
        )
    if problem:
        raise ConfigError("the password is too easy to guess. Use at least six different characters, and not the name.")


def find_problem(password: str, name: str) -> str | None:
    """`length` or `easy` where a password may not be used, else None."""
    if not FEWEST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        return "length"
    plain = password.casefold()
    return "easy" if len(set(plain)) < 6 or name.casefold() in plain else None


def hash_password(password: str) -> str:
    """What is kept of a password."""
    with _TURNS:
        return Argon2id(salt=os.urandom(16), **_COST).derive_phc_encoded(password.encode())


def verify_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; takes as long where none was."""
    secret = password[: MOST_CHARACTERS + 1].encode(errors="surrogatepass")
    with _TURNS:
        try:
            Argon2id.verify_phc_encoded(secret, kept or _nobodys())
        except InvalidKey:
            return False
    return kept is not None


@functools.cache
def _nobodys() -> str:
    return Argon2id(salt=os.urandom(16), **_COST).derive_phc_encoded(os.urandom(32))
