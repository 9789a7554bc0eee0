"""A centre in which help was given, through its extracts to what a model learns from."""

import numpy as np
import pandas as pd
import pytest

from houvast import stages
from houvast.errors import ConfigError
from houvast.progress import call
from houvast.pseudonyms import build_pseudonyms
from houvast.simulate import give_help, last_months, simulate_centre, write_extracts
from houvast.timeline import to_days
from houvast.timeline.days import NEVER
from houvast.training_rows import follow_rows, training_dates
from houvast.use import Use, open_use
from houvast.walk import Lens, see_cohort


@pytest.fixture(scope="module")
def plain():
    return simulate_centre("outsourcer", 150, 18, 4)


@pytest.fixture(scope="module")
def followed(plain, tmp_path_factory):
    folder = tmp_path_factory.mktemp("helped")
    write_extracts(give_help(plain, last_months(plain, 6), effect=0.5), folder)
    written = open_use(folder / "config.yaml")
    use = Use(written.config, written.config_folder, folder / "work")
    snapshot = stages.ingest(use, step=call)
    dates = training_dates(snapshot, to_days(snapshot.observed_until), 91)
    seen = see_cohort(snapshot, Lens(dates)).observations
    given = {"horizon_days": 91, "causes": ("voluntary",)}
    ids = plain.truth["employee_id"].unique()
    codes = dict(zip(ids, build_pseudonyms(pd.Series(ids), use.open_identities().key), strict=True))
    return codes, seen, *follow_rows(snapshot, seen, snapshot.observed_until, **given)


def test_nobody_is_helped_unless_asked(plain, tmp_path):
    assert "actions" not in plain.tables
    names = {path.name for path in write_extracts(plain, tmp_path)}
    assert "help_given.csv" not in names
    assert "actions" not in (tmp_path / "config.yaml").read_text()


def test_the_last_months(plain):
    days = last_months(plain, 3)
    assert [str(day) for day in days] == ["2025-10-01", "2025-11-01", "2025-12-01"]
    with pytest.raises(ConfigError, match=r"1 to 18 months of these records\. Got 19"):
        last_months(plain, 19)


def test_follow_up_ends_at_help(plain, followed):
    """Every row of somebody helped knows nothing of the time after; of all others what it knew without help."""
    codes, seen, outcomes, label, _, found = followed
    actions = give_help(plain, last_months(plain, 6), effect=0.5).tables["actions"]
    actions = actions.assign(employee_id=actions["employee_id"].map(codes))
    helped = actions[actions["arm"] == "help"].set_index("employee_id")["decided_on"]
    until = found.until_days
    ids = pd.Series(seen.employee_ids[seen.employee])
    day = to_days(ids.map(helped)).astype(np.int64)
    due = np.where(day >= seen.as_of, day - seen.as_of, np.where(day > seen.as_of - 91, 0, NEVER))
    due = np.where((day < NEVER) & (due < outcomes.time_days), due, NEVER)
    assert (due < 91).sum() > 200
    np.testing.assert_array_equal(until, due)
    assert np.isnan(label[until < 91]).all()
    alone = until >= 91
    np.testing.assert_array_equal(label[alone], found.what_happened[alone])
    held_out = actions[actions["arm"] == "none"].set_index("employee_id")["decided_on"]
    due = to_days(ids.map(held_out)).astype(np.int64)
    due = np.where((due < NEVER) & (due > seen.as_of - 91), np.maximum(due - seen.as_of, 0), NEVER)
    np.testing.assert_array_equal(found.until_draw_days, due)
    assert (due == 0).sum() > 100
