"""A document of the dossier as a page: sentences with numbered sources, and what people must fill in."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup, escape

from houvast.language import Language
from houvast.publish.inert import build_shown

_LONGEST = 1000
_OPEN, _CLOSE = "\ue000", "\ue001"  # for private use: no text has them


class Fact(Protocol):
    """A value, and where it was read."""

    @property
    def value(self) -> str:
        """As it is shown; empty where it is not on record."""

    @property
    def source(self) -> str:
        """Artifact and key."""


def build_document(
    name: str, sections: tuple[str, ...], facts: Mapping[str, Fact], lingo: Language, config: str, today: dt.date
) -> str:
    """The page of a document.

    Raises
    ------
    KeyError
        A sentence names a fact that there is not: no figure stands without a source.
    """
    notes: dict[str, int] = {}
    told = [(lingo.text(f"dossier.{one}"), _said(one, facts, notes, lingo)) for one in sections]
    return _template().render(
        lingo=lingo,
        title=lingo.text(f"dossier.{name}_title"),
        subtitle=lingo.text("dossier.subtitle", config=config, date=lingo.date(today)),
        sections=told,
        sources_title=lingo.text("dossier.sources"),
        sources=list(notes),
    )


def _said(section: str, facts: Mapping[str, Fact], notes: dict[str, int], lingo: Language) -> Markup:
    key = f"dossier.{section}_said"
    if not lingo.has(key):
        return Markup('<span class="open">') + escape(lingo.text("dossier.fill_in")) + Markup("</span>")
    text = lingo.text(key, **{name: f"{_OPEN}{name}{_CLOSE}" for name in facts})

    def show(found: re.Match[str]) -> str:
        fact = facts[found[1]]
        number = notes.setdefault(fact.source, len(notes) + 1)
        value = build_shown(fact.value, lingo, _LONGEST) if fact.value else lingo.text("dossier.none")
        return f'<span class="fact">{escape(value)}</span><sup><a href="#s{number}">{number}</a></sup>'

    # Escaped first; only the marks are replaced, by values that are escaped themselves.
    return Markup(re.sub(f"{_OPEN}(\\w+){_CLOSE}", show, str(escape(text))))  # noqa: S704


def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("dossier.html.j2")
