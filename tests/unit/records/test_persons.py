"""Persons out of the records: pseudonyms in a snapshot, ids and names in one encrypted file, and nowhere else."""

import pandas as pd
import pytest
from pseudonymous import code, codes, store_in

from houvast.errors import ConfigError
from houvast.identities import IdentityStore
from houvast.records.contract import PERSONS, TABLES

OWN = {"employee_id": "id"}
PLACED = {"table": "assignments", "file": "a.csv", "columns": {**OWN, "effective_on": "d", "manager_id": "m"}}
TALKS = {
    "table": "one_on_ones",
    "file": "oo.csv",
    "columns": {**OWN, "booked_for": "d", "held": "h", "with_manager_id": "m", "record_id": "r"},
}
HELPED = {"table": "actions", "file": "h.csv", "columns": {**OWN, "decided_on": "d", "decided_by": "by"}}
PEOPLE = {"table": "people", "file": "p.csv", "columns": {**OWN, "birth_year": "y", "name": "called"}}


@pytest.fixture
def known(centre, tmp_path):
    """A snapshot of records that name people in every way there is, and who is known after it."""
    centre.write("a.csv", "id,d,m\n007,2022-02-01,Mgr-9\n12,2022-04-01,\n")
    centre.write("oo.csv", "id,d,h,m,r\n12,2022-05-01,yes,Mgr-8,12/2022-05\n12,2022-06-01,no,,12/2022-06\n")
    centre.write("h.csv", "id,d,by\n12,2022-07-01,Desk-Anna\n")
    centre.write("p.csv", "id,y,called\n007,1990,Kanker\n12,1991,\nNA,1980,Müller\n")
    snapshot = centre.ingest(PLACED, TALKS, HELPED, PEOPLE)
    return snapshot, store_in(tmp_path).read()


def test_every_column_of_a_person_holds_pseudonyms(known):
    snapshot, _ = known
    assert set(snapshot.read("spells")["employee_id"]) == set(codes(["007", "12", "1E5", "NA"]))
    placed = snapshot.read("assignments").set_index("employee_id")["manager_id"]
    assert placed[code("007")] == code("Mgr-9") and pd.isna(placed[code("12")])
    talks = snapshot.read("one_on_ones")
    assert talks["with_manager_id"].dropna().tolist() == [code("Mgr-8")]
    assert talks["record_id"].tolist() == codes(["12/2022-05", "12/2022-06"])
    assert snapshot.read("actions")["decided_by"].tolist() == [code("Desk-Anna")]


def test_who_they_are_is_known_apart_and_names_nowhere_else(known):
    snapshot, who = known
    asked = ["007", "12", "1E5", "NA", "Mgr-8", "Mgr-9", "Desk-Anna"]
    assert who.ids_of(codes(asked)).tolist() == asked and len(who.people) == len(asked)
    assert who.names_of(codes(asked)).tolist() == ["Kanker", "", "", "Müller", "", "", ""]
    assert "name" not in snapshot.read("people") and "name" not in snapshot.columns("people")
    held = b"".join(path.read_bytes() for path in snapshot.path.rglob("*") if path.is_file())
    for word in ("Mgr-8", "Mgr-9", "Desk-Anna", "Kanker", "Müller", "12/2022", "1E5"):
        assert word.encode() not in held, word


def test_a_surname_refuses_no_row(known):
    """A name may be any word; those of the door are about texts on people."""
    snapshot, _ = known
    (said,) = [source for source in snapshot.manifest["sources"] if source["table"] == "people"]
    assert (said["rows_kept"], said["rows_quarantined"]) == (3, 0)


def test_a_column_of_names_that_are_national_numbers_is_refused(centre):
    centre.write("p.csv", "id,y,called\n007,1990,111222333\n12,1991,123456782\n")
    (problem,) = centre.check(PEOPLE)
    assert "column `called` (for name) may not come in, by what is in it" in problem


def test_the_newest_name_counts(centre, tmp_path):
    centre.write("p.csv", "id,y,called,since\n007,1990,New,2023-01-01\n007,1990,Old,2022-02-01\n")
    centre.ingest({**PEOPLE, "columns": {**PEOPLE["columns"], "known_on": "since"}})
    assert store_in(tmp_path).read().names_of([code("007")]).tolist() == ["New"]


def test_rows_lie_in_the_order_of_pseudonyms(known):
    """In that of ids, whoever has the list of employees could count along."""
    snapshot, _ = known
    people = snapshot.read("spells")["employee_id"].tolist()
    assert people == sorted(people) and people != codes(["007", "12", "1E5", "NA"])


def test_refused_records_leave_no_identities(centre, tmp_path):
    centre.write("a.csv", "id,d,m\n007,yesterday,Mgr-9\n")
    with pytest.raises(Exception, match="refused"):
        centre.ingest(PLACED)
    assert not (tmp_path / "identities").exists()


def test_another_key_does_not_write_beside_the_first(centre, tmp_path):
    from houvast.records.ingest import ingest_records

    first = centre.ingest()
    other = IdentityStore(tmp_path / "identities", b"x" * 32)
    with pytest.raises(ConfigError, match="another person key"):
        ingest_records(centre.build(), centre.folder, centre.home, other)
    assert (centre.home / "latest").resolve() == first.path


def test_whatever_names_a_person_in_the_contract_is_hidden():
    named = {column for table in TABLES.values() for column in table.columns if column.endswith(("_id", "_by"))}
    assert named - {"assigned_by", "draw_id"} <= set(PERSONS)


def test_of_whom_no_record_is_kept_is_not_known(centre, tmp_path):
    """Who left longer ago than their employments are kept is in no table, and so in no file of identities."""
    from houvast.records.ingest import ingest_records

    ingest_records(centre.build(), centre.folder, centre.home, store_in(tmp_path), terms={"spells": 300})
    assert set(store_in(tmp_path).read().people["id"]) == {"007", "12", "NA"}
