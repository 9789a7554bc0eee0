"""The frame of pages about the centre as a whole, whose body the printable page beside the list shares."""

from typing import Any

from fastapi.responses import Response

from houvast.web.lists import PublishedList
from houvast.web.visit import Visit, redirect, render


def show_newest(visit: Visit, section: str, path: str) -> Response:
    """The page of the newest list, or one that says that there is none yet."""
    days = visit.workspace.lists.days()
    return redirect(f"/lists/{days[0]}/{path}") if days else render(visit, "no_lists.html.j2", section=section)


def show_about(visit: Visit, published: PublishedList, name: str, view: dict[str, Any]) -> Response:
    """The body `<name>_body.html.j2` with what it shows."""
    visit.look(name, list_=published.name)
    days = [str(day) for day in visit.workspace.lists.days() if day != published.as_of]
    return render(
        visit,
        "about.html.j2",
        section=name,
        name=name,
        published=published,
        other=days,
        ending=visit.here.rpartition("/")[2].partition("?")[0],
        **view,
    )
