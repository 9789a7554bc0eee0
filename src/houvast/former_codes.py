"""Pseudonyms that people had under earlier person keys: one encrypted file a use, beside that of the identities.

The audit log cannot be rewritten, and what was put on record before a change of the key bears the pseudonyms of then.
With this file, and the person key of now, such an entry is found under the pseudonym of now.

Known drawbacks: whoever has an earlier key can still tell by trying ids whom the log means by an earlier pseudonym.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from houvast.encrypted_files import WrongKeyError, decrypt, write_encrypted
from houvast.errors import ConfigError

FILE = "former_codes"
PURPOSE = "former codes"

_HEAD = b"houvast former codes 1\n"


@dataclass(frozen=True)
class FormerCodes:
    """Each earlier pseudonym to that of now."""

    now: Mapping[str, str] = field(default_factory=dict)

    def current(self, code: str) -> str:
        """The pseudonym of now of whom an earlier one means; any other text as it is."""
        return self.now.get(code, code)

    def before(self, code: str) -> tuple[str, ...]:
        """Earlier pseudonyms of whom one of now means, in the order of their signs."""
        return tuple(sorted(former for former, now in self.now.items() if now == code))

    def after(self, change: Mapping[str, str]) -> "FormerCodes":
        """The same after another change of the key, which gave new pseudonyms for those of now."""
        return FormerCodes({former: change.get(now, now) for former, now in self.now.items()} | dict(change))

    def write(self, path: Path, key: bytes) -> None:
        """Keep it in a file, under the person key of now."""
        content = json.dumps(dict(self.now), sort_keys=True).encode()
        write_encrypted(path, content, key=key, purpose=PURPOSE, head=_HEAD)


def read_former_codes(path: Path, key: bytes) -> FormerCodes:
    """What is known of earlier pseudonyms; nothing where there is no file.

    Raises
    ------
    ConfigError
        The file was written under another person key, or was altered.
    """
    if not path.exists():
        return FormerCodes()
    try:
        return FormerCodes(json.loads(decrypt(path.read_bytes(), key=key, purpose=PURPOSE, head=_HEAD)))
    except WrongKeyError:
        raise ConfigError(
            f"`{path}` was written under another person key, or was altered. Put that key or the file back; without "
            "it, entries of the audit log from before the key was changed are found by nobody's id."
        ) from None
