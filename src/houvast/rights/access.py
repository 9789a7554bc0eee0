"""Everything that is held about a person, as a folder for that person: files that a spreadsheet opens, and a letter.

The folder has mode 0700 and its files 0600. It is written beside its place and swapped in whole.
"""

import datetime as dt
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.errors import ConfigError
from houvast.language import LANGUAGES
from houvast.private_files import make_folder, write_private
from houvast.publish.inert import build_csv_text
from houvast.rights.held import Held, find_held
from houvast.rights.letter import Addressee, build_letter
from houvast.rights.people import note_on_record, read_erased, read_objections, stored_id, stored_name
from houvast.use import Use


@dataclass(frozen=True)
class Answer:
    """What was written for a person: the folder, and whether anything is held at all."""

    folder: Path
    held: Held


def answer_access(use: Use, employee_id: str, to: Path | None, *, today: dt.date) -> Answer:
    """Write all that is held about a person, and put on record that it was.

    Parameters
    ----------
    to : Path or None
        Folder to make; `access-<code of the person>` in the current folder where None.

    Raises
    ------
    ConfigError
        The folder is there already and is no answer to such a question, or lies where nothing names people.
    """
    held = find_held(use, employee_id)
    addressee = Addressee(
        employee_id,
        stored_name(use, employee_id),
        use.config.name,
        today,
        erased=read_erased(use).holds(employee_id),
        objected=read_objections(use).holds(employee_id),
    )
    folder = to or Path(f"access-{stored_id(use, employee_id)}")
    _check_place(use, folder)
    make_folder(folder.parent)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for language in LANGUAGES:
            write_private(building / f"letter.{language}.html", build_letter(held, addressee, language).encode())
        for name, rows in _tables(held).items():
            write_private(building / f"{name}.csv", _build_csv(rows))
        if folder.exists():
            shutil.rmtree(folder)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    note_on_record(use, "access", employee_id)
    return Answer(folder, held)


def _check_place(use: Use, folder: Path) -> None:
    for kept in ("data", "models", "published"):
        if folder.resolve().is_relative_to(use.workspace / kept):
            raise ConfigError(f"`--to` lies in `{kept}`, where nothing names people. Give a folder outside it.")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ConfigError(f"`--to` must name a folder. Got `{folder}`, which is none.")
    # It gives way whole: a folder of tables without the letters may be somebody's records.
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    letters = {f"letter.{language}.html" for language in LANGUAGES}
    if names and not (letters <= names and all(_is_ours(path) for path in folder.iterdir())):
        raise ConfigError(
            f"the folder `{folder}` holds other files. Name a folder that is not there yet, or an earlier answer."
        )


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.suffix in (".csv", ".html")


def _tables(held: Held) -> dict[str, pd.DataFrame]:
    """Name of each file to its rows; only those that have any."""
    tables = {f"records_{name}": rows for name, rows in held.records.items()}
    parts: dict[str, list[pd.DataFrame]] = {}
    for one in held.lists:
        for name, rows in one.tables.items():
            own = rows.copy()
            own.insert(0, "list_of", one.day)
            parts.setdefault(f"{one.kind or 'list'}_{name}", []).append(own)
    tables |= {name: pd.concat(found, ignore_index=True) for name, found in parts.items()}
    for name, found in (
        ("notes", held.notes),
        ("help", held.helps),
        ("on_record", held.looks),
        ("models", held.versions),
    ):
        tables[name] = pd.DataFrame([asdict(one) for one in found])
    tables |= {"draws": held.draws, "members": held.members}
    return {name: rows for name, rows in tables.items() if len(rows)}


def _build_csv(rows: pd.DataFrame) -> bytes:
    """With a byte order mark, for Excel; no text in it begins a formula."""
    plain = rows.apply(lambda column: column.map(_cell))
    return plain.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp | dt.date):
        return str(pd.Timestamp(value).date())
    return build_csv_text(value) if isinstance(value, str) else value
