"""Access, erasure and objection, from the records to the list: held against a company that never knew the people."""

import datetime as dt
import io
import json
import shutil
import stat
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from planted import find_bytes, never_knew, write_planted
from small_centre import use_of

from houvast import stages
from houvast.actions.draw_ledger import WrittenDraw, read_draws, write_draw
from houvast.assemble import build_training_rows
from houvast.errors import ConfigError
from houvast.language import language_of
from houvast.publish.signature import find_alterations
from houvast.rights import answer_access, erase_people, note_objection
from houvast.rights import erase as erasing
from houvast.rights.held import find_held
from houvast.rights.people import stored_id
from houvast.signing import load_key
from houvast.web.accounts import Account
from houvast.web.lists import PublishedLists
from houvast.web.notes import add_note, find_notes
from houvast.web.serve import open_workspace_database

NOW = dt.datetime(2026, 2, 1, 9, 30, tzinfo=dt.UTC)
DAY = "2026-01-01"
LIST = ("risk_list.parquet", "contributions.parquet", "facts.parquet", "curves.parquet", "teams.parquet",
        "sites.parquet", "risk_list.csv", "risk_list.xlsx", "survival.html")  # fmt: skip
"""What a list says; the other files say too which version made it, and how many rows the sources had."""


def call(_: str, work, *arguments, **named):
    return work(*arguments, **named)


def run(use) -> None:
    with use.locked():
        stages.run(use, step=call)


@pytest.fixture
def own(made, tmp_path):
    """A copy of that workspace, worked in."""
    from mlflow.tracking._tracking_service import utils

    utils._artifact_repos_cache.clear()  # it goes by the id of a run, which the copy shares with the first
    shutil.copytree(made.use.workspace, tmp_path / "workspace", symlinks=True)
    use = use_of(made.config, tmp_path / "workspace")
    return SimpleNamespace(use=use, person=made.listed[2], centre=made.centre, tmp_path=tmp_path)


def work_with(use, person: str) -> None:
    """Notes, a look and a draw of a person."""
    published = PublishedLists(use.published).open(dt.date.fromisoformat(DAY))
    account = Account("anna", "analyst", None, None, "en", dt.date(2027, 1, 1), dt.date(2027, 1, 1), "Anna")
    database = open_workspace_database(use)
    add_note(database, published, stored_id(use, person), account, ("agree", "talked"))
    arms = {stored_id(use, person): ("high", "help"), "somebody-else": ("high", "none")}
    write_draw(use.data / "draws.jsonl", WrittenDraw("t", DAY, DAY, "person", 0.3, 1, "0" * 64, 12, 100, arms))


def traces(use, people: list[str]) -> dict[str, set[str]]:
    """Where their ids and codes still are, but for the record, which keeps the code."""
    words = {*people, *(stored_id(use, one) for one in people)}
    return {file: found for file, found in find_bytes(use.workspace, words).items() if "audit" not in file}  # fmt: skip


def test_the_answer_holds_every_row_every_estimate_and_who_looked(own):
    work_with(own.use, own.person)
    answer = answer_access(own.use, own.person, own.tmp_path / "answer", today=NOW.date())
    assert stat.S_IMODE(answer.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in answer.folder.iterdir()} == {0o600}
    held = stored_id(own.use, own.person)
    snapshot = stages.latest_snapshot(own.use)
    for table in snapshot.tables:
        rows = snapshot.read(table)
        expected = int((rows["employee_id"] == held).sum())
        path = answer.folder / f"records_{table}.csv"
        assert (len(pd.read_csv(path)) if path.exists() else 0) == expected, table
    listed = pd.read_parquet(own.use.published / DAY / "risk_list.parquet").set_index("employee_id").loc[held]
    told = pd.read_csv(answer.folder / "list_risk_list.csv").iloc[0]
    assert told["risk_13w"] == pytest.approx(listed["risk_13w"])
    assert pd.read_csv(answer.folder / "notes.csv")["text"].tolist() == ["talked"]
    assert pd.read_csv(answer.folder / "on_record.csv")["action"].tolist() == ["noted"]
    assert pd.read_csv(answer.folder / "draws.csv")["arm"].tolist() == ["help"]
    assert pd.read_csv(answer.folder / "models.csv")[["learned", "tested", "champion"]].iloc[0].tolist() == [True] * 3


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_letter_says_it_in_plain_words(own, language):
    work_with(own.use, own.person)
    answer = answer_access(own.use, own.person, own.tmp_path / "answer", today=NOW.date())
    text = (answer.folder / f"letter.{language}.html").read_text(encoding="utf-8")
    lingo = language_of(language)
    risk = float(pd.read_csv(answer.folder / "list_risk_list.csv")["risk_13w"].iloc[0])
    assert lingo.percent(risk, 1 if risk < 0.1 else 0) in text
    for name in ("records", "scores", "rests", "use", "notes", "draws", "looks", "models", "do", "files"):
        assert f"<h2>{lingo.text(f'rights.{name}_title')}</h2>" in text
    assert "talked" in text
    assert "://" not in text
    assert "<script" not in text


def test_of_somebody_unknown_the_letter_says_that_nothing_is_held(own):
    answer = answer_access(own.use, "person-nobody", own.tmp_path / "answer", today=NOW.date())
    assert answer.held.is_nothing
    assert sorted(path.name for path in answer.folder.iterdir()) == ["letter.en.html", "letter.nl.html"]
    assert "houvast holds nothing" in (answer.folder / "letter.en.html").read_text()


def test_a_folder_with_other_files_is_left_alone(own):
    (own.tmp_path / "mine").mkdir()
    (own.tmp_path / "mine" / "thesis.docx").write_text("x")
    with pytest.raises(Exception, match="holds other files"):
        answer_access(own.use, own.person, own.tmp_path / "mine", today=NOW.date())
    assert (own.tmp_path / "mine" / "thesis.docx").exists()


def test_a_folder_of_tables_that_is_no_answer_is_left_alone(own):
    sources = own.tmp_path / "sources"
    sources.mkdir()
    (sources / "spells.csv").write_text("x")
    with pytest.raises(ConfigError, match="holds other files"):
        answer_access(own.use, own.person, sources, today=NOW.date())
    assert (sources / "spells.csv").read_text() == "x"
    for _ in range(2):  # An earlier answer gives way.
        answer_access(own.use, own.person, own.tmp_path / "answer", today=NOW.date())


@pytest.mark.parametrize("kept", ["data", "models", "published"])
def test_an_answer_does_not_lie_among_what_names_nobody(own, kept):
    with pytest.raises(ConfigError, match="where nothing names people"):
        answer_access(own.use, own.person, own.use.workspace / kept / "answer", today=NOW.date())


def test_an_answer_lies_here_where_no_place_was_said(own, monkeypatch):
    monkeypatch.chdir(own.tmp_path)
    answer = answer_access(own.use, own.person, None, today=NOW.date())
    assert answer.folder.resolve() == own.tmp_path / f"access-{stored_id(own.use, own.person)}"


def test_erased_with_a_refit_nothing_tells_that_they_were_ever_there(own, empty_store):
    """Of the centre 200 people, one of them a manager: held against an ingest of the extracts without them."""
    everybody = sorted(own.centre.tables["spells"]["employee_id"].unique())
    managers = sorted(own.centre.tables["assignments"]["manager_id"].dropna().unique())
    gone = [own.person, managers[0], *np.random.default_rng(5).choice(everybody, 200, replace=False)]
    gone = list(dict.fromkeys(map(str, gone)))[:200]
    work_with(own.use, own.person)
    assert traces(own.use, gone)
    with own.use.locked():
        done = erase_people(own.use, gone, refit=True, step=call, today=NOW)
    assert traces(own.use, gone) == {}
    # The same centre, if it had never known them.
    config = write_planted(never_knew(own.centre, gone), own.tmp_path / "without")
    other = use_of(config, own.tmp_path / "other")
    (other.workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, other.workspace / "models")
    run(other)
    for name in LIST:
        mine, theirs = ((one.published / DAY / name).read_bytes() for one in (own.use, other))
        assert mine == theirs, name
    until = dt.date.fromisoformat(DAY)
    mine, theirs = (build_training_rows(one, stages.latest_snapshot(one), until) for one in (own.use, other))
    pd.testing.assert_frame_equal(mine.X, theirs.X, check_exact=True)
    assert np.array_equal(mine.label, theirs.label, equal_nan=True)
    champions = [stages.open_registry(one).champion().facts["model_sha256"] for one in (own.use, other)]
    assert champions[0] == champions[1]
    sources = stages.latest_snapshot(own.use).manifest["sources"]
    assert all(s["rows_in"] == s["rows_kept"] + s["rows_quarantined"] + s.get("rows_erased", 0) for s in sources)
    assert sum(s.get("rows_erased", 0) for s in sources) > len(gone)
    assert done.report["remains"]["versions"] == [1]
    assert find_alterations(own.use.published / DAY, load_key(own.use.installation_key)) == []


def test_without_a_refit_the_list_is_made_anew_by_its_own_version(own):
    before = (own.use.published / DAY / "risk_list.parquet").read_bytes()
    held = stored_id(own.use, own.person)
    work_with(own.use, own.person)
    with own.use.locked():
        done = erase_people(own.use, [own.person], refit=False, step=call, today=NOW)
    after = pd.read_parquet(own.use.published / DAY / "risk_list.parquet")
    assert len(after) == len(pd.read_parquet(io.BytesIO(before))) - 1
    assert held not in set(after["employee_id"])
    assert traces(own.use, [own.person]) == {}
    assert find_held(own.use, own.person).is_nothing
    assert [(one["day"], one["by_version"]) for one in done.report["lists"]] == [(DAY, 1)]
    assert [draw.arms for draw in read_draws(own.use.data / "draws.jsonl")] == [{"somebody-else": ("high", "none")}]
    registry = stages.open_registry(own.use)
    assert registry.read_artifact(registry.champion(), "predictions.parquet") is not None
    registry.load(registry.champion())


def test_an_old_extract_brings_nobody_back(own):
    with own.use.locked():
        erase_people(own.use, [own.person], refit=False, step=call, today=NOW)
        snapshot = stages.ingest(own.use, step=call)
    assert stored_id(own.use, own.person) not in set(snapshot.employee_ids())
    assert sum(source.get("rows_erased", 0) for source in snapshot.manifest["sources"]) > 0
    assert traces(own.use, [own.person]) == {}


@pytest.mark.parametrize("at", ["remove_snapshot", "score_people"])
def test_killed_anywhere_the_same_command_finishes(own, monkeypatch, at):
    old = (own.use.published / DAY / "manifest.json").read_bytes()
    where = {"remove_snapshot": "houvast.records.rewrite", "score_people": "houvast.stages"}.get(
        at, "houvast.rights.erase"
    )
    work_with(own.use, own.person)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"{where}.{at}", killed)
        with own.use.locked(), pytest.raises(KeyboardInterrupt):
            erase_people(own.use, [own.person], refit=False, step=call, today=NOW)
    assert (own.use.published / DAY / "manifest.json").read_bytes() == old
    assert find_alterations(own.use.published / DAY, load_key(own.use.installation_key)) == []
    with own.use.locked():
        done = erase_people(own.use, [own.person], refit=False, step=call, today=NOW)
    assert traces(own.use, [own.person]) == {}
    assert done.report["erased"]["notes"] == 1, "what was found before it was killed is in the report"
    assert done.report["erased"]["records"]
    assert not (own.use.data / erasing.JOURNAL).exists()
    registry = stages.open_registry(own.use)
    assert registry.read_artifact(registry.champion(), "predictions.parquet") is not None


def test_a_kept_prediction_that_somebody_else_changed_is_not_signed_by_an_erasure(own):
    registry = stages.open_registry(own.use)
    version = registry.champion()
    registry._client.log_text(version.run_id, "forged", "predictions.parquet")
    forged = registry.read_unchecked(version, "predictions.parquet")
    journal = {"replaced": {}}
    erasing._erase_predictions(own.use, [own.person], journal)
    assert journal["unreadable"] == [1]
    assert registry.read_unchecked(version, "predictions.parquet") == forged
    with pytest.raises(Exception, match="was registered"):
        registry.read_artifact(registry.version(version.number), "predictions.parquet")


def test_an_objection_is_as_if_the_person_were_not_there(own, empty_store):
    with own.use.locked():
        done = note_objection(own.use, own.person, withdraw=False, step=call)
    assert [one.day for one in done.lists] == [DAY]
    listed = set(pd.read_parquet(own.use.published / DAY / "risk_list.parquet")["employee_id"])
    assert stored_id(own.use, own.person) not in listed
    run(own.use)
    config = write_planted(never_knew(own.centre, [own.person]), own.tmp_path / "without")
    other = use_of(config, own.tmp_path / "other")
    (other.workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, other.workspace / "models")
    run(other)
    until = dt.date.fromisoformat(DAY)
    mine, theirs = (build_training_rows(one, stages.latest_snapshot(one), until) for one in (own.use, other))
    pd.testing.assert_frame_equal(mine.X, theirs.X, check_exact=True)
    newest, never = stages.open_registry(own.use).versions()[-1], stages.open_registry(other).versions()[-1]
    assert newest.facts["model_sha256"] == never.facts["model_sha256"]
    assert newest.number == 2
    held = find_held(own.use, own.person)
    assert held.records, "the records are kept, and can be shown to the person"
    assert [one.number for one in held.versions if one.tested] == [1]
    text = (own.use.objections).read_text()
    assert own.person not in text
    assert stored_id(own.use, own.person) not in text
    with own.use.locked():
        note_objection(own.use, own.person, withdraw=True, step=call)
    assert stored_id(own.use, own.person) in set(stages.latest_snapshot(own.use).read("spells")["employee_id"])


def test_everything_is_on_record_by_code(own):
    answer_access(own.use, own.person, own.tmp_path / "answer", today=NOW.date())
    with own.use.locked():
        note_objection(own.use, own.person, withdraw=False, step=call)
        note_objection(own.use, own.person, withdraw=True, step=call)
        erase_people(own.use, [own.person], refit=False, step=call, today=NOW)
    actions = [one.action for one in find_held(own.use, own.person).looks]
    assert actions == ["access", "objected", "objection_withdrawn", "erased"]
    assert find_notes(open_workspace_database(own.use), stored_id(own.use, own.person)) == []
    assert traces(own.use, [own.person]) == {}
    report = json.loads(next((own.use.data / "erasures").glob("*.json")).read_text())
    assert report["erased"]["people"] == 1
