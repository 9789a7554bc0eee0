"""Records of help become arms: who was drawn, when, and what became of them; and help that nobody drew."""

import datetime as dt

import numpy as np
import pandas as pd

from houvast.actions.log import build_arms, find_draws, find_help_given
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
