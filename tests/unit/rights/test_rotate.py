"""A new person key: the same people, under other pseudonyms, everywhere but in the sealed log."""

import datetime as dt
import itertools
import json
import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from planted import find_bytes
from pseudonymous import PERSON_KEY
from small_centre import use_of

from houvast import stages
from houvast.actions.draw_ledger import WrittenDraw, read_draws, write_draw
from houvast.assemble import build_training_rows
from houvast.audit import log_of, verify_log
from houvast.audit_log import add_entry
from houvast.errors import ConfigError
from houvast.former_codes import FormerCodes, read_former_codes
from houvast.kept_out import read_kept_out
from houvast.private_files import write_private
from houvast.progress import call
from houvast.pseudonyms import load_person_key, pseudonym_of
from houvast.publish.signature import find_alterations
from houvast.records.persons import Change
from houvast.rights import rotate_key
from houvast.rights.held import find_held
from houvast.rights.people import find_id, read_erased, read_objections, stored_id, write_kept_out
from houvast.rights.turning import find_turned
from houvast.signing import load_key
from houvast.web.accounts import Account
from houvast.web.lists import PublishedLists
from houvast.web.notes import add_note, find_notes
from houvast.web.serve import open_workspace_database

NOW = dt.datetime(2026, 2, 1, 9, 30, tzinfo=dt.UTC)
DAY = "2026-01-01"


def rotate(use, to=None):
    with use.locked(turning=True):
        return rotate_key(use, to, step=call, today=NOW)


@pytest.fixture(autouse=True, scope="module")
def key_of_its_own():
    """The key lies in the workspace, and not in the environment; new ones are the same at every run of the tests."""
    made = (f"{number:064x}" for number in itertools.count(0xFACE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("houvast.rights.new_key.secrets", SimpleNamespace(token_hex=lambda _: next(made)))
        patch.delenv("HOUVAST_PERSON_KEY", raising=False)
        yield


@pytest.fixture(scope="module")
def worked(made, key_of_its_own, tmp_path_factory):
    """A copy with notes, a draw, and somebody erased; not to be changed."""
    use = copy_of(made, tmp_path_factory.mktemp("rotate") / "workspace")
    write_private(use.person_key, PERSON_KEY.encode())
    work_with(use, made.listed[2], made.listed[3])
    return SimpleNamespace(config=made.config, use=use, listed=made.listed)


def work_with(use, person: str, other: str) -> None:
    code, second = stored_id(use, person), stored_id(use, other)
    published = PublishedLists(use.published).open(dt.date.fromisoformat(DAY))
    account = Account("anna", "analyst", None, None, "en", dt.date(2027, 1, 1), dt.date(2027, 1, 1), "Anna")
    database = open_workspace_database(use)
    add_note(database, published, code, account, ("agree", "talked"))
    add_entry(database.log, "anna", "person", role="analyst", person=code)
    database.engine.dispose()
    arms = {code: ("high", "help"), second: ("high", "none")}
    write_draw(use.data / "draws.jsonl", WrittenDraw("t", DAY, DAY, "person", 0.3, 1, "0" * 64, 12, 100, arms))
    rows = pd.DataFrame({"employee_id": [code, second], "arm": ["help", "none"]})
    (use.data / "draws").mkdir()
    rows.to_csv(use.data / "draws" / "t.csv", index=False)
    use.members.mkdir()
    rows.assign(site="A", team="B").to_parquet(use.members / "2025-12-01.parquet", index=False)
    write_kept_out(use, read_erased(use).with_people(["person-gone"]))


def copy_of(made, to):
    from mlflow.tracking._tracking_service import utils

    utils._artifact_repos_cache.clear()  # it goes by the id of a run, which the copy shares with the first
    shutil.copytree(made.use.workspace, to, symlinks=True)
    return use_of(made.config, to)


@pytest.fixture
def own(worked, tmp_path):
    """A copy of that workspace, worked in."""
    return SimpleNamespace(use=copy_of(worked, tmp_path / "workspace"), person=worked.listed[2], tmp_path=tmp_path)


def everybody(use) -> set[str]:
    return set(use.open_identities().read().people.index)


def traces(use, words: set[str]) -> set[str]:
    """Files with any of these words, but for the sealed log."""
    return {file for file in find_bytes(use.workspace, words) if "audit" not in file}


def list_by_id(use) -> pd.DataFrame:
    rows = pd.read_parquet(use.published / DAY / "risk_list.parquet")
    ids = use.open_identities().read().ids_of(rows["employee_id"])
    return rows.assign(person=ids).set_index("person").sort_index()


def rows_by_id(use) -> tuple[pd.DataFrame, np.ndarray]:
    """Features and labels, in the order of ids and dates."""
    rows = build_training_rows(use, stages.latest_snapshot(use), dt.date.fromisoformat(DAY))
    ids = use.open_identities().read().ids_of(rows.observations.employee_ids)
    order = np.lexsort((rows.observations.as_of, ids[rows.observations.employee]))
    return rows.X.iloc[order].reset_index(drop=True), rows.label[order]


def assert_turned(use, before, people: set[str]) -> None:
    """Nothing bears an old pseudonym, and the same people stand in everything."""
    assert traces(use, people) == set()
    assert everybody(use).isdisjoint(people) and len(everybody(use)) == len(people)
    after = list_by_id(use)
    assert list(after.index) == list(before.index)
    assert np.abs(after["risk_13w"] - before["risk_13w"]).max() <= 1e-12
    assert find_alterations(use.published / DAY, load_key(use.installation_key)) == []
    assert not use.turning.exists()
    assert verify_log(log_of(use)).is_whole


def test_the_same_people_are_there_under_other_pseudonyms(own):
    use, person = own.use, own.person
    people, before, features = everybody(use), list_by_id(use), rows_by_id(use)
    old, store = use.open_identities().key, use.open_identities().read().people.sort_values("id")
    risks = sorted(_predicted(use)["risk"])
    done = rotate(use)
    new = load_person_key(use.person_key)
    assert new != old
    assert not use.person_key.with_name("person_key.next").exists()
    assert_turned(use, before, people)
    again = use.open_identities().read().people.sort_values("id")
    assert list(again["id"]) == list(store["id"])
    assert list(again.index) == [pseudonym_of(one, new) for one in again["id"]]
    X, label = rows_by_id(use)
    pd.testing.assert_frame_equal(X, features[0], rtol=1e-12, atol=1e-12)
    assert np.array_equal(label, features[1], equal_nan=True)
    assert sorted(_predicted(use)["risk"]) == risks
    assert set(_predicted(use)["person"]) <= everybody(use)
    arms = read_draws(use.data / "draws.jsonl")[0].arms
    told = dict(zip(use.open_identities().read().ids_of(arms), arms.values(), strict=True))
    assert told[person] == ("high", "help") and len(told) == 2
    assert [note.text for note in find_notes(open_workspace_database(use), stored_id(use, person))] == ["talked"]
    assert read_erased(use).holds("person-gone") and not read_erased(use).holds(person)
    assert done.report["people"] == len(people) and done.report["notes_and_help"] == 1
    assert [one["problem"] for one in done.report["lists"]] == [""]
    assert done.report["without_id"] == 0
    with pytest.raises(ConfigError, match="another"):
        read_kept_out(use.erased, "erased", old)


def _predicted(use) -> pd.DataFrame:
    from houvast.kept_predictions import read_predictions

    registry = stages.open_registry(use)
    return read_predictions(registry.read_artifact(registry.champion(), "predictions.parquet"))


def test_what_was_on_record_before_is_found_by_id_and_by_either_code(own):
    use, person = own.use, own.person
    shutil.rmtree(use.published)
    first = stored_id(use, person)
    rotate(use)
    second = stored_id(use, person)
    rotate(use)
    third = stored_id(use, person)
    assert len({first, second, third}) == 3
    held = find_held(use, person)
    assert [one.action for one in held.looks] == ["noted", "person"]
    assert held.versions[0].learned, "the version names a snapshot that was written anew, twice"
    assert [find_id(use, code) for code in (first, second, third)] == [person] * 3
    assert set(use.open_identities().codes_of(person)) == {first, second, third}
    assert traces(use, {first, second}) == set()


@pytest.mark.parametrize(
    "at",
    [
        "houvast.identities.write_encrypted",
        "houvast.records.rewrite.remove_snapshot",
        "houvast.rights.rotate.settle_key",
    ],
)
def test_killed_anywhere_the_same_command_finishes(own, monkeypatch, at):
    use, people, before = own.use, everybody(own.use), list_by_id(own.use)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(at, killed)
        with pytest.raises(KeyboardInterrupt):
            rotate(use)
    for refused in (lambda: use.open_identities(), lambda: use.locked().__enter__()):
        with pytest.raises(ConfigError, match="not finished"):
            refused()
    assert find_turned(use, None) == {"begun": True}
    assert find_alterations(use.published / DAY, load_key(use.installation_key)) == []
    done = rotate(use)
    assert_turned(use, before, people)
    assert done.report["notes_and_help"] == 1 and [one["day"] for one in done.report["lists"]] == [DAY]
    assert [one.action for one in find_held(use, own.person).looks] == ["noted", "person"]


def test_a_key_of_the_environment_needs_a_file_for_the_new_one(own, monkeypatch):
    use, people = own.use, everybody(own.use)
    shutil.rmtree(use.published)
    monkeypatch.setenv("HOUVAST_PERSON_KEY", use.open_identities().key.hex())
    use.person_key.unlink()
    with pytest.raises(ConfigError, match="--to-key-file"):
        rotate(use)
    assert not use.turning.exists()
    place = own.tmp_path / "kept" / "key"
    done = rotate(use, place)
    assert done.key_file == place
    with pytest.raises(ConfigError, match="another person key"):
        use.open_identities().read()
    monkeypatch.delenv("HOUVAST_PERSON_KEY")
    monkeypatch.setenv("HOUVAST_PERSON_KEY_FILE", str(place))
    assert traces(use, people) == set() and everybody(use).isdisjoint(people)
    with pytest.raises(ConfigError, match="person key of now"):
        rotate(use, place)
    assert not use.turning.exists()


def test_a_dry_run_changes_nothing_and_says_what_would(own):
    def content():
        return {path: path.read_bytes() for path in own.use.workspace.rglob("*") if path.is_file()}

    before = content()
    found = find_turned(own.use, None)
    assert found == {"begun": False, "people": len(everybody(own.use)), "snapshots": 1, "lists": [DAY], "plans": []}
    after = content()
    changed = {path.name for path in after if after[path] != before.get(path)}
    assert changed <= {"workspace.db", "mlflow.db"}, "stores that were opened, at most"


def test_a_list_that_cannot_be_made_anew_is_taken_away_with_the_reason(own):
    manifest = (own.use.published / DAY).resolve() / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**said, "snapshot": "0" * 16}))
    people = everybody(own.use)
    done = rotate(own.use)
    assert done.report["lists"][0]["problem"]
    assert not (own.use.published / DAY).exists()
    assert traces(own.use, people) == set()


def test_who_objected_stays_left_out(own):
    write_kept_out(own.use, read_objections(own.use).with_people([own.person]))
    rotate(own.use)
    assert read_objections(own.use).holds(own.person)
    assert stored_id(own.use, own.person) in stages.latest_snapshot(own.use).left_out
    assert own.person not in list_by_id(own.use).index


def test_what_is_written_meanwhile_under_an_old_pseudonym_stops_it(own, monkeypatch):
    from houvast.rights import rotate as turning

    first, people = stored_id(own.use, own.person), everybody(own.use)
    shutil.rmtree(own.use.published)

    def busy(now, journal):
        write_draw(now.data / "draws.jsonl", WrittenDraw("u", DAY, DAY, "person", 0.3, 1, "0" * 64, 12, 9,
                                                         {first: ("high", "help")}))  # fmt: skip

    with monkeypatch.context() as patch:
        patch.setattr(turning, "_recode_notes", busy)
        with pytest.raises(ConfigError, match="came back"):
            rotate(own.use)
    rotate(own.use)
    assert traces(own.use, people) == set()


def test_a_row_of_a_source_s_own_gets_another_code_and_a_plain_one_stays():
    old, new = b"o" * 32, b"n" * 32
    codes = {pseudonym_of(one, old): pseudonym_of(one, new) for one in ("ann", "bob")}
    known = list(codes)
    record = pseudonym_of("row 7", old)
    frame = pd.DataFrame({
        "employee_id": [*known, known[0]],
        "manager_id": [known[1], None, "team"],
        "record_id": [known[0], record, "workspace 3"],
    }).astype("str")  # fmt: skip
    after = Change(codes, new).apply(frame)
    assert list(after["employee_id"]) == [pseudonym_of(one, new) for one in ("ann", "bob", "ann")]
    assert after["manager_id"].isna().tolist() == [False, True, False]
    assert after["manager_id"][0] == pseudonym_of("bob", new) and after["manager_id"][2] == "team"
    assert list(after["record_id"]) == [pseudonym_of("ann", new), pseudonym_of(record, new), "workspace 3"]
    assert list(after.dtypes) == list(frame.dtypes)


def test_earlier_codes_open_under_their_key_alone(tmp_path):
    former = FormerCodes().after({"a1": "b1", "a2": "b2"}).after({"b1": "c1", "b2": "c2"})
    assert former.before("c1") == ("a1", "b1") and former.current("a2") == "c2" and former.current("x") == "x"
    former.write(tmp_path / "former_codes", b"k" * 32)
    assert read_former_codes(tmp_path / "former_codes", b"k" * 32) == former
    assert b"a1" not in (tmp_path / "former_codes").read_bytes()
    with pytest.raises(ConfigError, match="another person key"):
        read_former_codes(tmp_path / "former_codes", b"l" * 32)
    assert read_former_codes(tmp_path / "none", b"k" * 32).now == {}
