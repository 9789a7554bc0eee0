"""Ways to fit a model, and the choice between them on earlier test stretches.

The linear model is the default. Another penalty takes its place where it promised later outcomes better (log loss);
boosting takes the place of both only if it ordered people better beyond its interval.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import log_loss

from houvast.boosted import BoostedTransform
from houvast.evaluation import Figure, PersonDraws, figure_of, weighted_auc
from houvast.hazard import HazardModel
from houvast.ladder import Step
from houvast.protocol import Protocol

BOOSTED_PENALTY = 30.0
DRAWS = 400


@dataclass(frozen=True)
class Candidate:
    """A way to fit, and how it did on the earlier stretches.

    Parameters
    ----------
    name : str
        `linear_<penalty>`, or `boosted_additive`, `boosted_interactions`.
    model : HazardModel
        Not fitted.
    log_loss : float or None
        Mean, out of time; None where nothing could be tested before the last stretch.
    auc_over_linear : Figure or None
        Paired difference of AUC from the best linear candidate; of boosting only.
    """

    name: str
    model: HazardModel
    log_loss: float | None = None
    auc_over_linear: Figure | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        over = None if self.auc_over_linear is None else self.auc_over_linear.as_dict()
        return {"name": self.name, "log_loss": self.log_loss, "auc_over_linear": over}


def build_candidates(step: Step, protocol: Protocol) -> list[Candidate]:
    """The candidates that the leavers allow, the default first."""

    def model(penalty: float, **settings: object) -> HazardModel:
        return HazardModel(
            edges_days=protocol.edges_days,
            headline_days=protocol.headline_days,
            penalty=penalty,
            tenure_knots=step.tenure_knots,
            directions=tuple(one for one in protocol.directions if one[0] in step.features),
            embargo_days=protocol.embargo_days,
            **settings,
        )

    penalties = dict.fromkeys((step.penalty, *protocol.penalties)) if protocol.penalties else (step.penalty,)
    found = [Candidate(f"linear_{penalty:g}", model(penalty)) for penalty in penalties]
    if protocol.boosting != "no" and step.leavers >= protocol.boosting_from:
        trees = BoostedTransform(
            directions=tuple(one for one in protocol.directions if one[0] in step.features),
            interactions=protocol.boosting == "interactions",
            seed=protocol.seed,
        )
        found.append(Candidate(f"boosted_{protocol.boosting}", model(BOOSTED_PENALTY, transform=trees)))
    return found


def choose(
    candidates: list[Candidate],
    predict: Callable[[HazardModel], np.ndarray],
    *,
    label: np.ndarray,
    person: np.ndarray,
    seed: int,
) -> tuple[Candidate, list[Candidate], dict[str, np.ndarray]]:
    """The candidate to go on with, all of them with their figures, and their predictions by name.

    Parameters
    ----------
    predict : callable
        Out-of-time risks of the rows of the earlier stretches, by a model refitted at each.
    label, person : ndarray
        Of those rows; where they hold one outcome only, or there is one candidate, the first is chosen.
    """
    if len(candidates) == 1 or np.unique(label).size < 2:
        return candidates[0], candidates, {}
    risks = {one.name: predict(one.model) for one in candidates}
    judged = [
        Candidate(one.name, one.model, float(log_loss(label, np.clip(risks[one.name], 1e-9, 1 - 1e-9))))
        for one in candidates
    ]
    linear = min((one for one in judged if one.model.transform is None), key=lambda one: one.log_loss)
    draws = PersonDraws(person, draws=DRAWS, seed=seed)
    base, chosen = weighted_auc(label, risks[linear.name], draws), linear
    for at, one in enumerate(judged):
        if one.model.transform is not None:
            over = figure_of(weighted_auc(label, risks[one.name], draws) - base)
            judged[at] = Candidate(one.name, one.model, one.log_loss, over)
            chosen = judged[at] if over.low > 0 else chosen
    return chosen, judged, risks
