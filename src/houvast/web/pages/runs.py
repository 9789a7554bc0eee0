"""What ran: which records were read, which rows of them were refused and why, and which lists were made.

Of a refused row there is its number in the source, its table and the reason; never a value or an id, as none is kept.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from fastapi.responses import Response

from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.web.snapshots import KeptSnapshot, find_snapshots, read_refused
from houvast.web.visit import RefusedError, Visit, render

MOST_LISTS = 60
MOST_ROWS = 200
"""Row numbers that are shown of one table and reason."""
_ID = re.compile(r"[0-9a-f]{16}")


def show(visit: Visit) -> Response:
    """The published lists and the snapshots, newest first."""
    visit.look("runs")
    lingo, home = visit.language, visit.workspace.snapshots
    days = visit.workspace.lists.days()[:MOST_LISTS]
    snapshots = [] if home is None else find_snapshots(home)
    return render(
        visit,
        "runs.html.j2",
        section="runs",
        lists=[_tell_list(visit, day) for day in days],
        snapshots=[_tell_snapshot(one, lingo) for one in snapshots],
    )


def show_refused(visit: Visit) -> Response:
    """The sources of a snapshot, and their refused rows by table and reason."""
    name, home, lingo = visit.path["snapshot"], visit.workspace.snapshots, visit.language
    snapshots = [] if home is None or not _ID.fullmatch(name) else find_snapshots(home)
    found = next((one for one in snapshots if one.id == name and one.whole), None)
    if found is None:
        raise RefusedError(404, "no_snapshot")
    visit.look("quarantine", snapshot=name)
    groups = [
        {
            "table": _name_table(one.table, lingo),
            "file": build_shown(one.file, lingo),
            "reason": one.reason_in(lingo.code),
            "count": lingo.number(one.count),
            "rows": ", ".join(str(row) for row in one.rows[:MOST_ROWS]),
            "more": one.count - MOST_ROWS,
        }
        for one in read_refused(found)
    ]
    return render(
        visit,
        "refused_rows.html.j2",
        section="runs",
        snapshot=_tell_snapshot(found, lingo),
        sources=[_tell_source(one, lingo) for one in found.manifest["sources"]],
        groups=groups,
    )


def _tell_list(visit: Visit, day: dt.date) -> dict[str, Any]:
    published = visit.workspace.lists.read_manifest(day)
    manifest, lingo = published.manifest, visit.language
    return {
        "day": str(day),
        "as_of": lingo.date(day),
        "written": _written(published.path),
        "people": lingo.number(manifest["people"]),
        "model": manifest.get("model_sha256", "")[:12],
        "known_until": manifest.get("model_known_until", ""),
        "snapshot": manifest.get("snapshot", ""),
        "version": manifest.get("houvast_version", ""),
    }


def _tell_snapshot(one: KeptSnapshot, lingo: Language) -> dict[str, Any]:
    told = {"id": one.id, "written": _written(one.path / "manifest.json"), "whole": one.whole}
    if not one.whole:  # nothing that a changed manifest says is shown
        return {**told, "until": "–", **dict.fromkeys(_COUNTS, "–")}
    counts = {part: sum(source[part] for source in one.manifest["sources"]) for part in _COUNTS}
    return {
        **told,
        "until": lingo.date(dt.date.fromisoformat(one.manifest["observed_until"])),
        **{part: lingo.number(count) for part, count in counts.items()},
    }


def _tell_source(source: dict[str, Any], lingo: Language) -> dict[str, Any]:
    counts = {part: lingo.number(source[part]) for part in _COUNTS}
    return {"table": _name_table(source["table"], lingo), "file": build_shown(source["file"], lingo), **counts}


def _name_table(table: str, lingo: Language) -> str:
    return next(
        (lingo.text(key) for key in (f"common.table_{table}", f"web.runs_{table}") if lingo.has(key)),
        build_shown(table, lingo),
    )


def _written(path: Path) -> str:
    at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return f"{at:%Y-%m-%d %H:%M} UTC"


_COUNTS = ("rows_in", "rows_kept", "rows_quarantined")
