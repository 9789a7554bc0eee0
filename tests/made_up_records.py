"""A made-up contact centre with records in every table of the contract, for promises about any driver.

Rows are drawn from the contract's own declaration, so that a new table or driver is covered without
a change here. Some rows are known late, some are corrected and some withdrawn.
"""

import numpy as np
import pandas as pd

from houvast.records.codebook import load_codebook
from houvast.records.contract import TABLES, Table
from houvast.timeline import to_days

START = np.datetime64("2021-01-01")
DAYS = 1100
PEOPLE = 60
AS_OF = to_days(np.array(["2022-09-01", "2023-02-01", "2023-07-01"], dtype="datetime64[D]"))
RECORDS_BEGAN = "2021-01-01"
WORDS = {
    "team": ("north", "south"),
    "role": ("service", "sales"),
    "site": ("utrecht", "gent"),
    "manager_id": ("m1", "m2", "m3"),
    "item": tuple(load_codebook().items),
    "wave": ("spring", "autumn"),
    "topic": ("ai", "systems"),
}
MOVED_INTO = ("service",) * 57 + ("team lead", "trainer", "quality")
"""Roles of career events: so rare that in some years none opens at a site."""
UNSAID = ("approved",)
"""Flags that a record may lack: what is not decided yet."""
LONGER = {"contract_ends_on": 30}
"""Dates that lie so many times further ahead than the usual month."""
ROWS_A_PERSON = {"assignments": 4, "pay": 4, "survey_answers": 240}
"""Where the usual two dozen are too many or too few."""

Records = dict[str, pd.DataFrame]
NOT_YET = np.datetime64("NaT", "s")


def make_up_records(seed: int = 7) -> Records:
    """All tables, with versions; everyone is in the cohort on every date of `AS_OF` but for leavers."""
    noise = np.random.default_rng(seed)
    records = {"spells": _make_up_spells(noise)}
    for name in TABLES:
        if name != "spells":
            rows = PEOPLE * ROWS_A_PERSON.get(name, 24)
            who = noise.integers(0, PEOPLE, rows)
            at = noise.integers(0, DAYS, rows)
            if name in ("assignments", "pay"):  # everyone has these from the first day on
                who[:PEOPLE], at[:PEOPLE] = np.arange(PEOPLE), 0
            if name == "survey_answers":  # some are always silent
                who[who % 7 == 5] -= 1
            records[name] = _with_versions(draw_rows(name, who, START + at, noise), name, noise)
    return records


def draw_rows(name: str, who: np.ndarray, at: np.ndarray, noise: np.random.Generator) -> pd.DataFrame:
    """One row of the contract table per person and event date, with every column filled at random."""
    rules = TABLES[name]
    ids = np.array([f"{number:03d}" for number in range(PEOPLE + 10)], dtype=object)
    drawn = {column: _draw(rules, column, kind, at, noise) for column, kind in rules.columns.items()}
    known = {"known_on": at.astype("datetime64[s]"), "retracted": False}
    return pd.DataFrame({"employee_id": ids[who], **drawn, **known})


def _draw(rules: Table, column: str, kind: str, at: np.ndarray, noise: np.random.Generator) -> object:
    if column == rules.event:
        return at.astype("datetime64[s]")
    if kind == "date":
        later = noise.integers(1, 30, at.size)
        when = at + later * LONGER.get(column, 1)
        if column == "done_on":  # done in time, late, or not at all
            when = np.where(later % 5 == 0, np.datetime64("NaT"), at + later - 10)
        return when.astype("datetime64[s]")
    if kind == "flag":
        lot = noise.random(at.size)
        return pd.array(np.where(lot > 0.8, None, lot < 0.6), dtype="boolean") if column in UNSAID else lot < 0.6
    if kind == "number":
        low, high = rules.bounds[column]
        return noise.uniform(low, min(high, low + 30), at.size)
    said = MOVED_INTO if (rules.event, column) == ("happened_on", "role") else WORDS.get(column)
    words = np.array(rules.choices.get(column) or said or ("one", "other"), dtype=object)
    return pd.array(words[noise.integers(0, words.size, at.size)], dtype="str")


def _make_up_spells(noise: np.random.Generator) -> pd.DataFrame:
    """Starts over the years; a third leaves, known from the day itself; of the others some leave and return.

    Those who return begin again within 160 days before one date of `AS_OF`, a few of them without a gap.
    """
    start = START + noise.integers(-300, 500, PEOPLE)
    end = start + noise.integers(200, 900, PEOPLE)
    leaves = noise.random(PEOPLE) < 0.33
    number = np.arange(PEOPLE)
    returns = ~leaves & (number % 2 == 1)
    back = AS_OF[number // 2 % 3].astype("datetime64[D]") - 20 - 37 * number % 140
    end = np.where(returns, back - np.where(number % 10 == 9, 0, 30), end)
    start = np.where(returns, np.minimum(start, end - 100), start)
    first = pd.DataFrame(
        {
            "employee_id": [f"{number:03d}" for number in range(PEOPLE)],
            "started_on": start.astype("datetime64[s]"),
            "ended_on": NOT_YET,
            "exit_reason": None,
            "known_on": start.astype("datetime64[s]"),
            "superseded_on": np.where(leaves | returns, end, np.datetime64("NaT")).astype("datetime64[s]"),
        }
    )
    second = {"started_on": back[returns], "known_on": back[returns], "superseded_on": NOT_YET}
    again = first[returns].assign(**second).astype(first.dtypes.to_dict())
    gone = first[leaves | returns].assign(
        ended_on=first["superseded_on"],
        exit_reason="voluntary",
        known_on=first["superseded_on"],
        superseded_on=NOT_YET,
    )
    return pd.concat([first, gone, again], ignore_index=True)


def _with_versions(frame: pd.DataFrame, name: str, noise: np.random.Generator) -> pd.DataFrame:
    """A fifth is known late, a fifth is corrected, a twentieth is withdrawn."""
    number = len(frame)
    lot = noise.permutation(number)
    late, corrected, withdrawn = lot[: number // 5], lot[number // 5 : 2 * number // 5], lot[-number // 20 :]
    known = frame["known_on"].to_numpy().copy()
    known[late] += noise.integers(1, 120, late.size).astype("timedelta64[D]")
    superseded = np.full(number, NOT_YET)
    newer = []
    for rows, retracted in ((corrected, False), (withdrawn, True)):
        superseded[rows] = known[rows] + noise.integers(1, 200, rows.size).astype("timedelta64[D]")
        version = draw_again(name, frame.iloc[rows], noise)
        newer.append(version.assign(known_on=superseded[rows], superseded_on=NOT_YET, retracted=retracted))
    return pd.concat([frame.assign(known_on=known, superseded_on=superseded), *newer], ignore_index=True)


def draw_again(name: str, frame: pd.DataFrame, noise: np.random.Generator) -> pd.DataFrame:
    """Other values for the same people and event dates."""
    at = frame[TABLES[name].event].to_numpy().astype("datetime64[D]")
    return draw_rows(name, frame["employee_id"].astype(int).to_numpy(), at, noise)


def known_before(records: Records, day: int) -> Records:
    """The records as they stood at the start of a day: later versions had not been written."""
    start = np.datetime64(day, "D").astype("datetime64[s]")
    stood = {}
    for name, frame in records.items():
        frame = frame[frame["known_on"] < start]
        stood[name] = frame.assign(superseded_on=frame["superseded_on"].where(frame["superseded_on"] < start))
    return stood


def change_later(records: Records, day: int, seed: int = 1) -> Records:
    """The records of `known_before`, and then on the day and after it everything that can happen to them.

    For every person and table: a new event on the day, a late record of an earlier one, and all that
    stood is corrected or withdrawn.
    """
    noise = np.random.default_rng(seed)
    start = np.datetime64(day, "D")
    on_the_day = start.astype("datetime64[s]")
    everyone = np.repeat(np.arange(PEOPLE), 3)
    back = start - noise.integers(1, 300, everyone.size)
    stood = known_before(records, day)
    changed = {"spells": stood.pop("spells")}
    for name, frame in stood.items():
        standing = frame["superseded_on"].isna()
        corrected = draw_again(name, frame[standing], noise)
        corrected = corrected.assign(retracted=noise.random(len(corrected)) < 0.5)
        new = draw_rows(name, everyone, np.full(everyone.size, start), noise)
        late = draw_rows(name, everyone, back, noise)
        came = pd.concat([new, late, corrected]).assign(known_on=on_the_day, superseded_on=NOT_YET)
        frame = frame.assign(superseded_on=frame["superseded_on"].mask(standing, on_the_day))
        changed[name] = pd.concat([frame, came], ignore_index=True)
    return changed
