"""The hazard model: a scikit-learn estimator that forgets, says which columns are wrong, and knows how sure it is."""

import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter
from made_up_rows import EDGES, NEVER_INNER, draw_durations, made_up_rows
from scipy.special import expit, logit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils import estimator_checks

from houvast.boosted import BoostedTransform
from houvast.calibration import LEAST_SLOPE
from houvast.explain import explain
from houvast.features import TENURE
from houvast.hazard import OTHER_PENALTY, TENURE_FREEDOM, HazardModel
from houvast.periods import DURATION, LEFT, OTHER, STAYED, truncate
from houvast.registry import model_digest
from houvast.splits import rolling_origins
from houvast.transforms import TENURE_KNOTS_WEEKS, DriverTransform, tenure_days

FEW_KNOTS = (0.0, 26.0, 104.0)


@pytest.fixture(scope="module")
def rows():
    return made_up_rows()


@pytest.fixture(scope="module")
def model(rows):
    return rows.fit()


@pytest.mark.parametrize("estimator", [HazardModel(penalty=7), DriverTransform(), BoostedTransform(max_iter=3)])
def test_settings_survive_a_clone_and_nothing_is_learned_before_fit(estimator):
    copy = clone(estimator)
    assert copy is not estimator
    assert copy.get_params() == estimator.get_params()
    assert not [name for name in vars(copy) if name.endswith("_")]


@pytest.mark.parametrize("estimator", [HazardModel(), DriverTransform(), BoostedTransform()])
@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_estimator_cloneable,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_estimator_tags_renamed,
        estimator_checks.check_do_not_raise_errors_in_init_or_set_params,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_mixin_order,
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_set_params,
        estimator_checks.check_valid_tag_types,
    ],
)
def test_scikit_learns_checks_of_an_estimator_hold(estimator, check):
    """Those that need no data of theirs: X has named features here, and y is durations."""
    check(type(estimator).__name__, estimator)


def test_settings_of_the_transform_can_be_reached_from_the_model():
    model = HazardModel(transform=BoostedTransform()).set_params(transform__max_iter=7, penalty=3)
    assert (model.transform.max_iter, model.penalty) == (7, 3)


def test_a_clone_of_a_fitted_model_is_unfitted(model, rows):
    fresh = clone(model)
    assert fresh.get_params() == model.get_params()
    with pytest.raises(ValueError, match="not fitted"):
        fresh.predict_proba(rows.X)


def test_a_refit_forgets_what_was_learned_before():
    first, second = made_up_rows(seed=2), made_up_rows(people=200, seed=3)
    fewer = second.X.drop(columns="pay_since_rise_days")
    given = {"as_of": second.as_of, "person": second.person}
    again = first.fit().fit(fewer, second.durations, **given)
    fresh = HazardModel(edges_days=EDGES).fit(fewer, second.durations, **given)
    assert model_digest(again) == model_digest(fresh)
    assert list(again.feature_names_in_) == list(fewer.columns)


def test_inputs_are_left_as_they_were(rows):
    X, durations = rows.X.copy(), rows.durations.copy()
    rows.fit().predict_proba(rows.X)
    pd.testing.assert_frame_equal(rows.X, X)
    np.testing.assert_array_equal(rows.durations, durations)


def test_risks_are_probabilities_that_rise_with_the_horizon(model, rows):
    risk, incidence = model.predict_proba(rows.X), model.predict_incidence(rows.X)
    np.testing.assert_allclose(risk.sum(axis=1), 1)
    np.testing.assert_allclose(logit(risk[:, 1]), model.decision_function(rows.X))
    assert (np.diff(incidence, axis=1) > 0).all()
    np.testing.assert_array_equal(risk[:, 1], incidence[:, -1])
    np.testing.assert_array_equal(model.predict_risk(rows.X, 4), incidence[:, 0])
    np.testing.assert_array_equal(model.predict(rows.X), (risk[:, 1] > 0.5).astype(int))


def test_a_horizon_without_a_period_is_refused(model, rows):
    with pytest.raises(ValueError, match=r"`weeks` must be one of 4, 13\. Got 8"):
        model.predict_risk(rows.X, 8)
    with pytest.raises(ValueError, match=r"`headline_days` must be one of the edges .* Got 90"):
        rows.fit(headline_days=90)


def test_nobody_has_no_risks(model, rows):
    assert model.predict_proba(rows.X.head(0)).shape == (0, 2)
    assert model.log_odds_error(rows.X.head(0)).shape == (0,)
    assert explain(model, rows.X.head(0)).by_driver.shape[0] == 0


def written_out(rows, event: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every person-period as a row: the row it is of, its period, whether it ended with the event."""
    row, period, left = [], [], []
    for number, (periods, ends) in enumerate(rows.durations.tolist()):
        for at in range(periods):
            last = at == periods - 1
            if last and ends not in (STAYED, event):
                continue
            row.append(number)
            period.append(at)
            left.append(int(last and ends == event))
    return np.array(row), np.array(period), np.array(left)


def fit_written_out(rows, model, event, columns, penalty):
    """Log-odds of every row and period by scikit-learn's logistic regression on person-periods, written out."""
    row, period, left = written_out(rows, event)
    hats = model.curve().columns(tenure_days(rows.X))
    leavers = np.unique(rows.person[rows.durations["event"] == event]).size
    held = penalty * (rows.durations["event"] == event).sum() / leavers
    loose = 1e4  # levels are free: a ridge on them that weighs nothing
    design = np.hstack([loose * np.eye(3)[period], TENURE_FREEDOM * hats[period, row], columns[row]])
    fitted = LogisticRegression(C=1 / held, fit_intercept=False, solver="newton-cholesky", tol=1e-10, max_iter=500)
    weights = fitted.fit(design, left).coef_[0]
    everywhere = [
        np.hstack([loose * np.eye(3)[np.full(len(rows.X), at)], TENURE_FREEDOM * hats[at], columns]) for at in range(3)
    ]
    return np.array([part @ weights for part in everywhere])


def test_the_fit_is_that_of_a_logistic_regression_on_person_periods_written_out(rows):
    """Of each exit against staying, the other left out (Begg and Gray 1984)."""
    model = rows.fit(penalty=8.0, embargo_days=NEVER_INNER)
    columns = DriverTransform().fit(rows.X).transform(rows.X)
    voluntary, other = model.log_odds(rows.X)
    np.testing.assert_allclose(voluntary, fit_written_out(rows, model, LEFT, columns, 8.0), atol=2e-4)
    none = columns[:, :0]
    np.testing.assert_allclose(other, fit_written_out(rows, model, OTHER, none, OTHER_PENALTY), atol=2e-4)


def test_risks_without_features_are_the_aalen_johansen_estimate():
    """Everybody alike, censored and left at any period: the model's incidence is the nonparametric one."""
    rng = np.random.default_rng(5)
    number = 4000
    durations = draw_durations(rng, np.full(number, -2.2), np.full(number, -2.8))
    censored = rng.integers(0, 4, number)
    cut = censored < durations["periods"]
    durations["periods"][cut], durations["event"][cut] = censored[cut], STAYED
    X = pd.DataFrame({TENURE: np.full(number, 400.0)})
    model = HazardModel(edges_days=EDGES, embargo_days=NEVER_INNER)
    model.fit(X, durations, as_of=np.full(number, 20_000), person=np.arange(number))
    ours = model.predict_incidence(X.head(1))[0]
    # Exits in period k lie at k, and who was followed for k periods was there until just after.
    time = durations["periods"] + np.where(durations["event"] == STAYED, 0.5, 0.0)
    theirs = AalenJohansenFitter(calculate_variance=False).fit(time, durations["event"], event_of_interest=LEFT)
    np.testing.assert_allclose(ours, [theirs.predict(at) for at in (1, 2, 3)], atol=2e-3)


def test_known_hazards_are_found_again():
    """Simulated with known log-odds: weights within their error, and the chance of three periods."""
    rows = made_up_rows(people=12_000, dates=1, seed=11, weight=0.5)
    model = rows.fit(penalty=1e-6, embargo_days=NEVER_INNER)
    spread = model.columns_.spread_
    by_unit = dict(zip(model.columns_.get_feature_names_out(), model.weights_ / spread, strict=True))
    # 0.5 per 0.9 sick spells and -0.35 per 1.1 talks, both attenuated a little by what is not measured (SD 0.5)
    assert by_unit["burnout_sick_spells_180d_count"] == pytest.approx(0.5 / 0.9, rel=0.12)
    assert by_unit["one_on_ones_held_90d_count"] == pytest.approx(-0.35 / 1.1, rel=0.2)
    assert model.predict_proba(rows.X)[:, 1].mean() == pytest.approx(rows.label.mean(), rel=0.02)


def test_who_enters_late_and_is_censored_early_distorts_nothing():
    """Half of the rows followed for one period only: the risks are those of all followed to the end."""
    rows = made_up_rows(people=3000, dates=2, seed=7)
    short = rows.durations.copy()
    half = np.arange(short.size) % 2 == 0
    cut = half & (short["periods"] > 1)
    short["periods"][cut], short["event"][cut] = 1, STAYED
    whole = rows.fit(embargo_days=NEVER_INNER)
    part = HazardModel(edges_days=EDGES, embargo_days=NEVER_INNER)
    part.fit(rows.X, short, as_of=rows.as_of, person=rows.person)
    means = [fitted.predict_proba(rows.X)[:, 1].mean() for fitted in (whole, part)]
    assert means[1] == pytest.approx(means[0], rel=0.06)
    naive = (short["event"] == LEFT).mean()
    assert naive < 0.8 * means[0]  # counting who left would be far off


def test_competing_exits_lower_the_risk_of_leaving_by_choice():
    rng = np.random.default_rng(3)
    X = pd.DataFrame({TENURE: np.full(3000, 400.0)})
    given = {"as_of": np.full(3000, 20_000), "person": np.arange(3000)}
    risks = []
    for other in (-8.0, -0.5):
        durations = draw_durations(rng, np.full(3000, -2.0), np.full(3000, other))
        model = HazardModel(edges_days=EDGES, embargo_days=NEVER_INNER).fit(X, durations, **given)
        risks.append(model.predict_proba(X.head(1))[0, 1])
        assert risks[-1] == pytest.approx((durations["event"] == LEFT).mean(), abs=0.003)
    assert risks[1] < 0.75 * risks[0]


def test_the_tenure_curve_follows_the_person_into_later_periods():
    """A starter's third period has the common curve of somebody who is 61 days on in their first."""
    curve = HazardModel(edges_days=EDGES).curve()
    knots = len(TENURE_KNOTS_WEEKS)
    assert curve.middle.tolist() == [14, 44, 75]
    third, first = curve.columns(np.array([0]))[2], curve.columns(np.array([61]))[0]
    np.testing.assert_allclose(third[:, :knots], first[:, :knots])
    assert np.abs(third[:, :knots] - curve.columns(np.array([0]))[0][:, :knots]).max() > 0.1


def test_only_periods_within_reach_of_a_notice_bend_away_from_the_common_curve():
    """Of periods that begin on day 0, 28 and 60, the first two: each in columns of its own."""
    curve = HazardModel(edges_days=EDGES).curve()
    bends = curve.columns(np.array([30]))[:, 0, len(TENURE_KNOTS_WEEKS) :]
    assert (np.abs(bends).sum(axis=1) > 0).tolist() == [True, True, False]
    assert not (bends[0] * bends[1]).any()


def test_the_tenure_curve_is_a_piecewise_line_with_its_knots():
    curve = HazardModel(edges_days=(0, 2), headline_days=2, tenure_knots=(0.0, 2.0, 13.0)).curve()
    days = np.array([0, 14, 91, 4000]) - curve.middle[0]
    np.testing.assert_allclose(curve.columns(days)[0][1:, :3], [[0, 1, 0], [0, 0, 1], [0, 0, 1]], atol=1e-12)
    half = 7 * (np.sqrt(3 * 14) - 1)
    between = curve.columns(np.array([round(half)]) - curve.middle[0])[0][0, :3]
    np.testing.assert_allclose(between, [0, 0.5, 0.5], atol=0.02)


def test_directions_hold_weights_to_their_side(rows):
    free = rows.fit(embargo_days=NEVER_INNER)
    names = list(free.columns_.get_feature_names_out())
    wrong = tuple((name, -int(np.sign(weight))) for name, weight in zip(names, free.weights_, strict=True))
    held = rows.fit(embargo_days=NEVER_INNER, directions=wrong[:1])
    assert held.weights_[0] == 0
    alone = HazardModel(edges_days=EDGES, embargo_days=NEVER_INNER)
    alone.fit(rows.X.drop(columns=names[0]), rows.durations, as_of=rows.as_of, person=rows.person)
    # What remains stands one place further up in its driver only where that driver has more features.
    np.testing.assert_allclose(held.weights_[1:], alone.weights_, atol=1e-6)
    assert (held.log_odds_error(rows.X) <= free.log_odds_error(rows.X) * 1.05).all()
    right = tuple((name, -sign) for name, sign in wrong)
    np.testing.assert_allclose(rows.fit(embargo_days=NEVER_INNER, directions=right).weights_, free.weights_, atol=1e-8)
    assert not rows.fit(embargo_days=NEVER_INNER, directions=wrong).weights_.any()


def test_calibration_learns_from_later_dates_and_its_prior_holds_it():
    rows = made_up_rows(later=1.0)
    assert rows.fit(calibration_prior=1.0).shift_ > 0.2
    held = rows.fit(calibration_prior=1e9)
    assert (held.slope_, held.shift_) == pytest.approx((1.0, 0.0), abs=1e-4)


def test_calibration_is_that_of_a_logistic_fit_where_its_prior_is_weak():
    rows = made_up_rows(people=600)
    model = rows.fit(inner_origins=1, embargo_days=91, calibration_prior=1e-9)
    (origin,) = rolling_origins(rows.as_of, rows.label == 1, rows.person, count=1, embargo_days=91)
    learned, tested = origin.train_rows(rows.as_of), origin.test_rows(rows.as_of)
    inner = HazardModel(edges_days=EDGES, embargo_days=NEVER_INNER)
    known = truncate(rows.durations[learned], rows.as_of[learned], EDGES, origin.test_from)
    inner.fit(rows.X[learned], known, as_of=rows.as_of[learned], person=rows.person[learned])
    part = rows.take(np.flatnonzero(tested))
    row, period, left = written_out(part, LEFT)
    margin = inner.log_odds(part.X)[0][period, row]
    fit = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(margin[:, None], left)
    assert (model.slope_, model.shift_) == pytest.approx((fit.coef_[0, 0], fit.intercept_[0]), abs=2e-3)


def test_calibration_sees_nothing_of_what_came_after_its_test_began():
    """Outcomes of early rows that lie after the first inner test date change no inner fit."""
    rows = made_up_rows(people=200, dates=14)
    (origin,) = rolling_origins(rows.as_of, rows.label == 1, rows.person, count=1, embargo_days=30)
    late = (rows.as_of <= origin.train_until) & (rows.durations["periods"] == 3)
    changed = rows.durations.copy()
    beyond = late & (rows.as_of + 91 > origin.test_from)
    assert beyond.any()
    changed["event"][beyond] = STAYED
    settings = {"edges_days": EDGES, "inner_origins": 1, "embargo_days": 30}
    given = {"as_of": rows.as_of, "person": rows.person}
    one, other = (HazardModel(**settings).fit(rows.X, part, **given) for part in (rows.durations, changed))
    assert (one.slope_, one.shift_) == (other.slope_, other.shift_)
    assert (one.weights_ != other.weights_).any()


def test_without_inner_dates_nothing_is_calibrated(rows):
    model = rows.fit(embargo_days=NEVER_INNER)
    assert (model.slope_, model.shift_) == (1.0, 0.0)


def test_margins_that_mislead_are_made_shy_and_never_turned_around():
    rows = made_up_rows(weight=1.2, flips=True)
    model = rows.fit(calibration_prior=1.0)
    assert model.slope_ == pytest.approx(LEAST_SLOPE)
    assert (model.log_odds_error(rows.X) > 0).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda X: X.rename(columns={"pay_since_rise_days": "pay_rise"}), r"- pay_since_rise_days\n  \+ pay_rise$"),
        (lambda X: X.drop(columns=TENURE), f"\n  - {TENURE}$"),
        (lambda X: X.assign(more=1.0), r"\n  \+ more$"),
        (lambda X: X[list(X.columns[::-1])], "the same columns in another order"),
    ],
)
def test_wrong_columns_are_refused_with_a_diff(model, rows, change, said):
    with pytest.raises(ValueError, match=said):
        model.predict_proba(change(rows.X))


def test_what_was_never_measured_weighs_nothing():
    rows = made_up_rows()
    X = rows.X.assign(one_on_ones_held_90d_count=np.nan)
    given = {"as_of": rows.as_of, "person": rows.person}
    without = X.drop(columns="one_on_ones_held_90d_count")
    model = HazardModel(edges_days=EDGES).fit(X, rows.durations, **given)
    smaller = HazardModel(edges_days=EDGES).fit(without, rows.durations, **given)
    np.testing.assert_allclose(model.predict_proba(X), smaller.predict_proba(without), atol=1e-6)
    assert (explain(model, X).by_driver["one_on_ones"] == 0).all()


def test_what_is_not_measured_of_a_person_contributes_nothing():
    rng = np.random.default_rng(4)
    rows = made_up_rows()
    gaps = rng.random(len(rows.X)) < 0.3
    X = rows.X.assign(pay_since_rise_days=rows.X["pay_since_rise_days"].mask(gaps))
    model = HazardModel(edges_days=EDGES).fit(X, rows.durations, as_of=rows.as_of, person=rows.person)
    points = explain(model, X).by_feature["pay_since_rise_days"]
    assert (points[gaps].abs() < 1e-15).all()
    assert (points[~gaps].abs() > 1e-15).mean() > 0.99


def test_transformed_columns_have_mean_0_and_spread_1_within_their_limits(rows):
    transform = DriverTransform().fit(rows.X)
    plain = transform.transform(rows.X)
    np.testing.assert_allclose(plain.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(plain.std(axis=0), 1, atol=1e-9)
    wild = rows.X.assign(burnout_sick_spells_180d_count=1e6)
    highest = transform.transform(wild)[:, 1]
    assert np.ptp(highest) == 0
    assert highest[0] == pytest.approx((transform.high_[1] - transform.mean_[1]) / transform.spread_[1])


def test_the_standard_error_is_that_of_a_bootstrap_over_people():
    rows = made_up_rows(people=250, dates=6, seed=6)
    settings = {"embargo_days": NEVER_INNER, "tenure_knots": FEW_KNOTS}
    model, probe = rows.fit(**settings), rows.X.iloc[::37].reset_index(drop=True)
    rng = np.random.default_rng(1)
    by_person = rows.person.reshape(250, 6) * 6 + np.arange(6)
    drawn = []
    for _ in range(150):
        part = rows.take(by_person[rng.integers(0, 250, 250)].ravel())
        again = HazardModel(edges_days=EDGES, **settings)
        again.fit(part.X, part.durations, as_of=part.as_of, person=np.repeat(np.arange(250), 6))
        drawn.append(again.decision_function(probe))
    ratio = model.log_odds_error(probe) / np.std(drawn, axis=0)
    assert 0.85 < np.median(ratio) < 1.15
    assert (ratio > 0.7).all()
    assert (ratio < 1.4).all()


def test_rows_that_repeat_make_nothing_surer():
    rows = made_up_rows(people=400, dates=1)
    again = rows.take(np.repeat(np.arange(400), 4))
    settings = {"embargo_days": NEVER_INNER}
    once, often = rows.fit(**settings), again.fit(**settings)
    np.testing.assert_allclose(often.log_odds_error(rows.X), once.log_odds_error(rows.X), rtol=0.02)
    np.testing.assert_allclose(often.weights, once.weights, atol=1e-3)


def test_a_model_with_no_rows_that_left_otherwise_has_next_to_no_such_risk():
    rows = made_up_rows()
    durations = rows.durations.copy()
    durations["event"][durations["event"] == OTHER] = STAYED
    model = HazardModel(edges_days=EDGES, embargo_days=NEVER_INNER)
    model.fit(rows.X, durations, as_of=rows.as_of, person=rows.person)
    assert expit(model.log_odds(rows.X)[1]).max() < 1e-3
    assert durations.dtype == DURATION
