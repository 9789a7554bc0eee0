"""What a scorecard says of a version: its record as plain values, and the verdict that follows from them."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from houvast.evaluation import Figure, read_figure
from houvast.release import Decision
from houvast.summary import Remark, Summary
from houvast.survival_facts import Group

BASELINES = ("tenure", "team_rate", "champion", "random")
FIGURES = (
    "auc", "auc_4w", "auc_13w", "auc_26w", "c_index",
    "observed_expected", "intercept", "slope", "ici", "brier", "scaled_brier", "net_benefit",
    "precision_at_capacity", "recall_at_capacity", "lift_at_capacity",
)  # fmt: skip
"""In the order of reading; `GLOSSARY.md` says what each is."""
COMPARED = ("auc", "brier", "net_benefit", "precision_at_capacity")
"""Of which the paired difference from every baseline is shown."""
VERDICTS = ("leaking", "untested", "by_chance", "not_better", "not_at_capacity", "better")


@dataclass(frozen=True)
class Scorecard:
    """The record of a version.

    Parameters
    ----------
    number : int
    known_until : datetime.date
        What it learned from was known before this day.
    past : bool
        Whether it was trained for a past date, so that the gate never decides on it.
    summary : Summary
        What a list made with it shows beside the people; of nobody.
    report : mapping
        As from `report.training_report`, with `fairness` and `leakage` where these were measured.
    decision : Decision or None
    remarks : tuple of Remark
        On how it came to make lists, where somebody chose it against the gate.
    hazard : Group or None
        Hazard by tenure of everyone; None where too few were observed.
    observed_from : datetime.date or None
        First day on which employments are observed.
    views : mapping or None
        What the model makes of its people as a whole, as `global_views.json` holds it.
    made : mapping
        Versions and hashes, by name.
    """

    number: int
    known_until: dt.date
    past: bool
    summary: Summary
    report: Mapping[str, Any]
    decision: Decision | None = None
    remarks: tuple[Remark, ...] = ()
    hazard: Group | None = None
    observed_from: dt.date | None = None
    views: Mapping[str, Any] | None = None
    made: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """What is shown of the order of people on later dates, beside tenure alone: one of `VERDICTS`.

        Records that may give the outcome away come first, since no figure is to be believed then; "not_better" is
        also said where the difference from tenure alone could not be estimated.
        """
        if (self.report.get("leakage") or {"passed": True})["passed"] is False:
            return "leaking"
        auc, over = self.figure("auc"), self.figure("auc_over_tenure")
        if auc is None:
            return "untested"
        if auc.low <= 0.5:
            return "by_chance"
        if over is None or over.low <= 0:
            return "not_better"
        at_capacity = self.figure("precision_at_capacity_over_tenure")
        return "better" if at_capacity is not None and at_capacity.low > 0 else "not_at_capacity"

    def figure(self, name: str, *, newest: bool = False) -> Figure | None:
        """A figure of all test stretches, or of the newest alone; None where it could not be estimated."""
        return known_figure(self.report.get("last_figures" if newest else "figures", {}).get(name))

    def compared(self, *, newest: bool = False) -> tuple[str, ...]:
        """The model, then the baselines that have a figure."""
        held = (of for of in BASELINES if any(self.figure(f"{of}_{one}", newest=newest) for one in FIGURES))
        return ("model", *held)


def known_figure(kept: Mapping[str, Any] | None) -> Figure | None:
    """A figure from JSON; None where it, or its interval, could not be estimated."""
    figure = None if kept is None else read_figure(kept)
    if figure is None or not all(math.isfinite(one) for one in (figure.value, figure.low, figure.high)):
        return None
    return figure
