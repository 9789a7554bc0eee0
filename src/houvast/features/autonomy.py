"""Autonomy: a say in one's own hours, time off granted or refused, and room in the work as answered in surveys.

Source
    Table `workload` (`schedule_changes`: changes at short notice; `adherence`: share of the planned time worked
    as planned); table `time_off_requests`. Survey items `autonomy` and `influence_on_hours` (room);
    `rigid_scripts`, `short_term_targets` and `tight_schedules` (tightness); `time_off_approved`.
Known on
    A period of work from the day after its last one; a request from the day on which it was asked, its decision from
    that of the decision; an answer from its day.
Missing
    Changes and adherence: in the first 30 days of a spell, while the look-back begins before the records, and where
    no period of it has a value. Requests: in the first year of the records (undecided ones: the first 90
    days); refusals in the first 180 days of a spell; the approved share where nothing was decided. Answers: no
    survey in the last year, or too few respondents in the team.
Limits
    Who was refused once may not ask again. A request that was dropped, or granted aloud and never entered, looks
    undecided for 90 days. After a return, requests and periods count whichever spell they were in. High adherence
    is a good plan or a tight one: it has no expected direction, and is never evidence against a person.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "autonomy_schedule_changes_90d_count": "schedule changes at short notice per 30 days, over the periods of the 90 "
    "days before the as-of date",
    "autonomy_room_own_share": "own room (0-1) in the newest answers, where consent is recorded",
    "autonomy_room_team_share": "mean room (0-1) in the newest answers of the team",
    "autonomy_tightness_own_share": "own tightness (0-1) of scripts, targets and rosters, where consent is recorded",
    "autonomy_tightness_team_share": "mean tightness (0-1) of scripts, targets and rosters, of the team",
    "autonomy_requests_refused_365d_count": "time-off requests of the 365 days before the as-of date that were refused",
    "autonomy_requests_approved_365d_share": "approved ones among those of these requests that were decided",
    "autonomy_time_off_own_share": "own answer (0-1) to the last request being approved, where consent is recorded",
    "autonomy_time_off_team_share": "mean answer (0-1) to the last request being approved, of the team",
    "autonomy_requests_undecided_90d_count": "time-off requests of the last 90 days that are not decided yet",
    "autonomy_adherence_90d_share": "mean adherence (0-1) over the periods of the 90 days before the as-of date",
}
TABLES = ("workload", "time_off_requests", "survey_answers")
RAISES = {
    "autonomy_schedule_changes_90d_count": +1,
    "autonomy_room_own_share": -1,
    "autonomy_room_team_share": -1,
    "autonomy_tightness_own_share": +1,
    "autonomy_tightness_team_share": +1,
    "autonomy_requests_refused_365d_count": +1,
    "autonomy_requests_approved_365d_share": -1,
    "autonomy_time_off_own_share": -1,
    "autonomy_time_off_team_share": -1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The autonomy features, one value per observation."""
    requests = known.time_off_requests
    decided, refused = requests.with_value("approved"), requests.where("approved", False)
    number, refusals = decided.count(days=365), refused.count(days=365)
    room = known.answers("autonomy", "influence_on_hours")
    tightness = known.answers("rigid_scripts", "short_term_targets", "tight_schedules")
    granted = known.answers("time_off_approved")
    return {
        "autonomy_schedule_changes_90d_count": known.after(30, _monthly_changes(known)),
        "autonomy_room_own_share": known.own_answers(room),
        "autonomy_room_team_share": known.team_mean(room),
        "autonomy_tightness_own_share": known.own_answers(tightness),
        "autonomy_tightness_team_share": known.team_mean(tightness),
        "autonomy_requests_refused_365d_count": known.after(180, refusals),
        "autonomy_requests_approved_365d_share": _over(number - refusals, number),
        "autonomy_time_off_own_share": known.own_answers(granted),
        "autonomy_time_off_team_share": known.team_mean(granted),
        "autonomy_requests_undecided_90d_count": requests.count(days=90) - decided.count(days=90),
        "autonomy_adherence_90d_share": known.after(30, known.workload.mean("adherence", days=90)),
    }


def _monthly_changes(known: Known) -> np.ndarray:
    stated = known.workload.with_value("schedule_changes")
    return 30 * _over(stated.sum("schedule_changes", days=90), stated.sum("period_days", days=90))


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """`part` over `whole`; missing where there is nothing to divide by."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
