"""Figures that use the whole follow-up: AUC at 4, 13 and 26 weeks, and the C-index.

A row whose observation ends too early says nothing of a later week. Those that do are weighted by the inverse of their
chance to be observed so long, from the Kaplan-Meier estimate of being observed (Uno et al., J. Am. Stat. Assoc. 2007,
102(478), 527-537), estimated anew in each draw. A competing exit is no outcome: who left otherwise
before the week is a control, with the weight of the day of that exit (definition 2 of Blanche, Dartigues and
Jacqmin-Gadda, Stat. Med. 2013, 32(30), 5381-5397). That is what the label says as well, so that without censoring
the AUC at the horizon is that of the labels. Assumes that how long a row can be followed has nothing to do with risk:
here it is how long before the end of the records its as-of date lies.

Days are whole: an exit on day s is seen if observation ends after s, a week t is survived if it ends at t or later.
"""

import numpy as np

from houvast.evaluation import loops
from houvast.evaluation.draws import PersonDraws
from houvast.evaluation.predictions import CENSORED, COMPETING, OUTCOME, Predictions
from houvast.evaluation.ranking import Order, auc_in_draws

WEEKS = (4, 13, 26)
FEWEST_FOLLOWED = 0.1
"""Share of rows that must be observable to a week: fewer would speak for the others with great weight."""


class FollowUp:
    """How long rows are observed, and what that makes each of them count.

    Parameters
    ----------
    found : Predictions
    people : PersonDraws
    """

    def __init__(self, found: Predictions, people: PersonDraws) -> None:
        self._time, self._event = found.time_days.astype(np.int64), found.event
        self._people = people
        self._observed = observed_longer(self._time, self._event, people, days=7 * max(WEEKS))

    def auc(self, order: Order, weeks: int) -> np.ndarray:
        """Chance that a leaver of the first `weeks` has a higher risk than one who did not leave so, in each draw.

        NaN where less than a tenth of the rows can be followed so long.
        """
        days = 7 * weeks
        if self._observed[0, days - 1] < FEWEST_FOLLOWED:
            return np.full(len(self._observed), np.nan)
        case = (self._event == OUTCOME) & (self._time < days)
        known = case | (self._time >= days) | (self._event == COMPETING)
        if (self._observed[:, :days] == 1).all():  # every row speaks for itself
            return auc_in_draws(order.take(known), case, self._people)
        slot = np.minimum(self._time, days - 1)
        with np.errstate(divide="ignore"):
            weights = np.where(self._observed > 0, 1 / self._observed, 0.0)
        return auc_in_draws(order.take(known), case, self._people, slot, weights)

    def c_index(self, order: Order) -> np.ndarray:
        """Chance that of two people the one who leaves first, within 26 weeks, has the higher risk, in each draw.

        With weights for censoring and with competing exits as people who never leave so (Wolbers et al.,
        Biostatistics 2014, 15(3), 526-539). Secondary: it is not proper for a fixed horizon (Blanche,
        Kattan and Gerds, Biostatistics 2019, 20(2), 347-357). The draws take the weights as given and add up what
        each person's pairs add to the index (a first-order expansion).
        """
        observed, n = self._observed[0], self._time.size
        won, compared = np.zeros(n), np.zeros(n)
        time, event = self._time[order.rows], self._event[order.rows]
        within = (event == OUTCOME) & (time < observed.size) & (observed[np.minimum(time, observed.size - 1)] > 0)
        rival, case, control = event == COMPETING, np.zeros(n), np.zeros(n)
        inverse = np.divide(1.0, observed, out=np.zeros(observed.size), where=observed > 0)
        for day in np.unique(time[within]):
            loops.weigh_day(day, time, within, rival, inverse, case, control)
            loops.add_pairs(order.start, case, control, won, compared)
        if not compared.any():
            return np.full(len(self._observed), np.nan)
        index = won.sum() / compared.sum()
        influence = np.zeros(n)
        influence[order.rows] = (won - index * compared) / (compared.sum() / 2)  # each pair has two people
        return index + self._people.sums(influence)


def observed_longer(time: np.ndarray, event: np.ndarray, people: PersonDraws, *, days: int) -> np.ndarray:
    """Chance that observation of a row goes on after each day 0 … days - 1, in each draw, shape (1 + draws, days).

    Kaplan-Meier. Who leaves on a day was still observed on it.
    """
    at = np.minimum(time, days)
    ended = people.binned(at, event == CENSORED, days + 1)[:, :days]
    everyone = people.binned(at, np.ones(time.size), days + 1)
    under = everyone[:, ::-1].cumsum(axis=1)[:, ::-1][:, :days]
    going_on = np.divide(under - ended, under, out=np.zeros_like(under), where=under > 0)
    return np.cumprod(going_on, axis=1)
