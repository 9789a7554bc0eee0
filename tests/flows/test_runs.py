"""Whole runs: the same bytes with and without Prefect, nothing done twice, and no knowledge of the future."""

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from ended import Ended
from html_page import Page
from small_centre import NAME, add_to_config, copy_records, use_of

from houvast.publish.signature import SIGNATURE

AS_OF = "2025-05-01"
TABLES = ("risk_list", "contributions", "curves", "facts", "teams", "sites", "forecast", "sector")
LIST = (*(f"{name}.parquet" for name in TABLES), "risk_list.csv", "risk_list.xlsx", "forecast.csv")
FIRST_DAYS = ("first_90_days.html", "first_90_days.json")


def published_files(workspace: Path, as_of: str = "latest") -> dict[str, bytes]:
    folder = workspace / "published" / NAME / as_of
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def snapshots(workspace: Path) -> list[str]:
    """Ids of the snapshots in a workspace; any folder counts that is no link."""
    home = workspace / "data" / NAME / "snapshots"
    return [path.name for path in home.glob("*") if path.is_dir() and not path.is_symlink()]


def versions(workspace: Path) -> dict[str, list[int]]:
    """Registered versions by alias, and all of them."""
    with sqlite3.connect(workspace / "models" / "mlflow.db") as store:
        made = [row[0] for row in store.execute("SELECT version FROM model_versions ORDER BY version")]
        named = store.execute("SELECT alias, version FROM registered_model_aliases").fetchall()
    return {"all": made, **{alias: [int(version)] for alias, version in named}}


@pytest.fixture(scope="module")
def done(records, empty_store, tmp_path_factory):
    """A workspace in which the direct path made a list; tests work in copies of it or add to it."""
    from houvast.progress import call
    from houvast.stages import run

    workspace = tmp_path_factory.mktemp("done") / "workspace"
    (workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, workspace / "models")
    return SimpleNamespace(workspace=workspace, run=run(use_of(records / "config.yaml", workspace), step=call))


def test_a_list_has_all_its_files(done):
    pages = {f"{page}.html" for page in ("summary", "survival", "scorecard", "sector", "forecast")}
    assert set(published_files(done.workspace)) == {*LIST, *pages, *FIRST_DAYS, "manifest.json", SIGNATURE}
    assert done.run.trained.promoted
    assert versions(done.workspace) == {"all": [1], "champion": [1]}


def test_what_is_published_keeps_its_promises(done):
    folder = done.workspace / "published" / NAME / "latest"
    people, parts = pd.read_parquet(folder / "risk_list.parquet"), pd.read_parquet(folder / "contributions.parquet")
    sums = parts.groupby("employee_id")["contribution"].sum()
    apart = people.set_index("employee_id").eval("risk_13w - base_risk_13w")
    assert (sums.reindex(apart.index, fill_value=0) - apart).abs().max() < 1e-9
    assert people["employee_id"].is_unique
    assert (people["risk_13w_low"] <= people["risk_13w"]).all()
    assert ((people["risk_4w"] < people["risk_13w"]) & (people["risk_13w"] < people["risk_26w"])).all()
    assert (people["risk_13w"] <= people["risk_13w_high"]).all()
    curves = pd.read_parquet(folder / "curves.parquet")
    for weeks in (4, 13, 26):
        at = curves[curves["weeks"] == weeks].set_index("employee_id")["risk"]
        pd.testing.assert_series_equal(at, people.set_index("employee_id")[f"risk_{weeks}w"], check_names=False)
    ends = curves[curves["weeks"] == 13][["low", "high"]].to_numpy()
    assert (ends == people[["risk_13w_low", "risk_13w_high"]].to_numpy()).all()
    facts = pd.read_parquet(folder / "facts.parquet")
    assert pd.to_datetime(facts["date"]).max() < pd.to_datetime(people["as_of_date"]).max()
    assert set(facts["employee_id"]) <= set(people["employee_id"])
    spells = done.run.snapshot.read("spells")
    final = spells[spells["superseded_on"].isna()]
    leaving = final[final["ended_on"].notna() | final["notice_on"].notna()]
    latest = final.sort_values("started_on").drop_duplicates("employee_id", keep="last")
    gone = set(leaving["employee_id"]) & set(latest.loc[latest["ended_on"].notna(), "employee_id"])
    assert not gone & set(people["employee_id"])


def test_the_scorecard_holds_the_decision_and_names_nobody(done):
    from houvast.registry import Registry

    registry = Registry(done.workspace / "models", NAME, "houvast")
    kept = registry.read_note(registry.version(1), "scorecard.html").decode()
    beside = published_files(done.workspace)["scorecard.html"].decode()
    for page in (kept, beside):
        assert "It is the champion: nothing else of this task made lists." in page
    ids = done.run.snapshot.read("spells")["employee_id"].unique()
    words = set(re.findall(r"[\w-]+", Page(beside).text))
    assert len(ids) > 50
    assert not [name for name in ids if name in words]


def test_a_second_run_makes_nothing_anew(done, houvast, records):
    before, models = published_files(done.workspace), versions(done.workspace)
    again = houvast("run", records / "config.yaml", "--direct", cwd=done.workspace)
    assert again.code == 0, again.text
    assert "Nothing new to learn: model version 1" in again.text
    assert published_files(done.workspace) == before
    assert versions(done.workspace) == models
    assert snapshots(done.workspace) == [done.run.snapshot.id]
    assert len(list((done.workspace / "published" / NAME / ".lists").iterdir())) == 1


@pytest.fixture(scope="module")
def flows(records, empty_store, tmp_path_factory):
    """How flows ended that ran one after the other in a process of their own, with no server and no Prefect home."""
    place = tmp_path_factory.mktemp("flows")
    config, spoiled = records / "config.yaml", copy_records(records, place / "spoiled")
    (spoiled.parent / "one_on_ones.csv").unlink()
    for name in ("whole", "stages", "refused", "locked"):
        (place / name / "models").mkdir(parents=True)
        shutil.copy(empty_store, place / name / "models")
    commands = {
        "refused": [["run", str(spoiled)], "refused"],
        "whole": [["run", str(config), "--quiet"], "whole"],
        "again": [["run", str(config)], "whole"],
        "earlier": [["score", str(config), "--as-of", AS_OF], "whole"],
        "watched": [["monitor", str(config), "--as-of", "2026-01-05", "--quiet"], "whole"],
        **{stage: [[stage, str(config), "--quiet"], "stages"] for stage in ("ingest", "train", "score")},
        "locked": [["run", str(config)], "locked"],
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    lock = place / "locked" / "data" / NAME / ".lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name("commands.py")],
            input=json.dumps([[arguments, str(place / cwd)] for arguments, cwd in commands.values()]),
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "Prefect or something else spoke for itself"
    ended = [Ended(**result) for result in json.loads(done.stdout)]
    return SimpleNamespace(place=place, **dict(zip(commands, ended, strict=True)))


def test_the_flow_gives_the_same_bytes_as_the_direct_path(done, flows):
    assert flows.whole.code == 0, flows.whole.text
    assert flows.whole.out.split() == [str(flows.place / "whole" / "published" / NAME / "2026-01-01")]
    assert published_files(flows.place / "whole") == published_files(done.workspace)


def test_a_second_flow_reuses_snapshot_and_model(done, flows):
    assert flows.again.code == 0, flows.again.text
    assert "Nothing new to learn: model version 1" in flows.again.text
    assert versions(flows.place / "whole") == {"all": [1], "champion": [1]}
    assert snapshots(flows.place / "whole") == [done.run.snapshot.id]


def test_a_flow_is_given_its_date(flows):
    assert (flows.earlier.code, f"a list for {AS_OF} would know its own future" in flows.earlier.text) == (2, True)


def test_a_flow_watches_and_its_artifacts_hold_counts_and_no_name(done, flows):
    assert (flows.watched.code, flows.watched.err) == (0, ""), flows.watched.text
    folder = flows.place / "whole" / "published" / NAME / "monitoring" / "2026-01-05"
    assert flows.watched.out.split() == [str(folder)]
    (home,) = flows.place.rglob("prefect.db")
    with sqlite3.connect(home) as store:
        kept = dict(store.execute("SELECT key, data FROM artifact WHERE key IS NOT NULL").fetchall())
    assert set(kept) == {f"{NAME}-monitoring", f"{NAME}-monitoring-counts"}
    assert [row["layer"] for row in json.loads(json.loads(kept[f"{NAME}-monitoring-counts"]))] == [
        "runs", "truth", "scores", "covariates", "records",
    ]  # fmt: skip
    people = done.run.published.risk_list.people["employee_id"]
    assert not any(f'"{name}"' in text for text in kept.values() for name in people)


def test_flows_one_by_one_make_the_list_of_a_whole_run(done, flows):
    assert [flows.ingest.code, flows.train.code, flows.score.code] == [0, 0, 0]
    assert published_files(flows.place / "stages") == published_files(done.workspace)


def test_a_flow_is_turned_away_while_another_run_is_busy(flows):
    assert (flows.locked.code, "is busy in this workspace" in flows.locked.text) == (75, True)
    assert not (flows.place / "locked" / "published").exists()


def test_a_flow_refuses_records_in_plain_words(flows):
    assert flows.refused.code == 3
    assert "`one_on_ones.csv` is not in the records folder" in flows.refused.text
    assert "Traceback" not in flows.refused.text
    assert not (flows.place / "refused" / "published").exists()
    assert not snapshots(flows.place / "refused")


def test_a_list_for_a_date_before_the_champion_learned_is_refused(done, houvast, records):
    before = published_files(done.workspace)
    ended = houvast("score", records / "config.yaml", "--direct", "--as-of", AS_OF, cwd=done.workspace)
    assert ended.code == 2
    assert f"a list for {AS_OF} would know its own future" in ended.text
    assert f"houvast run CONFIG --as-of {AS_OF}" in ended.text
    assert not (done.workspace / "published" / NAME / AS_OF).exists()
    assert published_files(done.workspace) == before


def test_a_run_that_was_killed_before_it_promoted_is_put_right(done, houvast, records, tmp_path):
    from houvast.registry import Registry

    workspace = tmp_path / "copy"
    shutil.copytree(done.workspace, workspace, symlinks=True)
    client = Registry(workspace / "models", NAME, "houvast")._client
    client.delete_registered_model_alias(NAME, "champion")
    client.set_registered_model_alias(NAME, "challenger", "1")
    shutil.rmtree(workspace / "published")
    ended = houvast("run", records / "config.yaml", "--direct", cwd=workspace)
    assert ended.code == 0, ended.text
    assert versions(workspace) == {"all": [1], "champion": [1]}
    assert published_files(workspace) == published_files(done.workspace)


@pytest.fixture(scope="module")
def short(records, tmp_path_factory):
    """The config of another task: the same records, and eight weeks instead of thirteen."""
    config = copy_records(records, tmp_path_factory.mktemp("short") / "records")
    return add_to_config(config, "outcome: {horizon_weeks: 8}\n")


def test_a_champion_of_another_task_makes_no_list(done, short, houvast):
    before = published_files(done.workspace)
    ended = houvast("score", short, "--direct", cwd=done.workspace)
    assert ended.code == 2
    assert "the champion was trained for another task" in ended.text
    assert "houvast train CONFIG" in ended.text
    assert published_files(done.workspace) == before


def test_a_task_that_was_changed_back_has_its_first_model_again(done, short, houvast, records, tmp_path):
    """Every task makes its lists with a model of its own; a run killed before it promoted is put right, too."""
    from houvast.registry import Registry

    workspace = tmp_path / "copy"
    shutil.copytree(done.workspace, workspace, symlinks=True)
    assert houvast("run", short, "--direct", cwd=workspace).code == 0
    assert versions(workspace) == {"all": [1, 2], "champion": [2]}
    made = published_files(workspace)
    client = Registry(workspace / "models", NAME, "houvast")._client
    client.set_registered_model_alias(NAME, "champion", "1")
    client.set_registered_model_alias(NAME, "challenger", "2")
    ended = houvast("run", short, "--direct", cwd=workspace)
    assert (ended.code, "Nothing new to learn: model version 2" in ended.text) == (0, True), ended.text
    assert versions(workspace) == {"all": [1, 2], "champion": [2]}
    assert published_files(workspace) == made
    assert houvast("run", records / "config.yaml", "--direct", cwd=workspace).code == 0
    assert versions(workspace) == {"all": [1, 2], "champion": [1]}
    shas = [json.loads(files["manifest.json"])["model_sha256"] for files in (made, published_files(workspace))]
    first = json.loads(published_files(done.workspace)["manifest.json"])["model_sha256"]
    assert shas[1] == first != shas[0]


@pytest.fixture(scope="module")
def past(done, records):
    """The list of a past date, made in the workspace that already has a newer one."""
    from houvast.progress import call
    from houvast.stages import run

    use = use_of(records / "config.yaml", done.workspace)
    return run(use, step=call, as_of=dt.date.fromisoformat(AS_OF))


def test_a_list_of_the_past_does_not_take_the_place_of_the_newest(done, past):
    assert past.trained.number == 2
    assert not past.trained.promoted
    assert versions(done.workspace) == {"all": [1, 2], "champion": [1], "challenger": [2]}
    latest = done.workspace / "published" / NAME / "latest"
    assert latest.resolve().name.startswith("2026-01-01")
    manifest = json.loads(published_files(done.workspace, AS_OF)["manifest.json"])
    assert manifest["model_known_until"] == AS_OF


def test_a_list_is_held_beside_the_one_before_it_and_names_it(done, past, houvast, records, tmp_path):
    shutil.copytree(done.workspace, tmp_path / "workspace", symlinks=True)
    seen = []
    for _ in range(2):
        ended = houvast("score", records / "config.yaml", "--direct", cwd=tmp_path / "workspace")
        assert ended.code == 0, ended.text
        seen.append(published_files(tmp_path / "workspace"))
    assert seen[0] == seen[1]
    manifest, earlier = json.loads(seen[0]["manifest.json"]), published_files(done.workspace, AS_OF)
    named = manifest["compared_with"]
    assert (named["as_of_date"], named["same_model"]) == (AS_OF, False)
    assert named["manifest_sha256"] == hashlib.sha256(earlier["manifest.json"]).hexdigest()
    assert manifest["places_held_beside"] == {AS_OF: named["manifest_sha256"]}
    folder = tmp_path / "workspace" / "published" / NAME
    changes = pd.read_parquet(folder / "latest" / "changes.parquet").set_index("employee_id")
    now, then = (
        pd.read_parquet(folder / day / "risk_list.parquet").set_index("employee_id") for day in ("latest", AS_OF)
    )
    both = now.index.intersection(then.index)
    assert (changes.loc[both, "risk_before"] == then.loc[both, "risk_13w"]).all()
    assert set(changes.index[changes["change"] == "new"]) == set(now.index) - set(then.index)
    assert set(changes.index[changes["change"].isin(["gone", "not_assessed"])]) == set(then.index) - set(now.index)
    assert "changes.parquet" not in earlier
    assert json.loads(earlier["manifest.json"])["compared_with"] is None


def _rewrite(path: Path, change, encoding: str, separator: str) -> None:
    frame = change(pd.read_csv(path, sep=separator, encoding=encoding, dtype=str, keep_default_na=False))
    frame.to_csv(path, sep=separator, encoding=encoding, index=False)


def _day(texts: pd.Series, layout: str = "%d-%m-%Y") -> pd.Series:
    return pd.to_datetime(texts, format=layout)


def _change_what_is_known_later(folder: Path) -> None:
    """Records known on the as-of date or after: some vanish, some say something else, some are new."""
    day = pd.Timestamp(AS_OF)

    def spells(frame: pd.DataFrame) -> pd.DataFrame:
        hires = ~frame.duplicated(["Personeelsnummer", "Datum in dienst"])
        frame = frame[(_day(frame["Mutatiedatum"]) < day) | hires]
        last = frame[_day(frame["Mutatiedatum"]) < day].drop_duplicates("Personeelsnummer", keep="last")
        leave = last[last["Datum uit dienst"] == ""].iloc[::3].copy()
        leave[["Datum uit dienst", "Reden beëindiging"]] = ["15-05-2025", "Eigen verzoek"]
        chosen = last[(last["Datum uit dienst"] != "") & (last["Reden beëindiging"] == "Eigen verzoek")].iloc[::2]
        dismissed = chosen.assign(**{"Reden beëindiging": "Ontslag door werkgever"})
        return pd.concat([frame, *(part.assign(Mutatiedatum="01-05-2025") for part in (leave, dismissed))])

    def talks(frame: pd.DataFrame) -> pd.DataFrame:
        later = _day(frame["logged_on"], "%Y-%m-%d") >= day
        flipped = frame["status"].map({"held": "not held", "not held": "held"})
        frame = frame.assign(status=frame["status"].mask(later, flipped))
        corrected = frame[~later].iloc[::5].assign(status="not held", logged_on=AS_OF)
        return pd.concat([frame.drop(frame.index[later][::2]), corrected])

    def headcount(frame: pd.DataFrame) -> pd.DataFrame:
        later = _day(frame["Peildatum"]) >= day
        return frame.assign(
            **{
                "Bruto uurloon (€)": frame["Bruto uurloon (€)"].mask(later, "99,5"),
                "Team": frame["Team"].mask(later, "Nieuw"),
            }
        )

    def absences(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[_day(frame["Registratiedatum"]) < day]

    def careers(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[_day(frame["Datum"]) < day]

    _rewrite(folder / "dienstverbanden.csv", spells, "cp1252", ";")
    _rewrite(folder / "one_on_ones.csv", talks, "utf-8", ",")
    _rewrite(folder / "personeelsbestand.csv", headcount, "cp1252", ";")
    _rewrite(folder / "verzuim_en_verlof.csv", absences, "cp1252", ";")
    _rewrite(folder / "loopbaan.csv", careers, "utf-8", ";")


def test_what_became_known_later_changes_no_byte_of_a_past_list(done, past, houvast, records, workspace, tmp_path):
    config = copy_records(records, tmp_path / "later")
    _change_what_is_known_later(config.parent)
    ended = houvast("run", config, "--direct", "--as-of", AS_OF, cwd=workspace)
    assert ended.code == 0, ended.text
    ours, theirs = published_files(workspace, AS_OF), published_files(done.workspace, AS_OF)
    for name in LIST:
        assert ours[name] == theirs[name], name
    manifests = [json.loads(files["manifest.json"]) for files in (ours, theirs)]
    assert manifests[0]["model_sha256"] == manifests[1]["model_sha256"]
    assert manifests[0]["snapshot"] != manifests[1]["snapshot"]


def test_and_what_was_known_before_does(past, done, houvast, records, workspace, tmp_path):
    """The test above can fail: one record of the day before is enough to change the list."""
    config = copy_records(records, tmp_path / "earlier")

    def spells(frame: pd.DataFrame) -> pd.DataFrame:
        """Somebody who stays is told the day before to have left that day: one person fewer on the list."""
        known = frame[_day(frame["Mutatiedatum"]) < pd.Timestamp("2025-04-30")]
        last = known.drop_duplicates("Personeelsnummer", keep="last")
        gone = last[last["Datum uit dienst"] == ""].tail(1).copy()
        gone[["Datum uit dienst", "Reden beëindiging"]] = ["30-04-2025", "Eigen verzoek"]
        return pd.concat([frame, gone.assign(Mutatiedatum="30-04-2025")])

    _rewrite(config.parent / "dienstverbanden.csv", spells, "cp1252", ";")
    ended = houvast("run", config, "--direct", "--as-of", AS_OF, cwd=workspace)
    assert ended.code == 0, ended.text
    assert published_files(workspace, AS_OF)["risk_list.csv"] != published_files(done.workspace, AS_OF)["risk_list.csv"]


def test_a_past_date_with_too_little_to_learn_has_no_list_though_there_is_a_champion(done, past, houvast, records):
    ended = houvast("run", records / "config.yaml", "--direct", "--as-of", "2024-08-01", cwd=done.workspace)
    assert ended.code == 0, ended.text
    rates = {"cohort_rates.csv", "cohort_rates.xlsx", "survival.html", "sector.html", "sector.parquet", *FIRST_DAYS}
    assert set(published_files(done.workspace, "2024-08-01")) == {*rates, "summary.html", "manifest.json", SIGNATURE}
