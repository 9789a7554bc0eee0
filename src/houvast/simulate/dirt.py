"""Faulty rows for the extracts, as real systems have them, each with the reason to refuse it.

A faulty row is a copy of a clean one with one fault, added at the end of its file: the clean rows stay,
so what quarantine leaves must be just the clean extract. Reasons are those of `records.quarantine`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.simulate.layouts import Layout

SHARE = 0.004
"""Rows added per fault, as a share of the file's rows; at least one."""
MOST_SHARE = 0.045
"""A file in which the faults together would be more than this gets fewer of them."""


@dataclass(frozen=True)
class Dirt:
    """So many rows of a source that must be refused for this reason."""

    source: str
    reason: str
    count: int


@dataclass(frozen=True)
class Fault:
    """Text put into a column (canonical name) of a copied row; no column: the row is repeated as it is.

    `given` names a column that must be filled in the row that is copied.
    """

    reason: str
    column: str | None = None
    text: str | float = ""
    given: str | None = None


FAULTS: dict[str, tuple[Fault, ...]] = {
    "spells": (
        Fault("dates_out_of_order", "ended_on", "01-02-1951", given="ended_on"),
        Fault("unmapped_value", "exit_reason", "Zie dossier", given="ended_on"),
        Fault("in_the_future", "known_on", "01-01-2150"),
        Fault("missing_required", "employee_id", ""),
        Fault("duplicate"),
    ),
    "headcount": (
        Fault("out_of_bounds", "hourly_wage", "-14,25"),
        Fault("out_of_bounds", "hourly_wage", "-99"),
        Fault("out_of_bounds", "hourly_wage", "999999"),
        Fault("out_of_bounds", "hours_per_week", "300"),
        Fault("not_a_number", "hourly_wage", "n.v.t."),
        Fault("not_a_date", "month", "31-02-2025"),
        Fault("unmapped_value", "contract_type", "Flex??"),
        Fault("duplicate"),
    ),
    "one_on_ones": (
        Fault("not_a_date", "booked_for", "next week"),
        Fault("unmapped_value", "held", "?"),
        Fault("in_the_future", "known_on", "2150-01-01"),
        Fault("duplicate"),
    ),
    "absences": (
        Fault("dates_out_of_order", "ended_on", "01-02-1951", given="ended_on"),
        Fault("unmapped_value", "kind", "Overig"),
        Fault("not_a_date", "started_on", "2025/13/45"),
        Fault("duplicate"),
    ),
    "survey_answers": (
        Fault("out_of_bounds", "Mijn werk is zinvol", 99.0, given="Mijn werk is zinvol"),
        Fault(
            "out_of_bounds",
            "Hoe tevreden ben je met je functie?",
            -99.0,
            given="Hoe tevreden ben je met je functie?",
        ),
    ),
    "career_events": (
        Fault("in_the_future", "happened_on", "01-01-2150"),
        Fault("before_hire", "happened_on", "01-01-1951"),
        Fault("unmapped_value", "kind", "?"),
    ),
    "workload": (
        Fault("out_of_bounds", "contacts", "-99"),
        Fault("out_of_bounds", "handle_seconds", "999999"),
        Fault("in_the_future", "period_start", "2150-01-01"),
        Fault("not_a_number", "overtime_hours", "1.2.3"),
    ),
    "recognitions": (
        Fault("not_in_spells", "employee_id", "0000"),
        Fault("duplicate"),
    ),
}


def add_dirt(extract: pd.DataFrame, layout: Layout, noise: np.random.Generator) -> tuple[pd.DataFrame, list[Dirt]]:
    """The extract with faulty rows at its end, and how many for which reason."""
    faults = FAULTS.get(layout.table, ())
    each = max(1, int(SHARE * len(extract)))
    faults = faults[: int(MOST_SHARE * len(extract) / each)]
    parts, counts = [extract], {}
    for fault in faults:
        copies = _spoil(extract, fault, layout, each, noise)
        parts.append(copies)
        counts[fault.reason] = counts.get(fault.reason, 0) + len(copies)
    return pd.concat(parts, ignore_index=True), [Dirt(layout.file, *item) for item in counts.items() if item[1]]


def _spoil(extract: pd.DataFrame, fault: Fault, layout: Layout, count: int, noise: np.random.Generator) -> pd.DataFrame:
    """Copies of distinct rows, each with the fault."""
    fit = np.arange(len(extract))
    if fault.given is not None:
        cell = extract[layout.columns.get(fault.given, fault.given)]
        fit = np.flatnonzero((cell.notna() & (cell.astype(str) != "")).to_numpy())
    chosen = noise.choice(fit, size=min(count, len(fit)), replace=False)
    copies = extract.iloc[np.sort(chosen)].copy()
    if fault.column is not None:
        copies[layout.columns.get(fault.column, fault.column)] = fault.text
    return copies
