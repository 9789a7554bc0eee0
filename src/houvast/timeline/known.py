"""What a driver may see: every table as known at each observation, and groups of colleagues."""

import numpy as np
import pandas as pd

from houvast.timeline.events import Events, Unmeasured
from houvast.timeline.observed import Observations


class Known:
    """The records as known before each as-of date; a driver's only view of the world.

    A table is an attribute (`known.one_on_ones`); one that the records lack is `Unmeasured`.

    Parameters
    ----------
    observations : Observations
        All people of the cohort at each as-of date: the values of a team need the whole team.
    tables : dict of str to Events
    min_respondents : int
        Fewest others whose answers make a team value.
    individual_answers : bool
        Whether consent is recorded to use a person's own survey answers.
    """

    def __init__(
        self,
        observations: Observations,
        tables: dict[str, Events],
        *,
        min_respondents: int = 10,
        individual_answers: bool = False,
    ) -> None:
        self._observations = observations
        self._tables = tables
        self._min_respondents = min_respondents
        self._individual_answers = individual_answers

    def __getattr__(self, table: str) -> Events | Unmeasured:
        if table.startswith("_"):
            raise AttributeError(table)
        return self._tables.get(table) or Unmeasured(len(self._observations))

    def tenure_days(self) -> np.ndarray:
        """Days since the open spell began."""
        return self._observations.tenure_days.astype(float)

    def after(self, days: int, values: np.ndarray) -> np.ndarray:
        """`values`, missing for those whose spell has not lasted `days` yet: too early to say."""
        return np.where(self.tenure_days() < days, np.nan, values)

    def days_without(self, events: Events | Unmeasured, *, from_days: int) -> np.ndarray:
        """Days that the open spell has gone without one of `events`.

        Since the newest one; where none is known in this spell, since the spell or the table's
        records began, whichever is later. Missing where the table is not measured, and where none is
        known and the spell or the records have not lasted `from_days` yet: nothing was due, or
        whatever happened was not recorded.
        """
        if not events.measured:
            return events.days_since()
        since = events.days_since()
        begin = np.maximum(self._observations.spell_started, events.observed_from)
        waited = self._observations.as_of - begin
        in_vain = np.where(waited < from_days, np.nan, waited)
        return np.where(since <= self.tenure_days(), since, in_vain)

    def answers(self, *items: str) -> np.ndarray:
        """A person's newest answers (0-1) of the last year, averaged over the items that were answered.

        For the use of `team_mean` and `own_answers` only: not a feature by itself.
        """
        newest = [self.survey_answers.where("item", item).last("answer", days=365) for item in items]
        given = ~np.isnan(newest)
        total, number = np.where(given, newest, 0.0).sum(axis=0), given.sum(axis=0)
        return np.where(number > 0, total / np.maximum(number, 1), np.nan)

    def own_answers(self, answers: np.ndarray) -> np.ndarray:
        """A person's own answers, or missing for everyone where no consent is recorded."""
        return answers if self._individual_answers else np.full(answers.size, np.nan)

    def team_mean(self, answers: np.ndarray) -> np.ndarray:
        """Mean answer of the others in the team on the as-of date (the person left out).

        Missing where fewer than `min_respondents` others answered, or no team is known.
        """
        team = self.assignments.last_code("team")
        given = ~np.isnan(answers) & (team >= 0)
        cell = pd.MultiIndex.from_arrays([self._observations.as_of, team])
        code = pd.factorize(cell)[0]
        total = np.bincount(code, weights=np.where(given, answers, 0.0))[code] if code.size else np.zeros(0)
        number = np.bincount(code, weights=given)[code] if code.size else np.zeros(0)
        others = number - given
        enough = (team >= 0) & (others >= self._min_respondents)
        left_out = total - np.where(given, answers, 0.0)
        return np.where(enough, left_out / np.maximum(others, 1), np.nan)

    def ratio_to_median(self, values: np.ndarray, group: np.ndarray) -> np.ndarray:
        """`values` over the median of the same group at the same as-of date; missing below five people."""
        frame = pd.DataFrame({"as_of": self._observations.as_of, "group": group, "value": values})
        grouped = frame.groupby(["as_of", "group"])["value"]
        median, number = grouped.transform("median").to_numpy(), grouped.transform("count").to_numpy()
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where((number >= 5) & (median > 0), values / median, np.nan)
