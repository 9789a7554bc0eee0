"""The cohort walked bucket by bucket: the same rows and values as all at once."""

import threading
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_up_records import AS_OF, make_up_records

from houvast.features import DRIVERS
from houvast.records import snapshot as snapshots
from houvast.records.contract import column_types
from houvast.records.store import store_snapshot
from houvast.walk import Lens, _in_turn, see_cohort, walk

LENS = Lens(AS_OF, tuple(DRIVERS), min_respondents=5, individual_answers=True)


def keep(home, monkeypatch, employees_a_bucket):
    """A snapshot of the made-up centre."""
    monkeypatch.setattr(snapshots, "BUCKET_EMPLOYEES", employees_a_bucket)
    tables = {}
    for name, frame in make_up_records().items():
        types = {**column_types(name), "known_on": "date", "superseded_on": "date"}
        types = {column: kind for column, kind in types.items() if column in frame}
        order = ["employee_id", *(column for column in types if column != "employee_id")]
        frame = frame.sort_values(order, kind="stable", ignore_index=True)
        tables[name] = frame, types, {"observed_from": "2021-01-01"}
    quarantine = pd.DataFrame({"row": pd.Series(dtype=int)}), {"row": "count"}
    facts = {"version": snapshots.VERSION, "observed_until": "2023-12-01", "observed_from": "2021-01-01"}
    return store_snapshot(home, tables, quarantine, facts)


@pytest.fixture
def whole(tmp_path, monkeypatch):
    return keep(tmp_path / "whole", monkeypatch, 1000)


@pytest.fixture
def dealt(tmp_path, monkeypatch):
    snapshot = keep(tmp_path / "dealt", monkeypatch, 10)
    assert snapshot.buckets == 8
    return snapshot


def assert_same(one, other):
    np.testing.assert_array_equal(one.idle_days, other.idle_days)
    for name in ("employee", "as_of", "spell_started", "employee_ids"):
        np.testing.assert_array_equal(getattr(one.observations, name), getattr(other.observations, name))
    for name in ("place", "present", "X"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_buckets_and_workers_do_not_show(whole, dealt, workers):
    """To the last bit: what colleagues add up to is summed in whole numbers."""
    together = see_cohort(whole, LENS)
    assert len(together.X) > 100 and together.X.notna().any(axis=0).all()
    assert_same(see_cohort(dealt, LENS, workers=workers), together)


def test_a_bucket_is_given_back_as_soon_as_it_is_done_and_in_order(dealt):
    parts = list(walk(dealt, LENS, workers=3))
    assert len(parts) == 8
    seen = [set(part.observations.employee_ids[part.observations.employee]) for part in parts]
    again = [set(part.observations.employee_ids[part.observations.employee]) for part in walk(dealt, LENS, workers=1)]
    assert seen == again
    assert sum(map(len, seen)) == len(set.union(*seen))


def test_no_more_buckets_are_begun_than_there_are_workers_and_one_waiting():
    open_, most, lock = 0, 0, threading.Lock()

    def make(bucket):
        nonlocal open_, most
        with lock:
            open_ += 1
            most = max(most, open_)
        return bucket

    for bucket in _in_turn(make, range(20), workers=3):
        assert bucket >= 0
        with lock:
            open_ -= 1
    assert most <= 4


def test_sites_and_tenure_narrow_the_cohort(whole, dealt):
    for snapshot in (whole, dealt):
        here = see_cohort(snapshot, Lens(AS_OF, (), sites=("gent",)))
        assert set(here.place["site"]) == {"gent"}
        long = see_cohort(snapshot, Lens(AS_OF, (), min_tenure_days=365))
        assert len(long.place) and long.observations.tenure_days.min() >= 365


def test_a_table_that_is_set_aside_is_not_measured_but_its_presence_is_told(dealt):
    lens = Lens(AS_OF, ("pay",), set_aside=("pay",))
    cohort = see_cohort(dealt, lens)
    assert cohort.X.filter(regex="rises|since_rise|ratio").isna().all(axis=None)
    assert cohort.present["pay"].any()


def test_a_driver_of_which_nothing_is_built_is_not_worked_out(whole, monkeypatch):
    """But its tables' presence is told: that is all that the presence gate asks."""
    monkeypatch.setattr(DRIVERS["pay"], "compute", None)
    lens = Lens(AS_OF, ("first_90_days", "pay"), exclude=tuple(DRIVERS["pay"].FEATURES))
    cohort = see_cohort(whole, lens)
    assert list(cohort.X) == list(DRIVERS["first_90_days"].FEATURES)
    assert "pay" in cohort.present


def test_what_is_seen_on_a_day_does_not_depend_on_the_days_before_it(whole):
    """Each date alone gives what all dates together give."""
    together = see_cohort(whole, LENS)
    for number, day in enumerate(AS_OF):
        alone = see_cohort(whole, replace(LENS, as_of_days=AS_OF[[number]]))
        rows = together.observations.as_of == day
        pd.testing.assert_frame_equal(
            together.X[rows].reset_index(drop=True), alone.X, check_exact=False, rtol=1e-12, atol=1e-12
        )


def test_idle_days_are_of_the_tables_that_are_used(dealt):
    whole, less = see_cohort(dealt, LENS), see_cohort(dealt, replace(LENS, set_aside=("one_on_ones", "shifts")))
    assert np.isfinite(whole.idle_days).all() and (whole.idle_days >= 0).all()
    assert (less.idle_days >= whole.idle_days).all() and (less.idle_days > whole.idle_days).any()
    assert np.isnan(see_cohort(dealt, Lens(AS_OF)).idle_days).all()
