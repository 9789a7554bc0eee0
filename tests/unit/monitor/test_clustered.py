"""Figures with their errors, held against scikit-learn, a bootstrap over people, and printed tables."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from houvast.monitor.clustered import (
    count_interval,
    estimate_auc,
    estimate_ratio,
    estimate_slope,
    repeats_of_count,
    repeats_of_share,
    share_interval,
)


@pytest.fixture(scope="module")
def lists():
    """Risk, whether they left, and person: each of 500 people on four lists, with one fate."""
    rng = np.random.default_rng(2)
    own = rng.normal(size=500)
    risk = 1 / (1 + np.exp(-(np.repeat(own, 4) + 0.3 * rng.normal(size=2000) - 2.5)))
    left = np.repeat((rng.random(500) < 1 / (1 + np.exp(2.5 - 0.9 * own))).astype(int), 4)
    return risk, left, np.repeat(np.arange(500), 4)


def bootstrap(figure, risk, left, person, draws=400):
    """Standard deviation of a figure over draws of whole people."""
    rng, people = np.random.default_rng(5), np.unique(person).size
    rows = np.arange(person.size).reshape(people, -1)
    drawn = [rows[rng.integers(0, people, people)].ravel() for _ in range(draws)]
    return np.std([figure(risk[one], left[one]) for one in drawn])


def test_auc(lists):
    risk, left, person = lists
    found = estimate_auc(risk, left, person)
    assert found.value == pytest.approx(roc_auc_score(left, risk), abs=1e-12)
    assert found.error == pytest.approx(bootstrap(lambda r, y: roc_auc_score(y, r), *lists), rel=0.15)
    ties = np.round(risk, 1)
    assert estimate_auc(ties, left, person).value == pytest.approx(roc_auc_score(left, ties), abs=1e-12)


def test_ratio(lists):
    risk, left, person = lists
    found = estimate_ratio(left, risk, person)
    assert found.value == pytest.approx(left.sum() / risk.sum())
    assert found.error == pytest.approx(bootstrap(lambda r, y: y.sum() / r.sum(), *lists), rel=0.15)


def slope_of(risk, left):
    margin = np.log(risk / (1 - risk))[:, None]
    return LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(margin, left).coef_[0, 0]


def test_slope(lists):
    risk, left, person = lists
    found = estimate_slope(risk, left, person)
    assert found.value == pytest.approx(slope_of(risk, left), abs=1e-5)
    assert found.error == pytest.approx(bootstrap(slope_of, *lists, draws=150), rel=0.2)


def test_what_cannot_be_estimated_is_not():
    one = np.ones(5)
    assert np.isnan(estimate_auc(one, one, one).value)
    assert np.isnan(estimate_slope(one / 2, np.zeros(5), one).value)
    assert np.isnan(estimate_ratio(one, 0 * one, one).value)


def test_counts_have_garwoods_interval():
    """Printed tables: 10 seen, 4.795 to 18.390; none seen, 0 to 3.689."""
    assert count_interval(10, 1, 0.05) == pytest.approx((4.795, 18.390), abs=1e-3)
    assert count_interval(0, 1, 0.05) == pytest.approx((0, 3.689), abs=1e-3)
    assert count_interval(30, 3, 0.05, repeats=3.0) == pytest.approx(count_interval(10, 1, 0.05))


def test_shares_have_clopper_and_pearsons_interval():
    """Printed tables: 2 of 20, 0.0123 to 0.3170; none of 10, 0 to 0.3085."""
    assert share_interval(2, 20, 0.05) == pytest.approx((0.0123, 0.3170), abs=1e-4)
    assert share_interval(0, 10, 0.05) == pytest.approx((0, 0.3085), abs=1e-4)
    assert share_interval(20, 20, 0.05)[1] == 1.0


def test_rows_that_repeat_each_other_count_less(lists):
    risk, left, person = lists
    assert repeats_of_count(left, risk, person) == pytest.approx(4, abs=1.0)  # four lists, one fate
    assert repeats_of_share(left, person) == pytest.approx(4, abs=0.2)
    alone = np.arange(person.size)
    assert repeats_of_share(left, alone) == pytest.approx(1, abs=0.01)
    assert repeats_of_count(0 * left, risk, person) == 4
