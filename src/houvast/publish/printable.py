"""A page about the centre as one file that needs nothing else, and that prints well: a frame around a shared body.

The workspace shows the same body in a frame of its own.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from houvast.language import Language, language_of
from houvast.publish.inert import build_shown
from houvast.publish.page import open_template


def write_printable(
    path: Path,
    name: str,
    as_of: dt.date,
    config_name: str,
    language: str,
    build: Callable[[Language], dict[str, Any]],
    list_page: str = "summary.html",
) -> None:
    """A page with `<name>_body.html.j2` as its body.

    Parameters
    ----------
    name : str
        Of the body, and of the file of its texts, which has `title` and `subtitle`.
    build : callable
        What the body shows, in a language.
    list_page : str
        The page to go back to; no way back where empty.
    """
    lingo = language_of(language)
    page = open_template("printable.html.j2").render(
        t=lingo.text,
        lingo=lingo,
        body=f"{name}_body.html.j2",
        list_page=list_page,
        title=lingo.text(f"{name}.title"),
        subtitle=lingo.text(f"{name}.subtitle", config=build_shown(config_name, lingo), date=lingo.date(as_of)),
        **build(lingo),
    )
    path.write_text(page + "\n", encoding="utf-8", newline="\n")
