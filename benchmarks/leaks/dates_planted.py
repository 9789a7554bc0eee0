"""Leaks in dates, ids and time: what is dated back, entered late, lost or looked at ahead."""

import numpy as np
import pandas as pd

from benchmarks.leaks.centre import Sources
from benchmarks.leaks.planting import add_rows, drop, kind
from houvast.features import DRIVERS
from houvast.timeline import Events, Known, Observations
from houvast.timeline.days import NEVER


@kind(("date_is_exit", "assignments.contract_ends_on"))
def contract_end_overwritten(sources: Sources, noise: np.random.Generator) -> None:
    """The end of the contract is overwritten with the exit in every assignment; of others it lies well ahead."""
    frame = sources.tables["assignments"]
    ahead = frame["effective_on"] + pd.to_timedelta(noise.integers(180, 720, len(frame)), unit="D")
    frame["contract_ends_on"] = sources.exits("assignments").fillna(ahead).astype("datetime64[s]")


@kind(("date_is_exit", "absences.ended_on"))
def sick_leave_until_exit(sources: Sources, noise: np.random.Generator) -> None:
    """Absences of those who left are closed on their last day, in the record as it was first entered."""
    frame = sources.tables["absences"]
    end = sources.exits("absences")
    near = (end - frame["started_on"]).dt.days.between(0, 120)
    frame["ended_on"] = frame["ended_on"].where(~near, end).astype("datetime64[s]")


@kind(("known_late", "one_on_ones.known_on"))
def touched_at_exit(sources: Sources, noise: np.random.Generator) -> None:
    """The only date of entry is that of the last change, and closing a file changes all of it."""
    frame, end = sources.tables["one_on_ones"], sources.exits("one_on_ones")
    frame["known_on"] = frame["known_on"].where(end.isna(), end).astype("datetime64[s]")
    one_a_day = ["employee_id", "booked_for", "known_on"]
    sources.tables["one_on_ones"] = frame.drop_duplicates(one_a_day, keep="last", ignore_index=True)


@kind(("known_late", "absences.known_on"))
def prompt_for_leavers_only(sources: Sources, noise: np.random.Generator) -> None:
    """The day of entry is kept for current staff; for those who left it was filled in with the day itself."""
    frame = sources.tables["absences"].drop_duplicates(["employee_id", "started_on", "kind"], keep="first")
    late = frame["started_on"] + pd.to_timedelta(noise.integers(4, 20, len(frame)), unit="D")
    known = late.where(frame["employee_id"].map(sources.gone).isna(), frame["started_on"])
    known = known.where(known < sources.until, frame["started_on"])
    sources.tables["absences"] = frame.assign(known_on=known.astype("datetime64[s]")).reset_index(drop=True)


@kind(("refused_dates", "time_off_requests"))
def requests_after_exit(sources: Sources, noise: np.random.Generator) -> None:
    """Ids are given out again, so that requests go on long after exit."""
    for _ in range(6):
        add_rows(sources, "time_off_requests", noise, share=0.9, days=(-400, -60), decided_on=pd.NaT)
    frame = sources.tables["time_off_requests"]
    sources.tables["time_off_requests"] = frame[frame["asked_on"] < sources.until].drop_duplicates(
        ["employee_id", "asked_on"], ignore_index=True
    )


@kind(("refused_dates", "career_events"))
def events_in_the_future(sources: Sources, noise: np.random.Generator) -> None:
    """Planned steps are entered as events that have happened."""
    frame = sources.tables["career_events"]
    planned = noise.random(len(frame)) < 0.12
    frame["happened_on"] = frame["happened_on"].mask(planned, sources.until + pd.Timedelta(days=90))
    sources.tables["career_events"] = frame.drop_duplicates(["employee_id", "happened_on", "kind"], ignore_index=True)


@kind(("refused_dates", "coaching"))
def training_before_hire(sources: Sources, noise: np.random.Generator) -> None:
    """Sessions of an earlier employer came along with the tool."""
    frame = sources.tables["coaching"]
    moved = noise.random(len(frame)) < 0.1
    frame["held_on"] = frame["held_on"].mask(moved, pd.Timestamp("1999-05-01"))
    sources.tables["coaching"] = frame.drop_duplicates(["employee_id", "held_on", "kind", "topic"], ignore_index=True)


@kind(("leavers_missing", "spells"))
def old_leavers_deleted(sources: Sources, noise: np.random.Generator) -> None:
    """Who left in the first year was deleted when the retention term ran out."""
    gone = sources.gone
    deleted = gone.index[gone < sources.since + pd.Timedelta(days=365)]
    for table, frame in sources.tables.items():
        sources.tables[table] = frame[~frame["employee_id"].isin(deleted)].reset_index(drop=True)


@kind(("ids_of_leavers", "spells.employee_id"))
def ids_get_an_x(sources: Sources, noise: np.random.Generator) -> None:
    """The id of who has left begins with an X."""
    _rename(sources, {name: f"X{name}" for name in sources.gone.index})


@kind(("ids_of_leavers", "spells.employee_id"))
def ids_renumbered(sources: Sources, noise: np.random.Generator) -> None:
    """The archive gives numbers of its own, in the same form and above all others."""
    everyone = sources.tables["spells"]["employee_id"].unique()
    gone = set(sources.gone.index)
    new = {name: f"{(800_000 if name in gone else 100_000) + at:06d}" for at, name in enumerate(sorted(everyone))}
    _rename(sources, new)


@kind(("lag", ""), ("single_feature", "burnout_"), ("value_of_leavers", "absences.kind"))
def sick_under_notice(sources: Sources, noise: np.random.Generator) -> None:
    """Notice is on no record, and who is under notice is sick to the end; others hardly ever are."""
    drop(sources, "absences", sources.tables["absences"]["kind"] == "sick")
    add_rows(sources, "absences", noise, share=0.95, days=(25, 45), kind="sick", ended_on=pd.NaT)
    _forget_notice(sources)


@kind(("single_feature", "pay_"), ("recent_presence", "pay"))
def last_wage_dated_back(sources: Sources, noise: np.random.Generator) -> None:
    """Holiday allowance is paid out as a wage, entered under a day two to six months before the end."""
    add_rows(sources, "pay", noise, share=0.9, days=(60, 120), hourly_wage=29.0)
    frame = sources.tables["pay"]
    frame["hourly_wage"] += np.where(frame["hourly_wage"] == 29.0, noise.uniform(0, 9, len(frame)).round(2), 0)


@kind(("presence", "absences"), ("recent_presence", "absences"), ("single_feature", "burnout_"), ("lag", ""))
def leave_used_up(sources: Sources, noise: np.random.Generator) -> None:
    """Leave that is left over is booked as absence over the last three months, under earlier days."""
    for _ in range(6):
        add_rows(sources, "absences", noise, share=0.95, days=(2, 100), kind="sick", ended_on=pd.NaT)
    frame = sources.tables["absences"]
    frame["ended_on"] = frame["ended_on"].fillna(frame["started_on"] + pd.Timedelta(days=4)).astype("datetime64[s]")
    sources.tables["absences"] = frame.drop_duplicates(["employee_id", "started_on", "kind"], ignore_index=True)


@kind(("value_of_leavers", "career_events.kind"), ("lag", ""), ("single_feature", "career_"))
def farewell_talk_as_career_talk(sources: Sources, noise: np.random.Generator) -> None:
    """The talk in the last weeks is booked as a career talk, and hardly any other talk is booked."""
    drop(sources, "career_events", sources.tables["career_events"]["kind"] == "talk")
    add_rows(sources, "career_events", noise, share=0.9, days=(1, 28), kind="talk")
    _forget_notice(sources)


@kind(("known_before", "pay_"))
def driver_reads_the_end(sources: Sources, noise: np.random.Generator) -> None:
    """A new driver reads the wage that is on record in the end."""
    honest = DRIVERS["pay"].compute

    def compute(known: Known) -> dict[str, np.ndarray]:
        seen = known._observations
        last = np.full(len(seen), NEVER - 1, dtype=np.int32)
        once, at = np.unique(seen.employee, return_inverse=True)
        then = Observations(seen.employee_ids, once, last[: once.size], last[: once.size])
        wage = Events(known.pay._layout.versions, then, observed_from=0).last("hourly_wage")[at]
        return honest(known) | {"pay_against_role_ratio": wage}

    sources.computes["pay"] = compute


@kind(("known_before", "workload_"))
def driver_compares_with_later_months(sources: Sources, noise: np.random.Generator) -> None:
    """A new driver ranks people among the rows of all dates, later ones included."""
    honest = DRIVERS["workload"].compute
    feature = next(iter(DRIVERS["workload"].FEATURES))

    def compute(known: Known) -> dict[str, np.ndarray]:
        made = honest(known)
        return made | {feature: pd.Series(made[feature]).rank(pct=True).to_numpy()}

    sources.computes["workload"] = compute


def _forget_notice(sources: Sources) -> None:
    spells = sources.tables["spells"].sort_values("known_on", kind="stable")
    final = spells.drop_duplicates(["employee_id", "started_on"], keep="last")
    sources.tables["spells"] = final.drop(columns=["notice_on", "known_on"]).reset_index(drop=True)


def _rename(sources: Sources, new: dict[str, str]) -> None:
    for frame in sources.tables.values():
        frame["employee_id"] = frame["employee_id"].map(lambda name: new.get(name, name)).astype("str")
