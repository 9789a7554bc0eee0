"""Delimited text, read strictly: declared encoding and delimiter, every cell as text.

Assumptions: the first line is the header (a line `sep=;` before it and a byte-order mark are allowed).
A row with another number of fields than the header is kept apart with its line number. A line in which
nothing is written is no record.

Known drawback: a file cut off inside a field that needs no quotes looks whole; only a manifest of
the sender could tell.
"""

import csv
import hashlib
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from houvast.config import CsvFormat
from houvast.errors import RecordsError
from houvast.records.cells import cells_from_text
from houvast.records.extract import Extract, drop_blank_rows, find_repeated

DELIMITERS = (";", ",", "\t", "|")
PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
UTF8_MARK = b"\xef\xbb\xbf"


def read_text(data: bytes, name: str, layout: CsvFormat) -> Extract:
    """The extract in the bytes of a delimited text file.

    Raises
    ------
    RecordsError
        The bytes are packed, not text in the declared encoding, or have no usable header, the declared
        delimiter is not the file's, or a quote is opened and never closed.
    """
    text = _decode(data, name, layout.encoding)
    header, body, first_line = _split_header(text, name, layout.delimiter)
    arrays, rows, unreadable = _read_body(body, header, first_line, layout.delimiter)
    _check_quotes(body, arrays, unreadable, name)
    columns = {n: cells_from_text(array) for n, array in zip(header, arrays, strict=True) if n}
    columns, rows = drop_blank_rows(columns, rows)
    return Extract(name, columns, rows, [line for line, _ in unreadable], hashlib.sha256(data).hexdigest())


def _decode(data: bytes, name: str, encoding: str) -> str:
    for mark, kind in PACKED.items():
        if data.startswith(mark):
            raise RecordsError(f"`{name}` is a packed file ({kind}), not delimited text. Unpack it first.")
    marked = data.startswith(UTF8_MARK)
    if encoding != "utf-16" and b"\x00" in data[:10_000]:
        raise RecordsError(f"`{name}` is not {encoding} text: it holds zero bytes. Perhaps its encoding is utf-16.")
    if encoding in ("cp1252", "latin-1") and (marked or _is_utf8(data)):
        raise RecordsError(f"`{name}` is declared as {encoding} and is UTF-8. Set `encoding: utf-8`.")
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordsError(
            f"`{name}` is not {encoding} text: the bytes on line {line} do not decode. "
            f"Set the `encoding` it was written in (such as {'cp1252' if encoding == 'utf-8' else 'utf-8'})."
        ) from None


def _is_utf8(data: bytes) -> bool:
    """Holds characters beyond ASCII and reads as UTF-8 throughout (no text in cp1252 does by accident)."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _split_header(text: str, name: str, delimiter: str) -> tuple[list[str], str, int]:
    """Column names, the text below them, and the line number on which that begins."""
    lines = io.StringIO(text, newline="")
    first = lines.readline()
    skipped = 0
    if first[:4].lower() == "sep=":
        if first[4:].rstrip("\r\n") != delimiter:
            raise RecordsError(
                f"`{name}` says `{first.strip()}` on line 1 and its declared delimiter is {delimiter!r}. "
                "Set `delimiter` to the file's."
            )
        skipped = 1
    else:
        lines.seek(0)
    reader = csv.reader(lines, delimiter=delimiter)
    header = [field.strip() for field in next(reader, [])]
    _check_header(header, name, delimiter)
    lines.seek(0)
    for _ in range(skipped + reader.line_num):
        lines.readline()
    return header, lines.read(), skipped + reader.line_num + 1


def _check_header(header: list[str], name: str, delimiter: str) -> None:
    if not any(header):
        raise RecordsError(f"`{name}` is empty: not even a header. Export it again.")
    if len(header) == 1:
        other = max(DELIMITERS, key=header[0].count)
        if other != delimiter and header[0].count(other):
            raise RecordsError(
                f"`{name}` has one column when split at the declared delimiter {delimiter!r}, and its header "
                f"holds {header[0].count(other)} of {other!r}. Set `delimiter: {other!r}`."
            )
    repeated = find_repeated(header)
    if repeated:
        raise RecordsError(f"`{name}` has the column {_say_names(repeated)} more than once. Rename one of them.")


def _read_body(
    body: str, header: list[str], first_line: int, delimiter: str
) -> tuple[list[pa.Array], np.ndarray, list[tuple[int, str]]]:
    """Text per column, line number per whole row, and the rows with a wrong number of fields."""
    wrong: list[tuple[int, str]] = []

    def set_apart(row: arrow_csv.InvalidRow) -> str:
        wrong.append((row.number - 1, row.text))
        return "skip"

    data = body.encode("utf-8")
    names = [str(at) for at in range(len(header))]
    if not data.strip():
        return [pa.array([], pa.string())] * len(header), np.array([], np.int64), []
    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
        arrow_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_apart,
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
        ),
    )
    arrays = [column.combine_chunks() for column in table.columns]
    lines, wrong_lines = _number_lines(arrays, [at for at, _ in wrong], [t for _, t in wrong], first_line)
    return arrays, lines, list(zip(wrong_lines, (text for _, text in wrong), strict=True))


def _number_lines(
    arrays: list[pa.Array], wrong: list[int], texts: list[str], first_line: int
) -> tuple[np.ndarray, list[int]]:
    """Line numbers of whole and wrong rows; a line break inside quotes counts as a line."""
    total = len(arrays[0]) + len(wrong)
    is_wrong = np.zeros(total, dtype=bool)
    is_wrong[wrong] = True
    breaks = np.zeros(total, dtype=np.int64)
    for array in arrays:
        if pc.any(pc.match_substring(array, "\n")).as_py():
            breaks[~is_wrong] += pc.count_substring(array, "\n").to_numpy()
    breaks[wrong] = [text.count("\n") for text in texts]
    lines = first_line + np.arange(total) + np.concatenate([[0], np.cumsum(breaks)[:-1]]).astype(np.int64)
    return lines[~is_wrong], [int(line) for line in lines[is_wrong]]


def _check_quotes(body: str, arrays: list[pa.Array], wrong: list[tuple[int, str]], name: str) -> None:
    """Refuse a file in which a quote swallows the rest: those rows would be lost without a trace."""
    if body.count('"') % 2 == 0:
        return
    swallowing = [line for line, text in wrong if "\n" in text and text.count('"') % 2]
    at_end = len(arrays[0]) > 0 and any("\n" in array[-1].as_py() for array in arrays)
    if swallowing or at_end:
        where = f"on line {swallowing[0]}" if swallowing else "near the end"
        raise RecordsError(f"`{name}` has a quote {where} that is never closed. Was the file cut off? Export it again.")


def _say_names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
