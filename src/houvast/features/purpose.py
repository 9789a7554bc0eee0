"""Purpose and attitude: satisfaction, enjoyment and meaning as answered in surveys, and contacts handed on.

Source
    Survey items `role_satisfaction`, `recommend` and `pride` (satisfaction), `enjoyment` and `would_do_again`
    (enjoyment), `meaning`, `role_awareness`, `craftsmanship` and `wish_to_help` (meaning), and
    `outcome_unseen`; table `workload` (contacts, transfers), `assignments.role` for the comparison.
Known on
    The day of the answer; the last day of a period of work.
Missing
    Answers: none in the last year, or too few respondents in the team; a change also where there is no
    answer before the newest one, in the last two years. Transfers: in the first 90 days of a spell and of the
    records, and without a contact in 90 days. Comparison: fewer than five people in the role.
Limits
    Who is silent differs from who answers. Answers enter only as the mean of the team,
    unless consent is recorded. A transfer is counted whether or not the outcome was told afterwards, and
    what can be handed on depends on the work: a queue that only receives has few.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "purpose_satisfaction_own_share": "own satisfaction (0-1) in the newest answers, where consent is recorded",
    "purpose_satisfaction_team_share": "mean satisfaction (0-1) in the newest answers of the team",
    "purpose_enjoyment_own_share": "own enjoyment (0-1) in the newest answers, where consent is recorded",
    "purpose_enjoyment_team_share": "mean enjoyment (0-1) in the newest answers of the team",
    "purpose_meaning_own_share": "own sense of meaning (0-1) in the newest answers, where consent is recorded",
    "purpose_meaning_team_share": "mean sense of meaning (0-1) in the newest answers of the team",
    "purpose_satisfaction_change_own_share": "own satisfaction now less that of the answers before, with consent",
    "purpose_satisfaction_change_team_share": "mean of that change in the team",
    "purpose_satisfaction_against_team_own_share": "own satisfaction less the mean of the team",
    "purpose_transfers_90d_share": "transfers per contact in the 90 days before the as-of date",
    "purpose_transfers_against_role_ratio": "transfers per contact over the median of the same role",
    "purpose_outcome_unseen_own_share": "own answer (0-1) to losing sight of the customer, where consent is recorded",
    "purpose_outcome_unseen_team_share": "mean answer (0-1) to losing sight of the customer, of the team",
}
TABLES = ("survey_answers", "workload")
RAISES = dict.fromkeys(FEATURES, -1) | {
    "purpose_transfers_90d_share": +1,
    "purpose_transfers_against_role_ratio": +1,
    "purpose_outcome_unseen_own_share": +1,
    "purpose_outcome_unseen_team_share": +1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The purpose features, one value per observation."""
    satisfaction = known.answers("role_satisfaction", "recommend", "pride")
    change = known.answer_changes("role_satisfaction", "recommend", "pride")
    enjoyment = known.answers("enjoyment", "would_do_again")
    meaning = known.answers("meaning", "role_awareness", "craftsmanship", "wish_to_help")
    unseen = known.answers("outcome_unseen")
    team_satisfaction, transfers = known.team_mean(satisfaction), _transfers(known)
    return {
        "purpose_satisfaction_own_share": known.own_answers(satisfaction),
        "purpose_satisfaction_team_share": team_satisfaction,
        "purpose_enjoyment_own_share": known.own_answers(enjoyment),
        "purpose_enjoyment_team_share": known.team_mean(enjoyment),
        "purpose_meaning_own_share": known.own_answers(meaning),
        "purpose_meaning_team_share": known.team_mean(meaning),
        "purpose_satisfaction_change_own_share": known.own_answers(change),
        "purpose_satisfaction_change_team_share": known.team_change(change),
        "purpose_satisfaction_against_team_own_share": known.own_answers(satisfaction) - team_satisfaction,
        "purpose_transfers_90d_share": transfers,
        "purpose_transfers_against_role_ratio": known.ratio_to_median(transfers, "role"),
        "purpose_outcome_unseen_own_share": known.own_answers(unseen),
        "purpose_outcome_unseen_team_share": known.team_mean(unseen),
    }


def _transfers(known: Known) -> np.ndarray:
    """Transfers per contact, over the periods of which both are on record."""
    stated = known.workload.with_value("contacts").with_value("transfers")
    contacts = stated.sum("contacts", days=90)
    return known.after(90, stated.sum("transfers", days=90) / np.where(contacts > 0, contacts, np.nan))
