"""The page of the first 90 days: leaving by week, cohorts of hire, how they were received, what goes together."""

import datetime as dt
import math
from pathlib import Path
from typing import Any

from houvast.evaluation import Figure
from houvast.first_days_facts import DAYS, FirstDays, Half, HiringCohort
from houvast.language import Language
from houvast.publish.printable import write_printable
from houvast.publish.survival_charts import Panel, build_weeks_panel
from houvast.suppression import FEWEST_PEOPLE
from houvast.survival_facts import EARLY_DAYS

NAME = "first_90_days.html"
FACTS = "first_90_days.json"


def write_first_days_page(path: Path, as_of: dt.date, found: FirstDays, config_name: str, language: str) -> None:
    """`first_90_days.html` beside a list: one file that needs nothing else."""
    write_printable(
        path, "first_90_days", as_of, config_name, language, lambda lingo: build_first_days_view(found, lingo)
    )


def build_first_days_view(found: FirstDays, lingo: Language) -> dict[str, Any]:
    """What the page shows, in words and in pixels."""
    here = found.total.here[EARLY_DAYS]
    lead = (
        lingo.text("survival.lead_none")
        if math.isnan(here.value)
        else lingo.text("survival.lead", here=_hundred(here, lingo), interval=_interval(here, lingo))
    )
    return {
        "lead": lead,
        "people": lingo.number(found.total.people),
        "panels": [_panel(how, panel, lingo) for how, panel in build_weeks_panel(found.weeks)],
        "says": build_sentences(found, lingo),
        "days": DAYS,
        "cohorts": [_cohort(one, found.steps, lingo) for one in (*found.cohorts, found.total)],
        "steps": [(step, lingo.text(f"first_90_days.step_{step}")) for step in found.steps],
        "halves": _halves(found, lingo),
        "fewest": FEWEST_PEOPLE,
    }


def build_sentences(found: FirstDays, lingo: Language) -> list[str]:
    """What the drawings show: the week in which most leave, and which cohorts stand apart from all hires together."""
    said = []
    if found.weeks:
        worst = max(found.weeks, key=lambda one: (one.chosen.value, -one.from_days))
        said.append(
            lingo.text(
                "first_90_days.says_week",
                week=worst.from_days // 7 + 1,
                share=lingo.number(100 * worst.chosen.value, 1),
                interval=_interval(worst.chosen, lingo, 1),
            )
        )
    total = found.total.here[EARLY_DAYS]
    for cohort in found.cohorts:
        here = cohort.here[EARLY_DAYS]
        if here.low > total.high or here.high < total.low:
            said.append(
                lingo.text(
                    "first_90_days.says_apart",
                    cohort=name_cohort(cohort.name, lingo),
                    here=_hundred(here, lingo),
                    interval=_interval(here, lingo),
                    all=_hundred(total, lingo),
                )
            )
    if len(said) == bool(found.weeks) and found.cohorts:
        said.append(lingo.text("first_90_days.says_none_apart"))
    return said


def name_cohort(name: str | None, lingo: Language) -> str:
    """A cohort as a reader knows it: third quarter of 2025, or the others."""
    if name is None:
        return lingo.text("first_90_days.earlier")
    year, quarter = name.split("-Q")
    return lingo.text("first_90_days.quarter", year=year, quarter=quarter)


def _cohort(one: HiringCohort, steps: tuple[str, ...], lingo: Language) -> dict[str, Any]:
    here = one.here[EARLY_DAYS]
    return {
        "name": name_cohort(one.name, lingo),
        "people": lingo.number(one.people),
        "here": [_written(one.here[day], lingo) for day in DAYS],
        "received": [_written(one.received[step], lingo) for step in steps],
        "at": None if math.isnan(here.value) else [round(100 * part, 2) for part in (here.low, here.high, here.value)],
    }


def _halves(found: FirstDays, lingo: Language) -> dict[str, Any] | None:
    if found.held is None or found.others is None:
        return None
    return {
        "held": _half(found.held, lingo),
        "others": _half(found.others, lingo),
        "rows": [
            {
                "name": lingo.text(f"first_90_days.step_{step}"),
                "held": _written(found.held.received[step], lingo),
                "others": _written(found.others.received[step], lingo),
                "apart": lingo.text(f"first_90_days.{_tell(found.held.received[step], found.others.received[step])}"),
            }
            for step in found.steps
        ],
    }


def _half(half: Half, lingo: Language) -> dict[str, Any]:
    names = ", ".join(name_cohort(name, lingo) for name in half.cohorts)
    return {"cohorts": names, "people": lingo.number(half.people), "here": _written(half.here, lingo)}


def _tell(held: Figure, others: Figure) -> str:
    if math.isnan(held.value) or math.isnan(others.value):
        return "apart_unknown"
    if held.low > others.high:
        return "apart_more"
    return "apart_less" if held.high < others.low else "apart_none"


def _panel(how: str, panel: Panel, lingo: Language) -> tuple[str, str, Panel]:
    alt = lingo.text(
        "survival.alt",
        top=lingo.number(100 * panel.top_share, 1),
        low=panel.first_week,
        high=panel.last_week,
    )
    return lingo.text(f"survival.{how}"), alt, panel


def _hundred(figure: Figure, lingo: Language) -> str:
    return lingo.number(100 * figure.value)


def _interval(figure: Figure, lingo: Language, decimals: int = 0) -> str:
    low, high = (lingo.number(100 * bound, decimals) for bound in (figure.low, figure.high))
    return lingo.text("common.interval", low=low, high=high)


def _written(figure: Figure, lingo: Language) -> tuple[str, str]:
    """Of 100, and its interval; a dash where it cannot be told."""
    return ("–", "") if math.isnan(figure.value) else (_hundred(figure, lingo), _interval(figure, lingo))
