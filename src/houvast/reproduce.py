"""Refitting a version from its record alone: the kept config, the snapshot of that id, the date and the seed.

The kept config counts, not today's file, which only says where the workspace is. What the record cannot hold is the
packages that are installed now; they are compared with those noted at registration.
"""

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from houvast import __version__
from houvast.catalogue import drivers_digest
from houvast.config import Config
from houvast.errors import ConfigError
from houvast.kept_out import read_kept_out
from houvast.record import packages_of_a_refit
from houvast.records.snapshot import Snapshot, open_snapshot
from houvast.registry import Registry, Version, model_digest
from houvast.stages import Step, fit, leave_out_objectors
from houvast.use import Use


@dataclass(frozen=True)
class Reproduction:
    """What refitting a version gave.

    Parameters
    ----------
    registered, refitted : str or None
        `model_sha256` of the version, and of the refit; None where the refit gave no model.
    differences : tuple of str
        What is installed now in another version than was noted: "numpy 2.4.5 → 2.4.6".
    """

    number: int
    registered: str
    refitted: str | None
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the refit is the registered model."""
        return self.refitted == self.registered


def reproduce(registry: Registry, version: Version, *, use: Use, step: Step) -> Reproduction:
    """Refit a version and compare it with what was registered.

    Parameters
    ----------
    use : Use
        Says where the workspace is and how many workers there are; everything else comes from the record.

    Raises
    ------
    ConfigError
        The record is not whole, its config no longer holds, or the snapshot is gone.
    RecordsError
        The snapshot is damaged.
    """
    kept = _kept_use(registry, version, use)
    snapshot = step("open snapshot", _kept_snapshot, registry, version, kept)
    known_until = dt.date.fromisoformat(version.facts["known_until"])
    trained = fit(kept, snapshot, known_until, step=step)
    refitted = None if trained.model is None else model_digest(trained.model)
    return Reproduction(version.number, version.facts["model_sha256"], refitted, find_differences(version.facts))


def find_differences(facts: dict[str, Any]) -> tuple[str, ...]:
    """What is installed now in another version than when a version was registered."""
    noted = {"houvast": facts.get("houvast_version"), **facts.get("packages", {})}
    now = {"houvast": __version__, **packages_of_a_refit()}
    found = [f"{name} {noted[name]} → {now.get(name)}" for name in noted if noted[name] != now.get(name)]
    if facts.get("drivers_sha256") not in (None, drivers_digest()):
        found.append("configs/drivers changed")
    return tuple(found)


def _kept_use(registry: Registry, version: Version, use: Use) -> Use:
    kept = registry.read_artifact(version, "config.json")
    if kept is None:
        raise ConfigError(
            f"`{registry.name}` version {version.number} keeps no `config.json`: its record is not whole."
        )
    try:
        config = Config.model_validate(json.loads(kept))
    except (ValidationError, ValueError) as error:
        raise ConfigError(
            f"the config kept with `{registry.name}` version {version.number} does not hold for houvast {__version__}; "
            f"it was registered by {version.facts.get('houvast_version')}. Install that version to reproduce it."
        ) from error
    return replace(use, config=config)


def _kept_snapshot(registry: Registry, version: Version, kept: Use) -> Snapshot:
    name = version.facts["snapshot"]
    path = kept.snapshots / name
    if not path.is_dir() and _was_written_anew(kept, name):
        raise ConfigError(
            f"snapshot `{name}`, which `{registry.name}` version {version.number} was trained on, was written anew "
            "without people who were erased: that version can be refitted by nobody any more. Train again: houvast "
            "train CONFIG."
        )
    if not path.is_dir():
        raise ConfigError(
            f"snapshot `{name}`, which `{registry.name}` version {version.number} was trained on, is not in this "
            "workspace any more. Ingest the same records with the same config again: the same input gives the same id."
        )
    snapshot = leave_out_objectors(kept, open_snapshot(path))
    if snapshot.read_as != version.facts.get("read_as", name):
        raise ConfigError(
            f"others objected, or withdrew an objection, since `{registry.name}` version {version.number} was trained: "
            "what it learned from may not be used now, or not all. Train again: houvast train CONFIG."
        )
    return snapshot


def _was_written_anew(kept: Use, name: str) -> bool:
    if not kept.erased.exists():
        return False
    return read_kept_out(kept.erased, "erased", kept.open_identities().key).now_at(name) != name
