"""Who stands behind a pseudonym: encrypted, whole, and only for who has the key."""

import os
import stat

import pandas as pd
import pytest
from pseudonymous import code, codes, store_in

from houvast.errors import ConfigError, RecordsError
from houvast.identities import IdentityStore

NAMES = {"007": "Zoë van Dam", "12": None, "1E5": "=cmd|'/c calc'!A1"}


def people(**names: str | None) -> pd.DataFrame:
    return pd.DataFrame({"pseudonym": codes(names), "id": list(names), "name": list(names.values())})


@pytest.fixture
def store(tmp_path):
    made = store_in(tmp_path)
    made.add(people(**NAMES))
    return made


def test_ids_and_names_are_told_to_who_has_the_key(store):
    found = store.read()
    asked = [code("1E5"), code("nobody"), code("007"), code("12")]
    assert found.ids_of(asked).tolist() == ["1E5", code("nobody"), "007", "12"]
    assert found.names_of(asked).tolist() == [NAMES["1E5"], "", NAMES["007"], ""]
    assert found.ids_of([]).tolist() == []


def test_a_table_is_joined_by_a_column(store):
    frame = pd.DataFrame({"rank": [1, 2], "employee_id": codes(["12", "007"]), "manager_id": codes(["007", "12"])})
    joined = store.read().join(frame)
    assert list(joined.columns) == ["rank", "employee_id", "name", "manager_id"]
    assert joined["employee_id"].tolist() == ["12", "007"] and joined["name"].tolist() == ["", "Zoë van Dam"]
    assert store.read().join(joined, "manager_id")["manager_id"].tolist() == ["007", "12"]
    assert frame["employee_id"].tolist() == codes(["12", "007"]), "the table that was given is left as it is"


def test_without_a_name_there_is_no_column_for_one(store):
    frame = pd.DataFrame({"employee_id": codes(["12"])})
    assert list(store.read().join(frame).columns) == ["employee_id"]


def test_the_file_holds_nothing_to_read_and_is_its_owners_only(store):
    content = store.path.read_bytes()
    for text in ("007", "Zoë van Dam", code("007"), "pseudonym", "PAR1"):
        for form in (text.encode(), text.encode("utf-16-le")):
            assert form not in content or len(form) < 4
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert [path.name for path in store.path.parent.iterdir()] == ["identities"]


def test_the_same_people_are_not_written_again_and_others_are_added(store):
    before = store.path.read_bytes()
    store.add(people(**NAMES))
    assert store.path.read_bytes() == before
    store.add(people(**{"8": "Ann", "007": None}))
    found = store.read()
    assert found.names_of(codes(["8", "007", "1E5"])).tolist() == ["Ann", "Zoë van Dam", NAMES["1E5"]]
    store.add(people(**{"007": "Zoë Smit"}))
    assert store.read().names_of([code("007")]).tolist() == ["Zoë Smit"]


def test_the_same_content_is_never_the_same_bytes(store, tmp_path):
    other = store_in(tmp_path / "other")
    other.add(people(**NAMES))
    assert other.path.read_bytes() != store.path.read_bytes()


def test_who_is_forgotten_is_a_pseudonym_from_then_on(store):
    assert store.forget([code("007"), code("nobody")]) == 1
    assert store.read().ids_of(codes(["007", "12"])).tolist() == [code("007"), "12"]
    assert store.forget([code("007")]) == 0


def test_another_key_reads_nothing_and_writes_nothing_over_it(store):
    before = store.path.read_bytes()
    other = IdentityStore(store.path, b"x" * 32)
    for ask in (other.read, lambda: other.add(people(**NAMES)), lambda: other.forget([code("12")])):
        with pytest.raises(ConfigError, match="was written under another person key, or was altered"):
            ask()
    assert store.path.read_bytes() == before
    assert "xxxx" not in repr(other) and "key=" not in repr(other)


@pytest.mark.parametrize("at", [25, -1])
def test_one_altered_byte_is_found(store, at):
    content = bytearray(store.path.read_bytes())
    content[at] ^= 1
    store.path.write_bytes(bytes(content))
    with pytest.raises(ConfigError, match="or was altered"):
        store.read()


def test_another_file_in_its_place_is_no_store(store):
    store.path.write_bytes(b"something else")
    with pytest.raises(RecordsError, match="holds no identities"):
        store.read()
    store.path.write_bytes(b"houvast identities 1\nshort")
    with pytest.raises(ConfigError, match="or was altered"):
        store.read()


def test_two_ids_under_one_pseudonym_are_refused(store):
    before = store.path.read_bytes()
    twice = people(**{"007": None}).assign(id="700")
    with pytest.raises(RecordsError, match="two ids of these records have one pseudonym"):
        store.add(twice)
    within = people(**{"8": None, "9": None}).assign(pseudonym=code("8"))
    with pytest.raises(RecordsError, match="two ids of these records have one pseudonym"):
        store.add(within)
    assert store.path.read_bytes() == before


def test_a_write_that_fails_leaves_the_old_file(store, monkeypatch):
    before = store.path.read_bytes()

    def full(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        store.add(people(**{"8": None}))
    assert store.path.read_bytes() == before
    assert [path.name for path in store.path.parent.iterdir()] == ["identities"]
