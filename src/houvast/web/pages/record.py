"""The audit log, for whoever checks it."""

from fastapi.responses import Response

from houvast.audit import verify_log
from houvast.audit_log import find_entries
from houvast.web.visit import Visit, render

MOST_CHARACTERS = 200


def show(visit: Visit) -> Response:
    """The newest entries, of one person where a form asks for an id, and whether the chain is whole.

    That the record was read goes on record.
    """
    state = verify_log(visit.database.log)
    asked = visit.form.get("person", "").strip()[:MOST_CHARACTERS]
    looks = find_entries(visit.database.log, person=visit.codes_of(asked) if asked else None)
    visit.look("record", person=visit.code_of(asked) if asked else "")
    return render(visit, "record.html.j2", section="record", state=state, looks=looks, asked=asked)
