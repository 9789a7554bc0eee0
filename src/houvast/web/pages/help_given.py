"""Recording help to a person: from their own page, or from the plan."""

from fastapi.responses import Response

from houvast.web.help_files import open_draws
from houvast.web.helps import HelpProblemError, find_drawn, read_entry, record_help
from houvast.web.pages.person import find_row, show_row
from houvast.web.visit import RefusedError, Visit, redirect


def record(visit: Visit) -> Response:
    """Keep a version of a help; the page again with what stands in the way where it cannot be kept."""
    published = visit.open_list()
    row = find_row(visit, published)
    if visit.form.get("list") != published.digest:
        # Made anew meanwhile, the list may have somebody else in this place.
        raise RefusedError(409, "other_list")
    person = row["employee_id"]
    try:
        entry = read_entry(visit.form, visit.database.now().date())
        drawn = find_drawn(open_draws(visit.workspace), person)
        record_help(
            visit.database, published, person, visit.code_of(person), visit.reader, entry, drawn=drawn,
            corrects=_corrects(visit),
        )  # fmt: skip
    except HelpProblemError as problem:
        # The answer is the person's whole page: a form that cannot be kept must be no way past the record.
        visit.look("person", person=visit.code_of(person), list_=published.name)
        return show_row(visit, published, row, status=422, help_problem=problem.code)
    back = visit.form.get("back") == "plan"
    return redirect("/plan#planned" if back else f"/lists/{published.as_of}/people/{row['rank']}#given")


def _corrects(visit: Visit) -> tuple[int, int] | None:
    """The help and the version that a form corrects."""
    given = [visit.form.get(name, "") for name in ("help", "version")]
    if not any(given):
        return None
    if not all(text.isascii() and text.isdigit() and len(text) < 12 for text in given):
        raise RefusedError(400, "form")
    return int(given[0]), int(given[1])
