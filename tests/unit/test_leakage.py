"""The presence gate: finds tables kept for stayers only, and leaves honest records alone."""

import numpy as np
import pandas as pd
import pytest
from small_centre import use_of, write_centre

from houvast.assemble import build_training_rows
from houvast.errors import GateError
from houvast.feature_records import find_tables
from houvast.leakage import ODDS_RATIO_LIMIT, find_presence_leaks
from houvast.progress import call
from houvast.records.ingest import ingest_records
from houvast.timeline import Events, Observations, Versions
from houvast.training_rows import check_presence

DAY_0 = 19_000
DATES = 6


def seen(people: int, started: np.ndarray | int = DAY_0 - 1500) -> Observations:
    """Everyone at six dates, 30 days apart."""
    as_of = np.tile(DAY_0 + 30 * np.arange(DATES, dtype=np.int32), people)
    employee = np.repeat(np.arange(people, dtype=np.int32), DATES)
    ids = np.array([f"{number:04d}" for number in range(people)], dtype=object)
    began = np.broadcast_to(np.asarray(started, dtype=np.int32), people)
    return Observations(ids, employee, as_of, np.repeat(began, DATES))


def table(observations: Observations, has: np.ndarray, day: int | np.ndarray = DAY_0 - 40) -> pd.DataFrame:
    """Whether there is any record, of one each for the people of a mask."""
    on = np.broadcast_to(np.asarray(day), has.shape)[has].astype("datetime64[D]").astype("datetime64[s]")
    frame = pd.DataFrame({"employee_id": observations.employee_ids[has].astype(str), "day": on, "known_on": on})
    frame["superseded_on"] = np.datetime64("NaT", "s")
    events = Events(Versions.of_frame(frame, "day"), observations, observed_from=DAY_0 - 3000)
    return pd.DataFrame({"survey_answers": events.ever()})


def find(observations: Observations, has: np.ndarray, leaves: np.ndarray, **more: object) -> list:
    label = np.repeat(leaves, DATES).astype(float)
    return find_presence_leaks(table(observations, has, **more), observations, label, seed=1)


def test_a_survey_that_only_stayers_lived_to_answer_is_found():
    rng = np.random.default_rng(1)
    leaves = rng.random(300) < 0.25
    has = ~leaves & (rng.random(300) < 0.7) | leaves & (rng.random(300) < 0.05)
    (leak,) = find(seen(300), has, leaves)
    assert leak.table == "survey_answers"
    assert (leak.people_with, leak.people_without) == (has.sum(), (~has).sum())
    assert leak.left_with == pytest.approx(leaves[has].mean())
    assert leak.left_without == pytest.approx(leaves[~has].mean())
    assert leak.low <= leak.odds_ratio <= leak.high < 1 / ODDS_RATIO_LIMIT


def test_a_table_that_only_leavers_have_is_found_too():
    rng = np.random.default_rng(1)
    leaves = rng.random(300) < 0.25
    (leak,) = find(seen(300), leaves & (rng.random(300) < 0.6), leaves)
    assert leak.low > ODDS_RATIO_LIMIT


@pytest.mark.parametrize("seed", range(5))
def test_silence_that_tells_something_is_no_leak(seed):
    """Of those who will leave 45% answer, of the others 65%: an odds ratio of 0.44."""
    rng = np.random.default_rng(seed)
    leaves = rng.random(600) < 0.2
    assert find(seen(600), rng.random(600) < np.where(leaves, 0.45, 0.65), leaves) == []


def test_new_starters_have_few_records_and_leave_more_and_that_is_no_leak():
    rng = np.random.default_rng(2)
    new = rng.random(800) < 0.4
    started = np.where(new, DAY_0 - 20, DAY_0 - 1500)
    observations = seen(800, started)
    leaves = rng.random(800) < np.where(new, 0.6, 0.04)
    has = rng.random(800) < np.where(new, 0.08, 0.92)
    odds = [leaves[side].mean() / (1 - leaves[side].mean()) for side in (has, ~has)]
    assert odds[0] / odds[1] < 1 / (2 * ODDS_RATIO_LIMIT)  # a plain comparison would cry wolf
    assert find(observations, has, leaves) == []


def test_what_too_few_people_show_is_not_held_against_a_table():
    leaves = np.arange(100) < 9
    assert find(seen(100), ~leaves, leaves) == []
    leaves = np.arange(100) < 30
    assert find(seen(100), np.arange(100) >= 9, leaves) == []


def test_a_record_that_is_not_known_yet_is_no_presence():
    rng = np.random.default_rng(1)
    leaves = rng.random(300) < 0.25
    assert find(seen(300), ~leaves, leaves, day=DAY_0 + 400) == []


def test_rows_without_a_label_have_no_say():
    leaves = np.arange(200) < 60
    observations = seen(200)
    label = np.repeat(leaves, DATES).astype(float)
    tables = table(observations, ~leaves)
    assert find_presence_leaks(tables, observations, label, seed=1)
    label[np.repeat(~leaves, DATES)] = np.nan
    assert find_presence_leaks(tables, observations, label, seed=1) == []
    assert find_presence_leaks(tables, observations, label * np.nan, seed=1) == []


def test_a_refusal_names_tables_and_shares_and_no_person():
    leaves = np.arange(200) < 60
    leaks = find(seen(200), ~leaves, leaves)
    with pytest.raises(GateError, match=r"`survey_answers`: of 140 people with a record 0% left, of 60 without 100%"):
        check_presence(leaks)
    assert check_presence([]) is None


@pytest.fixture(scope="module", params=[("outsourcer", 160, 20, 3), ("average", 220, 20, 4), ("average", 200, 24, 5)])
def centre(request, tmp_path_factory):
    """A small centre's use and snapshot."""
    folder = tmp_path_factory.mktemp("centre")
    use = use_of(write_centre(folder / "records", *request.param), folder)
    return use, ingest_records(use.config.records, use.records_folder, use.snapshots, use.open_identities())


def test_on_an_honest_centre_no_table_is_set_aside(centre):
    use, snapshot = centre
    rows = call("build", build_training_rows, use, snapshot, snapshot.observed_until)
    assert rows.leavers >= 50
    assert rows.leaks == []


@pytest.mark.parametrize("table", ["one_on_ones", "pay", "assignments"])
def test_a_table_kept_for_current_staff_only_is_set_aside(centre, monkeypatch, table):
    use, snapshot = centre
    whole = type(snapshot).open_bucket
    spells = snapshot.read("spells")
    current = spells.loc[spells["superseded_on"].isna() & spells["ended_on"].isna(), "employee_id"]

    def kept_for_current_staff(self, name, bucket):
        read, columns = whole(self, name, bucket)
        if name != table:
            return read, columns
        kept = read(["employee_id"])["employee_id"].to_pandas().isin(current).to_numpy()
        return lambda names: read(names).filter(kept), columns

    monkeypatch.setattr(type(snapshot), "open_bucket", kept_for_current_staff)
    rows = build_training_rows(use, snapshot, snapshot.observed_until)
    assert [leak.table for leak in rows.leaks] == [table]
    if table != "assignments":
        resting = [name for name, tables in find_tables(table).items() if tables.get(table)]
        assert len(resting) > 3 and rows.X[resting].isna().all(axis=None)
    strict = use.config.model_copy(
        update={"validation": use.config.validation.model_copy(update={"on_presence_leak": "refuse"})}
    )
    with pytest.raises(GateError, match=f"having a record predicts the outcome in `{table}`"):
        build_training_rows(type(use)(strict, use.config_folder, use.workspace), snapshot, snapshot.observed_until)
