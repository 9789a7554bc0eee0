"""Career visibility: whether a person has a path to look at, and what came of asking.

Source
    Table `career_events` (talk, plan, application, rejection, promotion, lateral move); survey item
    `career_paths`.
Known on
    The day of the event or of its registration, whichever is later.
Missing
    The counts in the first year of the records; talks in the first 180 days of a spell; "days since" in
    the first 180 days of a spell or of the records without one. The survey share as for every answer.
Limits
    A talk that is not put on record is unseen.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "career_talks_365d_count": "career talks and plans in the 365 days before the as-of date",
    "career_path_known_own_share": "own answer (0-1) to knowing the career paths, where consent is recorded",
    "career_path_known_team_share": "mean answer (0-1) to knowing the career paths, of the others in the team",
    "career_rejections_365d_count": "internal applications refused in those 365 days",
    "career_since_talk_days": "days since the last career talk or plan; or since spell and records began",
}
TABLES = ("career_events", "survey_answers")
RAISES = {
    "career_talks_365d_count": -1,
    "career_path_known_own_share": -1,
    "career_path_known_team_share": -1,
    "career_rejections_365d_count": +1,
    "career_since_talk_days": +1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The career features, one value per observation."""
    talks = known.career_events.where("kind", "talk", "plan")
    paths = known.answers("career_paths")
    return {
        "career_talks_365d_count": known.after(180, talks.count(days=365)),
        "career_path_known_own_share": known.own_answers(paths),
        "career_path_known_team_share": known.team_mean(paths),
        "career_rejections_365d_count": known.career_events.where("kind", "rejection").count(days=365),
        "career_since_talk_days": known.days_without(talks, from_days=180),
    }
