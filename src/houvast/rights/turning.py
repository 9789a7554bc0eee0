"""What a change of the person key writes down at its begin, encrypted under the new key, so that it can be finished."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from houvast.encrypted_files import WrongKeyError, decrypt, write_encrypted
from houvast.errors import ConfigError
from houvast.pseudonyms import pseudonym_of
from houvast.rights.erase import JOURNAL as ERASING
from houvast.rights.held import find_listed, open_snapshots
from houvast.rights.new_key import NewKey, find_keys, find_place, make_key
from houvast.rights.places import find_codes
from houvast.use import Use

PURPOSE, HEAD = "rotating", b"houvast rotating 1\n"


def find_turned(use: Use, to: Path | None) -> dict[str, Any]:
    """What would change, in numbers: for a dry run.

    Raises
    ------
    ConfigError
        There is no place for a new key, or an erasure is not finished.
    """
    find_place(use, to)
    if use.turning.exists():
        return {"begun": True}
    _check_no_erasure(use)
    codes = find_codes(use) | set(use.open_identities().read().people.index)
    return {
        "begun": False,
        "people": len(codes),
        "snapshots": len(list(open_snapshots(use))),
        **_find_lists(use, codes),
    }


def begin(use: Use, to: Path | None) -> tuple[NewKey, dict[str, Any]]:
    """The new key, and what is written down; both as a change that was killed had them."""
    if use.turning.exists():
        return _resume(use, to)
    _check_no_erasure(use)
    identities = use.open_identities()
    people, former = identities.read().people, identities.read_former()
    codes = find_codes(use) | set(people.index)
    new = make_key(use, to, identities.key)
    by_code = people["id"].to_dict()
    # Whose id is forgotten: a pseudonym of the pseudonym, which is nobody's as it was before.
    change = {one: pseudonym_of(by_code.get(one) or one, new.key) for one in sorted(codes)}
    journal = {"codes": change, "former": dict(former.after(change).now), "without_id": len(codes - by_code.keys())}
    journal |= {**_find_lists(use, codes), "remade": [], "replaced": {}, "draws": None, "notes": 0}
    write_journal(replace(use, key=new.key), journal)
    return new, journal


def _resume(use: Use, to: Path | None) -> tuple[NewKey, dict[str, Any]]:
    content = use.turning.read_bytes()
    for new in find_keys(use, to):
        try:
            return new, json.loads(decrypt(content, key=new.key, purpose=PURPOSE, head=HEAD))
        except WrongKeyError:
            continue
    raise ConfigError(
        "a change of the person key was begun with another key file. Give the one that was named then with "
        "`--to-key-file`, or put that file back."
    )


def write_journal(now: Use, journal: dict[str, Any]) -> None:
    """Keep what is written down; `now` has the new key."""
    if now.key is None:
        raise AssertionError("what is written down of a change is encrypted under the new key")
    write_encrypted(now.turning, json.dumps(journal).encode(), key=now.key, purpose=PURPOSE, head=HEAD)


def _check_no_erasure(use: Use) -> None:
    if (use.data / ERASING).exists():
        raise ConfigError("an erasure was begun and is not finished. Finish it first, with the command that began it.")


def _find_lists(use: Use, codes: set[str]) -> dict[str, list[str]]:
    """Dates of lists of people, and names of what lies beside them."""
    listed = list(find_listed(use, codes))
    plans = [f"{one.kind} {one.day}" for one in listed if one.kind]
    return {"lists": [one.day for one in listed if not one.kind], "plans": plans}
