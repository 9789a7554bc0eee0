"""Rates by tenure and place as texts, for page, screen, CSV and workbook alike."""

import csv
import io
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from houvast.language import Language, language_of
from houvast.publish.csv import MARKS
from houvast.publish.inert import build_csv_text, build_shown
from houvast.publish.people import build_tenure
from houvast.summary import CohortRate, Summary

COLUMNS = ("band", "place", "people", "leavers", "years", "rate", "low", "high")
LONGEST_PLACE = 60


@dataclass(frozen=True)
class RateRow:
    """A cell as it is shown; without numbers where it is hidden. `total` is a band's row of all places."""

    band: str
    place: str
    people: str
    leavers: str
    years: str
    rate: str
    interval: str
    hidden: bool
    total: bool


def build_rate_bands(summary: Summary, language: Language) -> list[tuple[str, list[RateRow]]]:
    """Each tenure band, every tenure last, with its rows: all places first."""
    bands = groupby(summary.cohort_rates, key=lambda rate: (rate.from_days, rate.to_days))
    return [
        (
            name_band(span[0], span[1], language),
            [_build_row(rate, language) for rate in sorted(rates, key=lambda rate: not rate.every_place)],
        )
        for span, rates in bands
    ]


def name_band(from_days: int, to_days: int | None, language: Language) -> str:
    """A tenure band in words."""
    low = build_tenure(from_days, language)
    high = "" if to_days is None else build_tenure(to_days, language)
    key = {(True, True): "from_to", (True, False): "from", (False, True): "under", (False, False): "all"}
    key = key[from_days > 0, to_days is not None]
    return language.text(f"page.cohorts_{key}", low=low, high=high)


def name_place(rate: CohortRate, language: Language) -> str:
    """A place in words: its name, all, those without a row of their own, or none recorded."""
    if rate.every_place:
        return language.text("page.cohorts_every")
    if rate.place is None:
        return language.text("page.cohorts_unplaced")
    return language.text("page.cohorts_others") if rate.place == "…" else rate.place


def rate_numbers(rate: CohortRate) -> tuple[float, ...]:
    """People, leavers, years, and exits per 100 years with their interval."""
    figure = rate.rate
    return (
        rate.people,
        rate.leavers,
        rate.person_years,
        *(100 * part for part in (figure.value, figure.low, figure.high)),
    )


def write_rates_csv(path: Path, summary: Summary, language: str) -> None:
    """One row a cell and total, in the language's own marks; numbers of hidden cells are empty."""
    lingo, (delimiter, decimal) = language_of(language), MARKS[language]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([lingo.text(f"page.cohorts_{name}") for name in COLUMNS])
    for rate in summary.cohort_rates:
        numbers = [] if rate.hidden else [_plain(value, decimal) for value in rate_numbers(rate)]
        names = name_band(rate.from_days, rate.to_days, lingo), build_csv_text(name_place(rate, lingo))
        writer.writerow([*names, *(numbers or [""] * 6)])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _plain(value: float, decimal: str) -> str:
    return str(value) if isinstance(value, int) else f"{value:.2f}".replace(".", decimal)


def _build_row(rate: CohortRate, language: Language) -> RateRow:
    band = name_band(rate.from_days, rate.to_days, language)
    place = build_shown(name_place(rate, language), language, LONGEST_PLACE)
    if rate.hidden:
        return RateRow(band, place, "", "", "", "", "", True, rate.every_place)
    people, leavers, years, value, low, high = rate_numbers(rate)
    interval = language.text("common.interval", low=language.number(low, 1), high=language.number(high, 1))
    counts = language.number(people), language.number(leavers), language.number(years, 1)
    return RateRow(band, place, *counts, language.number(value, 1), interval, False, rate.every_place)
