"""The commands about model versions, on two versions of a small centre, and what they refuse."""

import datetime as dt
import json
import shutil
import sqlite3

import numpy as np
import pytest
from made_up_purpose import write_purpose

CONFIG = """\
name: tiny
purpose: purpose.yaml
records:
  observed_from: 2023-01-01
  observed_until: 2025-01-01
  sources:
    - table: spells
      file: spells.csv
      columns: {employee_id: id, started_on: start, ended_on: end, exit_reason: reason}
validation: {bootstrap: 100}
"""
ANOTHER = CONFIG + "model: {ladder: [{from_leavers: 50, max_parameters: 5, penalty: 3}]}\n"
OTHER_TASK = CONFIG + "outcome: {horizon_weeks: 8}\n"
HAND = ("--reason", "the team asked for it", "--by", "A. Analyst")


def write_spells(folder) -> None:
    """People hired evenly over three years, who leave at one rate that never changes: what a model promises holds."""
    rng, day = np.random.default_rng(4), dt.date
    lines = ["id,start,end,reason"]
    for number in range(260):
        start = day(2021, 9, 1) + dt.timedelta(days=int(number * 1150 / 260))
        end = start + dt.timedelta(days=20 + int(rng.exponential(700)))
        if end >= day(2023, 1, 1):
            lines.append(f"zq{number:04d}x,{start},{f'{end},voluntary' if end < day(2025, 1, 1) else ','}")
    (folder / "spells.csv").write_text("\n".join(lines) + "\n")
    write_purpose(folder / "purpose.yaml")


@pytest.fixture(scope="module")
def made(tmp_path_factory, empty_store):
    """A folder with a config and a workspace with two versions: the first is champion, the second was held back."""
    from houvast.progress import call
    from houvast.stages import ingest, run, train_model
    from houvast.use import Use, open_use

    folder = tmp_path_factory.mktemp("two")
    write_spells(folder)
    (folder / "workspace" / "models").mkdir(parents=True)
    shutil.copy(empty_store, folder / "workspace" / "models")
    decisions = []
    for text, stage in ((CONFIG, run), (ANOTHER, None)):
        (folder / "config.yaml").write_text(text)
        opened = open_use(folder / "config.yaml", 1)
        use = Use(opened.config, opened.config_folder, folder / "workspace")
        done = stage(use, step=call) if stage else train_model(use, ingest(use, step=call), step=call)
        decisions.append(done.trained.decision if stage else done.decision)
    assert [one.promoted for one in decisions] == [True, False], decisions
    (folder / "config.yaml").write_text(CONFIG)
    return folder


@pytest.fixture
def do(made, tmp_path, houvast, monkeypatch):
    """Runs a command on a copy of it; `do.config` is the config's path, `do.workspace` where it works."""
    monkeypatch.setenv("COLUMNS", "200")  # so that no cell is broken over lines
    shutil.copytree(made, tmp_path / "copy", symlinks=True)

    def command(name, *arguments):
        return houvast(name, command.config, *arguments, cwd=command.workspace)

    command.config, command.workspace = tmp_path / "copy" / "config.yaml", tmp_path / "copy" / "workspace"
    return command


def page(do) -> str:
    return (do.workspace / "published" / "tiny" / "latest" / "summary.html").read_text()


def champion(do) -> int:
    with sqlite3.connect(do.workspace / "models" / "mlflow.db") as store:
        found = store.execute("SELECT version FROM registered_model_aliases WHERE alias = 'champion'").fetchone()
    return int(found[0])


def test_versions_shows_each_with_its_decision_and_every_change(do):
    ended = do("versions")
    assert ended.code == 0, ended.text
    for part in ("1 January 2025", "from 50 leavers", "champion", "challenger", "first", "held back: ", "none → 1"):
        assert part in ended.text, ended.text
    do.config.write_text(CONFIG + "language: nl\n")
    dutch = do("versions").text
    for part in ("1 januari 2025", "vanaf 50 vertrekkers", "kampioen", "uitdager", "tegengehouden", "volgens de regel"):
        assert part in dutch, dutch


def test_versions_before_there_is_any(houvast, workspace, tmp_path):
    write_spells(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)
    ended = houvast("versions", tmp_path / "config.yaml", cwd=workspace)
    assert (ended.code, "No model version has been registered yet." in ended.text) == (0, True)
    ended = houvast("promote", tmp_path / "config.yaml", "1", *HAND, cwd=workspace)
    assert (ended.code, "It has none yet. Train one first" in ended.text) == (2, True)


def test_promotion_by_hand_against_the_gate_rollback_and_another_run(do):
    refused = do("promote", "2", *HAND)
    assert (refused.code, "the gate held version 2 back" in refused.text, champion(do)) == (2, True, 1)
    taken = do("promote", "2", *HAND, "--against-the-gate")
    assert taken.code == 0, taken.text
    assert "Version 2 makes the lists from now on (before: 1)." in taken.text
    assert do("score", "--direct").code == 0
    assert "made champion by hand on" in page(do)
    assert "the team asked for it" in page(do)
    assert "the team asked for it" in (do.workspace / "published/tiny/latest/scorecard.html").read_text()
    shown = do("versions").text
    assert "A. Analyst" in shown
    assert "promoted against the gate" in shown

    back = do("rollback", "--reason", "[bold]worse[/bold]", "--by", "B")
    assert (back.code, champion(do)) == (0, 1)
    assert "[bold]worse[/bold]" in do("versions").text
    do.config.write_text(ANOTHER)
    again = do("run", "--direct")
    assert again.code == 0, again.text
    assert champion(do) == 1
    assert "not taken back by hand" in again.text
    assert "by hand" not in page(do)
    with sqlite3.connect(do.workspace / "models" / "mlflow.db") as store:
        kept = store.execute("SELECT value FROM registered_model_tags ORDER BY key").fetchall()
    assert [json.loads(entry)["how"] for (entry,) in kept] == ["rule", "promote", "rollback"]


def test_scorecard_writes_the_page_of_any_version_in_either_language(do):
    ended = do("scorecard")
    assert (ended.code, ended.out.split()) == (0, ["scorecard-tiny-1.html"]), ended.text
    first = (do.workspace / "scorecard-tiny-1.html").read_text()
    assert "It is the champion: nothing else of this task made lists." in first
    assert first == artifact(do, 1)
    listed = (do.workspace / "published" / "tiny" / "latest" / "scorecard.html").read_text()
    assert [line for line in listed.splitlines() if line not in first.splitlines()] == [
        '<p><a href="summary.html">Back to the list</a></p>'
    ]
    assert 'href="scorecard.html"' in page(do)
    ended = do("scorecard", "2", "--language", "nl", "--out", "held.html")
    assert (ended.code, ended.out.split()) == (0, ["held.html"])
    assert "Hij blijft uitdager; geen stand houdt:" in (do.workspace / "held.html").read_text()
    assert "It stays challenger" in artifact(do, 2)
    assert not any("zq0" in text for text in (first, listed, artifact(do, 2)))
    assert do("promote", "2", *HAND, "--against-the-gate").code == 0
    assert do("scorecard", "--out", "now.html").code == 0
    assert "the team asked for it" in (do.workspace / "now.html").read_text()
    assert artifact(do, 2) == (do.workspace / "now.html").read_text()


def artifact(do, number) -> str:
    from houvast.registry import Registry

    registry = Registry(do.workspace / "models", "tiny", "houvast")
    return registry.read_note(registry.version(number), "scorecard.html").decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scorecard", "9"), "has no model version 9"),
        (("scorecard", "--language", "fr"), "`language` must be one of en, nl"),
        (("scorecard", "--out", "nowhere/page.html"), "`--out` must be a file that can be written"),
        (("promote", "2"), "--reason"),
        (("promote", "2", "--reason", "  "), "`--reason` must say why"),
        (("promote", "9", *HAND), "has no model version 9. It has: 1, 2."),
        (("promote", "1", *HAND), "version 1 is the champion already"),
        (("promote", "0", *HAND), "greater than or equal to 1"),
        (("rollback", *HAND), "no version made lists before version 1"),
        (("rollback", *HAND, "--to", "2"), "version 2 never made lists"),
        (("rollback", *HAND, "--to", "7"), "has no model version 7"),
        (("reproduce", "7"), "has no model version 7"),
        (("reproduce", "nothing"), "has no model version of run 'nothing'"),
        (("compare", "1", "1"), "A and B must be two versions"),
        (("compare", "1", "5"), "has no model version 5"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(do, arguments, said):
    ended = do(arguments[0], *arguments[1:])
    assert (ended.code, said in ended.text) == (2, True), ended.text
    assert "Traceback" not in ended.text
    assert champion(do) == 1


def test_a_version_of_another_task_is_refused(do):
    do.config.write_text(OTHER_TASK)
    for command in (("promote", "2", *HAND), ("rollback", *HAND, "--to", "1")):
        ended = do(command[0], *command[1:])
        assert (ended.code, "was trained for another task" in ended.text) == (2, True), ended.text


def test_a_version_for_a_past_date_is_refused(do):
    ran = do("train", "--direct", "--as-of", "2024-11-01")
    assert ran.code == 0, ran.text
    assert champion(do) == 1
    ended = do("promote", "3", *HAND, "--against-the-gate")
    assert (ended.code, "was trained for a past date" in ended.text) == (2, True), ended.text
    assert "for a past date" in do("versions").text


def test_a_change_by_hand_waits_for_no_other_run(do):
    import fcntl

    with (do.workspace / "data" / "tiny" / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert do("promote", "2", *HAND, "--against-the-gate").code == 75
    assert champion(do) == 1


def test_a_version_is_reproduced_from_its_own_config_and_not_from_todays(do):
    do.config.write_text(OTHER_TASK.replace("spells.csv", "gone.csv"))
    for run in ("1", "2"):
        ended = do("reproduce", run)
        assert ended.code == 0, ended.text
        assert f"Version {run} is reproduced" in ended.text


def test_a_refit_that_differs_ends_in_4_and_names_the_packages(do, monkeypatch):
    from houvast import reproduce

    monkeypatch.setattr(reproduce, "packages_of_a_refit", lambda: {"numpy": "0.0.1", "python": "3.0"})
    though = do("reproduce", "1")
    assert (though.code, "And that with other versions than at the time" in though.text) == (0, True)
    monkeypatch.setattr(reproduce, "model_digest", lambda model: "f" * 64)
    ended = do("reproduce", "1")
    assert ended.code == 4
    assert "version 1 is not reproduced" in ended.text
    assert "→ 0.0.1" in ended.text
    monkeypatch.undo()
    monkeypatch.setattr(reproduce, "model_digest", lambda model: "f" * 64)
    assert "What is installed is what was noted" in do("reproduce", "1").text


def test_a_snapshot_that_is_gone_or_damaged_cannot_be_reproduced(do):
    snapshots = do.workspace / "data" / "tiny" / "snapshots"
    (folder,) = [path for path in snapshots.iterdir() if path.is_dir() and not path.is_symlink()]
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("2025-01-01", "2025-01-02"))
    ended = do("reproduce", "1")
    assert (ended.code, "is damaged" in ended.text) == (3, True), ended.text
    shutil.rmtree(folder)
    ended = do("reproduce", "1")
    assert (ended.code, "is not in this workspace any more" in ended.text) == (2, True), ended.text


def test_two_versions_are_compared_in_both_languages(do):
    ended = do("compare", "1", "2")
    assert ended.code == 0, ended.text
    for part in ("AUC", "Brier", "of the first 25", "net benefit from a risk of 4%", "people, of whom"):
        assert part in ended.text, ended.text
    do.config.write_text(CONFIG + "language: nl\n")
    assert "versie 1" in do("compare", "1", "2").text.lower()


def test_versions_that_share_no_rows_cannot_be_compared(do, monkeypatch):
    monkeypatch.setenv("HOUVAST_PERSON_KEY", "78" * 32)
    (do.workspace / "data" / "tiny" / "identities").unlink()
    assert do("ingest", "--direct").code == 0
    do.config.write_text(CONFIG + "model: {ladder: [{from_leavers: 50, max_parameters: 5, penalty: 9}]}\n")
    assert do("train", "--direct").code == 0
    ended = do("compare", "1", "3")
    assert (ended.code, "share no rows" in ended.text) == (2, True), ended.text


def test_a_first_model_that_is_held_back_leaves_rates_by_tenure(houvast, workspace, tmp_path, monkeypatch):
    from houvast.leakage import GateReport

    whole = GateReport.as_dict
    monkeypatch.setattr(GateReport, "as_dict", lambda gate: {**whole(gate), "passed": False})
    write_spells(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)
    for command in ("run", "score"):
        ended = houvast(command, tmp_path / "config.yaml", "--direct", cwd=workspace)
        assert ended.code == 0, ended.text
        assert "held back by its gate (leakage gate)" in ended.text
    published = (workspace / "published" / "tiny" / "latest").resolve()
    rates = {"cohort_rates.csv", "cohort_rates.xlsx", "survival.html", "summary.html"}
    centre = {"sector.html", "sector.parquet", "first_90_days.html", "first_90_days.json"}
    assert {path.name for path in published.iterdir()} == {*rates, *centre, "manifest.json", "manifest.signature"}


@pytest.mark.parametrize(
    ("broken", "code", "said"), [("junk", 2, "is damaged"), ("locked", 75, "is locked by another")]
)
def test_a_store_that_is_damaged_or_locked(do, broken, code, said, monkeypatch):
    path = do.workspace / "models" / "mlflow.db"
    monkeypatch.setenv("MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW", "0")
    if broken == "junk":
        path.write_bytes(b"this is no database" * 100)
        ended = do("versions")
    else:
        with sqlite3.connect(path) as other:
            other.execute("BEGIN EXCLUSIVE")
            ended = do("versions")
    assert (ended.code, said in ended.text) == (code, True), ended.text
    assert "Traceback" not in ended.text


def test_a_store_that_nobody_answers_for(do, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    do.config.write_text(CONFIG + "tracking: {uri: 'http://user:secret@localhost:9'}\n")
    ended = do("versions")
    assert (ended.code, "cannot be reached" in ended.text) == (2, True), ended.text
    assert "secret" not in ended.text
