"""A list as long as that of a large centre: the people of a made-up one, many times over."""

from dataclasses import replace

import numpy as np
import pandas as pd
from made_up_list import made_up_ids, made_up_list
from pseudonymous import codes

from houvast.risk_list import RiskList, order_contributions, order_people

MADE_UP, TIMES, CAPACITY = 250, 40, 100
PEOPLE = MADE_UP * TIMES


def made_up_large_ids() -> list[str]:
    """What the sources would call these people."""
    return [f"{one}{copy:02d}" for copy in range(TIMES) for one in made_up_ids(MADE_UP)]


def made_up_large_list() -> RiskList:
    """Ten thousand people, each of whom is like 39 others."""
    made = made_up_list(MADE_UP)
    drivers = list(made.contributions["driver"].unique())
    values = made.contributions["contribution"].to_numpy().reshape(MADE_UP, len(drivers))
    wide = pd.DataFrame(np.tile(values, (TIMES, 1)), columns=drivers)
    ids = codes(made_up_large_ids())
    people = pd.concat([made.people] * TIMES, ignore_index=True).assign(employee_id=ids)
    wide.insert(0, "employee_id", ids)
    ordered = order_people(people, 13, CAPACITY)
    summary = replace(made.summary, people=PEOPLE, capacity=CAPACITY)
    return replace(made, summary=summary, people=ordered, contributions=order_contributions(ordered, wide))
