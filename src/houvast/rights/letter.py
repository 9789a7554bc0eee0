"""The letter to a person: what is held about them, in words that need no explanation.

Everything that records or readers wrote is escaped by the template; a text of theirs is shown as it is.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from houvast.actions.help_catalogue import load_help
from houvast.language import Language, language_of
from houvast.publish.inert import build_shown
from houvast.publish.page import open_template
from houvast.publish.people import build_doubt, build_percent, driver_name
from houvast.records.contract import rules_of
from houvast.rights.held import Held, Listed

LONGEST_TEXT = 500


@dataclass(frozen=True)
class Section:
    """A part of the letter."""

    name: str
    title: str
    lines: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    caption: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes, from which use, on which day, and what they asked for before."""

    employee_id: str
    name: str | None
    config_name: str
    on: dt.date
    erased: bool = False
    objected: bool = False


def build_letter(held: Held, addressee: Addressee, language: str) -> str:
    """The letter as one page that needs nothing else.

    Parameters
    ----------
    language : {"en", "nl"}
    """
    lingo = language_of(language)
    shown = build_shown(addressee.employee_id, lingo)
    about = lingo.text("rights.about", id=shown)
    if addressee.name:
        about = lingo.text("rights.about_name", id=shown, name=build_shown(addressee.name, lingo))
    view: dict[str, Any] = {
        "title": lingo.text("rights.title"),
        "sender": lingo.text("rights.sender", config=build_shown(addressee.config_name, lingo)),
        "date": lingo.date(addressee.on),
        "about": about,
        "lead": _lead(held, addressee, lingo),
        "sections": _sections(held, lingo),
    }
    return open_template("letter.html.j2").render(t=lingo.text, lingo=lingo, **view) + "\n"


def _lead(held: Held, addressee: Addressee, lingo: Language) -> list[str]:
    lines = [lingo.text("rights.lead_nothing" if held.is_nothing else "rights.lead")]
    if addressee.erased:
        lines.append(lingo.text("rights.lead_erased"))
    if addressee.objected:
        lines.append(lingo.text("rights.lead_objected"))
    return lines


def _sections(held: Held, lingo: Language) -> list[Section]:
    if held.is_nothing:
        return [_looks(held, lingo), _do(lingo)] if held.looks else [_do(lingo)]
    parts = [_records(held, lingo), _scores(held, lingo), _rests_on(held, lingo), _use(lingo)]
    parts += [_notes(held, lingo), _helps(held, lingo), _draws(held, lingo), _looks(held, lingo)]
    parts += [_models(held, lingo), _do(lingo), _files(lingo)]
    return [part for part in parts if part is not None]


def _titled(name: str, lingo: Language, **more: Any) -> Section:
    return Section(name, lingo.text(f"rights.{name}_title"), **more)


def _heads(lingo: Language, *names: str) -> list[str]:
    return [lingo.text(f"rights.column_{name}") for name in names]


def _records(held: Held, lingo: Language) -> Section:
    if not held.records:
        return _titled("records", lingo, lines=[lingo.text("rights.records_none")])
    rows = []
    for table, found in held.records.items():
        days = found[rules_of(table).event].dropna()
        first, last = (lingo.date(pd.Timestamp(day).date()) for day in (days.min(), days.max()))
        period = first if first == last else f"{first} – {last}"
        meaning = lingo.text(f"rights.meaning_{table}")
        rows.append([lingo.text(f"common.table_{table}"), lingo.number(len(found)), period, meaning])
    return _titled(
        "records",
        lingo,
        lines=[lingo.text("rights.records_lines")],
        caption=lingo.text("rights.records_caption"),
        head=_heads(lingo, "table", "rows", "period", "meaning"),
        rows=rows,
    )


def _scores(held: Held, lingo: Language) -> Section:
    rows = [
        _score_row(one, lingo) for one in held.lists if not one.kind and {"risk_list", "not_assessed"} & set(one.tables)
    ]
    if not rows:
        return _titled("scores", lingo, lines=[lingo.text("rights.scores_none")])
    return _titled(
        "scores",
        lingo,
        lines=[lingo.text("rights.scores_lines")],
        caption=lingo.text("rights.scores_caption"),
        head=_heads(lingo, "date", "chance", "interval", "usual", "place"),
        rows=rows,
    )


def _score_row(listed: Listed, lingo: Language) -> list[str]:
    day = lingo.date(dt.date.fromisoformat(listed.day))
    if "risk_list" not in listed.tables:
        doubt = build_doubt(str(listed.tables["not_assessed"]["doubt"].iloc[0]), lingo)
        return [day, lingo.text("rights.not_assessed", doubt=doubt), "–", "–", "–"]
    row, risk = listed.tables["risk_list"].iloc[0], f"risk_{listed.weeks}w"
    low, high = (build_percent(float(row[f"{risk}_{end}"]), lingo) for end in ("low", "high"))
    return [
        day,
        lingo.text("rights.chance", risk=build_percent(float(row[risk]), lingo), weeks=listed.weeks),
        lingo.text("common.interval", low=low, high=high),
        build_percent(float(row[f"base_{risk}"]), lingo),
        lingo.text("rights.yes" if row["within_capacity"] else "rights.no"),
    ]


def _rests_on(held: Held, lingo: Language) -> Section | None:
    listed = [one for one in held.lists if not one.kind and "contributions" in one.tables]
    if not listed:
        return None
    newest = listed[-1]
    own = newest.tables["contributions"].sort_values("contribution", key=abs, ascending=False, kind="stable")
    pairs = zip(own["driver"], own["contribution"], strict=True)
    rows = [[driver_name(str(driver), lingo), lingo.points(float(value))] for driver, value in pairs]
    row = newest.tables["risk_list"].iloc[0]
    # The words of a list are in its own language; the other letter has the figures alone.
    named = (
        [str(name) for name in row.index if str(name).startswith("reason_")] if newest.language == lingo.code else []
    )
    reasons = [str(row[name]) for name in named if pd.notna(row[name])]
    return Section(
        "rests",
        lingo.text("rights.rests_title"),
        lines=[lingo.text("rights.rests_lines")],
        caption=lingo.text("rights.rests_caption", date=lingo.date(dt.date.fromisoformat(newest.day))),
        head=_heads(lingo, "subject", "points"),
        rows=rows,
        after=[
            lingo.text("rights.reasons_line", reason=build_shown(text, lingo, LONGEST_TEXT)) for text in reasons if text
        ],
    )


def _use(lingo: Language) -> Section:
    return _titled("use", lingo, points=[lingo.text(f"rights.use_points_{at}") for at in range(1, 5)])


def _notes(held: Held, lingo: Language) -> Section:
    if not held.notes:
        return _titled("notes", lingo, lines=[lingo.text("rights.notes_none")])
    rows = [
        [one.at, one.account, lingo.text(f"web.verdict_{one.verdict}"), build_shown(one.text, lingo, LONGEST_TEXT)]
        for one in held.notes
    ]
    head = _heads(lingo, "when", "who", "verdict", "text")
    return _titled("notes", lingo, caption=lingo.text("rights.notes_caption"), head=head, rows=rows)


def _helps(held: Held, lingo: Language) -> Section | None:
    newest = {one.help: one for one in held.helps}
    if not newest:
        return None
    rows = [
        [
            lingo.date(dt.date.fromisoformat(one.decided_on)),
            getattr(load_help().actions[one.action].name, lingo.code),
            lingo.text(f"help_progress.state_{one.state}"),
        ]
        for one in newest.values()
    ]
    head = _heads(lingo, "date", "help", "state")
    return _titled("helps", lingo, caption=lingo.text("rights.helps_caption"), head=head, rows=rows)


def _draws(held: Held, lingo: Language) -> Section | None:
    if not len(held.draws):
        return None
    rows = [
        [lingo.date(dt.date.fromisoformat(str(day))), lingo.text(f"rights.arm_{arm}")]
        for day, arm in zip(held.draws["drawn_on"], held.draws["arm"], strict=True)
    ]
    lines, head = [lingo.text("rights.draws_lines")], _heads(lingo, "date", "arm")
    return _titled("draws", lingo, lines=lines, caption=lingo.text("rights.draws_caption"), head=head, rows=rows)


def _looks(held: Held, lingo: Language) -> Section:
    if not held.looks:
        return _titled("looks", lingo, lines=[lingo.text("rights.looks_none")])
    rows = [[one.at, one.actor, lingo.text(f"web.action_{one.action}")] for one in held.looks]
    head = _heads(lingo, "when", "who", "did")
    return _titled("looks", lingo, caption=lingo.text("rights.looks_caption"), head=head, rows=rows)


def _models(held: Held, lingo: Language) -> Section:
    if not held.versions:
        return _titled("models", lingo, lines=[lingo.text("rights.models_none")])
    rows = []
    for one in held.versions:
        how = [lingo.text(f"rights.{name}") for name in ("learned", "tested") if getattr(one, name)]
        how += [lingo.text("rights.makes_lists")] if one.champion else []
        rows.append([str(one.number), lingo.date(dt.date.fromisoformat(one.known_until)), "; ".join(how)])
    lines, head = [lingo.text("rights.models_lines")], _heads(lingo, "version", "until", "how")
    return _titled("models", lingo, lines=lines, caption=lingo.text("rights.models_caption"), head=head, rows=rows)


def _do(lingo: Language) -> Section:
    points = [lingo.text(f"rights.do_points_{at}") for at in range(1, 6)]
    return _titled("do", lingo, lines=[lingo.text("rights.do_lines")], points=points)


def _files(lingo: Language) -> Section:
    return _titled("files", lingo, lines=[lingo.text("rights.files_lines")])
