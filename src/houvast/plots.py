"""Plots for the record of a training run: calibration and lift."""

from typing import Any

from houvast.evaluation import Predictions, calibration_curve, lift_curve

INK, MODEL, BASELINE = "#1f2933", "#0b6e99", "#9aa5b1"


def draw_calibration(found: Predictions) -> Any:
    """Promised risk beside what happened, in ten groups of equal size."""
    axes = _axes("Mean risk", "Share that left", "Calibration, out of time")
    points = calibration_curve(found.risk, found.label)
    promised, happened = [p["risk"] for p in points], [p["left"] for p in points]
    top = 1.05 * max(promised + happened)
    axes.plot([0, top], [0, top], color=BASELINE, linewidth=1)
    axes.plot(promised, happened, color=MODEL, marker="o")
    return axes.figure


def draw_lift(found: Predictions) -> Any:
    """Share of leavers among the highest risks, for the model and for tenure alone."""
    axes = _axes("Share of people, highest risk first", "Share of leavers found", "Leavers found, out of time")
    for risk, name, colour in ((found.risk, "model", MODEL), (found.baselines["tenure"], "tenure only", BASELINE)):
        points = lift_curve(risk, found.label)
        axes.plot([p["share"] for p in points], [p["found"] for p in points], color=colour, label=name)
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.5)
    axes.legend(frameon=False)
    return axes.figure


def _axes(across: str, up: str, title: str) -> Any:
    from matplotlib.figure import Figure as Sheet

    axes = Sheet(figsize=(6, 4), layout="constrained").subplots()
    axes.set(xlabel=across, ylabel=up, title=title)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)
    return axes
