"""Out-of-time predictions: what was promised of each tested row, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

CENSORED, OUTCOME, COMPETING = 0, 1, 2
"""How the follow-up of a row ended."""


def ends_of(cause: np.ndarray, causes: tuple[str, ...]) -> np.ndarray:
    """How each follow-up ended, from its exit reason ("" where none was observed) and the reasons that are outcomes."""
    event = np.where(np.isin(cause, causes), OUTCOME, COMPETING)
    return np.where(np.isin(cause, ["", "unknown"]), CENSORED, event)


@dataclass(frozen=True)
class Predictions:
    """Out-of-time predictions: one entry per tested row, shape (n,) each.

    Parameters
    ----------
    risk : ndarray of float
        Of the model.
    baselines : mapping of str to ndarray of float
        Risks of other ways to make a list: "tenure", "team_rate", "champion" where there is one.
    label : ndarray of 0 and 1
        Whether the outcome came within the horizon.
    person, as_of : ndarray of int
        Person, and as-of date in days.
    row : ndarray of int
        Row number in the training rows, so that anything can be joined.
    time_days : ndarray of int
        Follow-up: whole days from the as-of date to the exit, or to the end of observation.
    event : ndarray of int
        How it ended: 0 still there or not known, 1 the outcome, 2 a competing exit. An exit of unknown
        cause is a 0 at its day.

    Raises
    ------
    ValueError
        An array has another length than `risk`.
    """

    risk: np.ndarray
    baselines: Mapping[str, np.ndarray]
    label: np.ndarray
    person: np.ndarray
    as_of: np.ndarray
    row: np.ndarray
    time_days: np.ndarray
    event: np.ndarray

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in ("label", "person", "as_of", "row", "time_days", "event")}
        given |= {f"baselines[{name!r}]": risk for name, risk in self.baselines.items()}
        wrong = [f"`{name}` has {values.size}" for name, values in given.items() if values.size != self.risk.size]
        if wrong:
            raise ValueError(f"predictions must have one entry per tested row ({self.risk.size}): {', '.join(wrong)}")

    def take(self, rows: np.ndarray) -> "Predictions":
        """Some of the rows, in the order given."""
        names = ("risk", "label", "person", "as_of", "row", "time_days", "event")
        baselines = {name: risk[rows] for name, risk in self.baselines.items()}
        return Predictions(baselines=baselines, **{name: getattr(self, name)[rows] for name in names})

    @property
    def leavers(self) -> int:
        """Distinct people who left within the horizon of a tested row."""
        return np.unique(self.person[self.label == 1]).size

    @property
    def of(self) -> dict[str, np.ndarray]:
        """Risks by who made them: "model", then the baselines that have a risk for every row."""
        usable = {name: risk for name, risk in self.baselines.items() if np.isfinite(risk).all()}
        return {"model": self.risk, **usable}
