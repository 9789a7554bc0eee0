"""The features that every contender works out, in the order of the matrix's columns.

A look-back of so many days is half-open, ``[as_of - days, as_of)``: a record on the as-of date does not count.
Counts and sums of nothing are 0; means, last values and days since of nothing are missing.
"""

from dataclasses import dataclass
from typing import Literal

EVENT = {
    "pay": "effective_on",
    "one_on_ones": "booked_for",
    "absences": "started_on",
    "workload": "period_start",
    "survey_answers": "answered_on",
    "coaching": "held_on",
    "career_events": "happened_on",
}
"""The event date of each table."""

ITEMS = ("energy", "fairness", "purpose", "support")
"""What the survey asks, in order of the text."""

Operation = Literal["count", "sum", "mean", "last", "since"]


@dataclass(frozen=True)
class Feature:
    """One column of the matrix.

    Parameters
    ----------
    name : str
    table : str
    operation : str
        `since` is the number of days from the newest record to the as-of date.
    column : str or None
        What is summed, averaged or looked up; None for `count` and `since`.
    where : tuple or None
        Column and value of the records that count; None for all.
    days : int or None
        Length of the look-back; None for `last` and `since`, which look all the way back.
    """

    name: str
    table: str
    operation: Operation
    column: str | None = None
    where: tuple[str, bool | str] | None = None
    days: int | None = None


HELD, NOT_HELD = ("held", True), ("held", False)
SICK, LEAVE = ("kind", "sick"), ("kind", "leave")
TALK, REJECTION = ("kind", "talk"), ("kind", "rejection")

FEATURES = (
    Feature("one_on_ones_held_90d_count", "one_on_ones", "count", where=HELD, days=90),
    Feature("one_on_ones_held_365d_count", "one_on_ones", "count", where=HELD, days=365),
    Feature("one_on_ones_not_held_90d_count", "one_on_ones", "count", where=NOT_HELD, days=90),
    Feature("one_on_ones_since_held_days", "one_on_ones", "since", where=HELD),
    Feature("pay_last_wage", "pay", "last", "hourly_wage"),
    Feature("pay_since_record_days", "pay", "since"),
    Feature("pay_records_365d_count", "pay", "count", days=365),
    Feature("absences_sick_90d_count", "absences", "count", where=SICK, days=90),
    Feature("absences_sick_180d_count", "absences", "count", where=SICK, days=180),
    Feature("absences_sick_365d_count", "absences", "count", where=SICK, days=365),
    Feature("absences_leave_365d_count", "absences", "count", where=LEAVE, days=365),
    Feature("absences_since_sick_days", "absences", "since", where=SICK),
    Feature("workload_occupancy_90d_mean", "workload", "mean", "occupancy", days=90),
    Feature("workload_occupancy_180d_mean", "workload", "mean", "occupancy", days=180),
    Feature("workload_occupancy_365d_mean", "workload", "mean", "occupancy", days=365),
    Feature("workload_overtime_90d_hours", "workload", "sum", "overtime_hours", days=90),
    Feature("workload_overtime_365d_hours", "workload", "sum", "overtime_hours", days=365),
    Feature("workload_contacts_90d_mean", "workload", "mean", "contacts", days=90),
    Feature("workload_contacts_365d_sum", "workload", "sum", "contacts", days=365),
    Feature("workload_last_occupancy", "workload", "last", "occupancy"),
    *(Feature(f"survey_last_{item}", "survey_answers", "last", "answer", ("item", item)) for item in ITEMS),
    Feature("survey_energy_365d_mean", "survey_answers", "mean", "answer", ("item", ITEMS[0]), 365),
    Feature("survey_answers_365d_count", "survey_answers", "count", days=365),
    Feature("survey_since_answer_days", "survey_answers", "since"),
    Feature("coaching_90d_count", "coaching", "count", days=90),
    Feature("coaching_365d_count", "coaching", "count", days=365),
    Feature("coaching_90d_hours", "coaching", "sum", "hours", days=90),
    Feature("coaching_365d_hours", "coaching", "sum", "hours", days=365),
    Feature("coaching_usefulness_365d_mean", "coaching", "mean", "usefulness", days=365),
    Feature("coaching_since_days", "coaching", "since"),
    Feature("career_talks_365d_count", "career_events", "count", where=TALK, days=365),
    Feature("career_since_talk_days", "career_events", "since", where=TALK),
    Feature("career_rejections_365d_count", "career_events", "count", where=REJECTION, days=365),
)


def features_of(table: str) -> list[Feature]:
    """The features that rest on a table, in order."""
    return [feature for feature in FEATURES if feature.table == table]


def columns_of(table: str) -> list[str]:
    """The value columns of a table that the features read, in order."""
    named = [[feature.where[0] if feature.where else None, feature.column] for feature in features_of(table)]
    return list(dict.fromkeys(name for pair in named for name in pair if name))
