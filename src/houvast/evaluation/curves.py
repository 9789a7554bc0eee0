"""Curves to draw, as plain JSON of at most some fifty points."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from houvast.evaluation.calibration import SmoothCurve, log_odds
from houvast.evaluation.figure import figure_of

BARS = 30


@dataclass(frozen=True)
class Curves:
    """What a page may draw of an evaluation.

    Parameters
    ----------
    calibration : list of dict
        `risk` and `left` of ten groups of equal size, with their `rows`.
    smooth_calibration : dict of lists
        `risk`, and the smoothed share that leaves: `left`, with a pointwise 95% band `low` to `high`.
    lift : mapping of str to list of dict
        By who made the risks: of the first `share` of people, the share of leavers `found`.
    net_benefit : dict of lists
        By `threshold`: `model` (with `low` and `high`), each baseline, and `everyone`; helping nobody is 0.
    risk_by_outcome : dict of lists
        `from` and `to` of bars of equal width in log-odds, and the share of those who `left` and who `stayed` in each.
    """

    calibration: list[dict[str, float]]
    smooth_calibration: dict[str, list[float | None]]
    lift: dict[str, list[dict[str, float]]]
    net_benefit: dict[str, list[float | None]]
    risk_by_outcome: dict[str, list[float]]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def lift_curve(risk: np.ndarray, label: np.ndarray, points: int = 20) -> list[dict[str, float]]:
    """Share of all leavers found in the highest risks, by share of people looked at."""
    order = np.argsort(-risk, kind="stable")
    found = np.cumsum(label[order]) / max(label.sum(), 1)
    looked = np.unique(np.linspace(0, risk.size, points + 1).astype(int))
    return [{"share": float(n / risk.size), "found": float(found[n - 1]) if n else 0.0} for n in looked]


def smooth_points(smooth: SmoothCurve | None) -> dict[str, list[float | None]]:
    """The smoothed calibration curve with its band; no points where it cannot be estimated."""
    if smooth is None:
        return {"risk": [], "left": [], "low": [], "high": []}
    figures = [figure_of(spread).as_dict() for spread in smooth.happened.T]
    told = {"left": "value", "low": "low", "high": "high"}
    return {
        "risk": [round(float(risk), 6) for risk in smooth.promised],
        **{name: [figure[part] for figure in figures] for name, part in told.items()},
    }


def risk_by_outcome(risk: np.ndarray, label: np.ndarray, bars: int = BARS) -> dict[str, list[float]]:
    """How risks are spread among those who left and those who stayed, as shares of each."""
    margin = log_odds(risk)
    low, high = np.quantile(margin, [0.001, 0.999])
    edges = np.linspace(low, high, bars + 1) if high > low else np.array([low - 0.5, low + 0.5])
    inside = np.clip(margin, edges[0], edges[-1])
    bounds = 1 / (1 + np.exp(-edges))
    shares = {
        name: np.histogram(inside[label == value], bins=edges)[0] / max((label == value).sum(), 1)
        for name, value in (("left", 1), ("stayed", 0))
    }
    plain = {"from": bounds[:-1], "to": bounds[1:], **shares}
    return {name: [round(float(value), 6) for value in values] for name, values in plain.items()}
