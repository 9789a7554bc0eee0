"""The whole way, as one flow: records in, risk list out."""

import datetime as dt
from pathlib import Path

from prefect import flow

from flows.steps import as_task
from houvast import stages
from houvast.use import open_use


@flow(name="run", persist_result=False)
def run(config: Path, as_of: dt.date | None = None, workers: int | None = None) -> stages.Run:
    """Ingest, train and score a config."""
    use = open_use(config, workers)
    with use.locked():
        return stages.run(use, step=as_task, as_of=as_of)
