"""Purpose and attitude: satisfaction and pride, as answered in surveys.

Source
    Survey items `role_satisfaction`, `recommend` and `pride`.
Known on
    The day of the answer.
Missing
    No answer in the last year, or too few respondents in the team.
Limits
    Who is silent differs from who answers. Answers enter only as the mean of the others in the
    team, unless consent is recorded.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "purpose_satisfaction_own_share": "own satisfaction (0-1) in the newest answers, where consent is recorded",
    "purpose_satisfaction_team_share": "mean satisfaction (0-1) in the newest answers of the others in the team",
}
TABLES = ("survey_answers",)
RAISES = dict.fromkeys(FEATURES, -1)


def compute(known: Known) -> dict[str, np.ndarray]:
    """The purpose features, one value per observation."""
    satisfaction = known.answers("role_satisfaction", "recommend", "pride")
    return {
        "purpose_satisfaction_own_share": known.own_answers(satisfaction),
        "purpose_satisfaction_team_share": known.team_mean(satisfaction),
    }
