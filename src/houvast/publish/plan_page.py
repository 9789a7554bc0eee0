"""A plan of help as a page: whom, which help, by whom, when, at what cost, and what that may achieve as a range."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from houvast.actions.help_catalogue import load_help
from houvast.actions.plan import STATUSES, Terms, Totals
from houvast.catalogue import load_drivers
from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.people import build_percent, build_place
from houvast.publish.plan_words import achieve_lines, term_lines

NAME = "plan.html"
MOST_ROWS = 200
"""People of a status that the page shows; the workbook has everybody."""

Row = dict[str, Any]


def build_plan_view(
    rows: pd.DataFrame, terms: Terms, totals: Totals, weeks: int, lingo: Language, *,
    more: Callable[[Row], Row] = lambda row: {},
) -> dict[str, Any]:  # fmt: skip
    """What the page shows, in words.

    Parameters
    ----------
    rows : DataFrame
        See `actions.plan.build_plan`.
    more : callable
        From a row of the plan to what a page of the workspace shows of it besides.
    """
    by_status = {status: rows[rows["status"] == status] for status in STATUSES}
    planned = by_status["planned"]
    assumed = [lingo.percent(end) for end in terms.assumed]
    return {
        "facts": _facts(totals, terms, lingo),
        "achieve": achieve_lines(totals, terms, weeks, lingo),
        "rests_on": term_lines(terms, planned["action"].dropna(), lingo),
        "owners": _owners(planned, lingo),
        "weeks": weeks,
        "assumed": assumed,
        "groups": [
            {
                "status": status,
                "title": _title(lingo.text(f"plan.status_{status}")),
                "about": lingo.text(f"help_plan.about_{status}"),
                "people": lingo.number(len(own)),
                "rows": [_row(row, lingo) | more(row) for row in own.head(MOST_ROWS).to_dict("records")],
                "more": max(len(own) - MOST_ROWS, 0),
            }
            for status, own in by_status.items()
            if len(own)
        ],
    }


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _facts(totals: Totals, terms: Terms, lingo: Language) -> list[tuple[str, str]]:
    low, high = (lingo.number(end, 1) for end in totals.avoided)
    return [
        (lingo.text("help_plan.fact_planned"), lingo.number(totals.people["planned"])),
        (lingo.text("help_plan.fact_hours", all=lingo.short(terms.hours)), lingo.short(totals.hours)),
        (lingo.text("help_plan.fact_cost"), lingo.number(totals.cost)),
        (lingo.text("help_plan.fact_avoided"), lingo.text("help_plan.range", low=low, high=high)),
    ]


def _owners(planned: pd.DataFrame, lingo: Language) -> list[tuple[str, str, str]]:
    """By whom: people and hours, most hours first."""
    sums = planned.groupby("owner")["hours"].agg(["size", "sum"]).sort_values("sum", ascending=False, kind="stable")
    names = load_help().owners
    return [
        (getattr(names[str(owner)], lingo.code), lingo.number(row["size"]), lingo.short(row["sum"]))
        for owner, row in sums.iterrows()
    ]


def _row(row: Row, lingo: Language) -> Row:
    action = None if pd.isna(row["action"]) else load_help().actions[row["action"]]
    driver = None if pd.isna(row["driver"]) else load_drivers().drivers[row["driver"]]
    effects = [row[f"effect_{end}"] for end in ("low", "high")]
    return {
        "name": build_shown(str(row["employee_id"]), lingo),
        "place": build_place(row["site"], row["team"], lingo),
        "rank": "" if pd.isna(row["rank"]) else lingo.number(row["rank"]),
        "risk": "" if pd.isna(row["risk"]) else build_percent(row["risk"], lingo),
        "driver": "" if driver is None else getattr(driver.name, lingo.code),
        "points": "" if driver is None else lingo.points(row["contribution"]),
        "action": "" if action is None else getattr(action.name, lingo.code),
        "owner": "" if action is None else getattr(load_help().owners[action.owner], lingo.code),
        "starts": "" if pd.isna(row["from_date"]) else lingo.date(pd.Timestamp(row["from_date"]).date()),
        "hours": "" if action is None else lingo.short(row["hours"]),
        "cost": "" if action is None else lingo.number(row["cost"]),
        "effect": "" if action is None else _effect(effects, bool(row["proven"]), lingo),
        "link": "",
        "state": "",
        "offer": "",
    }


def _effect(ends: list[float], proven: bool, lingo: Language) -> str:
    low, high = (lingo.percent(end) for end in ends)
    return lingo.text("help_plan.effect_proven" if proven else "help_plan.effect_assumed", low=low, high=high)
