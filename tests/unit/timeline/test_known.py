"""A driver's view: what is too early to say, and groups of colleagues."""

import numpy as np
import pytest
from text_tables import build_table, days, read_records, read_rows, spells_of, view_records

from houvast.observations import build_cohort
from houvast.timeline import Events, Known, Observations, Unmeasured, Versions

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
    return Known(
        seen, {"assignments": Events(Versions.of_frame(frame, "effective_on"), seen, observed_from=0)}, **settings
    )


def test_after_says_nothing_before_its_day() -> None:
    known = Known(people_at([89, 90, 91]), {})
    np.testing.assert_array_equal(known.after(90, np.array([1.0, 2.0, 3.0])), [np.nan, 2, 3])


def test_a_table_that_is_not_there_is_unmeasured() -> None:
    known = Known(people_at([1, 2]), {})
    assert isinstance(known.one_on_ones, Unmeasured)
    table = known.one_on_ones.where("held").changes("held").where("kind", "talk")
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
    known = Known(seen, {"one_on_ones": Events(Versions.of_frame(frame, "booked_for"), seen, observed_from=0)})
    table = known.one_on_ones
    assert table.count(days=90).tolist() == [1.0]
    for answer in (
        table.where("held").count(days=90),
        table.changes("wage").count(days=90),
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


@pytest.mark.parametrize(("fewest", "heard"), [(4, True), (5, False)])
def test_a_team_value_needs_so_many_who_answered(fewest: int, heard: bool) -> None:
    """Four of five in the north answered: 0.0, 0.2, 0.5 and 0.6 make 0.325, in tenths 0.3, for who was silent too."""
    known = in_teams("north", "north", "north", "north", "north", "south", min_respondents=fewest)
    mean = known.team_mean(np.array([0.0, 0.2, 0.5, 0.6, np.nan, 1.0]))
    np.testing.assert_allclose(mean, [0.3 if heard else np.nan] * 5 + [np.nan])


def test_a_team_that_is_alike_at_an_end_is_not_told_to_be() -> None:
    """Else an end of the scale would tell everybody's answer."""
    known = in_teams(*["north"] * 4, *["south"] * 4, min_respondents=4)
    ends = np.array([0.0] * 4 + [1.0] * 4)
    assert known.team_mean(ends).tolist() == [0.1] * 4 + [0.9] * 4
    assert known.team_change(ends).tolist() == [0.0] * 4 + [0.9] * 4
    assert known.team_change(-ends).tolist() == [0.0] * 4 + [-0.9] * 4


def test_a_group_s_mean_leaves_the_person_out() -> None:
    known = in_teams("north", "north", "north", "north", "south")
    mean = known.mean_of_others(np.array([0.0, 0.2, 0.4, 0.6, 1.0]), "team", 3)
    np.testing.assert_allclose(mean, [0.4, 1 / 3, 0.8 / 3, 0.2, np.nan])
    mean = known.mean_of_others(np.array([0.25, 0.75, np.nan, np.nan, np.nan]), "team", 2)
    np.testing.assert_allclose(mean, [np.nan, np.nan, 0.5, 0.5, np.nan])


def test_people_without_a_team_are_no_team() -> None:
    assert np.isnan(in_teams(*"------", min_respondents=1).team_mean(np.full(6, 0.5))).all()


def test_teams_of_other_dates_are_other_teams() -> None:
    ids = np.array(["anna", "ben"], dtype=object)
    as_of = np.array([AS_OF, AS_OF + 31] * 2, dtype=np.int32)
    seen = Observations(ids, np.array([0, 0, 1, 1], dtype=np.int32), as_of, as_of - 100)
    frame = build_table(
        "assignments", read_rows("employee_id effective_on team\nanna 2023-06-01 north\nben 2023-06-01 north")
    )
    events = Events(Versions.of_frame(frame, "effective_on"), seen, observed_from=0)
    mean = Known(seen, {"assignments": events}, min_respondents=1).team_mean(np.array([0.1, 0.2, 0.3, 0.4]))
    np.testing.assert_allclose(mean, [0.2, 0.3, 0.2, 0.3])


@pytest.mark.parametrize(("size", "compared"), [(5, True), (4, False)])
def test_a_group_of_five_has_a_median(size: int, compared: bool) -> None:
    known = in_teams(*["north"] * 6, "south")
    values = np.array([10.0, 12, 20, 30, 40, np.nan, 50])
    values[size:5] = np.nan
    ratio = known.ratio_to_median(values, "team")
    expected = values[:5] / 20 if compared else np.full(5, np.nan)
    np.testing.assert_allclose(ratio[:5], expected)
    assert np.isnan(ratio[5:]).all()


def test_a_median_lies_between_two_middle_values_and_where_no_role_is_known_everyone_is_one_group() -> None:
    ratio = Known(people_at([100] * 6), {}).ratio_to_median(np.array([1.0, 2, 2, 4, 8, 16]), "role")
    np.testing.assert_allclose(ratio, np.array([1.0, 2, 2, 4, 8, 16]) / 3)


def test_a_median_of_zero_compares_nothing() -> None:
    assert np.isnan(Known(people_at([100] * 5), {}).ratio_to_median(np.zeros(5), "role")).all()


def test_the_place_among_others_counts_equal_ones_half() -> None:
    known = in_teams(*["north"] * 6, *["south"] * 5, "-")
    values = np.array([10.0, 11, 11, 12, 13, 14, 1, 2, 3, 4, 5, 6])
    place = known.place_among(values, "team")
    np.testing.assert_allclose(place[:6], np.array([0, 1.5, 1.5, 3, 4, 5]) / 5)
    assert np.isnan(place[6:]).all(), "four others are too few, and no team is none"


def test_who_has_no_value_has_no_place_and_is_nobodys_other() -> None:
    known = in_teams(*["north"] * 7)
    place = known.place_among(np.array([1.0, 2, 3, 4, 5, 6, np.nan]), "team")
    np.testing.assert_allclose(place, [0, 0.2, 0.4, 0.6, 0.8, 1, np.nan])


def test_groups_have_a_size_and_nobody_without_one() -> None:
    np.testing.assert_array_equal(in_teams("north", "north", "south", "-").group_size("team"), [2, 2, 1, np.nan])


def test_teams_of_one_name_at_two_sites_are_two() -> None:
    seen = people_at([400] * 4)
    sites = ("utrecht", "utrecht", "gent", "gent")
    rows = [f"{who} 2023-06-01 {site} red" for who, site in zip(seen.employee_ids, sites, strict=True)]
    frame = build_table("assignments", read_rows("\n".join(["employee_id effective_on site team", *rows])))
    known = Known(seen, {"assignments": Events(Versions.of_frame(frame, "effective_on"), seen, observed_from=0)})
    np.testing.assert_array_equal(known.group_size("team"), [2, 2, 2, 2])
    np.testing.assert_array_equal(known.group_size("site"), [2, 2, 2, 2])
    whole = in_teams("red", "red", "red", "red")
    np.testing.assert_array_equal(whole.group_size("team"), [4, 4, 4, 4])


LEAVERS = """
spells
employee_id  started_on  ended_on    exit_reason  known_on
a            2022-01-01  -           -            2022-01-01
b            2022-01-01  -           -            2022-01-01
c            2022-01-01  -           -            2022-01-01
d            2022-01-01  -           -            2022-01-01
e            2022-01-01  2023-11-01  voluntary    2023-11-01
f            2022-01-01  2023-02-01  employer     2023-02-01
g            2022-01-01  2023-12-01  transfer     2023-12-01
h            2022-01-01  -           -            2022-01-01
h            2022-01-01  2023-12-01  voluntary    2024-02-01
i            2022-01-01  2022-12-31  voluntary    2022-12-31
j            2022-01-01  2023-06-01  voluntary    2023-06-01
j            2023-09-01  -           -            2023-09-01

assignments
employee_id  effective_on  team   manager_id
a            2022-01-01    north  m1
b            2022-01-01    north  m1
c            2022-01-01    north  m1
d            2022-01-01    north  m1
e            2022-01-01    south  m2
e            2023-05-01    north  m1
f            2022-01-01    north  m1
g            2022-01-01    north  m1
h            2022-01-01    north  m1
i            2022-01-01    north  m1
j            2022-01-01    north  m1
"""


def test_who_left_counts_in_the_team_they_were_in_last_as_known_then() -> None:
    """e left 61 days before, f 334; g was transferred, of h it is not known, i left a day too early, j is back."""
    records = read_records(LEAVERS)
    seen = build_cohort(spells_of(records["spells"]), days("2024-01-01"))
    assert seen.employee_ids[seen.employee].tolist() == ["a", "b", "c", "d", "h", "j"]
    known = view_records(records, seen, "first_90_days")
    np.testing.assert_allclose(known.left_share("team", 61), np.full(6, 1 / (5 + 1)))
    np.testing.assert_allclose(known.left_share("team", 60), np.zeros(6))
    np.testing.assert_allclose(known.left_share("manager", 365), np.full(6, 2 / (5 + 2)))
    later = build_cohort(spells_of(records["spells"]), days("2024-02-02"))
    assert later.employee_ids[later.employee].tolist() == ["a", "b", "c", "d", "j"]
    known = view_records(records, later, "first_90_days")
    np.testing.assert_allclose(known.left_share("team", 90), np.full(5, 1 / (4 + 1)))
    assert np.isnan(known.left_share("site", 90)).all(), "no site is on record"


def test_too_few_colleagues_and_leavers_are_not_told() -> None:
    records = read_records(LEAVERS)
    records["spells"] = records["spells"].query("employee_id in ['a', 'b', 'c', 'd', 'f']")
    seen = build_cohort(spells_of(records["spells"]), days("2024-01-01"))
    assert np.isnan(view_records(records, seen, "first_90_days").left_share("team", 365)).all()


def test_answers_that_mean_the_opposite_are_turned_around() -> None:
    seen = people_at([400] * 2)
    rows = """
    employee_id  answered_on  item  answer
    000          2022-12-31   one   0.5
    000          2023-06-01   one   0.8
    000          2023-06-01   two   0.1
    001          2023-03-01   two   0.4
    001          2023-09-01   two   1.0
    """
    frame = build_table("survey_answers", read_rows(rows))
    known = Known(seen, {"survey_answers": Events(Versions.of_frame(frame, "answered_on"), seen, observed_from=0)})
    np.testing.assert_allclose(known.answers("one", low=("two",)), [(0.8 + 0.9) / 2, 0.0])
    np.testing.assert_allclose(known.answer_changes("one", low=("two",)), [0.3, -0.6])


def test_the_longest_gap_begins_with_the_spell_the_look_back_or_the_records() -> None:
    seen = people_at([400, 60, 20])
    rows = "employee_id booked_for held\n000 2023-03-01 yes\n000 2023-05-20 yes\n001 2023-12-11 yes"
    frame = build_table("one_on_ones", read_rows(rows))
    events = Events(Versions.of_frame(frame, "booked_for"), seen, observed_from=0).where("held")
    gap = Known(seen, {}).longest_gap(events, days=365, from_days=30)
    # 20 May 2023 to 1 January 2024 is 226 days; 2 November to 11 December is 39; 20 days are too few to say.
    np.testing.assert_array_equal(gap, [226, 39, np.nan])
    events.observed_from = int(days("2023-07-01")[0])
    assert Known(seen, {}).longest_gap(events, days=365, from_days=30)[0] == 184


def test_own_answers_need_consent() -> None:
    answers, seen = np.array([0.1, np.nan]), people_at([1, 2])
    assert np.isnan(Known(seen, {}).own_answers(answers)).all()
    np.testing.assert_array_equal(Known(seen, {}, individual_answers=True).own_answers(answers), answers)
