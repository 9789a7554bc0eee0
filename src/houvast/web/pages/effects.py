"""What help achieved, as it was published; names nobody."""

import datetime as dt

from fastapi.responses import Response

from houvast.publish.effects_page import build_effects_view
from houvast.web.help_files import open_effects
from houvast.web.visit import Visit, render


def show(visit: Visit) -> Response:
    """The newest effects, or a page that says that there are none yet."""
    report = open_effects(visit.workspace)
    if report is None:
        return render(visit, "no_help.html.j2", section="effects", name="help_effects")
    visit.look("help_effects")
    until = dt.date.fromisoformat(report["until"])
    return render(
        visit, "effects.html.j2", section="effects", until=until, **build_effects_view(report, visit.language)
    )
