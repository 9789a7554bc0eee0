"""The first 90 days of those hired together, as they were published with a list."""

from fastapi.responses import Response

from houvast.first_days_facts import read_first_days
from houvast.publish.first_days_page import FACTS, build_first_days_view
from houvast.web.pages.about import show_about, show_newest
from houvast.web.visit import RefusedError, Visit


def newest(visit: Visit) -> Response:
    """The first 90 days of the newest list."""
    return show_newest(visit, "first_90_days", "first-90-days")


def show(visit: Visit) -> Response:
    """The first 90 days as known on a date."""
    published = visit.open_list()
    kept = published.document(FACTS)
    if kept is None:
        raise RefusedError(404, "not_published")
    view = build_first_days_view(read_first_days(kept), visit.language)
    return show_about(visit, published, "first_90_days", view)
