"""AUC at 4, 13 and 26 weeks and the C-index, beside hand calculations, plain loops and uncensored truth."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_predictions import made_up_predictions
from sklearn.metrics import roc_auc_score

from houvast.evaluation import PersonDraws, Predictions
from houvast.evaluation.follow_up import FollowUp, observed_longer
from houvast.evaluation.ranking import Order


def predictions(time: list[int], event: list[int], risk: list[float]) -> Predictions:
    n = len(time)
    return Predictions(
        np.array(risk),
        {},
        np.zeros(n, int),
        np.arange(n),
        np.zeros(n, int),
        np.arange(n),
        np.array(time),
        np.array(event),
    )


def weeks_auc(found: Predictions, weeks: int, draws: int = 0) -> np.ndarray:
    people = PersonDraws(found.person, draws=draws, seed=1)
    return FollowUp(found, people).auc(Order.of(found.risk), weeks)


def test_being_observed_is_kaplan_meier_of_the_censored_by_hand():
    # Six rows: censored at 2 and 4, an outcome on day 2 and one on 3, another exit on day 4, the rest go on.
    time, event = np.array([2, 2, 3, 4, 4, 9]), np.array([0, 1, 1, 0, 2, 0])
    people = PersonDraws(np.arange(6), draws=0, seed=0)
    (chance,) = observed_longer(time, event, people, days=6)
    # Under observation on days 2 and 4: 6 and 3 rows, one of which is censored each time.
    np.testing.assert_allclose(chance, [1, 1, 5 / 6, 5 / 6, 5 / 6 * 2 / 3, 5 / 6 * 2 / 3])


def test_auc_with_weights_by_hand():
    # Until week 4 (day 28). A left on day 5; B censored on day 10; C left on day 20; D went otherwise on day 12;
    # E was seen until day 28, F beyond. Observed past day 5: 1; past 10 and until 28: 1 - 1/5 = 4/5.
    found = predictions([5, 10, 20, 12, 28, 40], [1, 0, 1, 2, 0, 0], [0.5, 0.9, 0.3, 0.4, 0.2, 0.3])
    # Cases: A weighs 1, C 5/4. Controls: D, E, F 5/4 each. A wins over all three; C over E, ties with F, loses to D.
    won = 1 * (3 * 5 / 4) + 5 / 4 * (5 / 4 * 1.5)
    assert weeks_auc(found, 4)[0] == pytest.approx(won / ((1 + 5 / 4) * 3 * 5 / 4))


def test_without_censoring_it_is_the_auc_of_the_labels_in_every_draw():
    found = made_up_predictions(people=80, ties=True)  # all are followed for 13 weeks at least
    people = PersonDraws(found.person, draws=60, seed=1)
    ours = FollowUp(found, people).auc(Order.of(found.risk), 13)
    weights = np.vstack(list(people.row_weights()))
    theirs = [roc_auc_score(found.label, found.risk, sample_weight=one) for one in weights]
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_weights_are_made_anew_in_each_draw():
    found = made_up_predictions(people=40)
    people = PersonDraws(found.person, draws=10, seed=1)
    ours = FollowUp(found, people).auc(Order.of(found.risk), 26)
    for draw, times in enumerate(people.times):
        again = np.repeat(np.arange(found.risk.size), times[people.code])
        parts = {name: getattr(found, name)[again] for name in ("risk", "label", "as_of", "row", "time_days", "event")}
        one = Predictions(baselines={}, person=np.arange(again.size), **parts)
        assert ours[draw] == pytest.approx(weeks_auc(one, 26)[0], abs=1e-12)


def test_censoring_is_made_up_for_by_the_weights():
    whole = made_up_predictions(people=30_000, rows=1, ties=False, level=-1.0)
    rng = np.random.default_rng(4)
    leaves = -np.log(rng.random(30_000)) / (-np.log1p(-whole.risk) / 91)
    seen = rng.integers(20, 400, 30_000)
    case = leaves < 182
    truth = roc_auc_score(case, whole.risk)
    event = (leaves < seen).astype(int)
    found = replace(whole, time_days=np.floor(np.minimum(leaves, seen)).astype(int), event=event)
    assert weeks_auc(found, 26)[0] == pytest.approx(truth, abs=0.006)


def test_a_week_that_few_rows_reach_is_not_estimated():
    found = made_up_predictions(people=20, rows=1)  # followed for 13 weeks exactly
    assert np.isfinite(weeks_auc(found, 13)).all()
    assert np.isnan(weeks_auc(found, 26)).all()


def c_index_by_pairs(found: Predictions, weight: np.ndarray, observed: np.ndarray) -> float:
    """Wolbers' index by a plain loop over pairs, within 182 days."""
    won = compared = 0.0
    rows = range(found.risk.size)
    for i in rows:
        if found.event[i] != 1 or found.time_days[i] >= 182:
            continue
        day = found.time_days[i]
        for j in rows:
            if found.time_days[j] > day:
                pair = 1 / observed[day] ** 2
            elif found.event[j] == 2:
                pair = 1 / (observed[day] * observed[found.time_days[j]])
            else:
                continue
            pair *= weight[i] * weight[j]
            compared += pair
            won += pair * (1.0 if found.risk[i] > found.risk[j] else 0.5 if found.risk[i] == found.risk[j] else 0.0)
    return won / compared


def test_c_index_is_that_of_all_pairs_and_its_draws_are_close():
    found = made_up_predictions(people=60, rows=3)
    people = PersonDraws(found.person, draws=40, seed=1)
    ours = FollowUp(found, people).c_index(Order.of(found.risk))
    observed = observed_longer(found.time_days, found.event, people, days=182)[0]
    weights = np.vstack(list(people.row_weights()))
    assert ours[0] == pytest.approx(c_index_by_pairs(found, weights[0], observed), abs=1e-12)
    theirs = np.array([c_index_by_pairs(found, one, observed) for one in weights[1:13]])
    np.testing.assert_allclose(ours[1:13], theirs, atol=0.25 * theirs.std())
    assert np.corrcoef(ours[1:13], theirs)[0, 1] > 0.98
