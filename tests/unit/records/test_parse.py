"""Parsing: exactly the declared format, or not at all."""

import numpy as np
import pytest

from houvast.records.cells import DATE, NUMBER, TEXT, cells_from_values
from houvast.records.parse import Marks, explain_dates, parse_dates, parse_flags, parse_numbers


def marks(date="%d-%m-%Y", decimal=".", thousands="", missing=()):
    return Marks(date, decimal, thousands, missing)


def one(parse, text, kind=TEXT, **how):
    values, read = parse(np.array([text], dtype=object), np.array([kind], np.uint8), marks(**how))
    return values[0] if read[0] else None


@pytest.mark.parametrize(
    ("text", "how", "expected"),
    [
        ("12,5", {"decimal": ","}, 12.5),
        ("1.234,5", {"decimal": ",", "thousands": "."}, 1234.5),
        ("1.450", {"decimal": ",", "thousands": "."}, 1450.0),
        ("1 234", {"thousands": " "}, 1234.0),
        ("1\u00a0234", {"thousands": " "}, 1234.0),
        ("-3", {}, -3.0),
        ("+.5", {}, 0.5),
        ("1e3", {}, 1000.0),
        ("12,5", {}, None),
        ("1450.0", {"decimal": ",", "thousands": "."}, None),
        ("01.02.2024", {"decimal": ",", "thousands": "."}, None),
        ("12.34.567", {"thousands": ".", "decimal": ","}, None),
        ("nan", {}, None),
        ("inf", {}, None),
        ("1e999", {}, None),
        ("0x10", {}, None),
        ("1_000", {}, None),
        ("€ 12", {}, None),
        ("", {}, None),
    ],
)
def test_numbers(text, how, expected):
    assert one(parse_numbers, text, **how) == expected


def test_typed_numbers_ignore_the_declared_marks():
    assert one(parse_numbers, "1.5", NUMBER, decimal=",", thousands=".") == 1.5


@pytest.mark.parametrize(
    ("text", "layout", "expected"),
    [
        ("03-04-2025", "%d-%m-%Y", "2025-04-03"),
        ("29-02-2024", "%d-%m-%Y", "2024-02-29"),
        ("2025-04-03 10:30", "%Y-%m-%d %H:%M", "2025-04-03"),
        ("29-02-2023", "%d-%m-%Y", None),
        ("31-02-2024", "%d-%m-%Y", None),
        ("2025-04-03", "%d-%m-%Y", None),
        ("2025-04-03T00:00", "%Y-%m-%d", None),
        ("2025-04-03 00:00:00", "%Y-%m-%d", None),
        ("2025-04", "%Y-%m-%d", None),
        ("20250403", "%Y-%m-%d", None),
        ("45000", "%d-%m-%Y", None),
        ("now", "%Y-%m-%d", None),
        ("today", "%d-%m-%Y", None),
    ],
)
def test_dates(text, layout, expected):
    found = one(parse_dates, text, date=layout)
    assert (None if found is None else str(found.astype("datetime64[D]"))) == expected


def test_typed_dates_need_no_format():
    assert str(one(parse_dates, "2025-04-03", DATE, date="%d-%m-%Y")) == "2025-04-03T00:00:00"


def test_flags():
    assert [one(parse_flags, t) for t in ("Ja", "nee", "TRUE", "0", "x", "2")] == [
        True,
        False,
        True,
        False,
        None,
        None,
    ]


def test_a_second_format_is_named():
    texts = np.array(["2024-02-01", "onbekend", "2024-02-13"], dtype=object)
    layout, fits = explain_dates(texts, np.zeros(3, np.uint8), "%d-%m-%Y")
    assert layout == "%Y-%m-%d"
    assert fits.tolist() == [True, False, True]


def test_values_of_a_database_keep_their_kind():
    cells = cells_from_values([1, True, 1.0, "1", None, float("nan")])
    assert list(cells.full_texts()) == ["1", "true", "1", "1", "", ""]
    assert cells.kinds[cells.codes].tolist() == [NUMBER, TEXT, NUMBER, TEXT, TEXT, TEXT]
