"""A simulated centre as its sources, so that leaks can be planted in them, and the gate's word on it.

The tables are written as one Parquet file each, under the headers that the planter gives them, and go through the
real ingest, the real features and the real gate.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from houvast import stages
from houvast.assemble import build_training_rows
from houvast.features import DRIVERS
from houvast.leak_check import check_leaks
from houvast.leakage import GateReport
from houvast.progress import call
from houvast.records.contract import column_types
from houvast.simulate import simulate_centre, write_extracts
from houvast.simulate.centre import Centre
from houvast.timeline import Known
from houvast.use import Use, open_use

KNOWN_AFTER = {"workload": 2, "tool_use": 31}
"""Days after which monthly figures are known, as in the simulated extracts."""


@dataclass
class Sources:
    """Record tables in canonical columns, what their sources call them, and drivers that are replaced.

    Parameters
    ----------
    tables : dict of str to DataFrame
    headers : dict
        (table, column) to the source's header, where it differs.
    files : dict
        Table to the name of its file, without its ending.
    computes : dict
        Driver to a function that takes the place of its `compute`.
    until : Timestamp
        First day that is not observed any more.
    """

    tables: dict[str, pd.DataFrame]
    since: pd.Timestamp
    until: pd.Timestamp
    headers: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    computes: dict[str, Callable[[Known], dict[str, np.ndarray]]] = field(default_factory=dict)

    @property
    def gone(self) -> pd.Series:
        """Employee id to the last exit of everyone who is gone at the end."""
        spells = self.tables["spells"].sort_values("known_on", kind="stable")
        final = spells.drop_duplicates(["employee_id", "started_on"], keep="last")
        last = final.sort_values("started_on", kind="stable").drop_duplicates("employee_id", keep="last")
        return last[last["ended_on"] < self.until].set_index("employee_id")["ended_on"]

    def exits(self, table: str) -> pd.Series:
        """The exit of the person of each row of a table; NaT of who is still here."""
        return self.tables[table]["employee_id"].map(self.gone)


def open_sources(archetype: str, agents: int, months: int, seed: int, strength: str) -> Sources:
    """A clean simulated centre as its sources."""
    centre = simulate_centre(archetype, agents, months, seed, strength)
    tables = {name: frame.copy() for name, frame in centre.tables.items()}
    return Sources(tables, pd.Timestamp(centre.observed_from), pd.Timestamp(centre.observed_until))


def judge_sources(sources: Sources) -> GateReport:
    """What the gate says of a use of these sources."""
    with tempfile.TemporaryDirectory() as folder, _replaced(sources.computes):
        return _judge(_write(sources, Path(folder)), Path(folder))


def judge_centre(centre: Centre, *, dirty: bool) -> GateReport:
    """What the gate says of a simulated centre's own extracts, clean or with faulty rows."""
    with tempfile.TemporaryDirectory() as folder:
        write_extracts(centre, Path(folder), dirty=dirty)
        return _judge(Path(folder) / "config.yaml", Path(folder))


def _judge(config: Path, folder: Path) -> GateReport:
    written = open_use(config)
    use = Use(written.config, written.config_folder, folder / "work")
    snapshot = stages.ingest(use, step=call)
    rows = build_training_rows(use, snapshot, snapshot.observed_until)
    return check_leaks(use, snapshot, rows, snapshot.observed_until)


@contextlib.contextmanager
def _replaced(computes: dict[str, Callable]) -> Iterator[None]:
    kept = {driver: DRIVERS[driver].compute for driver in computes}
    for driver, compute in computes.items():
        DRIVERS[driver].compute = compute
    try:
        yield
    finally:
        for driver, compute in kept.items():
            DRIVERS[driver].compute = compute


def _write(sources: Sources, folder: Path) -> Path:
    described = []
    for table, frame in sources.tables.items():
        types = column_types(table)
        headers = {column: sources.headers.get((table, column), f"src_{column}") for column in frame.columns}
        dates = {column: "date32[pyarrow]" for column in frame.columns if types[column] == "date"}
        file = f"{sources.files.get(table, table)}.parquet"
        frame.astype(dates).rename(columns=headers).to_parquet(folder / file, index=False)
        columns: dict[str, object] = dict(headers)
        if table == "survey_answers":
            columns["answer"] = {"column": headers["answer"], "scale": [0, 1]}
        source = {"table": table, "file": file, "format": {"type": "parquet"}, "columns": columns}
        described.append(source | ({"known_after_days": KNOWN_AFTER[table]} if table in KNOWN_AFTER else {}))
    tree = {
        "name": "planted",
        "records": {
            "folder": ".",
            "observed_from": sources.since.date(),
            "observed_until": sources.until.date(),
            "max_refused_share": 0.5,
            "sources": described,
        },
        "surveys": {"individual_use": "consent_recorded"},
    }
    with (folder / "config.yaml").open("w", encoding="utf-8") as out:
        YAML(typ="safe", pure=True).dump(tree, out)
    return folder / "config.yaml"
