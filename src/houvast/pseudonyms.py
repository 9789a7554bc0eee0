"""Pseudonyms: what stands for a person in everything that is kept, from the snapshot on.

A pseudonym is an HMAC-SHA256 (RFC 2104) of the id as the sources write it, under a key that is derived from the use's
person key; 80 bits of it, as 16 letters and digits in groups of four: `k7f3-q2xd-mmwa-5ybn`. Without the key nobody can
tell whose it is, not even by trying every id there can be. The alphabet is that of base32 (RFC 4648, section 6) in
lower case, which has no 0, 1, 8 or 9 to mistake for a letter; the first sign is always a letter, so that no
spreadsheet takes one for a number or a date.

The key comes from the environment variable `HOUVAST_PERSON_KEY` (64 hex digits), else from the file that
`HOUVAST_PERSON_KEY_FILE` names, else from `data/<config>/person_key`, which is made at first use.

Known drawbacks: the first sign has a part of a bit less. Among a million people two share a pseudonym in one of 10^12
uses; `identities` refuses that. A pseudonym is the same in every record of a person, which is what it is for: who
knows enough of what somebody did can still tell who it is (docs/adr/0017).
"""

import hashlib
import re
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from houvast.signing import derive_key, load_key

PERSON_KEY = "HOUVAST_PERSON_KEY"
PURPOSE = "pseudonym"

_BLOCK = 64
_BYTES, _SIGNS, _GROUP = 10, 16, 4
_ALPHABET = np.frombuffer(f"{string.ascii_lowercase}234567".encode(), dtype=np.uint8)
_FIRST = np.frombuffer(f"{string.ascii_lowercase}abcdef".encode(), dtype=np.uint8)
_PLACES = np.array([at + at // _GROUP for at in range(_SIGNS)])
_LENGTH = int(_PLACES[-1]) + 1
_AT_ONCE = 1 << 18
_FORM = re.compile(r"[a-z][a-z2-7]{3}(-[a-z2-7]{4}){3}")


def load_person_key(home: Path) -> bytes:
    """The person key of a use; see `signing.load_key`.

    Raises
    ------
    ConfigError
        The environment names a file that is not there, the file may be read by others, or what is given is no key.
    """
    return load_key(home, PERSON_KEY)


def build_pseudonyms(ids: pd.Series, key: bytes) -> pd.Series:
    """The pseudonym of each id, at its place; missing where there is none.

    Parameters
    ----------
    ids : Series of str
        As the sources write them: `7` and `007` are two people.
    key : bytes
        The person key.
    """
    place, unique = pd.factorize(ids, use_na_sentinel=True)
    # One more at the end, for the place −1 of what is missing.
    texts = np.array([*encode_ids([str(one) for one in unique], key), None], dtype=object)
    return pd.Series(texts[place], index=ids.index, name=ids.name, dtype="str")


def pseudonym_of(employee_id: str, key: bytes) -> str:
    """The pseudonym of one id."""
    return encode_ids([employee_id], key)[0]


def is_pseudonym(text: str) -> bool:
    """Whether a text has the form of a pseudonym."""
    return _FORM.fullmatch(text) is not None


def recode(codes: pd.Series, change: Mapping[str, str]) -> pd.Series:
    """Other pseudonyms in the place of those that a change knows; whatever else there is stays, what is missing too."""
    return codes.map(change).astype(object).fillna(codes.astype(object)).astype("str")


def encode_ids(ids: Sequence[str], key: bytes) -> list[str]:
    """The pseudonyms of ids, in order."""
    # The two halves of an HMAC, each with its block of the key behind it already: a third of the time of `hmac`.
    own = derive_key(key, PURPOSE).ljust(_BLOCK, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in own)) for pad in (0x36, 0x5C))
    found: list[str] = []
    for start in range(0, len(ids), _AT_ONCE):
        digests = bytearray()
        for one in ids[start : start + _AT_ONCE]:
            first, second = inner.copy(), outer.copy()
            first.update(one.encode("utf-8", "surrogatepass"))
            second.update(first.digest())
            digests += second.digest()[:_BYTES]
        found += _spell(digests)
    return found


def _spell(digests: bytearray) -> list[str]:
    """Each ten bytes as sixteen signs of five bits, in groups."""
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8).reshape(-1, _BYTES), axis=1)
    values = np.packbits(bits.reshape(-1, _SIGNS, 5), axis=2).reshape(-1, _SIGNS) >> 3
    signs = np.full((len(values), _LENGTH), ord("-"), dtype=np.uint8)
    signs[:, _PLACES] = _ALPHABET[values]
    signs[:, 0] = _FIRST[values[:, 0]]
    text = signs.tobytes().decode("ascii")
    return [text[at : at + _LENGTH] for at in range(0, len(text), _LENGTH)]
