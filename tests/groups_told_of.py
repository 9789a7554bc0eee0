"""Made-up people at sites and in teams, what is told of them, and how they come, go and move from list to list."""

import numpy as np
import pandas as pd

from houvast.place_tables import build_place_tables
from houvast.sensitivity import Sensitivity

PARAMETERS = 4


def sure(risk):
    """Risks of which everything is known but chance."""
    return Sensitivity(np.asarray(risk, dtype=float), np.zeros((len(risk), PARAMETERS)), np.zeros(len(risk)))


def a_list(places, risk=None, drivers=("pay",), points=0.01):
    """People by id at (site, team), their contributions, and their risks."""
    people = pd.DataFrame(
        {
            "employee_id": list(places),
            "site": [site for site, _ in places.values()],
            "team": [t for _, t in places.values()],
        }
    )
    risk = np.full(len(people), 0.1) if risk is None else np.array([risk[one] for one in places])
    value = points if np.isscalar(points) else np.array([points[one] for one in places]).repeat(len(drivers))
    long = pd.DataFrame(
        {
            "employee_id": people["employee_id"].repeat(len(drivers)),
            "driver": list(drivers) * len(people),
            "contribution": value,
        }
    )
    return people, long, sure(risk)


def build(places, earlier=(), **more):
    people, long, risk = a_list(places, **more)
    return build_place_tables(people, long, risk, np.eye(PARAMETERS), earlier)


def history(rng, lists, teams, size):
    """Who is where on each date: people leave, start, and move between teams and sites."""
    places = {f"p{t:02d}-{n}": (f"site{t % 3}", f"team{t:02d}") for t in range(teams) for n in range(size)}
    number = 0
    for _ in range(lists):
        yield dict(places)
        for one in [one for one in places if rng.random() < 0.01]:
            del places[one]
        for team in rng.integers(teams, size=teams * size // 100):
            number += 1
            places[f"new{number}"] = (f"site{team % 3}", f"team{team:02d}")
        for one in [one for one in places if rng.random() < 0.005]:
            team = rng.integers(teams)
            places[one] = (f"site{team % 3}", f"team{team:02d}")
