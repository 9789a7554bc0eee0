"""What is said of an erasure or of a change of the key: counts, dates, hashes and names of files, and never of whom."""

import datetime as dt
from typing import Any

from houvast.rights.held import Held
from houvast.rights.relist import Relisted


def sum_up(held: list[Held]) -> dict[str, Any]:
    """Numbers of what is held of some people together."""
    tables: dict[str, int] = {}
    for own in held:
        for name, rows in own.records.items():
            tables[name] = tables.get(name, 0) + len(rows)
    versions = {one.number: one for own in held for one in own.versions}
    snapshots = {
        name for own in held for rows in own.records.values() for cell in rows["snapshots"] for name in cell.split()
    }
    return {
        "people": len(held),
        "unknown": sum(own.is_nothing for own in held),
        "records": tables,
        "snapshots": sorted(snapshots),
        "lists": sorted({one.day for own in held for one in own.lists if not one.kind}),
        "beside_lists": sorted({f"{one.kind} {one.day}" for own in held for one in own.lists if one.kind}),
        "notes": sum(len(own.notes) for own in held),
        "helps": sum(len(own.helps) for own in held),
        "draws": sum(len(own.draws) for own in held),
        "versions": [
            {"number": one.number, "known_until": one.known_until, "learned": _any_learned(held, one.number),
             "champion": one.champion}
            for _, one in sorted(versions.items())
        ],
    }  # fmt: skip


def _any_learned(held: list[Held], number: int) -> bool:
    """Whether a version learned from any of some people."""
    return any(one.learned for own in held for one in own.versions if one.number == number)


def build_report(
    journal: dict[str, Any], remade: list[Relisted], mended: dict[str, Any], *, refit: bool, at: dt.datetime
) -> dict[str, Any]:
    """What an erasure found and did, and what remains; no id and no code is in it."""
    return {
        "at": at.isoformat(timespec="seconds"),
        "erased": journal["found"],
        "refit": mended if refit else None,
        "lists": [
            {"day": one.day, "by_version": one.by_version, "taken_away": one.taken_away, "problem": one.problem}
            for one in remade
        ],
        "draws_hash": journal.get("draws"),
        "remains": {
            "copies": journal["copies"],
            "versions": [one["number"] for one in journal["found"]["versions"]],
            "unreadable_predictions": journal.get("unreadable", []),
            "on_record": True,
            "backups_and_prints": True,
            "figures_of_groups": True,
        },
    }


def build_rotation_report(journal: dict[str, Any], *, at: dt.datetime) -> dict[str, Any]:
    """What a change of the key did, and what remains; no pseudonym is in it."""
    return {
        "at": at.isoformat(timespec="seconds"),
        "people": len(journal["codes"]),
        "without_id": journal["without_id"],
        "lists": journal["remade"],
        "taken_away": journal["plans"],
        "notes_and_help": journal["notes"],
        "draws_hash": journal["draws"],
        "remains": {
            "unreadable_predictions": journal.get("unreadable", []),
            "on_record": True,
            "backups_copies_and_prints": True,
        },
    }
