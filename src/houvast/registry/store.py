"""One registered model in MLflow: its runs, versions, aliases and ledger."""

import contextlib
import json
import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from houvast import __version__
from houvast.errors import ConfigError, GateError
from houvast.private_files import settle
from houvast.registry.connection import connect, find_experiment
from houvast.registry.faults import clearly
from houvast.registry.model_file import check_digest, digest, file_digest, load_model, model_digest
from houvast.registry.seal import ARTIFACTS, check_seal, is_sealed, seal
from houvast.registry.version import DECISION, FACTS, Version, read_decision
from houvast.registry.written import log_bytes, log_model
from houvast.signing import load_key

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
"""It stands in a filter that MLflow parses."""
LEDGER = "change."
"""What the tags of the registered model that make up its ledger begin with."""
LONGEST_TAG = 95_000
"""MLflow keeps at most 100,000 characters in a tag; facts that are longer lie in the run's `facts.json` alone."""


class Registry:
    """One registered model: its runs, versions and the aliases `champion` and `challenger`.

    Parameters
    ----------
    home : Path
        Folder of the embedded store; where `uri` is given it only says where the workspace is. The key that signs
        versions lies beside it, in `data/installation_key`, unless the environment gives one.
    name : str
        Name of the registered model: the config's name.
    uri : str or None
        MLflow tracking and registry URI; the embedded store where None.

    Raises
    ------
    BusyError, ConfigError
        From every method: the store is locked, or cannot be reached, read or written.
    """

    def __init__(self, home: Path, name: str, experiment: str, uri: str | None = None) -> None:
        if not _NAME.fullmatch(name):
            raise ConfigError(f"a registered model's name has lower-case letters, digits, `-` and `_`. Got {name!r}.")
        self.home, self.name = home.resolve(), name
        self.embedded = uri is None
        self.uri = uri or f"sqlite:///{self.home / 'mlflow.db'}"
        self._key = load_key(self.home.parent / "data" / "installation_key")
        self._open(experiment)

    @clearly
    def _open(self, experiment: str) -> None:
        self._client = connect(self.uri, self.home if self.embedded else None)
        self._experiment = find_experiment(self._client, experiment, self.home if self.embedded else None)

    @clearly
    def find(self, key: str) -> Version | None:
        """The version that was trained from just these inputs, if there is one whose signature holds."""
        found = [version for version in self.versions() if version.sealed and version.facts.get("key") == key]
        return found[-1] if found else None

    @clearly
    def version(self, number: int) -> Version:
        """The version of this number.

        Raises
        ------
        ConfigError
            There is none.
        """
        found = next((one for one in self.versions() if one.number == number), None)
        if found is None:
            raise ConfigError(f"`{self.name}` has no model version {number}. {self._there_are()}")
        return found

    @clearly
    def version_of(self, run: str) -> Version:
        """The version of a number or of an MLflow run id.

        Raises
        ------
        ConfigError
            There is none.
        """
        if run.isdecimal() and len(run) < 10:
            return self.version(int(run))
        found = next((one for one in self.versions() if one.run_id == run), None)
        if found is None:
            raise ConfigError(f"`{self.name}` has no model version of run {run!r}. {self._there_are()}")
        return found

    @clearly
    def versions(self) -> list[Version]:
        """Every version, in the order of their numbers."""
        found = self._client.search_model_versions(f"name='{self.name}'", max_results=10_000)
        return sorted(map(self._version, found), key=lambda version: version.number)

    @clearly
    def aliases(self) -> dict[str, int]:
        """Version numbers by alias; empty where nothing has been registered."""
        found = self._registered()
        return {} if found is None else {alias: int(number) for alias, number in found.aliases.items()}

    @clearly
    def champion(self) -> Version | None:
        """The version that lists are made with; None where none has been chosen."""
        number = self.aliases().get("champion")
        return None if number is None else self.version(number)

    @clearly
    def register(
        self,
        model: Any,
        *,
        example: Any,
        facts: dict[str, Any],
        params: dict[str, Any],
        metrics: dict[str, float],
        figures: dict[str, Any],
        documents: dict[str, str],
        files: dict[str, bytes] | None = None,
    ) -> Version:
        """A new version, signed, aliased challenger.

        Parameters
        ----------
        example : DataFrame
            Rows of X, for the signature only; they are not kept.
        facts : dict
            What must be known to use the version; JSON.
        figures : dict of str to matplotlib Figure
            Plots by file name.
        documents, files : dict of str to str, or to bytes
            Artifacts by file name.
        """
        import mlflow

        with mlflow.start_run(experiment_id=self._experiment, run_name=self.name) as run:
            mlflow.log_params(params)
            mlflow.log_metrics(metrics)
            for file, text in documents.items():
                mlflow.log_text(text, file)
            for file, content in (files or {}).items():
                log_bytes(file, content)
            for file, figure in figures.items():
                mlflow.log_figure(figure, file)
            contents = {file: text.encode() for file, text in documents.items()} | (files or {})
            noted = {**facts, **self._log_model(model, example)}
            noted[ARTIFACTS] = {file: digest(content) for file, content in contents.items()}
            noted = seal(noted, key=self._key, name=self.name, run_id=run.info.run_id)
            mlflow.log_dict(noted, "facts.json")
        self._settle()
        return self._create_version(run.info.run_id, noted)

    @clearly
    def note_decision(self, version: Version, decision: dict[str, Any]) -> None:
        """Keep a decision of the release gate with a version: as a tag, and as `decision.json` of its run."""
        self._client.log_text(version.run_id, json.dumps(decision, indent=2, ensure_ascii=False), "decision.json")
        self._client.set_model_version_tag(self.name, str(version.number), DECISION, json.dumps(decision))

    @clearly
    def note_document(self, version: Version, file: str, text: str) -> None:
        """Keep a text as an artifact of a version's run, in place of one of this name."""
        self._client.log_text(version.run_id, text, file)

    @clearly
    def read_note(self, version: Version, file: str) -> bytes | None:
        """What `note_document` kept; None where it kept nothing. It is not signed, and nothing may rest on it."""
        return self._download(version.run_id, file)

    @clearly
    def promote(self, version: Version) -> None:
        """Make a version the champion, and no challenger any more."""
        self._client.set_registered_model_alias(self.name, "champion", str(version.number))
        with contextlib.suppress(Exception):  # there may be no challenger to take the alias from
            self._client.delete_registered_model_alias(self.name, "challenger")

    @clearly
    def ledger(self) -> list[str]:
        """The entries of the ledger, oldest first."""
        found = self._registered()
        kept = {} if found is None else found.tags
        return [kept[key] for key in sorted(kept) if key.startswith(LEDGER)]

    @clearly
    def append_to_ledger(self, entry: str) -> None:
        """Add an entry to the ledger; none is ever changed or removed."""
        place = f"{LEDGER}{len(self.ledger()) + 1:06d}.{uuid4().hex[:8]}"  # two at once must not overwrite each other
        self._client.set_registered_model_tag(self.name, place, entry)

    @clearly
    def read_artifact(self, version: Version, file: str) -> bytes | None:
        """An artifact that was registered with a version; None where there was none of this name.

        Raises
        ------
        GateError
            The version is not signed, or the artifact is not the one that was registered.
        """
        check_seal(version.facts, key=self._key, name=self.name, run_id=version.run_id, number=version.number)
        expected = version.facts[ARTIFACTS].get(file)
        content = None if expected is None else self._download(version.run_id, file)
        if content is not None:
            check_digest(content, expected_sha256=expected, name=f"`{file}` of `{self.name}` version {version.number}")
        return content

    @clearly
    def read_unchecked(self, version: Version, file: str) -> bytes | None:
        """An artifact as the store has it, whoever wrote it; None where there is none. For erasing from it only."""
        return self._download(version.run_id, file)

    @clearly
    def replace_artifact(self, version: Version, file: str, content: bytes, *, signed: bool) -> None:
        """Put another content in the place of an artifact, and sign the version anew where this installation had.

        Killed in between, the artifact is not the one that the facts name and is not read; the same call mends it.

        Parameters
        ----------
        signed : bool
            Whether to sign: not where what it replaces was not what was registered.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file
            path.write_bytes(content)
            self._client.log_artifact(version.run_id, str(path))
        if signed and version.sealed:
            facts = {**version.facts, ARTIFACTS: {**version.facts[ARTIFACTS], file: digest(content)}}
            facts = seal(facts, key=self._key, name=self.name, run_id=version.run_id)
            self._client.log_dict(version.run_id, facts, "facts.json")
            self._client.set_model_version_tag(self.name, str(version.number), FACTS, _told(facts))
        self._settle()

    @clearly
    def step_down(self) -> None:
        """Have no version be the champion until the release gate chooses one."""
        if "champion" in self.aliases():
            self._client.delete_registered_model_alias(self.name, "champion")

    @clearly
    def load(self, version: Version) -> Any:
        """The fitted model of a version.

        Raises
        ------
        GateError
            The version is not signed, or the file is missing, is not the one that was registered, or holds what no
            model of ours holds.
        """
        check_seal(version.facts, key=self._key, name=self.name, run_id=version.run_id, number=version.number)
        path = self._model_file(version.facts["model_uri"])
        name = f"`{self.name}` version {version.number}"
        return load_model(path, expected_sha256=version.facts["file_sha256"], name=name)

    def _log_model(self, model: Any, example: Any) -> dict[str, str]:
        """What is noted of the model's file, once it was read back and is the model: a server may hand out another."""
        model_uri = log_model(model, example)
        path = self._model_file(model_uri)
        written = load_model(path, expected_sha256=file_digest(path), name=f"the new version of `{self.name}`")
        if model_digest(written) != model_digest(model):
            raise GateError(
                f"the model store gives back another model than `{self.name}` wrote. Do not use that store."
            )
        return {"model_uri": model_uri, "houvast_version": __version__, "file_sha256": file_digest(path)}

    def _create_version(self, run_id: str, facts: dict[str, Any]) -> Version:
        from mlflow.exceptions import MlflowException

        with contextlib.suppress(MlflowException):  # it exists already
            self._client.create_registered_model(self.name)
        made = self._client.create_model_version(
            self.name, source=facts["model_uri"], run_id=run_id, tags={FACTS: _told(facts)}
        )
        self._client.set_registered_model_alias(self.name, "challenger", made.version)
        return self._version(made)

    def _registered(self) -> Any:
        from mlflow.exceptions import MlflowException

        try:
            return self._client.get_registered_model(self.name)
        except MlflowException as error:
            if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                return None
            raise

    def _version(self, found: Any) -> Version:
        facts = json.loads(found.tags.get(FACTS, "{}"))
        if list(facts) == ["key"]:
            whole = self._download(found.run_id, "facts.json")
            if whole is None:
                raise GateError(f"`{self.name}` version {found.version} has lost its `facts.json`. Train again.")
            facts = json.loads(whole)
        sealed = is_sealed(facts, key=self._key, name=self.name, run_id=found.run_id)
        return Version(int(found.version), found.run_id, facts, read_decision(found.tags), sealed)

    def _download(self, run_id: str, file: str) -> bytes | None:
        if file not in {found.path for found in self._client.list_artifacts(run_id)}:
            return None
        # MLflow keeps its copy in a temporary folder unless it is told where to put it.
        with tempfile.TemporaryDirectory() as folder:
            return Path(self._client.download_artifacts(run_id, file, dst_path=folder)).read_bytes()

    def _settle(self) -> None:
        """Have what MLflow wrote survive a power cut before a version names it, and keep it from others."""
        if self.embedded:
            settle(self.home / "artifacts")

    def _there_are(self) -> str:
        numbers = ", ".join(str(one.number) for one in self.versions())
        return f"It has: {numbers}." if numbers else "It has none yet. Train one first: houvast train CONFIG."

    def _model_file(self, model_uri: str) -> Path:
        """Path of a model's file; in the embedded store it is found wherever the workspace was moved to."""
        if self.embedded:
            path = self.home / "artifacts" / "models" / model_uri.removeprefix("models:/") / "artifacts" / "model.skops"
            if not path.is_file():
                raise GateError(f"the model file of `{self.name}` (`{model_uri}`) is missing. Train again.")
            return path
        import mlflow

        return Path(mlflow.artifacts.download_artifacts(artifact_uri=f"{model_uri}/model.skops"))


def _told(facts: dict[str, Any]) -> str:
    """The facts as a tag; where they are too long for one, their key, and the rest lies in the run."""
    told = json.dumps(facts, sort_keys=True)
    return told if len(told) <= LONGEST_TAG else json.dumps({"key": facts["key"]})
