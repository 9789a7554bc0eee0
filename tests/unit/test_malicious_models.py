"""Thirty-odd model files and records that somebody tampered with: none is loaded, and nothing in them runs."""

import io
import json
import pickle
import shutil
import sqlite3
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
import skops.io
from made_up_rows import NEVER_INNER, made_up_rows

from houvast.errors import ConfigError, GateError
from houvast.registry import Registry, Version, model_digest
from houvast.registry.model_file import digest
from houvast.registry.seal import seal

RAN = []
"""What ran that should not have."""


class Bomb:
    """Runs when it is unpickled."""

    def __reduce__(self):
        return (RAN.append, ("pickle",))


@pytest.fixture(scope="module")
def made(tmp_path_factory, empty_store):
    """A store with two versions, and the bytes of the first one's file."""
    home = tmp_path_factory.mktemp("registered") / "models"
    home.mkdir()
    shutil.copy(empty_store, home)
    rows, registry = made_up_rows(people=60, dates=4), Registry(home, "demo", "houvast")
    versions = []
    for penalty in (30.0, 50.0):
        model = rows.fit(penalty=penalty, embargo_days=NEVER_INNER)
        facts = {"key": str(penalty), "model_sha256": model_digest(model), "report": {"leavers": 12}}
        versions.append(
            registry.register(
                model,
                example=rows.X.head(3),
                facts=facts,
                params={},
                metrics={},
                figures={},
                documents={"config.json": "{}"},
            )
        )
    path = registry._model_file(versions[0].facts["model_uri"])
    return SimpleNamespace(
        home=home, registry=registry, first=versions[0], second=versions[1], path=path, content=path.read_bytes()
    )


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def pack(parts, packing=zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, part in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, part)
    return file.getvalue()


def with_schema(content: bytes, change) -> bytes:
    """The file with its schema changed in place."""
    parts = members(content)
    schema = json.loads(parts["schema.json"])
    change(schema)
    return pack(parts | {"schema.json": json.dumps(schema)})


def retype(module: str, name: str, loader: str | None = None):
    def change(schema):
        schema |= {"__module__": module, "__class__": name} | ({"__loader__": loader} if loader else {})

    return change


def first_array(content: bytes) -> str:
    return next(name for name in members(content) if name.endswith(".npy"))


def swap_arrays(content: bytes) -> bytes:
    parts = members(content)
    one, other = [name for name in parts if name.endswith(".npy")][:2]
    return pack(parts | {one: parts[other], other: parts[one]})


def object_array(content: bytes) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([Bomb()], dtype=object), allow_pickle=True)
    return pack(members(content) | {first_array(content): file.getvalue()})


def another_estimator() -> bytes:
    from sklearn.linear_model import LogisticRegression

    return skops.io.dumps(
        {"model": LogisticRegression(), "smuggled": np.random.default_rng(1), "type": SimpleNamespace}
    )


def nested(content: bytes) -> bytes:
    return pack(members(content) | {"schema.json": '{"a":' * 100_000 + "1" + "}" * 100_000})


TAMPERED = {
    "one byte flipped": lambda c: c[:200] + bytes([c[200] ^ 1]) + c[201:],
    "last byte changed": lambda c: c[:-1] + b"\x01",
    "a byte added": lambda c: c + b"\0",
    "cut off": lambda c: c[: len(c) // 2],
    "empty": lambda _: b"",
    "a pickle": lambda _: pickle.dumps(Bomb()),
    "a pickle beside": lambda c: pack(members(c) | {"model.pkl": pickle.dumps(Bomb())}),
    "a pickle for an array": lambda c: pack(members(c) | {first_array(c): pickle.dumps(Bomb())}),
    "an array of objects": object_array,
    "os.system": lambda c: with_schema(c, retype("os", "system")),
    "posix.system": lambda c: with_schema(c, retype("posix", "system")),
    "subprocess.Popen": lambda c: with_schema(c, retype("subprocess", "Popen")),
    "builtins.eval": lambda c: with_schema(c, retype("builtins", "eval", "FunctionNode")),
    "builtins.exec": lambda c: with_schema(c, retype("builtins", "exec", "TypeNode")),
    "an unknown loader": lambda c: with_schema(c, retype("os", "system", "NoSuchNode")),
    "a method": lambda c: with_schema(c, retype("builtins", "getattr", "MethodNode")),
    "a partial": lambda c: with_schema(c, retype("functools", "partial", "PartialNode")),
    "an unlisted type": lambda c: with_schema(c, retype("http.server", "HTTPServer")),
    "another estimator": lambda _: another_estimator(),
    "path upwards": lambda c: pack(members(c) | {"../../evil.npy": b"x"}),
    "path from the root": lambda c: pack(members(c) | {"/evil.npy": b"x"}),
    "path with backslashes": lambda c: pack(members(c) | {"..\\evil.npy": b"x"}),
    "a folder": lambda c: pack(members(c) | {"inner/array.npy": b"x"}),
    "a zip bomb": lambda c: pack(members(c) | {"zeros.npy": bytes(60_000_000)}, zipfile.ZIP_DEFLATED),
    "no schema": lambda c: pack({name: part for name, part in members(c).items() if name != "schema.json"}),
    "a schema that is no JSON": lambda c: pack(members(c) | {"schema.json": "{"}),
    "a schema nested too deep": nested,
    "an array missing": lambda c: pack({name: part for name, part in members(c).items() if name != first_array(c)}),
    "arrays swapped": swap_arrays,
    "a part twice": lambda c: pack([*members(c).items(), ("schema.json", "{}")]),
    "of another version": None,
}
CAUGHT_BY_SIGNATURE_ONLY = {
    "arrays swapped",
    "a byte added",
    "one byte flipped",
    "last byte changed",
    "of another version",
}
"""Signed anew, these would be models like any other, or archives that still open: the signature alone refuses them."""


def tampered(made, kind: str) -> bytes:
    if kind == "of another version":
        return made.registry._model_file(made.second.facts["model_uri"]).read_bytes()
    with pytest.warns(UserWarning, match="Duplicate name") if kind == "a part twice" else _quiet():
        return TAMPERED[kind](made.content)


def _quiet():
    import contextlib

    return contextlib.nullcontext()


@pytest.fixture(autouse=True)
def restored(made):
    """The file as it was registered, whatever a test did to it; and nothing has run."""
    yield
    made.path.write_bytes(made.content)
    assert not RAN


def test_the_file_as_it_was_registered_is_loaded(made):
    assert made.registry.load(made.registry.version(1)).penalty == 30.0
    assert made.registry.read_artifact(made.registry.version(1), "config.json") == b"{}"
    assert len(TAMPERED) >= 30


@pytest.mark.parametrize("kind", TAMPERED)
def test_a_tampered_file_is_not_loaded(made, kind):
    made.path.write_bytes(tampered(made, kind))
    with pytest.raises(GateError, match="Do not use it; train again"):
        made.registry.load(made.registry.version(1))


@pytest.mark.parametrize("kind", sorted(set(TAMPERED) - CAUGHT_BY_SIGNATURE_ONLY))
def test_nor_is_one_whose_record_was_signed_anew(made, kind):
    """The list of types and the form of the archive hold by themselves, whoever has the key."""
    content = tampered(made, kind)
    made.path.write_bytes(content)
    facts = seal(
        {**made.first.facts, "file_sha256": digest(content)},
        key=made.registry._key,
        name="demo",
        run_id=made.first.run_id,
    )
    with pytest.raises(GateError, match=r"(?s)(not trusted|cannot be read|no skops archive|skops does not write)"):
        made.registry.load(Version(1, made.first.run_id, facts))


@pytest.fixture
def store(made, tmp_path):
    """A copy of the store, to be tampered with: its database, and its registry opened anew."""
    shutil.copytree(made.home, tmp_path / "models")

    def reopen(change: str, *values) -> Registry:
        with sqlite3.connect(tmp_path / "models" / "mlflow.db") as database:
            assert database.execute(change, values).rowcount
        return Registry(tmp_path / "models", "demo", "houvast")

    return reopen


TAG = "UPDATE model_version_tags SET value = ? WHERE key = 'facts' AND version = 1"
RECORDS = {
    "another sha256": lambda facts: facts | {"file_sha256": "0" * 64},
    "more leavers": lambda facts: facts | {"report": {"leavers": 9999}},
    "another key of training": lambda facts: facts | {"key": "forged"},
    "another file": lambda facts: facts | {"model_uri": "models:/../../../etc"},
    "another artifact": lambda facts: facts | {"artifacts": {"config.json": "0" * 64}},
    "no signature": lambda facts: {name: value for name, value in facts.items() if name != "signature"},
    "an empty signature": lambda facts: facts | {"signature": ""},
    "a signature that is no text": lambda facts: facts | {"signature": True},
    "a fact more": lambda facts: facts | {"note": "harmless"},
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_version_whose_record_was_altered_in_the_store_is_not_loaded(made, store, kind):
    registry = store(TAG, json.dumps(RECORDS[kind](made.first.facts)))
    version = registry.version(1)
    assert not version.sealed
    assert registry.find(version.facts["key"]) is None
    for use in (registry.load, lambda one: registry.read_artifact(one, "config.json")):
        with pytest.raises(GateError, match=r"`demo` version 1 (carries no signature|does not hold)"):
            use(version)


def test_the_record_of_another_version_does_not_pass(made, store):
    registry = store(TAG, json.dumps(made.second.facts))
    with pytest.raises(GateError, match="does not hold"):
        registry.load(registry.version(1))


def test_another_key_loads_nothing_and_the_same_key_does(made, store, monkeypatch):
    monkeypatch.setenv("HOUVAST_KEY", "00" * 32)
    registry = store("UPDATE registered_models SET description = ''")
    with pytest.raises(GateError, match=r"another installation signed it.*HOUVAST_KEY"):
        registry.load(registry.version(1))


def test_a_version_without_a_signature_asks_for_training(made, store):
    registry = store(TAG, json.dumps(RECORDS["no signature"](made.first.facts)))
    with pytest.raises(GateError, match=r"before versions were signed.*Train again: houvast train CONFIG"):
        registry.load(registry.version(1))


def test_an_artifact_that_was_altered_is_not_read(made):
    path = next(made.home.rglob("config.json"))
    before = path.read_bytes()
    path.write_bytes(b'{"name": "other"}')
    try:
        version = next(one for one in made.registry.versions() if one.run_id in str(path))
        with pytest.raises(GateError, match=r"`config.json` of `demo` version \d has sha256"):
            made.registry.read_artifact(version, "config.json")
    finally:
        path.write_bytes(before)


def test_a_store_that_hands_out_another_model_gets_no_signature(made, monkeypatch, tmp_path):
    shutil.copytree(made.home, tmp_path / "models")
    registry, rows = Registry(tmp_path / "models", "demo", "houvast"), made_up_rows(people=60, dates=4)
    monkeypatch.setattr(registry, "_model_file", lambda uri: made.path)
    model = rows.fit(penalty=70.0, embargo_days=NEVER_INNER)
    with pytest.raises(GateError, match="gives back another model than `demo` wrote"):
        registry.register(
            model, example=rows.X.head(3), facts={"key": "new"}, params={}, metrics={}, figures={}, documents={}
        )
    assert [version.number for version in registry.versions()] == [1, 2]


def test_a_key_that_is_none_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("HOUVAST_KEY", "short")
    with pytest.raises(ConfigError, match="HOUVAST_KEY is no key: 64 hex digits"):
        Registry(tmp_path / "models", "demo", "houvast")
