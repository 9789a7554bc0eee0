"""Snapshots: the same bytes for the same records, whole or not at all, and no damage passes."""

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
import textwrap

import pandas as pd
import pytest
from pseudonymous import PERSON_KEY, code, store_in

from houvast.errors import BusyError, RecordsError
from houvast.records.snapshot import count_buckets, open_snapshot

OWN = {"employee_id": "id"}
OO = {
    "table": "one_on_ones",
    "file": "oo.csv",
    "columns": {**OWN, "booked_for": "d", "held": "h"},
}


@pytest.fixture
def meetings(centre):
    centre.write("oo.csv", "id,d,h\n12,2022-05-01,yes\n007,2022-05-01,no\n8,2022-05-01,yes\n")
    return centre


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_same_input_is_the_same_snapshot(meetings):
    first = meetings.ingest(OO)
    bytes_before = tree(first.path)
    second = meetings.ingest(OO)
    assert first.id == second.id == first.path.name
    assert tree(second.path) == bytes_before
    assert [path.name for path in meetings.home.iterdir() if path.is_dir() and not path.is_symlink()] == [first.id]
    other = meetings.home.with_name("elsewhere")
    from houvast.records.ingest import ingest_records

    moved = meetings.build(OO, folder="another/place")
    assert tree(ingest_records(moved, meetings.folder, other, store_in(other)).path) == bytes_before


def test_another_mapping_or_input_is_another_snapshot_and_latest_follows(meetings):
    first = meetings.ingest(OO)
    second = meetings.ingest({**OO, "known_after_days": 1})
    assert (meetings.home / "latest").resolve() == second.path != first.path
    assert open_snapshot(meetings.home / "latest").id == second.id
    assert open_snapshot(first.path).id == first.id
    meetings.write("oo.csv", "id,d,h\n12,2022-05-01,yes\n")
    assert meetings.ingest(OO).id not in (first.id, second.id)


def test_the_manifest_says_what_came_in_and_what_was_kept(meetings):
    manifest = meetings.ingest(OO).manifest
    said = manifest["sources"][1]
    assert said["file"] == "oo.csv"
    assert (said["rows_in"], said["rows_kept"], said["rows_quarantined"]) == (3, 2, 1)
    assert said["reasons"] == {"not_in_spells": 1}
    assert manifest["tables"]["one_on_ones"]["rows"] == 2
    assert manifest["tables"]["one_on_ones"]["columns"] == ["employee_id", "booked_for", "held"]
    assert manifest["tables"]["one_on_ones"]["first_event"] == "2022-05-01"
    assert (manifest["observed_from"], manifest["observed_until"]) == ("2022-09-15", "2024-01-01")
    assert str(meetings.folder) not in json.dumps(manifest)


@pytest.mark.parametrize("stray", ["", "9,2003-01-01,2003-06-01,voluntary\n"])
def test_a_stray_exit_of_years_before_does_not_make_the_records_old(centre, stray):
    """Leavers are on record from the first exit of those that follow each other."""
    ended = ["2022-03-01", "2022-09-15", "2023-05-01", "2023-11-01"]
    lines = "".join(f"{number},2021-01-01,{end},voluntary\n" for number, end in enumerate(ended))
    centre.write("spells.csv", "id,start,end,reason\n" + stray + lines)
    centre.write("oo.csv", "id,d,h\n1,2021-02-01,yes\n1,2022-04-01,yes\n2,2022-06-01,yes\n")
    manifest = centre.ingest(OO).manifest
    assert manifest["observed_from"] == manifest["tables"]["spells"]["observed_from"] == "2022-03-01"
    assert manifest["tables"]["one_on_ones"]["observed_from"] == "2022-04-01"
    assert centre.ingest(OO, observed_from="2021-06-01").manifest["observed_from"] == "2021-06-01"


def test_tables_are_sorted_and_typed_and_absent_ones_are_none(meetings):
    snapshot = meetings.ingest(OO)
    table = snapshot.read("one_on_ones")
    assert table["employee_id"].tolist() == sorted([code("007"), code("12")])
    assert table["held"].dtype == "bool"
    assert table["known_on"].dtype == "datetime64[s]"
    assert snapshot.read("pay") is None
    assert snapshot.columns("pay") == ()
    assert snapshot.tables == ("one_on_ones", "spells")


def test_only_the_owner_may_read(meetings):
    snapshot = meetings.ingest(OO)
    everything = [snapshot.path, *snapshot.path.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in everything if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in everything if path.is_dir()} == {0o700}


def test_damage_is_named_and_mended_by_ingesting_again(meetings):
    snapshot = meetings.ingest(OO)
    file = snapshot.path / "spells" / "00000.parquet"
    whole = file.read_bytes()
    for damaged in (whole[:-10], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]):
        file.write_bytes(damaged)
        with pytest.raises(RecordsError, match=r"damaged: spells/00000.parquet has other bytes"):
            open_snapshot(snapshot.path)
    file.unlink()
    with pytest.raises(RecordsError, match=r"spells/00000.parquet is missing"):
        open_snapshot(snapshot.path)
    again = meetings.ingest(OO)
    assert again.id == snapshot.id
    assert file.read_bytes() == whole


def test_a_forged_or_torn_manifest_is_refused(meetings):
    snapshot = meetings.ingest(OO)
    manifest = snapshot.path / "manifest.json"
    content = manifest.read_text()
    manifest.write_text(content.replace('"rows_in": 3', '"rows_in": 4'))
    with pytest.raises(RecordsError, match="not the one that was written"):
        open_snapshot(snapshot.path)
    manifest.write_text(content[:50])
    with pytest.raises(RecordsError, match=r"manifest.json is damaged"):
        open_snapshot(snapshot.path)
    with pytest.raises(RecordsError, match="is no snapshot"):
        open_snapshot(meetings.folder)


def test_a_snapshot_of_an_older_version_says_what_to_do(meetings):
    snapshot = meetings.ingest(OO)
    manifest = snapshot.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"version": 3', '"version": 2'))
    with pytest.raises(RecordsError, match=r"is of version 2, .* reads version 3. Run the ingest again"):
        open_snapshot(snapshot.path)


@pytest.mark.parametrize(("employees", "buckets"), [(0, 1), (1, 1), (100, 1), (101, 2), (400, 4), (401, 8)])
def test_employees_are_dealt_over_as_many_buckets_as_they_need(monkeypatch, employees, buckets):
    monkeypatch.setattr("houvast.records.snapshot.BUCKET_EMPLOYEES", 100)
    assert count_buckets(employees) == buckets


def test_a_person_lies_in_one_bucket_and_the_table_reads_as_if_it_were_one(meetings, monkeypatch):
    whole = meetings.ingest(OO)
    monkeypatch.setattr("houvast.records.snapshot.BUCKET_EMPLOYEES", 1)
    dealt = meetings.ingest(OO)
    assert (whole.buckets, dealt.buckets) == (1, 4)
    assert dealt.id != whole.id
    for table in whole.tables:
        pd.testing.assert_frame_equal(dealt.read(table), whole.read(table))
        found = [set(read(["employee_id"])["employee_id"].to_pylist()) for read, _ in open_buckets(dealt, table)]
        assert sum(map(len, found)) == len(set.union(*found))


def open_buckets(snapshot, table):
    return [snapshot.open_bucket(table, bucket) for bucket in range(snapshot.buckets)]


def test_numbers_take_half_the_space_only_where_nothing_is_lost(centre):
    columns = {"employee_id": "id", "period_start": "d", "period_days": "n", "contacts": "c", "occupancy": "o"}
    centre.write("w.csv", "id,d,n,c,o\n007,2022-05-01,30,120,0.83\n007,2022-06-01,30,,0.5\n")
    snapshot = centre.ingest({"table": "workload", "file": "w.csv", "columns": columns})
    read, _ = snapshot.open_bucket("workload", 0)
    assert [str(read([name]).schema.types[0]) for name in ("contacts", "occupancy")] == ["float", "double"]
    assert snapshot.read("workload")["occupancy"].tolist() == [0.83, 0.5]
    assert snapshot.read("workload")["contacts"].dtype == "float64"


def test_refused_records_leave_nothing_behind(meetings):
    meetings.write("oo.csv", "id;d;h\n12;2022-05-01;yes\n")
    with pytest.raises(RecordsError, match="the records are refused: 1 problem"):
        meetings.ingest(OO)
    assert not meetings.home.exists()


def test_check_changes_nothing(meetings):
    before = tree(meetings.folder)
    assert meetings.check(OO) == []
    assert tree(meetings.folder) == before
    assert not meetings.home.exists()


def test_a_second_writer_is_turned_away(meetings):
    meetings.home.mkdir()
    with (meetings.home / ".lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with pytest.raises(BusyError, match="another run is writing"):
            meetings.ingest(OO)
    assert meetings.ingest(OO).id


@pytest.mark.parametrize("when", ["write_private", "flush", "_publish", "identify"])
def test_killed_while_writing_leaves_the_old_snapshot_and_no_debris(meetings, when):
    old = meetings.ingest()
    script = f"""
        import os, signal
        from houvast.identities import IdentityStore
        from houvast.records import store
        from houvast.records.ingest import ingest_records
        from houvast.config import Records
        from pathlib import Path
        def die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)
        store.{when} = die
        records = Records.model_validate_json({meetings.build(OO).model_dump_json()!r})
        identities = IdentityStore(Path({str(meetings.home.parent / "identities")!r}), bytes.fromhex({PERSON_KEY!r}))
        ingest_records(records, Path({str(meetings.folder)!r}), Path({str(meetings.home)!r}), identities)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], env={**os.environ}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert open_snapshot(meetings.home / "latest").id == old.id
    new = meetings.ingest(OO)
    assert open_snapshot(meetings.home / "latest").id == new.id
    assert sorted(path.name for path in meetings.home.iterdir()) == sorted([".lock", "latest", old.id, new.id])


def test_a_full_disk_leaves_the_old_snapshot(meetings, monkeypatch):
    old = meetings.ingest()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("houvast.records.store.write_private", fail)
    with pytest.raises(OSError, match="No space left"):
        meetings.ingest(OO)
    assert open_snapshot(meetings.home / "latest").id == old.id
    assert sorted(path.name for path in meetings.home.iterdir()) == sorted([".lock", "latest", old.id])
