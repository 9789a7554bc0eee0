"""Erasing people from everything that a use holds, so that they do not come back.

Stages, each of which can be done again, so that the same command completes what was killed:

1. What is found is written down (numbers, dates and hashes, no id): `erasing.json`.
2. The codes of the people are kept in `erased`: from now on no ingest lets their rows in.
3. Snapshots are written anew without them.
4. Draws, notes and kept predictions lose their rows.
5. With a refit, the records are read again and the model is trained anew. Lists are made anew, each swapped in whole.
6. What is said beside the lists with rows of persons (a plan) is taken away.
7. The report is kept in `erasures`, and what is written down in 1 goes.

Known drawbacks: flash storage and backups keep what was deleted; so do copies, of which the report says who took them.
Someone who has a list from before and the one from now can tell whom they differ by.
"""

import datetime as dt
import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houvast import stages
from houvast.actions.draw_ledger import erase_from_draws
from houvast.errors import RecordsError
from houvast.kept_predictions import erase_predictions
from houvast.private_files import write_private
from houvast.records.rewrite import holds_people, remove_leftovers, rewrite_snapshot
from houvast.rights.held import find_held_of, open_snapshots
from houvast.rights.kept import change_draw_files, change_members, change_predictions
from houvast.rights.people import (
    ERASED,
    find_copies,
    forget_names,
    note_move,
    note_on_record,
    open_kept_database,
    read_erased,
    read_objections,
    stored_id,
    write_kept_out,
)
from houvast.rights.relist import Relisted, days_with, relist, relist_refitted, remove_unseen, take_plans_away
from houvast.rights.report import build_report, sum_up
from houvast.use import Use
from houvast.web.helps import erase_helps
from houvast.web.notes import erase_notes

JOURNAL, REPORTS = "erasing.json", "erasures"
Step = Any


@dataclass(frozen=True)
class Erasure:
    """What an erasure found and did; every value is a count, a date, a hash or a name of a file.

    Parameters
    ----------
    report : dict
    path : Path
        Where it is kept.
    """

    report: dict[str, Any]
    path: Path


def find_traces_of(use: Use, ids: list[str]) -> dict[str, Any]:
    """What would go, in numbers: for a dry run."""
    held = find_held_of(use, ids)
    return sum_up(held)


def erase_people(use: Use, ids: list[str], *, refit: bool, step: Step, today: dt.datetime) -> Erasure:
    """Erase people, and say what remains.

    Parameters
    ----------
    ids : list of str
        As the sources write them.
    refit : bool
        Whether to read the records again, train on what is left and make lists with that.
    today : datetime.datetime
        Now, in UTC.

    Raises
    ------
    ConfigError
        The file of erased people is not readable with this person key.
    RecordsError
        A snapshot is damaged, or the ledger of draws was altered.
    """
    journal = step("look up what is held", _begin, use, ids)
    step("keep them out", _keep_out, use, ids)
    step("rewrite snapshots", _rewrite_snapshots, use, ids)
    journal["draws"] = step("erase from draws", _erase_from_draws, use, ids) or journal.get("draws")
    _erase_from_members(use, ids)
    step("erase notes", _erase_notes, use, ids)
    step("erase kept predictions", _erase_predictions, use, ids, journal)
    _write_journal(use, journal)
    remade, mended = _remake(use, ids, journal, refit=refit, step=step)
    own = {stored_id(use, one) for one in ids}
    step("take plans away", take_plans_away, use, own, journal["plans"])
    remove_unseen(use.published)
    forget_names(use, ids)
    report = build_report(journal, remade, mended, refit=refit, at=today)
    path = use.data / REPORTS / f"{today:%Y-%m-%dT%H%M%S}.json"
    write_private(path, (json.dumps(report, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode())
    for one in ids:
        note_on_record(use, ERASED, one, report=path.name, refit=refit)
    (use.data / JOURNAL).unlink(missing_ok=True)
    return Erasure(report, path)


def _begin(use: Use, ids: list[str]) -> dict[str, Any]:
    """What is found, with what an erasure of the same people that was killed had found before."""
    path = use.data / JOURNAL
    if not use.erased.exists():
        write_kept_out(use, read_erased(use))  # its key must be there before anything is named by it
    of = sorted(read_erased(use).code(one) for one in ids)
    before = json.loads(path.read_bytes()) if path.exists() else None
    if before is not None and before["of"] == of:
        return before
    held = find_held_of(use, ids)
    days = {one.day for own in held for one in own.lists if not one.kind}
    found = {"of": of, "found": sum_up(held), "copies": _copies(use, days), "replaced": {}}
    found["plans"] = sorted({f"{one.kind} {one.day}" for own in held for one in own.lists if one.kind})
    _write_journal(use, found)
    return found


def _write_journal(use: Use, journal: dict[str, Any]) -> None:
    write_private(use.data / JOURNAL, json.dumps(journal, sort_keys=True).encode())


def _keep_out(use: Use, ids: list[str]) -> None:
    write_kept_out(use, read_erased(use).with_people(ids))
    if use.objections.exists():
        write_kept_out(use, read_objections(use).without_people(ids))


def _rewrite_snapshots(use: Use, ids: list[str]) -> None:
    if not use.snapshots.is_dir():
        return
    own = {stored_id(use, one) for one in ids}
    remove_leftovers(use.snapshots)
    latest = (use.snapshots / "latest").resolve().name
    for snapshot in list(open_snapshots(use)):
        name = snapshot.path.name
        if holds_people(snapshot, own):
            rewrite_snapshot(snapshot, own, latest=name == latest, noted=functools.partial(note_move, use, name))


def _erase_from_draws(use: Use, ids: list[str]) -> list[str] | None:
    own = {stored_id(use, one) for one in ids} | set(ids)
    change_draw_files(use, lambda rows: rows[~rows["employee_id"].isin(own)])
    changed = erase_from_draws(use.data / "draws.jsonl", own)
    return None if changed is None else list(changed)


def _erase_from_members(use: Use, ids: list[str]) -> None:
    own = {stored_id(use, one) for one in ids}
    change_members(use, lambda people: people[~people["employee_id"].isin(own)])


def _erase_notes(use: Use, ids: list[str]) -> None:
    database = open_kept_database(use)
    if database is None:
        return
    for one in ids:
        erase_notes(database, stored_id(use, one))
        erase_helps(database, stored_id(use, one))


def _erase_predictions(use: Use, ids: list[str], journal: dict[str, Any]) -> None:
    codes = [stored_id(use, one) for one in ids]
    change_predictions(use, lambda content: erase_predictions(content, codes), journal, _write_journal)


def _remake(
    use: Use, ids: list[str], journal: dict[str, Any], *, refit: bool, step: Step
) -> tuple[list[Relisted], dict[str, Any]]:
    """Every list that had them, made anew; with a refit, by what was learned from what is left."""
    erased = read_erased(use)
    days = days_with(use, {stored_id(use, one) for one in ids}, erased)
    if not refit:
        return [relist(use, day, erased, step=step) for day in days], {}
    told: dict[str, Any] = {}
    try:
        snapshot = stages.ingest(use, step=step)
    except RecordsError as error:
        told["not_read_again"] = str(error)
        snapshot = stages.latest_snapshot(use)
    knew = {one["number"] for one in journal["found"]["versions"]}
    registry = stages.open_registry(use)
    champion = registry.champion()
    if champion is not None and champion.number in knew:
        registry.step_down()
    trained = stages.train_model(use, snapshot, step=step)
    told["version"], told["makes_lists"] = trained.number, trained.promoted
    newest = str(snapshot.observed_until)
    return [relist_refitted(use, day, snapshot, step=step) for day in sorted({*days, newest})], told


def _copies(use: Use, days: set[str]) -> list[dict[str, str]]:
    return [{"at": one.at, "account": one.actor, "list": one.list} for one in find_copies(use, days)]
