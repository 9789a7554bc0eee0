"""The people of whom no risk is given, and why: not being on the list does not mean that somebody stays."""

from fastapi.responses import Response

from houvast.publish.inert import build_shown
from houvast.publish.people import build_doubt, build_place, build_tenure
from houvast.web.visit import RefusedError, Visit, render

TABLE = "not_assessed.parquet"


def show(visit: Visit) -> Response:
    """Everybody at work who is not assessed, by employee id."""
    published, lingo = visit.open_list(), visit.language
    table = published.table(TABLE)
    if table is None:
        raise RefusedError(404, "all_assessed")
    visit.look("not_assessed", list_=published.name)
    rows = [
        {
            "name": build_shown(row["employee_id"], lingo),
            "place": build_place(row["site"], row["team"], lingo),
            "tenure": build_tenure(row["tenure_days"], lingo),
            "doubt": build_doubt(row["doubt"], lingo),
        }
        for row in table.to_dict("records")
    ]
    return render(visit, "not_assessed.html.j2", section="list", published=published, rows=rows)
