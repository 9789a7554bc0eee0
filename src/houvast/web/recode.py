"""Other pseudonyms in the workspace's tables, in the place of those under an earlier person key."""

from collections.abc import Mapping

from sqlalchemy import select, update

from houvast.web.database import Database, given, notes

_OF_PEOPLE = (notes, given)


def find_people(database: Database) -> set[str]:
    """Everybody whom a note or recorded help is about."""
    with database.reading() as connection:
        return {one for table in _OF_PEOPLE for (one,) in connection.execute(select(table.c.employee_id).distinct())}


def recode_people(database: Database, codes: Mapping[str, str]) -> int:
    """How many rows now bear another pseudonym; all of them or none."""
    changed = 0
    with database.writing() as connection:
        for table in _OF_PEOPLE:
            there = {one for (one,) in connection.execute(select(table.c.employee_id).distinct())}
            for old in sorted(there & codes.keys()):
                of = table.c.employee_id == old
                changed += connection.execute(update(table).where(of).values(employee_id=codes[old])).rowcount
    database.forget_deleted()
    return changed
