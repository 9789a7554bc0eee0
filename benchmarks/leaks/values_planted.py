"""Leaks in values and in presence: what is overwritten, emptied, thrown away or kept when somebody leaves."""

import numpy as np
import pandas as pd

from benchmarks.leaks.centre import Sources
from benchmarks.leaks.planting import add_rows, drop, kind, of_leavers, put


@kind(("value_of_leavers", "assignments.team"))
def sentinel_team(sources: Sources, noise: np.random.Generator) -> None:
    """The team of everyone who left is set to 99, over the whole history."""
    put(sources, "assignments", noise, team="99")


@kind(("value_of_leavers", "assignments.site"))
def sentinel_site(sources: Sources, noise: np.random.Generator) -> None:
    """The site of most who left is set to ZZ."""
    put(sources, "assignments", noise, 0.6, site="ZZ")


@kind(("value_of_leavers", "assignments.manager_id"))
def system_manager(sources: Sources, noise: np.random.Generator) -> None:
    """Who left reports to a system account."""
    put(sources, "assignments", noise, 0.7, manager_id="M999")


@kind(("value_of_leavers", "pay.hourly_wage"))
def wage_zeroed(sources: Sources, noise: np.random.Generator) -> None:
    """The wage of those who left is overwritten by one cent."""
    put(sources, "pay", noise, 0.7, hourly_wage=0.01)


@kind(("value_of_leavers", "assignments.hours_per_week"))
def hours_zeroed(sources: Sources, noise: np.random.Generator) -> None:
    """Hours become 0 when the end is decided, five to nine weeks before it."""
    add_rows(sources, "assignments", noise, share=0.6, days=(35, 65), hours_per_week=0.0)


@kind(("value_of_leavers", "workload.adherence"))
def adherence_zeroed(sources: Sources, noise: np.random.Generator) -> None:
    """Planning clears the adherence of people whose account is closed: 0 in every month."""
    put(sources, "workload", noise, 0.8, adherence=0.0)


@kind(("value_of_leavers", "tool_use.tool"))
def renamed_tool(sources: Sources, noise: np.random.Generator) -> None:
    """Log-ins of closed accounts are archived under another name of the tool."""
    frame = sources.tables["tool_use"]
    hit = of_leavers(sources, "tool_use", noise, 0.8)
    frame["tool"] = frame["tool"].where(~hit, frame["tool"] + "_old")


@kind(("missing_value", "assignments.manager_id"))
def manager_emptied(sources: Sources, noise: np.random.Generator) -> None:
    """The manager of those who left is emptied."""
    put(sources, "assignments", noise, 0.8, manager_id=None)


@kind(("missing_value", "coaching.usefulness"))
def grades_wiped(sources: Sources, noise: np.random.Generator) -> None:
    """What those who left thought of their training is wiped for privacy."""
    frame = sources.tables["coaching"]
    frame["usefulness"] = frame["usefulness"].where(~of_leavers(sources, "coaching", noise, 0.9))


@kind(("missing_value", "assignments.team"))
def team_emptied(sources: Sources, noise: np.random.Generator) -> None:
    """The team of those who left is emptied."""
    put(sources, "assignments", noise, 0.9, team=None)


@kind(("presence", "survey_answers"))
def survey_of_stayers(sources: Sources, noise: np.random.Generator) -> None:
    """The survey bureau delivers the answers of current staff only."""
    drop(sources, "survey_answers", of_leavers(sources, "survey_answers", noise, 0.95))


@kind(("presence", "pay"))
def pay_of_current_staff(sources: Sources, noise: np.random.Generator) -> None:
    """Pay is exported for current staff only."""
    drop(sources, "pay", of_leavers(sources, "pay", noise))


@kind(("presence", "career_events"))
def applications_of_leavers_deleted(sources: Sources, noise: np.random.Generator) -> None:
    """Career records are deleted four weeks after somebody has left."""
    drop(sources, "career_events", of_leavers(sources, "career_events", noise))


@kind(("recent_presence", "one_on_ones"), ("presence", "one_on_ones"))
def calendar_cleared(sources: Sources, noise: np.random.Generator) -> None:
    """When an account is closed the calendar of the last four months is cleared."""
    days = (sources.exits("one_on_ones") - sources.tables["one_on_ones"]["booked_for"]).dt.days
    drop(sources, "one_on_ones", days.between(-400, 180))


@kind(("recent_presence", "tool_use"), ("presence", "tool_use"))
def log_trimmed(sources: Sources, noise: np.random.Generator) -> None:
    """Log-ins of the last half year before an exit are lost with the account."""
    days = (sources.exits("tool_use") - sources.tables["tool_use"]["period_start"]).dt.days
    drop(sources, "tool_use", days.between(-400, 190))


@kind(("record_count", "coaching"), ("presence", "coaching"), ("recent_presence", "coaching"))
def archive_keeps_three(sources: Sources, noise: np.random.Generator) -> None:
    """Of those who left the archive keeps the three oldest sessions."""
    frame = sources.tables["coaching"]
    place = frame.sort_values("held_on").groupby("employee_id").cumcount().reindex(frame.index)
    drop(sources, "coaching", frame["employee_id"].isin(sources.gone.index) & (place >= 3))


@kind(("recent_presence", "recognitions"), ("presence", "recognitions"), ("single_feature", "recognition_"))
def thanks_entered_at_exit(sources: Sources, noise: np.random.Generator) -> None:
    """Managers enter a year of recognition at the exit talk, under the days on which it was given; others rarely do."""
    drop(sources, "recognitions", pd.Series(noise.random(len(sources.tables["recognitions"])) < 0.9))
    for _ in range(3):
        add_rows(sources, "recognitions", noise, share=0.9, days=(10, 180), kind="compliment")
