"""The cells of a source column: every value as text, with the kind that the source gave it.

A cell keeps the text that a person sees: `007` stays `007`. Where the source itself types its cells
(Excel, Parquet, SQL) the type is kept beside a canonical text (7.0 in Excel is the number `7`), so that
nothing has to be guessed later and the declared formats apply to text only.

Cells are stored as distinct texts and a code per row, since columns of records repeat themselves:
what is parsed is parsed once per distinct text. Space around a text is not part of it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TEXT, NUMBER, DATE = 0, 1, 2


@dataclass(frozen=True)
class Cells:
    """A column.

    Parameters
    ----------
    codes : ndarray of int, one per row
    texts : ndarray of object, the distinct texts
    kinds : ndarray of uint8, the kind of each distinct text: TEXT, NUMBER or DATE
    """

    codes: np.ndarray
    texts: np.ndarray
    kinds: np.ndarray

    def take(self, positions: np.ndarray) -> "Cells":
        """The cells at `positions`; a position of -1 gives an empty cell."""
        texts = np.append(self.texts, "")
        kinds = np.append(self.kinds, np.uint8(TEXT))
        codes = np.where(positions < 0, len(self.texts), self.codes[positions])
        return Cells(codes, texts, kinds)

    def full_texts(self) -> np.ndarray:
        """The text of every row."""
        return self.texts[self.codes]

    def is_empty(self) -> np.ndarray:
        """Which rows have no text."""
        return (self.texts == "")[self.codes]


def cells_from_text(values: pa.Array | pa.ChunkedArray) -> Cells:
    """Cells of an Arrow column of text; null is an empty text."""
    trimmed = pc.utf8_trim_whitespace(pc.fill_null(values.cast(pa.string()), ""))
    if isinstance(trimmed, pa.ChunkedArray):
        trimmed = trimmed.combine_chunks()
    coded = trimmed.dictionary_encode()
    texts = np.array(coded.dictionary.to_pylist(), dtype=object)
    return Cells(coded.indices.to_numpy().astype(np.int64), texts, np.zeros(len(texts), np.uint8))


def cells_from_values(values: Iterable[object]) -> Cells:
    """Cells of Python values, as a workbook or database gives them."""
    known: dict[tuple[type, object], int] = {}
    said: dict[tuple[str, int], int] = {}
    codes = []
    for value in values:
        key = (type(value), value)
        if key not in known:
            known[key] = said.setdefault(_say(value), len(said))
        codes.append(known[key])
    texts, kinds = zip(*said, strict=True) if said else ((), ())
    return Cells(np.array(codes, np.int64), np.array(texts, dtype=object), np.array(kinds, np.uint8))


def cells_from_arrow(values: pa.ChunkedArray) -> Cells:
    """Cells of an Arrow column of any flat type."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
        kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return cells_from_text(values)
    if pa.types.is_timestamp(kind):
        values = values.cast(pa.timestamp(kind.unit)).cast(pa.timestamp("us"), safe=False)
        values = pc.floor_temporal(values, unit="day").cast(pa.date32())
    return cells_from_values(values.to_pylist())


def _say(value: object) -> tuple[str, int]:
    """Canonical text and kind of one value."""
    if value is None or value != value:  # a NaN differs from itself
        return "", TEXT
    if isinstance(value, str):
        return value.strip(), TEXT
    if isinstance(value, bool):
        return ("true" if value else "false"), TEXT
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d"), DATE  # a datetime too: its time of day is dropped
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), NUMBER
    if isinstance(value, Decimal):
        return format(value.normalize(), "f"), NUMBER
    if isinstance(value, int | float):
        return repr(value), NUMBER
    return str(value).strip(), TEXT
