"""Who was helped and from which day on, by hand; and how much of a risk the time before help answers for."""

import numpy as np
import pandas as pd
import pytest

from houvast.helped import read_help, share_of_risk
from houvast.timeline.days import NEVER

HORIZON = 91


def dates(*texts):
    return pd.Series(pd.to_datetime(list(texts)).astype("datetime64[s]"))


def log_of(people, days, **more):
    given = {"employee_id": people, "decided_on": dates(*days), "superseded_on": dates(*[None] * len(people))}
    return read_help(pd.DataFrame(given | more))


def day(text):
    return int(np.datetime64(text).astype(int))


def test_what_counts_as_help():
    """Offered; declined (an offer all the same); decided by an analyst; drawn and offered; drawn and not; superseded;
    drawn for help that was not offered yet; withdrawn.
    """
    actions = pd.DataFrame(
        {
            "employee_id": list("abcdefgh"),
            "decided_on": dates(*["2025-01-05"] * 8),
            "offered_on": dates("2025-01-06", "2025-01-06", None, "2025-01-06", None, "2025-01-06", None, "2025-01-06"),
            "accepted": [True, False, None, True, None, True, None, True],
            "assigned_by": ["analyst", "analyst", "analyst", "draw", "draw", None, "draw", "analyst"],
            "arm": [None, None, None, "help", "none", None, "help", None],
            "retracted": [None] * 7 + [True],
            "superseded_on": dates(*[None] * 5, "2025-01-07", None, None),
        }
    )
    log = read_help(actions)
    assert "".join(log.helped["employee_id"]) == "abcdg"
    assert "".join(log.held_out["employee_id"]) == "e"
    assert read_help(None).helped.empty


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2025-01-01", 30),  # to the first of two
        ("2025-01-31", 0),  # on the day itself
        ("2025-02-01", 0),  # the day after: it weighs still
        ("2025-05-01", 0),  # 90 days after
        ("2025-05-02", 9),  # 91 days after the first: the next one counts
        ("2025-12-01", NEVER),
    ],
)
def test_days_until_help(as_of, days):
    log = log_of(["b", "a", "a"], ["2024-12-31", "2025-05-11", "2025-01-31"])
    found = log.days_until_help(np.array(["a", "c"], dtype=object), np.array([day(as_of)] * 2), HORIZON)
    assert found.tolist() == [days, NEVER]


def test_nobody_was_helped():
    nobody = read_help(None)
    ids, as_of = np.array(["a"], dtype=object), np.array([20_000])
    assert nobody.days_until_help(ids, as_of, HORIZON).tolist() == [NEVER]
    assert nobody.days_until_draw(ids, as_of, HORIZON).tolist() == [NEVER]


def test_days_until_a_draw_left_somebody_without():
    log = log_of(["a"], ["2025-03-01"], assigned_by=["draw"])
    as_of = np.array([day(text) for text in ("2025-02-27", "2025-03-01", "2025-05-30", "2025-05-31")])
    found = log.days_until_draw(np.array(["a"] * 4, dtype=object), as_of, HORIZON)
    assert found.tolist() == [2, 0, 0, NEVER]


def test_the_share_of_a_risk_by_hand():
    """Half the horizon at a risk of 0.36: 0.8 stay through each half, so 0.2 is left over, and 0.16 of 0.36 settled."""
    risk, unhelped = np.array([0.36, 0.36, 0.36, 0.0]), np.array([0.5, 1.0, 0.0, 0.5])
    np.testing.assert_allclose(share_of_risk(risk, unhelped), [0.16 / 0.36, 1, 0, 0.5], atol=1e-12)


def test_what_is_settled_sums_to_the_leavers_before_help():
    """Simulated truth: whoever leaves before help, and what the others had settled by then, are one number."""
    rng, people = np.random.default_rng(1), 400_000
    risk = rng.uniform(0.05, 0.5, people)
    leaves = np.log(rng.random(people)) / np.log1p(-risk)
    helped_at = np.where(rng.random(people) < 0.5 + risk / 2, rng.beta(1, 3, people), 2.0)
    first = helped_at < np.minimum(leaves, 1)
    left = (~first & (leaves < 1)).sum()
    expected = (risk * share_of_risk(risk, np.where(first, helped_at, 1.0))).sum()
    assert left / expected == pytest.approx(1, abs=0.01)


def test_an_arm_that_is_drawn_later_is_held_to_what_is_left_of_its_risk():
    """Simulated truth: nobody of the arm can have left before the draw, so that the whole risk would be too much."""
    rng, people = np.random.default_rng(2), 400_000
    risk = rng.uniform(0.05, 0.5, people)
    leaves, drawn = np.log(rng.random(people)) / np.log1p(-risk), rng.random(people)
    arm = leaves > drawn
    left = (arm & (leaves < 1)).sum()
    since_draw = 1 - share_of_risk(risk, drawn)
    assert left / (risk * since_draw)[arm].sum() == pytest.approx(1, abs=0.01)
    assert left / risk[arm].sum() < 0.6
