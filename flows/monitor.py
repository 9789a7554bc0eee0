"""Monitoring, as a flow; its artifacts hold counts and sentences on the whole, and never a name."""

import datetime as dt
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import flow_run

from flows.steps import as_task
from houvast import monitoring
from houvast.monitor import LAYERS
from houvast.publish.monitoring import monitoring_lines
from houvast.use import open_use


@flow(name="monitor", persist_result=False)
def monitor(
    config: Path, as_of: dt.date | None = None, retrain: bool | None = None, workers: int | None = None
) -> monitoring.Watched:
    """Judge records, model and published lists as they stand on a day: the day for which the run was scheduled."""
    use = open_use(config, workers)
    with use.locked():
        watched = monitoring.monitor_model(use, step=as_task, as_of=as_of or _scheduled_day(), retrain=retrain)
    _write_artifacts(watched, use.config.language)
    return watched


def _scheduled_day() -> dt.date | None:
    start = flow_run.scheduled_start_time
    return None if start is None else start.astimezone().date()


def _write_artifacts(watched: monitoring.Watched, language: str) -> None:
    found = watched.monitoring
    key = found.config_name.replace("_", "-")
    lines = [line.lstrip("!- ") for line in monitoring_lines(found, language)]
    text = "\n".join(f"- {line}" for line in [*lines, f"`{watched.folder}`"])
    create_markdown_artifact(text, key=f"{key}-monitoring", description=f"{found.config_name}, {found.on}")
    counts = [
        {
            "layer": layer,
            "findings": len(found.of(layer)),
            "judged": sum(one.judged for one in found.of(layer)),
            "alarms": sum(one.alarm for one in found.of(layer)),
        }
        for layer in LAYERS
    ]
    create_table_artifact(counts, key=f"{key}-monitoring-counts", description=f"{found.config_name}, {found.on}")
