"""What help achieved, as a flow: scheduled after each ingest, so that harm is looked for as often as was planned."""

import datetime as dt
from pathlib import Path

from prefect import flow

from flows.steps import as_task
from houvast.helping import measure_effects
from houvast.publish.effects import publish_effects
from houvast.signing import load_key
from houvast.use import open_use


@flow(name="effects", persist_result=False)
def effects(config: Path, as_of: dt.date | None = None) -> Path:
    """Measure help as known on a day, and publish it; names nobody."""
    use = open_use(config)
    with use.locked():
        report = measure_effects(use, step=as_task, as_of=as_of)
        told = {"config_name": use.config.name, "language": use.config.language}
        key = load_key(use.installation_key)
        return as_task("publish", publish_effects, use.published / "effects", report, key=key, **told)
