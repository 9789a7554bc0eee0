"""Records and expectations as text tables, so that a test reads as what it says.

A table is a line of column names and one line per row; cells are separated by blanks, `-` means "not there",
and `~` is a blank within a cell. In records each table stands under its name::

    one_on_ones
    employee_id  booked_for  held
    anna         2024-01-10  yes

Where a table has no column `known_on`, a row is known from its event date. Rows of one record (the key
of the contract, or `record_id`) that are known on different days are its versions. Expected features stand
without the name of their driver.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from houvast.matrix import build_matrix, open_tables, tables_needed
from houvast.observations import build_cohort, find_gone
from houvast.records.contract import TABLES, column_types
from houvast.timeline import Events, Gone, Known, Observations, Unmeasured, Versions, to_days

DATE = "datetime64[s]"
EMPTY = {"text": "str", "date": DATE, "number": "float64", "flag": "bool"}


def read_rows(text: str) -> pd.DataFrame:
    """A text table as it stands: every cell is text, `-` is missing."""
    lines = [[cell.replace("~", " ") for cell in line.split()] for line in text.strip().splitlines()]
    uneven = [line for line in lines if len(line) != len(lines[0])]
    assert not uneven, f"rows that do not fit the head {lines[0]}: {uneven}"
    return pd.DataFrame(lines[1:], columns=lines[0], dtype=object).replace("-", None)


def read_records(text: str) -> dict[str, pd.DataFrame]:
    """Tables of the contract, with `known_on` and `superseded_on`, as a snapshot gives them."""
    blocks = [block.strip().split("\n", 1) for block in text.strip().split("\n\n")]
    return {name.strip(): build_table(name.strip(), read_rows(rows)) for name, rows in blocks}


def build_table(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Typed rows of a contract table, with the day on which each version was superseded."""
    types = column_types(name)
    frame = pd.DataFrame({column: _typed(rows[column], types[column]) for column in rows})
    known = frame[TABLES[name].event] if "known_on" not in frame else frame["known_on"]
    key = ["record_id"] if "record_id" in frame else ["employee_id", *TABLES[name].key]
    key = [column for column in key if column in frame]
    if name == "spells" and "ended_on" not in frame:
        frame["ended_on"] = pd.Series(pd.NaT, frame.index, dtype=DATE)
    frame = frame.assign(known_on=known).sort_values([*key, "known_on"], kind="stable", ignore_index=True)
    following = frame.groupby(key, dropna=False)["known_on"].shift(-1)
    return frame.assign(superseded_on=following.astype(DATE))


def empty_table(name: str) -> pd.DataFrame:
    """A contract table with all its columns and no rows."""
    types = {**column_types(name), "superseded_on": "date"}
    return pd.DataFrame({column: pd.Series(dtype=EMPTY[kind]) for column, kind in types.items()})


def days(*dates: str) -> np.ndarray:
    """Dates as whole days."""
    return to_days(np.array(dates, dtype="datetime64[D]"))


def view_records(
    records: dict[str, pd.DataFrame],
    observations: Observations,
    driver: str,
    *,
    observed_from: dict[str, str] | None = None,
    **settings: object,
) -> Known:
    """What the driver may see of the records at the observations."""
    began = {table: pd.Timestamp(day).date() for table, day in (observed_from or {}).items()}
    tables = open_tables(reader(records), observations, tables_needed([driver]), began)
    spells = reader(records)("spells")
    gone = None if spells is None else find_gone(spells, np.unique(observations.as_of))
    settings = {"gone": gone and (lambda: Gone(*gone, _placed(records, gone[0])))} | settings
    return Known(observations, tables, **settings)


def reader(records: dict[str, pd.DataFrame]) -> Callable[[str], Versions | None]:
    """What reads a table of the records; none where it is absent or has no row."""

    def read(table: str) -> Versions | None:
        frame = records.get(table)
        return None if frame is None or frame.empty else Versions.of_frame(frame, TABLES[table].event)

    return read


def spells_of(frame: pd.DataFrame) -> Versions:
    """The versions of a frame of spells."""
    return Versions.of_frame(frame, "started_on")


def _placed(records: dict[str, pd.DataFrame], seen: Observations) -> Events | Unmeasured:
    return open_tables(reader(records), seen, ["assignments"], {}).get("assignments", Unmeasured(len(seen)))


def assert_features(driver: str, records: str, expected: str, **settings: object) -> None:
    """Hold a driver's features against a text table with `employee_id`, `as_of` and the features.

    Who is at work since when is read from `spells`; days are compared exactly, the rest to 1e-9.
    """
    tables, told = read_records(records), read_rows(expected)
    observations = build_cohort(reader(tables)("spells"), np.unique(days(*told["as_of"])))
    X = build_matrix(view_records(tables, observations, driver, **settings), [driver])
    who = observations.employee_ids[observations.employee]
    at = pd.MultiIndex.from_arrays([who, observations.as_of])
    wanted = pd.MultiIndex.from_arrays([told["employee_id"], days(*told["as_of"])])
    found = X.set_index(at).reindex(wanted)
    assert wanted.isin(at).all(), "a row of the expectation is not in the cohort"
    for feature in told.columns.drop(["employee_id", "as_of"]):
        answer = told[feature].astype(float).to_numpy()
        np.testing.assert_allclose(found[f"{driver}_{feature}"], answer, rtol=0, atol=1e-9, err_msg=feature)


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    if kind == "date":
        return pd.to_datetime(cells, format="%Y-%m-%d").astype(DATE)
    if kind == "number":
        return cells.astype(float)
    if kind == "flag":
        given = cells.map({"yes": True, "no": False})
        return given.astype("boolean" if given.isna().any() else "bool")
    return cells.astype("str")
