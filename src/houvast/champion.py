"""Changing the champion, by the rule of `release` or by hand, each change with its entry in the ledger.

An entry is written before the alias is moved: a change without its reason would be worse than a reason without its
change, and the next training (or the same command again) completes a change that was interrupted.
"""

import datetime as dt
from typing import Any

from houvast import __version__
from houvast.errors import ConfigError
from houvast.ledger import (
    PROMOTE,
    ROLLBACK,
    RULE,
    Change,
    champion_before,
    entry_digest,
    read_change,
    standing_against_gate,
    taken_back,
    write_change,
)
from houvast.registry import Registry, Version
from houvast.release import Decision, decide, read_decision
from houvast.summary import Remark
from houvast.version_comparison import auc_over_champion

Task = dict[str, Any]


def champion_of(registry: Registry, task: Task) -> Version | None:
    """The champion, where it is of this task and its signature holds; any other can make no list and counts as none."""
    champion = registry.champion()
    usable = champion is not None and champion.sealed and champion.facts["task"] == task
    return champion if usable else None


def held_back(registry: Registry, task: Task) -> Version | None:
    """The newest version that the gate held back while no version of this task makes lists; None where one does."""
    if champion_of(registry, task) is not None:
        return None
    held = [
        version
        for version in registry.versions()
        if version.facts.get("task") == task and version.decision is not None and not version.decision["promoted"]
    ]
    return held[-1] if held else None


def apply_rule(registry: Registry, version: Version, *, newest: bool, draws: int, seed: int) -> Decision | None:
    """The decision on a version, which is champion now where it says so.

    Parameters
    ----------
    newest : bool
        Whether it knows all that its records know; a version for a past date is never decided on.
    draws, seed : int
        Of the paired comparison with the champion, where training did not make it.

    Returns
    -------
    Decision or None
        None for a version for a past date, and for one that is champion already and was never decided on.
    """
    if not newest:
        return None
    champion = champion_of(registry, version.facts["task"])
    if champion is not None and champion.number == version.number:
        return read_decision(version.decision)
    back = version.number in taken_back(read_ledger(registry))
    decision = decide(
        version.facts,
        None if champion is None else champion.facts,
        champion_number=None if champion is None else champion.number,
        over_champion=None
        if champion is None
        else auc_over_champion(registry, version, champion, draws=draws, seed=seed),
        taken_back=back,
    )
    # What was decided before it made lists is what a later reader must see, not that it may not come back.
    if not back and decision.as_dict() != version.decision:
        registry.note_decision(version, decision.as_dict())
    if decision.promoted:
        _change(registry, version, how=RULE, by=f"houvast {__version__}", reason=str(decision.route))
    return decision


def promote_by_hand(
    registry: Registry, number: int, *, task: Task, by: str, reason: str, against_gate: bool = False
) -> Change:
    """The change that makes a version champion on somebody's word.

    Raises
    ------
    ConfigError
        There is no such version, it is champion already, is not signed, is of another task or for a past date, no
        reason is given, or the gate held it back and `against_gate` does not say that this is known.
    """
    version = _usable(registry, number, task, reason)
    decision = read_decision(version.decision)
    ran = {change.to_version for change in read_ledger(registry) if change.how == RULE}
    failed = () if decision is None or number in ran else decision.failed
    if failed and not against_gate:
        raise ConfigError(
            f"the gate held version {number} back: {', '.join(failed)}. See them with: houvast versions CONFIG. To "
            "make it champion all the same, add --against-the-gate; its lists will say so."
        )
    return _change(registry, version, how=PROMOTE, by=by, reason=reason, against_gate=failed)


def roll_back(registry: Registry, *, task: Task, by: str, reason: str, to: int | None = None) -> Change:
    """The change that takes the champion back: to the one before, or to another that has made lists.

    Raises
    ------
    ConfigError
        There is nothing to go back to, the version never made lists, is of another task, or no reason is given.
    """
    champion, changes = registry.champion(), read_ledger(registry)
    if champion is None:
        raise ConfigError(f"`{registry.name}` has no champion to take back.")
    number = champion_before(changes, champion.number) if to is None else to
    if number is None:
        raise ConfigError(
            f"no version made lists before version {champion.number}. Promote another instead: houvast promote CONFIG "
            "VERSION --reason TEXT."
        )
    version = _usable(registry, number, task, reason)
    if number not in {change.to_version for change in changes}:
        raise ConfigError(
            f"version {number} never made lists, so that there is no going back to it. To make it champion: houvast "
            f"promote CONFIG {number} --reason TEXT."
        )
    return _change(registry, version, how=ROLLBACK, by=by, reason=reason)


def read_ledger(registry: Registry) -> list[Change]:
    """Every change of the champion, oldest first."""
    return [read_change(entry) for entry in registry.ledger()]


def held_back_remark(version: Version) -> Remark:
    """That the gate held this version back, and on which grounds."""
    decision = read_decision(version.decision)
    return Remark("model_held_back", {"version": version.number, "grounds": decision.failed if decision else ()})


def standing_remarks(registry: Registry, number: int) -> tuple[Remark, ...]:
    """That somebody made this version champion although the gate held it back, where that is so."""
    change = standing_against_gate(read_ledger(registry), number)
    if change is None:
        return ()
    day = dt.datetime.fromisoformat(change.at).date()
    values = {"version": number, "on": day, "grounds": change.against_gate, "reason": change.reason}
    return (Remark("against_the_gate", values),)


def _usable(registry: Registry, number: int, task: Task, reason: str) -> Version:
    if not reason.strip():
        raise ConfigError("`--reason` must say why, for whoever reads it later. Got an empty text.")
    version = registry.version(number)
    if not version.sealed:
        raise ConfigError(
            f"version {number} does not carry the signature of this installation, and would not be loaded. Train "
            "again: houvast train CONFIG."
        )
    if version.facts.get("task") != task:
        raise ConfigError(
            f"version {number} was trained for another task: `cohort`, `outcome`, `surveys` or `model.drivers` of the "
            "config have changed since. Give the config that it was trained with, or train again."
        )
    if version.past:
        raise ConfigError(
            f"version {number} was trained for a past date: it knows outcomes until {version.facts['known_until']} of "
            f"records that go to {version.facts['observed_until']}. It makes the list of that date only."
        )
    if registry.aliases().get("champion") == number:
        raise ConfigError(f"version {number} is the champion already.")
    return version


def _change(
    registry: Registry, version: Version, *, how: str, by: str, reason: str, against_gate: tuple[str, ...] = ()
) -> Change:
    entries, before = registry.ledger(), registry.aliases().get("champion")
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    change = Change(now, by, how, before, version.number, reason.strip(), against_gate, entry_digest(entries))
    if not _interrupted(entries, change):
        registry.append_to_ledger(write_change(change))
    registry.promote(version)
    return change


def _interrupted(entries: list[str], change: Change) -> bool:
    """Whether the newest entry is this very change, whose alias was not moved any more."""
    last = read_change(entries[-1]) if entries else None
    parts = ("how", "from_version", "to_version", "reason", "against_gate")
    return last is not None and all(getattr(last, part) == getattr(change, part) for part in parts)
