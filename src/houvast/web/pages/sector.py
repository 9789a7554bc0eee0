"""The centre's own figures beside the sector's, as they were published with a list."""

from fastapi.responses import Response

from houvast.publish.sector_page import TABLE, build_sector_view
from houvast.sector_figures import load_sector
from houvast.web.pages.about import show_about, show_newest
from houvast.web.visit import RefusedError, Visit


def newest(visit: Visit) -> Response:
    """The comparison of the newest list."""
    return show_newest(visit, "sector", "sector")


def show(visit: Visit) -> Response:
    """The comparison of a date."""
    published = visit.open_list()
    table = published.table(TABLE)
    if table is None:
        raise RefusedError(404, "not_published")
    return show_about(visit, published, "sector", build_sector_view(table, load_sector(), visit.language))
