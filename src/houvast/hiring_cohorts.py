"""The first 90 days of those hired together: who is still here, how they were received, and what goes together.

A description of what is known at the as-of date; no feature is made of it.

Definitions
-----------
cohort
    Hires of one quarter that were observed from their first day. Small ones, and older ones than are shown by
    themselves, are one cohort together (`survival.merge_small`): none follows from the total and the others.
still here
    Share by Kaplan and Meier (1958), all exits, given only where at least `FEWEST_PEOPLE` are at risk on each day.
reception
    What happened to a hire in the first weeks (`reception`), of those who were still here after them: who left before
    could not have had all of it. Only hires since the table was kept. In steps worth more than two people, so that two
    lists do not say, as a rule, what one hire had (`suppression`).
held, others
    Of the cohorts that are shown by themselves and of which 90 days have passed for everybody: the half of which the
    largest share is still here, and the other half (of an odd number the middle one is of the others).

What differs between the halves goes together with staying, and says nothing of why: people, season and
work differ as well, and with a few cohorts chance alone makes differences. Intervals are by person; that cohorts differ
among themselves, beyond their people, is not in them.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from houvast.evaluation import Figure
from houvast.exposure import CHOSEN, OTHER, UNKNOWN, WEEK, Exposure, build_exposure
from houvast.first_days_facts import DAYS, FirstDays, Half, HiringCohort
from houvast.reception import Received
from houvast.staying import Staying, compute_hazard, compute_share, round_share
from houvast.suppression import FEWEST_PEOPLE
from houvast.survival import can_show, merge_small
from houvast.survival_facts import EARLY_DAYS, NONE, Stretch
from houvast.timeline.days import to_dates

LAST_WEEK = 13
FEWEST_COHORTS = 4


def build_first_days(
    spells: pd.DataFrame,
    received: Mapping[str, Received],
    *,
    observed_from: int,
    observed_until: int,
    causes: tuple[str, ...],
) -> FirstDays | None:
    """What is known of the first 90 days; None where fewer than `FEWEST_PEOPLE` people were seen from their first day.

    Parameters
    ----------
    received : mapping of str to Received
        By step, who had it when.
    """
    exposure = build_exposure(spells, observed_from=observed_from, observed_until=observed_until, causes=causes)
    hires = exposure.take(exposure.entry == 0)
    if np.unique(hires.employee).size < FEWEST_PEOPLE:
        return None
    quarter = name_quarters(hires.started)
    merged = merge_small(pd.DataFrame({"name": quarter, "who": hires.employee}), latest=True)
    shown = np.array([merged[one] or "" for one in quarter], dtype=object)
    names = sorted(set(shown.tolist()))
    parts = {name: hires.take(shown == name) for name in names} if len(names) > 1 else {}
    full = [name for name, part in parts.items() if name and (part.started + EARLY_DAYS <= observed_until).all()]
    halves = _halve({name: parts[name] for name in full}, received, observed_until)
    return FirstDays(
        total=_build_cohort(None, hires, received, observed_until),
        weeks=_build_weeks(hires),
        cohorts=tuple(_build_cohort(name or None, part, received, observed_until) for name, part in parts.items()),
        steps=tuple(received),
        held=halves[0],
        others=halves[1],
    )


def name_quarters(started: np.ndarray) -> np.ndarray:
    """The quarter of each day (days since 1970-01-01), such as 2025-Q3.

    >>> name_quarters(np.array([0, 20361])).tolist()
    ['1970-Q1', '2025-Q3']
    """
    days = pd.DatetimeIndex(to_dates(started))
    return np.array([f"{day.year}-Q{day.quarter}" for day in days], dtype=object)


def _build_weeks(hires: Exposure) -> tuple[Stretch, ...]:
    spans = [(low * WEEK, high * WEEK) for low, high in pairwise(range(LAST_WEEK + 1))]
    return tuple(
        Stretch(
            low, high, compute_hazard(hires, low, high, (CHOSEN,)), compute_hazard(hires, low, high, (OTHER, UNKNOWN))
        )
        for low, high in spans
        if can_show(hires, low, high)
    )


def _build_cohort(name: str | None, part: Exposure, received: Mapping[str, Received], until: int) -> HiringCohort:
    staying = Staying(part, EARLY_DAYS)
    return HiringCohort(
        name,
        int(np.unique(part.employee).size),
        {day: staying.share_here(day) if staying.can_tell(day, FEWEST_PEOPLE) else NONE for day in DAYS},
        {step: _share_received(part, one, until) for step, one in received.items()},
    )


def _share_received(part: Exposure, one: Received, until: int) -> Figure:
    settled = (part.exit >= one.settled_days) & (part.started + one.settled_days <= until)
    part = part.take(settled & (part.started >= one.kept_from))
    due, had = one.look_up(part.employee, part.started)
    part = part.take(due)
    people = np.unique(part.employee).size
    if people < FEWEST_PEOPLE:
        return NONE
    return round_share(compute_share(had[due].astype(float), np.ones(int(due.sum())), part.person), people)


def _halve(
    parts: Mapping[str, Exposure], received: Mapping[str, Received], until: int
) -> tuple[Half | None, Half | None]:
    here = {name: Staying(part, EARLY_DAYS).share_here(EARLY_DAYS).value for name, part in parts.items()}
    order = sorted(here, key=lambda name: (-here[name], name))
    if len(order) < FEWEST_COHORTS:
        return None, None
    most = len(order) // 2
    return _build_half(order[:most], parts, received, until), _build_half(order[most:], parts, received, until)


def _build_half(names: list[str], parts: Mapping[str, Exposure], received: Mapping[str, Received], until: int) -> Half:
    whole = Exposure(
        *(np.concatenate([getattr(parts[name], field) for name in names]) for field in Exposure.__dataclass_fields__)
    )
    cohort = _build_cohort(None, whole, received, until)
    return Half(tuple(sorted(names)), cohort.people, cohort.here[EARLY_DAYS], cohort.received)
