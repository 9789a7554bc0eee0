"""Connection and voice: who left around a person, moves between teams, silence, and ties as answered in surveys.

Source
    Table `assignments` (team); the spells of others, for who left and who is new; tables `survey_invitations`
    and `survey_answers`, for silence; survey items `connectedness` and `culture` (connectedness), `voice`
    and `distance_to_client`.
Known on
    A move counts once it is effective and on record, whichever is later; a colleague has left once the end of the
    spell has passed and is on record. The day of the invitation and of the answer.
Missing
    Where no team is known: who left, who is new, team size, moves. Who left and who is new: fewer than five others.
    Moves: at dates at which no two teams are known of anyone (one extract cannot show a move); the count
    also in the first 180 days of a spell and the first year of the records. Silence: no invitation in this
    spell and the last year, or none of more than 14 days ago. Answers: none in the last year, or too few
    respondents in the team.
Limits
    That colleagues leave stands beside a person's own leaving; a closing client or a new site moves both. A
    renamed team reads as a move of everyone in it, a team of the same name at another site as none, and who returns
    to another team has moved. Silence is not dissent: who is ill, on leave or busy is silent too, an answer to any
    later wave counts as an answer, and where answers are not kept by person everyone is silent. It is a person's own
    answer: it is theirs with consent only, and the team's otherwise. Voice and ties are as answered: ideas raised
    and time spent together are on no record.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "connection_team_left_90d_share": "people who left the team in the last 90 days, of them and the others in it",
    "connection_connectedness_own_share": "own sense of connectedness (0-1) in the newest answers, with consent",
    "connection_connectedness_team_share": "mean sense of connectedness (0-1) of the team",
    "connection_silent_own_share": "1 if nothing was answered to the newest invitation of over 14 days, with consent",
    "connection_silent_team_share": "share of the team, of those invited, who answered nothing since",
    "connection_distance_to_client_own_share": "own sense of distance to the client (0-1), where consent is recorded",
    "connection_distance_to_client_team_share": "mean sense of distance to the client (0-1) of the team",
    "connection_voice_own_share": "own sense of being listened to (0-1), where consent is recorded",
    "connection_voice_team_share": "mean sense of being listened to (0-1) of the team",
    "connection_moves_365d_count": "changes of team in the 365 days before the as-of date",
    "connection_since_move_days": "days in the present team: since the last change, or since spell and records began",
    "connection_team_new_share": "others in the team who have been here for less than 90 days",
    "connection_team_size_count": "people in the team at the as-of date, the person included",
}
TABLES = ("assignments", "survey_answers", "survey_invitations")
RAISES = {
    "connection_connectedness_own_share": -1,
    "connection_connectedness_team_share": -1,
    "connection_distance_to_client_own_share": +1,
    "connection_distance_to_client_team_share": +1,
    "connection_voice_own_share": -1,
    "connection_voice_team_share": -1,
}
MOST_REMINDERS = 3


def compute(known: Known) -> dict[str, np.ndarray]:
    """The connection features, one value per observation."""
    connectedness, voice = known.answers("connectedness", "culture"), known.answers("voice")
    distance, silent = known.answers("distance_to_client"), _silent(known)
    moves, placed = known.assignments.changes("team"), known.assignments.last_code("team") >= 0
    new = np.where(known.tenure_days() < 90, 1.0, 0.0)
    return {
        "connection_team_left_90d_share": known.left_share("team", 90),
        "connection_connectedness_own_share": known.own_answers(connectedness),
        "connection_connectedness_team_share": known.team_mean(connectedness),
        "connection_silent_own_share": known.own_answers(silent),
        "connection_silent_team_share": known.team_mean(silent),
        "connection_distance_to_client_own_share": known.own_answers(distance),
        "connection_distance_to_client_team_share": known.team_mean(distance),
        "connection_voice_own_share": known.own_answers(voice),
        "connection_voice_team_share": known.team_mean(voice),
        "connection_moves_365d_count": np.where(placed, known.after(180, moves.count(days=365)), np.nan),
        "connection_since_move_days": np.where(placed, known.days_without(moves, from_days=0), np.nan),
        "connection_team_new_share": known.mean_of_others(new, "team"),
        "connection_team_size_count": known.group_size("team"),
    }


def _silent(known: Known) -> np.ndarray:
    """1 where nothing was answered since the newest invitation of more than 14 days ago, 0 where something was.

    Invitations of the last 14 days are passed over, up to three of them.
    """
    invitations, answers = known.survey_invitations, known.survey_answers
    if not (invitations.measured and answers.measured):
        return invitations.days_since() * np.nan
    recent, number = invitations.count(days=14), invitations.known()
    silent = np.full(number.size, np.nan)
    for passed in range(MOST_REMINDERS + 1):
        sent = invitations.last_days("sent_on", nth=passed + 1)
        quiet = (answers.known() == 0) | (answers.last_day() < sent)
        lately = invitations.days_since(nth=passed + 1) <= np.minimum(known.tenure_days(), 365)
        silent = np.where((recent == passed) & (number > passed) & lately, quiet, silent)
    return silent
