"""What merely being on record could tell.

Of every table whether, how recently and how often somebody is in it; of every column whether it is empty, and which
value it has or ever had.

One number per sampled observation, as known then. NaN means not asked: before the table was kept, or of who has no
record of it.
"""

from dataclasses import dataclass

import numpy as np

from houvast.leakage.known_tables import KnownTable, open_known
from houvast.leakage.presence import RECENT_DAYS
from houvast.leakage.words import load_words
from houvast.records.contract import TABLES
from houvast.records.snapshot import Snapshot
from houvast.timeline import Observations

MOST_WORDS = 300
"""Texts of a column that are looked at one by one; of a column with more, only those with a word of leaving."""

MAY_BE_EMPTY = frozenset({("assignments", "contract_ends_on")})
"""Columns whose emptiness means something: a contract without an end is a permanent one."""


@dataclass(frozen=True)
class Signal:
    """What is asked of a table: `ever`, `recent`, `count`, or of a column `empty`, `word`, `newest`."""

    what: str
    column: str = ""
    word: str = ""


def gather_signals(
    snapshot: Snapshot, observations: Observations, rows: np.ndarray
) -> dict[str, dict[Signal, np.ndarray]]:
    """Table to the answer to every question of it, one value per sampled observation (float)."""
    place = np.full(len(observations), -1)
    place[rows] = np.arange(rows.size)
    answers: dict[str, dict[Signal, np.ndarray]] = {}
    for table in open_known(snapshot, observations, rows):
        of_table = answers.setdefault(table.name, {})
        for signal, values in _ask(table).items():
            whole = of_table.setdefault(signal, np.full(rows.size, 0.0 if signal.what == "word" else np.nan))
            whole[place[table.rows]] = values
    return answers


def _ask(table: KnownTable) -> dict[Signal, np.ndarray]:
    events = table.events
    ever = events.ever()
    answers = {
        Signal("ever"): ever.astype(float),
        Signal("recent"): np.minimum(events.count(days=RECENT_DAYS), 1),
        Signal("count"): events.known().astype(float),
    }
    for column, kind in table.columns.items():
        if kind != "date" and _is_telling_when_empty(table.name, column):
            lacks = events.with_value(column).last_day() != events.last_day()
            answers[Signal("empty", column)] = np.where(ever, lacks, np.nan)
        if kind == "text":
            answers |= _ask_words(table, column)
        elif kind in ("number", "flag"):
            answers[Signal("newest", column)] = events.last(column)
    return answers


def _ask_words(table: KnownTable, column: str) -> dict[Signal, np.ndarray]:
    words = [word for word in table.events.words(column) if word is not None]
    if len(words) > MOST_WORDS:
        words = [word for word in words if load_words().find(str(word))]
    return {Signal("word", column, str(word)): table.events.where(column, word).ever().astype(float) for word in words}


def _is_telling_when_empty(table: str, column: str) -> bool:
    """Whether an empty cell is out of the ordinary: no later stage fills it, and emptiness has no meaning."""
    rules = TABLES[table]
    later = {*rules.staged, *(name for names in rules.staged.values() for name in names)}
    return column not in {*later, *rules.required, rules.event} and (table, column) not in MAY_BE_EMPTY
