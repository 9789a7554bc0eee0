"""The protocol of a training run: all that is settled before the last stretch is looked at.

The newest test stretch is opened once, with a model that was chosen on earlier ones. The protocol is written
down, with its hash, before that; who opens the same stretch again with another protocol leaves a second line,
and the record of the version counts them.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from houvast.private_files import make_folder


@dataclass(frozen=True)
class Protocol:
    """How a model is chosen, tested and fitted.

    Parameters
    ----------
    edges_days, headline_days :
        Periods of the follow-up, and the horizon of the list; see `hazard.HazardModel`.
    causes : tuple of str
        Exit reasons that are the outcome.
    rungs : tuple of (from_leavers, max_parameters, penalty)
    features : tuple of str
        Exactly these, where the config names them; the ladder chooses where empty.
    directions : tuple of (str, int)
        Features whose weight is held to one side.
    penalties : tuple of float
        Penalties to choose from; that of the rung where empty.
    boosting : {"no", "additive", "interactions"}
    boosting_from : int
        Distinct leavers from which boosting is tried.
    origins, embargo_days : int
    window_days : int or None
        Length of the history that is learned from; all of it where None.
    capacity : int
    pays_from : float
        Risk from which help is worth its cost.
    draws, refits, seed : int
    """

    edges_days: tuple[int, ...]
    headline_days: int
    causes: tuple[str, ...]
    rungs: tuple[tuple[int, int, float], ...]
    features: tuple[str, ...] = ()
    directions: tuple[tuple[str, int], ...] = ()
    penalties: tuple[float, ...] = ()
    boosting: str = "no"
    boosting_from: int = 1000
    origins: int = 6
    embargo_days: int = 91
    window_days: int | None = None
    capacity: int = 25
    pays_from: float = 0.04
    draws: int = 1000
    refits: int = 200
    seed: int = 0


@dataclass(frozen=True)
class Opening:
    """A test stretch about to be opened.

    Parameters
    ----------
    protocol_sha256 : str
        Of the protocol, the model that was chosen, and the records.
    stretch : tuple of str
        First and last as-of date, ISO.
    chosen : str
        The candidate that will be tested.
    """

    protocol_sha256: str
    stretch: tuple[str, str]
    chosen: str


@dataclass(frozen=True)
class Opened:
    """That a stretch was opened: under which protocol, and how often before under others."""

    protocol_sha256: str
    before: int


def build_opening(protocol: Protocol, *, chosen: str, stretch: tuple[dt.date, dt.date], records: str) -> Opening:
    """What is written down before the stretch is opened.

    Parameters
    ----------
    records : str
        Hash of the records that are learned from.
    """
    first, last = (day.isoformat() for day in stretch)
    plain = json.dumps([asdict(protocol), chosen, first, last, records], sort_keys=True)
    return Opening(hashlib.sha256(plain.encode()).hexdigest(), (first, last), chosen)


def write_opening(ledger: Path, opening: Opening, *, task: str) -> Opened:
    """Write an opening down, and say under how many other protocols dates of its stretch were opened before.

    Parameters
    ----------
    ledger : Path
        JSON lines, only ever added to.
    task : str
        What is estimated, for whom: stretches of other tasks do not count.
    """
    before = _read(ledger)
    others = {
        line["protocol_sha256"]
        for line in before
        if line["task"] == task and _overlap(line["stretch"], opening.stretch)
    } - {opening.protocol_sha256}
    if all(line["protocol_sha256"] != opening.protocol_sha256 for line in before):
        make_folder(ledger.parent)
        torn = ledger.exists() and not ledger.read_bytes().endswith(b"\n")
        with ledger.open("a", encoding="utf-8") as file:
            file.write("\n" * torn + json.dumps({"task": task, **asdict(opening)}, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return Opened(opening.protocol_sha256, len(others))


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _read(ledger: Path) -> list[dict[str, Any]]:
    """Lines of the ledger; a last one that was torn by a crash is left out."""
    if not ledger.exists():
        return []
    lines = []
    for line in ledger.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return lines
