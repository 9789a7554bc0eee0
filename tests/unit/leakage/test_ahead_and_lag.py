"""Records cut at a day, and the model without its newest four weeks."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from small_centre import use_of

from houvast.assemble import build_training_rows, look
from houvast.leak_check import name_sources
from houvast.leakage.lag import find_lag, probe
from houvast.leakage.recompute import find_looking_ahead, sample_dates
from houvast.records.ingest import ingest_records
from houvast.records.past import cut_snapshot, read_known
from houvast.timeline import to_days
from houvast.training_rows import training_dates

DRIVERS = ("first_90_days", "pay", "one_on_ones", "burnout")


@pytest.fixture(scope="module")
def centre(records, tmp_path_factory):
    use = use_of(records / "config.yaml", tmp_path_factory.mktemp("use"))
    model = use.config.model.model_copy(update={"drivers": DRIVERS})
    use = type(use)(use.config.model_copy(update={"model": model}), use.config_folder, use.workspace)
    snapshot = ingest_records(use.config.records, use.records_folder, use.snapshots, use.open_identities())
    rows = build_training_rows(use, snapshot, snapshot.observed_until)
    lens = look(use, training_dates(snapshot, to_days(snapshot.observed_until), use.horizon_days), DRIVERS)
    return use, snapshot, rows, lens


@pytest.mark.parametrize("table", ["spells", "one_on_ones", "pay"])
def test_a_cut_snapshot_holds_just_what_was_known(centre, table):
    _, snapshot, _, _ = centre
    day = dt.date(2025, 3, 1)
    cut = cut_snapshot(snapshot, day)
    known = read_known(snapshot, table, day)
    assert 0 < len(known) < len(snapshot.read(table))
    pd.testing.assert_frame_equal(cut.read(table), known)
    read, columns = cut.open_bucket(table, 0)
    pairs = read(["known_on", "superseded_on"]).to_pandas(date_as_object=False)
    assert len(pairs) == len(known) and "superseded_on" in columns
    assert pairs["superseded_on"].notna().sum() == known["superseded_on"].notna().sum()
    assert (pairs["known_on"] < pd.Timestamp(day)).all()


def test_the_drivers_do_not_look_ahead_and_one_that_does_is_named(centre):
    _, snapshot, rows, lens = centre
    assert list(find_looking_ahead(snapshot, lens, rows.observations, rows.X, 1)) == []
    X = rows.X.copy()
    name, day = "pay_against_role_ratio", sample_dates(rows.observations.as_of)[0]
    row = np.flatnonzero((rows.observations.as_of == day) & X[name].notna())[0]
    X.loc[row, name] += 0.01
    (found,) = find_looking_ahead(snapshot, lens, rows.observations, X, 1)
    assert (found.check, found.column, found.evidence["rows"]) == ("known_before", name, 1)


def run_lag(centre, predict) -> list:
    _, snapshot, rows, lens = centre
    more = {"predict": predict, "seed": 1, "workers": 1}
    return list(find_lag(snapshot, lens, rows.observations, rows.X, rows.label, **more))


def test_a_model_that_lives_on_the_newest_weeks_is_found(centre):
    told = []

    def predict(X, label, person, as_of):
        rng = np.random.default_rng(3)
        told.append(len(label))
        knows = len(told) == 1  # the features as they are come first, the lagged ones second
        return label * 0.8 * knows + rng.random(label.size)

    (found,) = run_lag(centre, predict)
    assert told[0] == told[1]
    assert found.evidence["fall"] > 0.05 and found.evidence["low"] > 0
    assert found.evidence["auc"] - found.evidence["auc_lagged"] == pytest.approx(found.evidence["fall"])


def test_an_honest_model_may_lag(centre):
    assert run_lag(centre, probe(91)) == []
    assert run_lag(centre, lambda X, label, person, as_of: np.full(label.size, np.nan)) == []


def test_the_probe_learns_from_earlier_dates_only():
    rng = np.random.default_rng(5)
    as_of = np.repeat(np.arange(12) * 30, 100)
    label = (rng.random(1200) < 0.3).astype(float)
    X = pd.DataFrame({"a": label + rng.normal(size=1200)})
    risk = probe(91)(X, label, np.arange(1200), as_of)
    changed = label.copy()
    changed[as_of >= 180] = 1 - changed[as_of >= 180]  # horizons that end after the first tested date, and later
    again = probe(91)(X, changed, np.arange(1200), as_of)
    assert np.isnan(risk[as_of < 180]).all() and not np.isnan(risk[as_of >= 180]).any()
    np.testing.assert_array_equal(risk, again)


def test_sources_are_named_with_columns_values_and_items(centre):
    use, _, _, _ = centre
    names = {(one.table, one.column, one.name) for one in name_sources(use.config.records)}
    assert ("spells", "ended_on", "Datum uit dienst") in names
    assert ("career_events", "kind", "Loopbaangesprek") in names
    assert ("survey_answers", "meaning", "Mijn werk is zinvol") in names
    assert ("survey_answers", "", "Antwoorden") in names and ("coaching", "", "coaching.parquet") in names
