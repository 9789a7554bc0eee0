"""The audit log: whatever is done to it by who has no key shows, at any place of ten thousand entries."""

import datetime as dt
import json
import shutil
import sqlite3

import numpy as np
import pytest
from small_centre import add_to_config
from typer.testing import CliRunner

from houvast import audit
from houvast.audit import verify_log
from houvast.audit_log import (
    ACTIONS,
    COLUMNS,
    HEAD,
    LOG,
    AuditLog,
    add_entry,
    append,
    count_before,
    find_entries,
    forget_before,
    writing,
)
from houvast.cli import app as commands
from houvast.errors import ConfigError
from houvast.language import LANGUAGES, language_of

KEY = bytes(range(32))
START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
MANY = 10_000


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


def log_in(folder, clock=None) -> AuditLog:
    return AuditLog(folder / LOG, KEY, clock or Clock())


def fill(log: AuditLog, count: int) -> None:
    """So many entries, an hour apart, in one transaction: adding each by itself waits for the disk each time."""
    with writing(log) as connection:
        for number in range(count):
            at = (START + dt.timedelta(hours=number)).isoformat(timespec="seconds")
            append(log, connection, (at, "ann", "analyst", "person", f"code{number % 700}", "2025-06-01 ab", ""))


@pytest.fixture(scope="module")
def long_log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    fill(log_in(folder), MANY)
    return folder


@pytest.fixture
def copied(long_log, tmp_path):
    for name in (LOG, HEAD):
        shutil.copy(long_log / name, tmp_path)
    return tmp_path


def change(folder, *statements: str) -> None:
    connection = sqlite3.connect(folder / LOG, isolation_level=None)
    for statement in ("DROP TRIGGER no_update", "DROP TRIGGER no_delete", *statements):
        connection.execute(statement)
    connection.close()


PLACES = np.random.default_rng(20).integers(2, MANY - 2, 3).tolist()


def test_ten_thousand_entries_are_whole(long_log) -> None:
    state = verify_log(log_in(long_log))
    assert (state.entries, state.is_whole, len(state.digest)) == (MANY, True, 64)


ANYWHERE = [1, *PLACES, 2, *np.random.default_rng(9).integers(2, MANY, 3).tolist(), MANY]


@pytest.mark.parametrize(("column", "place"), list(zip(COLUMNS[1:], ANYWHERE, strict=True)))
def test_an_altered_entry_shows(copied, place, column) -> None:
    change(copied, f"UPDATE entries SET {column} = {column} || 'x' WHERE id = {place}")
    assert verify_log(log_in(copied)).broken_at == place


@pytest.mark.parametrize("place", [1, *PLACES])
@pytest.mark.parametrize("renumbered", [False, True])
def test_a_dropped_entry_shows(copied, place, renumbered) -> None:
    moved = [f"UPDATE entries SET id = id - 1 WHERE id > {place}"] if renumbered else []
    change(copied, f"DELETE FROM entries WHERE id = {place}", *moved)
    assert verify_log(log_in(copied)).broken_at == (place if renumbered else place + 1)


@pytest.mark.parametrize("place", PLACES)
def test_two_entries_that_changed_places_show(copied, place) -> None:
    far = place // 2
    swapped = (f"UPDATE entries SET id = {new} WHERE id = {old}" for old, new in ((place, 0), (far, place), (0, far)))
    change(copied, *swapped)
    assert verify_log(log_in(copied)).broken_at == far


def test_an_entry_out_of_an_older_copy_that_went_another_way_shows(copied, tmp_path_factory) -> None:
    other = tmp_path_factory.mktemp("fork")
    change(copied, f"DELETE FROM entries WHERE id > {MANY - 2}")
    for name in (LOG, HEAD):
        shutil.copy(copied / name, other)
    for folder, who in ((copied, "ann"), (other, "eve")):
        add_entry(log_in(folder), who, "exported")
        add_entry(log_in(folder), who, "list")
    columns = ", ".join(COLUMNS)
    taken = f"INSERT INTO entries SELECT {columns} FROM other.entries WHERE id = {MANY - 1}"
    change(copied, f"ATTACH '{other / LOG}' AS other", f"DELETE FROM entries WHERE id = {MANY - 1}", taken)
    assert verify_log(log_in(copied)).broken_at == MANY


@pytest.mark.parametrize("gone", [1, 17, MANY - 1, MANY])
def test_entries_that_were_cut_off_at_the_end_show(copied, gone) -> None:
    change(copied, f"DELETE FROM entries WHERE id > {MANY - gone}")
    state = verify_log(log_in(copied))
    assert (state.broken_at, state.cut, state.is_whole) == (None, True, False)


@pytest.mark.parametrize("number", [MANY - 1, MANY, MANY + 1])
def test_a_head_that_somebody_else_wrote_or_took_away_shows(copied, number) -> None:
    _, digest, seal = json.loads((copied / HEAD).read_text())
    (copied / HEAD).write_text(json.dumps([number, digest, seal if number != MANY else "0" * 64]))
    assert verify_log(log_in(copied)).cut
    (copied / HEAD).unlink()
    assert verify_log(log_in(copied)).cut


def test_a_chain_that_was_rewritten_as_a_whole_with_another_key_shows(copied, tmp_path_factory) -> None:
    other = AuditLog(tmp_path_factory.mktemp("other") / LOG, b"o" * 32, Clock())
    fill(other, 50)
    assert verify_log(other).is_whole
    assert verify_log(AuditLog(other.path, KEY, Clock())).broken_at == 1


def test_a_process_that_ended_before_it_wrote_the_head_is_no_fault(copied) -> None:
    head = (copied / HEAD).read_bytes()
    add_entry(log_in(copied), "ann", "list", role="analyst")
    (copied / HEAD).write_bytes(head)
    assert verify_log(log_in(copied)).is_whole


def test_what_goes_by_its_term_leaves_a_log_that_is_still_whole(copied) -> None:
    log = log_in(copied)
    until = START + dt.timedelta(hours=400)
    assert count_before(log, until) == 400
    assert forget_before(log, "bob", until) == 400
    state = verify_log(log)
    assert (state.entries, state.is_whole) == (MANY - 400 + 1, True)
    newest = find_entries(log, limit=1)[0]
    assert (newest.actor, newest.action, json.loads(newest.detail)["entries"]) == ("bob", "purged", 400)
    assert forget_before(log, "bob", until) == 0
    change(copied, "DELETE FROM entries WHERE id = 401")
    assert verify_log(log).broken_at == 402


def test_the_entry_on_what_went_by_its_term_cannot_be_taken_from_elsewhere(copied) -> None:
    log = log_in(copied)
    forget_before(log, "bob", START + dt.timedelta(hours=400))
    change(copied, "DELETE FROM entries WHERE id < 500")
    assert verify_log(log).broken_at == 500


def test_entries_are_found_by_person_actor_and_action(tmp_path) -> None:
    log = log_in(tmp_path)
    assert find_entries(log) == [] and verify_log(log).entries == 0
    add_entry(log, "ann", "person", person="c1", list_="l", role="analyst")
    add_entry(log, "bob", "erased", person="c2", refits=1)
    assert [one.number for one in find_entries(log)] == [2, 1]
    assert [one.actor for one in find_entries(log, person="c2")] == ["bob"]
    assert find_entries(log, actor="ann", action="erased") == []
    assert find_entries(log, person="c2")[0].detail == '{"refits": 1}'
    assert (tmp_path / LOG).stat().st_mode & 0o077 == 0 and (tmp_path / HEAD).stat().st_mode & 0o077 == 0


def test_what_is_no_action_is_refused_and_every_action_has_words(tmp_path) -> None:
    with pytest.raises(ValueError, match="'peeked' is no action"):
        add_entry(log_in(tmp_path), "ann", "peeked")
    for code in LANGUAGES:
        for action in ACTIONS:
            assert language_of(code).text(f"web.action_{action}")


def test_a_file_that_is_no_log_is_refused(tmp_path) -> None:
    (tmp_path / LOG).write_bytes(b"not a database" * 100)
    with pytest.raises(ConfigError, match="Put a copy of it back"):
        add_entry(log_in(tmp_path), "ann", "list")


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
"""


def test_the_command_line_says_whether_the_log_is_whole_and_shows_it(tmp_path, monkeypatch) -> None:
    from houvast.use import open_use

    monkeypatch.setattr(audit.getpass, "getuser", lambda: "carla")
    config = add_to_config(_write(tmp_path / "c.yaml"), "")
    use = open_use(config)
    for number in range(3):
        audit.add(use, "ann", "exported", list_=f"l{number}")
    run = CliRunner().invoke
    shown = run(commands.app, ["audit", "verify", str(config)])
    assert shown.exit_code == 0 and "All 3 entries are as they were written" in shown.output
    shown = run(commands.app, ["audit", "show", str(config), "--most", "2"])
    assert "exported the list  l2" in shown.output and "l0" not in shown.output
    assert find_entries(audit.log_of(use), limit=1)[0].actor == "carla"
    assert "exported" not in run(commands.app, ["audit", "show", str(config), "--person", "007"]).output
    change(use.data, "UPDATE entries SET actor = 'eve' WHERE id = 2")
    shown = run(commands.app, ["audit", "verify", str(config)])
    assert shown.exit_code == 4 and "Entry 2 is not as it was written" in shown.output


def _write(path):
    path.write_text(CONFIG.replace("WORK", str(path.parent / "work")), encoding="utf-8")
    return path
