"""Figures that were published of the sector, with their wording, year, sample and source: data, never a weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from houvast.data_files import find_data_file
from houvast.errors import HouvastError
from houvast.language import LANGUAGES

FILE = "sector.yaml"
Words = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True)
class Way:
    """How an own figure is found: by a count in the records, or from answers to an item.

    Parameters
    ----------
    kind : {"records", "high", "low"}
        A count; or an answer above, or below, the middle of the item's scale (`own_figures.HIGH`, `LOW`).
    name : str
        Of the count in `own_figures.COUNTS`, or code of the item.
    """

    kind: Literal["records", "high", "low"]
    name: str


@dataclass(frozen=True)
class SectorFigure:
    """One published figure.

    Parameters
    ----------
    share, before : float or None
        In its year and the year before, from 0 to 1; None where no number was printed.
    answered : int or None
        How many people it rests on; None where that was not printed.
    printed, said, sample, apart : mapping of str to str
        By language: what was printed instead of a number, what the figure is of, of whom, and what keeps it from being
        compared one to one.
    sources : tuple of mapping
        Where it was published, by language.
    same_question : bool
        Whether the own figure answers the same question; another one is shown and not compared.
    """

    code: str
    share: float | None
    before: float | None
    year: int
    answered: int | None
    said: Words
    sample: Words
    apart: Words
    sources: tuple[Words, ...]
    ways: tuple[Way, ...]
    printed: Words | None
    same_question: bool


@cache
def load_sector(path: Path | None = None) -> tuple[SectorFigure, ...]:
    """The figures in their order; those that ship with the package where no path is given.

    Raises
    ------
    HouvastError
        The file is missing or an entry is not whole.
    """
    from ruamel.yaml import YAML

    path = path or find_data_file(FILE)
    kept = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    figures = tuple(_read(row, kept, path.name) for row in kept["measures"])
    codes = [figure.code for figure in figures]
    if len(set(codes)) < len(codes):
        raise HouvastError(f"`{path.name}` has a measure twice. Make the codes differ.")
    return figures


def _read(row: Mapping[str, Any], kept: Mapping[str, Any], file: str) -> SectorFigure:
    try:
        survey = kept["surveys"][row["survey"]]
        return SectorFigure(
            code=row["code"],
            share=row["share"],
            before=row.get("before"),
            year=row["year"],
            answered=survey["answered"],
            said=_words(row["said"]),
            sample=_words(survey),
            apart=_words(row["apart"]),
            sources=tuple(_words(kept["sources"][name]) for name in row["sources"]),
            ways=tuple(_read_way(way) for way in row["ways"]),
            # What stands for a number must be there where there is none.
            printed=_words(row["printed"]) if row["share"] is None else None,
            same_question=row.get("same_question", True),
        )
    except (KeyError, TypeError):
        raise HouvastError(f"`{file}`: measure {row.get('code')!r} is not whole. See the file's head.") from None


def _read_way(way: Mapping[str, str]) -> Way:
    if "records" in way:
        return Way("records", way["records"])
    return Way({"high": "high", "low": "low"}[way["agree"]], way["item"])


def _words(entry: Mapping[str, Any]) -> dict[str, str]:
    return {code: entry[code] for code in LANGUAGES}
