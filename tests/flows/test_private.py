"""A whole run: private to its owner, signed, and without a word to any other machine."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from ended import Ended
from small_centre import NAME, add_to_config, copy_records

HERE = Path(__file__).parent


def cut_off() -> list[str]:
    """What runs a command in a network of its own that has loopback and no way out; skips where that may not be."""
    command = ["unshare", "--map-root-user", "--net"]
    able = (
        shutil.which("unshare")
        and shutil.which("ip")
        and subprocess.run([*command, "true"], check=False).returncode == 0
    )
    if not able:
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail("a run without a network cannot be tried: give CI `unshare`, `ip` and the right to use them")
        pytest.skip("this system lets nobody make a network of their own")
    return [*command, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


@pytest.fixture(scope="module")
def made(records, empty_store, tmp_path_factory):
    """A workspace that commands filled in processes that know no network and no key, and what those said."""
    place = tmp_path_factory.mktemp("private")
    workspace, calls = place / "workspace", place / "calls"
    (workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, workspace / "models")
    (place / "first").mkdir()
    shutil.copy(HERE / "watch_calls.py", place / "first" / "sitecustomize.py")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "HOUVAST_", "MLFLOW_"))
    }
    paths = [str(place / "first"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**kept, "PYTHONPATH": os.pathsep.join(paths), "WATCHED_CALLS": str(calls)}
    config = str(
        add_to_config(copy_records(records, place / "records"), "  refits: 0\n")
    )  # stability is not asked for here
    commands = [
        ["run", config, "--direct"],
        ["run", config, "--quiet"],
        ["verify", config],
        ["verify", config, "2026-01-01"],
    ]
    done = subprocess.run(
        [*cut_off(), sys.executable, str(HERE / "commands.py")],
        input=json.dumps([[command, str(workspace)] for command in commands]),
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        umask=0o022,
    )
    assert done.returncode == 0, done.stderr
    ended = [Ended(**result) for result in json.loads(done.stdout)]
    return SimpleNamespace(workspace=workspace, calls=calls, config=config, environment=environment, ended=ended)


def test_a_run_without_a_network_is_a_whole_run(made):
    assert [one.code for one in made.ended] == [0, 0, 0, 0], [one.text for one in made.ended]
    assert (made.workspace / "published" / NAME / "latest" / "risk_list.csv").is_file()


def test_nothing_called_another_machine(made):
    assert not made.calls.exists(), made.calls.read_text()


def test_the_watch_sees_a_call(made, tmp_path):
    """What says that nobody called must be able to say that somebody did."""
    program = (
        "import socket; s = socket.socket(); s.settimeout(0.1)\ntry: s.connect(('192.0.2.1', 80))\nexcept OSError: pass"
    )
    environment = made.environment | {"WATCHED_CALLS": str(tmp_path / "calls")}
    subprocess.run([*cut_off(), sys.executable, "-c", program], env=environment, check=True)
    assert "192.0.2.1" in (tmp_path / "calls").read_text()


def test_all_that_was_written_is_its_owners_alone(made):
    open_to_others = [
        str(path.relative_to(made.workspace))
        for path in [made.workspace / name for name in ("data", "models", "published")]
        + [path for name in ("data", "models", "published") for path in (made.workspace / name).rglob("*")]
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    ]
    assert open_to_others == []
    assert len(list((made.workspace / "models").rglob("*"))) > 10


def test_the_key_was_made_once_and_is_one(made):
    key = made.workspace / "data" / "installation_key"
    assert len(bytes.fromhex(key.read_text().strip())) == 32
    written = b"".join(path.read_bytes() for path in made.workspace.rglob("*") if path.is_file() and path != key)
    assert key.read_text().strip().encode() not in written
    assert not [path for path in made.workspace.rglob(".installation_key*")]


@pytest.fixture
def published(made, tmp_path, monkeypatch, houvast):
    """A copy of what was published, to be tampered with, and the command that verifies it."""
    shutil.copytree(made.workspace, tmp_path / "copy", symlinks=True)
    monkeypatch.delenv("HOUVAST_KEY")
    folder = tmp_path / "copy" / "published" / NAME / "2026-01-01"
    return folder.resolve(), lambda *more: houvast("verify", made.config, *more, cwd=tmp_path / "copy")


def edit_manifest(folder):
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"language": "en"', '"language": "xx"'))


def edit_list_and_manifest(folder):
    """As somebody would who knows that the manifest holds hashes."""
    import hashlib

    before = (folder / "risk_list.csv").read_bytes()
    (folder / "risk_list.csv").write_bytes(before + b"\r\n")
    old, new = (hashlib.sha256(one).hexdigest() for one in (before, before + b"\r\n"))
    text = (folder / "manifest.json").read_text()
    assert old in text
    (folder / "manifest.json").write_text(text.replace(old, new))


TAMPERED = {
    "the manifest": (edit_manifest, "manifest.json was altered"),
    "the list and its hash": (edit_list_and_manifest, "manifest.json was altered"),
    "the list": (lambda folder: (folder / "risk_list.csv").write_text("x"), "risk_list.csv was changed"),
    "a page gone": (lambda folder: (folder / "summary.html").unlink(), "summary.html is gone"),
    "a file more": (lambda folder: (folder / "extra.csv").write_text("x"), "extra.csv does not belong"),
    "no signature": (lambda folder: (folder / "manifest.signature").unlink(), "manifest.json is not signed"),
    "another signature": (
        lambda folder: (folder / "manifest.signature").write_text("0" * 64),
        "signed with another key",
    ),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "manifest.json is missing or damaged"),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_a_list_that_was_altered_is_told(published, kind):
    folder, verify = published
    tamper, said = TAMPERED[kind]
    tamper(folder)
    ended = verify("2026-01-01")
    assert ended.code == 4
    assert "NOT as it was published" in ended.out
    assert said in ended.out


def test_a_list_as_it_was_published_and_a_version_as_it_was_registered_are_told(published):
    _, verify = published
    ended = verify()
    assert ended.code == 0, ended.text
    assert "List of 1 January 2026: as it was published." in ended.out
    assert "Model version 1: as it was registered." in ended.out


def test_another_key_verifies_nothing_and_scores_nothing(published, made, houvast, monkeypatch, tmp_path):
    _, verify = published
    monkeypatch.setenv("HOUVAST_KEY", "11" * 32)
    ended = verify()
    assert ended.code == 4
    assert "signed with another key" in ended.out
    assert "Model version 1: NOT as it was registered" in ended.out
    scored = houvast("score", made.config, "--direct", cwd=tmp_path / "copy")
    assert scored.code == 4, scored.text
    assert "HOUVAST_KEY" in scored.err


def test_a_list_that_is_not_there_is_a_question_put_wrongly(published):
    _, verify = published
    ended = verify("2020-01-01")
    assert ended.code == 2
    assert "has no list of 2020-01-01" in ended.err
