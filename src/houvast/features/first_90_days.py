"""First 90 days: tenure, drawn sharply where leaving concentrates, and how the start goes.

Source
    The open spell; table `onboarding_steps` (due, done); table `workload` (contacts), `assignments.team` for
    the comparison; survey items `job_as_described` (meant for day 30), `role_fit` and `onboarding_support`.
Known on
    The first working day, or its registration, whichever is later. A step counts from the day after it was
    due, as done from the day on which that became known; work from the last day of its period; an answer from
    its day.
Missing
    Tenure: never. Steps and contacts: from 180 days in the spell. Steps also where none of the spell was due
    yet, and where the spell began before the records of steps. Contacts also in the first 90 days of the work
    records, before a period of work is known, and with fewer than five people of the team to compare with.
    Answers: none in the last year, or too few respondents in the team.
Limits
    A person who returns starts at zero: the earlier spell is not looked at here. Of more than twelve steps
    the newest twelve count. A step that was done and not put on record reads as late; it says how onboarding
    went, and is no reproach to whoever was new. Contacts are per calendar day, whatever the hours: who works few
    hours has few. Whether the job is as described is asked when the centre asks it; the newest answer of the
    last year counts.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "first_90_days_tenure_days": "days from the start of the open spell to the as-of date",
    "first_90_days_steps_late_count": "onboarding steps not done by the day they were due, in the first 180 days",
    "first_90_days_as_described_own_share": "own answer (0-1) to the job being as described, with consent",
    "first_90_days_as_described_team_share": "mean answer (0-1) to the job being as described, of the team",
    "first_90_days_start_own_share": "own answer (0-1) to fitting the job and being guided at the start, with consent",
    "first_90_days_start_team_share": "mean answer (0-1) to fit and guidance at the start, of the team",
    "first_90_days_contacts_against_team_ratio": "contacts a day over the team's median, in the first 180 days",
    "first_90_days_steps_done_share": "onboarding steps done, of those that were due, in the first 180 days",
}
TABLES = ("spells", "onboarding_steps", "survey_answers", "workload")
RAISES = {
    "first_90_days_steps_late_count": +1,
    "first_90_days_as_described_own_share": -1,
    "first_90_days_as_described_team_share": -1,
    "first_90_days_start_own_share": -1,
    "first_90_days_start_team_share": -1,
    "first_90_days_contacts_against_team_ratio": +1,
    "first_90_days_steps_done_share": -1,
}
MOST_STEPS = 12


def compute(known: Known) -> dict[str, np.ndarray]:
    """The first-90-days features, one value per observation."""
    described, start = known.answers("job_as_described"), known.answers("role_fit", "onboarding_support")
    late, done = _steps(known)
    return {
        "first_90_days_tenure_days": known.tenure_days(),
        "first_90_days_steps_late_count": known.within(180, late),
        "first_90_days_as_described_own_share": known.own_answers(described),
        "first_90_days_as_described_team_share": known.team_mean(described),
        "first_90_days_start_own_share": known.own_answers(start),
        "first_90_days_start_team_share": known.team_mean(start),
        "first_90_days_contacts_against_team_ratio": known.within(180, _contacts_against_team(known)),
        "first_90_days_steps_done_share": known.within(180, done),
    }


def _steps(known: Known) -> tuple[np.ndarray, np.ndarray]:
    """Of the steps of the open spell that were due: how many were not done in time, and the share done.

    A spell that is open has no end yet: a step is done if it was done before that end.
    """
    steps, spells = known.onboarding_steps, known.spells
    due, done, late = np.zeros((3, known.tenure_days().size))
    if not (steps.measured and spells.measured and steps.has("done_on")):
        return due * np.nan, due * np.nan
    began, ends, number = spells.last_day(), spells.last_days("ended_on"), steps.known()
    for nth in range(1, min(MOST_STEPS, number.max(initial=0)) + 1):
        due_on, done_on = steps.last_days("due_on", nth), steps.last_days("done_on", nth)
        own = (number >= nth) & (due_on >= began)
        due += own
        done += own & (done_on < ends)
        late += own & (done_on > due_on)
    due = np.where((due > 0) & (began >= steps.observed_from), due, np.nan)
    return np.where(np.isnan(due), np.nan, late), done / due


def _contacts_against_team(known: Known) -> np.ndarray:
    """Contacts a day, over the periods of which they are on record, against the median of the team."""
    stated = known.workload.with_value("contacts")
    worked = stated.sum("period_days", days=90)
    a_day = stated.sum("contacts", days=90) / np.where(worked > 0, worked, np.nan)
    placed = known.assignments.last_code("team") >= 0
    return np.where(placed, known.ratio_to_median(a_day, "team"), np.nan)
