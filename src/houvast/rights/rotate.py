"""A new person key: everything that is kept bears other pseudonyms, of the same people, and the old key finds nobody.

Stages, each of which can be done again, so that the same command completes what was killed:

1. The new key is made, and what becomes of each pseudonym is written down, encrypted under it (`rotating`). From now on
   no other command opens this use.
2. Who is who, and who is kept out, is encrypted under the new key; earlier pseudonyms are kept with it.
3. Snapshots, draws, groups and kept predictions get the new pseudonyms.
4. Lists are made anew, each swapped in whole; plans are taken away.
5. Notes and recorded help get the new pseudonyms: last, for who still writes some.
6. Nothing is left under an old pseudonym: else it stops here. The report is kept in `rotations`, the new key takes the
   place of the old one, and what is written down in 1 goes.

Known drawbacks: the audit log cannot be rewritten, and has the old pseudonyms. Who has the old key and the log, or a
backup or copy from before, still has whom these mean.
"""

import datetime as dt
import functools
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.actions.draw_ledger import recode_draws
from houvast.audit import add, operator
from houvast.errors import ConfigError
from houvast.former_codes import FormerCodes
from houvast.kept_out import read_kept_out
from houvast.kept_predictions import recode_predictions
from houvast.private_files import write_private
from houvast.pseudonyms import load_person_key, recode
from houvast.records.persons import Change
from houvast.records.rewrite import holds_people, recode_snapshot, remove_leftovers
from houvast.rights.held import open_snapshots
from houvast.rights.kept import change_draw_files, change_members, change_predictions
from houvast.rights.new_key import NewKey, settle_key
from houvast.rights.people import ERASED, OBJECTIONS, Step, note_move, open_kept_database, read_erased
from houvast.rights.places import find_codes
from houvast.rights.relist import Relisted, relist, remove_unseen, take_plans_away
from houvast.rights.report import build_rotation_report
from houvast.rights.turning import begin, write_journal
from houvast.use import Use
from houvast.web.recode import recode_people

REPORTS = "rotations"


@dataclass(frozen=True)
class Rotation:
    """What a change of the key did; the report has counts, dates and hashes, and no pseudonym.

    Parameters
    ----------
    report : dict
    path : Path
        Where it is kept.
    key_file : Path or None
        Where the new key lies, if the environment has to be pointed at it.
    """

    report: dict[str, Any]
    path: Path
    key_file: Path | None


def rotate_key(use: Use, to: Path | None, *, step: Step, today: dt.datetime) -> Rotation:
    """Change the person key of a use, or finish a change that was begun.

    Parameters
    ----------
    to : Path or None
        File of the new key, made where it is not there; needed where the environment gives the key.
    today : datetime.datetime
        Now, in UTC.

    Raises
    ------
    ConfigError
        There is no place for a new key, it is not the one that the change was begun with, an erasure is not finished,
        or somebody works in the workspace meanwhile.
    RecordsError
        A snapshot is damaged, or the ledger of draws was altered.
    """
    new, journal = step("look up what is held", begin, use, to)
    now, change = replace(use, key=new.key), Change(journal["codes"], new.key)
    step("encrypt anew", _encrypt_anew, use, now, journal)
    step("rewrite snapshots", _recode_snapshots, now, change)
    step("rewrite draws", _recode_draws, now, journal)
    step("rewrite kept predictions", _recode_predictions, now, journal)
    _relist(now, journal, step)
    step("take plans away", take_plans_away, now, set(change.codes), journal["plans"])
    step("rewrite notes", _recode_notes, now, journal)
    step("look for what is left", _check_nothing_left, now, change)
    return _finish(now, new, journal, today)


def _encrypt_anew(use: Use, now: Use, journal: dict[str, Any]) -> None:
    """Who is kept out, and who is who, under the new key; the old one is asked for where that is still to do."""
    store = now.open_identities()
    for path, purpose in ((use.erased, ERASED), (use.objections, OBJECTIONS)):
        if path.exists() and not _opens(read_kept_out, path, purpose, store.key):
            read_kept_out(path, purpose, _old_key(use)).write(path, store.key)
    former = FormerCodes(journal["former"])
    if _opens(store.read):
        store.write_former(former)
    else:
        store.carry_over(replace(store, key=_old_key(use)).read().people, journal["codes"], former)


def _old_key(use: Use) -> bytes:
    return load_person_key(use.person_key)


def _opens(read: Any, *arguments: Any) -> bool:
    try:
        read(*arguments)
    except ConfigError:
        return False
    return True


def _recode_snapshots(now: Use, change: Change) -> None:
    if not now.snapshots.is_dir():
        return
    remove_leftovers(now.snapshots)
    latest, old = (now.snapshots / "latest").resolve().name, set(change.codes)
    for snapshot in list(open_snapshots(now)):
        name = snapshot.path.name
        if holds_people(snapshot, old):
            recode_snapshot(snapshot, change, latest=name == latest, noted=functools.partial(note_move, now, name))


def _recode_draws(now: Use, journal: dict[str, Any]) -> None:
    codes = journal["codes"]
    change_draw_files(now, lambda rows: _recode_rows(rows, codes))
    change_members(now, lambda rows: _recode_rows(rows, codes).sort_values("employee_id", ignore_index=True))
    journal["draws"] = recode_draws(now.data / "draws.jsonl", codes) or journal["draws"]
    write_journal(now, journal)


def _recode_rows(rows: pd.DataFrame, codes: dict[str, str]) -> pd.DataFrame:
    return rows.assign(employee_id=recode(rows["employee_id"], codes))


def _recode_predictions(now: Use, journal: dict[str, Any]) -> None:
    change_predictions(now, lambda content: recode_predictions(content, journal["codes"]), journal, write_journal)
    write_journal(now, journal)


def _relist(now: Use, journal: dict[str, Any], step: Step) -> None:
    """Every list of people, made anew by the version that made it, oldest first: each is held beside those before."""
    erased, done = read_erased(now), {one["day"] for one in journal["remade"]}
    for day in journal["lists"]:
        if day in done:
            continue
        there = (now.published / day).exists()
        made = relist(now, day, erased, step=step) if there else Relisted(day, None, "it could not be made anew")
        journal["remade"].append(asdict(made))
        write_journal(now, journal)
    remove_unseen(now.published)


def _recode_notes(now: Use, journal: dict[str, Any]) -> None:
    database = open_kept_database(now)
    if database is not None:
        journal["notes"] += recode_people(database, journal["codes"])
        database.engine.dispose()
    write_journal(now, journal)


def _check_nothing_left(now: Use, change: Change) -> None:
    left = len(find_codes(now) & change.codes.keys())
    if left:
        raise ConfigError(
            f"{left} old pseudonyms came back while the key was being changed. Stop the workspace (houvast serve) and "
            "whatever else works in this folder, and give the same command again."
        )


def _finish(now: Use, new: NewKey, journal: dict[str, Any], today: dt.datetime) -> Rotation:
    report = build_rotation_report(journal, at=today)
    path = now.data / REPORTS / f"{today:%Y-%m-%dT%H%M%S}.json"
    write_private(path, (json.dumps(report, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode())
    add(now, operator(), "key_changed", report=path.name, people=report["people"])
    settle_key(now, new)
    now.turning.unlink(missing_ok=True)
    return Rotation(report, path, new.path if new.named else None)
