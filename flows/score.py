"""Scoring, as a flow."""

import datetime as dt
from pathlib import Path

from prefect import flow

from flows.steps import as_task
from houvast import stages
from houvast.use import open_use


@flow(name="score", persist_result=False)
def score(config: Path, as_of: dt.date | None = None, workers: int | None = None) -> stages.Published:
    """Publish a risk list from the newest snapshot and the champion."""
    use = open_use(config, workers)
    with use.locked():
        return stages.score_people(use, stages.latest_snapshot(use), step=as_task, as_of=as_of)
