"""A small set of records on disk, and shorthands to ingest it."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pseudonymous import store_in

from houvast.config import Records
from houvast.records.ingest import check_sources, ingest_records

SPELLS = """\
id,start,end,reason
007,2022-01-10,2023-05-01,voluntary
12,2022-03-01,,
1E5,2022-06-01,2022-09-15,employer
NA,2021-02-01,,
"""


@pytest.fixture
def spells_source() -> dict[str, Any]:
    """A mapping of `SPELLS`."""
    columns = {"employee_id": "id", "started_on": "start", "ended_on": "end", "exit_reason": "reason"}
    return {"table": "spells", "file": "spells.csv", "columns": columns}


@pytest.fixture
def centre(tmp_path: Path, spells_source: dict[str, Any]) -> SimpleNamespace:
    """A records folder with `spells.csv`, and functions to write, check and ingest."""
    folder, home = tmp_path / "records", tmp_path / "snapshots"
    folder.mkdir()

    def write(name: str, text: str | bytes, encoding: str = "utf-8") -> None:
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode(encoding))

    def build(*sources: dict[str, Any], **more: Any) -> Records:
        made = sources
        if not any(s["table"] in ("spells", "headcount") for s in sources):
            made = (spells_source, *sources)
        return Records.model_validate(
            {"observed_until": "2024-01-01", "max_refused_share": 0.9, **more, "sources": made}
        )

    write("spells.csv", SPELLS)
    return SimpleNamespace(
        folder=folder,
        home=home,
        write=write,
        build=build,
        check=lambda *sources, **more: check_sources(build(*sources, **more), folder),
        ingest=lambda *sources, **more: ingest_records(build(*sources, **more), folder, home, store_in(tmp_path)),
    )


@pytest.fixture
def headcount(centre: SimpleNamespace) -> Callable[..., Any]:
    """Ingests a headcount extract given as text, and gives the snapshot."""

    def ingest(text: str, columns: dict[str, Any], **more: Any) -> Any:
        centre.write("headcount.csv", text)
        mapped = {"employee_id": "id", "month": "month", "started_on": "start", **columns}
        own = {"derive": ["spells"], "reported_at": "month_end", **more}
        until = own.pop("observed_until", None)
        return centre.ingest(
            {"table": "headcount", "file": "headcount.csv", "columns": mapped, **own}, observed_until=until
        )

    return ingest
