"""The scorecard's tables of figures: each beside every baseline, and the differences from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from houvast.evaluation import Figure
from houvast.language import Language
from houvast.publish.scorecard.facts import COMPARED, FIGURES, Scorecard, known_figure

DECIMALS = {"observed_expected": 2, "intercept": 2, "slope": 2, "ici": 4, "brier": 4, "lift_at_capacity": 1}
"""Decimals of a figure; 3 where it is not here."""
SHARES = ("precision_at_capacity", "recall_at_capacity")
PER_THOUSAND = ("net_benefit",)
EVERYONE = "everyone"

Cell = tuple[str, str]
"""A value and its interval, as written; a dash and nothing where it could not be estimated."""
Row = tuple[str, str, tuple[Cell, ...]]
"""A name, its code where it has one, and cells."""


@dataclass(frozen=True)
class Table:
    """Heads, of which the first is of the names; and rows."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def build_figures(card: Scorecard, lingo: Language, *, newest: bool = False) -> Table:
    """A row for every figure that anyone has, a column for the model and for each baseline."""
    ways = card.compared(newest=newest)
    rows = []
    for name in FIGURES:
        found = [card.figure(_name_of(name, of), newest=newest) for of in ways]
        if any(found):
            rows.append((lingo.text(f"scorecard.name_{name}"), name, tuple(_cell(name, one, lingo) for one in found)))
    heads = (lingo.text("scorecard.column_figure"), *(lingo.text(f"scorecard.of_{of}") for of in ways))
    return Table(heads, tuple(rows))


def build_differences(card: Scorecard, lingo: Language, *, newest: bool = False) -> Table:
    """The model less each baseline, in the same draws; net benefit beside helping everyone as well."""
    ways = [of for of in (*card.compared(newest=newest)[1:], EVERYONE) if _has_difference(card, of, newest)]
    rows = []
    for name in COMPARED:
        found = [card.figure(f"{name}_over_{of}", newest=newest) for of in ways]
        if any(found):
            cells = tuple(_cell(name, one, lingo, signed=True) for one in found)
            rows.append((lingo.text(f"scorecard.name_{name}"), f"{name}_over_…", cells))
    heads = (lingo.text("scorecard.column_figure"), *(lingo.text(f"scorecard.over_{of}") for of in ways))
    return Table(heads, tuple(rows))


def build_candidates(report: Mapping[str, Any], lingo: Language) -> Table:
    """What was weighed on the earlier stretches, and what was chosen."""
    rows = []
    for one in report.get("candidates", []):
        kind, _, detail = one["name"].partition("_")
        name = lingo.text(f"scorecard.candidate_{kind}", penalty=detail) if kind == "linear" else one["name"]
        if lingo.has(f"scorecard.candidate_{one['name']}"):
            name = lingo.text(f"scorecard.candidate_{one['name']}")
        loss = "–" if one["log_loss"] is None else lingo.number(one["log_loss"], 5)
        chosen = lingo.text("scorecard.yes") if one["name"] == report.get("chosen") else ""
        over = _cell("auc", known_figure(one["auc_over_linear"]), lingo, signed=True)
        rows.append((name, "", ((loss, ""), over, (chosen, ""))))
    heads = ("candidate", "log_loss", "over_linear", "chosen")
    return Table(tuple(lingo.text(f"scorecard.column_{head}") for head in heads), tuple(rows))


def write_figure(name: str, value: float, lingo: Language, *, signed: bool = False) -> str:
    """A figure's value in its own form: a percentage, so many in a thousand, or a number; with its sign if wanted."""
    if name in SHARES:
        return lingo.signed(value) if signed else lingo.percent(value)
    written = lingo.number(1000 * value, 1) if name in PER_THOUSAND else lingo.number(value, DECIMALS.get(name, 3))
    return f"+{written}" if signed and value > 0 and written.strip("0.,") else written


def build_interval(name: str, figure: Figure, lingo: Language, *, signed: bool = False) -> str:
    """The interval of a figure, in its own form."""
    low, high = (write_figure(name, bound, lingo, signed=signed) for bound in (figure.low, figure.high))
    return lingo.text("common.interval", low=low, high=high)


def _cell(name: str, figure: Figure | None, lingo: Language, *, signed: bool = False) -> Cell:
    if figure is None:
        return ("–", "")
    return (
        write_figure(name, figure.value, lingo, signed=signed),
        build_interval(name, figure, lingo, signed=signed),
    )


def _has_difference(card: Scorecard, of: str, newest: bool) -> bool:
    return any(card.figure(f"{name}_over_{of}", newest=newest) for name in COMPARED)


def _name_of(figure: str, of: str) -> str:
    return figure if of == "model" else f"{of}_{figure}"
