"""A centre's own figures beside those that were published of the sector.

A published figure says how many people said so, never what it does to leaving; nothing here enters a model.

Rules
-----
interval
    Wilson's (1927) at 95%, a person's rows belonging together (`staying.compute_share`). A published figure gets one
    as well where it is printed how many answered, as if these had been drawn at random; they were not, as far as known.
against
    higher or lower where the two intervals do not overlap. That is stricter than a difference at 95%, on purpose, as
    many figures are looked at. Not compared where the published figure has no number or no number of people, or
    where it answers another question.
fewest
    A figure of fewer than `FEWEST_PEOPLE` people is not shown.
rounding
    Own figures are given in steps that are worth more than two people, so that nobody can tell from two lists, or from
    a figure of 0 or 100%, what one person answered. The interval is rounded outward.
"""

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from houvast.evaluation import Figure
from houvast.own_figures import COUNTS, AtWork, Counted, count_answers, find_at_work, read_answers
from houvast.records.snapshot import Snapshot
from houvast.sector_figures import SectorFigure
from houvast.staying import compute_share, round_share, wilson
from houvast.suppression import FEWEST_PEOPLE

COLUMNS = (
    "measure",
    "way",
    "why",
    "people",
    "value",
    "low",
    "high",
    "sector_value",
    "sector_low",
    "sector_high",
    "sector_year",
    "against",
)
NOT_KEPT, FEW = "not_kept", "few"
HIGHER, LOWER, ALIKE, NOT_COMPARED = "higher", "lower", "alike", "not_compared"
_NONE = Figure(np.nan, np.nan, np.nan)


def build_sector(
    snapshot: Snapshot, spells: pd.DataFrame, as_of: dt.date, figures: Sequence[SectorFigure]
) -> pd.DataFrame:
    """One row a published figure, in their order, with the columns `COLUMNS`.

    `way` is empty and `why` says `not_kept` or `few` where there is no own figure.

    Parameters
    ----------
    spells : DataFrame
        Those of the sites that count, as known before the as-of date.
    """
    at_work = find_at_work(spells, snapshot, as_of)
    answers = read_answers(at_work)
    rows = [_build_row(figure, at_work, answers) for figure in figures]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"people": "Int64", "sector_year": "Int64"})


def compare(own: Figure, sector: Figure, *, same_question: bool) -> str:
    """How the own figure stands beside the published one."""
    if not same_question or math.isnan(own.value) or math.isnan(sector.low):
        return NOT_COMPARED
    if own.low > sector.high:
        return HIGHER
    return LOWER if own.high < sector.low else ALIKE


def find_sector_interval(figure: SectorFigure) -> Figure:
    """A published figure with its interval; NaN where it was not printed what it takes."""
    if figure.share is None:
        return _NONE
    if figure.answered is None:
        return Figure(figure.share, np.nan, np.nan)
    return wilson(figure.share, figure.share * (1 - figure.share) / figure.answered, figure.answered)


def _build_row(figure: SectorFigure, at_work: AtWork, answers: pd.DataFrame) -> tuple:
    way, why, people, own = _find_own(figure, at_work, answers)
    sector = find_sector_interval(figure)
    against = "" if why else compare(own, sector, same_question=figure.same_question)
    published = (sector.value, sector.low, sector.high, figure.year)
    return (figure.code, way, why, people, own.value, own.low, own.high, *published, against)


def _find_own(figure: SectorFigure, at_work: AtWork, answers: pd.DataFrame) -> tuple[str, str, int | None, Figure]:
    """Name of the first way that enough people answer for, why there is none, how many people, and the share."""
    why = NOT_KEPT
    for way in figure.ways:
        counted = _count(way.kind, way.name, at_work, answers)
        if counted is None:
            continue
        if counted.people < FEWEST_PEOPLE:
            why = FEW
            continue
        share = compute_share(counted.part, counted.whole, np.unique(counted.person, return_inverse=True)[1])
        return f"{way.kind}:{way.name}", "", counted.people, round_share(share, counted.people)
    return "", why, None, _NONE


def _count(kind: str, name: str, at_work: AtWork, answers: pd.DataFrame) -> Counted | None:
    return COUNTS[name](at_work) if kind == "records" else count_answers(answers, name, kind)
