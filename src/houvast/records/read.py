"""Reading a source of the config, whatever its format, with its lookups joined."""

from pathlib import Path

import numpy as np

from houvast.config import Format, Lookup, Source
from houvast.errors import RecordsError
from houvast.records.extract import Extract
from houvast.records.quarantine import say_rows
from houvast.records.read_rows import read_parquet, read_query
from houvast.records.read_text import read_text
from houvast.records.read_workbook import read_workbook

READERS = {"csv": read_text, "excel": read_workbook, "parquet": read_parquet}


def read_source(source: Source, folder: Path) -> tuple[Extract, list[Extract]]:
    """The extract of a source with the columns of its lookups joined, and the extracts looked up in.

    A row without a partner in a lookup has empty cells in the columns that come from it.

    Raises
    ------
    RecordsError
        A file cannot be read, holds no rows, or a lookup cannot be joined without guessing.
    """
    extract = _read(source.format, source.file, folder)
    if not len(extract.rows) and not extract.unreadable:
        raise RecordsError(f"`{extract.name}` has a header and no rows. Export it again, or take the source out.")
    looked_up = []
    for lookup in source.lookups:
        other = _read(lookup.format or source.format, lookup.file, folder)
        extract = _join(extract, other, lookup, set(source.wanted))
        looked_up.append(other)
    return extract, looked_up


def _read(layout: Format, file: str | None, folder: Path) -> Extract:
    if layout.type == "sql":
        return read_query(layout)
    path = _find_file(str(file), folder)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise RecordsError(f"`{file}` is not in the records folder. {_say_folder(path)}") from None
    except OSError as error:
        raise RecordsError(f"`{file}` cannot be read: {error.strerror or error.__class__.__name__}.") from None
    if not data:
        raise RecordsError(f"`{path.name}` is empty: not even a header. Export it again.")
    return READERS[layout.type](data, path.name, layout)


def _find_file(file: str, folder: Path) -> Path:
    """The path of a file inside the folder: neither its name nor a link may lead out of it, and it is a plain file."""
    path = folder / file
    if Path(file).is_absolute() or ".." in Path(file).parts or not path.resolve().is_relative_to(folder.resolve()):
        raise RecordsError(f"`{file}` leads out of the records folder. Set `records.folder` to where the files are.")
    if path.exists() and not path.is_file():
        raise RecordsError(f"`{file}` is no file. Give the path of a file below `records.folder`.")
    return path


def _say_folder(path: Path) -> str:
    if not path.parent.is_dir():
        return "The folder does not exist; check `records.folder`."
    files = sorted(found.name for found in path.parent.iterdir() if found.is_file())
    return f"The folder holds: {', '.join(files[:12]) or 'nothing'}{', …' if len(files) > 12 else ''}."


def _join(extract: Extract, other: Extract, lookup: Lookup, wanted: set[str]) -> Extract:
    for side in (extract, other):
        if lookup.on not in side.columns:
            found = ", ".join(f"`{column}`" for column in side.columns)
            raise RecordsError(f"`{side.name}` has no column `{lookup.on}` to look up on. It has: {found}.")
    keys = other.columns[lookup.on]
    rows_of = np.bincount(keys.codes, minlength=len(keys.texts))
    repeated = np.flatnonzero((rows_of > 1)[keys.codes] & ~keys.is_empty())
    if len(repeated):
        raise RecordsError(
            f"`{other.name}` has the same `{lookup.on}` more than once ({say_rows(other.rows[repeated])}). "
            "Each may stand once in a file that is looked up in."
        )
    both = sorted(wanted & set(extract.columns) & set(other.columns) - {lookup.on})
    if both:
        names = ", ".join(f"`{column}`" for column in both)
        raise RecordsError(f"`{extract.name}` and `{other.name}` both have {names}. Rename one, so that it is clear.")
    partner = {text: at for at, text in enumerate(keys.full_texts()) if text}
    sought = extract.columns[lookup.on]
    found = np.array([partner.get(text, -1) for text in sought.texts], dtype=np.int64)[sought.codes]
    joined = {name: cells.take(found) for name, cells in other.columns.items() if name != lookup.on}
    return Extract(extract.name, {**joined, **extract.columns}, extract.rows, extract.unreadable, extract.sha256)
