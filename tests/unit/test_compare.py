"""Comparing two versions: paired differences against a hand calculation and scikit-learn; what is kept of them."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from houvast.compare import compare_predictions
from houvast.kept_predictions import read_predictions, write_predictions


def frame(people: int = 200, dates: int = 5, *, seed: int = 0, noise: float = 1.0, first_date: int = 0) -> pd.DataFrame:
    """Predictions of the same people and outcomes for every seed, at dates 30 days apart."""
    rng = np.random.default_rng(11)
    person, date = np.repeat(np.arange(people), 12), np.tile(np.arange(12), people)
    margin = rng.normal(0, 1.2, person.size) - 2
    label = (rng.random(person.size) < 1 / (1 + np.exp(-margin))).astype(int)
    risk = 1 / (1 + np.exp(-(margin + np.random.default_rng(seed).normal(0, noise, person.size))))
    whole = pd.DataFrame({"person": [f"p{one:04d}" for one in person], "date": date, "risk": risk, "label": label})
    part = whole[(date >= first_date) & (date < first_date + dates)]
    return part.assign(as_of=pd.Timestamp("2025-01-01") + pd.to_timedelta(30 * part["date"], "D")).drop(columns="date")


def compare(first: pd.DataFrame, second: pd.DataFrame, **more: object):
    given = {"capacity": 20, "threshold": 0.1, "draws": 300, "seed": 1} | more
    return compare_predictions(first, second, **given)


def test_figures_are_those_of_scikit_learn_on_the_shared_rows():
    first, second = frame(seed=1, noise=1.5), frame(seed=2, noise=0.2, first_date=2)
    found = compare(first, second.sample(frac=1, random_state=3))
    both = first.merge(second, on=["person", "as_of"])
    assert (found.rows, found.people, found.differing) == (600, 200, 0)
    assert found.leavers == both.loc[both["label_x"] == 1, "person"].nunique()
    for side, figures in (("x", found.first), ("y", found.second)):
        assert figures["auc"] == pytest.approx(roc_auc_score(both["label_x"], both[f"risk_{side}"]), abs=1e-12)
        assert figures["brier"] == pytest.approx(brier_score_loss(both["label_x"], both[f"risk_{side}"]), abs=1e-12)
    assert found.difference["auc"].value == pytest.approx(found.second["auc"] - found.first["auc"], abs=1e-12)


def test_net_benefit_and_precision_by_hand():
    """Four people on one date; from a risk of 0.2, one listed stayer weighs 0.25 of a leaver."""
    day = pd.Timestamp("2025-01-01")
    first = pd.DataFrame({"person": list("abcd"), "as_of": day, "risk": [0.9, 0.3, 0.2, 0.1], "label": [1, 0, 0, 1]})
    second = first.assign(risk=[0.3, 0.1, 0.1, 0.9])
    found = compare(first, second, capacity=2, threshold=0.2)
    assert found.first["net_benefit"] == pytest.approx(1 / 4 - 2 / 4 * 0.25)
    assert found.second["net_benefit"] == pytest.approx(2 / 4)
    assert (found.first["precision_at_capacity"], found.second["precision_at_capacity"]) == (0.5, 1.0)


def test_a_pair_says_more_than_two_intervals_apart():
    """Paired: the interval of a version beside itself is a point, and half of an interval's noise cancels."""
    first = frame(seed=1)
    same = compare(first, first.copy()).difference["auc"]
    assert (same.value, same.low, same.high) == (0, 0, 0)
    better = compare(first, frame(seed=2, noise=0.1)).difference["auc"]
    assert better.low > 0
    worse = compare(frame(seed=2, noise=0.1), first).difference["auc"]
    assert (worse.low, worse.high) == pytest.approx((-better.high, -better.low), abs=1e-12)


def test_the_interval_counts_people_and_not_rows():
    """Every row twelve times over, under the same person, teaches nothing."""
    first, second = frame(seed=1, dates=1), frame(seed=2, dates=1, noise=0.1)
    many = [
        pd.concat([one.assign(as_of=one["as_of"] + pd.Timedelta(days=day)) for day in range(12)])
        for one in (first, second)
    ]
    once, often = compare(first, second).difference["auc"], compare(*many).difference["auc"]
    assert (often.low, often.high) == pytest.approx((once.low, once.high), abs=1e-9)


def test_rows_whose_outcome_was_corrected_are_left_out_and_counted():
    first, second = frame(seed=1), frame(seed=2)
    second.loc[second.index[:7], "label"] = 1 - second.loc[second.index[:7], "label"]
    found = compare(first, second)
    assert (found.differing, found.rows) == (7, 993)


def test_without_shared_rows_there_is_nothing_to_compare():
    assert compare(frame(), frame(first_date=6)) is None
    stayed = frame().assign(label=0)
    assert compare(stayed, stayed) is None


def test_predictions_are_kept_by_pseudonym_and_read_again():
    ids = np.array(["c", "a", "b"], dtype=object)
    person, as_of = np.array([2, 0, 0, 1]), np.array([20_000, 20_000, 20_030, 20_000])
    content = write_predictions(ids, person, as_of, np.array([0.1, 0.2, 0.3, 0.4]), np.array([0, 1, 0, 0]))
    found = read_predictions(content)
    assert list(found.columns) == ["person", "as_of", "risk", "label"]
    rows = found[found["person"] == "c"]
    assert rows["risk"].tolist() == [0.2, 0.3]
    assert rows["as_of"].dt.strftime("%Y-%m-%d").tolist() == ["2024-10-04", "2024-11-03"]
    assert found["person"].is_monotonic_increasing, "row order would tell whose a row is"
