"""Reaching the store: a client, and the experiment that runs are kept in."""

import contextlib
import logging
import os
from pathlib import Path
from typing import Any

from houvast.environment import silence
from houvast.registry.embedded import locked, move_store

_DEFAULTS = {
    "MLFLOW_ENABLE_ASYNC_LOGGING": "false",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",  # MLflow's own seven take minutes to say that nobody is there
}


def connect(uri: str, home: Path | None) -> Any:
    """A client of the store at `uri`; of the embedded one in `home` where that is given."""
    silence()
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    import mlflow

    # MLflow and its migrations speak of their own tables at every start; a user cannot act on that.
    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    # Several processes creating the store at once corrupt it for good.
    with contextlib.nullcontext() if home is None else locked(home):
        return mlflow.MlflowClient(uri, uri)


def find_experiment(client: Any, name: str, home: Path | None) -> str:
    """Id of the experiment of this name, made where absent; an embedded store that was moved is put right."""
    if home is None:
        found = client.get_experiment_by_name(name)
        return client.create_experiment(name) if found is None else found.experiment_id
    place = (home / "artifacts").as_uri()
    with locked(home):
        found = client.get_experiment_by_name(name)
        if found is None:
            return client.create_experiment(name, artifact_location=place)
        if found.artifact_location != place:
            move_store(home / "mlflow.db", found.artifact_location, place)
        return found.experiment_id
