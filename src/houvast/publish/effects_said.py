"""What is known of help, what is not, and what to try next: sentences that follow from the verdicts by rule.

Rules
-----
known
    Every draw whose effect is proven, at the list's horizon, with the interval.
not known
    Every other draw; help that was given without one; and how much of the catalogue nobody has drawn.
next
    Help that harms is stopped. Help that was proven is offered to all, and another one drawn. A draw that is not
    finished goes on. Where arms differed, the draw itself is looked at. Where nothing was drawn, something is.
"""

from collections.abc import Mapping
from typing import Any

from houvast.actions.help_catalogue import load_help
from houvast.evaluation import read_figure
from houvast.language import Language
from houvast.publish.inert import build_shown

Said = dict[str, list[str]]


def say_effects(report: Mapping[str, Any], lingo: Language) -> Said:
    """Sentences by `known`, `unknown` and `next`.

    Parameters
    ----------
    report : mapping
        As `actions.measured.EffectReport.as_dict` gives it.
    """
    said: Said = {"known": [], "unknown": [], "next": []}
    for draw in report["draws"]:
        _say_draw(draw, said, lingo)
    if report["given"]:
        said["unknown"].append(lingo.text("help_effects.unknown_given", count=len(report["given"])))
    drawn = {code for draw in report["draws"] for code in draw["action"].split(", ")}
    never = [code for code in load_help().actions if code not in drawn]
    said["unknown"].append(lingo.text("help_effects.unknown_never", count=len(never)))
    if not report["draws"]:
        said["next"].append(lingo.text("help_effects.next_draw"))
    if not said["known"]:
        said["known"].append(lingo.text("help_effects.known_nothing"))
    said["next"] = list(dict.fromkeys(said["next"])) or [lingo.text("help_effects.next_wait")]
    return said


def said_lines(report: Mapping[str, Any], lingo: Language) -> list[str]:
    """The same as lines with their headings."""
    lines = []
    for part, sentences in say_effects(report, lingo).items():
        lines += [lingo.text(f"help_effects.{part}_title"), *(f"– {sentence}" for sentence in sentences), ""]
    return [*lines, lingo.text("effects.rule")]


def verdict_words(verdict: Mapping[str, Any], lingo: Language) -> str:
    """A verdict in words."""
    return lingo.text(f"effects.{verdict['code']}" + (f"_{verdict['direction']}" if verdict["direction"] else ""))


def _say_draw(draw: Mapping[str, Any], said: Said, lingo: Language) -> None:
    action = load_help().actions.get(draw["action"])
    name = build_shown(draw["action"] or draw["draw_id"], lingo) if action is None else getattr(action.name, lingo.code)
    harms = draw["harm"] is not None and draw["harm"]["stops"]
    if not draw["effects"]:
        said["unknown"].append(lingo.text("help_effects.unknown_early", action=name))
        said["next"].append(lingo.text("help_effects.next_go_on", action=name))
        return
    verdict, figure = draw["verdicts"][0], read_figure(draw["effects"][0]["difference"])
    values = {"action": name, "days": draw["effects"][0]["days"]}
    values |= {part: lingo.signed(getattr(figure, end)) for part, end in _PARTS.items()}
    if verdict["code"] == "proven":
        said["known"].append(lingo.text(f"help_effects.known_{verdict['direction']}", **values))
    else:
        said["unknown"].append(lingo.text(f"help_effects.unknown_{_why(verdict)}", **values))
    step = "stop" if harms or verdict["direction"] == "harms" else _NEXT.get(_why(verdict), "offer")
    said["next"].append(lingo.text(f"help_effects.next_{step}", action=name))


_PARTS = {"difference": "value", "low": "low", "high": "high"}
_NEXT = {"too_few": "go_on", "unlike_before": "look", "not_finished": "go_on", "not_shown": "another"}


def _why(verdict: Mapping[str, Any]) -> str:
    """What stands in the way first; the verdict itself where nothing does."""
    return next((ground for ground in verdict["grounds"] if ground in _NEXT), verdict["code"])
