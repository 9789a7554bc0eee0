"""From sources to finished tables, in memory: read, map, refuse, derive, version.

Every problem that makes a source unusable is collected; the tables are complete only when there is
none. Nothing is written.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from houvast.config import Records
from houvast.kept_out import KeptOut
from houvast.records import headcount, rules
from houvast.records.codebook import load_codebook
from houvast.records.contract import AUDIT_TABLES, HEADCOUNT_ROWS, TABLES, rules_of
from houvast.records.part import Part, check_share, load_part
from houvast.records.versions import (
    build_spell_versions,
    build_versions,
    find_invisible_leavers,
    know_from_hire,
    supersede,
)

WIDEST_GAP = np.timedelta64(92, "D")
"""Without a declared `observed_until`, the newest event may lie this long after the one before it."""


@dataclass
class Prepared:
    """Finished tables (one row per version), their sources, what was noted, and what is wrong."""

    parts: list[Part] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    filled_by: dict[str, Part] = field(default_factory=dict)
    notices: list[dict[str, object]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    observed_until: np.datetime64 | None = None

    def fill(self, table: str, frame: pd.DataFrame, part: Part) -> None:
        """Enter a finished table and the source that fills it."""
        self.tables[table], self.filled_by[table] = frame, part

    def note(self, notes: dict[str, dict[str, int]]) -> None:
        """Add notices by code."""
        self.notices += [{"code": code, "counts": counts} for code, counts in notes.items()]


def prepare_records(records: Records, folder: Path, erased: KeptOut | None = None) -> Prepared:
    """Finished tables of all sources, or the problems that stand in the way.

    Rules between sources are applied only when every source could be read, so that one broken file is not
    reported as a fault of the others.

    Parameters
    ----------
    erased : KeptOut or None
        People whose rows are left out as if they had never been there.
    """
    done = Prepared()
    asks = any(source.table == "survey_answers" for source in records.sources)
    codebook = load_codebook() if asks else None
    for source in records.sources:
        part = load_part(source, folder, codebook if source.table == "survey_answers" else None, done.problems, erased)
        done.parts += [part] if part is not None else []
    if len(done.parts) == len(records.sources):
        _set_observed_until(records, done)
        _combine(done)
    for part in done.parts:
        own_limit = part.source.max_refused_share
        done.problems += check_share(part, records.max_refused_share if own_limit is None else own_limit)
    return done


def _combine(done: Prepared) -> None:
    """Apply the rules between rows and between sources, and finish the tables."""
    for part in done.parts:
        table = rules_of(part.source.table)
        if done.observed_until is not None:
            rules.check_future(part.keep(), table, done.observed_until, part.refusals)
        rules.check_repeats(part.keep(), table, part.refusals)
        part.keep()
    spells = next(part for part in done.parts if "spells" in part.source.tables)
    if spells.source.table == "headcount":
        _derive_spells(spells, done)
    else:
        _finish_spells(spells, done)
    final = rules.find_final(done.tables["spells"], TABLES["spells"])
    for part in done.parts:
        _finish_others(part, final, done)


def _set_observed_until(records: Records, done: Prepared) -> None:
    """Declared, or the day after the newest event; refused where that would be a guess.

    Employments alone do not tell: an end may be planned, and a quiet month has neither start nor end.
    """
    if records.observed_until is not None:
        done.observed_until = np.datetime64(records.observed_until, "s")
        return
    days = [_event_days(part) for part in done.parts if part.source.table not in ("spells", *AUDIT_TABLES)]
    days = np.unique(np.concatenate(days)) if days else np.array([])
    if not len(days):
        done.problems.append(
            "employments alone do not tell until when they are complete. Declare `records.observed_until`."
        )
        return
    started = np.concatenate([_event_days(part) for part in done.parts if part.source.table == "spells"] or [days])
    if len(started) and started.max() > days[-1] + WIDEST_GAP / 3:
        until, newest = (day.astype("datetime64[D]") for day in (days[-1], started.max()))
        done.problems.append(
            f"the newest event of the other tables ({until}) lies more than a month before the newest employment "
            f"({newest}). Declare `records.observed_until`, until when all of them are complete."
        )
    if len(days) > 1 and days[-1] - days[-2] > WIDEST_GAP:
        before, newest = days[-2:].astype("datetime64[D]")
        done.problems.append(
            f"the newest event ({newest}) lies more than {WIDEST_GAP.astype(int)} days after the one before "
            f"it ({before}). Declare `records.observed_until`, so that a typing error cannot move it."
        )
    if len(days):
        done.observed_until = days[-1] + np.timedelta64(1, "D")


def _event_days(part: Part) -> np.ndarray:
    """Days on which something of this source happened or was reported; plans do not count."""
    table, frame = rules_of(part.source.table), part.frame
    if part.source.table == "headcount":
        days = headcount.Calendar(part.source.reported_at, 0).report_days(frame["month"])
    elif part.source.table == "spells":
        days = frame["known_on"] if "known_on" in frame else frame["started_on"]
    elif table.event in table.ahead:
        days = frame["known_on"] if "known_on" in frame else frame[table.event][:0]
    elif table.lasts is not None:
        days = frame[table.event] + pd.to_timedelta(np.ceil(frame[table.lasts]) - 1, unit="D")
    else:
        days = frame[table.event]
    return days.dropna().unique().astype("datetime64[s]")


def _derive_spells(part: Part, done: Prepared) -> None:
    """Employments out of a headcount extract; its rows keep what assignments and pay need."""
    rows, notes = headcount.check_headcount(headcount.prepare_rows(part.frame, part.calendar), part.refusals)
    done.note(notes)
    part.frame = rows
    versions, notes = headcount.build_spells(rows, part.calendar)
    done.note(notes)
    _enter_spells(supersede(versions, headcount.SPELL), part, done)


def _finish_spells(part: Part, done: Prepared) -> None:
    """Employments out of a table of their own."""
    table = TABLES["spells"]
    rules.check_overlaps(part.frame, table, part.refusals)
    ended, hidden = find_invisible_leavers(part.keep(), table)
    if hidden * 2 > ended:
        done.problems.append(
            f"`{part.extract.name}`: {hidden} of {ended} employments with an end have no version that was "
            "known before it, so leavers would be invisible while they were there. Leave `known_on` out of "
            "the mapping (the hire is then known on its day, the end with the notice or on its day), or "
            "export every version."
        )
    _enter_spells(build_spell_versions(part.frame, table, part.source.known_after_days), part, done)


def _enter_spells(versions: pd.DataFrame, part: Part, done: Prepared) -> None:
    """Enter the employments; a reason stands only where there is an end, and is `unknown` if not given."""
    reason = versions["exit_reason"].fillna("unknown").mask(versions["ended_on"].isna())
    done.fill("spells", versions.assign(exit_reason=reason.astype("str")), part)
    unknown = int((versions["superseded_on"].isna() & reason.eq("unknown")).sum())
    if unknown:
        done.note({"exit_reason_unknown": {"spells": unknown}})


def _finish_others(part: Part, spells: pd.DataFrame, done: Prepared) -> None:
    """The tables of a source besides spells, held against the spells and given versions."""
    source, names = part.source, [table for table in part.source.tables if table != "spells"]
    if source.table == "headcount" and "spells" not in source.tables:
        rules.check_within_spells(part.frame, HEADCOUNT_ROWS, spells, part.refusals)
        part.frame = headcount.prepare_rows(part.keep(), part.calendar)
    for name in names:
        if source.table == "headcount":
            frame = headcount.build_changes(part.frame, name)
        elif name in AUDIT_TABLES:
            rules.check_employed(part.frame, spells, part.refusals)
            frame = know_from_hire(part.keep(), spells)
        else:
            rules.check_within_spells(part.frame, TABLES[name], spells, part.refusals)
            frame = part.keep()
        done.fill(name, build_versions(frame, rules_of(name), source.known_after_days), part)
