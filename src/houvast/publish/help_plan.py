"""A plan of help in its folder, whole or not at all: CSV, Parquet, workbook, page, and JSON with what it rests on."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.actions.help_catalogue import load_help
from houvast.actions.plan import Terms, Totals
from houvast.catalogue import load_drivers
from houvast.language import Language, language_of
from houvast.publish.csv import MARKS
from houvast.publish.inert import build_csv_text, build_shown
from houvast.publish.plan_page import NAME, build_plan_view
from houvast.publish.printable import write_printable
from houvast.publish.sealed import Sealed, publish_sealed
from houvast.publish.workbook import open_workbook, print_well

DATA = "plan.json"
SHARES, NUMBERS = ("risk", "effect_low", "effect_high"), ("rank", "hours", "cost")
_WIDTHS = {
    "employee_id": 13,
    "status": 30,
    "driver": 20,
    "action": 46,
    "owner": 16,
    "site": 14,
    "team": 14,
    "proven": 18,
}


@dataclass(frozen=True)
class KeptPlan:
    """A plan as it is kept.

    Parameters
    ----------
    as_of : datetime.date
    list_sha256 : str
        Digest of the list that it was made from.
    config_name : str
    weeks : int
        Horizon of the risk.
    rows : DataFrame
        See `actions.plan.build_plan`.
    terms : Terms
        Read back, they hold nobody in `without`.
    totals : Totals
    """

    as_of: dt.date
    list_sha256: str
    config_name: str
    weeks: int
    rows: pd.DataFrame
    terms: Terms
    totals: Totals


def publish_plan(home: Path, plan: KeptPlan, *, lines: Iterable[str], title: str, language: str, key: bytes) -> Path:
    """The path `<home>/<day>` with `plan.csv`, `plan.parquet`, `plan.xlsx`, `plan.html` and `plan.json`, signed.

    Parameters
    ----------
    lines : iterable of str
        What the plan comes to and rests on, in words: the second sheet.
    """
    lingo, told, rows = language_of(language), list(lines), plan.rows
    said = {
        "as_of": str(plan.as_of),
        "list_sha256": plan.list_sha256,
        "config": plan.config_name,
        "weeks": plan.weeks,
        "totals": asdict(plan.totals),
        "terms": asdict(plan.terms) | {"without": len(plan.terms.without)},
        "says": told,
    }
    text = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)

    def view(own: Language) -> dict[str, Any]:
        return build_plan_view(rows, plan.terms, plan.totals, plan.weeks, own)

    def write(building: Path) -> None:
        (building / DATA).write_text(text + "\n", encoding="utf-8")
        _as_stored(rows).to_parquet(building / "plan.parquet", index=False)
        _write_csv(building / "plan.csv", rows, lingo)
        _write_workbook(building / "plan.xlsx", rows, told, title, plan.weeks, lingo)
        write_printable(building / NAME, "help_plan", plan.as_of, plan.config_name, language, view, list_page="")

    facts = {"config": plan.config_name, "as_of_date": str(plan.as_of), "list_sha256": plan.list_sha256}
    return publish_sealed(home, plan.as_of, key, facts, write)


def read_plan(sealed: Sealed) -> KeptPlan:
    """A published plan."""
    said = sealed.document(DATA)
    terms = {name: value for name, value in said["terms"].items() if name != "without"}
    pairs = {name: tuple(terms[name]) for name in ("replacement", "assumed")}
    proven = {action: tuple(ends) for action, ends in terms["proven"].items()}
    totals = said["totals"] | {name: tuple(said["totals"][name]) for name in ("avoided", "saved")}
    return KeptPlan(
        dt.date.fromisoformat(said["as_of"]),
        said["list_sha256"],
        said["config"],
        said["weeks"],
        sealed.table("plan.parquet"),
        Terms(**{**terms, **pairs, "proven": proven}),
        Totals(**totals),
    )


def build_cell(name: str, value: Any, lingo: Language) -> str | float | None:
    """What a person reads of a cell: words for codes; None where there is nothing."""
    if value is None or pd.isna(value):
        return None
    if name == "status":
        return lingo.text(f"plan.status_{value}")
    if name == "driver":
        return getattr(load_drivers().drivers[value].name, lingo.code)
    if name == "action":
        return getattr(load_help().actions[value].name, lingo.code)
    if name == "owner":
        return getattr(load_help().owners[value], lingo.code)
    if name == "proven":
        return lingo.text("plan.effect_proven" if value else "plan.effect_assumed")
    if name == "from_date":
        return str(pd.Timestamp(value).date())
    return float(value) if name in (*SHARES, *NUMBERS, "contribution") else str(value)


def _as_stored(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = [*SHARES, *NUMBERS, "contribution"]
    plain = rows.astype({name: "float64" for name in numbers}).astype({"proven": "boolean"})
    return plain.assign(from_date=pd.to_datetime(rows["from_date"]).astype("datetime64[s]"))


def _write_csv(path: Path, rows: pd.DataFrame, lingo: Language) -> None:
    delimiter, decimal = MARKS[lingo.code]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(rows.columns)
    for row in rows.to_dict("records"):
        cells = [build_cell(name, value, lingo) for name, value in row.items()]
        writer.writerow([_csv_cell(cell, decimal) for cell in cells])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _csv_cell(cell: str | float | None, decimal: str) -> str:
    if cell is None:
        return ""
    return f"{cell:.6g}".replace(".", decimal) if isinstance(cell, float) else build_csv_text(cell)


def _write_workbook(path: Path, rows: pd.DataFrame, lines: list[str], title: str, weeks: int, lingo: Language) -> None:
    with open_workbook(path, title) as (book, styles):
        plan, terms = (book.add_worksheet(lingo.text(f"plan.sheet_{name}")) for name in ("plan", "terms"))
        plan.write_string(0, 0, title, styles["title"])
        plan.write_string(1, 0, lingo.text("plan.purpose"), styles["soft"])
        for at, name in enumerate(rows.columns):
            head = lingo.text(f"plan.column_{name}", **({"weeks": weeks} if name == "risk" else {}))
            plan.set_column(at, at, _WIDTHS.get(name, 11))
            plan.write_string(3, at, head, styles["head"])
        for line, row in enumerate(rows.to_dict("records"), start=4):
            for at, (name, value) in enumerate(row.items()):
                _write_cell(plan, line, at, name, build_cell(name, value, lingo), lingo, styles)
        plan.freeze_panes(4, 1)
        plan.autofilter(3, 0, 3 + len(rows), len(rows.columns) - 1)
        terms.set_column(0, 0, 120)
        for line, text in enumerate([lingo.text("plan.purpose"), *lines]):
            terms.write_string(line, 0, text, styles["paragraph"])
        for sheet in (plan, terms):
            print_well(sheet, lingo)


def _write_cell(
    sheet: Any, line: int, at: int, name: str, cell: str | float | None, lingo: Language, styles: dict[str, Any]
) -> None:
    if cell is None:
        sheet.write_blank(line, at, None, styles["text"])
    elif name == "contribution":
        sheet.write_number(line, at, 100 * cell, styles["points"])
    elif isinstance(cell, float):
        sheet.write_number(line, at, cell, styles["percent" if name in SHARES else "whole"])
    else:
        sheet.write_string(line, at, build_shown(cell, lingo), styles["bold" if name == "employee_id" else "wrap"])
