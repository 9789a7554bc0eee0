"""Career events, recognition and onboarding: resources, as far as they are put on record."""

import numpy as np
import pandas as pd

from houvast.simulate.moments import FAR, Scene, finish

TALK_WEEKLY = (1 / 260, 1 / 14)
"""Weekly chance of a talk or plan on record: who sees no career path, who does."""
APPLY_WEEKLY = 0.006
STEPS = {
    "welcome day": 1,
    "system training": 14,
    "buddy talk": 30,
    "first review": 60,
    "end of onboarding": 90,
}


def build_career_events(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """One row per event: talks and plans, applications and what came of them."""
    sees = scene.history["career"]
    same = scene.history["person"][1:] == scene.history["person"][:-1]
    found = np.zeros(sees.shape, dtype=bool)
    found[1:] = sees[1:] & ~sees[:-1] & same
    talks = scene.happen(np.where(found, 0.95, np.where(sees, TALK_WEEKLY[1], TALK_WEEKLY[0])), noise)
    kinds = np.where(noise.random(len(talks.day)) < 0.35, "plan", "talk").astype(object)
    parts = [scene.table(talks, "happened_on", kind=kinds)]
    tried = scene.happen(APPLY_WEEKLY * (0.5 + 0.8 * sees), noise)
    parts.append(scene.table(tried, "happened_on", kind=np.full(len(tried.day), "application", dtype=object)))
    answer = tried.day + noise.integers(21, 50, len(tried.day))
    told = answer < np.minimum(scene.world.ended[scene.at("person", tried)], scene.calendar.observed_until)
    outcome = noise.choice(("rejection", "promotion", "lateral_move"), len(answer), p=(0.65, 0.2, 0.15)).astype(object)
    outcomes = pd.DataFrame({"employee_id": scene.ids(tried), "happened_on": answer, "kind": outcome})[told]
    parts.append(finish(outcomes, "happened_on"))
    events = pd.concat(parts, ignore_index=True).drop_duplicates()
    return events.sort_values(["employee_id", "happened_on", "kind"], ignore_index=True)


def build_recognitions(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """One row per recognition; supportive managers give more."""
    rate = 0.05 * np.exp(0.5 * scene.history["support"] + 0.15 * scene.history["satisfaction"])
    moments = scene.happen(rate, noise)
    kinds = np.array(("compliment", "customer thanks", "award"), dtype=object)
    return scene.table(moments, "happened_on", kind=kinds[noise.choice(3, len(moments.day), p=(0.6, 0.3, 0.1))])


def build_onboarding_steps(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """One row per version of a step, of everyone hired within the window: due, and done."""
    world, calendar = scene.world, scene.calendar
    hires = np.flatnonzero((world.started >= calendar.observed_from) & (world.started < calendar.observed_until))
    names, due_after = list(STEPS), np.array(list(STEPS.values()))
    person = np.repeat(hires, len(names))
    due, step = (
        world.started[person] + np.tile(due_after, len(hires)),
        np.tile(np.array(names, dtype=object), len(hires)),
    )
    planned = due < world.ended[person]
    person, due, step = person[planned], due[planned], step[planned]
    done = due + np.round(noise.gamma(1.0, 6.0, len(due))).astype(int) - 2
    done = np.maximum(done, world.started[person])
    skipped = (noise.random(len(due)) < 0.08) | (done >= np.minimum(world.ended[person], calendar.observed_until))
    frame = pd.DataFrame(
        {
            "employee_id": scene.people.to_numpy()[person],
            "due_on": due,
            "done_on": FAR,
            "step": step,
            "known_on": world.started[person],
        }
    )
    finished = frame.assign(done_on=done, known_on=done)[~skipped]
    at_once = ~skipped & (done == world.started[person])
    return finish(scene.known_by_end(pd.concat([frame[~at_once], finished])), "due_on")
