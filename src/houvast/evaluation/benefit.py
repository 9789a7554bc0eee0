"""Net benefit: what a list is worth where help has a cost (Vickers and Elkin, Med. Decis. Making 2006, 26(6), 565-574).

Of those whose risk is at least a threshold t, the share of all people who are rightly helped, less the share
helped in vain times t / (1 - t). To help nobody is worth 0; to help everyone is a baseline too.
"""

from collections.abc import Mapping

import numpy as np

from houvast.evaluation.draws import PersonDraws
from houvast.evaluation.figure import figure_of

POINTS = 30
EVERYONE = "everyone"


def net_benefit(label: np.ndarray, risk: np.ndarray, thresholds: np.ndarray, people: PersonDraws) -> np.ndarray:
    """Net benefit at each threshold, in each draw, shape (1 + draws, thresholds).

    Parameters
    ----------
    thresholds : ndarray
        In (0, 1), rising.
    """
    step = np.searchsorted(thresholds, risk, side="right")  # how many thresholds each risk reaches
    bins = thresholds.size + 1
    weight = thresholds / (1 - thresholds)
    helped, left = (
        people.binned(step, values, bins)[:, ::-1].cumsum(axis=1)[:, ::-1] for values in (np.ones(label.size), label)
    )
    return (left[:, 1:] - (helped - left)[:, 1:] * weight) / helped[:, :1]


def decision_curve(
    label: np.ndarray, risks: Mapping[str, np.ndarray], people: PersonDraws, pays_from: float | None = None
) -> dict[str, list[float | None]]:
    """Net benefit of the model with its interval, of the baselines and of helping everyone, over thresholds.

    The thresholds run to the model's highest percent of risks, or to twice the threshold by cost.
    """
    top = max(float(np.quantile(risks["model"], 0.99)), 2 * (pays_from or 0.0))
    thresholds = np.linspace(0, min(max(top, 1e-3), 0.99), POINTS + 1)[1:]
    model, *others = (net_benefit(label, risk, thresholds, people) for risk in risks.values())
    figures = [figure_of(spread).as_dict() for spread in model.T]
    rate = label.mean()
    curve = {
        "threshold": _plain(thresholds),
        **{("model" if part == "value" else part): [figure[part] for figure in figures] for part in figures[0]},
        **{name: _plain(spread[0]) for name, spread in zip(list(risks)[1:], others, strict=True)},
        EVERYONE: _plain(rate - (1 - rate) * thresholds / (1 - thresholds)),
    }
    return curve


def _plain(values: np.ndarray) -> list[float]:
    return [round(float(value), 6) for value in values]
