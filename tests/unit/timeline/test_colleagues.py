"""Questions about colleagues: against pandas, and in any number of buckets."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from houvast.timeline import Colleagues, merge_gathered
from houvast.timeline.colleagues import name_group


@st.composite
def cells_and_values(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A cell, a value and a bucket for each of some people."""
    size = draw(st.integers(1, 40))
    cell = np.array(draw(st.lists(st.sampled_from([-5, 0, 3, 2**60]), min_size=size, max_size=size)), dtype=np.int64)
    values = st.sampled_from([0.0, 0.5, 1.0, 2.5, np.nan])
    value = np.array(draw(st.lists(values, min_size=size, max_size=size)))
    bucket = np.array(draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)))
    return cell, value, bucket


def ask(colleagues: Colleagues, cell: np.ndarray, value: np.ndarray) -> dict[str, np.ndarray]:
    total = colleagues.totals(cell, np.ones(cell.size), np.nan_to_num(value) * 2)
    found = colleagues.distribution(cell, value)
    if found is None:
        assert not total.any()
        return {}
    below, equal = found.below(cell, value)
    told = {"number": found.number(cell), "below": below, "equal": equal, "median": found.median(cell)}
    return {"people": total[0], "sum": total[1], **told}


@settings(max_examples=60, deadline=None)
@given(drawn=cells_and_values())
def test_whatever_the_buckets_the_answers_are_those_of_pandas(drawn: tuple) -> None:
    cell, value, bucket = drawn
    frame = pd.DataFrame({"cell": cell, "value": value})
    grouped = frame.groupby("cell")["value"]
    expected = {
        "people": grouped.transform("size"),
        "sum": 2 * grouped.transform("sum"),
        "number": grouped.transform("count"),
        "median": grouped.transform("median"),
    }
    expected["below"] = [((cell == c) & (value < v)).sum() for c, v in zip(cell, value, strict=True)]
    expected["equal"] = [((cell == c) & (value == v)).sum() for c, v in zip(cell, value, strict=True)]
    whole = ask(Colleagues(whole=True), cell, value)
    gathering = [Colleagues() for _ in range(4)]
    for number, one in enumerate(gathering):
        ask(one, cell[bucket == number], value[bucket == number])
    gathered = merge_gathered([one.gathered for one in gathering])
    known = ~np.isnan(value)
    for name, answer in expected.items():
        rows = known if name in ("below", "equal") else np.ones(cell.size, dtype=bool)
        np.testing.assert_array_equal(whole[name][rows], np.asarray(answer)[rows], err_msg=name)
        for number in range(4):
            own = bucket == number
            told = ask(Colleagues(gathered), cell[own], value[own])[name]
            np.testing.assert_array_equal(told[rows[own]], whole[name][own & rows], err_msg=name)


def test_a_group_has_the_same_number_in_every_run() -> None:
    assert name_group("utrecht", "red") == 2938702467584883047
    assert name_group("utrecht", "red") != name_group("utrechtred", "")


@pytest.mark.parametrize("words", [("a", "b"), ("b", "a"), ("", "ab")])
def test_no_group_is_named_like_nobodys(words: tuple[str, str]) -> None:
    assert abs(name_group(*words)) not in (0, 1)
