"""The truth is what happens: its mean and deciles agree with the realised exits."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from houvast.errors import ConfigError
from houvast.simulate import simulate_centre
from houvast.simulate.archetypes import EFFECTS
from houvast.simulate.truth import _ends_in_time

DRIVERS = ("burnout", "satisfaction", "pay", "one_on_ones", "career")


@pytest.fixture(scope="module")
def labelled():
    """Truth and outcome at mature as-of dates, every third month so that horizons hardly overlap."""
    return label(simulate_centre("outsourcer", 2500, 27, seed=3))


def label(centre):
    spells = centre.tables["spells"].drop_duplicates(["employee_id", "started_on"], keep="last")
    rows = centre.truth.merge(spells, on="employee_id")
    rows = rows[(rows["started_on"] < rows["as_of_date"]) & ~(rows["ended_on"] <= rows["as_of_date"])]
    assert len(rows) == len(centre.truth)
    end = rows["as_of_date"] + pd.Timedelta(days=91)
    rows["left"] = (rows["ended_on"] < end) & (rows["exit_reason"] == "voluntary")
    rows["unsure"] = (rows["ended_on"] < end) & (rows["exit_reason"] == "unknown")
    mature = end <= pd.Timestamp(centre.observed_until)
    return rows[mature & (rows["as_of_date"].dt.month % 3 == 1) & ~rows["unsure"]]


def test_mean_truth_agrees_with_what_happened(labelled):
    expected, observed = labelled["risk_13w"].sum(), labelled["left"].sum()
    sampling = np.sqrt((labelled["risk_13w"] * (1 - labelled["risk_13w"])).sum())
    assert observed > 1000
    # About 1% of the exits are of unknown reason and left out above: a small shortfall is expected.
    assert observed == pytest.approx(expected * 0.99, abs=3.5 * sampling)


def test_truth_is_calibrated_in_each_tenth(labelled):
    tenth = pd.qcut(labelled["risk_13w"], 10, labels=False)
    for _, rows in labelled.groupby(tenth):
        expected = rows["risk_13w"].sum()
        sampling = np.sqrt((rows["risk_13w"] * (1 - rows["risk_13w"])).sum())
        assert rows["left"].sum() == pytest.approx(expected, abs=4 * sampling)


def test_truth_is_calibrated_for_starters(labelled):
    tenure = (labelled["as_of_date"] - labelled["started_on"]).dt.days
    for lowest, highest in ((0, 45), (45, 120), (120, 10_000)):
        rows = labelled[(tenure >= lowest) & (tenure < highest)]
        sampling = np.sqrt((rows["risk_13w"] * (1 - rows["risk_13w"])).sum())
        assert rows["left"].sum() == pytest.approx(rows["risk_13w"].sum() * 0.99, abs=4 * sampling)


def test_nobody_under_notice_or_gone_has_a_truth(labelled):
    assert not (labelled["notice_on"] < labelled["as_of_date"]).any()


def test_truth_follows_the_definition():
    centre = simulate_centre("average", 300, 12, 5)
    truth = centre.truth
    assert truth["risk_13w"].between(0, 1, inclusive="neither").all()
    assert not truth.duplicated(["employee_id", "as_of_date"]).any()
    assert (truth["as_of_date"].dt.day == 1).all()
    assert truth["as_of_date"].max() == pd.Timestamp(centre.observed_until)
    assert truth["as_of_date"].min() == pd.Timestamp(centre.observed_from)
    assert (truth["risk_13w_error"] < 0.1 * truth["risk_13w"]).mean() > 0.99
    assert (truth["risk_13w_error"] / truth["risk_13w"]).median() < 0.035


def test_contributions_are_the_effects_times_the_drivers():
    strong = simulate_centre("average", 300, 12, 5).truth
    for flag in ("pay", "one_on_ones", "career"):
        levels = np.sort(strong[f"contribution_{flag}"].unique())
        assert levels[-1] - levels[0] == pytest.approx(-getattr(EFFECTS["strong"], flag))
    spread = strong["contribution_burnout"].std() / EFFECTS["strong"].burnout
    assert 0.8 < spread < 1.2
    hazard = strong[[f"contribution_{name}" for name in (*DRIVERS, "frailty", "team", "tenure")]].sum(axis=1)
    assert np.corrcoef(hazard, np.log(strong["risk_13w"]))[0, 1] > 0.95


def test_oracle_ranks_as_expected_and_better_when_effects_are_strong():
    from sklearn.metrics import roc_auc_score

    auc = {}
    for strength in EFFECTS:
        rows = label(simulate_centre("average", 2000, 18, 8, strength))
        auc[strength] = roc_auc_score(rows["left"], rows["risk_13w"])
    assert 0.68 < auc["weak"] < auc["strong"] < 0.82


def test_spread_can_be_switched_off():
    truth = simulate_centre("average", 200, 6, 2, frailty_sd=0, team_sd=0).truth
    assert (truth[["contribution_frailty", "contribution_team"]] == 0).all(axis=None)


def test_chance_that_a_notice_ends_in_time_by_hand():
    # In probation 30% give 5 to 9 days' notice; later 80% give 21 to 39.
    assert _ends_in_time(np.array([0])) == pytest.approx([0.70, 0.20])
    assert _ends_in_time(np.array([5])) == pytest.approx([0.70 + 0.30 / 5, 0.20])
    assert _ends_in_time(np.array([21])) == pytest.approx([1, 0.20 + 0.80 / 19])
    assert _ends_in_time(np.array([80])) == pytest.approx([1, 1])


def test_arguments_out_of_range_are_named_at_once():
    with pytest.raises(ConfigError, match=r"4 problems") as caught:
        simulate_centre("large", 0, 36, 1, "medium", until=dt.date(2026, 1, 2))
    for name in ("archetype", "agents", "strength", "until"):
        assert f"`{name}`" in str(caught.value)
