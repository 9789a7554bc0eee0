"""Comparisons within strata: odds ratios and AUC against hand calculations and scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from houvast.leakage.compared import Compared
from houvast.leakage.tables import auc_beyond, count_stayers
from houvast.timeline import Observations


def compare(left, stratum=None, person=None) -> Compared:
    left = np.asarray(left, dtype=bool)
    stratum = np.zeros(left.size, dtype=int) if stratum is None else np.asarray(stratum)
    person = np.arange(left.size) if person is None else np.asarray(person)
    return Compared(np.arange(left.size), left, person, stratum, seed=1)


def cells(*counts: int) -> tuple[np.ndarray, np.ndarray]:
    """Flag and outcome of so many (with, left), (with, stayed), (without, left), (without, stayed)."""
    flag = np.repeat([True, True, False, False], counts)
    return flag, np.repeat([True, False, True, False], counts)


def test_the_odds_ratio_of_two_strata_is_that_of_mantel_and_haenszel():
    one, other = cells(10, 20, 5, 40), cells(4, 6, 10, 30)
    flag, left = (np.concatenate(pair) for pair in zip(one, other, strict=True))
    stratum = np.repeat([0, 1], [75, 50])
    top, bottom = 10 * 40 / 75 + 4 * 30 / 50, 20 * 5 / 75 + 6 * 10 / 50
    found = compare(left, stratum).odds_ratio(flag)
    assert found == pytest.approx((top + 0.5) / (bottom + 0.5))


def test_a_stratum_with_one_side_only_says_nothing():
    flag, left = cells(10, 20, 5, 40)
    more = np.ones(30, dtype=bool)
    stratum = np.repeat([0, 1], [75, 30])
    alone = compare(left).odds_ratio(flag)
    assert compare(np.append(left, more), stratum).odds_ratio(np.append(flag, more)) == pytest.approx(alone)


def test_the_auc_of_one_stratum_is_that_of_scikit_learn():
    rng = np.random.default_rng(3)
    left, values = rng.random(300) < 0.2, rng.integers(0, 12, 300).astype(float)
    compared = compare(left, person=rng.integers(0, 120, 300))
    assert compared.auc(values) == pytest.approx(roc_auc_score(left, values))
    drawn = compared.auc_interval(values)
    assert drawn.low < drawn.value == compared.auc(values) < drawn.high


def test_the_auc_of_strata_weighs_each_by_its_pairs():
    rng = np.random.default_rng(4)
    stratum = rng.integers(0, 3, 400)
    left, values = rng.random(400) < 0.1 + 0.2 * stratum, rng.normal(size=400).round(1) + 5 * stratum
    won = pairs = 0.0
    for one in range(3):
        here = stratum == one
        number = left[here].sum() * (~left[here]).sum()
        won, pairs = won + number * roc_auc_score(left[here], values[here]), pairs + number
    assert compare(left, stratum).auc(values) == pytest.approx(won / pairs)


def test_a_value_that_only_grows_with_tenure_is_no_leak():
    rng = np.random.default_rng(5)
    stratum = np.repeat(np.arange(8), 60)
    left = rng.random(480) < np.linspace(0.8, 0.02, 8)[stratum]
    values = stratum + rng.random(480)
    assert roc_auc_score(left, -values) > 0.75
    assert auc_beyond(values, compare(left, stratum)) is None


@pytest.mark.parametrize("sign", [1, -1])
def test_an_auc_counts_on_either_side_and_missing_values_do_not(sign):
    rng = np.random.default_rng(6)
    left = rng.random(400) < 0.3
    values = sign * (left * 1.6 + rng.normal(size=400))
    values[::7] = np.nan
    found = auc_beyond(values, compare(left))
    assert found.low > 0.7 if sign > 0 else found.high < 0.3
    assert auc_beyond(rng.normal(size=400), compare(left)) is None
    assert auc_beyond(np.full(400, np.nan), compare(left)) is None


def test_too_few_people_or_leavers_to_expect_prove_nothing():
    flag, left = cells(0, 40, 40, 200)
    assert compare(left).enough(flag)
    assert not compare(left, person=np.where(flag, 0, np.arange(280))).enough(flag)
    flag, left = cells(0, 12, 12, 500)  # 0.3 of a leaver would be expected
    assert not compare(left).enough(flag)


def test_whoever_stays_with_a_value_is_counted_beside_the_expected():
    left = np.repeat([True, False], [30, 30])
    code = np.where(np.arange(60) < 20, 0, np.where(np.arange(60) >= 55, 1, -1))
    counted = count_stayers(code, compare(left))
    assert counted.loc[0].to_dict() == {"left": 20, "stayed": 0, "expected": pytest.approx(10)}
    assert counted.loc[1].to_dict() == {"left": 0, "stayed": 5, "expected": pytest.approx(2.5)}
    twice = compare(np.repeat(left, 2), person=np.repeat(np.arange(60), 2))
    assert count_stayers(np.repeat(code, 2), twice).equals(counted)  # people are counted, not rows


def test_strata_are_those_of_date_and_tenure():
    as_of = np.array([100, 130, 100, 130], dtype=np.int32)
    seen = Observations(np.array(["a", "b"], dtype=object), np.array([0, 0, 1, 1]), as_of, as_of - [5, 35, 6, 400])
    compared = Compared.of(seen, np.array([0.0, 1.0, np.nan, 0.0]), seed=1)
    assert compared.rows.tolist() == [0, 1, 3]
    assert np.unique(compared.stratum).size == 3
    assert Compared.of(seen, np.zeros(4), seed=1).stratum[0] == Compared.of(seen, np.zeros(4), seed=1).stratum[2]
