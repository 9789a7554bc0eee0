"""What other people of the same kind, and more of them, would have given: stability and the learning curve.

Stability takes one Newton step per bootstrap sample of people instead of a whole refit (the one-step
bootstrap: Davison and Hinkley, Bootstrap Methods and their Application, 1997, sec. 2.7): every person's
pull on the estimates is known from the fit, and a sample counts it as often as the person was drawn. Two
hundred refits then cost less than one.
"""

from copy import copy

import numpy as np
import pandas as pd
from sklearn.base import clone

from houvast.evaluation import Learned, LearningCurve, Stability, measure_learning_curve, measure_stability
from houvast.hazard import HazardModel
from houvast.later import Learning, within_window
from houvast.periods import LEFT
from houvast.person_periods import PersonPeriods
from houvast.protocol import Protocol
from houvast.splits import Origin
from houvast.transforms import tenure_days

MANY_ROWS = 300_000
"""With more rows, the learning curve is measured at the newest origin alone, with one refit a part."""
NEVER = 1_000_000


def find_stability(
    model: HazardModel,
    X: pd.DataFrame,
    durations: np.ndarray,
    person: np.ndarray,
    as_of: np.ndarray,
    *,
    capacity: int,
    refits: int,
    seed: int,
) -> Stability | None:
    """How much the list of the newest as-of date would change; None where no refits are asked for."""
    if not refits:
        return None
    influence = find_influence(model, X, durations, person)
    newest = as_of == as_of.max()
    listed, point = X[newest], point_of(model)

    def refit(times: np.ndarray) -> np.ndarray:
        return moved_to(model, point + (times - 1.0) @ influence).predict_proba(listed)[:, 1]

    return measure_stability(
        refit,
        model.predict_proba(listed)[:, 1],
        person[newest],
        training_people=len(influence),
        capacity=capacity,
        refits=refits,
        seed=seed,
    )


def point_of(model: HazardModel) -> np.ndarray:
    """Estimates of leaving by choice as one vector: levels, curve, weights."""
    return np.concatenate([model.level_, model.curve_, model.weights_])


def moved_to(model: HazardModel, point: np.ndarray) -> HazardModel:
    """The same model with other estimates; calibration and other exits are kept, and every direction."""
    moved, signs = copy(model), model.signs()
    moved.level_, moved.curve_, weights = np.split(point, np.cumsum([model.level_.size, model.curve_.size]))
    moved.weights_ = np.where(signs == 0, weights, signs * np.maximum(signs * weights, 0))
    return moved


def find_influence(model: HazardModel, X: pd.DataFrame, durations: np.ndarray, person: np.ndarray) -> np.ndarray:
    """What each person of the training rows adds to `point_of`, to first order, shape (people, size).

    People in the order of `person`.
    """
    data = PersonPeriods(model.columns_.transform(X), tenure_days(X), model.curve(), durations, LEFT)
    code = np.unique(person, return_inverse=True)[1]
    return data.person_scores(point_of(model), code) @ model.bread_


def find_learning_curve(
    model: HazardModel, learning: Learning, origins: tuple[Origin, ...], protocol: Protocol
) -> LearningCurve:
    """AUC on the later half of the test stretches by how many people were learned from."""
    many = len(learning.X) > MANY_ROWS
    tested = origins[-1:] if many else origins[len(origins) // 2 :]
    rows = np.concatenate([np.flatnonzero(learning.test_rows(origin)) for origin in tested])
    order_only = clone(model).set_params(embargo_days=NEVER)  # calibration moves no AUC
    code = np.unique(learning.person, return_inverse=True)[1]

    def fit_and_predict(keep: np.ndarray, history_days: int | None) -> np.ndarray | None:
        risks = []
        for origin in tested:
            also = keep[code] & within_window(learning.as_of, origin.train_until, history_days)
            fitted = learning.fit(order_only, origin, also)
            if fitted is None:
                return None
            risks.append(fitted.predict_proba(learning.X[learning.test_rows(origin)])[:, 1])
        return np.concatenate(risks)

    return measure_learning_curve(
        fit_and_predict,
        Learned(learning.person, learning.as_of, learning.label, [origin.train_until for origin in tested]),
        label=learning.label[rows],
        person=learning.person[rows],
        repeats=1 if many else 3,
        draws=min(protocol.draws, 500),
        seed=protocol.seed,
    )
