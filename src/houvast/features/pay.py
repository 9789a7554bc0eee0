"""Pay: rises, the wage beside that of colleagues, and how fair pay is found to be.

Source
    Table `pay` (hourly wage by effective date); `assignments.role` and `assignments.team` for the
    comparison; survey items `fair_pay`, `badly_paid`, `benefits` and `pay_rise`.
Known on
    A wage counts once it is effective and on record, whichever is later; an answer from its day.
Missing
    All but the answers: no wage is known of the person. Rises and progress: at dates at which no two
    wages are known of anyone (one extract cannot show a change), in the first year of the records, and
    in the first year of a spell (days since: but for a rise that took place). Passed over: fewer than five
    others in the role of whom a year is known. Comparison: fewer than five people in the role (place:
    five others in the team or role); where no roles are on record, the median is everyone's. Answers: no
    survey in the last year, or too few respondents in the team.
Limits
    A wage record that moves with hours or allowances reads as a rise. Progress begins at the first wage
    on record in the spell: a wage set before the first day, or before the records, is not seen. Benefits
    are known from answers only. Level and rise say something about fairness of pay; they must not be
    used to decide on pay.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "pay_rises_365d_count": "pay rises in the 365 days before the as-of date",
    "pay_against_role_ratio": "hourly wage over the median of the same role at the as-of date",
    "pay_since_rise_days": "days since the last pay rise; since the spell or the records began where none is known",
    "pay_fairness_own_share": "own view of pay and benefits (0-1, 1 is fair), where consent is recorded",
    "pay_fairness_team_share": "mean view of pay and benefits (0-1, 1 is fair) of the team",
    "pay_passed_over_role_share": "share of the others in the role with a rise in the last 365 days; 0 after one's own",
    "pay_place_in_role_share": "share of the others in the role with a lower hourly wage; equal ones count half",
    "pay_since_hire_ratio": "hourly wage over the first one on record in the open spell, after a year",
    "pay_place_in_team_share": "share of the others in the team with a lower hourly wage; equal ones count half",
}
TABLES = ("pay", "survey_answers")
RAISES = {
    "pay_rises_365d_count": -1,
    "pay_against_role_ratio": -1,
    "pay_since_rise_days": +1,
    "pay_fairness_own_share": -1,
    "pay_fairness_team_share": -1,
    "pay_passed_over_role_share": +1,
    "pay_place_in_role_share": -1,
    "pay_since_hire_ratio": -1,
    "pay_place_in_team_share": -1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The pay features, one value per observation."""
    rises, wage = known.pay.changes("hourly_wage", up_only=True), known.pay.last("hourly_wage")
    unpaid = np.isnan(wage)
    count = np.where(unpaid, np.nan, known.after(365, rises.count(days=365)))
    untold = np.isnan(count)
    without = np.where(untold, np.nan, count == 0)
    fairness = known.answers("fair_pay", "benefits", "pay_rise", low=("badly_paid",))
    progress = wage / known.first_in_spell(known.pay, "hourly_wage")
    return {
        "pay_rises_365d_count": count,
        "pay_against_role_ratio": known.ratio_to_median(wage, "role"),
        "pay_since_rise_days": np.where(unpaid, np.nan, known.days_without(rises, from_days=365)),
        "pay_fairness_own_share": known.own_answers(fairness),
        "pay_fairness_team_share": known.team_mean(fairness),
        "pay_passed_over_role_share": without * (1 - known.mean_of_others(without, "role")),
        "pay_place_in_role_share": known.place_among(wage, "role"),
        "pay_since_hire_ratio": np.where(untold, np.nan, progress),
        "pay_place_in_team_share": known.place_among(wage, "team"),
    }
