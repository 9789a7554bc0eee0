"""Noting that somebody objects: not estimated, not listed, not learned from, and on no list that is there.

The records of the person stay where they are, under restriction: no training, list or figure reads them, and what is
held can be shown to the person. `stages` opens every snapshot without them. An objection that is withdrawn counts no
more from the next run on.
"""

from dataclasses import dataclass

from houvast.records.snapshot import open_snapshot
from houvast.rights.held import find_listed
from houvast.rights.people import (
    Step,
    note_on_record,
    read_erased,
    read_objections,
    stored_id,
    write_kept_out,
)
from houvast.rights.relist import Relisted, relist, remove_unseen, take_away
from houvast.use import Use


@dataclass(frozen=True)
class Objection:
    """What came of it.

    Parameters
    ----------
    known : bool
        Whether the newest records have the person; an objection can come before the first of them.
    changed : bool
        Whether it was not so before.
    lists : tuple of Relisted
    plans : tuple of str
        What was taken away beside the lists.
    """

    known: bool
    changed: bool
    lists: tuple[Relisted, ...]
    plans: tuple[str, ...]


def note_objection(use: Use, employee_id: str, *, withdraw: bool, step: Step) -> Objection:
    """Note an objection, or that it was withdrawn; with an objection, lists are made anew without the person."""
    before = read_objections(use)
    was = before.holds(employee_id)
    after = before.without_people([employee_id]) if withdraw else before.with_people([employee_id])
    write_kept_out(use, after)
    lists: list[Relisted] = []
    plans: list[str] = []
    if not withdraw:
        own, erased = {stored_id(use, employee_id)}, read_erased(use)
        listed = list(find_listed(use, own))
        lists = [relist(use, one.day, erased, step=step) for one in listed if not one.kind]
        for one in listed:
            if one.kind:
                take_away(use.published / one.kind, one.day)
                plans.append(f"{one.kind} {one.day}")
        remove_unseen(use.published)
    note_on_record(use, "objection_withdrawn" if withdraw else "objected", employee_id)
    return Objection(_is_known(use, employee_id), was == withdraw, tuple(lists), tuple(plans))


def _is_known(use: Use, employee_id: str) -> bool:
    latest = use.snapshots / "latest"
    return latest.exists() and stored_id(use, employee_id) in open_snapshot(latest.resolve()).employee_ids()
