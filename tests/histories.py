"""Random record histories: late, corrected and withdrawn versions, ties and gaps, for property tests."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from houvast.timeline import Observations, to_days

START = pd.Timestamp("2024-01-01")


@st.composite
def versions(draw: st.DrawFn, people: int = 3) -> pd.DataFrame:
    """Versions of up to a dozen records: each record has one to three versions, known on rising days.

    In some tables every record becomes known so many days after its event, but for the late ones.
    """
    rows = []
    delay = draw(st.sampled_from([0, 0, 32]))
    for _ in range(draw(st.integers(0, 12))):
        person = draw(st.integers(0, people - 1))
        day = draw(st.integers(0, 120))
        known = sorted(set(draw(st.lists(st.integers(day - 20, day + 60), min_size=1, max_size=3))))
        if draw(st.booleans()):
            known = [day + delay]
        withdrawn = draw(st.booleans()) and len(known) > 1
        for number, on in enumerate(known):
            final = number == len(known) - 1
            rows.append(
                {
                    "employee_id": f"{person:03d}",
                    "day": START + pd.Timedelta(days=day),
                    "known_on": START + pd.Timedelta(days=on),
                    "superseded_on": pd.NaT if final else START + pd.Timedelta(days=known[number + 1]),
                    "retracted": withdrawn and final,
                    "value": draw(st.sampled_from([1.0, 2.0, 3.0, np.nan])),
                    "flag": draw(st.booleans()),
                    "until": START + pd.Timedelta(days=day + draw(st.integers(0, 40))),
                }
            )
    columns = ["employee_id", "day", "known_on", "superseded_on", "retracted", "value", "flag", "until"]
    frame = pd.DataFrame(rows, columns=columns)
    dates = ["day", "known_on", "superseded_on", "until"]
    types = {name: "datetime64[s]" for name in dates} | {"retracted": bool, "flag": bool, "value": float}
    return frame.astype(types)


def monthly(people: int = 3, dates: int = 7, every: int = 30) -> Observations:
    """Every person at every one of some dates."""
    ids = np.array([f"{number:03d}" for number in range(people)], dtype=object)
    first = to_days(START.date())
    as_of = np.tile(np.arange(dates, dtype=np.int32) * every + first, people)
    employee = np.repeat(np.arange(people, dtype=np.int32), dates)
    return Observations(ids, employee, as_of, np.full(as_of.size, first - 400, dtype=np.int32))
