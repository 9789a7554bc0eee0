"""What a list says of its model and records before it is believed."""

from types import SimpleNamespace

import pytest

from houvast.evaluation import Figure
from houvast.report import _refused_employments, _warnings

CONFIG = SimpleNamespace(
    validation=SimpleNamespace(origins=6, auc_ceiling=0.8),
    capacity=SimpleNamespace(people=25),
    records=SimpleNamespace(sources=(SimpleNamespace(tables=("spells",)), SimpleNamespace(tables=("pay",)))),
)
REPORT = {"origins": 6, "leavers": 500, "exit_lag_days": 0, "unknown_exits": 0}
NOTHING = Figure(float("nan"), float("nan"), float("nan"))
GOOD = {
    "auc": Figure(0.70, 0.66, 0.74),
    "observed_expected": Figure(1.0, 0.9, 1.1),
    "lift_at_capacity": Figure(4.0, 3.2, 5.0),
    "precision_at_capacity_over_tenure": Figure(0.06, 0.02, 0.1),
}


def codes(report: dict = REPORT, figures: dict = GOOD, beats: bool | None = True) -> list[str]:
    return [remark.code for remark in _warnings(CONFIG, report, figures, beats)]


def test_a_good_list_on_good_records_needs_no_warning() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("report", "figures", "beats", "code"),
    [
        ({}, {"auc": Figure(0.54, 0.44, 0.65)}, False, "not_better_than_chance"),
        ({}, {}, False, "not_better_than_tenure"),
        ({}, {"precision_at_capacity_over_tenure": Figure(0.03, 0.0, 0.07)}, True, "not_better_at_capacity"),
        ({}, {"precision_at_capacity_over_tenure": NOTHING}, True, "not_better_at_capacity"),
        ({}, {"auc": Figure(0.84, 0.80, 0.88)}, True, "auc_above_ceiling"),
        ({}, {"observed_expected": Figure(0.6, 0.5, 0.7)}, True, "calibration_off"),
        ({"origins": 3}, {}, True, "few_origins"),
        ({"leavers": 55}, {}, True, "few_leavers"),
        ({"exit_lag_days": 30}, {}, True, "exits_known_late"),
        ({"unknown_exits": 2}, {}, True, "unknown_exits"),
    ],
)
def test_each_reason_for_doubt_is_named_and_alone(report: dict, figures: dict, beats: bool, code: str) -> None:
    assert codes(REPORT | report, GOOD | figures, beats) == [code]


def test_an_untested_model_claims_nothing_on_how_good_it_is() -> None:
    assert codes(figures={}, beats=None) == []


def test_refused_employments_are_named_and_other_refusals_are_not() -> None:
    manifest = {
        "sources": [
            {"source": 0, "rows_in": 80, "rows_quarantined": 9},
            {"source": 1, "rows_in": 500, "rows_quarantined": 40},
        ]
    }
    (remark,) = _refused_employments(CONFIG, SimpleNamespace(manifest=manifest))
    assert (remark.code, remark.values) == ("employments_refused", {"refused": 9, "rows": 80})
