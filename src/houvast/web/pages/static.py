"""The style sheets and scripts, which hold nothing of anybody."""

import functools
from pathlib import Path

from fastapi.responses import Response

from houvast import publish
from houvast.web.visit import RefusedError, Visit

_OWN = Path(__file__).parents[1] / "static"
_FILES = {
    "style.css": (Path(publish.__file__).parent / "templates" / "style.css", "text/css"),
    "about.css": (Path(publish.__file__).parent / "templates" / "about.css", "text/css"),
    "workspace.css": (_OWN / "workspace.css", "text/css"),
    "list.js": (_OWN / "list.js", "text/javascript"),
}


def show(visit: Visit) -> Response:
    """One of the files, by its name."""
    if visit.path["name"] not in _FILES:
        raise RefusedError(404, "no_page")
    content, kind = _read(visit.path["name"])
    return Response(content, media_type=kind)


@functools.cache
def _read(name: str) -> tuple[bytes, str]:
    path, kind = _FILES[name]
    return path.read_bytes(), kind
