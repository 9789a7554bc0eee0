"""The kinds of facts: which driver each stands behind, and how its figure is written; words are in `texts/facts`."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["", "percent", "days", "hours", "count"]


@dataclass(frozen=True)
class Kind:
    """A kind of fact.

    Parameters
    ----------
    driver : str
        Code of the driver that it stands behind.
    unit : str
        How its value is written; empty where it has none.
    """

    driver: str
    unit: Unit = ""


KINDS: dict[str, Kind] = {
    "started": Kind("first_90_days"),
    "step_done": Kind("first_90_days"),
    "step_late": Kind("first_90_days", "days"),
    "step_open": Kind("first_90_days"),
    "pay_rise": Kind("pay", "percent"),
    "pay_cut": Kind("pay", "percent"),
    "sick_spell": Kind("burnout", "days"),
    "sick_open": Kind("burnout"),
    "one_on_one_held": Kind("one_on_ones"),
    "one_on_one_missed": Kind("one_on_ones"),
    "manager_changed": Kind("one_on_ones"),
    "career_talk": Kind("career"),
    "career_plan": Kind("career"),
    "career_application": Kind("career"),
    "career_rejection": Kind("career"),
    "career_promotion": Kind("career"),
    "career_lateral_move": Kind("career"),
    "role_changed": Kind("career"),
    "occupancy": Kind("workload", "percent"),
    "overtime": Kind("workload", "hours"),
    "time_off_approved": Kind("autonomy"),
    "time_off_declined": Kind("autonomy"),
    "time_off_open": Kind("autonomy"),
    "recognition": Kind("recognition"),
    "coaching_session": Kind("coaching"),
    "coaching_hours": Kind("coaching", "hours"),
    "tools_used": Kind("technology", "count"),
    "ai_training": Kind("technology"),
    "team_changed": Kind("placement"),
    "site_changed": Kind("placement"),
    "client_changed": Kind("placement"),
    "contract_changed": Kind("placement"),
}
"""In no order. Survey values have the kinds `team_survey` and `own_survey`, behind whichever driver they belong to."""

TEAM_SURVEY, OWN_SURVEY = "team_survey", "own_survey"
