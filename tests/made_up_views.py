"""Made-up views of a model as a whole, with figures that were typed: nothing was measured."""

SITE = "<b>North</b>"


def figure(value, low=None, high=None):
    return {"value": value, "low": low, "high": high}


def effect(feature, driver, values, changes, people):
    bins = [{"low": None, "high": None, "people": one} for one in people]
    held = [figure(one, one - 0.002, one + 0.002) for one in changes]
    return {"feature": feature, "driver": driver, "values": values, "changes": held, "bins": bins}


def made_up_views():
    """Two drivers that move risks and one that does not; a bin, a site and a band of tenure that are hidden."""
    points = {"first_90_days": 0.012, "pay": -0.004, "workload": 0.0}
    group = {"people": 120, "risk": 0.038, "by_driver": points}
    hidden = {"people": None, "risk": None, "by_driver": None}
    return {
        "version": 1, "rows": 26801, "people": 1465, "base_risk": 0.03, "mean_risk": 0.036,
        "drivers": [
            {"driver": "first_90_days", **figure(0.0118, 0.0113, 0.0123)},
            {"driver": "pay", **figure(0.0059, 0.005, 0.0068)},
            {"driver": "workload", **figure(0.0, 0.0, 0.0)},
        ],
        "effects": [
            effect("pay_rises_365d_count", "pay", [0.0, 1.0, 2.0], [0.005, 0.0, -0.004], [658, None, 92]),
            effect(
                "first_90_days_tenure_days", "first_90_days", [28.0, 365.0, 3650.0], [0.09, 0.01, -0.008], [731, 0, 55]
            ),
            effect("workload_overtime_90d_hours", "workload", [0.0, 2.0], [0.0, 0.0], [900, 30]),
            effect("placement_client_changes_365d_count", "placement", [0.0], [0.0], [990]),
        ],
        "groups": [
            {"kind": "site", "name": SITE, **group},
            {"kind": "site", "name": "South", **hidden},
            {"kind": "tenure", "name": "0-90", **group},
            {"kind": "tenure", "name": "730-", **hidden, "people": 0},
        ],
    }  # fmt: skip
