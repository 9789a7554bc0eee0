"""What stands for a person in what is kept, and what is put on record when somebody used a right."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from houvast.audit import add, log_of, operator
from houvast.audit_log import Entry, find_entries
from houvast.kept_out import KeptOut, read_kept_out
from houvast.pseudonyms import is_pseudonym
from houvast.use import Use
from houvast.web.database import Database
from houvast.web.serve import DATABASE, open_workspace_database

ERASED, OBJECTIONS = "erased", "objections"
MOST_ENTRIES = 1_000_000

Step = Callable[..., Any]


def find_id(use: Use, asked: str) -> str:
    """The id, as the sources write it, of whom an id or a code names."""
    if not is_pseudonym(asked):
        return asked
    store = use.open_identities()
    return str(store.read().ids_of([store.code_of(asked)])[0])


def stored_id(use: Use, employee_id: str) -> str:
    """What stands for a person in everything that is kept, and on record."""
    return use.open_identities().code_of(employee_id)


def stored_name(use: Use, employee_id: str) -> str | None:
    """What a person is called, where the records say so."""
    return str(use.open_identities().read().names_of([stored_id(use, employee_id)])[0]) or None


def forget_names(use: Use, ids: list[str]) -> None:
    """Take people out of what tells who stands behind the codes in what is kept."""
    use.open_identities().forget([stored_id(use, one) for one in ids])


def read_erased(use: Use) -> KeptOut:
    """Who was erased."""
    return read_kept_out(use.erased, ERASED, use.open_identities().key)


def read_objections(use: Use) -> KeptOut:
    """Who objected."""
    return read_kept_out(use.objections, OBJECTIONS, use.open_identities().key)


def write_kept_out(use: Use, kept: KeptOut) -> None:
    """Keep who is kept out."""
    path = use.erased if kept.purpose == ERASED else use.objections
    kept.write(path, use.open_identities().key)


def note_move(use: Use, old: str, new: str) -> None:
    """Note that a snapshot was written anew under another id."""
    erased = read_erased(use)
    write_kept_out(use, replace(erased, moved={**erased.moved, old: new}))


def open_kept_database(use: Use) -> Database | None:
    """The workspace's database; None where nobody worked in it yet."""
    return open_workspace_database(use) if (use.data / DATABASE).exists() else None


def note_on_record(use: Use, action: str, employee_id: str, **detail: Any) -> None:
    """Put on record that somebody saw to a right: the code of the person, never the id."""
    add(use, operator(), action, person=stored_id(use, employee_id), **detail)


def find_on_record(use: Use, employee_id: str) -> list[Entry]:
    """Everything that is on record about a person, oldest first."""
    return find_entries(log_of(use), person=use.open_identities().codes_of(employee_id), limit=MOST_ENTRIES)[::-1]


def find_copies(use: Use, days: set[str]) -> list[Entry]:
    """Who took copies of the lists of some dates, oldest first."""
    taken = find_entries(log_of(use), action="exported", limit=MOST_ENTRIES)
    return [one for one in reversed(taken) if one.list[:10] in days]
