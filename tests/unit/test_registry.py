"""The registry: what is loaded is what was registered, nothing foreign gets in, and a workspace may move."""

import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import skops.io
from made_up_rows import NEVER_INNER, made_up_rows

from houvast.errors import GateError
from houvast.registry import TRUSTED_TYPES, Registry, Version, model_digest
from houvast.registry.seal import seal


class Foreign:
    """A type that no model of ours holds."""

    def __init__(self) -> None:
        self.told = True


@pytest.fixture(scope="module")
def rows():
    return made_up_rows(people=80, dates=4)


@pytest.fixture(scope="module")
def model(rows):
    return rows.fit(embargo_days=NEVER_INNER)


def register(registry, model, rows, key="first"):
    """A new version with little to tell."""
    return registry.register(
        model,
        example=rows.X.head(3),
        facts={"key": key, "model_sha256": model_digest(model), "report": {"leavers": 12}},
        params={"penalty": model.penalty},
        metrics={"auc": 0.65},
        figures={},
        documents={"config.json": "{}"},
    )


@pytest.fixture(scope="module")
def home(model, rows, empty_store, tmp_path_factory):
    """A store with one version, made once; tests work in copies of it."""
    home = tmp_path_factory.mktemp("made") / "models"
    home.mkdir()
    shutil.copy(empty_store, home)
    registry = Registry(home, "demo", "houvast")
    assert registry.champion() is None
    assert registry.find("first") is None
    version = register(registry, model, rows)
    assert registry.champion() is None
    registry.promote(version)
    return home


@pytest.fixture
def registry(home, tmp_path):
    """The registry of a copy of the store, in another place."""
    shutil.copytree(home, tmp_path / "models")
    return Registry(tmp_path / "models", "demo", "houvast")


def file_of(registry, version) -> Path:
    return registry._model_file(version.facts["model_uri"])


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def signed_anew(registry, version, **changes) -> Version:
    """The version with other facts, signed as only who has the key can sign."""
    facts = seal({**version.facts, **changes}, key=registry._key, name="demo", run_id=version.run_id)
    return Version(version.number, version.run_id, facts)


def aliases(registry) -> dict[str, int]:
    found = registry._client.get_registered_model("demo").aliases
    return {name: int(number) for name, number in found.items()}


def test_a_version_is_found_by_its_inputs_and_keeps_its_facts(registry, model):
    version = registry.find("first")
    assert version.number == 1
    assert version.facts["model_sha256"] == model_digest(model)
    assert version.facts["report"] == {"leavers": 12}
    assert registry.find("other") is None
    assert registry.version(1) == version == registry.champion()


def test_the_loaded_model_is_the_one_that_was_registered(registry, model, rows):
    loaded = registry.load(registry.champion())
    np.testing.assert_array_equal(loaded.predict_proba(rows.X), model.predict_proba(rows.X))
    np.testing.assert_array_equal(loaded.log_odds_error(rows.X), model.log_odds_error(rows.X))
    assert model_digest(loaded) == model_digest(model)


def test_a_newer_version_is_challenger_until_it_is_promoted(registry, rows):
    newer = register(registry, rows.fit(penalty=50.0, embargo_days=NEVER_INNER), rows, "second")
    assert (newer.number, registry.champion().number) == (2, 1)
    assert aliases(registry) == {"champion": 1, "challenger": 2}
    registry.promote(newer)
    assert aliases(registry) == {"champion": 2}
    registry.promote(registry.version(1))
    assert aliases(registry) == {"champion": 1}


def test_another_config_has_another_model_in_the_same_store(registry):
    other = Registry(registry.home, "another", "houvast")
    assert other.champion() is None
    assert other.find("first") is None


def test_a_model_file_that_was_changed_is_refused(registry):
    version = registry.champion()
    path = file_of(registry, version)
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(GateError, match=r"`demo` version 1 has sha256 \w{12}…, and \w{12}… was registered"):
        registry.load(version)


def test_a_model_file_of_another_version_is_refused(registry, rows):
    newer = register(registry, rows.fit(penalty=50.0, embargo_days=NEVER_INNER), rows, "second")
    shutil.copyfile(file_of(registry, newer), file_of(registry, registry.champion()))
    with pytest.raises(GateError, match="Do not use it"):
        registry.load(registry.champion())


def test_a_foreign_type_is_refused_even_where_its_sha256_was_noted(registry, model):
    version = registry.champion()
    path = file_of(registry, version)
    model.smuggled_ = Foreign()
    try:
        skops.io.dump(model, path)
    finally:
        del model.smuggled_
    with pytest.raises(GateError, match=r"types that are not trusted: [\w.]*Foreign\. Do not use it"):
        registry.load(signed_anew(registry, version, file_sha256=digest_of(path)))


def test_a_model_file_that_is_gone_is_refused(registry):
    version = registry.champion()
    file_of(registry, version).unlink()
    with pytest.raises(GateError, match=r"is missing\. Train again"):
        registry.load(version)


def test_a_moved_workspace_still_loads_and_learns(registry, model, rows, tmp_path):
    moved = tmp_path / "elsewhere" / "models"
    moved.parent.mkdir()
    shutil.move(registry.home, moved)
    again = Registry(moved, "demo", "houvast")
    assert model_digest(again.load(again.champion())) == model_digest(model)
    newer = register(again, rows.fit(penalty=50.0, embargo_days=NEVER_INNER), rows, "second")
    assert file_of(again, newer).is_relative_to(moved)
    assert again.load(newer).penalty == 50.0
    assert not registry.home.exists()
    run = again._client.get_run(again.champion().run_id)
    assert run.info.artifact_uri.startswith(moved.as_uri())
    assert [file.path for file in again._client.list_artifacts(run.info.run_id)] == ["config.json", "facts.json"]


def test_nothing_is_pickled_and_no_row_is_kept(registry):
    kept = [path for path in registry.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if path.suffix in {".pkl", ".pickle", ".joblib", ".cloudpickle"}]
    assert not [path for path in kept if "example" in path.name]


def test_our_list_of_trusted_types_is_our_own_classes_and_the_trees_of_boosting():
    ours = [name for name in TRUSTED_TYPES if name.startswith("houvast.")]
    assert set(TRUSTED_TYPES) - set(ours) == {"sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"}


def test_equal_models_have_equal_digests_and_others_do_not(model, rows):
    assert model_digest(rows.fit(embargo_days=NEVER_INNER)) == model_digest(model)
    assert model_digest(rows.fit(penalty=6.0, embargo_days=NEVER_INNER)) != model_digest(model)
    changed = rows.fit(embargo_days=NEVER_INNER)
    changed.shift_ += 1e-12
    assert model_digest(changed) != model_digest(model)


def test_telemetry_is_off(registry, monkeypatch):
    monkeypatch.delenv("DO_NOT_TRACK", raising=False)
    monkeypatch.delenv("MLFLOW_DISABLE_TELEMETRY", raising=False)
    Registry(registry.home, "demo", "houvast")
    assert os.environ["DO_NOT_TRACK"] == "true"
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
    from mlflow.telemetry.utils import is_telemetry_disabled

    assert is_telemetry_disabled()
