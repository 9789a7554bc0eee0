"""Burn-out: absence through sickness, and strain as answered in surveys.

Source
    Table `absences` (kind sick; never a cause of absence); survey items `stress` and `exhaustion`.
Known on
    An absence counts from its first day or its registration, whichever is later.
Missing
    In the first 180 days of the absence records. Strain: no survey in the last year, or too few
    respondents in the team.
Limits
    Sickness absence is a protected matter: it serves to offer relief, never to judge a person.
    Answers enter only as the mean of the others in the team, unless consent is recorded.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "burnout_sick_spells_180d_count": "spells of sickness absence that began in the 180 days before the as-of date",
    "burnout_strain_own_share": "own strain (0-1) in the newest answers, where consent is recorded",
    "burnout_strain_team_share": "mean strain (0-1) in the newest answers of the others in the team",
    "burnout_sick_180d_days": "days of sickness absence in those spells, up to the as-of date",
}
TABLES = ("absences", "survey_answers")
RAISES = dict.fromkeys(FEATURES, +1)


def compute(known: Known) -> dict[str, np.ndarray]:
    """The burn-out features, one value per observation."""
    sick = known.absences.where("kind", "sick")
    strain = known.answers("stress", "exhaustion")
    return {
        "burnout_sick_spells_180d_count": sick.count(days=180),
        "burnout_strain_own_share": known.own_answers(strain),
        "burnout_strain_team_share": known.team_mean(strain),
        "burnout_sick_180d_days": sick.days_within("ended_on", days=180),
    }
