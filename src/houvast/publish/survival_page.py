"""The survival page: when people left, by week of tenure, in total and by group, in pictures and in words."""

import datetime as dt
import math
from pathlib import Path
from typing import Any

from houvast.evaluation import Figure
from houvast.language import Language, language_of
from houvast.publish.inert import build_shown
from houvast.publish.page import open_template
from houvast.publish.survival_charts import Panel, build_group_panels, build_total_panels
from houvast.suppression import FEWEST_PEOPLE
from houvast.survival_facts import EARLY_DAYS, Group, Survival

GROUP_DAYS = (EARLY_DAYS, 365)
KINDS = ("site", "contract_type", "hired")
LONGEST_NAME = 60


def write_survival_page(path: Path, as_of: dt.date, survival: Survival, config_name: str, language: str) -> None:
    """`survival.html` beside a list."""
    page = build_survival_page(as_of, survival, config_name, language, list_page="summary.html")
    path.write_text(page, encoding="utf-8", newline="\n")


def build_survival_page(
    as_of: dt.date, survival: Survival, config_name: str, language: str, list_page: str = ""
) -> str:
    """The page as text, one file that needs nothing else. Everything that records hold is escaped.

    Parameters
    ----------
    as_of : datetime.date
        Until when employments are observed.
    list_page : str
        The page to go back to; no way back where empty.
    """
    lingo = language_of(language)
    view = _build_view(as_of, survival, config_name, lingo)
    return open_template("survival.html.j2").render(t=lingo.text, lingo=lingo, list_page=list_page, **view) + "\n"


def _build_view(as_of: dt.date, survival: Survival, config_name: str, lingo: Language) -> dict[str, Any]:
    start = survival.total.here_after(EARLY_DAYS)
    known = not math.isnan(start.value)
    lead = (
        lingo.text("survival.lead", here=_hundred(start, lingo), interval=_interval(start, lingo))
        if known
        else lingo.text("survival.lead_none")
    )
    return {
        "title": lingo.text("survival.title"),
        "subtitle": lingo.text("survival.subtitle", config=build_shown(config_name, lingo), date=lingo.date(as_of)),
        "lead": lead,
        "facts": [
            (lingo.text(f"survival.figure_{name}"), lingo.number(count))
            for name, count in {"people": survival.people, "spells": survival.spells, **survival.exits}.items()
            if count or name != "unknown"
        ],
        "panels": build_total_view(survival.total, lingo),
        "says": build_sentences(survival, lingo),
        "points": [
            (point.day, [_written(one, lingo) for one in (point.here, point.chosen, point.other)])
            for point in survival.total.points
        ],
        "kinds": [_kind(kind, survival, lingo) for kind in KINDS if any(g.kind == kind for g in survival.groups)],
        "days": GROUP_DAYS,
        "fewest": FEWEST_PEOPLE,
    }


def build_total_view(total: Group, lingo: Language) -> list[tuple[str, str, Panel]]:
    """Title, description and drawing of each panel of everyone together."""
    return [
        (lingo.text(f"survival.panel_{part}", how=lingo.text(f"survival.{how}")), _alt(panel, lingo), panel)
        for how, part, panel in build_total_panels(total)
    ]


def build_sentences(survival: Survival, lingo: Language) -> list[str]:
    """What the pictures show, in words: where leaving is concentrated, how early, and which groups stand apart."""
    usual = _rate(survival.usual.value, lingo)
    said = []
    if survival.peak_from_week is not None:
        said.append(
            lingo.text(
                "survival.says_peak",
                first=survival.peak_from_week,
                last=survival.peak_to_week,
                peak=_rate(survival.peak.value, lingo),
                interval=_interval(survival.peak, lingo, 1),
                usual=usual,
            )
        )
    elif not math.isnan(survival.usual.value):
        said.append(lingo.text("survival.says_no_peak", usual=usual))
    early, chosen = survival.early_share, survival.early_chosen_share
    if not math.isnan(chosen.value):
        said.append(
            lingo.text(
                "survival.says_early",
                share=lingo.percent(early.value),
                interval=_interval(early, lingo),
                chosen=lingo.percent(chosen.value),
                chosen_interval=_interval(chosen, lingo),
            )
        )
    apart = [_say_apart(group, lingo) for group in survival.groups if group.apart]
    compared = any(group.elsewhere is not None for group in survival.groups)
    return said + (apart or ([lingo.text("survival.says_none_apart")] if compared else []))


def name_group(group: Group, lingo: Language) -> str:
    """A group as a reader knows it: a site, a contract type, a half-year."""
    if group.name is None:
        return lingo.text("survival.others")
    if group.kind == "hired" and "-" in group.name:
        year, half = group.name.split("-")
        return lingo.text("survival.half", year=year, half=half)
    if group.kind == "contract_type" and lingo.has(f"survival.contract_{group.name}"):
        return lingo.text(f"survival.contract_{group.name}")
    return build_shown(group.name, lingo, LONGEST_NAME)


def _say_apart(group: Group, lingo: Language) -> str:
    here, weeks = group.here_after(EARLY_DAYS), group.start_days // 7
    return lingo.text(
        "survival.says_apart",
        who=lingo.text("survival.who_after", count=weeks) if weeks else lingo.text("survival.who_starters"),
        group=name_group(group, lingo),
        here=_hundred(here, lingo),
        interval=_interval(here, lingo),
        rest=_hundred(group.elsewhere, lingo),
        rest_interval=_interval(group.elsewhere, lingo),
    )


def _kind(kind: str, survival: Survival, lingo: Language) -> dict[str, Any]:
    groups = [group for group in survival.groups if group.kind == kind]
    rows = []
    for group, panel in zip(groups, build_group_panels(groups), strict=True):
        shares = [_written(group.here_after(day), lingo) for day in GROUP_DAYS]
        rest = ("–", "") if group.elsewhere is None else _written(group.elsewhere, lingo)
        rows.append(
            {
                "name": name_group(group, lingo),
                "people": lingo.number(group.people),
                "shares": shares,
                "rest": rest,
                "panel": panel,
                "alt": "" if panel is None else _alt(panel, lingo),
            }
        )
    told = any(group.points for group in groups)
    unplaced = survival.unplaced_exits if kind == "site" else 0
    return {
        "code": kind,
        "about": lingo.text(f"survival.about_{kind}"),
        "start": lingo.text("survival.from_start", count=groups[0].start_days // 7) if told else "",
        "told": told,
        "rows": rows,
        # A count of fewer would be about persons.
        "unplaced": lingo.text("survival.unplaced", exits=lingo.number(unplaced)) if unplaced >= FEWEST_PEOPLE else "",
    }


def _alt(panel: Panel, lingo: Language) -> str:
    return lingo.text("survival.alt", top=_rate(panel.top_share, lingo), low=panel.first_week, high=panel.last_week)


def _hundred(figure: Figure, lingo: Language) -> str:
    return lingo.number(100 * figure.value)


def _rate(share: float, lingo: Language) -> str:
    return lingo.number(100 * share, 1)


def _interval(figure: Figure, lingo: Language, decimals: int = 0) -> str:
    low, high = (lingo.number(100 * bound, decimals) for bound in (figure.low, figure.high))
    return lingo.text("common.interval", low=low, high=high)


def _written(figure: Figure, lingo: Language) -> tuple[str, str]:
    """Of 100, and its interval; a dash where it cannot be told."""
    return ("–", "") if math.isnan(figure.value) else (_hundred(figure, lingo), _interval(figure, lingo))
