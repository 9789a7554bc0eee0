"""What is past its term: shown first, deleted whole, never the newest, and nothing half gone."""

import datetime as dt
import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from pseudonymous import codes

from houvast.audit import log_of, verify_log
from houvast.audit_log import AuditLog, append, find_entries, writing
from houvast.cli.app import app as commands
from houvast.errors import ConfigError
from houvast.progress import call
from houvast.publish.folder import publish_folder
from houvast.purge import GONE, find_overdue, forget_the_gone, purge
from houvast.stages import ingest
from houvast.use import open_use

TODAY = dt.date(2026, 1, 1)
CONFIG = """
name: demo
workspace: WORK
records:
  folder: .
  observed_from: '2024-01-01'
  observed_until: '2025-01-01'
  sources:
    - {table: spells, file: a.csv, format: {type: csv}, columns: {employee_id: id, started_on: a,
       ended_on: b, exit_reason: c, known_on: d}}
retention: {snapshots_days: 100, lists_days: 400, audit_days: 500}
"""


@pytest.fixture
def use(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.replace("WORK", str(tmp_path / "work")), encoding="utf-8")
    use = open_use(path)
    for name, until in (("a1", "2025-09-22"), ("b2", "2025-09-23"), ("c3", "2025-09-24"), ("d4", "2020-01-01")):
        (use.snapshots / name).mkdir(parents=True)
        (use.snapshots / name / "manifest.json").write_text(json.dumps({"observed_until": until}))
        (use.snapshots / name / "spells.parquet").write_bytes(b"x")
    (use.snapshots / "latest").symlink_to("d4")
    for home, days in ((use.published, (200, 399, 400, 401)), (use.published / "plan", (10, 500))):
        for days_ago in days:
            day = TODAY - dt.timedelta(days=days_ago)
            publish_folder(home, day, "manifest.json", lambda folder: (folder / "manifest.json").write_text("{}"))
    use.members.mkdir()
    for days_ago in (399, 401):
        (use.members / f"{TODAY - dt.timedelta(days=days_ago)}.parquet").write_bytes(b"x")
    return use


def names(found):
    return {(one.kind, one.name) for one in found}


OLD = {
    ("snapshots", "a1"), ("snapshots", "b2"),
    ("lists", str(TODAY - dt.timedelta(days=400))), ("lists", str(TODAY - dt.timedelta(days=401))),
    ("lists", f"plan {TODAY - dt.timedelta(days=500)}"),
}  # fmt: skip


def test_what_is_past_its_term_is_shown_and_nothing_changes(use) -> None:
    before = sorted(use.workspace.rglob("*"))
    assert names(find_overdue(use, TODAY)) == OLD
    assert sorted(use.workspace.rglob("*")) == before


def test_it_is_deleted_whole_and_on_record_and_the_newest_stays(use) -> None:
    with use.locked():
        assert names(purge(use, TODAY, actor="ann")) == OLD
    assert {path.name for path in use.snapshots.iterdir()} == {"c3", "d4", "latest"}
    kept = {str(TODAY - dt.timedelta(days=days)) for days in (200, 399)}
    assert {path.name for path in use.published.iterdir() if path.is_symlink()} == {*kept, "latest"}
    assert len(list((use.published / ".lists").iterdir())) == 2
    assert [path.name for path in use.members.iterdir()] == [f"{TODAY - dt.timedelta(days=399)}.parquet"]
    told = [json.loads(one.detail) for one in find_entries(log_of(use), action="purged")]
    assert {(one["kind"], one["name"]) for one in told} == OLD
    assert find_overdue(use, TODAY) == [] and verify_log(log_of(use)).is_whole
    assert find_overdue(use, TODAY + dt.timedelta(days=9000)) != []
    with use.locked():
        purge(use, TODAY + dt.timedelta(days=9000), actor="ann")
    assert (use.snapshots / "latest" / "manifest.json").is_file()
    assert (use.published / "latest" / "manifest.json").is_file()


def test_the_log_loses_its_oldest_and_stays_whole(use) -> None:
    log = log_of(use)
    with writing(AuditLog(log.path, log.key, log.now)) as connection:
        for days in (600, 501, 500, 499):
            at = dt.datetime.combine(TODAY - dt.timedelta(days=days), dt.time(12), tzinfo=dt.UTC)
            append(log, connection, (at.isoformat(timespec="seconds"), "ann", "analyst", "list", "", "", ""))
    assert ("audit", "3") in names(find_overdue(use, TODAY))
    with use.locked():
        purge(use, TODAY, actor="bob")
    assert verify_log(log).is_whole
    assert [one.at[:10] for one in find_entries(log, action="list")] == [str(TODAY - dt.timedelta(days=499))]  # noqa: PD008  no frame


KILLED = """
import datetime as dt, os, sys
from pathlib import Path
from houvast import purge
from houvast.use import open_use
calls = 0
def count(real):
    def step(*given, **named):
        global calls
        calls += 1
        if calls > int(sys.argv[2]):
            os.kill(os.getpid(), 9)
        return real(*given, **named)
    return step
purge.flush = count(purge.flush)
purge._delete = count(purge._delete)
use = open_use(Path(sys.argv[1]))
with use.locked():
    purge.purge(use, dt.date(2026, 1, 1), actor="ann")
"""


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_killed_anywhere_every_name_shows_something_whole_and_the_next_one_finishes(use, after) -> None:
    config = str(use.config_folder / "config.yaml")
    ended = subprocess.run([sys.executable, "-c", KILLED, config, str(after)], env={**os.environ}, check=False)
    assert ended.returncode == -9
    for home in (use.snapshots, use.published, use.published / "plan"):
        for path in home.iterdir():
            if not path.name.startswith(".") and path.name != "plan":
                assert (path / "manifest.json").is_file(), path
    with use.locked():
        purge(use, TODAY, actor="ann")
    assert find_overdue(use, TODAY) == []
    assert len(list((use.published / ".lists").iterdir())) == 2
    assert len(list((use.published / "plan" / ".lists").iterdir())) == 1
    assert len(list(use.members.iterdir())) == 1
    assert not [path for path in use.workspace.rglob(f"{GONE}*")]


def test_the_command_shows_first_and_deletes_with_yes(use, monkeypatch) -> None:
    from typer.testing import CliRunner

    class Today(dt.date):
        @classmethod
        def today(cls):
            return TODAY

    monkeypatch.setattr("houvast.cli.purge.dt.date", Today)
    config = str(use.config_folder / "config.yaml")
    shown = CliRunner().invoke(commands, ["purge", config])
    assert shown.exit_code == 0 and "snapshot a1" in shown.output and "With --yes" in shown.output
    assert (use.snapshots / "a1").is_dir()
    assert "in the audit log" in CliRunner().invoke(commands, ["purge", config, "--yes"]).output
    assert not (use.snapshots / "a1").exists()
    assert "Nothing is past" in CliRunner().invoke(commands, ["purge", config]).output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lists_days: 400", "lists_days: 365", "lists_days"),
        ("{snap", "{records_days: {headcount: 900}, snap", "no table"),
    ],
)
def test_terms_that_would_break_a_promise_are_refused(use, old, new, said) -> None:
    path = use.config_folder / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        open_use(path)


def test_whom_nothing_that_is_left_has_is_forgotten(tmp_path):
    (tmp_path / "a.csv").write_text("id,a,b,c,d\n1,2024-01-01,,,2024-01-01\n2,2024-01-01,,,2024-01-01\n")
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.replace("WORK", str(tmp_path / "work")), encoding="utf-8")
    use = open_use(path)
    snapshot = ingest(use, step=call)
    store = use.open_identities()
    store.add(pd.DataFrame({"pseudonym": codes(["3", "4"]), "id": ["3", "4"], "name": ["Gone", None]}))
    listed = use.published / ".lists" / "2025-01-01-x"
    listed.mkdir(parents=True)
    pd.DataFrame({"employee_id": codes(["4"])}).to_parquet(listed / "risk_list.parquet")
    assert forget_the_gone(use) == 1
    assert sorted(store.read().people["id"]) == ["1", "2", "4"]
    next(snapshot.path.glob("spells/*")).write_bytes(b"damaged")
    assert forget_the_gone(use) == 0, "whom it has is not known"
