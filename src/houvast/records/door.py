"""The door: what a source says of people that may not come in is refused here, before anything is kept.

- A mapped column that is refused by its name, or of which the ids are national numbers, is a problem of the source.
- A row whose mapped text says such a thing is refused; its value is named nowhere.
- A column that is not mapped is dropped in any case. Where it was of such a kind, that is noted, so that somebody takes
  it out of the export.

- A row of somebody who was erased is left out, and nothing but their number is kept (`kept_out`).

Columns that can only hold choices of ours, dates, numbers or flags keep nothing of what the source wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from houvast.config import Column, Source
from houvast.kept_out import KeptOut
from houvast.records.cells import Cells
from houvast.records.codebook import Codebook
from houvast.records.columns import ColumnReader
from houvast.records.contract import NAME, PERSONS, column_types, rules_of
from houvast.records.extract import Extract
from houvast.records.national_ids import CHECKS, find_id
from houvast.records.quarantine import Refusals
from houvast.records.refused import Rule, load_refused

REASON = "refused_content"
MOST_TEXTS = 1_000
"""Different texts of a column that are looked at where the whole column is judged, or is dropped anyway."""


@dataclass(frozen=True)
class Dropped:
    """A column that is not mapped and that a rule refuses."""

    file: str
    column: str
    rule: Rule


def check_mapped_columns(
    source: Source, extract: Extract, looked_up: list[Extract], codebook: Codebook | None
) -> list[str]:
    """One problem per mapped column that may not come in; names the column and the rule, and no value."""
    problems = []
    uses = source.wanted | {lookup.on: "lookups.on" for lookup in source.lookups}
    for used, ours in uses.items():
        if used not in extract.columns:
            continue
        rule = None if _is_known_item(used, ours, codebook) else load_refused().find_name(used)
        by = "its name"
        if rule is None and (ours.endswith("_id") or ours == NAME):
            rule, by = _judge_column(extract.columns[used], numbers_only=True), "what is in it"
        if rule is not None:
            where = f"`{_file_of(used, extract, looked_up)}`: column `{used}` (for {ours})"
            problems.append(f"{where} may not come in, by {by} (rule {rule.code}): {rule.explain('en')}")
    return problems + _check_written(source, extract)


def drop_unmapped(source: Source, extract: Extract, looked_up: list[Extract]) -> tuple[Extract, list[Dropped]]:
    """The extract with mapped columns only, and those of the others that a rule refuses."""
    dropped = []
    for at, (name, cells) in enumerate(extract.columns.items(), 1):
        if name in source.wanted:
            continue
        rule = load_refused().find_name(name) or _judge_column(cells)
        if rule is not None:
            dropped.append(Dropped(_file_of(name, extract, looked_up), say_column(name, at), rule))
    kept = {name: cells for name, cells in extract.columns.items() if name in source.wanted}
    return replace(extract, columns=kept), dropped


def refuse_texts(source: Source, extract: Extract, refusals: Refusals) -> None:
    """Refuse the rows of which a mapped text says what may not come in."""
    for used, ours in source.wanted.items():
        if not _keeps_text(source, ours):
            continue
        cells = extract.columns[used]
        bad = np.array([rule is not None for rule in load_refused().find_texts(cells.texts)], dtype=bool)
        if bad.any():
            refusals.refuse(np.flatnonzero(bad[cells.codes]), REASON, ours)


def leave_out_erased(source: Source, extract: Extract, erased: KeptOut | None) -> tuple[Extract, int]:
    """The extract without the rows of people who were erased, as if they had never been in it, and how many those were.

    A row that cannot be read into fields is of nobody, and is refused as such.
    """
    if erased is None or not erased.codes:
        return extract, 0
    gone = _is_erased(_read_ids(source, extract), erased)
    kept = np.flatnonzero(~gone)
    if len(kept) == len(extract.rows):
        return extract, 0
    columns = {name: _only_used(cells.take(kept)) for name, cells in extract.columns.items()}
    return replace(extract, columns=columns, rows=extract.rows[kept]), int(gone.sum())


def blank_erased(frame: pd.DataFrame, erased: KeptOut | None) -> pd.DataFrame:
    """Rows of ours without the ids of erased people in columns that name another person."""
    if erased is None or not erased.codes:
        return frame
    named = {name: frame[name].mask(_is_erased(frame[name], erased)) for name in PERSONS[1:] if name in frame}
    return frame.assign(**named)


def _is_erased(values: pd.Series, erased: KeptOut) -> np.ndarray:
    codes, texts = pd.factorize(values)
    return np.append(erased.find(texts), False)[codes]


def _only_used(cells: Cells) -> Cells:
    """The same cells, with no text that none of them has: what was left out is not looked at by any rule."""
    used, codes = np.unique(cells.codes, return_inverse=True)
    return Cells(codes.astype(np.int64), cells.texts[used], cells.kinds[used])


def _read_ids(source: Source, extract: Extract) -> pd.Series:
    """Whose each row is, as the mapping reads it."""
    given = source.columns["employee_id"]
    spec = Column(column=given) if isinstance(given, str) else given
    values = ColumnReader(source, extract, Refusals(extract.rows), []).read("employee_id", spec, "text")
    return pd.Series(values, dtype="str")


def say_column(name: str, at: int) -> str:
    """A column's name, or its place where what stands in the header looks like a person's data."""
    digits = sum(sign.isdigit() for sign in name)
    personal = "@" in name or digits >= 6 or find_id(name, tuple(CHECKS)) is not None
    return f"column {at}" if personal else name


def _check_written(source: Source, extract: Extract) -> list[str]:
    """Problems with the texts that the mapping itself writes into a column that keeps them."""
    problems = []
    for ours, given in source.columns.items():
        if isinstance(given, str) or not _keeps_text(source, ours):
            continue
        written = [value for value in _written_by(given) if isinstance(value, str)]
        rule = next((found for found in load_refused().find_texts(written) if found is not None), None)
        if rule is not None:
            where = f"`{extract.name}`: the mapping of `{ours}` writes what may not come in"
            problems.append(f"{where} (rule {rule.code}): {rule.explain('en')}")
    return problems


def _written_by(given: Column) -> list[object]:
    return [given.constant, *(given.values or {}).values()]


def _keeps_text(source: Source, ours: str) -> bool:
    """Whether a column of ours keeps texts as the source writes them."""
    types: Mapping[str, str] = column_types(source.table)
    free = types.get(ours) == "text" and ours not in rules_of(source.table).choices
    # A surname may say anything; it is no text about its bearer, and is in no snapshot.
    apart = ours.endswith("_id") or ours == NAME
    return free and not apart and (source.table, ours) != ("survey_answers", "item")


def _is_known_item(used: str, ours: str, codebook: Codebook | None) -> bool:
    """Whether a column of a survey is a question that the codebook has."""
    return ours.startswith("items.") and codebook is not None and codebook.find(used) is not None


def _judge_column(cells: Cells, *, numbers_only: bool = False) -> Rule | None:
    """The rule that refuses a column by what is in it; None where none does."""
    texts = [text for text in cells.texts if text][:MOST_TEXTS]
    found = [rule for rule in load_refused().find_texts(texts) if rule is not None]
    if numbers_only:
        found = [rule for rule in found if rule.numbers]
        return found[0] if len(found) * 2 >= len(texts) and len(found) > 1 else None
    return found[0] if found else None


def _file_of(column: str, extract: Extract, looked_up: list[Extract]) -> str:
    return next((other.name for other in looked_up if column in other.columns), extract.name)
