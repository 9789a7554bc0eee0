"""The top of a scorecard, in words of people: how good a list is, how sure that is, and what to be careful about."""

from collections.abc import Mapping
from typing import Any

from houvast.evaluation import Figure
from houvast.language import Language
from houvast.publish.charts import build_dots
from houvast.publish.people import build_percent, driver_name
from houvast.publish.remarks import build_remarks
from houvast.publish.scorecard.facts import Scorecard, known_figure

MOST_STAY_BELOW = 0.45
"""Share of those listed who left, below which the page says that most of them stayed."""


def build_top(card: Scorecard, lingo: Language) -> dict[str, Any]:
    """What the header shows."""
    summary, listed = card.summary, card.figure("precision_at_capacity")
    capacity = lingo.number(summary.capacity)
    title = lingo.text(f"scorecard.title_{card.verdict}", capacity=capacity)
    ways = {of: card.figure(f"{of}_precision_at_capacity") for of in ("tenure", "random")}
    return {
        "title": title,
        "lead": _lead(card, lingo),
        "stay": _stay(listed, lingo),
        "found": _found(card, lingo),
        "dots": [
            (build_dots(_hundred(one)), lingo.text(f"scorecard.dots_{of}", count=_hundred(one)))
            for of, one in {"model": listed, **ways}.items()
            if listed is not None and one is not None
        ],
        "facts": [
            (lingo.text(f"scorecard.fact_{name}"), lingo.number(count))
            for name, count in {
                "leavers": card.report["leavers"],
                "people": card.report["people"],
                "tested": card.report["tested_leavers"],
                "stretches": card.report["origins"],
            }.items()
        ],
    }


def build_sure(card: Scorecard, lingo: Language) -> list[str]:
    """How sure the figures are, a sentence each; empty where nothing could be tested."""
    report, auc, tenure = card.report, card.figure("auc"), card.figure("tenure_auc")
    if auc is None:
        return []
    counts = {"people": lingo.number(report["tested_people"]), "leavers": lingo.number(report["tested_leavers"])}
    said = [lingo.text("scorecard.sure_tested", count=report["origins"], **counts)]
    if tenure is not None:
        said.append(lingo.text("scorecard.sure_order", **_of_hundred("auc", auc, lingo), tenure=_write(tenure, lingo)))
    ratio = card.figure("observed_expected")
    if ratio is not None:
        said.append(lingo.text("scorecard.sure_calibration", **_of_hundred("value", ratio, lingo)))
    said += _build_after_help(report.get("after_help"), lingo)
    newest = card.figure("auc", newest=True)
    if newest is not None:
        said.append(lingo.text("scorecard.sure_newest", **_of_hundred("auc", newest, lingo)))
    overlap = overlap_of(card)
    if overlap is not None:
        said.append(
            lingo.text(
                "scorecard.sure_stable", overlap=lingo.percent(overlap.value), interval=percent_interval(overlap, lingo)
            )
        )
    return said


def _build_after_help(after_help: Mapping[str, Any] | None, lingo: Language) -> list[str]:
    """What became of who was helped, and of who was held out; nothing where no help is on record."""
    if after_help is None:
        return []
    said = [lingo.text("scorecard.sure_help_apart", people=lingo.number(after_help["people"]))]
    for name in ("of_helped", "of_held_out"):
        ratio = known_figure(after_help[name])
        if ratio is not None:
            said.append(lingo.text(f"scorecard.sure_{name}", **_of_hundred("value", ratio, lingo)))
    return said


def build_careful(card: Scorecard, lingo: Language) -> list[str]:
    """What to be careful about, the gravest first."""
    said = build_remarks((*card.remarks, *card.summary.warnings), lingo)
    said.append(lingo.text("scorecard.careful_points"))
    if card.summary.not_measured:
        drivers = ", ".join(driver_name(code, lingo) for code in card.summary.not_measured)
        said.append(lingo.text("scorecard.careful_not_measured", drivers=drivers))
    if card.summary.not_assessed_share:
        share = build_percent(card.summary.not_assessed_share, lingo)
        said.append(lingo.text("page.good_not_assessed", share=share))
    if not card.report.get("fairness"):
        said.append(lingo.text("scorecard.groups_none"))
    if not card.report.get("leakage"):
        said.append(lingo.text("scorecard.leaks_none"))
    return said


def overlap_of(card: Scorecard) -> Figure | None:
    """Share of a list that a refit lists too; None where stability was not measured."""
    stability = card.report.get("stability")
    return None if stability is None else known_figure(stability["overlap"])


def percent_interval(figure: Figure, lingo: Language) -> str:
    """The interval of a share, in percent."""
    return lingo.text("common.interval", low=lingo.percent(figure.low), high=lingo.percent(figure.high))


def _lead(card: Scorecard, lingo: Language) -> str:
    listed = card.figure("precision_at_capacity")
    if listed is None:
        return lingo.text("scorecard.lead_untested")
    tenure, by_lot = (card.figure(f"{of}_precision_at_capacity") for of in ("tenure", "random"))
    return lingo.text(
        "scorecard.lead",
        capacity=lingo.number(card.summary.capacity),
        weeks=lingo.number(card.summary.horizon_weeks),
        model=_write(listed, lingo),
        low=lingo.number(100 * listed.low),
        high=lingo.number(100 * listed.high),
        tenure=_write(tenure, lingo),
        random=_write(by_lot, lingo),
    )


def _stay(listed: Figure | None, lingo: Language) -> str:
    if listed is None or listed.value >= MOST_STAY_BELOW:
        return ""
    return lingo.text("scorecard.stay", stay=lingo.number(100 - _hundred(listed)))


def _found(card: Scorecard, lingo: Language) -> str:
    recall = card.figure("recall_at_capacity")
    if recall is None:
        return ""
    return lingo.text(
        "scorecard.found",
        capacity=lingo.number(card.summary.capacity),
        recall=lingo.percent(recall.value),
        interval=percent_interval(recall, lingo),
    )


def _hundred(figure: Figure) -> int:
    return round(100 * figure.value)


def _write(figure: Figure | None, lingo: Language) -> str:
    return "–" if figure is None else lingo.number(_hundred(figure))


def _of_hundred(name: str, figure: Figure, lingo: Language) -> dict[str, str]:
    low, high = (lingo.number(100 * bound) for bound in (figure.low, figure.high))
    return {name: _write(figure, lingo), "interval": lingo.text("common.interval", low=low, high=high)}
