"""Doubts: who is ordinary, and each rule at its limit."""

import numpy as np
import pandas as pd
import pytest
from made_up_rows import NEVER_INNER, made_up_rows

from houvast.doubt import (
    DOUBTS,
    FAR,
    LEAST_STALE_DAYS,
    RANGE_MARGIN,
    Doubts,
    find_doubts,
    learn_doubts,
)
from houvast.features import TENURE

RISE, SICK, HELD = "pay_since_rise_days", "burnout_sick_spells_180d_count", "one_on_ones_held_90d_count"
IMPORTANCE = pd.Series({RISE: 3.0, SICK: 5.0, HELD: 2.0})


@pytest.fixture(scope="module")
def rows():
    return made_up_rows()


@pytest.fixture(scope="module")
def doubts(rows):
    return learn(rows.X, np.random.default_rng(1).exponential(10, len(rows.X)))


def learn(X, idle=None, importance=IMPORTANCE, as_of=None):
    """Doubts of rows of one date, unless other dates are given."""
    nothing = np.zeros(len(X))
    return Doubts().fit(X, importance, nothing if idle is None else idle, nothing if as_of is None else as_of)


def ask(doubts, X, idle=0.0, **values):
    """Code and severity of one ordinary person with other values."""
    ordinary = {TENURE: 800.0, RISE: 400.0, SICK: 1.0, HELD: 2.0}
    found = doubts.find(pd.DataFrame([{**ordinary, **values}])[list(X)], np.array([idle]))
    return found.codes[0], bool(found.severe[0])


def test_hardly_anybody_of_training_is_doubted_and_nobody_severely(rows, doubts):
    found = doubts.find(rows.X, np.zeros(len(rows.X)))
    assert (found.codes != "").mean() < 0.002
    assert not found.severe.any()
    assert ask(doubts, rows.X) == ("", False)


@pytest.mark.parametrize("name", [TENURE, RISE])
def test_a_value_a_quarter_of_the_range_beyond_training_is_unlike(rows, doubts, name):
    low, high = np.log1p(rows.X[name].min() / 30), np.log1p(rows.X[name].max() / 30)
    limit = 30 * np.expm1(high + RANGE_MARGIN * (high - low))
    assert ask(doubts, rows.X, **{name: limit * 1.001})[0] == "unlike"
    doubts_of_range = learn(rows.X)
    doubts_of_range.far_ = np.inf
    assert ask(doubts_of_range, rows.X, **{name: limit * 1.001}) == ("unlike", False)
    assert ask(doubts_of_range, rows.X, **{name: limit * 0.999}) == ("", False)


def test_a_value_below_the_range_of_training_is_unlike_too(rows):
    found = learn(rows.X.assign(**{HELD: rows.X[HELD] + 4}))
    found.far_ = np.inf
    assert ask(found, rows.X, **{HELD: 4 - 0.74}) == ("", False)  # three apart: a quarter is .75
    assert ask(found, rows.X, **{HELD: 4 - 0.76}) == ("unlike", False)


def test_two_features_out_of_range_are_severe(rows, doubts):
    far = {RISE: 40_000.0, HELD: 4.0}
    doubts_of_range = learn(rows.X)
    doubts_of_range.far_ = np.inf
    assert ask(doubts_of_range, rows.X, **far) == ("unlike", True)
    assert ask(doubts_of_range, rows.X, **{**far, HELD: 3.7}) == ("unlike", False)


def test_features_that_go_together_in_training_and_not_here_are_unlike():
    rng = np.random.default_rng(3)
    held = rng.normal(10, 2, 4000)
    X = pd.DataFrame({TENURE: rng.integers(30, 900, 4000) * 1.0, HELD: held, SICK: held + rng.normal(0, 0.3, 4000)})
    found = learn(X, importance=pd.Series({HELD: 1.0, SICK: 1.0}))
    together, apart = {TENURE: 300.0, HELD: 13.0, SICK: 13.0}, {TENURE: 300.0, HELD: 13.0, SICK: 8.0}
    answer = found.find(pd.DataFrame([together, apart]), np.zeros(2))
    assert list(answer.codes) == ["", "unlike"]


def test_the_distance_is_that_of_mahalanobis_and_its_limit_clearly_beyond_training(rows, doubts):
    values = np.column_stack([np.log1p(rows.X[TENURE] / 30), np.log1p(rows.X[RISE] / 30), rows.X[SICK], rows.X[HELD]])
    held = np.clip(values, *np.percentile(values, [0.5, 99.5], axis=0))
    z = (values - held.mean(axis=0)) / held.std(axis=0)
    held = (held - held.mean(axis=0)) / held.std(axis=0)
    plain = np.sqrt((z @ np.linalg.inv(held.T @ held / len(z)) * z).sum(axis=1))
    assert doubts.far_ == pytest.approx(np.quantile(plain, 0.999), rel=0.02)  # ours is shrunk
    assert FAR > 1


@pytest.mark.parametrize(
    ("times", "answer"),
    [(1.49, ("", False)), (1.51, ("unlike", False)), (2.99, ("unlike", False)), (3.01, ("unlike", True))],
)
def test_the_distance_is_a_doubt_at_one_and_a_half_times_the_limit_and_severe_at_three(rows, times, answer):
    found = learn(rows.X)
    one = [*np.log1p(np.array([800.0, 400.0]) / 30), 1.0, 2.0]
    found.far_ = float(found._distance(found._points(np.array([one])))[0]) / times
    assert ask(found, rows.X) == answer


def test_features_that_weigh_nothing_raise_no_doubt(rows):
    found = learn(rows.X, importance=IMPORTANCE.mul([1, 1, 0]))
    assert ask(found, rows.X, **{HELD: 1e6}) == ("", False)


@pytest.mark.parametrize(
    ("lacking", "answer"),
    [
        ((SICK,), ("", False)),  # just half
        ((RISE, HELD), ("", False)),
        ((SICK, HELD), ("few_records", False)),
        ((RISE, SICK), ("few_records", False)),
        ((RISE, SICK, HELD), ("few_records", True)),
    ],
)
def test_more_than_half_of_what_weighs_must_be_measured(rows, doubts, lacking, answer):
    assert ask(doubts, rows.X, **dict.fromkeys(lacking, np.nan)) == answer


def test_what_people_of_that_tenure_usually_lack_is_no_doubt_of_one_of_them(rows):
    X = rows.X.copy()
    X.loc[X[TENURE] < 365, [RISE, SICK, HELD]] = np.nan
    found = learn(X)
    nothing = dict.fromkeys([RISE, SICK, HELD], np.nan)
    assert ask(found, X, **nothing, **{TENURE: 364.0}) == ("only_tenure", False)
    assert ask(found, X, **nothing, **{TENURE: 365.0}) == ("few_records", True)
    sparse = X.copy()
    sparse.loc[np.arange(len(X)) % 4 == 0, [RISE, SICK, HELD]] = np.nan
    assert ask(learn(sparse), X, **nothing) == ("only_tenure", False)


def test_what_is_usual_is_so_of_late(rows):
    """In the first years look-backs begin before the records: that says nothing of what people lack today."""
    X, late = rows.X.copy(), rows.as_of > rows.as_of.max() - 150
    X.loc[~late, [RISE, SICK, HELD]] = np.nan
    assert late.mean() < 0.5
    nothing = dict.fromkeys([RISE, SICK, HELD], np.nan)
    assert ask(learn(X, as_of=np.where(late, 1000, 818)), X, **nothing) == ("few_records", True)
    assert ask(learn(X, as_of=np.where(late, 1000, 819)), X, **nothing) == ("only_tenure", False)


def test_all_that_is_usual_may_be_less_than_all_that_weighs(rows):
    X = rows.X.copy()
    X.loc[np.arange(len(X)) % 2 == 0, RISE] = np.nan  # its 3 of 10 are not usual
    found = learn(X)
    assert ask(found, X, **{SICK: np.nan}) == ("", False)
    assert ask(found, X, **{SICK: np.nan, RISE: np.nan}) == ("", False)
    assert ask(found, X, **{SICK: np.nan, HELD: np.nan}) == ("few_records", True)  # the rise that is known is a bonus


def test_of_starters_only_tenure_is_known_and_they_keep_their_risk(rows):
    X = rows.X.assign(**{TENURE: np.where(np.arange(len(rows.X)) < 400, 10.0, 800.0)})
    X.loc[:399, [RISE, SICK, HELD]] = np.nan
    doubts, nothing = learn(X), {RISE: np.nan, SICK: np.nan, HELD: np.nan}
    assert ask(doubts, X, **{TENURE: 10.0, **nothing}) == ("only_tenure", False)
    assert ask(doubts, X, **{TENURE: 10.0, **nothing, HELD: 2.0})[0] == ""
    assert ask(doubts, X, **nothing) == ("few_records", True)


def test_a_model_of_tenure_alone_doubts_nobody_for_having_nothing_else(rows):
    doubts = learn(rows.X, importance=pd.Series({RISE: 0.0}))
    assert ask(doubts, rows.X, **{RISE: np.nan}) == ("", False)


def test_a_tenure_that_training_hardly_saw_has_nothing_that_is_usual(rows):
    X = rows.X.assign(**{TENURE: rows.X[TENURE] + 400})
    X.loc[:48, TENURE] = 10.0
    nothing = dict.fromkeys([RISE, SICK, HELD], np.nan)
    found = learn(X)
    assert "few_records" not in ask(found, X, **nothing, **{TENURE: 10.0})[0]
    X.loc[:49, TENURE] = 10.0
    found = learn(X)
    assert "few_records" in ask(found, X, **nothing, **{TENURE: 10.0})[0]


def test_stale_is_beyond_nearly_all_of_training_and_severe_at_twice_that(rows):
    idle = np.linspace(0, 100, len(rows.X))
    found = learn(rows.X, idle)
    assert found.stale_days_ == pytest.approx(99.9)
    answers = [ask(found, rows.X, idle=days) for days in (99.8, 100.0, 199.7, 199.9)]
    assert answers == [("", False), ("stale", False), ("stale", False), ("stale", True)]
    daily = learn(rows.X, np.ones(len(rows.X)))
    assert daily.stale_days_ == LEAST_STALE_DAYS
    assert ask(daily, rows.X, idle=28.0) == ("", False)


def test_where_half_a_year_without_records_is_ordinary_nobody_is_stale(rows):
    silent = learn(rows.X, np.full(len(rows.X), 183.0))
    assert ask(silent, rows.X, idle=5000.0) == ("", False)
    assert ask(learn(rows.X, np.full(len(rows.X), 182.0)), rows.X, idle=183.0) == ("stale", False)


def test_where_ages_are_not_known_nobody_is_stale(rows):
    found = learn(rows.X, np.full(len(rows.X), np.nan))
    assert ask(found, rows.X, idle=5000.0) == ("", False)
    assert ask(found, rows.X, idle=np.nan) == ("", False)


def test_doubts_are_told_in_order_and_no_row_depends_on_another(rows, doubts):
    wild = {TENURE: 800.0, RISE: np.nan, SICK: np.nan, HELD: 500.0}
    code, severe = ask(doubts, rows.X, idle=9999.0, **wild)
    assert (code, severe) == (", ".join(code for code in DOUBTS if code != "only_tenure"), True)
    whole = doubts.find(rows.X, np.arange(len(rows.X)) * 1.0)
    part = doubts.find(rows.X.iloc[100:130], np.arange(100, 130) * 1.0)
    np.testing.assert_array_equal(part.codes, whole.codes[100:130])
    assert list(doubts.find(rows.X.head(0), np.zeros(0)).codes) == []


def test_a_model_is_doubted_by_what_it_weighs_and_one_that_learned_none_doubts_nobody(rows):
    model = rows.fit(inner_origins=0, embargo_days=NEVER_INNER)
    assert not find_doubts(model, rows.X, np.full(len(rows.X), 1e6)).severe.any()
    learned = learn_doubts(model, rows.X, np.zeros(len(rows.X)), rows.as_of)
    columns = model.columns_.transform(rows.X)
    wanted = (model.weights * columns.std(axis=0)) ** 2
    np.testing.assert_allclose(learned.share_, (wanted / wanted.sum())[wanted > 0], rtol=1e-2)
    model.doubts_ = learned
    assert find_doubts(model, rows.X, np.full(len(rows.X), 1e6)).severe.all()
