"""Records past their term: what a new snapshot leaves out, by hand."""

import pandas as pd
import pytest

from houvast.records.terms import drop_past_terms, first_kept

UNTIL = pd.Timestamp("2026-01-01")


def table(**columns):
    frame = pd.DataFrame(columns)
    return frame.assign(
        **{name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in frame if "_on" in name}
    )


SPELLS = table(
    employee_id=["a", "b", "b", "c", "d", "d"],
    started_on=["2015-01-01", "2016-01-01", "2016-01-01", "2017-01-01", "2010-01-01", "2020-01-01"],
    ended_on=["2025-01-01", None, "2025-01-02", "2025-01-02", "2012-01-01", None],
    known_on=["2025-01-01", "2016-01-01", "2025-01-02", "2025-01-02", "2012-01-01", "2020-01-01"],
)


def test_who_left_longer_ago_goes_with_all_their_rows_and_who_works_stays() -> None:
    calls = table(employee_id=["a", "b", "c", "d"], answered_on=["2025-12-01"] * 4)
    kept = drop_past_terms({"spells": SPELLS, "survey_answers": calls}, {"spells": 365}, UNTIL)
    assert list(kept["spells"]["employee_id"]) == ["b", "b", "c", "d"]
    assert str(kept["spells"]["started_on"].iloc[-1].date()) == "2020-01-01"
    assert list(kept["survey_answers"]["employee_id"]) == ["b", "c", "d"]


def test_an_end_that_was_taken_back_ends_nothing() -> None:
    spells = table(
        employee_id=["a", "a"], started_on=["2015-01-01"] * 2, ended_on=["2020-01-01", None],
        known_on=["2020-01-01", "2020-02-01"],
    )  # fmt: skip
    assert len(drop_past_terms({"spells": spells}, {"spells": 365}, UNTIL)["spells"]) == 2


@pytest.mark.parametrize(("day", "stays"), [("2025-01-01", False), ("2025-01-02", True)])
def test_a_row_stays_to_the_last_day_of_its_term(day, stays) -> None:
    rows = table(employee_id=["d"], answered_on=[day])
    kept = drop_past_terms({"spells": SPELLS, "survey_answers": rows}, {"survey_answers": 365}, UNTIL)
    assert bool(len(kept["survey_answers"])) is stays
    assert str(first_kept({"survey_answers": 365}, UNTIL, "survey_answers").date()) == "2025-01-02"


def test_of_what_holds_from_a_day_on_the_newest_before_the_term_stays() -> None:
    pay = table(
        employee_id=["d", "d", "d", "b"], effective_on=["2020-01-01", "2021-01-01", "2025-06-01", "2016-01-01"],
        known_on=["2020-01-01", "2021-01-01", "2025-06-01", "2016-01-01"],
    )  # fmt: skip
    kept = drop_past_terms({"spells": SPELLS, "pay": pay}, {"pay": 365}, UNTIL)["pay"]
    assert [str(day.date()) for day in kept["effective_on"]] == ["2021-01-01", "2025-06-01", "2016-01-01"]


def test_without_terms_nothing_goes() -> None:
    kept = drop_past_terms({"spells": SPELLS}, {}, UNTIL)
    pd.testing.assert_frame_equal(kept["spells"], SPELLS)
