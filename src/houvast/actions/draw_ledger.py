"""Draws, written down before any help is given: JSON lines, each with the hash of the one before.

A line that was altered, or taken out, breaks the chain, and no further draw is made on it. The file holds ids and arms:
it is kept beside the records, for its owner only, and is as confidential as they are.
"""

import hashlib
import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from houvast.errors import RecordsError
from houvast.private_files import write_private

START = "0" * 64
Arms = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class WrittenDraw:
    """One line: a draw as it was made.

    Parameters
    ----------
    draw_id : str
        Of the trial; a trial's later draws have the same one.
    as_of, drawn_on : str
        ISO: the date of the list, and the day of the draw.
    by : {"person", "team"}
    hold_out : float
    seed : int
    list_sha256 : str
        Of the manifest of the list that was drawn from.
    looks, planned_people : int
        Monthly looks for harm until the planned end, and the people that shall have been drawn by then.
    arms : dict of str to (str, str)
        Person to stratum and arm; of a draw by team, team to "" and the step from which it is helped.
    """

    draw_id: str
    as_of: str
    drawn_on: str
    by: str
    hold_out: float
    seed: int
    list_sha256: str
    looks: int
    planned_people: int
    arms: dict[str, tuple[str, str]]


def read_draws(path: Path) -> list[WrittenDraw]:
    """The draws of a ledger, oldest first.

    Raises
    ------
    RecordsError
        A line was altered, torn or taken out.
    """
    if not path.exists():
        return []
    before, draws = START, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            told = json.loads(line)
            digest, body = told.pop("sha256"), told
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _broken(path, number) from None
        if body.pop("before", None) != before or digest != _digest(before, body):
            raise _broken(path, number)
        before = digest
        draws.append(WrittenDraw(**{**body, "arms": {name: tuple(arm) for name, arm in body["arms"].items()}}))
    return draws


def write_draw(path: Path, draw: WrittenDraw) -> str:
    """Add a draw, and flush it to disk; its hash, to be kept or told elsewhere.

    Raises
    ------
    RecordsError
        The ledger was altered.
    """
    read_draws(path)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    before = json.loads(lines[-1])["sha256"] if lines else START
    body: dict[str, Any] = json.loads(json.dumps(asdict(draw)))
    digest = _digest(before, body)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        path.chmod(0o600)
        line = json.dumps({**body, "before": before, "sha256": digest}, sort_keys=True, ensure_ascii=False)
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return digest


def erase_from_draws(path: Path, ids: Collection[str]) -> tuple[str, str] | None:
    """Take people out of every draw and chain the ledger anew: its last hash before, and now; None if nobody was in it.

    Raises
    ------
    RecordsError
        The ledger was altered.
    """
    return _change_arms(path, lambda arms: {name: arm for name, arm in arms.items() if name not in ids})


def recode_draws(path: Path, codes: Mapping[str, str]) -> tuple[str, str] | None:
    """Put other pseudonyms in the place of those of people, and chain the ledger anew: what `erase_from_draws` gives.

    Raises
    ------
    RecordsError
        The ledger was altered.
    """
    return _change_arms(path, lambda arms: {codes.get(name, name): arm for name, arm in arms.items()})


def _change_arms(path: Path, change: Callable[[Arms], Arms]) -> tuple[str, str] | None:
    """Change who is in each draw, and chain the ledger anew; None where that changes nothing."""
    draws = read_draws(path)
    after = [replace(draw, arms=change(draw.arms)) for draw in draws]
    if after == draws:
        return None
    first = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["sha256"]
    before, lines = START, []
    for draw in after:
        body: dict[str, Any] = json.loads(json.dumps(asdict(draw)))
        digest = _digest(before, body)
        lines.append(json.dumps({**body, "before": before, "sha256": digest}, sort_keys=True, ensure_ascii=False))
        before = digest
    write_private(path, ("\n".join(lines) + "\n").encode())
    return first, before


def _digest(before: str, body: dict[str, Any]) -> str:
    plain = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{plain}".encode()).hexdigest()


def _broken(path: Path, number: int) -> RecordsError:
    return RecordsError(
        f"`{path.name}`, line {number}: this is not what was written when the draw was made. Put the file back from a "
        "copy, or move it away to begin a new trial; a draw that was changed afterwards proves nothing."
    )
