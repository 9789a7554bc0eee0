"""A copy of a signed list as one page that needs nothing else and prints well, for who may not run a server."""

import pandas as pd

from houvast.identities import Identities
from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.page import open_template
from houvast.publish.people import LONGEST_REASON
from houvast.web.lists import PublishedList
from houvast.web.rows import build_rows


def build_copy_page(
    published: PublishedList, identities: Identities, purpose: str, about: list[tuple[str, str]], language: Language
) -> str:
    """The page as text, of the people within capacity. Everything that records hold is escaped.

    Parameters
    ----------
    purpose : str
        Lines of text.
    about : list of (str, str)
        What else stands in front: name and value.
    """
    rows = build_rows(published, language, identities)
    listed = published.people[published.people["within_capacity"]]
    people = [
        {
            **{name: told[name] for name in ("rank", "place", "band", "band_text", "interval", "doubt")},
            "name": told["person"],
            "tenure": told["tenure_text"],
            "risk": told["risk_text"],
            "reasons": _reasons(row, language),
        }
        for told, row in ((rows.row(place), row) for place, row in enumerate(listed.to_dict("records")))
    ]
    page = open_template("copy.html.j2").render(
        t=language.text,
        lingo=language,
        title=language.text("web.copy_title"),
        subtitle=about[0][1] + " · " + language.date(published.as_of),
        purpose=purpose.splitlines(),
        about=about,
        weeks=published.weeks,
        people=people,
    )
    return page + "\n"


def _reasons(row: dict[str, object], language: Language) -> list[str]:
    texts = (text for name, text in row.items() if name.startswith("reason_"))
    return [build_shown(str(text), language, LONGEST_REASON) for text in texts if not pd.isna(text) and text]
