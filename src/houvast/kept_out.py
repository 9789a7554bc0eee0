"""Who must not come in: people who were erased, and people who objected, each as a code that names nobody.

A code is an HMAC-SHA256 of the person's id under a key of its own, shortened to 160 bits. That key lies in the same
file, encrypted (AES-256-GCM) under a key that is derived from the use's person key: who has the file and not the person
key can try no ids on it, and another person key only needs the file to be wrapped anew (`KeptOut.write`).

A file that this person key does not open is an error, never an empty list: an erased person must not come back in
through a lost key.

Known drawbacks: who takes the file away takes the memory of it away. It belongs in the backup of the workspace.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from houvast.errors import ConfigError
from houvast.private_files import write_private

KEY_BYTES, NONCE_BYTES, CODE_DIGITS = 32, 12, 40


@dataclass(frozen=True)
class KeptOut:
    """People by code; make it with `read_kept_out`.

    Parameters
    ----------
    purpose : {"erased", "objections"}
        Codes of one purpose are not those of another.
    key : bytes
        Of the codes.
    codes : frozenset of str
    moved : mapping of str to str
        Snapshots that were written anew without these people: old id to new id.
    """

    purpose: str
    key: bytes = field(repr=False)
    codes: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)

    def code(self, person_id: str) -> str:
        """The code of an id."""
        return hmac.new(self.key, f"{self.purpose}:{person_id}".encode(), hashlib.sha256).hexdigest()[:CODE_DIGITS]

    def holds(self, person_id: str) -> bool:
        """Whether somebody is among them."""
        return bool(self.codes) and self.code(person_id) in self.codes

    def find(self, person_ids: Iterable[object]) -> np.ndarray:
        """Which of these ids are among them, bool, in order; missing ones are not."""
        return np.array([isinstance(one, str) and self.holds(one) for one in person_ids], dtype=bool)

    def with_people(self, person_ids: Iterable[str]) -> "KeptOut":
        """The same, with some more."""
        return replace(self, codes=self.codes | {self.code(one) for one in person_ids})

    def without_people(self, person_ids: Iterable[str]) -> "KeptOut":
        """The same, without some."""
        return replace(self, codes=self.codes - {self.code(one) for one in person_ids})

    def now_at(self, snapshot: str) -> str:
        """Where a snapshot is now: its own id unless it was written anew."""
        while snapshot in self.moved:
            snapshot = self.moved[snapshot]
        return snapshot

    def write(self, path: Path, person_key: bytes) -> None:
        """Keep it in a file, whole or not at all, readable by its owner only."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        wrapped = nonce + AESGCM(_wrapping_key(person_key)).encrypt(nonce, self.key, self.purpose.encode())
        said = {"purpose": self.purpose, "key": wrapped.hex(), "codes": sorted(self.codes), "moved": dict(self.moved)}
        write_private(path, (json.dumps(said, indent=1, sort_keys=True) + "\n").encode())


def read_kept_out(path: Path, purpose: str, person_key: bytes) -> KeptOut:
    """Those who are kept out for a purpose; nobody, under a new key, where there is no file.

    Raises
    ------
    ConfigError
        The file is damaged, or this person key does not open it.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not path.exists():
        return KeptOut(purpose, secrets.token_bytes(KEY_BYTES))
    try:
        said = json.loads(path.read_bytes())
        wrapped, codes, moved = bytes.fromhex(said["key"]), frozenset(said["codes"]), dict(said["moved"])
        key = AESGCM(_wrapping_key(person_key)).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], purpose.encode())
    except (ValueError, KeyError, TypeError, InvalidTag):
        raise ConfigError(
            f"`{path.name}` ({path.parent}), which tells who must not come in, is damaged or was written with another "
            "person key. Put back the file and the person key that belong together; nothing is read until then."
        ) from None
    return KeptOut(purpose, key, codes, moved)


def _wrapping_key(person_key: bytes) -> bytes:
    return hmac.new(person_key, b"houvast kept out", hashlib.sha256).digest()
