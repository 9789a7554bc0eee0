"""What was promised beside what happened, apart for who was helped and who was not.

What is promised is the risk without help. So the headline is that of who was not helped, with what the others tell
until the day of their help; the held-out arm of a draw is told as well: nobody chose who is in it.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from houvast.evaluation.draws import PersonDraws
from houvast.evaluation.figure import Figure, figure_of
from houvast.evaluation.predictions import Predictions
from houvast.suppression import FEWEST_PEOPLE


@dataclass(frozen=True)
class AfterHelp:
    """Observed over promised, by help.

    Parameters
    ----------
    people, rows : int
        Helped within the horizon of a tested row, or shortly before it: people, and rows that are set apart.
    held_out : int
        People whom a draw left without help.
    without_help : Figure
        Leavers before help over the risk until then; of everybody.
    of_helped, of_held_out : Figure
        Leavers of these people over their whole risk, and over that since the draw; NaN of fewer than `FEWEST_PEOPLE`.
    """

    people: int
    rows: int
    held_out: int
    without_help: Figure
    of_helped: Figure
    of_held_out: Figure

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        figures = ("without_help", "of_helped", "of_held_out")
        return asdict(self) | {name: getattr(self, name).as_dict() for name in figures}


def compare_after_help(
    found: Predictions, helped: Predictions, settled: np.ndarray, since_draw: np.ndarray, *, draws: int, seed: int
) -> AfterHelp:
    """Observed over promised, with intervals from a bootstrap over people.

    Parameters
    ----------
    found, helped : Predictions
        Tested rows of who was not helped, and of who was; labels say what happened, with help.
    settled : ndarray of float
        Share of each helped row's risk that the time before help answers for (`helped.share_of_risk`).
    since_draw : ndarray of float
        Share of the risk of each row of `found` that the time since a draw answers for, which left the person without
        help: 1 where it came before the as-of date, 0 without any.
    """
    person = np.concatenate([found.person, helped.person])
    everybody = PersonDraws(person, draws=draws, seed=seed)
    top = np.concatenate([found.label, np.zeros(helped.label.size)])
    without = _ratio(top, np.concatenate([found.risk, settled * helped.risk]), everybody)
    arm = np.flatnonzero(since_draw > 0)
    return AfterHelp(
        people=np.unique(helped.person).size,
        rows=helped.person.size,
        held_out=np.unique(found.person[arm]).size,
        without_help=without,
        of_helped=_of(helped, helped.risk, draws=draws, seed=seed),
        of_held_out=_of(found.take(arm), (since_draw * found.risk)[arm], draws=draws, seed=seed),
    )


def _of(group: Predictions, promised: np.ndarray, *, draws: int, seed: int) -> Figure:
    if np.unique(group.person).size < FEWEST_PEOPLE:
        return figure_of(np.full(1, np.nan))
    return _ratio(group.label, promised, PersonDraws(group.person, draws=draws, seed=seed))


def _ratio(top: np.ndarray, bottom: np.ndarray, people: PersonDraws) -> Figure:
    observed, expected = people.sums(np.column_stack([top, bottom])).T
    with np.errstate(invalid="ignore", divide="ignore"):
        return figure_of(observed / expected)
