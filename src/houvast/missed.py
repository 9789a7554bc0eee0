"""Whom the lists of the test stretches missed, by group of people."""

from typing import Any

from houvast.evaluation import at_capacity
from houvast.fairness import assess_fairness
from houvast.train import Trained


def audit_lists(trained: Trained, *, capacity: int, draws: int, seed: int) -> dict[str, Any] | None:
    """The fairness of lists by the tested risks, as JSON with disclosure control; None where nothing was tested.

    Parameters
    ----------
    capacity : int
        People on the list of each as-of date.
    draws, seed : int
        Of the bootstrap over people.
    """
    found, groups = trained.predictions, trained.rows.groups
    if found is None or groups is None or trained.assessment is None:
        return None
    report = assess_fairness(
        risk=found.risk,
        label=found.label,
        person=found.person,
        listed=at_capacity(found.risk, found.as_of, found.person, capacity),
        groups=groups.iloc[found.row].reset_index(drop=True),
        draws=draws,
        seed=seed,
    )
    return report.as_dict()
