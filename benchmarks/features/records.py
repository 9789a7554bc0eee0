"""Generated records: three years of a workforce, a Parquet file per table and bucket, as a snapshot keeps them.

Everyone has one spell, within or across the three years, and is observed on the first of each month of the last
two that lies in it: about 16.8 observations and 135 records a person. Employees are numbered as they are dealt,
so that the buckets one after the other are in the order of employee too: that favours engines that read them as one.

Late ones, if asked for: 2% of the records become known 1 to 120 days after their event date, and 2% are corrected
1 to 120 days after they became known; the version before the correction has another value.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks.features.features import EVENT, ITEMS
from houvast.records.snapshot import bucket_file, count_buckets

BEGIN = np.datetime64("2022-01-01")
FIRST_DAY = int(BEGIN.astype(np.int64))
DAYS = 1096
AS_OF = (np.arange("2023-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]") - BEGIN).astype(np.int32)
LATE_SHARE = CORRECTED_SHARE = 0.02
LATE_DAYS = 120


class Spells(NamedTuple):
    """Who works when, in days since `BEGIN`: from `start` up to, and without, `end`; one of each per employee."""

    start: np.ndarray
    end: np.ndarray


class Rows(NamedTuple):
    """Records of one table, by employee and day: place in the bucket, days since `BEGIN`, and values by column."""

    employee: np.ndarray
    day: np.ndarray
    values: dict[str, np.ndarray]


def write_records(folder: Path, employees: int, *, late: bool = False, seed: int = 1, buckets: int = 0) -> dict:
    """Write all files, and return the number of buckets, observations and events (versions).

    Parameters
    ----------
    folder : Path
    employees : int
    late : bool
        Whether some records are late or corrected.
    seed : int
    buckets : int
        As the snapshot would have them when 0.
    """
    buckets = buckets or count_buckets(employees)
    for table in ("observations", *EVENT):
        (folder / table).mkdir(parents=True, exist_ok=True)
    bounds = np.linspace(0, employees, buckets + 1).astype(np.int64)

    def write(bucket: int) -> tuple[int, int]:
        return write_bucket(folder, bucket, np.arange(bounds[bucket], bounds[bucket + 1]), late, seed)

    with ThreadPoolExecutor(2) as pool:
        written = np.array(list(pool.map(write, range(buckets)))).sum(axis=0)
    return {"buckets": buckets, "observations": int(written[0]), "events": int(written[1])}


def write_bucket(folder: Path, bucket: int, numbers: np.ndarray, late: bool, seed: int) -> tuple[int, int]:
    """Write one bucket of every table, and return its numbers of observations and of events."""
    rng, later = np.random.default_rng([seed, bucket]), np.random.default_rng([seed, bucket, 1])
    spells = draw_spells(rng, numbers.size)
    ids = pa.array([f"e{number:07d}" for number in numbers])
    place, as_of = observe(spells)
    who = {"employee_id": ids.take(pa.array(place)), "employee": numbers[place].astype(np.int32)}
    _write(folder / "observations" / bucket_file(bucket), who | {"as_of": _dates(as_of)})
    events = 0
    for table, draw in DRAW.items():
        rows = draw(rng, spells)
        known, superseded = rows.day, np.full(rows.day.size, np.datetime64("NaT"), dtype="datetime64[D]")
        if late:
            rows, known, superseded = delay(later, rows)
        columns = {
            "employee_id": ids.take(pa.array(rows.employee)),
            "employee": numbers[rows.employee].astype(np.int32),
            EVENT[table]: _dates(rows.day),
            **rows.values,
            "known_on": _dates(known),
            "superseded_on": superseded,
        }
        _write(folder / table / bucket_file(bucket), columns)
        events += rows.day.size
    return as_of.size, events


def draw_spells(rng: np.random.Generator, number: int) -> Spells:
    """Spells that each hold an as-of date: 55% began before the records, 61% outlast them."""
    start = np.where(rng.random(number) < 0.55, 0, rng.integers(0, AS_OF[-1] + 1, number))
    least = np.minimum(np.maximum(start, AS_OF[0]) + 32, DAYS)
    end = np.where(rng.random(number) < 0.61, DAYS, rng.integers(least, DAYS + 1))
    return Spells(start.astype(np.int32), end.astype(np.int32))


def observe(spells: Spells) -> tuple[np.ndarray, np.ndarray]:
    """Employee and as-of date of every observation, by both."""
    observed = (spells.start[:, None] <= AS_OF) & (spells.end[:, None] > AS_OF)
    place, date = np.nonzero(observed)
    return place.astype(np.int32), AS_OF[date]


def delay(rng: np.random.Generator, rows: Rows) -> tuple[Rows, np.ndarray, np.ndarray]:
    """Versions by employee, day and the day they became known; that day; and when the next one was (or NaT)."""
    number = rows.day.size
    late = rng.random(number) < LATE_SHARE
    known = rows.day + np.where(late, rng.integers(1, LATE_DAYS + 1, number, dtype=np.int32), 0)
    corrected = rng.random(number) < CORRECTED_SHARE
    again = known + rng.integers(1, LATE_DAYS + 1, number, dtype=np.int32)
    version = np.repeat(np.arange(number), 1 + corrected)
    first = np.append(version[1:], -1) == version
    second = np.insert(first[:-1], 0, False)
    known = np.where(second, again[version], known[version])
    superseded = np.where(first, _dates(again[version]), np.datetime64("NaT"))
    order = np.lexsort((known, rows.day[version], rows.employee[version]))
    values = {name: _other(column, version, first, rng)[order] for name, column in rows.values.items()}
    return Rows(rows.employee[version][order], rows.day[version][order], values), known[order], superseded[order]


def _other(column: np.ndarray, version: np.ndarray, first: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The column by version, those before a correction with the value of another record."""
    values = column[version]
    values[first] = column[rng.integers(0, column.size, int(first.sum()))]
    return values


def _scatter(rng: np.random.Generator, spells: Spells, every: float) -> tuple[np.ndarray, np.ndarray]:
    """Employees and days drawn at random, one in `every` days of a spell on average, no day twice."""
    length = spells.end - spells.start
    employee = np.repeat(np.arange(length.size), rng.poisson(length / every))
    day = spells.start[employee] + (rng.random(employee.size) * length[employee]).astype(np.int64)
    key = np.unique(employee * 4096 + day)
    return (key // 4096).astype(np.int32), (key % 4096).astype(np.int32)


def _pace(rng: np.random.Generator, spells: Spells, every: int) -> tuple[np.ndarray, np.ndarray]:
    """Employees and days at a steady pace through the spell, each shifted by up to half the distance."""
    steps = -(-(spells.end - spells.start) // every)
    employee = np.repeat(np.arange(steps.size, dtype=np.int32), steps)
    step = np.arange(employee.size) - np.repeat(np.cumsum(steps) - steps, steps)
    day = spells.start[employee] + step * every + rng.integers(0, every // 2, employee.size)
    inside = day < spells.end[employee]
    return employee[inside], day[inside].astype(np.int32)


def _draw_pay(rng: np.random.Generator, spells: Spells) -> Rows:
    employee, day = _scatter(rng, spells, 330)
    hired = np.arange(spells.start.size)
    key = np.unique(np.concatenate([hired * 4096 + spells.start, employee.astype(np.int64) * 4096 + day]))
    employee, day = (key // 4096).astype(np.int32), (key % 4096).astype(np.int32)
    wage = rng.uniform(12, 18, hired.size)[employee] * (1 + day / 10_000)
    return Rows(employee, day, {"hourly_wage": wage.round(2).astype(np.float32)})


def _draw_one_on_ones(rng: np.random.Generator, spells: Spells) -> Rows:
    employee, day = _pace(rng, spells, 21)
    return Rows(employee, day, {"held": rng.random(day.size) < 0.8})


def _draw_absences(rng: np.random.Generator, spells: Spells) -> Rows:
    employee, day = _scatter(rng, spells, 113)
    kind = np.where(rng.random(day.size) < 0.6, "sick", "leave").astype(object)
    return Rows(employee, day, {"kind": kind, "ended_on": _dates(day + rng.integers(1, 15, day.size))})


def _draw_workload(rng: np.random.Generator, spells: Spells) -> Rows:
    employee, day = _pace(rng, spells, 28)
    overtime = np.where(rng.random(day.size) < 0.6, 0.0, rng.integers(1, 33, day.size) / 2)
    values = {
        "contacts": rng.integers(300, 1500, day.size).astype(np.float32),
        "occupancy": rng.uniform(0.5, 0.98, day.size).round(2).astype(np.float32),
        "overtime_hours": overtime.astype(np.float32),
    }
    return Rows(employee, day, values)


def _draw_survey_answers(rng: np.random.Generator, spells: Spells) -> Rows:
    employee, day = (np.repeat(values, len(ITEMS)) for values in _pace(rng, spells, 75))
    item = np.tile(np.array(ITEMS, dtype=object), day.size // len(ITEMS))
    answer = (rng.integers(0, 5, day.size) / 4).astype(np.float32)
    return Rows(employee, day, {"item": item, "answer": answer})


def _draw_coaching(rng: np.random.Generator, spells: Spells) -> Rows:
    employee, day = _scatter(rng, spells, 38)
    usefulness = np.where(rng.random(day.size) < 0.2, np.nan, rng.integers(0, 11, day.size) / 10)
    hours = (rng.integers(1, 9, day.size) / 2).astype(np.float32)
    return Rows(employee, day, {"hours": hours, "usefulness": usefulness.astype(np.float32)})


def _draw_career_events(rng: np.random.Generator, spells: Spells) -> Rows:
    employee, day = _scatter(rng, spells, 225)
    kind = rng.choice(np.array(["talk", "rejection", "application"], dtype=object), day.size)
    return Rows(employee, day, {"kind": kind})


DRAW = {
    "pay": _draw_pay,
    "one_on_ones": _draw_one_on_ones,
    "absences": _draw_absences,
    "workload": _draw_workload,
    "survey_answers": _draw_survey_answers,
    "coaching": _draw_coaching,
    "career_events": _draw_career_events,
}


def _dates(days: np.ndarray) -> np.ndarray:
    return BEGIN + days.astype("timedelta64[D]")


def _write(file: Path, columns: dict[str, np.ndarray | pa.Array]) -> None:
    """One Parquet file, as a snapshot writes it."""
    made = {name: values if isinstance(values, pa.Array) else _arrow(values) for name, values in columns.items()}
    parquet.write_table(pa.table(made), file, compression="zstd", write_page_checksum=True)


def _arrow(values: np.ndarray) -> pa.Array:
    if values.dtype.kind == "M":
        return pa.array(values.astype("datetime64[D]"), type=pa.date32())
    return pa.array(values, from_pandas=True)
