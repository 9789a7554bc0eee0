"""What changed since the list before: counted from a stated threshold, and silent about who is gone."""

import numpy as np
import pandas as pd
import pytest
from made_up_list import made_up_list

from houvast.changes import COLUMNS, build_changes
from houvast.risk_list import order_contributions, order_people

BASE = 0.05


def a_list(risks, base=BASE, **drivers):
    """People by id with their risks; contributions of drivers by id, the rest to pay."""
    people = pd.DataFrame(
        {
            "employee_id": list(risks),
            "as_of_date": pd.Timestamp("2025-06-01"),
            "risk_13w": list(risks.values()),
            "risk_13w_low": 0.0,
            "risk_13w_high": 1.0,
            "base_risk_13w": base,
            "site": "A",
            "team": "B",
            "tenure_days": 10,
            "reason_1": None,
            "not_measured": "",
            "doubt": "",
        }
    )
    wide = pd.DataFrame(
        {"employee_id": list(risks), **{name: [own.get(i, 0.0) for i in risks] for name, own in drivers.items()}}
    )
    ordered = order_people(people, 13, 2)
    return ordered, order_contributions(ordered, wide)


def changes(now, before, **more):
    return build_changes(*now, *before, horizon_weeks=13, **more).set_index("employee_id")


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (0.10, 0.12, "up"),  # two points, a fifth: both just reached
        (0.12, 0.096, "down"),
        (0.10, 0.1199, "same"),
        (0.30, 0.35, "same"),  # five points, but less than a fifth
        (0.040, 0.055, "same"),  # more than a fifth, the same band, under two points
        (0.050, 0.064, "up"),  # usual to raised
        (0.0990, 0.1010, "same"),  # another band by a hair
        (0.064, 0.050, "down"),
        (0.05, 0.05, "same"),
    ],
)
def test_a_change_counts_from_a_fifth_and_two_points_or_another_band(before, now, change):
    found = changes(a_list({"a": now}, pay={}), a_list({"a": before}, pay={}))
    assert found.loc["a", "change"] == change
    assert found.loc["a", "risk_before"] == before


def test_a_band_that_changed_the_other_way_does_not_count():
    """The base rose: the risk is higher and the band lower."""
    found = changes(a_list({"a": 0.062}, base=0.10, pay={}), a_list({"a": 0.05}, base=0.05, pay={}))
    assert found.loc["a", "change"] == "same"


def test_of_somebody_gone_nothing_is_said_but_that():
    found = changes(
        a_list({"a": 0.1, "b": 0.2}, pay={}), a_list({"a": 0.1, "c": 0.9, "d": 0.3}, pay={}), not_assessed={"d"}
    )
    assert found["change"].to_dict() == {"b": "new", "a": "same", "c": "gone", "d": "not_assessed"}
    assert found.loc[["c", "d", "b"]].drop(columns="change").isna().all(axis=None)
    assert list(found.reset_index().columns) == list(COLUMNS)


def test_the_driver_that_moved_most_moved_the_way_of_the_risk():
    now = a_list(
        {"a": 0.12, "b": 0.05, "c": 0.10}, pay={"a": 0.03, "b": -0.02}, burnout={"a": 0.08, "b": -0.01, "c": 0.1}
    )
    before = a_list(
        {"a": 0.05, "b": 0.12, "c": 0.10}, pay={"a": 0.09, "b": 0.01}, burnout={"a": 0.02, "b": 0.0, "c": 0.1}
    )
    found = changes(now, before)
    assert found["moved_driver"].dropna().to_dict() == {"a": "burnout", "b": "pay"}
    assert found.loc["a", "moved"] == pytest.approx(0.06)
    assert found.loc["b", "moved"] == pytest.approx(-0.03)
    assert np.isnan(found.loc["c", "moved"])


def test_a_driver_that_was_not_measured_contributed_nothing_before():
    now = a_list({"a": 0.12}, pay={"a": 0.01}, burnout={"a": 0.06})
    people, long = a_list({"a": 0.05}, pay={"a": 0.0}, burnout={"a": 0.0})
    found = changes(now, (people, long[long["driver"] == "pay"]))
    assert found.loc["a", "moved_driver"] == "burnout"


def test_the_moves_of_base_and_drivers_add_up_to_that_of_the_risk():
    now, before = made_up_list(40, seed=1), made_up_list(40, seed=2)
    one, other = (each.contributions.groupby("employee_id")["contribution"].sum() for each in (now, before))
    found = changes((now.people, now.contributions), (before.people, before.contributions))
    risk = now.people.set_index("employee_id")["risk_13w"]
    moved = one.reindex(found.index) - other.reindex(found.index)
    np.testing.assert_allclose(found["base_moved"] + moved, risk.reindex(found.index) - found["risk_before"], atol=1e-9)
    assert set(found["change"]) == {"up", "down", "same"}


def test_nobody_before_or_now():
    empty = made_up_list(0)
    some = made_up_list(5)
    assert set(changes((some.people, some.contributions), (empty.people, empty.contributions))["change"]) == {"new"}
    gone = changes((empty.people, empty.contributions), (some.people, some.contributions))
    assert list(gone["change"]) == ["gone"] * 5
    assert list(gone.index) == sorted(some.people["employee_id"])
