"""The ledger: every change of the champion, by rule or by hand, with who, when and why.

Entries are only ever added. Each holds the sha256 of the one before, so that one that was altered or taken out shows;
whoever can write the whole store can rewrite the whole chain, so that it guards against slips and single edits, and
not against an owner of the store.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

RULE, PROMOTE, ROLLBACK = "rule", "promote", "rollback"


@dataclass(frozen=True)
class Change:
    """The champion changed.

    Parameters
    ----------
    at : str
        ISO time in UTC.
    by : str
        A person, or houvast with its version where a rule did it.
    how : {"rule", "promote", "rollback"}
    from_version, to_version : int or None, int
    reason : str
        The route of the rule, or what a person gave as reason.
    against_gate : tuple of str
        Names of the grounds that did not hold, where a person promoted a version all the same.
    previous : str
        sha256 of the entry before; empty in the first.
    """

    at: str
    by: str
    how: str
    from_version: int | None
    to_version: int
    reason: str
    against_gate: tuple[str, ...] = ()
    previous: str = ""


def write_change(change: Change) -> str:
    """An entry as one line of JSON."""
    return json.dumps(asdict(change), ensure_ascii=False, sort_keys=True)


def read_change(entry: str) -> Change:
    """The change of an entry."""
    kept = json.loads(entry)
    return Change(**{**kept, "against_gate": tuple(kept["against_gate"])})


def entry_digest(entries: Sequence[str]) -> str:
    """What the next entry must hold as `previous`."""
    return hashlib.sha256(entries[-1].encode()).hexdigest() if entries else ""


def is_whole(entries: Sequence[str]) -> bool:
    """Whether every entry holds the sha256 of the one before."""
    return all(read_change(entry).previous == entry_digest(entries[:at]) for at, entry in enumerate(entries))


def taken_back(changes: Sequence[Change]) -> set[int]:
    """Versions that somebody replaced by hand and nobody has promoted since: no rule brings them back."""
    return _out(changes, (PROMOTE, ROLLBACK))


def champion_before(changes: Sequence[Change], number: int) -> int | None:
    """The version that made lists before this one, leaving out those rolled back; None where there is none."""
    refused = _out(changes, (ROLLBACK,)) | {number}
    return next((change.to_version for change in reversed(changes) if change.to_version not in refused), None)


def _out(changes: Sequence[Change], ways: Sequence[str]) -> set[int]:
    out: set[int] = set()
    for change in changes:
        if change.how == PROMOTE:
            out.discard(change.to_version)
        if change.how in ways and change.from_version is not None:
            out.add(change.from_version)
    return out


def standing_against_gate(changes: Sequence[Change], number: int) -> Change | None:
    """The change that made this version champion against the gate; None where the newest one did not."""
    newest = next((change for change in reversed(changes) if change.to_version == number), None)
    return newest if newest is not None and newest.against_gate else None
