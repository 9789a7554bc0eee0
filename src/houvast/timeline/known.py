"""What a driver may see: every table as known at each observation, and groups of colleagues."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from houvast.timeline.colleagues import UNIT, Colleagues, name_group
from houvast.timeline.events import Events, Unmeasured
from houvast.timeline.observed import Observations

FEWEST_COLLEAGUES = 5
"""A group of fewer people (fewer others, where a person is left out) is not compared with."""

TEAM_DECIMALS, TEAM_ENDS = 1, (0.1, 0.9)
"""A team's mean (0-1) is given in tenths, and never as that of people who are all alike at an end."""

GROUPS = {"team": ("site", "team"), "role": ("role",), "site": ("site",), "manager": ("manager_id",)}
"""The columns of `assignments` that name a group; of a team also its site, where it is on record."""


class Known:
    """The records as known before each as-of date; a driver's only view of the world.

    A table is an attribute (`known.one_on_ones`); one that the records lack is `Unmeasured`.

    Parameters
    ----------
    observations : Observations
        The people of the cohort at each as-of date; all of them, or one bucket.
    tables : dict of str to Events
    colleagues : Colleagues
        Answers what is asked of the whole cohort; by default the observations are the whole.
    gone : callable or None
        Gives who left shortly before each as-of date (`Gone`), when it is first asked for.
    min_respondents : int
        Fewest people whose answers make a team value.
    individual_answers : bool
        Whether consent is recorded to use a person's own survey answers.
    """

    def __init__(
        self,
        observations: Observations,
        tables: dict[str, Events],
        *,
        colleagues: Colleagues | None = None,
        gone: "Callable[[], Gone] | None" = None,
        min_respondents: int = 10,
        individual_answers: bool = False,
    ) -> None:
        self._observations = observations
        self._tables = tables
        self._colleagues = colleagues or Colleagues(whole=True)
        self._find_gone = gone
        self._min_respondents = min_respondents
        self._individual_answers = individual_answers
        self._groups: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self._observations)

    def __getattr__(self, table: str) -> Events | Unmeasured:
        if table.startswith("_"):
            raise AttributeError(table)
        return self._tables.get(table) or Unmeasured(len(self._observations))

    # The person

    def tenure_days(self) -> np.ndarray:
        """Days since the open spell began."""
        return self._observations.tenure_days.astype(float)

    def after(self, days: int, values: np.ndarray) -> np.ndarray:
        """`values`, missing for those whose spell has not lasted `days` yet: too early to say."""
        return np.where(self.tenure_days() < days, np.nan, values)

    def within(self, days: int, values: np.ndarray) -> np.ndarray:
        """`values`, missing for those whose spell has lasted `days` or more: not asked of them."""
        return np.where(self.tenure_days() >= days, np.nan, values)

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
        waited = self._observations.as_of - self._opened(events)
        in_vain = np.where(waited < from_days, np.nan, waited)
        return np.where(since <= self.tenure_days(), since, in_vain)

    def longest_gap(self, events: Events | Unmeasured, *, days: int, from_days: int) -> np.ndarray:
        """Most days in a row without one of `events`, in the look-back and the open spell, the open gap included.

        Missing where the table is not measured, and where spell or records have not lasted `from_days` yet.
        """
        if not events.measured:
            return events.days_since()
        as_of = self._observations.as_of
        opened = np.minimum(np.maximum(self._opened(events), as_of - days), as_of)
        return np.where(as_of - opened < from_days, np.nan, events.longest_gap(opened))

    def first_in_spell(self, events: Events | Unmeasured, column: str) -> np.ndarray:
        """`column` of the first record of the open spell that has one; missing if none is known."""
        return events.first_on(column, self._observations.spell_started) if events.measured else events.last(column)

    # Survey answers

    def answers(self, *high: str, low: tuple[str, ...] = ()) -> np.ndarray:
        """A person's newest answers (0-1) of the last year, averaged over the items that were answered.

        `low` are items of which a high answer means the opposite; they are turned around. For the use of
        `team_mean` and `own_answers` only: not a feature by itself.
        """
        return self._average(high, low, lambda answers: answers.last("answer", days=365))

    def answer_changes(self, *high: str, low: tuple[str, ...] = ()) -> np.ndarray:
        """Newest answers of the last year less the ones before them (two years back at most), averaged likewise."""

        def change(answers: Events | Unmeasured) -> np.ndarray:
            return answers.last("answer", days=365) - answers.last("answer", days=730, nth=2)

        return self._average(high, low, change, turned=lambda change: -change)

    def own_answers(self, answers: np.ndarray) -> np.ndarray:
        """A person's own answers, or missing for everyone where no consent is recorded."""
        return answers if self._individual_answers else np.full(answers.size, np.nan)

    def team_mean(self, answers: np.ndarray) -> np.ndarray:
        """Mean answer (0-1) of the team on the as-of date: one value for everyone in it, in tenths from 0.1 to 0.9.

        The person's own answer is one of those in it. With it left out, team-mates would differ by exactly
        their answers, and whatever rests on the values would tell them; with exact values, so would
        somebody who joins. Missing for the whole team where fewer than `min_respondents` answered, and where
        no team is known.
        """
        return np.clip(self._tenths(answers), *TEAM_ENDS)

    def team_change(self, changes: np.ndarray) -> np.ndarray:
        """The same of a change from one answer to the next: in tenths from -0.9 to 0.9."""
        return np.clip(self._tenths(changes), -TEAM_ENDS[1], TEAM_ENDS[1])

    def _tenths(self, values: np.ndarray) -> np.ndarray:
        total, number, grouped = self._sum_up(values, "team")
        mean = total / UNIT / np.maximum(number, 1)
        told = (grouped >= 0) & (number >= self._min_respondents)
        return np.where(told, np.round(mean, TEAM_DECIMALS), np.nan)

    # Colleagues at the same as-of date

    def mean_of_others(self, values: np.ndarray, group: str, fewest: int = FEWEST_COLLEAGUES) -> np.ndarray:
        """Mean of `values` (at most some thousands) of the others in the group; missing below `fewest` others."""
        total, number, grouped = self._sum_up(values, group)
        given = ~np.isnan(values)
        others = number - given
        left_out = (total - _in_units(np.where(given, values, 0.0))) / UNIT
        return np.where((grouped >= 0) & (others >= fewest), left_out / np.maximum(others, 1), np.nan)

    def ratio_to_median(self, values: np.ndarray, group: str) -> np.ndarray:
        """`values` over the median of the same group; missing below five people. No group is one of its own."""
        cell = self._cell(self._group(group))
        found = self._colleagues.distribution(cell, values)
        if found is None:
            return np.full(values.size, np.nan)
        median = found.median(cell)
        enough = (found.number(cell) >= FEWEST_COLLEAGUES) & (median > 0)
        return np.where(enough, values / np.where(enough, median, 1.0), np.nan)

    def place_among(self, values: np.ndarray, group: str) -> np.ndarray:
        """Share of the others in the group whose value lies below a person's own; equal ones count half.

        Missing below five others, without a value and without a group.
        """
        grouped = self._group(group)
        cell = self._cell(grouped)
        found = self._colleagues.distribution(cell, np.where(grouped >= 0, values, np.nan))
        if found is None:
            return np.full(values.size, np.nan)
        below, equal = found.below(cell, values)
        others = found.number(cell) - 1
        known = (grouped >= 0) & ~np.isnan(values) & (others >= FEWEST_COLLEAGUES)
        return np.where(known, (below + (equal - 1) / 2) / np.maximum(others, 1), np.nan)

    def group_size(self, group: str) -> np.ndarray:
        """People of the cohort in the group, the person included; missing where no group is known."""
        grouped = self._group(group)
        (number,) = self._colleagues.totals(self._cell(grouped), np.ones(grouped.size, dtype=bool))
        return np.where(grouped >= 0, number.astype(float), np.nan)

    def left_share(self, group: str, days: int) -> np.ndarray:
        """People of the group who left in the look-back, over those and the others in it now.

        Whatever they left for, but for a transfer. They count in the group that they were known to be in
        last, be they of the cohort or not (too new for it, or at a site that is left out); the others are
        of the cohort. Missing below five of both together, and where no group or no leaving is on record.
        """
        grouped = self._group(group)
        cell, here = self._cell(grouped), np.ones(grouped.size, dtype=bool)
        if self._find_gone is None:
            return np.full(grouped.size, np.nan)
        theirs, left = self._gone.cells(group), self._gone.left_within(days)
        cells, stay = np.concatenate([cell, theirs]), np.concatenate([here, np.zeros(theirs.size, dtype=bool)])
        leave = np.concatenate([np.zeros(here.size, dtype=bool), left])
        number, gone = self._colleagues.totals(cells, stay, leave)[:, : cell.size]
        both = number - 1 + gone
        known = (grouped >= 0) & (both >= FEWEST_COLLEAGUES)
        return np.where(known, gone / np.maximum(both, 1), np.nan)

    def _sum_up(self, values: np.ndarray, group: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Sum (in units) and number of the values given in each row's group, and the group; -1 where it has none."""
        grouped = self._group(group)
        given = ~np.isnan(values) & (grouped >= 0)
        total, number = self._colleagues.totals(self._cell(grouped), _in_units(np.where(given, values, 0.0)), given)
        return total, number, grouped

    def _average(
        self,
        high: tuple[str, ...],
        low: tuple[str, ...],
        ask: Callable[[Events | Unmeasured], np.ndarray],
        turned: Callable[[np.ndarray], np.ndarray] = lambda answer: 1 - answer,
    ) -> np.ndarray:
        newest = [ask(self.survey_answers.where("item", item)) for item in high]
        newest += [turned(ask(self.survey_answers.where("item", item))) for item in low]
        given = ~np.isnan(newest)
        total, number = np.where(given, newest, 0.0).sum(axis=0), given.sum(axis=0)
        return np.where(number > 0, total / np.maximum(number, 1), np.nan)

    @cached_property
    def _gone(self) -> "Gone":
        return self._find_gone()

    def _opened(self, events: Events) -> np.ndarray:
        return np.maximum(self._observations.spell_started, events.observed_from)

    def _group(self, group: str) -> np.ndarray:
        if group not in self._groups:
            self._groups[group] = name_groups(self.assignments, group)
        return self._groups[group]

    def _cell(self, grouped: np.ndarray) -> np.ndarray:
        return cells_of(self._observations.as_of, grouped)


class Gone:
    """Who left shortly before each as-of date, and where they were known to be last.

    Parameters
    ----------
    observations : Observations
        (employee, as-of date) of everyone whose spell ended in the year before the date, for another
        reason than a transfer, as known at the date.
    left_days : ndarray of int
        Days since that end.
    assignments : Events or Unmeasured
        As known at those observations.
    """

    def __init__(self, observations: Observations, left_days: np.ndarray, assignments: Events | Unmeasured) -> None:
        self._observations, self._left_days, self._assignments = observations, left_days, assignments

    def cells(self, group: str) -> np.ndarray:
        """The cell of each of them."""
        return cells_of(self._observations.as_of, name_groups(self._assignments, group))

    def left_within(self, days: int) -> np.ndarray:
        """Who left in the last so many days (bool)."""
        return self._left_days <= days


def name_groups(assignments: Events | Unmeasured, group: str) -> np.ndarray:
    """The group of each observation as a number that is the same in every bucket; -1 if none is known."""
    columns = [column for column in GROUPS[group] if column == GROUPS[group][-1] or assignments.has(column)]
    codes = [assignments.last_code(column) for column in columns]
    words = [assignments.words(column) for column in columns] if assignments.measured else []
    if not words or codes[-1].size == 0:
        return codes[-1].astype(np.int64)
    shape = [len(said) + 1 for said in words]
    place = np.ravel_multi_index([code + 1 for code in codes], shape)
    used, at = np.unique(place, return_inverse=True)
    named = []
    for parts in zip(*np.unravel_index(used, shape), strict=True):
        said = ["" if part == 0 else str(words[number][part - 1]) for number, part in enumerate(parts)]
        named.append(-1 if parts[-1] == 0 else abs(name_group(*said)))
    return np.array(named, dtype=np.int64)[at]


def _in_units(values: np.ndarray) -> np.ndarray:
    return np.round(values * UNIT).astype(np.int64)


def cells_of(as_of: np.ndarray, grouped: np.ndarray) -> np.ndarray:
    """One number per group and as-of date."""
    mixed = as_of.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (grouped.astype(np.uint64) ^ mixed).astype(np.int64)
