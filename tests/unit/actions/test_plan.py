"""A plan by hand: who, which help, when, what it costs and may achieve; who cannot be helped is shown."""

import numpy as np
import pandas as pd
import pytest

from houvast.actions.costs import pays_from, replacement_cost
from houvast.actions.help_catalogue import HelpAction, HelpCatalogue, load_help
from houvast.actions.plan import COLUMNS, Terms, build_plan, sum_up
from houvast.config.base import TextIn

DAY = pd.Timestamp("2026-01-01")
NOBODY = pd.DataFrame({"employee_id": [], "site": [], "team": []})


def action(drivers, hours, euros=0.0):
    text = TextIn(en="x", nl="y")
    return HelpAction(name=text, drivers=drivers, hours=hours, euros=euros, owner="hr", sources=("S1",), evidence=text)


CATALOGUE = HelpCatalogue.model_construct(
    owners={"hr": TextIn(en="HR", nl="HR")},
    actions={"dear": action(("pay",), 1, 900), "talk": action(("pay", "career"), 1), "long": action(("burnout",), 4)},
)
TERMS = Terms(hours=4, hour_cost=40, replacement=(4000.0, 6000.0), assumed=(0.0, 0.25), proven={})


def people(*rows):
    given = [dict(zip(("employee_id", "risk", "band", "within_capacity"), row, strict=True)) for row in rows]
    frame = pd.DataFrame(given).assign(site="U", team="T1")
    return frame.assign(rank=range(1, len(frame) + 1))


def contributions(*rows):
    return pd.DataFrame(rows, columns=["employee_id", "driver", "contribution"])


LIST = people(
    ("a", 0.30, "high", True), ("b", 0.25, "high", True), ("c", 0.20, "raised", False), ("d", 0.10, "raised", False),
    ("e", 0.04, "usual", True), ("f", 0.03, "usual", False),
)  # fmt: skip
ADDS = contributions(
    ("a", "pay", 0.2), ("a", "career", 0.1), ("b", "weather", 0.3), ("b", "career", 0.1), ("c", "burnout", 0.1),
    ("c", "career", 0.05), ("d", "career", -0.1), ("e", "career", 0.01), ("f", "career", 0.01),
)  # fmt: skip


def planned(terms=TERMS, listed=LIST, adds=ADDS, apart=NOBODY):
    return build_plan(listed, adds, apart, terms, CATALOGUE, DAY).set_index("employee_id")


def test_whom_and_which_help():
    plan = planned()
    assert list(plan.index) == list("abcde")  # f is neither at risk nor within capacity
    # a: 940 euros for the first help of pay is worth it only from 0.63, so the second.
    assert plan.loc["a", ["status", "driver", "action"]].tolist() == ["planned", "pay", "talk"]
    # b: the driver that adds most has no help, so the next.
    assert plan.loc["b", ["status", "driver", "action"]].tolist() == ["planned", "career", "talk"]
    # c: 160 euros are worth it from 0.107; 4 hours are not left after two of four.
    assert plan.loc["c", ["status", "action", "hours", "cost"]].tolist() == ["no_hours", "long", 4, 160]
    assert plan.loc["d", "status"] == "no_help"  # nothing adds
    assert plan.loc["e", "status"] == "planned"
    assert list(plan.reset_index().columns) == list(COLUMNS)


def test_when():
    plan = planned(terms=Terms(4, 40, (4000.0, 6000.0), (0.0, 0.25), {}))
    assert plan.loc[["a", "b", "e"], "from_date"].tolist() == [
        DAY, DAY + pd.Timedelta(days=7), DAY + pd.Timedelta(days=14)
    ]  # fmt: skip
    assert plan.loc[["c", "d"], "from_date"].isna().all()


def test_not_worth_its_cost():
    plan = planned(terms=Terms(40, 400, (4000.0, 6000.0), (0.0, 0.25), {}))
    assert plan.loc["b", "status"] == "costs_more"  # 400 / (6000 * 0.25) = 0.267
    assert plan.loc["a", "status"] == "planned"
    assert plan.loc["b", "action"] == "talk"


def test_who_was_drawn_to_go_without_takes_no_hours():
    plan = planned(terms=Terms(4, 40, (4000.0, 6000.0), (0.0, 0.25), {}, frozenset("ab")))
    assert plan.loc[["a", "b"], "status"].tolist() == ["without_at_first"] * 2
    assert plan.loc["c", "status"] == "planned"


def test_who_is_not_assessed_is_shown_last():
    apart = pd.DataFrame({"employee_id": ["z"], "site": ["U"], "team": [None]})
    plan = planned(apart=apart)
    assert plan.index[-1] == "z"
    assert plan.loc["z", "status"] == "not_assessed"


def test_totals_by_hand():
    plan = planned().reset_index()
    totals = sum_up(plan, TERMS)
    assert totals.people == {
        "planned": 3, "without_at_first": 0, "no_hours": 1, "costs_more": 0, "no_help": 1, "not_assessed": 0,
    }  # fmt: skip
    assert totals.hours == 3
    assert totals.cost == 120
    assert totals.expected_leavers == pytest.approx(0.59)
    assert totals.avoided == pytest.approx((0, 0.59 * 0.25))
    assert totals.saved == pytest.approx((-120, 0.59 * 0.25 * 6000 - 120))
    assert totals.proven_share == 0


def test_a_proven_effect_takes_the_place_of_the_assumed_one():
    terms = Terms(4, 40, (4000.0, 6000.0), (0.0, 0.25), {"talk": (0.1, 0.6)})
    plan = planned(terms=terms).reset_index()
    totals = sum_up(plan, terms)
    assert totals.avoided == pytest.approx((0.059, 0.354))
    assert totals.saved == pytest.approx((0.059 * 4000 - 120, 0.354 * 6000 - 120))
    assert totals.proven_share == 1
    mixed = sum_up(
        build_plan(LIST, ADDS, NOBODY, Terms(40, 40, (4000.0,) * 2, (0, 0.25), {"talk": (0.1, 0.6)}), CATALOGUE, DAY),
        terms,
    )
    assert mixed.proven_share == pytest.approx(0.59 / 0.79)


def test_nobody_at_all():
    listed = people(("a", 0.1, "usual", False))
    plan = build_plan(listed, ADDS, NOBODY, TERMS, CATALOGUE, DAY)
    assert plan.empty
    assert sum_up(plan, TERMS).avoided == (0, 0)


def test_every_driver_of_the_real_catalogue_can_be_planned():
    catalogue = load_help()
    for driver in {driver for one in catalogue.actions.values() for driver in one.drivers}:
        rows = contributions(("a", driver, 0.1))
        plan = build_plan(people(("a", 0.9, "high", True)), rows, NOBODY, TERMS, catalogue, DAY)
        assert plan.loc[0, "status"] in ("planned", "no_hours")


def test_costs():
    """2,000 to recruit, and 6 to 8 months of 3,000 of which half is lost."""
    assert replacement_cost(2000, 3000, (6, 8), 0.5, otherwise=1) == (11_000, 14_000)
    assert replacement_cost(None, None, (6, 8), 0.5, otherwise=4000) == (4000, 4000)
    assert pays_from(40, (4000, 4000), (0, 0.25)) == pytest.approx(0.04)  # the example of the plan of validity
    assert pays_from(40, (4000, 4000), (0, 0)) == np.inf
    assert pays_from(0, (4000, 4000), (0, 0)) == 0
