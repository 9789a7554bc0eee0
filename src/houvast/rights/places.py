"""Where pseudonyms of people stand in what is kept, and whose."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from houvast.actions.draw_ledger import read_draws
from houvast.pseudonyms import is_pseudonym
from houvast.records.persons import find_named
from houvast.rights.held import open_snapshots, published_folders
from houvast.rights.kept import find_predicted
from houvast.rights.people import open_kept_database
from houvast.use import Use
from houvast.web.recode import find_people


def find_codes(use: Use) -> set[str]:
    """Every pseudonym of a person in snapshots, lists, draws, groups, notes, help and kept predictions.

    Raises
    ------
    RecordsError
        A snapshot is damaged, or the ledger of draws was altered.
    """
    return {one for place in _places(use) for one in place if isinstance(one, str) and is_pseudonym(one)}


def _places(use: Use) -> Iterator[Iterable[object]]:
    for snapshot in open_snapshots(use):
        yield find_named(frame for name in snapshot.tables if (frame := snapshot.read(name)) is not None)
    for _, folder in published_folders(use):
        for path in folder.glob("*.parquet"):
            yield _people_of(path)
    for path in use.members.glob("*.parquet"):
        yield _people_of(path)
    for draw in read_draws(use.data / "draws.jsonl"):
        yield draw.arms if draw.by == "person" else ()
    for path in (use.data / "draws").glob("*.csv"):
        yield pd.read_csv(path, dtype=str, keep_default_na=False, usecols=["employee_id"])["employee_id"].unique()
    database = open_kept_database(use)
    if database is not None:
        yield find_people(database)
        database.engine.dispose()
    yield from find_predicted(use)


def _people_of(path: Path) -> Iterable[object]:
    import pyarrow.parquet as pq

    if "employee_id" not in pq.read_schema(path).names:
        return ()
    return pq.read_table(path, columns=["employee_id"])["employee_id"].unique().to_pylist()
