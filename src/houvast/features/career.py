"""Career visibility: whether a person has a path to look at, what came of asking, and what was open.

Source
    Table `career_events` (talk, plan, application, rejection, promotion, lateral move); its `role`, the
    role that a promotion or lateral move led to: `team lead`, `trainer`, `quality`, or any other word;
    `assignments.site` and `assignments.team`. Survey items `career_paths`; `long_term_future`, `development`
    and `growth_potential` (growth); `role_aspiration`, `wants_team_lead`, `wants_trainer` and
    `wants_quality` (ambition: the strongest wish). Unmet ambition is the wish for a role that no other at the
    site moved into in the last 365 days, 0 where one did; the mean of the three roles.
Known on
    The day of the event or of its registration, whichever is later; an answer from its day.
Missing
    The counts in the first year of the records; talks, plans and applications also in the first 180 days of
    a spell; days since a talk in the first 180 days of a spell or of the records without one, days since a
    move in the first 365. Colleagues who moved: fewer than five others at the site with a year of service
    and of records. Unmet ambition: no answer on any of the three roles, fewer than five others at the site,
    or moves at the site of which none says its role. Answers: none in the last year, or too few in the team.
Limits
    A talk that is not put on record is unseen. An opening is seen only where somebody who still works at
    the site moved into the role: one that nobody filled, or somebody from outside, is not. Whether the
    person already has a role wished for is seen from the answers only.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "career_talks_365d_count": "career talks and plans in the 365 days before the as-of date",
    "career_path_known_own_share": "own answer (0-1) to knowing the career paths, where consent is recorded",
    "career_path_known_team_share": "mean answer (0-1) to knowing the career paths, of the team",
    "career_rejections_365d_count": "internal applications refused in those 365 days",
    "career_since_talk_days": "days since the last career talk or plan; or since spell and records began",
    "career_growth_own_share": "own view (0-1) of growing here and of a future in the sector, with consent",
    "career_growth_team_share": "mean view (0-1) of growing here and of a future, of the team",
    "career_unmet_ambition_site_own_share": "own wish (0-1) for a role that nobody got, mean of three, with consent",
    "career_unmet_ambition_site_team_share": "mean wish (0-1) for such a role of the team, mean of three",
    "career_since_move_days": "days since the last promotion or lateral move; or since spell and records began",
    "career_moved_site_365d_share": "share of the others at the site who were promoted or moved in those 365 days",
    "career_applications_365d_count": "internal applications in those 365 days",
    "career_plan_365d_count": "career plans made in those 365 days",
    "career_ambition_own_share": "own wish (0-1) for another role here, the strongest one, with consent",
    "career_ambition_team_share": "mean wish (0-1) for another role here, of the team",
}
TABLES = ("career_events", "survey_answers")
RAISES = {
    "career_talks_365d_count": -1,
    "career_path_known_own_share": -1,
    "career_path_known_team_share": -1,
    "career_rejections_365d_count": +1,
    "career_since_talk_days": +1,
    "career_growth_own_share": -1,
    "career_growth_team_share": -1,
    "career_unmet_ambition_site_own_share": +1,
    "career_unmet_ambition_site_team_share": +1,
    "career_since_move_days": +1,
    "career_moved_site_365d_share": -1,
    "career_plan_365d_count": -1,
}
ROLES = {"wants_team_lead": "team lead", "wants_trainer": "trainer", "wants_quality": "quality"}
"""The role that each wish is for, as `career_events.role` says it."""


def compute(known: Known) -> dict[str, np.ndarray]:
    """The career features, one value per observation."""
    events = known.career_events
    talks, moves = events.where("kind", "talk", "plan"), events.where("kind", "promotion", "lateral_move")
    paths = known.answers("career_paths")
    growth = known.answers("long_term_future", "development", "growth_potential")
    wishes = [known.answers(item) for item in ROLES]
    ambition = np.fmax.reduce([known.answers("role_aspiration"), *wishes])
    shut = _find_shut(known)
    return {
        "career_talks_365d_count": known.after(180, talks.count(days=365)),
        "career_path_known_own_share": known.own_answers(paths),
        "career_path_known_team_share": known.team_mean(paths),
        "career_rejections_365d_count": events.where("kind", "rejection").count(days=365),
        "career_since_talk_days": known.days_without(talks, from_days=180),
        "career_growth_own_share": known.own_answers(growth),
        "career_growth_team_share": known.team_mean(growth),
        "career_unmet_ambition_site_own_share": _mean([known.own_answers(wish) for wish in wishes], shut),
        "career_unmet_ambition_site_team_share": _mean([known.team_mean(wish) for wish in wishes], shut),
        "career_since_move_days": known.days_without(moves, from_days=365),
        "career_moved_site_365d_share": known.mean_of_others(known.after(365, _any(moves.count(days=365))), "site"),
        "career_applications_365d_count": known.after(180, events.where("kind", "application").count(days=365)),
        "career_plan_365d_count": known.after(180, events.where("kind", "plan").count(days=365)),
        "career_ambition_own_share": known.own_answers(ambition),
        "career_ambition_team_share": known.team_mean(ambition),
    }


def _find_shut(known: Known) -> list[np.ndarray]:
    """Whether nobody else at the site moved into each of `ROLES` in the last 365 days (1, else 0).

    Missing where too few others are there, and where others moved and none of them into a role that is told.
    """
    moves = known.career_events.where("kind", "promotion", "lateral_move")
    moved, told = (known.mean_of_others(some.count(days=365), "site") for some in (moves, moves.with_value("role")))
    untold = np.isnan(told) | ((moved > 0) & (told == 0))
    opened = [known.mean_of_others(moves.where("role", role).count(days=365), "site") for role in ROLES.values()]
    return [np.where(untold, np.nan, number == 0) for number in opened]


def _any(count: np.ndarray) -> np.ndarray:
    """Whether there was one (1, else 0); missing where that is not known."""
    return np.where(np.isnan(count), np.nan, count > 0)


def _mean(wishes: list[np.ndarray], shut: list[np.ndarray]) -> np.ndarray:
    """Mean over the roles of the wish for it where it was shut, and of 0 where it was not; of the known ones."""
    unmet = np.array(wishes) * np.array(shut)
    number = (~np.isnan(unmet)).sum(axis=0)
    return np.where(number > 0, np.nansum(unmet, axis=0) / np.maximum(number, 1), np.nan)
