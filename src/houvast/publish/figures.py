"""Figures as a reader sees them: a value with its interval, in the language's own marks."""

import math

from houvast.evaluation import Figure
from houvast.language import Language
from houvast.summary import Summary

MEASURES = ("auc", "observed_expected", "brier", "precision", "lift", "recall")
"""Figures of a way to make lists, in the order of reading."""

DECIMALS = {"auc": 2, "observed_expected": 2, "brier": 3, "lift": 1}
"""Decimals of a figure; those not here are shares and are written as percentages."""


def build_figure(name: str, figure: Figure | None, language: Language) -> str:
    """A figure with its interval, or a dash: 0.68 (0.64 to 0.72)."""
    interval = build_interval(name, figure, language)
    value = build_value(name, figure, language)
    return f"{value} ({interval})" if interval else value


def build_value(name: str, figure: Figure | None, language: Language) -> str:
    """The value alone; a dash where it is not known."""
    return "–" if figure is None or math.isnan(figure.value) else _write(name, figure.value, language)


def build_interval(name: str, figure: Figure | None, language: Language) -> str:
    """The interval alone, 0.64 to 0.72; empty where it is not known."""
    if figure is None or math.isnan(figure.value) or math.isnan(figure.low) or math.isnan(figure.high):
        return ""
    low, high = (_write(name, bound, language) for bound in (figure.low, figure.high))
    return language.text("common.interval", low=low, high=high)


def measures_shown(summary: Summary) -> list[str]:
    """Names of the figures that any of the scores has."""
    scores = summary.evaluation.scores
    return [name for name in MEASURES if any(_is_known(getattr(one, name)) for one in scores)]


def _is_known(figure: Figure | None) -> bool:
    return figure is not None and not math.isnan(figure.value)


def _write(name: str, value: float, language: Language) -> str:
    return language.number(value, DECIMALS[name]) if name in DECIMALS else language.percent(value)
