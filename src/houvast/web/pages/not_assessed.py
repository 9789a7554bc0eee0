"""The people of whom no risk is given, and why: not being on the list does not mean that somebody stays."""

from fastapi.responses import Response

from houvast.publish.people import build_doubt, build_place, build_tenure
from houvast.web.rows import build_people
from houvast.web.visit import RefusedError, Visit, render

TABLE = "not_assessed.parquet"


def show(visit: Visit) -> Response:
    """Everybody at work who is not assessed, by employee id."""
    published, lingo = visit.open_list(), visit.language
    table = published.table(TABLE)
    if table is None:
        raise RefusedError(404, "all_assessed")
    people = build_people(table["employee_id"], visit.identities, lingo)
    visit.look("not_assessed", list_=published.name)
    rows = [
        {
            "name": name,
            "place": build_place(row["site"], row["team"], lingo),
            "tenure": build_tenure(row["tenure_days"], lingo),
            "doubt": build_doubt(row["doubt"], lingo),
        }
        for name, row in sorted(zip(people, table.to_dict("records"), strict=True), key=lambda one: one[0])
    ]
    return render(visit, "not_assessed.html.j2", section="list", published=published, rows=rows)
