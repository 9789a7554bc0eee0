"""When people left, by week of tenure: a description of the past, in total and by group.

It uses what is known in the end, and no feature is made of it. Groups are sites, contract types (each at the start of
each week of tenure, see `exposure`) and the half-year or year of hire (hires that were observed from their first day).

Rules
-----
- Groups of fewer than `FEWEST_PEOPLE` people share one group with others; where that would be too small still, the
  smallest other group joins them. So every group can be shown, and none follows from the total and the rest.
- A stretch or share is given only where at least `FEWEST_PEOPLE` are at risk on each of its days.
- Groups of one kind begin at the same week: the first, of the first six, at which that many are at risk in each of
  those that can begin at all. Only there "of 100" compares the same people in each.
- A group stands apart where its interval and that of everyone else of its kind do not overlap; that is a stricter
  rule than a difference at 95%, on purpose, as many groups are looked at.
- Four weeks of the first 26 stand out where the interval of their hazard, widened for having looked at 23 places
  (Bonferroni), lies above the hazard of the first two years.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from houvast.evaluation import Figure
from houvast.exposure import CHOSEN, OTHER, STAYS, UNKNOWN, WEEK, Exposure, build_exposure, split_exposure
from houvast.staying import Staying, compute_hazard, compute_share
from houvast.suppression import FEWEST_PEOPLE
from houvast.survival_facts import EARLY_DAYS, NONE, Group, Point, Stretch, Survival

MOST_GROUPS = 8
WEEKLY_UNTIL = 26
_MONTHS = (0, 4, 8, 13, 17, 21, 26)
_LATER = (26, 30, 34, 39, 43, 47, 52, 65, 78, 91, 104, 117, 130, 143, 156)
WEEKS = (*range(WEEKLY_UNTIL), *_LATER)
"""Edges in weeks of tenure: weekly for 26 weeks, months of 4, 4 and 5 weeks for the rest of the year, then quarters."""

MONTHS = (*_MONTHS[:-1], *_LATER)
"""Edges for a group whose first 26 weeks have fewer than `WEEKLY_FROM` exits by choice: weeks would show noise."""

WEEKLY_FROM = 200
STAYING_DAYS = (30, EARLY_DAYS, 182, 365, 730)
TWO_YEARS = 104 * WEEK
_SCAN_WEEKS = 4
_LATEST_START = 5 * WEEK


def build_survival(
    spells: pd.DataFrame,
    assignments: pd.DataFrame | None,
    *,
    observed_from: int,
    observed_until: int,
    causes: tuple[str, ...],
) -> Survival | None:
    """What is known in the end of who left when; None where fewer than `FEWEST_PEOPLE` people were observed."""
    exposure = build_exposure(spells, observed_from=observed_from, observed_until=observed_until, causes=causes)
    if np.unique(exposure.employee).size < FEWEST_PEOPLE:
        return None
    gone, person = exposure.cause != STAYS, exposure.person
    early, chosen = gone & (exposure.exit < EARLY_DAYS), exposure.cause == CHOSEN
    kinds = dict(_each_kind(exposure, assignments))
    groups = tuple(group for kind, (pieces, name) in kinds.items() for group in build_groups(kind, pieces, name))
    first, last, peak, usual = find_peak(exposure)
    unplaced = _unplaced(*kinds["site"]) if any(group.kind == "site" for group in groups) else 0
    return Survival(
        people=int(np.unique(person).size),
        spells=int(person.size),
        exits={
            how: int((exposure.cause == code).sum())
            for how, code in (("chosen", CHOSEN), ("other", OTHER), ("unknown", UNKNOWN))
        },
        total=_build_group("all", None, exposure, 0),
        groups=groups,
        early_share=compute_share(early.astype(float), gone.astype(float), person),
        early_chosen_share=compute_share((early & chosen).astype(float), chosen.astype(float), person),
        peak_from_week=first,
        peak_to_week=last,
        peak=peak,
        usual=usual,
        unplaced_exits=unplaced,
    )


def find_peak(exposure: Exposure) -> tuple[int | None, int | None, Figure, Figure]:
    """First and last of the four weeks that stand out (from 1), their hazard by choice, and that of two years."""
    usual = compute_hazard(exposure, 0, TWO_YEARS, (CHOSEN,))
    starts = range(WEEKLY_UNTIL - _SCAN_WEEKS + 1)
    level = 1 - 0.05 / len(starts)
    found = []
    for week in starts:
        span = week * WEEK, (week + _SCAN_WEEKS) * WEEK
        if can_show(exposure, *span):
            found.append((compute_hazard(exposure, *span, (CHOSEN,), level=level), week))
    if not found:
        return None, None, NONE, usual
    peak, week = max(found, key=lambda one: (one[0].value, -one[1]))
    if not peak.low > usual.value:
        return None, None, NONE, usual
    own = compute_hazard(exposure, week * WEEK, (week + _SCAN_WEEKS) * WEEK, (CHOSEN,))
    return week + 1, week + _SCAN_WEEKS, own, usual


def can_show(exposure: Exposure, low: int, high: int) -> bool:
    """Whether at least `FEWEST_PEOPLE` people worked at a tenure in ``[low, high)``."""
    here = (exposure.entry < high) & (exposure.exit > low)
    return np.unique(exposure.employee[here]).size >= FEWEST_PEOPLE


def build_groups(kind: str, pieces: Exposure, name: np.ndarray) -> tuple[Group, ...]:
    """The groups of one kind, small ones together; none where fewer than two can be shown."""
    named = np.array([one is not None for one in name], dtype=bool)
    pieces, name = pieces.take(named), name[named]
    merged = merge_small(pd.DataFrame({"name": name, "who": pieces.employee}), latest=kind == "hired")
    of = np.array([merged[one] for one in name], dtype=object)
    names = sorted({one for one in merged.values() if one is not None}) + [None] * (None in merged.values())
    if len(names) < 2:
        return ()
    parts = {one: pieces.take(np.array([other == one for other in of], dtype=bool)) for one in names}
    starts = [start for part in parts.values() if (start := _first_start(part)) is not None]
    start = max(starts, default=0)
    groups = []
    for one in names:
        rest = pieces.take(np.array([other != one for other in of], dtype=bool))
        both = [Staying(side, EARLY_DAYS, start) for side in (parts[one], rest)]
        comparable = all(side.can_tell(EARLY_DAYS, FEWEST_PEOPLE) for side in both)
        elsewhere = both[1].share_here(EARLY_DAYS) if comparable else None
        groups.append(_build_group(kind, one, parts[one], start, elsewhere))
    return tuple(groups)


def merge_small(pairs: pd.DataFrame, *, latest: bool = False) -> dict[str, str | None]:
    """Name to the name it is shown under: its own, or None for those shown together.

    Parameters
    ----------
    pairs : DataFrame
        name and who, in any number of rows.
    latest : bool
        Whether the last names are kept where there are more than `MOST_GROUPS`, instead of the largest groups.
    """
    size = pairs.drop_duplicates().groupby("name")["who"].nunique()
    order = sorted(size.index, reverse=True) if latest else sorted(size.index, key=lambda one: (-size[one], one))
    big = [one for one in order if size[one] >= FEWEST_PEOPLE]
    kept = big if len(big) <= MOST_GROUPS else big[: MOST_GROUPS - 1]
    together = [one for one in order if one not in kept]
    while together and kept and pairs.loc[pairs["name"].isin(together), "who"].nunique() < FEWEST_PEOPLE:
        smallest = min(kept, key=lambda one: (size[one], one))
        kept = [one for one in kept if one != smallest]
        together.append(smallest)
    return {one: one if one in kept else None for one in order}


def _each_kind(exposure: Exposure, assignments: pd.DataFrame | None) -> Iterator[tuple[str, tuple]]:
    for column in ("site", "contract_type"):
        yield column, split_exposure(exposure, assignments, column)
    hired = exposure.take(exposure.entry == 0)
    yield "hired", (hired, _name_hires(hired))


def _name_hires(hired: Exposure) -> np.ndarray:
    """The half-year of hire, or the year where half a year has fewer than 30 hires in the middle case."""
    days = pd.DatetimeIndex(hired.started.astype("datetime64[D]").astype("datetime64[s]"))
    halves = np.array([f"{day.year}-{1 + (day.month > 6)}" for day in days], dtype=object)
    many = pd.Series(halves, dtype=object).value_counts()
    return halves if len(many) and many.median() >= 30 else np.array([str(day.year) for day in days], dtype=object)


def _first_start(part: Exposure) -> int | None:
    """The first of the first weeks from which a share after 90 days can be told; None where there is none."""
    weeks = range(0, _LATEST_START + 1, WEEK)
    can = (start for start in weeks if Staying(part, EARLY_DAYS, start).can_tell(EARLY_DAYS, FEWEST_PEOPLE))
    return next(can, None)


def _build_group(kind: str, name: str | None, part: Exposure, start: int, elsewhere: Figure | None = None) -> Group:
    early = part.left & (part.exit < WEEKLY_UNTIL * WEEK)
    edges = WEEKS if kind == "all" or early.sum() >= WEEKLY_FROM else MONTHS
    spans = [(low * WEEK, high * WEEK) for low, high in pairwise(edges)]
    staying = Staying(part, max(STAYING_DAYS), start)
    return Group(
        kind,
        name,
        int(np.unique(part.employee).size),
        tuple(
            Stretch(
                low,
                high,
                compute_hazard(part, low, high, (CHOSEN,)),
                compute_hazard(part, low, high, (OTHER, UNKNOWN)),
            )
            for low, high in spans
            if can_show(part, low, high)
        ),
        tuple(
            Point(
                day,
                staying.share_here(day),
                staying.share_gone(day, (CHOSEN,)),
                staying.share_gone(day, (OTHER, UNKNOWN)),
            )
            for day in STAYING_DAYS
            if staying.can_tell(day, FEWEST_PEOPLE)
        ),
        start,
        elsewhere,
    )


def _unplaced(pieces: Exposure, name: np.ndarray) -> int:
    return sum(one is None and how != STAYS for one, how in zip(name, pieces.cause, strict=True))
