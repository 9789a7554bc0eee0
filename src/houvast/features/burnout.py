"""Burn-out: absence through sickness, and strain as answered in surveys.

Source
    Table `absences` (kind sick; never a cause of absence). Survey items `stress` and `exhaustion`
    (strain); `demotivation` and `leave_for_stress` (demotivation); `resilience_need`.
Known on
    An absence counts from its first day or its registration, whichever is later; an answer from its day.
Missing
    Sickness: the first 180 days of the absence records; its trend also the first 180 days of a spell.
    Answers: no survey in the last year, or too few respondents in the team. A change of strain: no
    second answer to the same item in the last two years.
Limits
    Sickness absence is a protected matter: it serves to offer relief, never to judge a person. One
    long spell of it is one spell. Answers enter only as the mean of the team, unless
    consent is recorded.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "burnout_sick_spells_180d_count": "spells of sickness absence that began in the 180 days before the as-of date",
    "burnout_strain_own_share": "own strain (0-1) in the newest answers, where consent is recorded",
    "burnout_strain_team_share": "mean strain (0-1) in the newest answers of the team",
    "burnout_sick_180d_days": "days of sickness absence in those spells, up to the as-of date",
    "burnout_strain_change_own_share": "own strain (0-1) less that of the answers before, where consent is recorded",
    "burnout_strain_change_team_share": "mean of that change in the team",
    "burnout_sick_spells_trend_90d_count": "spells of sickness absence of the last 90 days less those of the 90 before",
    "burnout_demotivation_own_share": "own demotivation (0-1) in the newest answers, where consent is recorded",
    "burnout_demotivation_team_share": "mean demotivation (0-1) in the newest answers of the team",
    "burnout_strain_beside_team_own_share": "own strain less that of the team, where consent is recorded",
    "burnout_resilience_need_own_share": "own wish (0-1) to get better at resilience, where consent is recorded",
    "burnout_resilience_need_team_share": "mean wish (0-1) to get better at resilience, of the team",
}
TABLES = ("absences", "survey_answers")
RAISES = dict.fromkeys(FEATURES, +1)


def compute(known: Known) -> dict[str, np.ndarray]:
    """The burn-out features, one value per observation."""
    sick = known.absences.where("kind", "sick")
    strain, change = known.answers("stress", "exhaustion"), known.answer_changes("stress", "exhaustion")
    demotivation, resilience = known.answers("demotivation", "leave_for_stress"), known.answers("resilience_need")
    team = known.team_mean(strain)
    return {
        "burnout_sick_spells_180d_count": sick.count(days=180),
        "burnout_strain_own_share": known.own_answers(strain),
        "burnout_strain_team_share": team,
        "burnout_sick_180d_days": sick.days_within("ended_on", days=180),
        "burnout_strain_change_own_share": known.own_answers(change),
        "burnout_strain_change_team_share": known.team_change(change),
        "burnout_sick_spells_trend_90d_count": known.after(180, sick.count(days=90) - sick.count(days=90, before=90)),
        "burnout_demotivation_own_share": known.own_answers(demotivation),
        "burnout_demotivation_team_share": known.team_mean(demotivation),
        "burnout_strain_beside_team_own_share": known.own_answers(strain - team),
        "burnout_resilience_need_own_share": known.own_answers(resilience),
        "burnout_resilience_need_team_share": known.team_mean(resilience),
    }
