"""Whom the lists of the test stretches missed: the tested rows, joined to the groups of the training rows."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from made_up_predictions import made_up_predictions

from houvast.evaluation import at_capacity
from houvast.missed import audit_lists

CAPACITY = 8


def trained(**changes: object) -> SimpleNamespace:
    """A training whose tested rows are the last ones of its rows, in reverse, and whose groups are of persons."""
    found = made_up_predictions(people=300, rows=5)
    size, earlier = found.risk.size, 40
    object.__setattr__(found, "row", earlier + np.arange(size)[::-1])
    gender = np.full(earlier + size, "other", dtype=object)
    gender[found.row] = np.where(found.person % 2 == 0, "woman", "man")
    rows = SimpleNamespace(groups=pd.DataFrame({"gender": pd.Categorical(gender)}))
    return SimpleNamespace(**{"predictions": found, "rows": rows, "assessment": object(), **changes})


def test_each_tested_row_counts_in_its_own_group_and_on_the_list_of_its_date() -> None:
    given = trained()
    found = given.predictions
    kept = audit_lists(given, capacity=CAPACITY, draws=50, seed=1)
    groups = kept["groupings"]["gender"]["groups"]
    listed = at_capacity(found.risk, found.as_of, found.person, CAPACITY)
    assert set(groups) == {"man", "woman"}  # the rows that were not tested are in none
    for name, odd in (("woman", 0), ("man", 1)):
        own = (found.person % 2 == odd) & (found.label == 1)
        assert groups[name]["figures"]["recall"]["value"] == pytest.approx(listed[own].mean(), abs=1e-6)


def test_nothing_is_said_where_nothing_was_tested() -> None:
    for absent in ("predictions", "assessment"):
        assert audit_lists(trained(**{absent: None}), capacity=CAPACITY, draws=5, seed=1) is None
    assert audit_lists(trained(rows=SimpleNamespace(groups=None)), capacity=CAPACITY, draws=5, seed=1) is None
