"""Texts to dates, numbers and flags, by declared formats only; nothing is guessed.

Every function works on distinct texts and says per text whether it could be read. An empty text and
a declared 'missing' text are missing values, not faults.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from houvast.records.cells import DATE, NUMBER, TEXT

FLAGS = {
    "true": True,
    "false": False,
    "1": True,
    "0": False,
    "yes": True,
    "no": False,
    "ja": True,
    "nee": False,
}

COMMON_DATES = (
    "%Y-%m-%d", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d",
    "%d-%m-%y", "%d/%m/%y", "%m/%d/%y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M", "%Y-%m", "%m-%Y",
)  # fmt: skip
"""Formats that are tried to *explain* what a declared format did not fit; never to read with."""


@dataclass(frozen=True)
class Marks:
    """How a column writes its values."""

    date: str
    decimal: str
    thousands: str
    missing: tuple[str, ...]


def find_missing(texts: np.ndarray, marks: Marks) -> np.ndarray:
    """Which texts mean 'not there'."""
    return pd.Index(texts).isin(["", *marks.missing])


def parse_dates(texts: np.ndarray, kinds: np.ndarray, marks: Marks) -> tuple[np.ndarray, np.ndarray]:
    """Dates (datetime64[s], NaT where missing or unreadable), and which texts could be read."""
    dates = np.full(len(texts), np.datetime64("NaT", "s"))
    for kind, layout in ((TEXT, marks.date), (DATE, "%Y-%m-%d")):
        at = np.flatnonzero(kinds == kind)
        dates[at] = read_dates(texts[at], layout)
    return dates, ~np.isnat(dates)


def read_dates(texts: np.ndarray, layout: str) -> np.ndarray:
    """Dates in exactly this strptime format (datetime64[s], NaT where not); a time of day is dropped."""
    written = pd.Series(texts, dtype="str")
    # Whatever the format, pandas reads the words 'now' and 'today' as dates; a date has digits.
    written = written.where(written.str.contains("[0-9]", regex=True), "")
    read = pd.to_datetime(written, format=layout, exact=True, errors="coerce")
    if read.dt.tz is not None:
        read = read.dt.tz_localize(None)
    return read.dt.normalize().to_numpy().astype("datetime64[s]")


def parse_numbers(texts: np.ndarray, kinds: np.ndarray, marks: Marks) -> tuple[np.ndarray, np.ndarray]:
    """Finite numbers (NaN where missing or unreadable), and which texts could be read."""
    numbers = np.full(len(texts), np.nan)
    for kind, decimal, thousands in ((TEXT, marks.decimal, marks.thousands), (NUMBER, ".", "")):
        at = np.flatnonzero(kinds == kind)
        numbers[at] = _read_numbers(texts[at], decimal, thousands)
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers, ~np.isnan(numbers)


def parse_flags(texts: np.ndarray, kinds: np.ndarray, marks: Marks) -> tuple[np.ndarray, np.ndarray]:
    """Flags (object: True, False, or None), and which texts could be read."""
    flags = np.array([FLAGS.get(text.lower()) for text in texts], dtype=object)
    return flags, np.array([flag is not None for flag in flags], dtype=bool)


def parse_texts(texts: np.ndarray, kinds: np.ndarray, marks: Marks) -> tuple[np.ndarray, np.ndarray]:
    """The texts themselves (object, None where empty); every text can be read."""
    return np.where(texts == "", None, texts), np.ones(len(texts), dtype=bool)


def explain_dates(texts: np.ndarray, kinds: np.ndarray, declared: str) -> tuple[str, np.ndarray] | None:
    """The common format that fits most of `texts`, and which; None where none fits any."""
    best: tuple[str, np.ndarray] | None = None
    for layout in COMMON_DATES:
        if layout == declared:
            continue
        fits = ~np.isnat(read_dates(texts, layout)) & (kinds == TEXT)
        if fits.any() and (best is None or fits.sum() > best[1].sum()):
            best = (layout, fits)
    return best


def _read_numbers(texts: np.ndarray, decimal: str, thousands: str) -> np.ndarray:
    values = pa.array(texts, pa.string())
    if thousands == " ":
        values = pc.replace_substring_regex(values, "[\u00a0\u202f]", " ")
    point, group = re.escape(decimal), re.escape(thousands)
    whole = rf"\d{{1,3}}(?:{group}\d{{3}})+|\d+" if thousands else r"\d+"
    pattern = rf"^[+-]?(?:(?:{whole})(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?$"
    fits = pc.match_substring_regex(values, pattern)
    values = pc.if_else(fits, values, None)
    if thousands:
        values = pc.replace_substring(values, thousands, "")
    values = pc.replace_substring(values, decimal, ".")
    values = pc.utf8_ltrim(values, "+")
    return values.cast(pa.float64()).to_numpy(zero_copy_only=False)


PARSERS = {"date": parse_dates, "number": parse_numbers, "flag": parse_flags, "text": parse_texts}
