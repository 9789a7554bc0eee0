"""Made-up out-of-time predictions of people seen at monthly dates, with follow-up, whose truth is known."""

import numpy as np
from scipy.special import expit

from houvast.evaluation import Predictions

HORIZON_DAYS = 91


def made_up_predictions(
    people: int = 60, rows: int = 5, seed: int = 1, *, ties: bool = True, own: float = 0.0, level: float = -1.5
) -> Predictions:
    """Predictions for `people` people at `rows` dates.

    Parameters
    ----------
    ties : bool
        Whether risks have few distinct values.
    own : float
        Spread of what a person has in every row and no risk knows.
    level : float
        Mean log-odds of the outcome.
    """
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), rows)
    as_of = np.tile(np.arange(rows) * 30, people)
    said = np.repeat(rng.normal(0, 0.8, people), rows) + rng.normal(0, 0.6, person.size)
    unknown = np.repeat(rng.normal(0, own, people), rows)
    daily = -np.log1p(-expit(level + said + unknown)) / HORIZON_DAYS
    leaves, otherwise = rng.exponential(1 / daily), rng.exponential(2000, person.size)
    observed = HORIZON_DAYS + (rows - 1) * 30 - as_of
    first = np.minimum(leaves, otherwise)
    event = np.where(first >= observed, 0, np.where(leaves < otherwise, 1, 2))
    time = np.floor(np.minimum(first, observed)).astype(int)
    risk = expit(level + said)
    tenure = expit(level + 0.5 * said + rng.normal(0, 0.5, person.size))
    return Predictions(
        risk=np.round(risk, 1) if ties else risk,
        baselines={"tenure": tenure},
        label=((event == 1) & (time < HORIZON_DAYS)).astype(int),
        person=person,
        as_of=as_of,
        row=np.arange(person.size),
        time_days=time,
        event=event,
    )
