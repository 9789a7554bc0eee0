"""Below the top of a scorecard: how it was chosen, what was checked, decided and not measured, and the records."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from houvast.catalogue import load_drivers
from houvast.fairness import FairnessTable, build_fairness_table
from houvast.language import Language, language_of
from houvast.leakage.findings import Finding
from houvast.publish.grounds import build_ground_limit, build_ground_value, build_grounds, build_held
from houvast.publish.inert import build_shown
from houvast.publish.people import driver_name
from houvast.publish.scorecard.analyst import overlap_of, percent_interval
from houvast.publish.scorecard.facts import Scorecard, known_figure
from houvast.publish.scorecard.figures import Row, build_interval, write_figure

LONGEST_FINDING = 600


def build_newest(card: Scorecard, lingo: Language) -> list[str]:
    """Under which protocol the newest stretch was opened, and how often it had been opened before."""
    sha, before = card.report.get("protocol_sha256"), card.report.get("opened_before")
    if sha is None:
        return [lingo.text("scorecard.newest_no_protocol")]
    return [
        lingo.text("scorecard.newest_opened", count=before or 0),
        lingo.text("scorecard.newest_protocol", sha=sha),
    ]


def build_stable(card: Scorecard, lingo: Language) -> list[str]:
    """How stable a list is over refits, and what twice the leavers would bring."""
    return [_stability(card, lingo), _learning(card, lingo)]


def build_features(card: Scorecard, lingo: Language) -> list[tuple[str, str]]:
    """Name and meaning of each feature in the model."""
    drivers = load_drivers()
    found = ((name, drivers.feature(name)) for name in card.report["features"])
    return [(name, "" if feature is None else getattr(feature.means, lingo.code)) for name, feature in found]


def build_groups(card: Scorecard, lingo: Language) -> FairnessTable | None:
    """Whom the list misses, with what records hold made inert; None where it was not measured."""
    report = card.report.get("fairness")
    if not report:
        return None
    table = build_fairness_table(report, language_of(lingo.code))
    sections = tuple(
        replace(one, rows=tuple((build_shown(row[0], lingo), *row[1:]) for row in one.rows)) for one in table.sections
    )
    return replace(table, verdict=build_shown(table.verdict, lingo, LONGEST_FINDING), sections=sections)


def build_leaks(card: Scorecard, lingo: Language) -> dict[str, Any] | None:
    """The result of the leakage gate: passed or not, what was found, and how many things were looked at."""
    kept = card.report.get("leakage")
    if not kept:
        return None
    return {
        "verdict": lingo.text("scorecard.leaks_passed" if kept["passed"] else "scorecard.leaks_failed"),
        "checked": lingo.text(
            "scorecard.leaks_checked",
            count=sum(count > 0 for count in kept["checked"].values()),
            things=lingo.number(sum(kept["checked"].values())),
        ),
        "findings": [build_shown(_finding(one).say(lingo), lingo, LONGEST_FINDING) for one in kept["findings"]],
    }


def build_decision(card: Scorecard, lingo: Language) -> tuple[str, list[Row]]:
    """What came of the version, and a row a ground: name; value, limit, whether it held."""
    decision = card.decision
    if decision is None:
        return lingo.text("scorecard.decision_past" if card.past else "scorecard.decision_none"), []
    rows = [
        (
            lingo.text(f"release.{one.name}"),
            "",
            tuple((write(one, lingo), "") for write in (build_ground_value, build_ground_limit, build_held)),
        )
        for one in decision.grounds
    ]
    if decision.promoted:
        return lingo.text(f"release.route_{decision.route}", champion=decision.champion), rows
    return lingo.text("release.stays", grounds=build_grounds(decision.failed, lingo)), rows


def build_unmeasured(card: Scorecard, lingo: Language) -> list[tuple[str, str]]:
    """What was not measured, and what was measured and not weighed, in names of drivers."""
    return [
        (
            lingo.text(f"scorecard.{part}"),
            ", ".join(driver_name(code, lingo) for code in card.report[part]) or lingo.text("scorecard.none_of_them"),
        )
        for part in ("not_measured", "not_weighed")
    ]


def build_data(card: Scorecard, lingo: Language) -> list[str]:
    """Who counts, what counts as leaving, and how many rows and people there were, a sentence each."""
    report, summary = card.report, card.summary
    said = [
        lingo.text("scorecard.data_outcome", weeks=lingo.number(summary.horizon_weeks)),
        lingo.text("scorecard.data_same"),
        lingo.text(
            "scorecard.data_rows",
            **{name: lingo.number(report[name]) for name in ("rows", "people", "leavers")},
            known=lingo.date(card.known_until),
        ),
    ]
    if card.observed_from is not None and summary.observed_until is not None:
        observed = {"first": lingo.date(card.observed_from), "last": lingo.date(summary.observed_until)}
        said.append(lingo.text("scorecard.data_observed", **observed))
    for name, key in (("data_unknown", "unknown_exits"), ("data_lag", "exit_lag_days")):
        if report[key]:
            said.append(lingo.text(f"scorecard.{name}", count=report[key]))
    return said


def build_stretches(report: Mapping[str, Any], lingo: Language) -> list[Row]:
    """A row a test stretch: its number; the dates learned from and tested."""
    days = ("train_until", "test_from", "test_until")
    return [
        (lingo.number(number), "", tuple((lingo.date(dt.date.fromisoformat(one[day])), "") for day in days))
        for number, one in enumerate(report.get("stretches", []), start=1)
    ]


def _stability(card: Scorecard, lingo: Language) -> str:
    overlap, kept = overlap_of(card), card.report.get("stability")
    if overlap is None or kept is None:
        return lingo.text("scorecard.stable_none")
    return lingo.text(
        "scorecard.stable",
        count=kept["refits"],
        overlap=lingo.percent(overlap.value),
        interval=percent_interval(overlap, lingo),
        median=lingo.percent(kept["rank_change_median"]),
        p90=lingo.percent(kept["rank_change_p90"]),
    )


def _learning(card: Scorecard, lingo: Language) -> str:
    curve = card.report.get("learning_curve")
    gain = None if curve is None else known_figure(curve["gain_with_twice"])
    if curve is None or gain is None:
        return lingo.text("scorecard.learning_none")
    return lingo.text(
        "scorecard.learning_more" if curve["can_be_said"] else "scorecard.learning_unsaid",
        gain=write_figure("auc", gain.value, lingo),
        interval=build_interval("auc", gain, lingo),
    )


def _finding(kept: Mapping[str, Any]) -> Finding:
    return Finding(**{name: kept[name] for name in ("check", "table", "column", "evidence", "refuses")})
