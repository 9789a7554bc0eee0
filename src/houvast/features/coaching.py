"""Coaching and training: how often, how much, and what people think of it.

Source
    Table `coaching` (a row per session; its `usefulness` is a rating by the person). Survey items
    `training_useful`, `training_quality` and `monthly_coaching` (quality); `empathy_need`, `speed_need` and
    `knowledge_need` (needs).
Known on
    The day of the session or of its registration, whichever is later; an answer from its day.
Missing
    Sessions in the first 90 days of the records and of a spell; hours in the first year of the records, in
    the first 180 days of a spell, and where sessions were held and none has its hours; "days since" in the
    first 60 days of a spell or of the records without a session. Ratings: in the first 180 days of the
    records, and none in the last 180 days. Ratings and answers: too few respondents in the team.
Limits
    Help at the desk that no one puts on record is unseen. The training at the start counts among the
    hours of the first year, and after a return what was in the spell before. A rating is an answer: it
    enters only as the mean of the team, unless consent is recorded.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "coaching_sessions_90d_count": "sessions of coaching or training in the 90 days before the as-of date",
    "coaching_quality_own_share": "own opinion (0-1) of the training, high is good, where consent is recorded",
    "coaching_quality_team_share": "mean opinion (0-1) of the training, high is good, of the team",
    "coaching_since_session_days": "days since the last session; where none is known, since spell and records began",
    "coaching_usefulness_180d_own_share": "own mean rating (0-1) of the sessions of the 180 days before the as-of "
    "date, where consent is recorded",
    "coaching_usefulness_180d_team_share": "mean of those ratings in the team",
    "coaching_hours_365d_hours": "hours of coaching and training in the 365 days before the as-of date",
    "coaching_needs_own_share": "own wish (0-1) for more empathy, speed or knowledge, where consent is recorded",
    "coaching_needs_team_share": "mean wish (0-1) for more empathy, speed or knowledge, of the team",
}
TABLES = ("coaching", "survey_answers")
RAISES = {
    "coaching_sessions_90d_count": -1,
    "coaching_quality_own_share": -1,
    "coaching_quality_team_share": -1,
    "coaching_since_session_days": +1,
    "coaching_usefulness_180d_own_share": -1,
    "coaching_usefulness_180d_team_share": -1,
    "coaching_hours_365d_hours": -1,
    "coaching_needs_own_share": +1,
    "coaching_needs_team_share": +1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The coaching features, one value per observation."""
    sessions, timed = known.coaching, known.coaching.with_value("hours")
    untold = (sessions.count(days=365) > 0) & (timed.count(days=365) == 0)
    hours = np.where(untold, np.nan, timed.sum("hours", days=365))
    rated = sessions.mean("usefulness", days=180)
    quality = known.answers("training_useful", "training_quality", "monthly_coaching")
    needs = known.answers("empathy_need", "speed_need", "knowledge_need")
    return {
        "coaching_sessions_90d_count": known.after(90, sessions.count(days=90)),
        "coaching_quality_own_share": known.own_answers(quality),
        "coaching_quality_team_share": known.team_mean(quality),
        "coaching_since_session_days": known.days_without(sessions, from_days=60),
        "coaching_usefulness_180d_own_share": known.own_answers(rated),
        "coaching_usefulness_180d_team_share": known.team_mean(rated),
        "coaching_hours_365d_hours": known.after(180, hours),
        "coaching_needs_own_share": known.own_answers(needs),
        "coaching_needs_team_share": known.team_mean(needs),
    }
