"""Survey waves: who was asked, who answered, and what.

A wave a quarter, in the second week of February, May, August and November; and newcomers are asked in their
third week (waves `start-...`), unless a wave is due within a month. Who is satisfied answers
more often, so silence says something. An answer reflects the person's state at that time, with noise
per answer; a scale's cut points are quantiles of all answers in the window, so that the shares of
the sector survey hold among those who answered.
"""

import numpy as np
import pandas as pd

from houvast.simulate.archetypes import ITEMS, SHARES, Item
from houvast.simulate.calendar import to_month
from houvast.simulate.moments import Moments, Scene

RESPONSE = 1.2
"""Log-odds of answering at mean mood."""
RESPONSE_SLOPE = 0.40
"""Log-odds of answering per standard deviation of satisfaction; half of it, downward, for burn-out."""
ITEM_MISSING = 0.02
STARTER_WEEK = 2
"""Completed weeks at which a newcomer is asked."""


def build_surveys(scene: Scene, noise: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Invitations (one row per person and wave) and answers (one row per person, wave and item)."""
    asked = _asked(scene)
    wave = _wave_names(asked)
    satisfaction, burnout = scene.at("satisfaction", asked), scene.at("burnout", asked)
    odds = RESPONSE + RESPONSE_SLOPE * (satisfaction - 0.5 * burnout)
    answers = noise.random(len(asked.day)) < 1 / (1 + np.exp(-odds))
    invitations = scene.table(asked, "sent_on", wave=wave)
    delay = np.minimum(noise.geometric(0.25, len(asked.day)), 18)
    replied = Moments(asked.week, asked.seat, asked.day + delay)
    person = scene.at("person", replied)
    last = np.minimum(scene.world.ended[person], scene.calendar.observed_until)
    present = answers & (replied.day < last)
    replied = replied.where(present)
    state = _standardised(scene, replied)
    parts = []
    for item in ITEMS:
        answer = _answer(item, state, noise)
        given = noise.random(len(answer)) >= ITEM_MISSING
        code = np.full(int(given.sum()), item.code, dtype=object)
        parts.append(
            scene.table(
                replied.where(given),
                "answered_on",
                wave=wave[present][given],
                item=code,
                answer=answer[given],
            )
        )
    long = pd.concat(parts, ignore_index=True)
    return invitations, long.sort_values(["employee_id", "answered_on", "item"], ignore_index=True)


def _asked(scene: Scene) -> Moments:
    """Everyone employed on the second Monday of a wave's month, and newcomers in their third week."""
    mondays = scene.mondays
    weeks = np.flatnonzero(_is_wave(mondays))
    asked = np.zeros(scene.history["person"].shape, dtype=bool)
    asked[weeks] = True
    near = np.zeros(len(mondays), dtype=bool)
    for shift in range(-4, 5):
        near[np.clip(weeks + shift, 0, len(mondays) - 1)] = True
    asked |= (scene.history["tenure"] == STARTER_WEEK) & ~near[:, None]
    week, seat = np.nonzero(asked)
    return scene.keep_employed(Moments(week, seat, mondays[week]))


def _wave_names(asked: Moments) -> np.ndarray:
    month = to_month(asked.day)
    quarter = [f"{1970 + m // 12}-Q{m % 12 // 3 + 1}" for m in month]
    names = zip(quarter, _is_wave(asked.day), strict=True)
    return np.array([name if wave else f"start-{name}" for name, wave in names], dtype=object)


def _is_wave(mondays: np.ndarray) -> np.ndarray:
    """Whether a Monday is the second of February, May, August or November."""
    month = mondays.astype("datetime64[D]").astype("datetime64[M]")
    of_month = mondays - month.astype("datetime64[D]").astype(int)
    return (month.astype(int) % 3 == 1) & (of_month >= 7) & (of_month < 14)


def _standardised(scene: Scene, moments: Moments) -> dict[str, np.ndarray]:
    """The states that answers reflect, each with variance about 1."""
    flags = {"one_on_ones": SHARES["one_on_one_monthly"], "career": SHARES["knows_career_paths"]}
    state = {name: scene.at(name, moments) for name in ("burnout", "satisfaction", "support")}
    for name, share in flags.items():
        state[name] = (scene.at(name, moments) - share) / np.sqrt(share * (1 - share))
    return state


def _answer(item: Item, state: dict[str, np.ndarray], noise: np.random.Generator) -> np.ndarray:
    """Answers between 0 and 1, lowest to highest of the item's scale."""
    true = sum(weight * state[name] for name, weight in item.weights.items())
    spread = true.std() if true.size > 1 and true.std() > 0 else 1.0
    true = (true - (true.mean() if true.size else 0.0)) / spread
    felt = np.sqrt(item.reliability) * true + np.sqrt(1 - item.reliability) * noise.standard_normal(true.size)
    if not felt.size:
        return felt
    step = np.searchsorted(np.quantile(felt, item.cuts), felt, side="left")
    return step / (item.scale[1] - item.scale[0])
