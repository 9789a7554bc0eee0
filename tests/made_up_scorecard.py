"""A made-up record of a model version, with figures that were typed: nothing was measured."""

import dataclasses
import datetime as dt

from made_up_views import made_up_views

from houvast.evaluation import Figure
from houvast.publish.scorecard import Scorecard
from houvast.release import Decision, Ground
from houvast.summary import Costs, Remark, SourceRows, Summary
from houvast.survival_facts import Group, Stretch

SHA = "ab" * 32


def figure(value, low=None, high=None):
    """A figure as a report keeps it; without an interval one that could not be estimated."""
    return {"value": value, "low": low, "high": high}


MODEL = {
    "auc": (0.70, 0.66, 0.74), "auc_4w": (0.75, 0.68, 0.81), "auc_26w": (0.66, 0.62, 0.70),
    "observed_expected": (0.96, 0.85, 1.09), "intercept": (-0.04, -0.18, 0.09), "slope": (1.13, 0.96, 1.28),
    "ici": (0.0041, 0.0, 0.0089), "brier": (0.0331, 0.029, 0.0374), "scaled_brier": (0.031, 0.019, 0.041),
    "net_benefit": (0.0121, 0.0088, 0.016), "precision_at_capacity": (0.16, 0.12, 0.21),
    "recall_at_capacity": (0.19, 0.14, 0.24), "lift_at_capacity": (3.2, 2.4, 4.1),
}  # fmt: skip
TENURE = {"auc": (0.62, 0.58, 0.67), "precision_at_capacity": (0.11, 0.07, 0.15), "net_benefit": (0.007, 0.004, 0.01)}
RANDOM = {"auc": (0.5, 0.5, 0.5), "precision_at_capacity": (0.05, 0.04, 0.06)}
OVER = {
    "auc_over_tenure": (0.08, 0.04, 0.12), "brier_over_tenure": (-0.0004, -0.0008, -0.0001),
    "precision_at_capacity_over_tenure": (0.05, 0.01, 0.09), "net_benefit_over_everyone": (0.0168, 0.0138, 0.0198),
}  # fmt: skip
FIGURES = {
    **MODEL, **OVER,
    **{f"tenure_{name}": kept for name, kept in TENURE.items()},
    **{f"random_{name}": kept for name, kept in RANDOM.items()},
}  # fmt: skip
GROUP = {
    "people": 300, "leavers": 70, "listed": 35, "verdict": "interval_only",
    "figures": {"recall": figure(0.17, 0.08, 0.25), "recall_gap": figure(-0.076, -0.173, 0.017)},
}  # fmt: skip
FEW = {"people": 40, "leavers": 10, "listed": None, "verdict": "not_assessable", "figures": {}}
CURVES = {
    "calibration": [{"risk": 0.01 * at, "left": 0.011 * at, "rows": 200} for at in range(1, 11)],
    "smooth_calibration": {
        "risk": [0.01, 0.05, 0.1], "left": [0.012, 0.05, 0.09], "low": [0.0, 0.03, 0.05], "high": [0.02, 0.07, 0.13],
    },
    "lift": {of: [{"share": part, "found": part**0.5} for part in (0.0, 0.5, 1.0)] for of in ("model", "tenure")},
    "net_benefit": {
        "threshold": [0.01, 0.04, 0.08], "model": [0.04, 0.0121, 0.002], "low": [0.03, 0.0088, 0.0],
        "high": [0.05, 0.016, 0.004], "tenure": [0.04, 0.007, 0.001], "everyone": [0.04, 0.01, -0.035],
    },
    "risk_by_outcome": {"from": [0.0, 0.05], "to": [0.05, 0.2], "left": [0.4, 0.6], "stayed": [0.8, 0.2]},
}  # fmt: skip
LEAK = {
    "check": "single_feature", "table": "pay", "column": "bonus<b>", "remedy": "look_at_source", "refuses": True,
    "evidence": {"auc": 0.98, "low": 0.97, "high": 0.99},
}  # fmt: skip
REPORT = {
    "leavers": 481, "rows": 26801, "people": 1465, "drivers": ["first_90_days", "pay", "burnout"],
    "features": ["first_90_days_tenure_days", "pay_rises_365d_count"],
    "rung": {"from_leavers": 400, "max_parameters": 20, "penalty": 30.0},
    "not_measured": ["burnout"], "not_weighed": [], "unknown_exits": 7, "exit_lag_days": 0, "leaks": [], "origins": 6,
    "stretches": [{"train_until": "2024-03-01", "test_from": "2024-06-01", "test_until": "2024-08-01"}],
    "candidates": [
        {"name": "linear_30", "log_loss": 0.15123, "auc_over_linear": None},
        {"name": "boosted_additive", "log_loss": 0.15201, "auc_over_linear": figure(-0.003, -0.01, 0.004)},
    ],
    "chosen": "linear_30", "protocol_sha256": SHA, "opened_before": 0, "tested_people": 1126, "tested_leavers": 252,
    "figures": {name: figure(*kept) for name, kept in FIGURES.items()},
    "last_figures": {"auc": figure(0.69, 0.6, 0.78), "tenure_auc": figure(0.61, 0.5, 0.7), "auc_26w": figure(None)},
    "curves": CURVES,
    "stability": {
        "refits": 200, "overlap": figure(0.85, 0.68, 0.96), "jaccard": figure(0.75, 0.5, 0.9),
        "rank_change_median": 0.033, "rank_change_p90": 0.111,
    },
    "learning_curve": {"points": [], "gain_with_twice": figure(0.012, 0.003, 0.021), "can_be_said": True},
    "leakage": {"passed": True, "checked": {"lag": 149, "presence": 13, "known_late": 0}, "findings": []},
    "fairness": {
        "verdict": "not_assessable", "margin": 0.1, "not_measured": {"help": "no_actions"},
        "groupings": {
            "site": {
                "verdict": "interval_only", "unrecorded": 345, "groups": {"North": GROUP, "South": FEW},
                "difference": {}, "ratio": {},
            }
        },
    },
}  # fmt: skip
UNTESTED = {
    "origins": 0, "stretches": [], "protocol_sha256": None, "opened_before": None, "tested_people": 0,
    "tested_leavers": 0, "figures": {}, "last_figures": {}, "curves": {"calibration": [], "lift": {}},
    "stability": None, "learning_curve": None, "fairness": None, "leakage": None,
}  # fmt: skip
"""What is otherwise where nothing could be tested or looked at."""


def hazard() -> Group:
    """Four weeks of leaving."""
    parts = [Figure(0.02, 0.01, 0.03), Figure(0.01, 0.0, 0.02)]
    return Group("all", None, 1500, tuple(Stretch(7 * at, 7 * at + 7, *parts) for at in range(4)), ())


def made_up_scorecard(**otherwise) -> Scorecard:
    """A scorecard; what is given here replaces what is in the report."""
    grounds = (
        Ground("leakage", True, "passes", limit="passes", routes=("first",)),
        Ground("beats_tenure", True, 0.08, 0.04, 0.12, 0),
    )
    summary = Summary(
        config_name="demo",
        horizon_weeks=13,
        capacity=25,
        leavers=481,
        costs=Costs(40, 4000, 0.25),
        notes="Nobody of these exists.",
        sources=(SourceRows("spells.csv", 2464, 2428, 36, (("not_a_date", 36),)),),
        observed_until=dt.date(2026, 1, 1),
        rung=(Remark("rung_chosen", {"leavers": 481, "max_parameters": 20, "used": 20}),),
        not_measured=tuple((REPORT | otherwise)["not_measured"]),
        warnings=(Remark("unknown_exits", {"exits": 7}),),
        not_assessed_share=0.031,
    )
    return Scorecard(
        number=3,
        known_until=dt.date(2026, 1, 1),
        past=False,
        summary=summary,
        report=REPORT | otherwise,
        decision=Decision(None, "first", grounds),
        hazard=hazard(),
        views=made_up_views(),
        observed_from=dt.date(2023, 1, 1),
        made={"model_sha256": SHA, "packages": {"numpy": "2.4.6"}},
    )


def with_figures(**changed) -> Scorecard:
    """A scorecard of which some figures are otherwise; None takes one away."""
    figures = REPORT["figures"] | {name: kept and figure(*kept) for name, kept in changed.items()}
    return made_up_scorecard(figures={name: kept for name, kept in figures.items() if kept is not None})


def otherwise(card: Scorecard, **changed) -> Scorecard:
    """A scorecard with other parts than those of the report."""
    return dataclasses.replace(card, **changed)
