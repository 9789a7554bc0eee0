"""Runs and models in MLflow; the only module that imports it.

Embedded by default: an SQLite store and artifacts under ``models/`` of the workspace, no server. A
model is kept as skops, never as a pickle, and loaded only with the list of types written here and
only if the file still has the sha256 that was noted when it was registered.
"""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houvast import __version__
from houvast.environment import silence
from houvast.errors import GateError
from houvast.hazard import HazardModel

TRUSTED_TYPES = [
    "houvast.boosted.BoostedTransform",
    "houvast.hazard.HazardModel",
    "houvast.transforms.DriverTransform",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]
"""All that a model file may hold beside what skops trusts by itself."""

_MOVE = (
    "UPDATE experiments SET artifact_location = :new || substr(artifact_location, length(:old) + 1) "
    "WHERE substr(artifact_location, 1, length(:old)) = :old",
    "UPDATE runs SET artifact_uri = :new || substr(artifact_uri, length(:old) + 1) "
    "WHERE substr(artifact_uri, 1, length(:old)) = :old",
    "UPDATE logged_models SET artifact_location = :new || substr(artifact_location, length(:old) + 1) "
    "WHERE substr(artifact_location, 1, length(:old)) = :old",
    "UPDATE model_versions SET storage_location = :new || substr(storage_location, length(:old) + 1) "
    "WHERE substr(storage_location, 1, length(:old)) = :old",
)
"""MLflow keeps absolute paths; these are all of them."""

PINNED = ("scikit-learn", "pandas", "numpy", "skops", "shap")


@dataclass(frozen=True)
class Version:
    """A registered model version.

    Parameters
    ----------
    number : int
    facts : dict
        What was noted at registration: `key`, `task`, `model_sha256`, `file_sha256`, `known_until`, the report.
    """

    number: int
    run_id: str
    facts: dict[str, Any]


class Registry:
    """One registered model: its runs, versions and the aliases `champion` and `challenger`.

    Parameters
    ----------
    home : Path
        Folder of the embedded store; used for downloads only where `uri` is given.
    name : str
        Name of the registered model: the config's name.
    uri : str or None
        MLflow tracking and registry URI; the embedded store where None.
    """

    def __init__(self, home: Path, name: str, experiment: str, uri: str | None = None) -> None:
        silence()
        os.environ.setdefault("MLFLOW_ENABLE_ASYNC_LOGGING", "false")
        self.home, self.name = home.resolve(), name
        self.embedded = uri is None
        self.uri = uri or f"sqlite:///{self.home / 'mlflow.db'}"
        self._client = self._connect()
        self._experiment = self._experiment_id(experiment)

    def find(self, key: str) -> Version | None:
        """The version that was trained from just these inputs, if there is one."""
        found = [version for version in self._versions() if version.facts.get("key") == key]
        return max(found, key=lambda version: version.number) if found else None

    def version(self, number: int) -> Version:
        """The version of this number."""
        return self._version(self._client.get_model_version(self.name, str(number)))

    def champion(self) -> Version | None:
        """The version that lists are made with; None where none has been registered."""
        from mlflow.exceptions import MlflowException

        try:
            return self._version(self._client.get_model_version_by_alias(self.name, "champion"))
        except MlflowException as error:
            if error.error_code in {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}:
                return None
            raise

    def register(
        self,
        model: HazardModel,
        *,
        example: Any,
        facts: dict[str, Any],
        params: dict[str, Any],
        metrics: dict[str, float],
        figures: dict[str, Any],
        documents: dict[str, str],
    ) -> Version:
        """A new version, aliased challenger.

        Parameters
        ----------
        example : DataFrame
            Rows of X, for the signature only; they are not kept.
        facts : dict
            What must be known to use the version; JSON.
        figures : dict of str to matplotlib Figure
            Plots by file name.
        documents : dict of str to str
            Texts by file name.
        """
        import mlflow
        from mlflow.models import infer_signature

        with mlflow.start_run(experiment_id=self._experiment, run_name=self.name) as run:
            mlflow.log_params(params)
            mlflow.log_metrics(metrics)
            for file, text in documents.items():
                mlflow.log_text(text, file)
            for file, figure in figures.items():
                mlflow.log_figure(figure, file)
            noted = {**facts, **self._log_model(model, infer_signature(example, model.predict_proba(example)))}
            mlflow.log_dict(noted, "facts.json")
        return self._create_version(run.info.run_id, noted)

    def promote(self, version: Version) -> None:
        """Make a version the champion, and no challenger any more."""
        self._client.set_registered_model_alias(self.name, "champion", str(version.number))
        with contextlib.suppress(Exception):  # there may be no challenger to take the alias from
            self._client.delete_registered_model_alias(self.name, "challenger")

    def load(self, version: Version) -> HazardModel:
        """The fitted model of a version.

        Raises
        ------
        GateError
            The file is missing, is not the one that was registered, or holds a type that is not trusted.
        """
        import skops.io

        path = self._model_file(version.facts["model_uri"])
        found = _sha256(path)
        if found != version.facts["file_sha256"]:
            raise GateError(
                f"the model file of `{self.name}` version {version.number} has sha256 {found[:12]}…, and "
                f"{version.facts['file_sha256'][:12]}… was registered. Do not use it; train again."
            )
        unknown = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES)
        if unknown:
            raise GateError(
                f"the model file of `{self.name}` version {version.number} holds types that are not trusted: "
                f"{', '.join(sorted(unknown))}. Do not use it; train again."
            )
        return skops.io.load(path, trusted=TRUSTED_TYPES)

    def _connect(self) -> Any:
        import logging

        import mlflow

        # MLflow and its migrations speak of their own tables at every start; a user cannot act on that.
        for noisy in ("mlflow", "alembic"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        mlflow.set_tracking_uri(self.uri)
        mlflow.set_registry_uri(self.uri)
        if self.embedded:
            with _locked(self.home):  # several processes creating the store at once corrupt it for good
                return mlflow.MlflowClient(self.uri, self.uri)
        return mlflow.MlflowClient(self.uri, self.uri)

    def _experiment_id(self, name: str) -> str:
        with _locked(self.home) if self.embedded else contextlib.nullcontext():
            found = self._client.get_experiment_by_name(name)
            place = (self.home / "artifacts").as_uri() if self.embedded else None
            if found is None:
                return self._client.create_experiment(name, artifact_location=place)
            if place is not None and found.artifact_location != place:
                _move_store(self.home / "mlflow.db", found.artifact_location, place)
            return found.experiment_id

    def _log_model(self, model: HazardModel, signature: Any) -> dict[str, str]:
        import mlflow.sklearn

        info = mlflow.sklearn.log_model(
            model,
            name="model",
            serialization_format="skops",
            skops_trusted_types=TRUSTED_TYPES,
            signature=signature,
            pip_requirements=[f"{package}=={_installed(package)}" for package in PINNED],
            pyfunc_predict_fn="predict_proba",
        )
        noted = {"model_uri": info.model_uri, "houvast_version": __version__}
        return {**noted, "file_sha256": _sha256(self._model_file(info.model_uri))}

    def _create_version(self, run_id: str, facts: dict[str, Any]) -> Version:
        from mlflow.exceptions import MlflowException

        with contextlib.suppress(MlflowException):  # it exists already
            self._client.create_registered_model(self.name)
        made = self._client.create_model_version(
            self.name,
            source=facts["model_uri"],
            run_id=run_id,
            tags={"facts": json.dumps(facts, sort_keys=True)},
        )
        self._client.set_registered_model_alias(self.name, "challenger", made.version)
        return self._version(made)

    def _versions(self) -> list[Version]:
        return [self._version(found) for found in self._client.search_model_versions(f"name='{self.name}'")]

    def _version(self, found: Any) -> Version:
        return Version(int(found.version), found.run_id, json.loads(found.tags.get("facts", "{}")))

    def _model_file(self, model_uri: str) -> Path:
        """Path of a model's file; in the embedded store it is found wherever the workspace was moved to."""
        if self.embedded:
            path = self.home / "artifacts" / "models" / model_uri.removeprefix("models:/") / "artifacts" / "model.skops"
            if not path.is_file():
                raise GateError(f"the model file of `{self.name}` (`{model_uri}`) is missing. Train again.")
            return path
        import mlflow

        return Path(mlflow.artifacts.download_artifacts(artifact_uri=f"{model_uri}/model.skops"))


def model_digest(model: HazardModel) -> str:
    """sha256 of what the model has learned: equal for equal models, whatever file holds them."""
    learned = [part.tolist() for part in model.learned()]
    return hashlib.sha256(json.dumps([learned, list(map(str, model.feature_names_in_))]).encode()).hexdigest()


def _move_store(database: Path, old: str, new: str) -> None:
    """Have the embedded store find its artifacts where they lie now: its workspace was moved or copied."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(database)) as store, store:
        for statement in _MOVE:
            store.execute(statement, {"old": old, "new": new})


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _installed(package: str) -> str:
    from importlib.metadata import version

    return version(package)


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
