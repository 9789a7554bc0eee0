"""Records in, as a flow."""

from pathlib import Path

from prefect import flow

from flows.steps import as_task
from houvast import stages
from houvast.records.snapshot import Snapshot
from houvast.use import open_use


@flow(name="ingest", persist_result=False)
def ingest(config: Path) -> Snapshot:
    """Read the sources of a config into a snapshot."""
    use = open_use(config)
    with use.locked():
        return stages.ingest(use, step=as_task)
