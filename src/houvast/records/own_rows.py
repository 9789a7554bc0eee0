"""Rows that were recorded here and come from no source of the config, held against the same rules.

They name people as snapshots do, so they enter when the sources are finished. A row of which any date lies on or after
the end of the records waits for records that reach it, and is not counted: until when records are complete is for the
sources to say, and never for what was typed in yesterday.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.config import Source
from houvast.records import rules
from houvast.records.contract import TABLES, column_types, rules_of
from houvast.records.extract import Extract
from houvast.records.part import Part
from houvast.records.quarantine import Refusals
from houvast.records.versions import build_versions

_TYPES = {"text": "str", "date": "datetime64[s]", "number": "float64", "flag": "boolean"}


@dataclass(frozen=True)
class OwnRows:
    """Rows in the columns of a record table, with `known_on`; the manifest calls where they come from `name`."""

    name: str
    table: str
    frame: pd.DataFrame


def place_own(own: OwnRows, spells: pd.DataFrame, observed_until: np.datetime64 | None) -> Part | None:
    """The rows as a part whose frame has versions, with those that no rule lets in refused; None where none is left."""
    types = column_types(own.table)
    frame = own.frame.astype({name: _TYPES[types[name]] for name in own.frame})
    for column in frame.select_dtypes("datetime"):
        if observed_until is not None:
            frame = frame[~(frame[column].to_numpy() >= observed_until)]
    if frame.empty:
        return None
    frame = frame.assign(row=np.arange(len(frame)))
    source = Source(table=own.table, file=own.name, columns={name: name for name in own.frame})  # type: ignore[arg-type]
    digest = hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()
    extract = Extract(own.name, {}, np.arange(1, len(frame) + 1), [], digest)
    part = Part(source, extract, [], Refusals(extract.rows), frame, [])
    rules.check_values(part.keep(), rules_of(own.table), part.refusals)
    rules.check_known(part.keep(), rules_of(own.table), part.refusals)
    rules.check_repeats(part.keep(), rules_of(own.table), part.refusals)
    final = rules.find_final(spells, TABLES["spells"])
    rules.check_within_spells(part.keep(), rules_of(own.table), final, part.refusals)
    part.frame = build_versions(part.keep(), rules_of(own.table), 0)
    return part


def add_own(tables: dict[str, pd.DataFrame], part: Part) -> dict[str, pd.DataFrame]:
    """The tables with the rows of a part; those of a source keep their versions, and so do these."""
    name = part.source.table
    if name not in tables:
        return {**tables, name: part.frame}
    there = tables[name]
    own = part.frame.astype({column: there[column].dtype for column in part.frame if column in there})
    return {**tables, name: pd.concat([there, own], ignore_index=True)}
