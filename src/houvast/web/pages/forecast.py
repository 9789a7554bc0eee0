"""The forecast as it was published with a list: leavers, starters and cost by month; a lead sees the own team."""

from fastapi.responses import Response

from houvast.publish.forecast_page import TABLE, build_forecast_view
from houvast.web.accounts import TEAM_LEAD
from houvast.web.pages.about import show_about, show_newest
from houvast.web.visit import RefusedError, Visit


def newest(visit: Visit) -> Response:
    """The forecast of the newest list."""
    return show_newest(visit, "forecast", "forecast")


def show(visit: Visit) -> Response:
    """The forecast of a date; of a team lead the rows of the own team only."""
    published, reader = visit.open_list(), visit.reader
    table = published.table(TABLE)
    if table is None:
        raise RefusedError(404, "not_published")
    if reader.role == TEAM_LEAD:
        own = table[(table["level"] == "team") & (table["team"] == reader.team)]
        own = own[own["site"] == reader.site] if reader.site else own
        table = own if own["site"].nunique() == 1 else own.head(0)
    return show_about(
        visit,
        published,
        "forecast",
        build_forecast_view(table, published.as_of, published.weeks, visit.language),
    )
