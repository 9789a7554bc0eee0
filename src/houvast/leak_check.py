"""The leakage gate, held to a use: its lens, its training rows, and the names in its mapping."""

import datetime as dt
from dataclasses import replace

from houvast.assemble import look
from houvast.config import Column, Records
from houvast.leakage import GateReport, SourceName, run_gate
from houvast.records.snapshot import Snapshot
from houvast.timeline import to_days
from houvast.training_rows import TrainingRows, training_dates
from houvast.use import Use


def check_leaks(use: Use, snapshot: Snapshot, rows: TrainingRows, known_until: dt.date) -> GateReport:
    """What the leakage gate says of the records, the mapping and the training rows."""
    config, until = use.config, to_days(known_until)
    lens = look(use, training_dates(snapshot, until, use.horizon_days), config.model.drivers)
    aside = tuple(leak.table for leak in rows.leaks)
    return run_gate(
        snapshot,
        replace(lens, set_aside=aside, exclude=config.model.exclude_features),
        rows.observations,
        rows.X,
        rows.label,
        names=name_sources(config.records),
        until=until,
        horizon_days=use.horizon_days,
        seed=config.model.seed,
        as_written=use.open_identities().read().ids_of,
        workers=use.workers,
    )


def name_sources(records: Records) -> list[SourceName]:
    """What the sources call their files, the columns that are mapped, their values, and survey items."""
    names = []
    for source in records.sources:
        table = source.table
        files = [source.file, *(lookup.file for lookup in source.lookups), getattr(source.format, "sheet", None)]
        names += [SourceName(table, "", name) for name in files if name]
        for column, given in source.columns.items():
            spec = Column(column=given) if isinstance(given, str) else given
            words = [spec.column, spec.year, spec.month, *(spec.values or {})]
            words += [spec.constant] if isinstance(spec.constant, str) else []
            names += [SourceName(table, column, word) for word in words if word]
        names += [SourceName(table, wide.item, name) for name, wide in (source.items or {}).items()]
    return names
