"""The key of an installation, and what it signs: models that may be loaded, lists that were published.

A signature is an HMAC-SHA256 (RFC 2104) under a key derived for its purpose, so that the signature of one kind of thing
is never one of another. Whoever has the key can sign (docs/adr/0014).

The key comes from the environment variable `HOUVAST_KEY` (64 hex digits), else from the file that `HOUVAST_KEY_FILE`
names, else from `data/installation_key` of the workspace, which is made at first use.
"""

import hashlib
import hmac
import os
import re
import secrets
import stat
from pathlib import Path

from houvast.errors import ConfigError
from houvast.private_files import OTHERS, write_private

KEY = "HOUVAST_KEY"
"""Environment variable of the key; with `_FILE` behind it, of the path of its file."""

KEY_BYTES = 32
_WRITTEN = re.compile(r"[0-9a-fA-F]{64}")


def load_key(home: Path, variable: str = KEY) -> bytes:
    """The key of this installation, or another one that is kept like it.

    Parameters
    ----------
    home : Path
        Where the key lies, or is made, unless the environment says otherwise.
    variable : str
        Environment variable of the key.

    Raises
    ------
    ConfigError
        The environment names a file that is not there, the file may be read by others, or what is given is no key.
    """
    given = os.environ.get(variable)
    if given:
        return _read(given, f"the environment variable {variable}")
    named = os.environ.get(f"{variable}_FILE")
    path = Path(named) if named else home
    if not path.exists():
        if named:
            raise ConfigError(f"`{path}`, which {variable}_FILE names, does not exist. Put the key there.")
        write_private(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode(), replace=False)
    return read_key_file(path)


def read_key_file(path: Path) -> bytes:
    """The key in a file.

    Raises
    ------
    ConfigError
        The file may be read by others, or holds no key.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) or mode & OTHERS:
        raise ConfigError(f"the key file `{path}` must be a file that only its owner can read: chmod 600 {path}")
    return _read(path.read_text(encoding="ascii", errors="replace"), f"the key file `{path}`")


def derive_key(key: bytes, purpose: str) -> bytes:
    """The key of a purpose, which tells nothing of the one that it was derived from, or of another purpose's."""
    return hmac.new(key, purpose.encode(), hashlib.sha256).digest()


def sign(key: bytes, purpose: str, content: bytes) -> str:
    """The signature of a content for a purpose, in hex."""
    return hmac.new(derive_key(key, purpose), content, hashlib.sha256).hexdigest()


def is_signed(key: bytes, purpose: str, content: bytes, signature: object) -> bool:
    """Whether this is the signature of that content; takes as long for a wrong one as for the right one."""
    if not isinstance(signature, str) or not signature.isascii():
        return False
    return hmac.compare_digest(sign(key, purpose, content), signature)


def _read(text: str, where: str) -> bytes:
    if not _WRITTEN.fullmatch(text.strip()):
        raise ConfigError(
            f"{where} is no key: 64 hex digits are expected. Copy the key that was used so far, or take it out to have "
            "one made."
        )
    return bytes.fromhex(text.strip())
