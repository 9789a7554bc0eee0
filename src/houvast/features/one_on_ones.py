"""One-on-ones and the manager: whether the talk takes place, with whom, and the support that is felt.

Source
    Table `one_on_ones` (booked for, held or not); `assignments.manager_id`; the spells of those who
    left; survey items `supportive_manager`, `poor_management` and `monthly_one_on_one`.
Known on
    The booked day or the day of registration, whichever is later; a manager once the assignment is
    effective and on record; an exit once it is on record; an answer from its day.
Missing
    The counts in the first 90 days of the records and of a spell; cancelled in a row in the first 180;
    the longest gap in the first 60 days of a spell or of the records, "days since" in those without one. The
    manager: none is on record, or at dates at which no two assignments are known of anyone (one extract
    cannot show a change); days with the manager also in the first 90 days without a change, and changes
    in the first year of a spell or of the records. Colleagues who left: fewer than five of the manager's
    others. Answers: no survey in the last year, or too few respondents in the team.
Limits
    Something to talk about, never evidence against a manager: who left is counted whatever they left
    for, but for a transfer. A talk that no one booked is unseen. Who led a team before the
    records began is not known, and a new id for the same manager reads as a new manager.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "one_on_ones_held_90d_count": "one-on-ones held in the 90 days before the as-of date",
    "one_on_ones_since_held_days": "days since the last one held; where none is known, since spell and records began",
    "one_on_ones_cancelled_90d_count": "one-on-ones booked but not held in those 90 days",
    "one_on_ones_support_own_share": "own view of the manager's support (0-1), where consent is recorded",
    "one_on_ones_support_team_share": "mean view of the manager's support (0-1) of the team",
    "one_on_ones_longest_gap_365d_days": "most days in a row without one held, of the last 365 days and the open spell",
    "one_on_ones_cancelled_in_a_row_180d_count": "newest ones booked but not held, in a row, of the last 180 days",
    "one_on_ones_since_new_manager_days": "days since the manager changed; since spell or records began where never",
    "one_on_ones_new_managers_365d_count": "changes of manager in the 365 days before the as-of date",
    "one_on_ones_left_manager_365d_share": "share of the manager's others, then and now, who left in those 365 days",
    "one_on_ones_manager_people_count": "people with the same manager at the as-of date, the person included",
}
TABLES = ("one_on_ones", "assignments", "survey_answers")
RAISES = {
    "one_on_ones_held_90d_count": -1,
    "one_on_ones_since_held_days": +1,
    "one_on_ones_cancelled_90d_count": +1,
    "one_on_ones_support_own_share": -1,
    "one_on_ones_support_team_share": -1,
    "one_on_ones_longest_gap_365d_days": +1,
    "one_on_ones_cancelled_in_a_row_180d_count": +1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The one-on-one features, one value per observation."""
    booked, held = known.one_on_ones, known.one_on_ones.where("held")
    count = known.after(90, held.count(days=90))
    support = known.answers("supportive_manager", "monthly_one_on_one", low=("poor_management",))
    changes, span = known.assignments.changes("manager_id"), known.group_size("manager")
    new_managers = known.after(366, changes.count(days=365))  # who returns to another manager has not changed manager
    return {
        "one_on_ones_held_90d_count": count,
        "one_on_ones_since_held_days": known.days_without(held, from_days=60),
        "one_on_ones_cancelled_90d_count": booked.count(days=90) - count,
        "one_on_ones_support_own_share": known.own_answers(support),
        "one_on_ones_support_team_share": known.team_mean(support),
        "one_on_ones_longest_gap_365d_days": known.longest_gap(held, days=365, from_days=60),
        "one_on_ones_cancelled_in_a_row_180d_count": known.after(
            180, np.minimum(booked.streak("held"), booked.count(days=180))
        ),
        "one_on_ones_since_new_manager_days": _where_known(span, known.days_without(changes, from_days=90)),
        "one_on_ones_new_managers_365d_count": _where_known(span, new_managers),
        "one_on_ones_left_manager_365d_share": known.left_share("manager", 365),
        "one_on_ones_manager_people_count": span,
    }


def _where_known(span: np.ndarray, values: np.ndarray) -> np.ndarray:
    """`values`, missing for those whose manager is not known."""
    return np.where(np.isnan(span), np.nan, values)
