"""Help that was given, as pages show it: in words, with the state that it is in, and whose it is."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from houvast.actions.help_catalogue import load_help
from houvast.actions.help_log import HelpVersion
from houvast.catalogue import load_drivers
from houvast.language import Language
from houvast.publish.effects_page import action_name, driver_words
from houvast.suppression import FEWEST_COUNTED, round_count
from houvast.web.help_files import open_draws
from houvast.web.helps import STEPS, find_drawn, find_helps
from houvast.web.visit import Visit

STATES = ("decided", "offered", "accepted", "declined", "done", "withdrawn")


def build_given(visit: Visit, row: dict[str, Any], problem: str = "") -> dict[str, Any]:
    """What the section about help on a person's page shows."""
    lingo, person = visit.language, row["employee_id"]
    helps = find_helps(visit.database, person)
    drawn = find_drawn(open_draws(visit.workspace), person)
    codes = load_help().actions
    return {
        "given": [tell_help(one, lingo) for one in helps],
        "drawn": None if drawn is None else lingo.text(f"help_progress.drawn_{drawn.arm}", draw=drawn.draw_id),
        "choices": [(code, getattr(action.name, lingo.code)) for code, action in codes.items()],
        "drivers": [(code, getattr(text.name, lingo.code)) for code, text in load_drivers().drivers.items()],
        "steps": STEPS,
        "help_problem": problem,
        "entered": {name: visit.form.get(name, "") for name in (*STEPS, "accepted", "action", "driver")},
        "today": str(visit.database.now().date()),
    }


def tell_help(one: HelpVersion, lingo: Language) -> dict[str, Any]:
    """A help as texts; the form of it has the dates as they are."""
    days = {name: _day(getattr(one, name), lingo) for name in STEPS}
    return {
        "kept": dataclasses.asdict(one),
        "action": action_name(one.action, lingo),
        "driver": driver_words(one.driver, lingo) if one.driver else "",
        "state": one.state,
        "state_words": lingo.text(f"help_progress.state_{one.state}"),
        "by": lingo.text("help_progress.by_draw" if one.arm == "help" else "help_progress.by_analyst"),
        "account": one.account,
        "answer": lingo.text(f"help_progress.answer_{one.accepted}") if one.accepted else "",
        **days,
    }


def count_states(helps: Iterable[HelpVersion], lingo: Language, *, rounded: bool = False) -> list[tuple[str, str]]:
    """How many helps are in each state, in words; withdrawn ones only where there are any, and never rounded.

    Parameters
    ----------
    rounded : bool
        For whoever may not see whose help it is: as `suppression.round_count` has them.
    """
    counts = Counter(one.state for one in helps)
    shown = [state for state in STATES if state != "withdrawn" or (counts[state] and not rounded)]
    told = [round_count(counts[state]) if rounded else counts[state] for state in shown]
    few = lingo.text("help_progress.few", fewest=FEWEST_COUNTED)
    return [
        (lingo.text(f"help_progress.count_{state}"), few if count is None else lingo.number(count))
        for state, count in zip(shown, told, strict=True)
    ]


def find_stops(effects: dict[str, Any] | None, lingo: Language) -> list[tuple[str, str]]:
    """Help that must be stopped, and in which words."""
    found: Sequence[dict[str, Any]] = effects["draws"] if effects else ()
    return [
        (
            action_name(draw["action"], lingo),
            lingo.text(
                "effects.harm_stop",
                z=lingo.number(draw["harm"]["z"], 2),
                limit=lingo.number(draw["harm"]["limit"], 2),
                look=draw["harm"]["look"],
                looks=draw["harm"]["looks"],
            ),
        )
        for draw in found
        if draw["harm"] and draw["harm"]["stops"]
    ]


def _day(text: str | None, lingo: Language) -> str:
    return lingo.date(dt.date.fromisoformat(text)) if text else ""
