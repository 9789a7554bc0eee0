"""Technology and AI: tools that are used, AI training, and what is thought of AI.

Source
    Table `tool_use` (logins by tool and period), `assignments.role` for the comparison; table `coaching`
    (topic `ai`); survey items `ai_training_unmet`, `ai_knowledge` and `ai_useful` (AI grasped), `ai_fear`,
    `tools_unused` and `routine_automated`.
Known on
    The day of the session or of the answer, or its registration, whichever is later. A period of logins counts
    from its registration; where the source says none, 30 days after its first day, or after the declared
    delay if that is longer.
Missing
    Logins and tools: in the first 90 days of a spell and of the records. Unused tools: no tool on record of the
    person. Change: nothing in the 90 days before, or not yet 180 days in the spell and the records.
    Comparison: fewer than five people in the role, or a median of zero. AI training: the count in the first 180
    days of a spell and the first year of the records; "days since" in the first 180 days of a spell
    or of the records without one. Answers: none in the last year, or too few respondents in the team.
Limits
    A tool counts as somebody's once a row of it is on record, be it with zero logins; a tool that somebody was
    given and that never shows up in the export is unseen. A tool that is spelled in two ways counts as two.
    Monthly rows are known a month later, so that 90 days hold one to three of them, the same for everyone on
    a date: logins and their change compare people, not dates. Few logins may be the access or the rights
    that lack. AI training that is not on record as topic `ai` is unseen.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "technology_logins_against_role_ratio": "logins in 90 days over the median of the same role at the as-of date",
    "technology_logins_90d_count": "logins to tools in the 90 days before the as-of date",
    "technology_ai_fear_own_share": "own fear of AI (0-1) in the newest answers, where consent is recorded",
    "technology_ai_fear_team_share": "mean fear of AI (0-1) in the newest answers of the team",
    "technology_ai_training_365d_count": "AI training sessions in the 365 days before the as-of date",
    "technology_ai_training_wish_own_share": "own answer (0-1) to wanting AI training and getting none, with consent",
    "technology_ai_training_wish_team_share": "mean answer (0-1) to wanting AI training and getting none, of the team",
    "technology_ai_grasp_own_share": "own knowledge and sense of use of AI (0-1), where consent is recorded",
    "technology_ai_grasp_team_share": "mean knowledge and sense of use of AI (0-1) of the team",
    "technology_tools_unused_90d_share": "tools on record of the person without a login in those 90 days",
    "technology_tools_90d_count": "different tools with a login in those 90 days",
    "technology_logins_change_90d_ratio": "logins in 90 days over those in the 90 days before",
    "technology_since_ai_training_days": "days since the last AI training; or since spell and records began",
    "technology_tools_unused_own_share": "own answer (0-1) to never using three kinds of tool, with consent",
    "technology_tools_unused_team_share": "mean answer (0-1) to never using three kinds of tool, of the team",
    "technology_routine_automated_own_share": "own answer (0-1) to routine work being automated, with consent",
    "technology_routine_automated_team_share": "mean answer (0-1) to routine work being automated, of the team",
}
TABLES = ("tool_use", "coaching", "survey_answers")
RAISES = {
    "technology_logins_90d_count": -1,
    "technology_ai_fear_own_share": +1,
    "technology_ai_fear_team_share": +1,
    "technology_ai_training_365d_count": -1,
    "technology_ai_training_wish_own_share": +1,
    "technology_ai_training_wish_team_share": +1,
    "technology_ai_grasp_own_share": -1,
    "technology_ai_grasp_team_share": -1,
    "technology_tools_unused_90d_share": +1,
    "technology_tools_90d_count": -1,
    "technology_logins_against_role_ratio": -1,
    "technology_logins_change_90d_ratio": -1,
    "technology_since_ai_training_days": +1,
    "technology_tools_unused_own_share": +1,
    "technology_tools_unused_team_share": +1,
    "technology_routine_automated_own_share": -1,
    "technology_routine_automated_team_share": -1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The technology features, one value per observation."""
    training = known.coaching.where("topic", "ai")
    logins = known.after(90, known.tool_use.sum("logins", days=90))
    before = known.after(180, known.tool_use.sum("logins", days=90, before=90))
    used, had = _count_tools(known, logins)
    fear, wish = known.answers("ai_fear"), known.answers("ai_training_unmet")
    grasp = known.answers("ai_knowledge", "ai_useful")
    unused, automated = known.answers("tools_unused"), known.answers("routine_automated")
    return {
        "technology_logins_against_role_ratio": known.ratio_to_median(logins, "role"),
        "technology_logins_90d_count": logins,
        "technology_ai_fear_own_share": known.own_answers(fear),
        "technology_ai_fear_team_share": known.team_mean(fear),
        "technology_ai_training_365d_count": known.after(180, training.count(days=365)),
        "technology_ai_training_wish_own_share": known.own_answers(wish),
        "technology_ai_training_wish_team_share": known.team_mean(wish),
        "technology_ai_grasp_own_share": known.own_answers(grasp),
        "technology_ai_grasp_team_share": known.team_mean(grasp),
        "technology_tools_unused_90d_share": (had - used) / np.where(had > 0, had, np.nan),
        "technology_tools_90d_count": used,
        "technology_logins_change_90d_ratio": logins / np.where(before > 0, before, np.nan),
        "technology_since_ai_training_days": known.days_without(training, from_days=180),
        "technology_tools_unused_own_share": known.own_answers(unused),
        "technology_tools_unused_team_share": known.team_mean(unused),
        "technology_routine_automated_own_share": known.own_answers(automated),
        "technology_routine_automated_team_share": known.team_mean(automated),
    }


def _count_tools(known: Known, logins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tools with a login in 90 days, and tools on record at all, of each person; missing where `logins` is.

    A name that only later records have adds nothing to either.
    """
    used = had = np.where(np.isnan(logins), np.nan, 0.0)
    for name in known.tool_use.words("tool"):
        tool = known.tool_use.where("tool", name)
        used = used + (tool.sum("logins", days=90) > 0)
        had = had + tool.ever()
    return used, had
