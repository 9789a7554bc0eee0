"""What help achieved as one table: for Power BI and SQL, for a spreadsheet, and for a workbook. Names nobody.

One row per comparison: a draw at a horizon, a draw over time, a group of a draw, and help that was given without one.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from houvast.language import Language
from houvast.publish.csv import MARKS
from houvast.publish.inert import build_csv_text, build_shown
from houvast.publish.workbook import open_workbook, print_well

_ARMS = ("helped", "others")
_FIGURES = (*_ARMS, "difference", "ratio")
WHOLE = ("days", *(f"{what}_{arm}" for what in ("people", "leavers") for arm in _ARMS))
NUMBERS = tuple(f"{figure}{part}" for figure in _FIGURES for part in ("", "_low", "_high"))
TEXTS = ("comparison", "draw_id", "action", "group_kind", "group", "verdict", "direction", "grounds")
COLUMNS = (*TEXTS[:5], *WHOLE, *NUMBERS, *TEXTS[5:])


def build_effects_table(report: Mapping[str, Any]) -> pd.DataFrame:
    """One row per comparison, columns `COLUMNS`; what is missing is null.

    Parameters
    ----------
    report : mapping
        As `actions.measured.EffectReport.as_dict` gives it.
    """
    rows = [row for draw in report["draws"] for row in _of_draw(draw)]
    rows += [_of_given(given, report["horizon_days"]) for given in report["given"]]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_effects_parquet(path: Path, table: pd.DataFrame) -> None:
    """The table, typed: the same bytes for the same figures."""
    arrays = {}
    for name in table.columns:
        kind = pa.int64() if name in WHOLE else pa.float64() if name in NUMBERS else pa.string()
        arrays[name] = pa.array([None if pd.isna(value) else value for value in table[name]], type=kind)
    pq.write_table(pa.table(arrays), path, compression="zstd")


def write_effects_csv(path: Path, table: pd.DataFrame, lingo: Language) -> None:
    """The table in the language's own marks, with the codes of the Parquet file."""
    delimiter, decimal = MARKS[lingo.code]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.to_dict("records"):
        writer.writerow([_csv_cell(name, value, decimal) for name, value in row.items()])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def write_effects_workbook(path: Path, table: pd.DataFrame, lines: list[str], lingo: Language) -> None:
    """Two sheets: the comparisons, and what may and may not be said of them."""
    with open_workbook(path, lingo.text("help_effects.title")) as (book, styles):
        sheet, said = (book.add_worksheet(lingo.text(f"help_effects.sheet_{name}")) for name in ("figures", "said"))
        sheet.write_string(0, 0, lingo.text("help_effects.title"), styles["title"])
        for at, name in enumerate(table.columns):
            sheet.set_column(at, at, 22 if name in TEXTS else 11)
            sheet.write_string(2, at, lingo.text(f"help_effects.table_{_shared(name)}", **_part(name)), styles["head"])
        for line, row in enumerate(table.to_dict("records"), start=3):
            for at, (name, value) in enumerate(row.items()):
                _write_cell(sheet, (line, at), name, value, lingo, styles)
        sheet.freeze_panes(3, 3)
        sheet.autofilter(2, 0, 2 + max(len(table), 1), len(table.columns) - 1)
        said.set_column(0, 0, 120)
        for line, text in enumerate(lines):
            said.write_string(line, 0, text, styles["paragraph"])
        for one in (sheet, said):
            print_well(one, lingo)


def _of_draw(draw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    known = {"draw_id": draw["draw_id"], "action": draw["action"]}
    for effect, verdict in zip(draw["effects"], draw["verdicts"], strict=True):
        yield {**known, "comparison": "draw", **_effect(effect), **_verdict(verdict)}
    if draw["effects"]:
        for day, three in draw["effects"][-1]["over_time"].items():
            yield {**known, "comparison": "over_time", "days": int(day), **_figures(three)}
    for kind, groups in draw["groups"].items():
        for name, effect in groups.items():
            shown = {} if effect is None else _effect(effect)
            yield {**known, "comparison": "group", "group_kind": kind, "group": name, **shown}


def _of_given(given: Mapping[str, Any], days: int) -> dict[str, Any]:
    counts = dict(zip(("people_helped", "people_others"), given["people"], strict=True))
    row = {"comparison": "given", "action": given["action"], "days": days, **counts, **_verdict(given["verdict"])}
    return row if given["difference"] is None else {**row, **_figures(given)}


def _effect(effect: Mapping[str, Any]) -> dict[str, Any]:
    counts = {f"{what}_{arm}": effect[what][at] for what in ("people", "leavers") for at, arm in enumerate(_ARMS)}
    return {"days": effect["days"], **counts, **_figures(effect)}


def _figures(kept: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name in _FIGURES:
        figure = kept.get(name)
        if figure is not None:
            found |= {name: figure["value"], f"{name}_low": figure["low"], f"{name}_high": figure["high"]}
    return found


def _verdict(verdict: Mapping[str, Any]) -> dict[str, Any]:
    return {"verdict": verdict["code"], "direction": verdict["direction"], "grounds": ", ".join(verdict["grounds"])}


def _shared(name: str) -> str:
    return name.removesuffix("_low").removesuffix("_high")


def _part(name: str) -> dict[str, str]:
    if name not in NUMBERS:
        return {}
    return {"part": "" if name == _shared(name) else f" ({'low' if name.endswith('_low') else 'high'})"}


def _csv_cell(name: str, value: Any, decimal: str) -> str:
    if pd.isna(value):
        return ""
    if name in WHOLE:
        return str(int(value))
    return f"{value:.6g}".replace(".", decimal) if name in NUMBERS else build_csv_text(str(value))


def _write_cell(sheet: Any, at: tuple[int, int], name: str, value: Any, lingo: Language, styles: dict) -> None:
    if pd.isna(value) or value == "":
        sheet.write_blank(*at, None, styles["text"])
    elif name in WHOLE:
        sheet.write_number(*at, int(value), styles["whole"])
    elif name in NUMBERS:
        sheet.write_number(*at, float(value), styles["halves" if name.startswith("ratio") else "small_percent"])
    else:
        sheet.write_string(*at, build_shown(str(value), lingo), styles["wrap"])
