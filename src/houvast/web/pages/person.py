"""One person: how the risk is made up, how it grows with time, what the records hold, and what was noted."""

from typing import Any

import numpy as np
import pandas as pd
from fastapi.responses import Response

from houvast.audit_log import find_entries
from houvast.catalogue import find_starters, load_drivers
from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.people import LONGEST_REASON, build_doubt, build_percent, build_place, build_tenure, driver_name
from houvast.web.drawings import build_curve, build_waterfall
from houvast.web.help_view import build_given
from houvast.web.lists import PublishedList
from houvast.web.notes import MOST_CHARACTERS, VERDICTS, add_note, find_notes
from houvast.web.rows import build_change, build_meaning, build_people
from houvast.web.visit import RefusedError, Visit, redirect, render

LONGEST_FACT = 300
NEWEST_FACTS = 4
"""Facts of a driver that are shown at once; the others are folded away."""
MOST_LOOKS = 50
MOST_HELPS = 5
"""Drivers of which questions and help are shown."""


def show(visit: Visit) -> Response:
    """Everything that was published about one person, and what colleagues noted; that it was read goes on record."""
    published = visit.open_list()
    row = find_row(visit, published)
    visit.look("person", person=row["employee_id"], list_=published.name)
    return show_row(visit, published, row)


def note(visit: Visit) -> Response:
    """Keep what the reader makes of this row."""
    published = visit.open_list()
    row = find_row(visit, published)
    verdict, text = visit.form.get("verdict", ""), visit.form.get("text", "").strip()
    if visit.form.get("list") != published.digest:
        # Made anew meanwhile, the list may have somebody else in this place.
        raise RefusedError(409, "other_list")
    if verdict not in VERDICTS or len(text) > MOST_CHARACTERS:
        # The answer is the person's whole page: a form that cannot be kept must be no way past the record.
        visit.look("person", person=row["employee_id"], list_=published.name)
        return show_row(visit, published, row, status=422, problem="verdict" if verdict not in VERDICTS else "text")
    add_note(visit.database, published, row["employee_id"], visit.reader, (verdict, text))
    return redirect(f"/lists/{published.as_of}/people/{row['rank']}#notes")


def find_row(visit: Visit, published: PublishedList) -> dict[str, Any]:
    """The row of the place on the list that the address names.

    Raises
    ------
    RefusedError
        There is no such place.
    """
    rank = visit.path["rank"]
    if not (rank.isascii() and rank.isdigit() and len(rank) < 8 and 1 <= int(rank) <= len(published.people)):
        raise RefusedError(404, "no_person")
    return published.people.iloc[int(rank) - 1].to_dict()


def show_row(
    visit: Visit,
    published: PublishedList,
    row: dict[str, Any],
    status: int = 200,
    problem: str = "",
    help_problem: str = "",
) -> Response:
    """The page of a row, with what stands in the way of a form where something does."""
    person = row["employee_id"]
    return render(
        visit,
        "person.html.j2",
        status,
        section="list",
        published=published,
        row=row,
        **_told(published, row, visit.language),
        name=build_people(pd.Series([person]), visit.identities, visit.language)[0],
        notes=find_notes(visit.database, person),
        verdicts=VERDICTS,
        most_characters=MOST_CHARACTERS,
        problem=problem,
        form=visit.form,
        **build_given(visit, row, help_problem),
        looks=find_entries(visit.database.log, person=visit.codes_of(person), limit=MOST_LOOKS),
    )


def _told(published: PublishedList, row: dict[str, Any], lingo: Language) -> dict[str, Any]:
    """What was published about the person, as texts and drawings."""
    risk, person, drivers = published.risk, row["employee_id"], _contributions(published, row["rank"])
    curves = published.rows_of("curves.parquet", person)
    return {
        "place": build_place(row["site"], row["team"], lingo),
        "tenure": build_tenure(row["tenure_days"], lingo),
        "risk": build_percent(row[risk], lingo),
        "low": build_percent(row[f"{risk}_low"], lingo),
        "high": build_percent(row[f"{risk}_high"], lingo),
        "meaning": build_meaning(row[risk], published.weeks, lingo),
        "change": _change(published, person, lingo),
        "others": _other_horizons(published, row, lingo),
        "waterfall": build_waterfall(row[f"base_{risk}"], row[risk], drivers),
        "curve": None if curves is None else build_curve(curves),
        "driver_name": lambda code: driver_name(code, lingo),
        "percent": lambda share: build_percent(share, lingo),
        "doubt": build_doubt(row.get("doubt"), lingo),
        "reasons": [build_shown(text, lingo, LONGEST_REASON) for text in _reasons(row)],
        "facts": _facts(published, person, [code for code, _ in drivers], lingo),
        "newest": NEWEST_FACTS,
        "not_measured": [driver_name(code, lingo) for code in _codes(row["not_measured"])],
        "starters": _starters(drivers, lingo),
        "helps": _helps(drivers, lingo),
    }


def _contributions(published: PublishedList, rank: int) -> list[tuple[str, float]]:
    """Measured drivers and their contributions, largest first."""
    values = published.contributions[rank - 1]
    found = [(code, float(value)) for code, value in zip(published.drivers, values, strict=True) if np.isfinite(value)]
    return sorted(found, key=lambda item: -abs(item[1]))


def _reasons(row: dict[str, Any]) -> list[str]:
    return [text for name, text in row.items() if name.startswith("reason_") and not pd.isna(text) and text]


def _codes(listed: Any) -> list[str]:
    return [] if pd.isna(listed) else [code.strip() for code in str(listed).split(",") if code.strip()]


def _change(published: PublishedList, person: str, language: Language) -> str:
    rows = published.rows_of("changes.parquet", person)
    if rows is None or rows.empty:
        return ""
    one = rows.iloc[0]
    return build_change(one["change"], one["moved_driver"], one["risk_before"], language)


def _other_horizons(published: PublishedList, row: dict[str, Any], language: Language) -> list[tuple[int, str]]:
    weeks = (name.removeprefix("risk_").removesuffix("w") for name in published.people.columns if name[:5] == "risk_")
    found = sorted(int(one) for one in weeks if one.isdigit())
    return [(one, build_percent(row[f"risk_{one}w"], language)) for one in found]


def _facts(
    published: PublishedList, person: str, drivers: list[str], language: Language
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Per driver, those that weigh most first: (date, text) of what the records hold, newest first."""
    rows = published.rows_of("facts.parquet", person)
    if rows is None or rows.empty:
        return []
    rows = rows.sort_values("date", ascending=False, kind="stable", na_position="last")
    codes = [code for code in [*drivers, *rows["driver"].unique()] if code in set(rows["driver"])]
    return [
        (
            driver_name(code, language),
            [_fact(fact, language) for fact in rows[rows["driver"] == code].to_dict("records")],
        )
        for code in dict.fromkeys(codes)
    ]


def _fact(fact: dict[str, Any], language: Language) -> tuple[str, str]:
    day = "" if pd.isna(fact["date"]) else language.date(pd.Timestamp(fact["date"]).date())
    return day, build_shown(str(fact["text"]), language, LONGEST_FACT)


def _starters(drivers: list[tuple[str, float]], language: Language) -> list[tuple[str, tuple[str, ...]]]:
    """Open questions about the drivers that add, those that add most first."""
    adding = [code for code, value in drivers if value > 0]
    asked = {code: find_starters(code, language.code) for code in adding[:MOST_HELPS]}
    return [(driver_name(code, language), questions) for code, questions in asked.items() if questions]


def _helps(drivers: list[tuple[str, float]], language: Language) -> list[tuple[str, list[str]]]:
    """What the sources suggest for the drivers that add, those that add most first."""
    catalogue = load_drivers().drivers
    adding = [code for code, value in drivers if value > 0 and code in catalogue and catalogue[code].help]
    return [
        (driver_name(code, language), [getattr(one, language.code) for one in catalogue[code].help])
        for code in adding[:MOST_HELPS]
    ]
