"""Net benefit by hand, and a decision curve's fixed points."""

import numpy as np
import pytest
from made_up_predictions import made_up_predictions

from houvast.evaluation import PersonDraws, decision_curve, evaluate, net_benefit


def test_net_benefit_by_hand():
    risk, label = np.array([0.02, 0.04, 0.04, 0.10, 0.30]), np.array([0, 1, 0, 0, 1])
    people = PersonDraws(np.arange(5), draws=0, seed=0)
    # From 4% on four are helped, two of whom leave; from 20% on one, who leaves; from 50% on nobody.
    expected = [2 / 5 - 2 / 5 * 0.04 / 0.96, 1 / 5, 0.0]
    np.testing.assert_allclose(net_benefit(label, risk, np.array([0.04, 0.2, 0.5]), people)[0], expected)


def test_net_benefit_in_every_draw_is_that_of_the_drawn_rows():
    found = made_up_predictions()
    people = PersonDraws(found.person, draws=20, seed=2)
    thresholds = np.array([0.1, 0.2, 0.4])
    ours = net_benefit(found.label, found.risk, thresholds, people)
    for weights, drawn in zip(next(people.row_weights()), ours, strict=True):
        for threshold, value in zip(thresholds, drawn, strict=True):
            helped = found.risk >= threshold
            right, vain = (weights * helped * found.label).sum(), (weights * helped * (1 - found.label)).sum()
            assert value == pytest.approx((right - vain * threshold / (1 - threshold)) / weights.sum())


def test_to_help_everyone_is_worth_what_a_risk_of_1_for_all_is():
    found = made_up_predictions(people=200)
    people = PersonDraws(found.person, draws=10, seed=2)
    risks = {"model": found.risk, "tenure": found.baselines["tenure"], "all": np.ones(found.risk.size)}
    curve = decision_curve(found.label, risks, people, 0.04)
    np.testing.assert_allclose(curve["everyone"], curve["all"], atol=2e-6)
    assert max(curve["threshold"]) <= 0.99
    assert all(
        low <= value <= high for low, value, high in zip(curve["low"], curve["model"], curve["high"], strict=True)
    )


def test_the_figure_lies_on_the_curve():
    found = made_up_predictions(people=200, ties=False)
    done = evaluate(found, capacity=5, draws=50, seed=1, pays_from=0.25)
    curve = done.curves.net_benefit
    at = np.interp(0.25, curve["threshold"], curve["model"])
    assert done.figures["net_benefit"].value == pytest.approx(at, abs=0.01)
    everyone = found.label.mean() - (1 - found.label.mean()) / 3
    assert done.figures["everyone_net_benefit"].value == pytest.approx(everyone)
