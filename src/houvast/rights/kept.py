"""Changing what is kept of people beside snapshots, lists and the database: files of draws, groups, predictions.

Each file is written whole or not at all, and only where something of it changes, so that the same call again does what
a killed one left.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd

from houvast import stages
from houvast.kept_predictions import PREDICTIONS, read_predictions
from houvast.private_files import write_private
from houvast.registry.model_file import digest
from houvast.rights.held import has_store
from houvast.use import Use

ChangeRows = Callable[[pd.DataFrame], pd.DataFrame]
NoteJournal = Callable[[Use, dict[str, Any]], None]


def change_draw_files(use: Use, change: ChangeRows) -> None:
    """Change the files of draws, which are to be completed and mapped."""
    for path in sorted((use.data / "draws").glob("*.csv")):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        kept = change(rows)
        if not kept.equals(rows):
            write_private(path, kept.to_csv(index=False).encode())


def change_members(use: Use, change: ChangeRows) -> None:
    """Change what is kept of groups that were told of without a list of people."""
    for path in sorted(use.members.glob("*.parquet")):
        people = pd.read_parquet(path)
        kept = change(people)
        if not kept.equals(people):
            content = io.BytesIO()
            kept.to_parquet(content, index=False)
            write_private(path, content.getvalue())


def change_predictions(
    use: Use, change: Callable[[bytes], bytes | None], journal: dict[str, Any], note: NoteJournal
) -> None:
    """Change what is kept of each version, whose signature is made anew.

    What is about to be written is written down before, so that an artifact that a killed change left is told from
    one that somebody else changed: that is changed too, and not signed.

    Parameters
    ----------
    change : callable
        The new content of an artifact; None where it stays.
    journal : dict
        `replaced` has the hash of what was about to be written for each version; `unreadable` gets their numbers.
    note : callable
        Keeps the journal.
    """
    if not has_store(use):
        return
    registry = stages.open_registry(use)
    for version in registry.versions():
        content = registry.read_unchecked(version, PREDICTIONS)
        if content is None:
            continue
        registered = version.facts.get("artifacts", {}).get(PREDICTIONS)
        ours = digest(content) in (registered, journal["replaced"].get(str(version.number)))
        try:
            kept = change(content)
        except (OSError, ValueError, KeyError):
            journal["unreadable"] = sorted({*journal.get("unreadable", []), version.number})
            continue
        if kept is not None and ours:
            journal["replaced"][str(version.number)] = digest(kept)
            note(use, journal)
        if kept is not None or (ours and digest(content) != registered):
            registry.replace_artifact(version, PREDICTIONS, content if kept is None else kept, signed=ours)


def find_predicted(use: Use) -> Iterator[Iterable[str]]:
    """Whom the predictions that are kept with each version are of; what cannot be read is of nobody."""
    if not has_store(use):
        return
    registry = stages.open_registry(use)
    for version in registry.versions():
        content = registry.read_unchecked(version, PREDICTIONS)
        try:
            yield [] if content is None else read_predictions(content)["person"].unique()
        except (OSError, ValueError, KeyError):
            continue
