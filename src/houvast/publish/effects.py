"""What help achieved, in a folder, whole or not at all: JSON, one table in three shapes, and a page. Names nobody."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from houvast.actions.measured import EffectReport
from houvast.language import language_of
from houvast.publish.effects_page import NAME, write_effects_page
from houvast.publish.effects_said import said_lines
from houvast.publish.effects_table import (
    build_effects_table,
    write_effects_csv,
    write_effects_parquet,
    write_effects_workbook,
)
from houvast.publish.sealed import open_sealed, publish_sealed, read_sealed

DATA = "effects.json"


def publish_effects(home: Path, report: EffectReport, *, key: bytes, config_name: str, language: str) -> Path:
    """The path `<home>/<day>` with everything, signed; `<home>/latest` is the newest."""
    told, lingo = report.as_dict(), language_of(language)
    text = json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    table = build_effects_table(told)

    def write(building: Path) -> None:
        (building / DATA).write_text(text + "\n", encoding="utf-8")
        write_effects_parquet(building / "effects.parquet", table)
        write_effects_csv(building / "effects.csv", table, lingo)
        write_effects_workbook(building / "effects.xlsx", table, said_lines(told, lingo), lingo)
        write_effects_page(building / NAME, told, config_name, language)

    facts = {"config": config_name, "until": report.until}
    return publish_sealed(home, dt.date.fromisoformat(report.until), key, facts, write)


def read_effects(home: Path, key: bytes) -> dict[str, Any] | None:
    """The newest effects that were published; None where there are none.

    Raises
    ------
    GateError
        They are not as this installation published them.
    """
    sealed = open_sealed(home, key)
    return None if sealed is None else sealed.document(DATA)


def read_all_effects(home: Path, key: bytes) -> list[dict[str, Any]]:
    """The effects of every day that is there, oldest first."""
    days = sorted(path for path in home.glob("[0-9]*-*-*") if path.is_dir()) if home.is_dir() else []
    return [read_sealed(path, key).document(DATA) for path in days]
