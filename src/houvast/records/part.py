"""One source on its way: read, mapped, and its rows held against the rules that need no other source."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from houvast.config import Source
from houvast.errors import RecordsError
from houvast.kept_out import KeptOut
from houvast.records import rules
from houvast.records.codebook import Codebook
from houvast.records.contract import rules_of
from houvast.records.door import (
    Dropped,
    blank_erased,
    check_mapped_columns,
    drop_unmapped,
    leave_out_erased,
    refuse_texts,
)
from houvast.records.extract import Extract
from houvast.records.headcount import Calendar, floor_months
from houvast.records.mapping import find_missing_columns, find_wrong_values, map_source
from houvast.records.quarantine import Refusals, say_rows
from houvast.records.read import read_source


@dataclass
class Part:
    """What was read of a source, its rows of ours, its refused rows, and refused columns that were only there.

    `erased` is the number of rows that were left out: they are of people who were erased.
    """

    source: Source
    extract: Extract
    looked_up: list[Extract]
    refusals: Refusals
    frame: pd.DataFrame
    dropped: list[Dropped]
    erased: int = 0

    def keep(self) -> pd.DataFrame:
        """Drop the rows that are refused by now, and give the rest."""
        self.frame = self.refusals.keep(self.frame)
        return self.frame

    @property
    def calendar(self) -> Calendar:
        """When the reports of a headcount source are made."""
        return Calendar(self.source.reported_at, self.source.known_after_days)


def load_part(
    source: Source, folder: Path, codebook: Codebook | None, problems: list[str], erased: KeptOut | None = None
) -> Part | None:
    """The rows of one source, or None when it is unusable; why goes to `problems`."""
    try:
        extract, looked_up = read_source(source, folder)
    except RecordsError as error:
        problems.append(str(error))
        return None
    found = check_mapped_columns(source, extract, looked_up, codebook)
    found += find_missing_columns(source, extract, looked_up) or find_wrong_values(source, extract)
    if not found:
        extract, gone = leave_out_erased(source, extract, erased)
        extract, dropped = drop_unmapped(source, extract, looked_up)
        refusals = Refusals(extract.rows, extract.unreadable)
        refuse_texts(source, extract, refusals)
        frame, found = map_source(source, extract, codebook, refusals)
    if found:
        problems += found
        return None
    part = Part(source, extract, looked_up, refusals, blank_erased(frame, erased), dropped, gone)
    _check_alone(part)
    return part


def check_share(part: Part, limit: float) -> list[str]:
    """One problem when more than `limit` of a source's rows are refused, or all; else none."""
    refused, rows_in = part.refusals.refused, part.refusals.rows_in
    if part.erased and not rows_in:
        return [f"`{part.extract.name}`: every row is of people who were erased. Take the source out of the config."]
    if refused < rows_in and refused <= limit * rows_in:
        return []
    said = f"{refused} of {rows_in} rows are refused, more than the limit of {limit:.0%} (`max_refused_share`)"
    if refused == rows_in:
        said = f"all {rows_in} rows are refused"
    lines = [f"`{part.extract.name}`: {said}. Mend the mapping or the export."]
    by_reason = part.refusals.build_frame().groupby(["reason", "column"], dropna=False, sort=False)
    for (reason, column), group in by_reason:
        where = f" in {column}" if isinstance(column, str) else ""
        lines.append(f"    {len(group)} × {reason}{where} ({say_rows(group['row'].to_numpy())})")
        if reason == "not_in_spells":
            lines.append("      Is `employee_id` written as in the source of spells (leading zeros, decimals)?")
    return ["\n".join(lines)]


def _check_alone(part: Part) -> None:
    """Apply the rules that need nothing but the source itself."""
    table, source = rules_of(part.source.table), part.source
    rules.check_values(part.keep(), table, part.refusals)
    rules.check_known(part.keep(), table, part.refusals)
    if source.table == "spells":
        for column, kind in (("ended_on", "datetime64[s]"), ("exit_reason", "str")):
            if column not in part.frame:
                part.frame = part.frame.assign(**{column: pd.Series(None, index=part.frame.index, dtype=kind)})
        if getattr(source.columns.get("exit_reason"), "constant", None) is None:
            rules.check_exits(part.keep(), part.refusals)
    elif source.table == "headcount":
        part.frame = part.keep().assign(month=floor_months(part.frame["month"]))
    part.keep()
