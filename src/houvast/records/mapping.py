"""Source columns to columns of ours, by the mapping in the config.

A missing value stays missing. A value that cannot be read, or that the mapping does not list, refuses
its row: half a record is not kept. A column that is not there is a problem of the whole source.
"""

from difflib import get_close_matches

import numpy as np
import pandas as pd

from houvast.config import Column, Source
from houvast.records.cells import TEXT, Cells
from houvast.records.codebook import Codebook
from houvast.records.columns import ColumnReader, read_value
from houvast.records.contract import column_types, rules_of
from houvast.records.door import say_column
from houvast.records.extract import Extract
from houvast.records.quarantine import Refusals
from houvast.records.survey import build_answers, read_items

DTYPES = {"text": "str", "date": "datetime64[s]", "number": "float64", "flag": "boolean"}
EXAMPLES = {"date": "a date as 2025-01-31", "number": "a number as 12.5", "flag": "true or false"}


def find_missing_columns(source: Source, extract: Extract, looked_up: list[Extract]) -> list[str]:
    """One problem, a line-by-line diff, when mapped columns are not in the source; else none."""
    missing = {used: ours for used, ours in source.wanted.items() if used not in extract.columns}
    if not missing:
        return []
    free = [name for name in extract.columns if name not in source.wanted]
    lines = []
    for used, ours in missing.items():
        close = get_close_matches(used.lower(), [name.lower() for name in free], n=1, cutoff=0.6)
        match = next((name for name in free if close and name.lower() == close[0]), None)
        lines.append(f"    - `{used}` (for {ours})" + (f"; is it `{match}`?" if match else ""))
    places = {name: at for at, name in enumerate(extract.columns, 1)}
    lines += [f"    + `{say_column(name, places[name])}` is there and not mapped" for name in free]
    files = " with ".join(f"`{part.name}`" for part in (extract, *looked_up))
    count = f"{len(missing)} mapped column{'s are' if len(missing) > 1 else ' is'} missing"
    return ["\n".join([f"{files}: {count}. Mend the mapping or the export.", *lines])]


def find_wrong_values(source: Source, extract: Extract) -> list[str]:
    """Values that the mapping itself writes and that a column of ours cannot hold."""
    types, choices, problems = column_types(source.table), rules_of(source.table).choices, []
    for name, given in source.columns.items():
        if isinstance(given, str) or name == "item":
            continue
        for value in [given.constant, *(given.values or {}).values()]:
            where = f"`{extract.name}`: the mapping of `{name}` gives {value!r}, which is"
            try:
                held = read_value(value, types[name])
            except ValueError:
                problems.append(f"{where} no {types[name]}. Write {EXAMPLES[types[name]]}.")
                continue
            if held is not None and held not in choices.get(name, (held,)):
                problems.append(f"{where} not one of {', '.join(choices[name])}.")
    return problems


def map_source(
    source: Source, extract: Extract, codebook: Codebook | None, refusals: Refusals
) -> tuple[pd.DataFrame, list[str]]:
    """Rows of ours, and the problems of the source as a whole.

    The frame has one row per readable row of the source (per answer, where a survey has one column an
    item), the mapped columns and `row`, the position of the source row. Unreadable values are entered
    in `refusals`. Only survey answers need a codebook.
    """
    types = column_types(source.table)
    frame = pd.DataFrame({"row": np.arange(len(extract.rows))})
    problems: list[str] = []
    reader = ColumnReader(source, extract, refusals, problems)
    for name, given in source.columns.items():
        spec = Column(column=given) if isinstance(given, str) else given
        if name == "item" and codebook is not None:
            values = read_items(_cells_of(spec, extract), spec, codebook, refusals)
        else:
            values = reader.read(name, spec, types[name])
        frame[name] = pd.Series(values).astype(DTYPES[types[name]])
    if codebook is not None and source.items is not None:
        frame = _widen(reader, codebook, frame)
    elif codebook is not None and not _declares_scale(source):
        frame["answer"] = build_answers(frame, codebook)
    return frame, problems


def _widen(reader: ColumnReader, codebook: Codebook, frame: pd.DataFrame) -> pd.DataFrame:
    """One row per answer out of one row per person with a column an item; no answer, no row."""
    parts = [frame.assign(item=pd.Series(None, index=frame.index, dtype="str"), answer=np.nan)[:0]]
    for used, wide in (reader.source.items or {}).items():
        item = codebook.items.get(wide.item)
        if item is None:
            close = get_close_matches(wide.item, codebook.items, n=1)
            hint = f" Is it `{close[0]}`?" if close else ""
            where = f"`{reader.extract.name}`: item `{wide.item}` of column `{used}`"
            reader.problems.append(f"{where} is not in the codebook.{hint}")
            continue
        answers = reader.read("answer", Column(column=used, scale=wide.scale or item.scale), "number")
        part = frame.assign(item=pd.Series(item.code, index=frame.index, dtype="str"), answer=answers)
        parts.append(part[part["answer"].notna()])
    return pd.concat(parts, ignore_index=True)


def _declares_scale(source: Source) -> bool:
    answer = source.columns.get("answer")
    return isinstance(answer, Column) and answer.scale is not None


def _cells_of(spec: Column, extract: Extract) -> Cells:
    if spec.column is not None:
        return extract.columns[spec.column]
    text = np.array([str(spec.constant)], dtype=object)
    return Cells(np.zeros(len(extract.rows), dtype=np.int64), text, np.array([TEXT], np.uint8))
