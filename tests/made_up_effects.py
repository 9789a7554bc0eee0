"""Made-up effects, as `houvast effects` writes them: two draws, and help that somebody chose to give."""

from typing import Any

import pandas as pd

from houvast.actions.measured import EffectReport, HarmLook, MeasuredDraw, MeasuredHelp
from houvast.effects import Adjusted, DrawEffect, Overlap, Verdict
from houvast.evaluation import Figure

NAN = float("nan")


def effect(days: int, helped: tuple[int, int], others: tuple[int, int], low: float, high: float) -> DrawEffect:
    """A difference of (left, of so many) shares with an interval, and shares over time that rise evenly to it."""
    one, other = helped[0] / helped[1], others[0] / others[1]
    wide = {"low": 0.8, "high": 1.2}

    def share(value: float) -> Figure:
        return Figure(value, value * wide["low"], value * wide["high"])

    over_time = {
        day: (share(one * day / days), share(other * day / days), share((one - other) * day / days))
        for day in (28, 91, 182)
        if day <= days
    }
    return DrawEffect(
        days,
        (helped[1], others[1]),
        (helped[0], others[0]),
        share(one),
        share(other),
        Figure(one - other, low, high),
        share(one / other),
        over_time,
    )


def made_up_effects(stops: bool = False, until: str = "2025-06-01") -> EffectReport:
    """A draw that is proven to help (`career_talk`), one that shows nothing yet, and `pay_review` without a draw."""
    first, longest = effect(91, (8, 200), (20, 200), -0.11, -0.01), effect(182, (20, 200), (40, 200), -0.17, -0.03)
    proven = MeasuredDraw(
        "demo-2024-06-01", "career_talk", "career", ("2024-06-01", "2024-09-01"), False, 1, (first, longest),
        {"pay_since_rise_days": Figure(3.0, -10.0, 16.0)},
        {"tenure": {"3_to_12_months": first, "a_year_and_longer": None, "under_3_months": longest}},
        (Verdict("proven", "helps"), Verdict("proven", "helps")),
        HarmLook(-2.6, 2.5, 3, 12, ), 400,
    )  # fmt: skip
    late = MeasuredDraw(
        "demo-2025-01-01", "<b>resilience</b>", "burnout", ("2025-01-01", "2025-01-01"), True, 0,
        (effect(91, (12, 60), (6, 60), -0.02, 0.22),), {}, {},
        (Verdict("not_shown", None, ("not_finished",)),), HarmLook(3.1 if stops else 1.1, 2.5, 1, 12), 2987,
    )  # fmt: skip
    overlap = Overlap(0.07, (0.2, 0.5, 0.9), (0.02, 0.2, 0.6), 0.8, 0.09, 51.0)
    found = Adjusted((80, 400), Figure(0.01, -0.04, 0.06), Figure(1.2, 0.7, 1.9), Figure(0.08, 0.02, 0.14), overlap)
    before = {"burnout_sick_spells_180d_count": Figure(0.4, 0.1, 0.7)}
    grounds = ("not_drawn", "unlike_before")
    given = MeasuredHelp("pay_review", (80, 400), found, before, 1.69, 1.0, Verdict("unproven", None, grounds))
    few = MeasuredHelp("", (9, 400), None, {}, NAN, NAN, Verdict("unproven", None, ("not_drawn", "too_few")))
    return EffectReport(until, 91, 50, (proven, late), (given, few))


def as_told(**given: Any) -> dict[str, Any]:
    """The same as it is written."""
    return made_up_effects(**given).as_dict()


def rows_of(table: pd.DataFrame, comparison: str) -> pd.DataFrame:
    """The rows of one kind of comparison."""
    return table[table["comparison"] == comparison].reset_index(drop=True)
