"""Files that only the holder of a key can read: AES-256-GCM (NIST SP 800-38D) under a key derived for their purpose.

A file begins with a head, which says in the clear what it is and cannot be exchanged; a fresh nonce of twelve bytes
follows, and then what was encrypted.
"""

import secrets
from pathlib import Path

from houvast.private_files import write_private
from houvast.signing import derive_key

_NONCE_BYTES = 12


class WrongKeyError(Exception):
    """The file was written under another key, or was altered."""


def write_encrypted(path: Path, content: bytes, *, key: bytes, purpose: str, head: bytes) -> None:
    """Keep a content in a file, whole or not at all, readable by its owner only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    write_private(path, head + nonce + AESGCM(derive_key(key, purpose)).encrypt(nonce, content, head))


def decrypt(content: bytes, *, key: bytes, purpose: str, head: bytes) -> bytes:
    """What `write_encrypted` was given, out of the content of its file.

    Raises
    ------
    WrongKeyError
        It was written under another key, for another purpose, or was altered.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    behind = len(head) + _NONCE_BYTES
    try:
        if not content.startswith(head):
            raise ValueError("another head")
        return AESGCM(derive_key(key, purpose)).decrypt(content[len(head) : behind], content[behind:], head)
    except (InvalidTag, ValueError):
        raise WrongKeyError from None
