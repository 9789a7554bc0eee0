"""A driver's view: what is too early to say, and groups of colleagues."""

import numpy as np
import pytest
from text_tables import build_table, days, read_rows

from houvast.timeline import Events, Known, Observations, Unmeasured

AS_OF = int(days("2024-01-01")[0])


def people_at(tenure: list[int]) -> Observations:
    """One observation per person on one as-of date, with so many days of tenure."""
    size = len(tenure)
    ids = np.array([f"{number:03d}" for number in range(size)], dtype=object)
    started = AS_OF - np.array(tenure, dtype=np.int32)
    return Observations(ids, np.arange(size, dtype=np.int32), np.full(size, AS_OF, dtype=np.int32), started)


def in_teams(*teams: str, **settings: object) -> Known:
    """People in teams; `-` has none."""
    seen = people_at([400] * len(teams))
    rows = [f"{who} 2023-06-01 {team}" for who, team in zip(seen.employee_ids, teams, strict=True)]
    frame = build_table("assignments", read_rows("\n".join(["employee_id effective_on team", *rows])))
    return Known(seen, {"assignments": Events(frame, "effective_on", seen, observed_from=0)}, **settings)


def test_after_says_nothing_before_its_day() -> None:
    known = Known(people_at([89, 90, 91]), {})
    np.testing.assert_array_equal(known.after(90, np.array([1.0, 2.0, 3.0])), [np.nan, 2, 3])


def test_a_table_that_is_not_there_is_unmeasured() -> None:
    known = Known(people_at([1, 2]), {})
    assert isinstance(known.one_on_ones, Unmeasured)
    table = known.one_on_ones.where("held").rises("held").where("kind", "talk")
    for answer in (
        table.count(days=90),
        table.sum("hours", days=90),
        table.mean("hours", days=90),
        table.last("hours"),
        table.days_since(),
        table.days_within("ended_on", days=90),
        known.days_without(table, from_days=0),
        known.answers("stress"),
        known.team_mean(np.ones(2)),
    ):
        assert answer.shape == (2,) and np.isnan(answer).all()
    assert table.last_code("team").tolist() == [-1, -1]


def test_a_column_that_is_not_there_is_unmeasured() -> None:
    seen = people_at([400])
    frame = build_table("one_on_ones", read_rows("employee_id booked_for\n000 2023-12-01"))
    known = Known(seen, {"one_on_ones": Events(frame, "booked_for", seen, observed_from=0)})
    table = known.one_on_ones
    assert table.count(days=90).tolist() == [1.0]
    for answer in (
        table.where("held").count(days=90),
        table.rises("wage").count(days=90),
        table.sum("hours", days=90),
        table.mean("hours", days=90),
        table.last("hours"),
        table.days_within("ended_on", days=90),
    ):
        assert np.isnan(answer).all()
    assert table.last_code("team").tolist() == [-1]
    assert table.last_text("team").tolist() == [None]


def test_names_of_its_own_are_no_tables() -> None:
    with pytest.raises(AttributeError):
        _ = Known(people_at([1]), {})._anything


@pytest.mark.parametrize(("fewest", "heard"), [(3, True), (4, False)])
def test_a_team_value_needs_so_many_others(fewest: int, heard: bool) -> None:
    """Four in the north answered, so each of them hears three others."""
    known = in_teams("north", "north", "north", "north", "south", min_respondents=fewest)
    mean = known.team_mean(np.array([0.0, 0.2, 0.4, 0.6, 1.0]))
    assert (~np.isnan(mean)).tolist() == [heard] * 4 + [False]
    if heard:
        np.testing.assert_allclose(mean[:4], [0.4, 1 / 3, 0.8 / 3, 0.2])


def test_who_is_silent_is_not_among_the_others_and_hears_all_of_them() -> None:
    known = in_teams("north", "north", "north", min_respondents=2)
    mean = known.team_mean(np.array([0.25, 0.75, np.nan]))
    np.testing.assert_array_equal(mean, [np.nan, np.nan, 0.5])


def test_people_without_a_team_are_no_team() -> None:
    assert np.isnan(in_teams(*"------", min_respondents=1).team_mean(np.full(6, 0.5))).all()


def test_teams_of_other_dates_are_other_teams() -> None:
    ids = np.array(["anna", "ben"], dtype=object)
    as_of = np.array([AS_OF, AS_OF + 31] * 2, dtype=np.int32)
    seen = Observations(ids, np.array([0, 0, 1, 1], dtype=np.int32), as_of, as_of - 100)
    frame = build_table(
        "assignments", read_rows("employee_id effective_on team\nanna 2023-06-01 north\nben 2023-06-01 north")
    )
    events = Events(frame, "effective_on", seen, observed_from=0)
    mean = Known(seen, {"assignments": events}, min_respondents=1).team_mean(np.array([0.1, 0.2, 0.3, 0.4]))
    np.testing.assert_allclose(mean, [0.3, 0.4, 0.1, 0.2])


@pytest.mark.parametrize(("size", "compared"), [(5, True), (4, False)])
def test_a_group_of_five_has_a_median(size: int, compared: bool) -> None:
    known = Known(people_at([100] * 7), {})
    values = np.array([10.0, 12, 20, 30, 40, np.nan, 50])
    values[size:5] = np.nan
    ratio = known.ratio_to_median(values, np.array([0, 0, 0, 0, 0, 0, 1]))
    expected = values[:5] / 20 if compared else np.full(5, np.nan)
    np.testing.assert_allclose(ratio[:5], expected)
    assert np.isnan(ratio[5:]).all()


def test_a_median_of_zero_compares_nothing() -> None:
    ratio = Known(people_at([100] * 5), {}).ratio_to_median(np.zeros(5), np.zeros(5, dtype=int))
    assert np.isnan(ratio).all()


def test_own_answers_need_consent() -> None:
    answers, seen = np.array([0.1, np.nan]), people_at([1, 2])
    assert np.isnan(Known(seen, {}).own_answers(answers)).all()
    np.testing.assert_array_equal(Known(seen, {}, individual_answers=True).own_answers(answers), answers)
