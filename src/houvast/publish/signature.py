"""The signature of a published list, and what shows that somebody changed one.

The manifest holds the sha256 of every file; the signature is over the manifest. It lies beside it and not in it, so
that the manifest stays the same on every machine.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from houvast.signing import is_signed, sign

MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"
PURPOSE = "published list"


@dataclass(frozen=True)
class Alteration:
    """What does not hold of a published list.

    Parameters
    ----------
    kind : {"no_manifest", "not_signed", "other_signature", "changed", "missing", "added"}
    file : str
        The file that it is about.
    """

    kind: str
    file: str


def write_signature(folder: Path, key: bytes) -> None:
    """Sign the manifest of a folder that is about to be published."""
    signature = sign(key, PURPOSE, (folder / MANIFEST).read_bytes())
    (folder / SIGNATURE).write_text(f"{signature}\n", encoding="ascii")


def find_alterations(folder: Path, key: bytes, content: bytes | None = None) -> list[Alteration]:
    """All that does not hold of a published list; empty where it is as it was published.

    Parameters
    ----------
    content : bytes or None
        The manifest, where it was read already; else it is read here.
    """
    try:
        content = (folder / MANIFEST).read_bytes() if content is None else content
        files = {name: said["sha256"] for name, said in json.loads(content)["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [Alteration("no_manifest", MANIFEST)]
    found = _judge_signature(folder, content, key)
    there = {path.name: path for path in folder.iterdir()}
    for name in sorted({*files, *there} - {MANIFEST, SIGNATURE}):
        if name not in there:
            found.append(Alteration("missing", name))
        elif name not in files:
            found.append(Alteration("added", name))
        elif not there[name].is_file() or hashlib.sha256(there[name].read_bytes()).hexdigest() != files[name]:
            found.append(Alteration("changed", name))
    return found


def _judge_signature(folder: Path, content: bytes, key: bytes) -> list[Alteration]:
    try:
        signature = (folder / SIGNATURE).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return [Alteration("not_signed", MANIFEST)]
    return [] if is_signed(key, PURPOSE, content, signature) else [Alteration("other_signature", MANIFEST)]
