"""Where the new person key lies, and which key a change that was begun is to.

Without a file that is named, the new key lies as `person_key.next` beside the old one until all is done, and then takes
its place. A key that the environment gives is nothing that this program can change: the new one then lies in a file
that is named, and whoever runs houvast points the environment at it afterwards.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from houvast.errors import ConfigError
from houvast.private_files import write_private
from houvast.pseudonyms import PERSON_KEY
from houvast.signing import KEY_BYTES, read_key_file
from houvast.use import Use


@dataclass(frozen=True)
class NewKey:
    """A key and its file.

    Parameters
    ----------
    named : bool
        Whether the file was named; else it takes the place of the old one at the end.
    """

    key: bytes = field(repr=False)
    path: Path
    named: bool


def is_given() -> bool:
    """Whether the environment gives the person key."""
    return bool(os.environ.get(PERSON_KEY) or os.environ.get(f"{PERSON_KEY}_FILE"))


def find_place(use: Use, to: Path | None) -> Path:
    """Where the new key is to lie.

    Raises
    ------
    ConfigError
        The environment gives the key, and no file is named.
    """
    if to is None and is_given():
        raise ConfigError(
            f"the person key comes from the environment ({PERSON_KEY} or {PERSON_KEY}_FILE), which this command cannot "
            "change. Say with `--to-key-file FILE` where the new key is to lie (it is made where there is none), and "
            f"point {PERSON_KEY}_FILE at it when this is done."
        )
    return to if to is not None else use.person_key.with_name(f"{use.person_key.name}.next")


def make_key(use: Use, to: Path | None, old: bytes) -> NewKey:
    """The new key, made where its file is not there yet.

    Raises
    ------
    ConfigError
        The file holds no key, may be read by others, or holds the key of now.
    """
    place = find_place(use, to)
    if not place.exists():
        write_private(place, f"{secrets.token_hex(KEY_BYTES)}\n".encode(), replace=False)
    key = read_key_file(place)
    if key == old:
        raise ConfigError(f"the key file `{place}` holds the person key of now. Name a file that is not there yet.")
    return NewKey(key, place, to is not None)


def find_keys(use: Use, to: Path | None) -> Iterator[NewKey]:
    """Keys that a change which was begun may be to: of its file, and where that took the old one's place already."""
    for path in (find_place(use, to), use.person_key):
        if path.exists():
            yield NewKey(read_key_file(path), path, to is not None and path == to)


def settle_key(use: Use, new: NewKey) -> None:
    """Have the new key be the key of the use, as far as that lies in its folder; the old one is not kept."""
    if new.named:
        if not is_given():
            use.person_key.unlink(missing_ok=True)
    elif new.path != use.person_key:
        new.path.replace(use.person_key)
