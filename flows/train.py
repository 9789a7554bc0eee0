"""Training, as a flow."""

import datetime as dt
from pathlib import Path

from prefect import flow

from flows.steps import as_task
from houvast import stages
from houvast.use import open_use


@flow(name="train", persist_result=False)
def train(config: Path, as_of: dt.date | None = None, workers: int | None = None) -> stages.TrainedVersion:
    """Train, test and register a model on the newest snapshot."""
    use = open_use(config, workers)
    with use.locked():
        return stages.train_model(use, stages.latest_snapshot(use), step=as_task, as_of=as_of)
