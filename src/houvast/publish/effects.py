"""What help achieved, in a folder, whole or not at all: JSON with every figure and verdict. Names nobody."""

import datetime as dt
import json
from pathlib import Path

from houvast.actions.measured import EffectReport
from houvast.publish.folder import publish_folder

DATA = "effects.json"


def publish_effects(home: Path, report: EffectReport) -> Path:
    """The path `<home>/<day>` with `effects.json`; `<home>/latest` is the newest."""
    text = json.dumps(report.as_dict(), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)

    def write(building: Path) -> None:
        (building / DATA).write_text(text + "\n", encoding="utf-8")

    return publish_folder(home, dt.date.fromisoformat(report.until), DATA, write)
