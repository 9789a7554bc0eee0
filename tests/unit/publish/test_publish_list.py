"""Publishing: whole or not at all, the same bytes every time, the right list as the latest."""

import datetime as dt
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made_up_list import AS_OF, made_up_list, made_up_no_model

import houvast.publish.folder
from houvast.errors import ConfigError, GateError
from houvast.publish import publish_list

FORMATS = ("csv", "xlsx", "html")
FILES = {
    "risk_list.parquet",
    "risk_list.csv",
    "risk_list.xlsx",
    "contributions.parquet",
    "summary.html",
    "manifest.json",
}
LATER = dt.date(2025, 7, 1)


def put(folder, as_of=AS_OF, seed=1, language="en", formats=FORMATS):
    risk_list = made_up_list(5, language, seed=seed)
    risk_list.people["as_of_date"] = str(as_of)
    return publish_list(folder, as_of, risk_list, language, formats)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_everything_is_there_and_latest_leads_to_it(tmp_path):
    path = put(tmp_path / "demo")
    assert path == tmp_path / "demo" / "2025-06-01"
    assert set(bytes_of(path)) == FILES
    assert (tmp_path / "demo" / "latest").resolve() == path.resolve()
    assert sorted(p.name for p in (tmp_path / "demo").iterdir()) == [".lists", "2025-06-01", "latest"]


def test_only_the_formats_asked_for(tmp_path):
    assert set(bytes_of(put(tmp_path, formats=("csv",)))) == FILES - {"risk_list.xlsx", "summary.html"}


def test_manifest_has_the_hash_of_every_other_file(tmp_path):
    path = put(tmp_path)
    manifest = json.loads((path / "manifest.json").read_text())
    assert set(manifest["files"]) == FILES - {"manifest.json"}
    for name, told in manifest["files"].items():
        assert told["sha256"] == hashlib.sha256((path / name).read_bytes()).hexdigest()
    assert manifest["as_of_date"] == "2025-06-01"
    assert manifest["model"]["version"] == "3"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_same_list_gives_the_same_bytes(tmp_path, language, monkeypatch):
    first = bytes_of(put(tmp_path / "a", language=language))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 90_000)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert bytes_of(put(tmp_path / "b", language=language)) == first
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_only_the_owner_can_read(tmp_path):
    path = put(tmp_path / "demo")
    for folder in (tmp_path / "demo", tmp_path / "demo" / ".lists", path.resolve()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.iterdir()} == {0o600}


def test_publishing_again_changes_nothing(tmp_path):
    before = put(tmp_path).resolve()
    assert put(tmp_path).resolve() == before
    assert len(list((tmp_path / ".lists").iterdir())) == 1


def test_a_new_list_of_the_same_date_takes_the_old_ones_place(tmp_path):
    before = put(tmp_path, seed=1).resolve()
    after = put(tmp_path, seed=2).resolve()
    assert after != before
    assert not before.exists()
    assert (tmp_path / "latest").resolve() == after


def test_latest_is_the_newest_date_not_the_last_run(tmp_path):
    newest = put(tmp_path, as_of=LATER).resolve()
    older = put(tmp_path, as_of=AS_OF).resolve()
    assert (tmp_path / "latest").resolve() == newest
    assert older.exists()


def test_a_latest_that_leads_nowhere_is_mended(tmp_path):
    (tmp_path / "latest").symlink_to("2099-01-01")
    path = put(tmp_path)
    assert (tmp_path / "latest").resolve() == path.resolve()


def test_a_published_list_that_somebody_changed_is_made_anew(tmp_path):
    path = put(tmp_path)
    good = bytes_of(path)
    (path / "risk_list.csv").write_text("changed")
    assert bytes_of(put(tmp_path)) == good


def test_without_a_model_there_are_rates_and_no_list(tmp_path):
    path = publish_list(tmp_path, AS_OF, made_up_no_model(), "nl", FORMATS)
    assert set(bytes_of(path)) == {"summary.html", "manifest.json", "cohort_rates.csv", "cohort_rates.xlsx"}
    only = publish_list(tmp_path / "page", AS_OF, made_up_no_model(), "nl", ("html",))
    assert set(bytes_of(only)) == {"summary.html", "manifest.json"}
    assert json.loads((path / "manifest.json").read_text())["has_model"] is False


def test_nobody_is_a_list_too(tmp_path):
    assert set(bytes_of(publish_list(tmp_path, AS_OF, made_up_list(0), "en", FORMATS))) == FILES


def test_a_list_that_breaks_a_promise_is_not_published(tmp_path):
    risk_list = made_up_list(5)
    risk_list.people.loc[0, "risk_13w"] += 1e-6
    with pytest.raises(GateError, match="do not sum"):
        publish_list(tmp_path / "demo", AS_OF, risk_list, "en", FORMATS)
    assert not (tmp_path / "demo").exists()


def test_an_unknown_language_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ConfigError, match="must be one of en, nl"):
        publish_list(tmp_path / "demo", AS_OF, made_up_list(5), "fr", FORMATS)
    assert not (tmp_path / "demo").exists()


def calls_of(monkeypatch, fail_at):
    """Make the file operation with this number fail, as a full disk would; counts them."""
    counted = {"calls": 0}

    def failing(function):
        def call(*args, **kwargs):
            counted["calls"] += 1
            if counted["calls"] == fail_at:
                raise OSError(28, "No space left on device")
            return function(*args, **kwargs)

        return call

    monkeypatch.setattr(houvast.publish.folder.os, "fsync", failing(os.fsync))
    for name in ("rename", "replace", "symlink_to", "write_text", "chmod"):
        monkeypatch.setattr(Path, name, failing(getattr(Path, name)))
    return counted


def test_an_error_at_any_step_leaves_the_old_list_or_the_new_one_whole(tmp_path, monkeypatch):
    def put_csv(folder, seed=1):
        return put(folder, seed=seed, formats=("csv",))

    old, new = bytes_of(put_csv(tmp_path / "old")), bytes_of(put_csv(tmp_path / "new", seed=2))
    with monkeypatch.context() as patch:
        steps = calls_of(patch, fail_at=None)
        put_csv(tmp_path / "count", seed=2)
    assert steps["calls"] > 15
    for step in range(1, steps["calls"] + 1):
        folder = tmp_path / f"at-{step}"
        put_csv(folder)
        with monkeypatch.context() as patch:
            calls_of(patch, fail_at=step)
            with pytest.raises(OSError, match="No space"):
                put_csv(folder, seed=2)
        for link in ("latest", "2025-06-01"):
            assert bytes_of(folder / link) in (old, new), step
        assert bytes_of(put_csv(folder, seed=2)) == new
        assert len(list((folder / ".lists").iterdir())) == 1
        assert sorted(p.name for p in folder.iterdir()) == [".lists", "2025-06-01", "latest"]


SCRIPT = """
import sys
from test_publish_list import put
from pathlib import Path
print("ready", flush=True)
while True:
    for seed in (1, 2):
        put(Path(sys.argv[1]), seed=seed, formats=("csv", "html"))
"""


def test_killed_at_any_moment_no_torn_list_is_seen(tmp_path):
    folder, formats = tmp_path / "demo", ("csv", "html")
    whole = [bytes_of(put(tmp_path / str(seed), seed=seed, formats=formats)) for seed in (1, 2)]
    put(folder, formats=formats)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder)], env=env, stdout=subprocess.PIPE)
    process.stdout.readline()
    for _ in range(3):
        time.sleep(0.13)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for link in ("latest", "2025-06-01"):
            assert bytes_of(folder / link) in whole
        process.stdout.close()
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder)], env=env, stdout=subprocess.PIPE)
        process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    assert bytes_of(put(folder, formats=formats)) == whole[0]
    assert len(list((folder / ".lists").iterdir())) == 1
