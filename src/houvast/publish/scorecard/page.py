"""The scorecard's page: one file that needs nothing else, without scripts, in either language. It names nobody."""

from typing import Any

from houvast.language import Language, language_of
from houvast.publish.inert import build_shown
from houvast.publish.model_views import build_model_views
from houvast.publish.page import open_template
from houvast.publish.remarks import build_remarks
from houvast.publish.scorecard import drawings
from houvast.publish.scorecard.analyst import build_careful, build_sure, build_top
from houvast.publish.scorecard.facts import Scorecard
from houvast.publish.scorecard.figures import build_candidates, build_differences, build_figures
from houvast.publish.scorecard.statistician import (
    build_data,
    build_decision,
    build_features,
    build_groups,
    build_leaks,
    build_newest,
    build_stable,
    build_stretches,
    build_unmeasured,
)
from houvast.publish.scorecard.tripod import build_tripod
from houvast.publish.survival_page import build_total_view
from houvast.publish.view import LONGEST_HASH, LONGEST_NOTES, build_records, flatten
from houvast.suppression import FEWEST_PEOPLE

PAGE = "scorecard.html"
SECTIONS = (
    "purpose", "sure", "careful", "figures", "newest", "curves", "stable", "choice", "views", "hazard", "groups",
    "leaks", "decision", "unmeasured", "data", "tripod", "made",
)  # fmt: skip
"""Anchors of the sections, in order; `top` is the header."""
NAMED = {"groups": "fairness.title", "views": "model_views.title"}
"""Titles that other pages have too."""
ALWAYS = ("top", "purpose", "careful", "choice", "unmeasured", "data", "made")
"""Sections that always have something to tell."""


def build_scorecard_page(card: Scorecard, language: str, list_page: str = "", back: str = "scorecard.back") -> str:
    """The page as text. Everything that records hold is escaped.

    Parameters
    ----------
    language : {"en", "nl"}
    list_page : str
        The page to go back to; no way back where empty.
    back : str
        Name of the text that says so.
    """
    lingo = language_of(language)
    page = open_template("scorecard.html.j2")
    return page.render(t=lingo.text, lingo=lingo, list_page=list_page, back=back, **_build_view(card, lingo)) + "\n"


def _build_view(card: Scorecard, lingo: Language) -> dict[str, Any]:
    summary = card.summary
    titles = {name: lingo.text(f"scorecard.{name}_title") for name in SECTIONS if name not in NAMED}
    titles |= {name: lingo.text(text) for name, text in NAMED.items()} | {"top": lingo.text("scorecard.top_title")}
    view = {
        "titles": titles,
        "subtitle": lingo.text(
            "scorecard.subtitle",
            config=build_shown(summary.config_name, lingo),
            number=lingo.number(card.number),
            date=lingo.date(card.known_until),
        ),
        "notes": build_shown(summary.notes, lingo, LONGEST_NOTES),
        **build_top(card, lingo),
        "sure": build_sure(card, lingo),
        "careful": build_careful(card, lingo),
        "tested": {name: lingo.number(card.report[f"tested_{name}"]) for name in ("people", "leavers")},
        "figures": build_figures(card, lingo),
        "differences": build_differences(card, lingo),
        "newest_figures": build_figures(card, lingo, newest=True),
        "newest_differences": build_differences(card, lingo, newest=True),
        "newest": build_newest(card, lingo),
        **_build_curves(card, lingo),
        "stable": build_stable(card, lingo),
        "candidates": build_candidates(card.report, lingo),
        "rung": build_remarks(summary.rung, lingo),
        "features": build_features(card, lingo),
        "views": build_model_views(card.views, lingo),
        "fewest": lingo.number(FEWEST_PEOPLE),
        "panels": [] if card.hazard is None else build_total_view(card.hazard, lingo),
        "groups": build_groups(card, lingo),
        "leaks": build_leaks(card, lingo),
        "decision": build_decision(card, lingo),
        "unmeasured": build_unmeasured(card, lingo),
        "set_aside": build_remarks(summary.set_aside, lingo),
        "data": build_data(card, lingo),
        "stretches": build_stretches(card.report, lingo),
        **build_records(summary, lingo),
        "summary": summary,
        "made": [(name, build_shown(value, lingo, LONGEST_HASH)) for name, value in flatten(dict(card.made))],
    }
    return view | {"tripod": build_tripod(_shown(card, view), titles, lingo)}


def _build_curves(card: Scorecard, lingo: Language) -> dict[str, Any]:
    """The four drawings and the words under them; None for one that has nothing to draw."""
    costs, recall, lift = card.summary.costs, *(card.figure(f"{one}_at_capacity") for one in ("recall", "lift"))
    curves = {
        "calibration": drawings.build_calibration(card.report, lingo),
        "benefit": None if costs is None else drawings.build_benefit(card.report, costs.pays_from, lingo),
        "found_by": drawings.build_found(card.report, lingo),
        "spread": drawings.build_spread(card.report, lingo),
    }
    benefit_alt = "" if costs is None else lingo.text(
        "scorecard.benefit_alt",
        threshold=lingo.percent_short(costs.pays_from),
        help=lingo.number(costs.help),
        replacement=lingo.number(costs.replacement),
        effect=lingo.percent(costs.effect),
    )  # fmt: skip
    found_alt = lingo.text(
        "scorecard.found_alt",
        capacity=lingo.number(card.summary.capacity),
        recall="–" if recall is None else lingo.percent(recall.value),
        lift="–" if lift is None else lingo.number(lift.value, 1),
    )
    return {**curves, "benefit_alt": benefit_alt, "found_alt": found_alt}


def _shown(card: Scorecard, view: dict[str, Any]) -> set[str]:
    """Anchors of the sections that tell something."""
    told = {
        "sure": view["sure"],
        "figures": view["figures"].rows,
        "newest": view["newest_figures"].rows and card.report.get("protocol_sha256"),
        "curves": any(view[name] for name in ("calibration", "benefit", "found_by", "spread")),
        "groups": view["groups"],
    }
    return {*ALWAYS, *(name for name, something in told.items() if something)}
