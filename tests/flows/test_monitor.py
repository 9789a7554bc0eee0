"""Watching a small centre: lists mature as records grow, missed runs and planted drift are seen, nobody is named."""

import datetime as dt
import json
import shutil
import sqlite3
from types import SimpleNamespace

import pandas as pd
import pytest
from small_centre import NAME, copy_records, use_of

from houvast import stages
from houvast.monitoring import monitor_model
from houvast.progress import call

MONTH = dt.date(2025, 7, 1)
LATER = dt.date(2026, 1, 5)


@pytest.fixture(scope="module")
def centre(records, empty_store, tmp_path_factory):
    """A list of July, the monitoring of that month, the list of January, and the monitoring of that."""
    workspace = tmp_path_factory.mktemp("watched") / "workspace"
    (workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, workspace / "models")
    use = use_of(records / "config.yaml", workspace)
    past = stages.run(use, step=call, as_of=MONTH)
    then = monitor_model(use, step=call, as_of=MONTH + dt.timedelta(days=4))
    stages.run(use, step=call)
    now = monitor_model(use, step=call, as_of=LATER)
    return SimpleNamespace(use=use, workspace=workspace, past=past, then=then.monitoring, now=now.monitoring)


def codes(monitoring):
    return {one.code for one in monitoring.alarms}


def remarks(monitoring):
    return {code for code, _ in monitoring.remarks}


def test_at_first_nothing_is_known_of_a_list(centre):
    assert (centre.then.months, centre.then.verified_until) == ((), None)
    assert remarks(centre.then) == {"no_model", "nothing_mature_until"}
    assert dict(centre.then.remarks)["nothing_mature_until"]["date"] >= MONTH + dt.timedelta(days=91)


def test_half_a_year_later_it_is_held_against_what_happened(centre):
    """Counted by hand from the records: who was on the list, and left by their own choice within 91 days."""
    (month,) = centre.now.months
    spells = centre.past.snapshot.read("spells")
    final = spells[spells["superseded_on"].isna() & (spells["exit_reason"] == "voluntary")]
    start = pd.Timestamp(MONTH)
    left = final.loc[final["ended_on"].between(start, start + pd.Timedelta(days=90)), "employee_id"]
    people = centre.past.published.risk_list.people
    assert month.as_of == MONTH
    assert month.observed == people["employee_id"].isin(left).sum() > 0
    assert month.expected == pytest.approx(people["risk_13w"].sum(), rel=0.05)  # a few exits have no known reason
    assert month.promised is not None
    assert centre.now.verified_until == MONTH + dt.timedelta(days=91)
    assert "no_actions" in remarks(centre.now)


def test_a_stable_centre_raises_no_alarm_and_all_layers_were_looked_at(centre):
    assert codes(centre.now) == set()
    assert all(centre.now.of(layer) for layer in ("runs", "truth", "covariates", "scores", "records"))
    assert {one.code: one.value for one in centre.now.of("runs")}["months_missed"] == 5
    assert sum(one.judged for one in centre.now.findings) > 20


def test_a_run_that_did_not_happen_is_seen_and_ends_well(centre, houvast, records):
    config = records / "config.yaml"
    ended = houvast("monitor", config, "--direct", "--as-of", "2026-02-20", cwd=centre.workspace)
    assert ended.code == 0, ended.text
    assert "The list for 1 February 2026 is not there: the newest is 50 days old" in ended.text
    assert "The records are complete until 50 days ago; at most 19 days were expected" in ended.text
    data = json.loads((centre.workspace / "published" / NAME / "monitoring" / "latest" / "monitoring.json").read_text())
    assert data["on"] == "2026-02-20"
    assert data["alarms"] == 2


def test_nobody_is_named(centre):
    people = centre.past.published.risk_list.people["employee_id"]
    folder = centre.workspace / "published" / NAME / "monitoring" / str(LATER)
    assert sorted(path.name for path in folder.iterdir()) == ["monitoring.html", "monitoring.json"]
    words = {word.strip('",.<>()') for path in folder.iterdir() for word in path.read_text().replace(">", "> ").split()}
    assert not words & set(people[people.str.len() > 3])


def test_a_monitoring_cannot_be_made_for_a_day_before_the_champion(centre, houvast, records):
    ended = houvast("monitor", records / "config.yaml", "--direct", "--as-of", "2025-07-05", cwd=centre.workspace)
    assert (ended.code, "on 2025-07-05 it was not there" in ended.text) == (2, True)


def test_planted_drift_is_seen_and_may_train_a_challenger_that_nobody_promoted(centre, houvast, records, tmp_path):
    """From October on no one-on-one is held any more: the feature that counts them shifts."""
    workspace = tmp_path / "copy"
    shutil.copytree(centre.workspace, workspace, symlinks=True)
    config = copy_records(records, tmp_path / "records")
    path = config.parent / "one_on_ones.csv"
    talks = pd.read_csv(path, dtype=str, keep_default_na=False)
    late = pd.to_datetime(talks["logged_on"]) >= "2025-10-01"
    talks.assign(status=talks["status"].mask(late, "not held")).to_csv(path, index=False)
    assert houvast("ingest", config, "--direct", cwd=workspace).code == 0
    ended = houvast("monitor", config, "--direct", "--as-of", str(LATER), "--retrain", cwd=workspace)
    assert ended.code == 0, ended.text
    assert "one-on-ones held in the last 90 days: spread otherwise than in training" in ended.text
    assert "Model version 3 was trained and stays challenger" in ended.text
    with sqlite3.connect(workspace / "models" / "mlflow.db") as store:
        aliases = dict(store.execute("SELECT alias, version FROM registered_model_aliases").fetchall())
    assert aliases == {"champion": 2, "challenger": 3}


def test_a_version_without_a_reference_says_so(centre, tmp_path):
    workspace = tmp_path / "copy"
    shutil.copytree(centre.workspace, workspace, symlinks=True)
    for path in workspace.rglob("reference.json"):
        path.unlink()
    use = use_of(centre.use.config_folder / "config.yaml", workspace)
    found = monitor_model(use, step=call, as_of=LATER).monitoring
    assert remarks(found) == {"no_reference", "no_actions"}
    assert found.of("covariates") == ()
    assert found.of("records")
