"""Workload: how full the days are, and the demands of the work as answered in surveys.

Source
    Table `workload` (a row per person and week or month), of which any column may be missing in any row.
    Survey items `work_pressure` and `conflicting_demands` (pressure); `customer_expectations` and
    `emotional_contacts` (demands). For the comparisons, team, role and contracted hours in `assignments`.
Known on
    A period counts from the day after its last one, in the look-backs that hold its first day.
Missing
    In the first 30 days of a spell; trends and spread in its first 180 days; all of them while the look-back
    begins before the records. Where no period of the look-back has a value; spread, where fewer than
    two have. Comparisons: fewer than five people in the team or role, and where hours are on record, who has
    none; where no teams or roles are on record, everyone is compared with everyone. Answers: no survey in
    the last year, or too few respondents in the team.
Limits
    Sums are rates over the days that the periods cover, as a look-back holds two or three whole months. A
    contact counts alike, however heavy; leave and training within a period are not taken out of it. What
    an outbound and an inbound desk do differs: compare within a role. A contract that changed within the
    look-back counts as it is now. After a return, a period counts whichever spell it was in.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "workload_occupancy_90d_share": "mean occupancy (0-1) over the periods of the 90 days before the as-of date",
    "workload_pressure_own_share": "own pressure (0-1) in the newest answers, where consent is recorded",
    "workload_pressure_team_share": "mean pressure (0-1) in the newest answers of the team",
    "workload_overtime_90d_hours": "overtime hours a week, over the periods of those 90 days",
    "workload_occupancy_trend_90d_ratio": "mean occupancy of the last 90 days over that of the 90 days before",
    "workload_contacts_90d_team_ratio": "contacts per contracted hour (a day where no hours are on record) over the "
    "median of the team, in those 90 days",
    "workload_demands_own_share": "own demands of customers (0-1) in the newest answers, where consent is recorded",
    "workload_demands_team_share": "mean demands of customers (0-1) in the newest answers of the team",
    "workload_escalations_90d_share": "escalations over contacts, in those 90 days",
    "workload_overtime_trend_90d_hours": "overtime hours a week of the last 90 days less those of the 90 days before",
    "workload_occupancy_spread_180d_share": "standard deviation of the occupancy of the periods of the last 180 days",
    "workload_handle_time_90d_role_ratio": "mean handle time over the median of the same role, in those 90 days",
    "workload_handle_time_trend_90d_ratio": "mean handle time of the last 90 days over that of the 90 days before",
}
TABLES = ("workload", "survey_answers")
RAISES = {
    "workload_occupancy_90d_share": +1,
    "workload_pressure_own_share": +1,
    "workload_pressure_team_share": +1,
    "workload_overtime_90d_hours": +1,
    "workload_occupancy_trend_90d_ratio": +1,
    "workload_contacts_90d_team_ratio": +1,
    "workload_demands_own_share": +1,
    "workload_demands_team_share": +1,
    "workload_overtime_trend_90d_hours": +1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The workload features, one value per observation."""
    work = known.workload
    pressure = known.answers("work_pressure", "conflicting_demands")
    demands = known.answers("customer_expectations", "emotional_contacts")
    occupancy, handled = work.mean("occupancy", days=90), work.mean("handle_seconds", days=90)
    overtime = _weekly_overtime(known)
    faced = work.with_value("contacts").with_value("escalations")
    escalated = _over(faced.sum("escalations", days=90), faced.sum("contacts", days=90))
    return {
        "workload_occupancy_90d_share": known.after(30, occupancy),
        "workload_pressure_own_share": known.own_answers(pressure),
        "workload_pressure_team_share": known.team_mean(pressure),
        "workload_overtime_90d_hours": known.after(30, overtime),
        "workload_occupancy_trend_90d_ratio": known.after(180, _over(occupancy, work.mean("occupancy", 90, before=90))),
        "workload_contacts_90d_team_ratio": known.ratio_to_median(known.after(30, _contact_rate(known)), "team"),
        "workload_demands_own_share": known.own_answers(demands),
        "workload_demands_team_share": known.team_mean(demands),
        "workload_escalations_90d_share": known.after(30, escalated),
        "workload_overtime_trend_90d_hours": known.after(180, overtime - _weekly_overtime(known, before=90)),
        "workload_occupancy_spread_180d_share": known.after(180, work.spread("occupancy", days=180)),
        "workload_handle_time_90d_role_ratio": known.ratio_to_median(known.after(30, handled), "role"),
        "workload_handle_time_trend_90d_ratio": known.after(
            180, _over(handled, work.mean("handle_seconds", 90, before=90))
        ),
    }


def _weekly_overtime(known: Known, before: int = 0) -> np.ndarray:
    stated = known.workload.with_value("overtime_hours")
    return 7 * _over(stated.sum("overtime_hours", 90, before), stated.sum("period_days", 90, before))


def _contact_rate(known: Known) -> np.ndarray:
    """Contacts a day, per contracted hour where the records have hours: part-timers take fewer."""
    stated = known.workload.with_value("contacts")
    daily = _over(stated.sum("contacts", days=90), stated.sum("period_days", days=90))
    hours = known.assignments
    return _over(daily, hours.last("hours_per_week")) if hours.has("hours_per_week") else daily


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """`part` over `whole`; missing where there is nothing to divide by."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
