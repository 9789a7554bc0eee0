"""The scorecard of a version, from what its run has on file: nothing is measured anew.

Stages:
    read     the config, the manifest of the snapshot, the report and the survival figures that were registered
    build    the page, in the language of the config that was kept, or in another
    keep     as `scorecard.html` of the run, once the release gate has decided, and again when somebody changes the
             champion by hand
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from houvast.config import Config
from houvast.errors import ConfigError
from houvast.global_views import DOCUMENT as GLOBAL_VIEWS
from houvast.publish.scorecard import PAGE, Scorecard, build_scorecard_page
from houvast.records.snapshot import Snapshot
from houvast.registry import Registry, Version
from houvast.release import read_decision
from houvast.report import build_summary
from houvast.summary import Remark
from houvast.survival_facts import read_group

HASHES = ("config_sha256", "drivers_sha256", "houvast_version", "key", "model_sha256", "packages", "snapshot", "task")
"""Facts that say what a version was made from; not the id of its run, so that equal versions have equal pages."""


def choose_version(registry: Registry, number: int | None) -> Version:
    """The version of a number; without one the champion, or the newest where no version makes lists.

    Raises
    ------
    ConfigError
        There is none.
    """
    if number is not None:
        return registry.version(number)
    found = registry.champion() or next(reversed(registry.versions()), None)
    if found is None:
        raise ConfigError(f"`{registry.name}` has no model version yet. Train one first: houvast train CONFIG.")
    return found


def read_scorecard(
    registry: Registry, version: Version, *, language: str | None = None, remarks: tuple[Remark, ...] = ()
) -> tuple[Scorecard, str] | None:
    """The scorecard of a version and its language; None where its run did not keep what that takes.

    Parameters
    ----------
    language : {"en", "nl"} or None
        That of the config that was kept where None.
    remarks : tuple of Remark
        On how the version came to make lists (`champion.standing_remarks`).
    """
    kept = {file: _read(registry, version, file) for file in ("config.json", "snapshot_manifest.json", "report.json")}
    if any(document is None for document in kept.values()):
        return None
    config = Config.model_validate(kept["config.json"])
    if language is not None:
        config = config.model_copy(update={"language": language})
    snapshot = Snapshot(Path(), kept["snapshot_manifest.json"])
    report, survival = kept["report.json"], _read(registry, version, "survival.json")
    card = Scorecard(
        version.number,
        dt.date.fromisoformat(version.facts["known_until"]),
        version.past,
        build_summary(config, snapshot, report),
        report,
        read_decision(version.decision),
        remarks,
        None if survival is None else read_group(survival["total"]),
        snapshot.observed_from,
        _read(registry, version, GLOBAL_VIEWS),
        {name: version.facts[name] for name in HASHES if name in version.facts},
    )
    return card, config.language


def build_scorecard(
    registry: Registry,
    version: Version,
    *,
    language: str | None = None,
    remarks: tuple[Remark, ...] = (),
    list_page: str = "",
    back: str = "scorecard.back",
) -> str | None:
    """The page of a version, as `read_scorecard` has it; None where its run did not keep what that takes.

    Parameters
    ----------
    list_page : str
        The page to go back to; no way back where empty.
    back : str
        Name of the text that says so.
    """
    found = read_scorecard(registry, version, language=language, remarks=remarks)
    return None if found is None else build_scorecard_page(*found, list_page, back)


def keep_scorecard(registry: Registry, number: int, remarks: tuple[Remark, ...] = ()) -> str | None:
    """The page of a version as its run keeps it from now on; written only where it says something new."""
    version = registry.version(number)
    page = build_scorecard(registry, version, remarks=remarks)
    if page is not None and registry.read_note(version, PAGE) != page.encode():
        registry.note_document(version, PAGE, page)
    return page


def _read(registry: Registry, version: Version, file: str) -> Any:
    content = registry.read_artifact(version, file)
    return None if content is None else json.loads(content)
