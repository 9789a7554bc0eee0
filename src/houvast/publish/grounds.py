"""The grounds of the release gate as a reader sees them: value with interval, limit, and names in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from houvast.language import Language
from houvast.ledger import Change
from houvast.release import Decision, Ground

_YES_OR_NO = {"not_taken_back", "more_than_rates", "keeps_what_was_shown"}


def build_ground_value(ground: Ground, lingo: Language) -> str:
    """What was found, with its interval where it has one; empty for a ground that is a yes or no."""
    value = ground.value
    if value is None:
        return "" if ground.held is not None and not ground.routes else _nothing(ground, lingo)
    if isinstance(value, float):
        return build_kept_figure({"value": value, "low": ground.low, "high": ground.high}, lingo)
    if isinstance(value, str) and lingo.has(f"release.{value}"):
        return lingo.text(f"release.{value}")
    return build_day(value, lingo) if isinstance(value, str) else lingo.number(value)


def build_ground_limit(ground: Ground, lingo: Language) -> str:
    """What the value is held against; empty where there is nothing to hold it against."""
    limit = ground.limit
    if limit is None:
        return ""
    if isinstance(limit, str):
        if lingo.has(f"release.{limit}"):
            return lingo.text(f"release.{limit}")
        if "–" in limit:
            return "–".join(lingo.number(float(part), 2) for part in limit.split("–"))
        return lingo.text("release.at_least", limit=build_day(limit, lingo))
    key = "at_least" if isinstance(limit, int) and limit else "above"
    return lingo.text(f"release.{key}", limit=lingo.number(limit, 0 if isinstance(limit, int) else 2))


def build_held(ground: Ground, lingo: Language) -> str:
    """Whether it held, in a word."""
    held = "not_measured" if ground.held is None else "held" if ground.held else "not_held"
    return lingo.text(f"release.{held}")


def build_decided(decision: Decision | None, lingo: Language, *, past: bool) -> str:
    """What became of a version: why it makes the lists, or which grounds stood in the way; a dash where undecided."""
    if decision is None:
        return lingo.text("release.decided_past") if past else "–"
    if decision.promoted:
        return lingo.text(f"release.decided_{decision.route}")
    return lingo.text("release.decided_stays", grounds=build_grounds(decision.failed, lingo))


def build_how(change: Change, lingo: Language) -> str:
    """How the champion changed: by rule, by hand, or by hand against the gate."""
    if change.against_gate:
        return lingo.text("release.how_promote_against", grounds=build_grounds(change.against_gate, lingo))
    return lingo.text(f"release.how_{change.how}")


def build_reason(change: Change, lingo: Language) -> str:
    """Why the champion changed: the rule in words, or what a person gave as reason, as they wrote it."""
    return lingo.text(f"release.decided_{change.reason}") if change.how == "rule" else change.reason


def build_grounds(names: Sequence[str], lingo: Language) -> str:
    """Grounds by name, in words, one after the other."""
    return ", ".join(lingo.text(f"release.{name}") for name in names)


def build_kept_figure(figure: Mapping[str, Any], lingo: Language, decimals: int = 3) -> str:
    """A figure as it is kept (`value`, `low`, `high`), with its interval."""
    value, low, high = (figure[part] for part in ("value", "low", "high"))
    if value is None or low is None:
        return lingo.text("release.not_measured")
    return lingo.text(
        "release.interval",
        **{
            part: lingo.number(one, decimals)
            for part, one in zip(("value", "low", "high"), (value, low, high), strict=True)
        },
    )


def build_day(day: str | None, lingo: Language) -> str:
    """An ISO date in words; a dash where there is none."""
    return "–" if day is None else lingo.date(dt.date.fromisoformat(day))


def _nothing(ground: Ground, lingo: Language) -> str:
    """A ground that is a yes or no has no value; one that would have a figure was not measured."""
    return "" if ground.name in _YES_OR_NO else lingo.text("release.not_measured")
