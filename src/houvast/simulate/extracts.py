"""Writing a simulated centre as the extracts of real systems, with a ready config and the truth.

Same centre, same bytes: no file carries the time at which it was written.
"""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd

from houvast.simulate.archetypes import ITEMS
from houvast.simulate.centre import Centre
from houvast.simulate.dirt import Dirt, add_dirt
from houvast.simulate.layouts import HELP_GIVEN, LAYOUTS, SURVEY, Layout
from houvast.simulate.sources import PURPOSE, PURPOSE_FILE, build_config

WHOLE = (
    "contacts",
    "handle_seconds",
    "transfers",
    "escalations",
    "schedule_changes",
    "period_days",
    "logins",
)
"""Numbers that a system exports without decimals."""


def write_extracts(centre: Centre, folder: Path, dirty: bool = False) -> list[Path]:
    """Paths of the files written to `folder`: extracts, `purpose.yaml`, `config.yaml`, `truth.parquet`.

    A small or short centre may lack a kind of record; no file is written for it, and none is mapped.

    Parameters
    ----------
    centre : Centre
    folder : Path
        Made where it does not exist; files of the same names are overwritten.
    dirty : bool
        Adds faulty rows to the clean ones (under 5% a file) and lists them in `dirt.json`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng([int(centre.settings["seed"]), 6])
    dirt: list[Dirt] = []
    paths: list[Path] = []
    written: list[Layout] = []
    for layout in (*LAYOUTS, *([HELP_GIVEN] if "actions" in centre.tables else [])):
        frame = build_extract(centre, layout)
        if frame.empty:
            continue
        written.append(layout)
        if dirty:
            frame, found = add_dirt(frame, layout, noise)
            dirt += found
        paths.append(folder / layout.file)
        _write(frame, paths[-1], layout)
    (folder / PURPOSE_FILE).write_text(PURPOSE, encoding="utf-8", newline="\n")
    paths += [folder / PURPOSE_FILE, folder / "config.yaml", folder / "truth.parquet"]
    name = f"simulated-{centre.settings['archetype']}"
    config = build_config(name, centre.observed_from, centre.observed_until, written)
    paths[-2].write_text(config, encoding="utf-8", newline="\n")
    centre.truth.to_parquet(paths[-1], index=False)
    if dirty:
        paths.append(folder / "dirt.json")
        paths[-1].write_text(json.dumps([vars(one) for one in dirt], indent=2) + "\n", encoding="utf-8")
    return paths


def build_extract(centre: Centre, layout: Layout) -> pd.DataFrame:
    """The rows of one extract under the source's headers: text in CSV, typed in Excel and Parquet."""
    if layout.table == "headcount":
        frame = build_headcount(centre)
    elif layout is SURVEY:
        return _widen(centre.tables["survey_answers"])
    else:
        frame = centre.tables[layout.table]
    frame = frame[list(layout.columns)].copy()
    for name, words in layout.values.items():
        back = {value: text for text, value in words.items()}
        frame[name] = frame[name].astype(object).map(back)
    for name, (low, high) in layout.scale.items():
        frame[name] = low + frame[name] * (high - low)
    for name, factor in layout.multiply.items():
        frame[name] = (frame[name] / factor).round(1)
    if layout.format["type"] == "csv":
        frame = pd.DataFrame({name: _to_text(frame[name], layout) for name in frame.columns})
    return frame.rename(columns=layout.columns)


def build_headcount(centre: Centre) -> pd.DataFrame:
    """One row per employee employed on a first of the month, with assignment and wage of that day."""
    spells = centre.tables["spells"]
    final = spells.drop_duplicates(["employee_id", "started_on"], keep="last")
    months = pd.date_range(centre.observed_from, centre.observed_until, freq="MS", inclusive="left", unit="s")
    every = final[["employee_id", "started_on", "ended_on"]].merge(pd.DataFrame({"month": months}), how="cross")
    there = (every["started_on"] <= every["month"]) & ~(every["ended_on"] <= every["month"])
    rows = every.loc[there, ["employee_id", "month"]].sort_values(["month", "employee_id"], ignore_index=True)
    for table in ("assignments", "pay"):
        changes = centre.tables[table].rename(columns={"effective_on": "month"}).sort_values("month", kind="stable")
        rows = pd.merge_asof(rows, changes, on="month", by="employee_id")
    return rows


def _widen(answers: pd.DataFrame) -> pd.DataFrame:
    """One row per person and wave, one column an item, answers on the item's own scale."""
    # pivot refuses a second answer to one item; pivot_table would average the two in silence
    wide = answers.pivot(  # noqa: PD010
        index=["employee_id", "answered_on", "wave"], columns="item", values="answer"
    )
    wide = wide.reindex(columns=[item.code for item in ITEMS])
    for item in ITEMS:
        low, high = item.scale
        wide[item.code] = (low + wide[item.code] * (high - low)).round()
    wide = wide.rename(columns={item.code: item.text for item in ITEMS}).reset_index()
    wide.columns.name = None
    wide = wide.sort_values(["answered_on", "employee_id"], ignore_index=True)
    return wide.rename(columns=SURVEY.columns)


def _to_text(column: pd.Series, layout: Layout) -> pd.Series:
    """A column in the notation of a file; missing is empty."""
    if column.dtype.kind == "M":
        codes, days = pd.factorize(column)
        texts = np.append(pd.DatetimeIndex(days).strftime(layout.format.get("date", "%Y-%m-%d")), "")
        return pd.Series(texts[codes], index=column.index, dtype=object)
    if column.dtype.kind == "f":
        codes, numbers = pd.factorize(column)
        whole = column.name in WHOLE
        texts = [f"{number:.0f}" if whole else f"{number:g}" for number in numbers]
        comma = layout.format.get("decimal") == ","
        texts = [text.replace(".", ",") for text in texts] if comma else texts
        return pd.Series(np.array([*texts, ""], dtype=object)[codes], index=column.index, dtype=object)
    return column.astype(object).where(column.notna(), "")


def _write(frame: pd.DataFrame, path: Path, layout: Layout) -> None:
    kind = layout.format["type"]
    if kind == "csv":
        separator, encoding = layout.format.get("delimiter", ","), layout.format.get("encoding", "utf-8")
        frame.to_csv(path, sep=separator, index=False, encoding=encoding, lineterminator="\r\n")
    elif kind == "parquet":
        _with_dates(frame).to_parquet(path, index=False)
    else:
        _write_workbook(frame, path, layout.format["sheet"])


def _with_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as Parquet dates, not moments."""
    dates = [name for name in frame.columns if frame[name].dtype.kind == "M"]
    return frame.astype({name: "date32[pyarrow]" for name in dates})


def _write_workbook(frame: pd.DataFrame, path: Path, sheet: str) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": dt.datetime(2026, 1, 1)})
        page = workbook.add_worksheet(sheet)
        bold, date = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "dd-mm-yyyy"})
        page.freeze_panes(1, 0)
        page.write_row(0, 0, list(frame.columns), bold)
        columns = [_cells(frame[name]) for name in frame.columns]
        for at, row in enumerate(zip(*columns, strict=True), start=1):
            for position, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    page.write_datetime(at, position, value, date)
                elif isinstance(value, str):
                    page.write_string(at, position, value)
                elif value == value:
                    page.write_number(at, position, value)


def _cells(column: pd.Series) -> list[object]:
    if column.dtype.kind == "M":
        return list(column.dt.to_pydatetime()) if hasattr(column.dt, "to_pydatetime") else column.tolist()
    return column.tolist()
