"""The list: who may leave, in order, as many as can be helped, and everybody else below the line."""

import functools
import json
from typing import Any

from fastapi.responses import Response
from markupsafe import Markup

from houvast.identities import Identities
from houvast.language import Language, language_of
from houvast.publish.people import build_percent
from houvast.web.accounts import ANALYST
from houvast.web.lists import PublishedList
from houvast.web.rows import TENURES, TOP, Rows, build_rows
from houvast.web.signing import find_signatures, is_released
from houvast.web.visit import Visit, redirect, render

_KEPT = 6
# In the text of an element these three could begin or end something; JSON reads the escapes as the characters.
_INERT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def newest(visit: Visit) -> Response:
    """The newest list, or a page that says that there is none yet."""
    days = visit.workspace.lists.days()
    return redirect(f"/lists/{days[0]}") if days else render(visit, "no_lists.html.j2", section="list")


def show(visit: Visit) -> Response:
    """The list of a date."""
    published, named = visit.open_list(), visit.reader.role == ANALYST
    visit.look("list", list_=published.name)
    if not published.has_people:
        return render(visit, "no_people.html.j2", section="list", as_of=published.as_of, days=_other_days(visit))
    rows, data = _build(published, visit.language.code, visit.identities if named else None)
    signatures, second = find_signatures(visit.database, published), visit.workspace.settings.second_signature
    return render(
        visit,
        "people.html.j2",
        section="list",
        published=published,
        named=named,
        **_told(published, rows, visit.language),
        data=Markup(data),  # noqa: S704  made of JSON whose marks are escapes, in `_build`
        days=_other_days(visit),
        signatures=signatures,
        released=is_released(signatures, second=second),
    )


def _told(published: PublishedList, rows: Rows, language: Language) -> dict[str, Any]:
    """What the page shows of the list, as texts and places."""
    listed = published.people["within_capacity"]
    leave = round(100 * float(published.people.loc[listed, published.risk].mean())) if listed.any() else 0
    return {
        "rows": rows,
        "shown": [rows.row(place) for place in range(int(listed.sum()))],
        "blank": _blank(rows),
        "leave": leave,
        "base": build_percent(rows.base, language),
        "base_at": round(100 * min(10_000 * rows.base / rows.end, 1), 2),
        "gone": _count_gone(published),
        "apart": int(published.manifest.get("not_assessed", 0)),
        "tenure_days": {name: (low, high) for name, low, high in TENURES},
    }


@functools.lru_cache(_KEPT)
def _build(published: PublishedList, code: str, identities: Identities | None) -> tuple[Rows, str]:
    """The rows, and the same as JSON that is inert in the text of an element."""
    rows = build_rows(published, language_of(code), identities)
    data = json.dumps(rows.as_data(), ensure_ascii=False, separators=(",", ":"))
    return rows, data.translate(_INERT)


def _blank(rows: Rows) -> dict[str, object]:
    """A row with nothing in it, which the page's script copies and fills in."""
    bar = {"name": "", "points": "", "start": 50, "width": 0, "adds": True}
    texts = dict.fromkeys(rows.columns, "")
    return {**texts, "bars": [bar] * TOP, **dict.fromkeys(("at_risk", "at_low", "at_high"), 0)}


def _count_gone(published: PublishedList) -> int:
    changes = published.table("changes.parquet")
    return 0 if changes is None else int((changes["change"] == "gone").sum())


def _other_days(visit: Visit) -> list[str]:
    return [str(day) for day in visit.workspace.lists.days() if str(day) != visit.path["day"]]
