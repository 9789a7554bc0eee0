"""Features as differences of running totals, and as newest records: for the engines that have to be told how.

A count, sum or mean over ``[as_of - days, as_of)`` is a running total just before the as-of date less the one
just before the look-back. With employee and day in one sorted number, totals may run on from one employee to
the next: the difference is the same, and no engine need begin anew with each of them.
"""

from dataclasses import dataclass

from benchmarks.features.features import Feature, features_of

SPAN = 2**20
"""Days set aside for each employee in the key, ``employee * SPAN + day``."""

REACH = 2**18
"""A newest record that lies further back than so many days is another employee's."""

NULLABLE = {"usefulness"}
"""The columns that may be empty; of the others, the number of values is the number of records."""


@dataclass(frozen=True)
class Running:
    """A running total: the sum of `column` over the records that are `where`, or how many have one.

    Parameters
    ----------
    summed : bool
    column : str or None
        None counts the records.
    where : tuple or None
    """

    summed: bool
    column: str | None
    where: tuple[str, bool | str] | None

    @property
    def name(self) -> str:
        """A name that no other has."""
        chosen = "" if self.where is None else f"{self.where[0]}_{self.where[1]}"
        return "_".join(["total" if self.summed else "number", self.column or "", chosen]).lower()


def numerator(feature: Feature) -> Running:
    """What a count, sum or mean totals."""
    if feature.operation == "count":
        return Running(False, None, feature.where)
    return Running(True, feature.column, feature.where)


def denominator(feature: Feature) -> Running:
    """How many values a mean is over."""
    return Running(False, feature.column if feature.column in NULLABLE else None, feature.where)


def totals_of(feature: Feature) -> list[Running]:
    """The running totals that a feature needs."""
    if feature.days is None:
        return []
    return [numerator(feature)] + ([denominator(feature)] if feature.operation == "mean" else [])


def totals_by_days(table: str) -> dict[int, list[Running]]:
    """What is needed just before the look-back of so many days; 0 is the as-of date and has all of them."""
    needed: dict[int, dict[Running, None]] = {0: {}}
    for feature in features_of(table):
        for total in totals_of(feature):
            needed[0][total] = None
            needed.setdefault(feature.days, {})[total] = None
    return {days: list(totals) for days, totals in needed.items() if totals}


def newest_of(table: str) -> dict[tuple[str, bool | str] | None, list[Feature]]:
    """The features that look for the newest record, by which records they look at."""
    found: dict[tuple[str, bool | str] | None, list[Feature]] = {}
    for feature in features_of(table):
        if feature.days is None:
            found.setdefault(feature.where, []).append(feature)
    return found
