"""Workload, absence, time off and tools: the demands of the work, and what exhaustion leaves on record.

Sickness absence comes more often to who is burnt out or dissatisfied (`SICK_SLOPES`): exhaustion goes with
absence, and few resources go with its frequency (Bakker, Demerouti, De Boer and Schaufeli, 2003).
An absence is known from its first day without its end, and with it from the day after; `ended_on`
is the first day back. About 2% are registered weeks late.
"""

import numpy as np
import pandas as pd

from houvast.simulate.archetypes import SHARES
from houvast.simulate.moments import FAR, Scene, finish, late_by

SICK_WEEKLY = 0.020
SICK_SLOPES = {"burnout": 1.00, "satisfaction": -0.80}
"""Log-rate of reporting sick per standard deviation."""
TIME_OFF_WEEKLY = 0.13
TOOLS = ("knowledge base", "performance dashboard")
NEVER_USED = (0.45, 0.50)


def build_workload(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """One row per agent and whole month at work."""
    moments = scene.monthly()
    nights = ((moments.day.astype("datetime64[D]").astype("datetime64[M]") + 1).astype("datetime64[D]")).astype(int)
    days = nights - moments.day
    count = len(days)
    load = 0.85 * scene.at("workload", moments) + 0.53 * noise.standard_normal(count)
    contacts = np.round(np.exp(6.25 + 0.14 * load + 0.10 * noise.standard_normal(count)))
    frame = scene.table(
        moments,
        "period_start",
        period_days=days.astype(float),
        contacts=contacts,
        handle_seconds=np.round(np.clip(410 + 25 * load + 55 * noise.standard_normal(count), 120, 1200)),
        occupancy=np.round(np.clip(0.79 + 0.055 * load, 0.3, 0.99), 3),
        overtime_hours=np.round(np.maximum(noise.gamma(1.2, 1.4, count) * np.exp(0.35 * load) - 0.8, 0), 1),
        transfers=noise.poisson(contacts * 0.06).astype(float),
        escalations=noise.poisson(contacts * 0.015 * np.exp(0.2 * load)).astype(float),
        schedule_changes=noise.poisson(1.4 * np.exp(0.3 * load)).astype(float),
        adherence=np.round(np.clip(0.93 - 0.01 * load + 0.025 * noise.standard_normal(count), 0.5, 1), 3),
    )
    end = frame["period_start"] + pd.to_timedelta(frame["period_days"], unit="D")
    return frame[end <= pd.Timestamp(scene.calendar.observed_until, unit="D")].reset_index(drop=True)


def build_absences(scene: Scene, leave: pd.DataFrame, noise: np.random.Generator) -> pd.DataFrame:
    """One row per version of an absence: sickness, and the leave that was approved."""
    rate = SICK_WEEKLY * np.exp(sum(slope * scene.history[name] for name, slope in SICK_SLOPES.items()))
    moments = scene.happen(rate, noise)
    count = len(moments.day)
    draw = noise.random(count)
    length = np.where(draw < 0.86, noise.geometric(0.30, count), 7 + noise.geometric(1 / 25, count))
    sick = pd.DataFrame(
        {
            "employee_id": scene.ids(moments),
            "started_on": moments.day,
            "ended_on": np.minimum(moments.day + length, scene.world.ended[scene.at("person", moments)]),
            "kind": "sick",
        }
    )
    frame = _without_overlap(pd.concat([sick, leave], ignore_index=True))
    late = late_by(len(frame), noise)
    first = frame.assign(ended_on=FAR, known_on=frame["started_on"] + late)
    closed = frame.assign(known_on=np.maximum(frame["ended_on"], frame["started_on"] + late + 1))
    table = finish(scene.known_by_end(pd.concat([first, closed])), "started_on")
    return table


def build_time_off_requests(scene: Scene, noise: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Requests for time off, and (in whole-number days) the leave that followed from them."""
    moments = scene.happen(np.full(scene.history["person"].shape, TIME_OFF_WEEKLY), noise)
    count = len(moments.day)
    tight = scene.at("workload", moments)
    approved = noise.random(count) < np.clip(SHARES["time_off_approved"] - 0.07 * tight, 0.05, 0.98)
    decided = moments.day + noise.integers(0, 10, count)
    begins = moments.day + noise.integers(14, 90, count)
    person = scene.at("person", moments)
    taken = approved & (begins < np.minimum(scene.world.ended[person], scene.calendar.observed_until))
    leave = pd.DataFrame(
        {
            "employee_id": scene.ids(moments)[taken],
            "started_on": begins[taken],
            "ended_on": np.minimum(begins + noise.choice((1, 2, 3, 7, 14), count), scene.world.ended[person])[taken],
            "kind": "leave",
        }
    )
    open_still = decided >= np.minimum(scene.calendar.observed_until, scene.world.ended[person])
    requests = scene.table(
        moments,
        "asked_on",
        decided_on=np.where(open_still, FAR, decided),
        approved=pd.array(np.where(open_still, None, approved), dtype="boolean"),
    )
    return requests, leave


def build_tool_use(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """Logins per agent, month and tool; almost half never use a tool."""
    moments = scene.monthly()
    parts = []
    for tool, never in zip(TOOLS, NEVER_USED, strict=True):
        appetite = np.where(
            noise.random(scene.world.started.size) < never, 0, noise.gamma(2, 4, scene.world.started.size)
        )
        logins = noise.poisson(appetite[scene.at("person", moments)])
        parts.append(
            scene.table(moments, "period_start", tool=np.full(len(logins), tool, dtype=object), logins=logins * 1.0)
        )
    both = pd.concat(parts, ignore_index=True)
    return both.sort_values(["employee_id", "period_start", "tool"], ignore_index=True)


def _without_overlap(absences: pd.DataFrame) -> pd.DataFrame:
    """The absences that begin after all earlier ones of the same person have ended."""
    absences = absences.sort_values(["employee_id", "started_on", "kind"], ignore_index=True, kind="stable")
    before = absences.groupby("employee_id")["ended_on"].cummax().groupby(absences["employee_id"]).shift()
    return absences[~(before >= absences["started_on"])].reset_index(drop=True)
