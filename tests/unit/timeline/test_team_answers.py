"""An attack on team values: what does somebody learn who knows who was where, who answered, and every value?"""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import linprog
from text_tables import build_table, read_rows

from houvast.timeline import Events, Known, Observations, Versions

LISTS, TEAMS, STEP = 12, 50, 0.05
FIRST = 19_700
SCALE = np.linspace(0, 1, 5)

Centre = tuple[list[list[np.ndarray]], list[np.ndarray]]


@pytest.fixture(scope="module")
def centre() -> Centre:
    """Per team who is in it on each list, and everyone's answer: on a scale of five, never changed.

    Ten to fifteen people a team, of whom one in twenty leaves between two lists and is followed by somebody new.
    """
    draw = np.random.default_rng(12)
    places, answers = [], []
    for _ in range(TEAMS):
        size, mood = int(draw.integers(10, 16)), draw.uniform(0.1, 0.9)
        present, seen, number = np.arange(size), [], size
        for _ in range(LISTS):
            seen.append(present)
            gone = draw.random(size) < 0.05
            present = np.where(gone, number + np.arange(size), present)
            number += size
        said = np.clip(np.round((mood + draw.normal(0, 0.25, number)) * 4) / 4, 0, 1)
        used, at = np.unique(np.concatenate(seen), return_inverse=True)
        places.append(np.split(at, LISTS))
        answers.append(said[used])
    return places, answers


def values_of(seen: list[np.ndarray], said: np.ndarray, ask: Callable[[Known, np.ndarray], np.ndarray]) -> list:
    """What stands at each member's name on each list."""
    told = []
    for number, members in enumerate(seen):
        ids = np.array([f"{one:03d}" for one in members], dtype=object)
        as_of = np.full(ids.size, FIRST + 30 * number, dtype=np.int32)
        here = Observations(ids, np.arange(ids.size, dtype=np.int32), as_of, as_of - 400)
        rows = "\n".join(["employee_id effective_on team", *(f"{one} 2022-01-01 north" for one in ids)])
        table = Events(
            Versions.of_frame(build_table("assignments", read_rows(rows)), "effective_on"), here, observed_from=0
        )
        told.append(ask(Known(here, {"assignments": table}), said[members]))
    return told


def ranges(limits: list[tuple[np.ndarray, float, float]], people: int, asked: np.ndarray) -> np.ndarray:
    """Least and greatest answer of each that agrees with all limits (members, lowest and highest sum)."""
    matrix, bounds = [], []
    for members, low, high in limits:
        row = np.zeros(people)
        row[members] = 1
        matrix += [row, -row]
        bounds += [high + 1e-9, -low + 1e-9]
    found = []
    for person in asked:
        goal = np.zeros(people)
        goal[person] = 1
        low, high = (sign * linprog(sign * goal, matrix, bounds, bounds=(0, 1)).fun for sign in (1, -1))
        found.append((low, high))
    return np.array(found)


def left_open(found: np.ndarray) -> np.ndarray:
    """How many of the five answers remain possible, of each person."""
    return ((found[:, :1] - 1e-6 <= SCALE) & (found[:, 1:] + 1e-6 >= SCALE)).sum(axis=1)


def came_or_went(seen: list[np.ndarray]) -> np.ndarray:
    """Every second one of those who were there on some lists and not on others: a linear programme takes its time."""
    everywhere = set(seen[0]).intersection(*seen)
    return np.array(sorted(set(np.concatenate(seen)) - everywhere), dtype=int)[::2]


def test_from_the_values_of_teams_no_answer_follows(centre: Centre) -> None:
    open_answers = []
    for seen, said in zip(*centre, strict=True):
        told = values_of(seen, said, Known.team_mean)
        limits = []
        for members, values in zip(seen, told, strict=True):
            assert np.unique(values).size == 1 and values[0] in np.arange(11) / 10
            low = 0.0 if values[0] <= 0.1 else values[0] - STEP
            high = 1.0 if values[0] >= 0.9 else values[0] + STEP
            limits.append((members, members.size * low, members.size * high))
        open_answers.append(left_open(ranges(limits, said.size, came_or_went(seen))))
    possible = np.concatenate(open_answers)
    assert possible.size > 120
    assert possible.min() >= 3, f"{(possible == 1).sum()} answers recovered, {(possible == 2).sum()} narrowed to two"


def test_from_the_mean_of_the_others_they_do(centre: Centre) -> None:
    """The attack itself works: with each person left out, one list tells every answer."""
    (seen, said), number = (part[0] for part in centre), 11
    told = values_of(seen[:1], said, lambda known, own: known.mean_of_others(own, "team", number - 2))[0]
    members = seen[0]
    others = members.size - 1
    total = others * told.sum() / (members.size - 1)
    np.testing.assert_allclose(total - others * told, said[members], atol=1e-6)
