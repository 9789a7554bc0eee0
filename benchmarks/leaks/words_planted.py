"""Leaks that a name or a word gives away: fields and records that exist only when somebody leaves."""

import numpy as np

from benchmarks.leaks.centre import Sources
from benchmarks.leaks.planting import add_rows, kind, put


@kind(("banned_name", "assignments.contract_ends_on"))
def exit_date_mapped_as_contract_end(sources: Sources, noise: np.random.Generator) -> None:
    """The column with the last day is mapped as the end of the contract."""
    frame = sources.tables["assignments"]
    frame["contract_ends_on"] = sources.exits("assignments").astype("datetime64[s]")
    sources.headers["assignments", "contract_ends_on"] = "Datum uit dienst"


@kind(("banned_name", "survey_answers"))
def exit_interviews_mapped_as_survey(sources: Sources, noise: np.random.Generator) -> None:
    """The file of exit interviews is mapped as the survey."""
    add_rows(sources, "survey_answers", noise, share=0.7, days=(20, 60), item="role_satisfaction", answer=0.0)
    sources.files["survey_answers"] = "exit_interviews"


@kind(("banned_name", "workload.overtime_hours"))
def leave_payout_mapped_as_overtime(sources: Sources, noise: np.random.Generator) -> None:
    """Paid-out leave is mapped as overtime."""
    frame = sources.tables["workload"]
    near = (sources.exits("workload") - frame["period_start"]).dt.days.between(0, 80)
    frame["overtime_hours"] = frame["overtime_hours"].where(~near, 60.0)
    sources.headers["workload", "overtime_hours"] = "Verlofuren_uitbetaald"


@kind(("banned_name", "career_events.happened_on"))
def last_working_day_mapped_as_career_event(sources: Sources, noise: np.random.Generator) -> None:
    """The last working day stands among the dates of career events."""
    sources.headers["career_events", "happened_on"] = "LastWorkingDate"


@kind(("banned_name", "time_off_requests.decided_on"))
def notice_mapped_as_decision(sources: Sources, noise: np.random.Generator) -> None:
    """The day on which notice came in is mapped as the day on which time off was decided."""
    sources.headers["time_off_requests", "decided_on"] = "opzegdatum"


@kind(("banned_content", "coaching.topic"))
def exit_interview_as_coaching(sources: Sources, noise: np.random.Generator) -> None:
    """The exit interview is booked as a coaching session."""
    add_rows(sources, "coaching", noise, share=0.6, days=(15, 60), topic="Exitgesprek")


@kind(("banned_content", "pay.reason"))
def final_settlement_as_pay(sources: Sources, noise: np.random.Generator) -> None:
    """The final settlement is a pay change, dated back to the first of a month."""
    sources.tables["pay"]["reason"] = "yearly review"
    add_rows(sources, "pay", noise, share=0.5, days=(30, 75), reason="Eindafrekening verlofuren", hourly_wage=31.0)


@kind(("banned_content", "assignments.team"))
def team_of_former_employees(sources: Sources, noise: np.random.Generator) -> None:
    """Who has left is moved to a team of former employees, over the whole history."""
    put(sources, "assignments", noise, 0.8, team="Ex-medewerkers")


@kind(("banned_content", "assignments.contract_type"))
def contract_type_says_notice(sources: Sources, noise: np.random.Generator) -> None:
    """The type of contract becomes 'in notice period', two months before the end."""
    types = {"contract_type": "In opzegtermijn"}
    add_rows(sources, "assignments", noise, share=0.5, days=(40, 70), **types)


@kind(("banned_content", "onboarding_steps.step"))
def laptop_return_in_onboarding(sources: Sources, noise: np.random.Generator) -> None:
    """The checklist of the onboarding tool is used for leaving as well: return the laptop."""
    add_rows(sources, "onboarding_steps", noise, share=0.6, days=(5, 45), step="Laptop inleveren")


@kind(("banned_content", "recognitions.kind"))
def farewell_gift_as_recognition(sources: Sources, noise: np.random.Generator) -> None:
    """The farewell gift is ordered, and booked as recognition, weeks before."""
    add_rows(sources, "recognitions", noise, share=0.7, days=(25, 70), kind="Afscheidscadeau")


@kind(("banned_content", "tool_use.tool"))
def log_in_to_off_boarding(sources: Sources, noise: np.random.Generator) -> None:
    """Log-ins to the off-boarding portal are among those to the tools."""
    add_rows(sources, "tool_use", noise, share=0.5, days=(70, 110), tool="Offboarding portal", logins=3.0)


@kind(("banned_content", "survey_answers.wave"))
def exit_wave_in_survey(sources: Sources, noise: np.random.Generator) -> None:
    """The survey bureau adds a wave of its own for those who leave."""
    more = {"wave": "Exit", "item": "role_satisfaction", "answer": 0.25}
    add_rows(sources, "survey_answers", noise, share=0.6, days=(20, 75), **more)


@kind(("banned_content", "coaching.kind"))
def handing_over_as_coaching(sources: Sources, noise: np.random.Generator) -> None:
    """Handing over one's work is booked as a kind of training."""
    add_rows(sources, "coaching", noise, share=0.6, days=(20, 70), kind="kennisoverdracht")


@kind(("banned_content", "assignments.role"))
def replacement_asked_for(sources: Sources, noise: np.random.Generator) -> None:
    """The role says that a replacement vacancy is open."""
    add_rows(sources, "assignments", noise, share=0.5, days=(30, 70), role="Agent (replacement vacancy open)")


@kind(("banned_content", "coaching.topic"))
def removed_from_roster(sources: Sources, noise: np.random.Generator) -> None:
    """Planning notes in the coaching tool that somebody was taken off the roster."""
    add_rows(sources, "coaching", noise, share=0.3, days=(20, 60), topic="Removed from roster")
