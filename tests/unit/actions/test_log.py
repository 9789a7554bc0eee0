"""Records of help become arms: who was drawn, when, and what became of them; and help that nobody drew."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from houvast.actions.log import build_arms, find_draws, find_help_given
from houvast.effects import estimate_draw
from houvast.exposure import CHOSEN, OTHER, STAYS, UNKNOWN
from houvast.timeline import to_days

DAY = "2025-01-06"


def dates(*days):
    return pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[s]")


def actions(**columns):
    size = len(columns["employee_id"])
    given = {
        "decided_on": [DAY] * size,
        "assigned_by": ["draw"] * size,
        "draw_id": ["d"] * size,
        "action": ["talk"] * size,
        "superseded_on": [None] * size,
    } | columns
    frame = pd.DataFrame(given)
    return frame.assign(**{name: dates(*frame[name]) for name in frame if name.endswith("_on")})


def spells(*rows):
    ids, ended, reason = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "employee_id": ids,
            "started_on": dates(*["2024-01-01"] * len(rows)),
            "ended_on": dates(*ended),
            "exit_reason": pd.Series(reason, dtype="str"),
            "superseded_on": dates(*[None] * len(rows)),
        }
    )


def test_arms_and_what_became_of_everybody():
    (draw,) = find_draws(actions(employee_id=list("bacde"), arm=["help", "none", "help", "none", "help"]))
    assert (draw.draw_id, draw.action, draw.by_team, draw.disagreeing) == ("d", "talk", False, 0)
    gone = spells(
        ("a", "2025-01-16", "voluntary"), ("b", None, None), ("c", "2025-02-05", "employer"),
        ("d", "2025-01-08", "unknown"), ("e", "2025-01-02", "voluntary"),
    )  # fmt: skip
    arms, people = build_arms(draw, gone, until=to_days(dt.date(2025, 6, 1)), causes=("voluntary",))
    assert people["employee_id"].tolist() == list("abcd")  # e had left before the draw
    assert arms.helped.tolist() == [False, True, True, False]
    assert arms.how.tolist() == [CHOSEN, STAYS, OTHER, UNKNOWN]
    assert arms.time_days.tolist() == [10, 146, 30, 2]
    assert arms.observed_days.tolist() == [146] * 4
    assert arms.team is None


def test_versions_that_were_superseded_or_withdrawn_do_not_count():
    given = actions(employee_id=list("abb"), arm=["help", "help", "none"], superseded_on=[None, "2025-02-01", None])
    (draw,) = find_draws(given)
    assert dict(zip(draw.people["employee_id"], draw.people["helped"], strict=True)) == {"a": True, "b": False}
    (draw,) = find_draws(given.assign(retracted=[True, False, False]))
    assert draw.people["employee_id"].tolist() == ["b"]


def test_without_an_arm_who_was_offered_help_was_drawn_for_it():
    (draw,) = find_draws(actions(employee_id=["a", "b"], offered_on=[DAY, None]))
    assert draw.people["helped"].tolist() == [True, False]


def test_a_person_with_two_arms_on_a_day_is_left_out_and_counted():
    (draw,) = find_draws(actions(employee_id=list("aab"), arm=["help", "none", "none"], action=["x", "y", "x"]))
    assert draw.people["employee_id"].tolist() == ["b"]
    assert draw.disagreeing == 1
    assert draw.action == "x, y"


def test_draws_are_told_apart_and_teams_seen():
    given = actions(
        employee_id=list("abcd"), draw_id=["one", "one", "two", "two"], arm=["help", "none"] * 2,
        draw_unit=[None, None, "t1", "t2"],
    )  # fmt: skip
    first, second = find_draws(given)
    assert (first.draw_id, first.by_team, second.draw_id, second.by_team) == ("one", False, "two", True)
    everyone = spells(*((name, None, None) for name in "abcd"))
    arms, _ = build_arms(second, everyone, until=to_days(dt.date(2025, 6, 1)), causes=("voluntary",))
    assert arms.team.tolist() == ["t1", "t2"]


def test_a_day_is_a_stratum():
    given = actions(employee_id=["a", "a"], decided_on=[DAY, "2025-02-06"], arm=["none", "help"])
    (draw,) = find_draws(given)
    arms, _ = build_arms(draw, spells(("a", None, None)), until=to_days(dt.date(2025, 6, 1)), causes=("voluntary",))
    assert arms.helped.tolist() == [False, True]
    assert np.unique(arms.stratum).size == 2


def test_help_that_nobody_drew():
    given = actions(
        employee_id=list("abcde"),
        assigned_by=["analyst", None, "draw", "analyst", "analyst"],
        offered_on=[DAY, DAY, DAY, None, DAY],
        superseded_on=[None] * 4 + ["2025-02-01"],
    )
    assert find_help_given(given)["employee_id"].tolist() == ["a", "b"]
    assert find_draws(None) == []
    assert find_help_given(None).empty
    bare = actions(employee_id=["a"], assigned_by=["analyst"])
    assert find_help_given(bare)["day"].tolist() == [to_days(dt.date(2025, 1, 6))]


def test_draws_of_several_months_and_sites_are_pooled_within_each():
    """By hand: 2 of 10 against 2 of 5 in January, 2 of 4 against 6 of 8 in February at another site.

    Differences -0.2 and -0.25, weights 10*5/15 and 4*8/12: pooled -0.2222. Thrown together it would be 4 of 14 against
    8 of 13, -0.33: the months and sites differ, and not only the arms.
    """
    plan = [("u", DAY, "help", 10, 2), ("u", DAY, "none", 5, 2), ("a", "2025-02-03", "help", 4, 2),
            ("a", "2025-02-03", "none", 8, 6)]  # fmt: skip
    rows = [
        (f"{site}{arm}{number}", day, arm, f"0-3 {site}", number < left)
        for site, day, arm, people, left in plan
        for number in range(people)
    ]
    ids, days, arm, stratum, _ = (list(column) for column in zip(*rows, strict=True))
    (draw,) = find_draws(actions(employee_id=ids, decided_on=days, arm=arm, stratum=stratum))
    gone = spells(*((name, "2025-03-01" if went else None, "voluntary" if went else None) for name, *_, went in rows))
    arms, _ = build_arms(draw, gone, until=to_days(dt.date(2025, 9, 1)), causes=("voluntary",))
    found = estimate_draw(arms, 91, draws=50)
    weights = np.array([10 * 5 / 15, 4 * 8 / 12])
    assert found.difference.value == pytest.approx((weights * [-0.2, -0.25]).sum() / weights.sum())
    assert found.difference.value != pytest.approx(4 / 14 - 8 / 13, abs=0.05)


def test_the_record_that_says_more_of_a_draw_is_taken():
    given = actions(
        employee_id=list("aab"), arm=["help", "help", "none"], action=[None, "talk", None], driver=[None, "pay", None]
    )
    (draw,) = find_draws(given)
    assert draw.people.set_index("employee_id")["driver"].fillna("").to_dict() == {"a": "pay", "b": ""}
    assert draw.disagreeing == 0
