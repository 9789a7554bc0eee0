"""How large a model the records can bear, by distinct leavers (people, not rows)."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from houvast.features import DRIVER_OF, DRIVERS, TENURE
from houvast.transforms import FEW_TENURE_KNOTS_WEEKS, TENURE_KNOTS_WEEKS

FEWEST_MEASURED_SHARE = 0.2
"""Share of training rows below which a feature counts as not measured."""

MANY_LEAVERS = 200
"""From here on tenure is drawn in eight knots instead of four."""


@dataclass(frozen=True)
class Step:
    """The rung that was chosen, and why.

    Parameters
    ----------
    leavers : int
        Distinct people who left for one of the causes within the horizon of a mature row.
    from_leavers, max_parameters : int
        The rung: from how many leavers it may be used, and its parameters beside tenure.
    penalty : float
    features : tuple of str
        What enters, tenure first.
    """

    leavers: int
    from_leavers: int
    max_parameters: int
    penalty: float
    features: tuple[str, ...]

    @property
    def drivers(self) -> tuple[str, ...]:
        """The drivers of which a feature enters."""
        return tuple(dict.fromkeys(DRIVER_OF[name] for name in self.features))

    @property
    def tenure_knots(self) -> tuple[float, ...]:
        """Weeks of tenure at which the risk may bend."""
        return TENURE_KNOTS_WEEKS if self.from_leavers >= MANY_LEAVERS else FEW_TENURE_KNOTS_WEEKS


def choose_step(
    rungs: list[tuple[int, int, float]], leavers: int, measured: list[str], *, wanted: Sequence[str] = ()
) -> Step | None:
    """The highest rung that the leavers allow; None below the lowest.

    Parameters
    ----------
    rungs : list of (from_leavers, max_parameters, penalty)
        Rising.
    measured : list of str
        Features to choose from; each driver's first feature comes before any driver's second, so
        that a small model says something on every driver. The outcome has no say in the choice.
    wanted : sequence of str
        Exactly these in place of the ladder's choice, those of them that are measured; the rung still gives
        the penalty and the bends of tenure.
    """
    allowed = [rung for rung in rungs if leavers >= rung[0]]
    if not allowed:
        return None
    from_leavers, max_parameters, penalty = allowed[-1]
    chosen = wanted or [name for name in in_turn(measured) if name != TENURE][:max_parameters]
    kept = [name for name in measured if name in chosen and name != TENURE]
    return Step(leavers, from_leavers, max_parameters, penalty, (TENURE, *kept))


def in_turn(features: list[str]) -> list[str]:
    """Features in the order in which small models take them: every driver's first, then every second."""
    place = {
        name: (rank, order)
        for order, module in enumerate(DRIVERS.values())
        for rank, name in enumerate(name for name in module.FEATURES if name in features)
    }
    return sorted(features, key=place.__getitem__)


def measured_features(X: pd.DataFrame) -> list[str]:
    """Features that enough rows have, and that differ between them."""
    return [
        name for name in X.columns if X[name].notna().mean() >= FEWEST_MEASURED_SHARE and X[name].min() < X[name].max()
    ]
