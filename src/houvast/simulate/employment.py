"""Employment records: spells with their versions, assignments, pay.

A spell is known from its first day; that it ends, from the day of decision (notice handed in, or the
last day). About 3% of exit reasons are first recorded as unknown and put right weeks later; 1% of
exits stay unknown. Some people come back: a rehire is a new spell under the same employee_id.
"""

import numpy as np
import pandas as pd

from houvast.simulate.calendar import Calendar
from houvast.simulate.history import REASONS, World
from houvast.simulate.moments import FAR, Moments, Scene, finish

REHIRE_SHARE = 0.03
SITES = ("Maastricht", "Groningen", "Almere", "Enschede", "Heerlen", "Tilburg")
HOURS = (16, 20, 24, 28, 32, 36, 40)


def number_people(world: World, calendar: Calendar, noise: np.random.Generator) -> pd.Series:
    """Employee id by spell number: digits with leading zeros, in order of hire.

    A share of the hires in the window takes the id of somebody who left of their own accord at
    least half a year earlier.
    """
    order = np.argsort(world.started, kind="stable")
    width = max(4, len(str(len(order) + 7)))
    ids = np.empty(len(order), dtype=object)
    ids[order] = [f"{number:0{width}d}" for number in range(7, len(order) + 7)]
    hires = np.flatnonzero(world.started >= calendar.observed_from)
    left = (world.reason == 0) & (world.ended < calendar.observed_until)
    left &= world.ended >= calendar.observed_from
    free = list(noise.permutation(np.flatnonzero(left)))
    for hire in hires[noise.random(len(hires)) < REHIRE_SHARE]:
        back = next((who for who in free if world.ended[who] + 180 <= world.started[hire]), None)
        if back is not None:
            free.remove(back)
            if hire in free:
                free.remove(hire)
            ids[hire] = ids[back]
    return pd.Series(ids)


def build_spells(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """All versions of every spell that touches the window."""
    world, calendar = scene.world, scene.calendar
    spells = np.flatnonzero((world.ended > calendar.observed_from) & (world.started < calendar.observed_until))
    frame = pd.DataFrame(
        {
            "employee_id": scene.people.to_numpy()[spells],
            "started_on": world.started[spells],
            "ended_on": world.ended[spells],
            "exit_reason": np.array([*REASONS, None], dtype=object)[world.reason[spells]],
            "notice_on": world.notice[spells],
            "known_on": world.decided[spells],
        }
    )
    hired = frame.assign(ended_on=FAR, exit_reason=None, notice_on=FAR, known_on=frame["started_on"])
    hired = hired[frame["known_on"] > frame["started_on"]]  # who left on the first day has one version
    ending = frame[frame["known_on"] < calendar.observed_until]
    draw = noise.random(len(ending))
    unsure, corrected = draw < 0.04, draw < 0.03
    later = ending[corrected].copy()
    later["known_on"] += noise.integers(14, 60, len(later))
    ending = ending.assign(exit_reason=ending["exit_reason"].mask(unsure, "unknown"))
    table = finish(pd.concat([hired, ending, scene.known_by_end(later)]), "started_on")
    return table.astype({"exit_reason": "str"})


def build_people(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """One row per employee with a spell that touches the window: birth year and gender, on which nothing depends.

    Three quarters are women, as in the sector's survey of 2020; ages at hire run from 18 to 62.
    """
    world, calendar = scene.world, scene.calendar
    count = world.started.size
    hired_in = world.started.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    age = 18 + np.floor(45 * noise.beta(1.0, 2.0, count))
    gender = noise.choice(np.array(("woman", "man", "other"), dtype=object), count, p=(0.74, 0.25, 0.01))
    frame = pd.DataFrame({"employee_id": scene.people.to_numpy(), "birth_year": hired_in - age, "gender": gender})
    touching = (world.ended > calendar.observed_from) & (world.started < calendar.observed_until)
    first = frame[touching].drop_duplicates("employee_id").sort_values("employee_id", ignore_index=True)
    return first.astype({"employee_id": "str", "birth_year": "float64"})


def build_assignments(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """Site, team, manager, client, role, contract and hours, on the first of the month of each change."""
    moments = scene.monthly()
    return _changes(_assignment_months(scene, moments, noise), "effective_on", keep_first=True)


def build_pay(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """Hourly wage on the first of the month of each change."""
    moments = scene.monthly()
    person = scene.at("person", moments)
    count = scene.world.started.size
    start = scene.archetype.wage + np.round(noise.gamma(2.0, 0.35, count), 2)
    step = 1 + noise.uniform(0.02, 0.045, count)
    # A rise decided on a first of the month is paid from that day; the history counts it from the week after.
    following = np.minimum(moments.week + 1, len(scene.mondays) - 1)
    same = scene.history["person"][following, moments.seat] == person
    rises = np.where(same, scene.history["rise_count"][following, moments.seat], scene.at("rise_count", moments))
    years_before = np.maximum(scene.calendar.observed_from - scene.world.started, 0) / 365.25
    begin = start * step ** np.minimum(years_before * 0.6, 12)
    wage = np.round(begin[person] * step[person] ** rises, 2)
    return _changes(scene.table(moments, "effective_on", hourly_wage=wage), "effective_on", keep_first=True)


def _assignment_months(scene: Scene, moments: Moments, noise: np.random.Generator) -> pd.DataFrame:
    world, person = scene.world, scene.at("person", moments)
    count = world.started.size
    team = world.team_of_seat[moments.seat]
    teams = int(world.team_of_seat.max()) + 1
    sites = min(len(SITES), max(1, round(teams / 20)))
    clients = np.array(scene.archetype.clients, dtype=object)
    agency = noise.random(count) < scene.archetype.agency_share
    hours = noise.choice(HOURS, count, p=(0.08, 0.12, 0.2, 0.14, 0.22, 0.14, 0.10)).astype(float)
    weeks = (moments.day - world.started[person]) / 7
    senior = (scene.at("rise_count", moments) >= 2) & (person % 5 == 0)
    managers = np.array([f"M{number:03d}" for number in range(int(scene.history["manager"].max()) + 1)], dtype=object)
    return scene.table(
        moments,
        "effective_on",
        site=np.array(SITES, dtype=object)[team * sites // teams],
        team=np.array([f"T{number + 1:02d}" for number in range(teams)], dtype=object)[team],
        manager_id=managers[scene.at("manager", moments)],
        client=clients[team % len(clients)],
        role=np.where(senior, "senior agent", "agent").astype(object),
        contract_type=np.where(weeks < 104, "temporary", "permanent").astype(object),
        agency=agency[person] & (weeks < 52),
        hours_per_week=hours[person],
    )


def _changes(months: pd.DataFrame, event: str, *, keep_first: bool) -> pd.DataFrame:
    """The rows that differ from the same employee's row before (and the first of each, if so)."""
    values = [name for name in months.columns if name not in ("employee_id", event)]
    other = months["employee_id"].ne(months["employee_id"].shift())
    differs = np.zeros(len(months), dtype=bool)
    for name in values:
        differs |= (months[name] != months[name].shift()).to_numpy()
    chosen = (differs & ~other) | (other & keep_first)
    return months[chosen].reset_index(drop=True)
