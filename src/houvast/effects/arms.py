"""Who was drawn for help and who was not, and what became of them.

Definitions
-----------
intention to treat
    Who was drawn to be offered help counts as such, whether it was offered, accepted, done, or none of these: only
    the draw made the arms alike.
day 0
    The day of the draw. Windows are half-open: who ends on day ``h`` did not leave within ``h`` days.
unit
    What was drawn: a person, or a team with all in it. Intervals come from drawing units again.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from houvast.exposure import CHOSEN, STAYS, UNKNOWN


@dataclass(frozen=True)
class Arms:
    """One row per person and draw.

    Parameters
    ----------
    person : ndarray, shape (n,)
        Who; the same person in two draws has two rows.
    helped : ndarray of bool, shape (n,)
        Drawn to be offered help.
    time_days : ndarray of int, shape (n,)
        Days from the draw to the exit, or to the end of observation.
    how : ndarray of int, shape (n,)
        How that ended: `exposure.STAYS`, `CHOSEN`, `OTHER` or `UNKNOWN`.
    observed_days : ndarray of int, shape (n,)
        Days from the draw to the end of observation.
    stratum : ndarray, shape (n,), or None
        Within what was drawn; one stratum where None.
    team : ndarray, shape (n,), or None
        Where teams were drawn and not people.
    """

    person: np.ndarray
    helped: np.ndarray
    time_days: np.ndarray
    how: np.ndarray
    observed_days: np.ndarray
    stratum: np.ndarray | None = None
    team: np.ndarray | None = None

    def label(self, days: int, lag_days: int = 0) -> np.ndarray:
        """1.0 left by choice within so many days, 0.0 did not, NaN cannot be said.

        Parameters
        ----------
        lag_days : int
            Days that an exit may take to be known.
        """
        within = (self.how != STAYS) & (self.time_days < days)
        label = (within & (self.how == CHOSEN)).astype(float)
        label[(within & (self.how == UNKNOWN)) | (self.observed_days < days + lag_days)] = np.nan
        return label

    @cached_property
    def cell(self) -> np.ndarray:
        """Number of the stratum of each row."""
        if self.stratum is None:
            return np.zeros(self.helped.size, dtype=np.int64)
        return np.unique(self.stratum, return_inverse=True)[1]

    @cached_property
    def unit(self) -> np.ndarray:
        """Number of the unit of each row."""
        return np.unique(self.person if self.team is None else self.team, return_inverse=True)[1]

    @property
    def fewest(self) -> int:
        """Distinct people of the smaller arm; 0 where there is one arm only."""
        return min(np.unique(self.person[self.helped == helped]).size for helped in (True, False))

    def take(self, rows: np.ndarray) -> "Arms":
        """The rows of a mask or of row numbers."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Arms(**{name: None if values is None else values[rows] for name, values in given.items()})


def draw_units(unit: np.ndarray, helped: np.ndarray, *, draws: int, seed: int) -> np.ndarray:
    """How often each unit counts in each draw, shape (1 + draws, units); once each in the first.

    Units are drawn with replacement within their arm, whose size the draw fixed; over all where a unit has rows in
    both arms (a person who was drawn twice, a team before and after its turn).
    """
    units = int(unit.max(initial=-1)) + 1
    for_help = np.bincount(unit, weights=helped, minlength=units)
    rows = np.bincount(unit, minlength=units)
    pure = ((for_help == 0) | (for_help == rows)).all()
    arm = (for_help > 0) if pure else np.zeros(units, dtype=bool)
    rng = np.random.default_rng(seed)
    times = np.ones((1 + draws, units))
    for of_arm in (np.flatnonzero(arm), np.flatnonzero(~arm)):
        if of_arm.size:
            shares = np.full(of_arm.size, 1 / of_arm.size)
            times[1:, of_arm] = rng.multinomial(of_arm.size, shares, size=draws)
    return times
