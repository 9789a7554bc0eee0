"""One-on-ones and coaching: what the manager's habit leaves on record.

Who meets monthly has a one-on-one booked every fourth week, others every tenth; some are not held.
Of all one-on-ones 2% are registered weeks late and 1% are first booked as held and corrected later.
"""

import numpy as np
import pandas as pd

from houvast.simulate.archetypes import SHARES
from houvast.simulate.moments import Scene, finish, late_by

TOPICS = ("empathy", "product knowledge", "de-escalation", "systems", "sales")


def build_one_on_ones(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """One row per version of a one-on-one."""
    monthly = scene.history["one_on_ones"]
    moments = scene.happen(_in_rhythm(scene, np.where(monthly, 4, 10), noise), noise)
    count = len(moments.day)
    held = noise.random(count) < np.where(scene.at("one_on_ones", moments), 0.94, 0.70)
    draw = noise.random(count)
    late = late_by(count, noise)
    managers = np.array([f"M{number:03d}" for number in range(int(scene.history["manager"].max()) + 1)], dtype=object)
    frame = pd.DataFrame(
        {
            "employee_id": scene.ids(moments),
            "booked_for": moments.day,
            "held": held,
            "with_manager_id": managers[scene.at("manager", moments)],
            "known_on": moments.day + noise.integers(0, 3, count) + late,
        }
    )
    wrong = held & (draw < 0.012)
    corrected = frame[wrong].assign(held=False)
    corrected["known_on"] += noise.integers(10, 45, int(wrong.sum()))
    return finish(scene.known_by_end(pd.concat([frame, corrected])), "booked_for")


def build_coaching(scene: Scene, noise: np.random.Generator) -> pd.DataFrame:
    """One row per coaching or training session."""
    chance = _in_rhythm(scene, np.where(scene.history["coached"], 4, 13), noise)
    moments = scene.happen(chance * 0.97, noise)
    count = len(moments.day)
    useful = noise.random(count) < SHARES["training_useful"]
    grade = np.where(
        useful, noise.choice((4, 5), count, p=(0.65, 0.35)), noise.choice((1, 2, 3), count, p=(0.1, 0.3, 0.6))
    )
    return scene.table(
        moments,
        "held_on",
        kind=np.where(noise.random(count) < 0.75, "coaching", "training").astype(object),
        topic=np.array(TOPICS, dtype=object)[noise.integers(0, len(TOPICS), count)],
        usefulness=np.where(noise.random(count) < 0.4, np.nan, (grade - 1) / 4),
        hours=np.where(noise.random(count) < 0.75, 0.5, 2.0),
    )


def _in_rhythm(scene: Scene, every: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """1.0 in the weeks of each person's rhythm (every so many weeks, from a week of their own)."""
    own = noise.integers(0, 520, scene.world.started.size)[scene.history["person"]]
    return ((np.arange(len(every))[:, None] + own) % every == 0).astype(float)
