"""Quarantine: one reason per row, the first; counts that add up; texts for both readers."""

import numpy as np
import pandas as pd

from houvast.records.notices import NOTICES
from houvast.records.quarantine import REASONS, Refusals, say_rows


def test_a_row_keeps_its_first_reason_and_the_counts_add_up():
    refusals = Refusals(np.array([2, 3, 5, 6]), unreadable=[4])
    refusals.refuse(np.array([1, 1]), "not_a_date", "d")
    refusals.refuse(np.array([0, 1]), "out_of_bounds", "w")
    assert refusals.count_reasons() == {"wrong_field_count": 1, "not_a_date": 1, "out_of_bounds": 1}
    assert (refusals.rows_in, refusals.refused, refusals.kept.tolist()) == (5, 3, [2, 3])
    frame = refusals.build_frame()
    assert frame["row"].tolist() == [2, 3, 4]
    assert frame["reason"].tolist() == ["out_of_bounds", "not_a_date", "wrong_field_count"]
    assert refusals.rows_of("not_a_date").tolist() == [3]
    assert refusals.rows_of("wrong_field_count").tolist() == [4]
    assert refusals.keep(pd.DataFrame({"row": [1, 2, 2]}))["row"].tolist() == [2, 2]


def test_rows_in_words():
    assert say_rows([7]) == "row 7"
    assert say_rows(np.arange(1, 9), most=3) == "rows 1, 2, 3 and 5 more"


def test_every_text_exists_in_both_languages():
    for said in (*REASONS.values(), *NOTICES.values()):
        assert set(said) == {"en", "nl"}
        assert not {"because", "omdat", "doordat", "wegens"} & set(" ".join(said.values()).lower().split())
