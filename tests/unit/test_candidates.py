"""The choice between ways to fit, on earlier stretches only."""

import numpy as np
import pytest
from scipy.special import expit

from houvast.candidates import build_candidates, choose
from houvast.features import TENURE
from houvast.ladder import Step
from houvast.protocol import Protocol

FEATURES = (TENURE, "pay_since_rise_days")
RUNGS = ((50, 5, 30.0),)


def protocol(**changes) -> Protocol:
    return Protocol((0, 28, 91), 91, ("voluntary",), RUNGS, **changes)


def step(leavers: int = 2000) -> Step:
    return Step(leavers, 50, 5, 30.0, FEATURES)


def names(**changes) -> list[str]:
    leavers = changes.pop("leavers", 2000)
    return [one.name for one in build_candidates(step(leavers), protocol(**changes))]


def test_the_rungs_penalty_alone_where_nothing_else_is_asked_for():
    assert names() == ["linear_30"]
    assert names(penalties=(10.0, 30.0, 100.0)) == ["linear_30", "linear_10", "linear_100"]


@pytest.mark.parametrize(("leavers", "there"), [(999, False), (1000, True)])
def test_boosting_needs_its_leavers(leavers, there):
    found = names(boosting="additive", leavers=leavers)
    assert ("boosted_additive" in found) == there
    assert names(boosting="no") == ["linear_30"]
    assert names(boosting="interactions")[-1] == "boosted_interactions"


def test_candidates_keep_the_directions_of_their_own_features():
    given = (("pay_since_rise_days", 1), ("burnout_sick_180d_days", 1))
    linear, boosted = build_candidates(step(), protocol(directions=given, boosting="additive"))
    assert linear.model.directions == given[:1] == boosted.model.transform.directions


@pytest.fixture(scope="module")
def stretch():
    """Labels, people, and log-odds that they came from."""
    rng = np.random.default_rng(1)
    true = rng.normal(-2, 1, 3000)
    return (rng.random(3000) < expit(true)).astype(float), np.arange(3000), true


def chosen(candidates, risks, stretch):
    label, person, _ = stretch
    by_model = {id(one.model): risks[one.name] for one in candidates}
    return choose(candidates, lambda model: by_model[id(model)], label=label, person=person, seed=1)


def test_the_penalty_that_promised_best_is_taken(stretch):
    candidates = build_candidates(step(), protocol(penalties=(10.0, 100.0)))
    true = stretch[2]
    risks = {"linear_30": expit(0.5 * true - 1), "linear_10": expit(true), "linear_100": expit(2 * true + 2)}
    best, judged, kept = chosen(candidates, risks, stretch)
    assert best.name == "linear_10"
    assert {one.name for one in judged} == set(kept)
    assert min(judged, key=lambda one: one.log_loss).name == "linear_10"


def test_boosting_wins_only_beyond_its_interval(stretch):
    candidates = build_candidates(step(), protocol(boosting="additive"))
    rng, true = np.random.default_rng(3), stretch[2]
    noise = rng.normal(size=true.size)
    little = {"linear_30": expit(true + 0.3 * noise), "boosted_additive": expit(true)}
    much = {"linear_30": expit(true + 1.5 * noise), "boosted_additive": expit(true)}
    worse = {"linear_30": expit(true), "boosted_additive": expit(true + 1.5 * noise)}
    best, judged, _ = chosen(candidates, little, stretch)
    assert best.name == "linear_30"
    assert judged[1].auc_over_linear.low < 0 < judged[1].auc_over_linear.value
    assert chosen(candidates, worse, stretch)[0].name == "linear_30"
    best, judged, _ = chosen(candidates, much, stretch)
    assert best.name == "boosted_additive"
    assert best.auc_over_linear.low > 0
    assert judged[0].auc_over_linear is None


def test_without_an_earlier_stretch_the_default_is_taken():
    candidates = build_candidates(step(), protocol(boosting="additive"))
    nobody = np.zeros(0)
    best, _, kept = choose(candidates, lambda _: pytest.fail("nothing to predict"), label=nobody, person=nobody, seed=1)
    assert best.name == "linear_30"
    assert kept == {}


def test_what_is_said_of_a_candidate_is_plain():
    assert build_candidates(step(), protocol())[0].as_dict() == {
        "name": "linear_30", "log_loss": None, "auc_over_linear": None
    }  # fmt: skip
