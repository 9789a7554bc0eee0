"""Recognition: what is given and put on record, and appreciation and standing as answered in surveys.

Source
    Table `recognitions` (of any kind); survey items `recognition` and `little_appreciated` (appreciation),
    `image` and `little_status` (standing of the work).
Known on
    The day of the recognition or of its registration, whichever is later; the day of the answer.
Missing
    The count in the first 180 days of a spell and of the records; "days since" in the first 90 days of a spell or of
    the records without one. Answers: none in the last year, or too few respondents in the team.
Limits
    A kind word that is not put on record is unseen, and who gives it may not be the one who keeps records:
    few on record says as much of the habit of recording. Nothing to hold against a manager. Answers
    enter only as the mean of the team, unless consent is recorded.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "recognition_given_180d_count": "recognitions in the 180 days before the as-of date",
    "recognition_appreciation_own_share": "own sense of appreciation (0-1) in the newest answers, with consent",
    "recognition_appreciation_team_share": "mean sense of appreciation (0-1) of the team",
    "recognition_since_given_days": "days since the last recognition; or since spell and records began",
    "recognition_standing_own_share": "own sense of the work's standing (0-1), where consent is recorded",
    "recognition_standing_team_share": "mean sense of the work's standing (0-1) of the team",
}
TABLES = ("recognitions", "survey_answers")
RAISES = dict.fromkeys(FEATURES, -1) | {"recognition_since_given_days": +1}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The recognition features, one value per observation."""
    appreciation = known.answers("recognition", low=("little_appreciated",))
    standing = known.answers("image", low=("little_status",))
    return {
        "recognition_given_180d_count": known.after(180, known.recognitions.count(days=180)),
        "recognition_appreciation_own_share": known.own_answers(appreciation),
        "recognition_appreciation_team_share": known.team_mean(appreciation),
        "recognition_since_given_days": known.days_without(known.recognitions, from_days=90),
        "recognition_standing_own_share": known.own_answers(standing),
        "recognition_standing_team_share": known.team_mean(standing),
    }
