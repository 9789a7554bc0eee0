"""The page of a list: one file that needs nothing else, without scripts, in the list's language."""

import datetime as dt
from pathlib import Path
from typing import Any

from houvast.language import language_of
from houvast.publish.view import build_view
from houvast.risk_list import RiskList

TEMPLATES = Path(__file__).parent / "templates"


def write_page(path: Path, as_of: dt.date, risk_list: RiskList, language: str) -> None:
    """`summary.html` of a list."""
    path.write_text(build_page(as_of, risk_list, language), encoding="utf-8", newline="\n")


def build_page(as_of: dt.date, risk_list: RiskList, language: str) -> str:
    """The page as text. Everything that records hold is escaped."""
    lingo = language_of(language)
    page = open_template("summary.html.j2")
    return page.render(t=lingo.text, lingo=lingo, **build_view(as_of, risk_list, lingo)) + "\n"


def open_template(name: str) -> Any:
    """A template of this folder; what is put into it is escaped, and what it misses is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
