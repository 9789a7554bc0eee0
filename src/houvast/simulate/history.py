"""What a run of the centre leaves behind: everyone who worked here, and the weekly history."""

from dataclasses import dataclass, field

import numpy as np

FAR = 2**30
"""A day that never comes."""
REASONS = ("voluntary", "employer", "transfer", "retirement_or_death", "contract_end")


@dataclass
class People:
    """Everyone who ever worked here, one entry a spell."""

    started: list[np.ndarray] = field(default_factory=list)
    seat: list[np.ndarray] = field(default_factory=list)
    exits: list[tuple[np.ndarray, ...]] = field(default_factory=list)
    count: int = 0

    def hire(self, started: np.ndarray, seat: np.ndarray) -> np.ndarray:
        """Numbers of new spells."""
        self.started.append(started)
        self.seat.append(seat)
        self.count += len(seat)
        return np.arange(self.count - len(seat), self.count)


@dataclass(frozen=True)
class World:
    """What happened: spells, and the weekly history of the observed window.

    Parameters
    ----------
    started, ended, decided, notice, reason, seat : ndarray, shape (n_spells,)
        Days; `ended`, `decided` and `notice` are `FAR` where there was none. `decided` is the day
        from which it is certain that the spell ends.
    history : dict of ndarray, shape (n_observed_weeks, n_seats)
        The state of each seat's person after Monday's changes.
    team_of_seat : ndarray
    """

    started: np.ndarray
    ended: np.ndarray
    decided: np.ndarray
    notice: np.ndarray
    reason: np.ndarray
    seat: np.ndarray
    history: dict[str, np.ndarray]
    team_of_seat: np.ndarray
