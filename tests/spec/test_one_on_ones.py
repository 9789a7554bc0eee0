"""One-on-ones and the manager: held, cancelled, how long ago; the manager, whose people left, and support."""

from text_tables import assert_features


def test_held_and_cancelled_in_the_last_90_days() -> None:
    """10 January lies 90 days before 9 April: it counts on that day, and not on the next."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        one_on_ones
        employee_id  booked_for  held
        anna         2024-01-10  yes
        anna         2024-02-10  no
        anna         2024-03-10  yes
        anna         2024-04-10  no
        """,
        """
        employee_id  as_of       held_90d_count  cancelled_90d_count  since_held_days
        anna         2024-01-10  0               0                    374
        anna         2024-01-11  1               0                    1
        anna         2024-03-01  1               1                    51
        anna         2024-04-09  2               1                    30
        anna         2024-04-10  1               1                    31
        anna         2024-04-11  1               2                    32
        anna         2024-07-01  0               1                    113
        ben          2024-04-09  0               0                    464
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )


def test_a_new_start_says_nothing_at_first() -> None:
    """The counts from 90 days of tenure; days without one from 60 days, or from the first one held."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2024-01-01

        one_on_ones
        employee_id  booked_for  held
        ben          2024-01-15  yes
        anna         2024-01-20  no
        """,
        """
        employee_id  as_of       held_90d_count  cancelled_90d_count  since_held_days
        anna         2024-02-01  -               -                    -
        ben          2024-02-01  -               -                    17
        anna         2024-02-29  -               -                    -
        anna         2024-03-01  -               -                    60
        anna         2024-03-30  -               -                    89
        anna         2024-03-31  0               1                    90
        ben          2024-03-31  1               0                    76
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )


def test_the_talks_of_an_earlier_spell_do_not_count_as_the_last_one() -> None:
    """Anna came back on 1 March: her talk of 2022 was in another spell. In April nothing was due yet."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2022-01-01  -           2022-01-01
        anna         2022-01-01  2022-12-01  2022-12-01
        anna         2024-03-01  -           2024-03-01

        one_on_ones
        employee_id  booked_for  held
        anna         2022-11-01  yes
        """,
        """
        employee_id  as_of       since_held_days
        anna         2022-11-15  14
        anna         2024-04-01  -
        anna         2024-06-01  92
        """,
        observed_from={"one_on_ones": "2021-01-01"},
    )


def test_before_the_records_began_nothing_is_known() -> None:
    """A long spell in new records: first nothing, after 60 days the days since the records began."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2015-01-01
        ben          2015-01-01

        one_on_ones
        employee_id  booked_for  held
        ben          2024-01-15  yes
        """,
        """
        employee_id  as_of       held_90d_count  since_held_days
        anna         2023-06-01  -               -
        anna         2024-01-01  -               -
        anna         2024-02-01  -               -
        ben          2024-02-01  -               17
        anna         2024-03-01  -               60
        anna         2024-03-31  0               90
        ben          2024-03-31  1               76
        """,
        observed_from={"one_on_ones": "2024-01-01"},
    )


def test_a_talk_that_is_recorded_late_counts_from_then() -> None:
    """And one that turns out not to have been held is a cancelled one from the correction on."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        one_on_ones
        employee_id  booked_for  held  known_on
        anna         2024-01-10  yes   2024-01-10
        anna         2024-02-10  yes   2024-02-20
        anna         2024-01-10  no    2024-03-05
        """,
        """
        employee_id  as_of       held_90d_count  cancelled_90d_count  since_held_days
        anna         2024-02-20  1               0                    41
        anna         2024-02-21  2               0                    11
        anna         2024-03-05  2               0                    24
        anna         2024-03-06  1               1                    25
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )


def test_cancelled_in_a_row_ends_at_one_held_and_looks_back_180_days() -> None:
    """29 June is the 180th day of Anna's spell and of Cleo's second one, in which nothing was cancelled.

    10 January lies 180 days before 8 July. Ben's cancelled ones count from the newest held one on.
    """
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2023-01-01  -           2023-01-01
        ben          2022-01-01  -           2022-01-01
        cleo         2022-01-01  -           2022-01-01
        cleo         2022-01-01  2022-12-01  2022-12-01
        cleo         2023-01-01  -           2023-01-01

        one_on_ones
        employee_id  booked_for  held  known_on
        anna         2023-01-10  no    2023-01-10
        anna         2023-02-10  no    2023-02-10
        anna         2023-07-09  no    2023-07-09
        ben          2023-03-10  no    2023-03-10
        ben          2023-04-10  yes   2023-04-10
        ben          2023-05-10  no    2023-05-10
        ben          2023-06-10  no    2023-06-20
        ben          2023-07-10  no    2023-07-10
        ben          2023-06-10  yes   2023-07-20
        cleo         2022-10-10  no    2022-10-10
        cleo         2022-11-10  no    2022-11-10
        """,
        """
        employee_id  as_of       cancelled_in_a_row_180d_count
        cleo         2022-11-15  2
        anna         2023-06-29  -
        anna         2023-06-30  2
        cleo         2023-06-29  -
        cleo         2023-06-30  0
        anna         2023-07-09  2
        anna         2023-07-10  2
        anna         2023-07-08  2
        ben          2023-04-10  1
        ben          2023-04-11  0
        ben          2023-06-20  1
        ben          2023-06-21  2
        ben          2023-07-11  3
        ben          2023-07-20  3
        ben          2023-07-21  1
        """,
        observed_from={"one_on_ones": "2022-01-01"},
    )


def test_cancelled_in_a_row_says_nothing_in_the_first_180_days_of_the_records() -> None:
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2020-01-01

        one_on_ones
        employee_id  booked_for  held
        anna         2023-02-10  no
        """,
        """
        employee_id  as_of       cancelled_in_a_row_180d_count
        anna         2023-06-29  -
        anna         2023-06-30  1
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )


def test_the_longest_gap_is_that_of_a_year_at_most_with_the_open_one() -> None:
    """Anna: 364 days before the first, then 50, 40 and 122 between them; that of August is on record from 1 September.

    The last one is open: 152 days on 31 December. Ben began on 1 May 2023: his first 60 days say nothing,
    and his gap is counted within the spell.
    """
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2021-01-01
        ben          2023-05-01

        one_on_ones
        employee_id  booked_for  held  known_on
        anna         2023-01-01  yes   2023-01-01
        anna         2023-02-20  yes   2023-02-20
        anna         2023-04-01  yes   2023-04-01
        anna         2023-06-01  no    2023-06-01
        anna         2023-08-01  yes   2023-09-01
        ben          2023-05-11  yes   2023-05-11
        """,
        """
        employee_id  as_of       longest_gap_365d_days
        anna         2023-01-01  365
        anna         2023-01-02  364
        anna         2023-12-31  152
        anna         2023-09-01  153
        anna         2023-09-02  122
        anna         2024-12-31  365
        ben          2023-06-29  -
        ben          2023-06-30  50
        ben          2023-07-10  60
        """,
        observed_from={"one_on_ones": "2021-01-01"},
    )


def test_new_records_have_no_gap_yet() -> None:
    """After 60 days it is counted from the first day of the records."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2021-01-01

        one_on_ones
        employee_id  booked_for  held
        anna         2023-01-31  yes
        """,
        """
        employee_id  as_of       longest_gap_365d_days
        anna         2023-03-01  -
        anna         2023-03-02  30
        anna         2023-03-12  40
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )


def test_the_present_manager_and_how_often_it_was_another() -> None:
    """Jo to Kim on 1 March, on record from 1 April; another team, role or hours of the same manager is no change.

    Ben's first 90 days say nothing, as nothing changed. Cleo came back to another manager, which is no change.
    1 March 2023 lies 365 days before 29 February 2024.
    """
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2021-01-01  -           2021-01-01
        ben          2023-06-01  -           2023-06-01
        cleo         2021-01-01  -           2021-01-01
        cleo         2021-01-01  2022-01-01  2022-01-01
        cleo         2023-01-01  -           2023-01-01
        dirk         2023-06-01  -           2023-06-01

        assignments
        employee_id  effective_on  manager_id  team   known_on
        anna         2021-01-01    jo          north  2021-01-01
        anna         2023-03-01    kim         north  2023-04-01
        anna         2023-09-01    kim         south  2023-09-01
        ben          2023-06-01    jo          north  2023-06-01
        cleo         2021-01-01    jo          north  2021-01-01
        cleo         2023-01-01    kim         north  2023-01-01
        dirk         2023-06-01    jo          north  2023-06-01
        dirk         2023-07-01    kim         north  2023-07-01
        """,
        """
        employee_id  as_of       since_new_manager_days  new_managers_365d_count
        anna         2023-01-01  -                       -
        anna         2023-04-01  820                     0
        anna         2023-04-02  32                      1
        anna         2023-10-01  214                     1
        anna         2024-02-29  365                     1
        anna         2024-03-01  366                     0
        ben          2023-08-29  -                       -
        ben          2023-08-30  90                      -
        dirk         2023-07-02  1                       -
        cleo         2023-04-02  91                      -
        cleo         2024-01-01  365                     -
        cleo         2024-01-02  366                     0
        ben          2024-05-31  365                     -
        ben          2024-06-01  366                     0
        dirk         2024-06-01  336                     1
        """,
    )


def test_without_a_manager_on_record_nothing_is_said_of_one() -> None:
    """Nor of new records: days with the manager from 90 days on, changes from a year on."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2015-01-01
        ben          2015-01-01
        cleo         2015-01-01

        assignments
        employee_id  effective_on  manager_id  team
        anna         2022-01-01    jo          north
        ben          2022-01-01    jo          north
        ben          2022-02-01    kim         north
        cleo         2022-01-01    -           north
        """,
        """
        employee_id  as_of       since_new_manager_days  new_managers_365d_count  manager_people_count
        anna         2022-03-31  -                       -                        1
        ben          2022-03-31  58                      -                        1
        anna         2022-04-01  90                      -                        1
        cleo         2022-04-01  -                       -                        -
        anna         2022-12-31  364                     -                        1
        anna         2023-01-01  365                     0                        1
        ben          2023-01-01  334                     1                        1
        cleo         2023-01-01  -                       -                        -
        """,
    )


UNDER_JO = """
        spells
        employee_id  started_on  ended_on    exit_reason  known_on
        anna         2020-01-01  -           -            2020-01-01
        ben          2020-01-01  -           -            2020-01-01
        cleo         2020-01-01  -           -            2020-01-01
        dirk         2020-01-01  -           -            2020-01-01
        eva          2020-01-01  -           -            2020-01-01
        femke        2020-01-01  -           -            2020-01-01
        gijs         2020-01-01  -           -            2020-01-01
        hugo         2020-01-01  -           -            2020-01-01
        dirk         2020-01-01  2023-03-01  voluntary    2023-03-10
        eva          2020-01-01  2023-04-01  employer     2023-04-01
        femke        2020-01-01  2023-05-01  transfer     2023-05-01

        assignments
        employee_id  effective_on  manager_id  team
        anna         2020-01-01    jo          north
        ben          2020-01-01    jo          north
        cleo         2020-01-01    jo          south
        dirk         2020-01-01    jo          south
        eva          2020-01-01    kim         north
        eva          2023-02-01    jo          north
        femke        2020-01-01    jo          north
        gijs         2020-01-01    kim         north
        hugo         2020-01-01    jo          north
"""


def test_the_people_of_a_manager_and_those_of_them_who_left() -> None:
    """Jo has Anna, Ben, Cleo, Dirk, Femke and Hugo, and Eva from February: seven.

    Dirk's exit is on record from 10 March: 1 of Anna's 6 others, with Eva's 2 of 6. Femke's transfer is no leaving,
    and she is no longer there: 2 of 5. Dirk's of 1 March 2023 lies 365 days before 29 February 2024; the
    day after, Ben, Cleo, Hugo and Eva are too few. Kim has Gijs, and Eva at first: too few as well.
    """
    assert_features(
        "one_on_ones",
        UNDER_JO,
        """
        employee_id  as_of       manager_people_count  left_manager_365d_share
        anna         2023-01-15  6                     0
        gijs         2023-01-15  2                     -
        anna         2023-02-15  7                     0
        gijs         2023-02-15  1                     -
        anna         2023-03-10  7                     0
        anna         2023-03-11  6                     0.16666666666666666
        cleo         2023-03-11  6                     0.16666666666666666
        anna         2023-04-02  5                     0.3333333333333333
        anna         2023-05-02  4                     0.4
        anna         2024-02-29  4                     0.4
        anna         2024-03-01  4                     -
        """,
    )


def test_support_is_the_mean_of_the_items_and_poor_management_is_turned_around() -> None:
    """Anna (0.75 + 1 + 0.25) / 3 = 0.667, Ben 1 - 0.5: (0.667 + 0.5) / 2 = 0.583, so 0.6, for silent Hugo as well.

    With Gijs's 0 from June on it is 1.167 / 3 = 0.389, so 0.4: the team is asked, whoever its manager is. In the
    south Cleo alone answered: too few for Dirk and for Cleo. So is Gijs alone, once Anna's and Ben's lie a year back.
    """
    assert_features(
        "one_on_ones",
        UNDER_JO
        + """
        survey_answers
        employee_id  answered_on  item                answer
        anna         2022-03-01   supportive_manager  0.75
        anna         2022-03-01   monthly_one_on_one  1.00
        anna         2022-03-01   poor_management     0.75
        ben          2022-03-01   poor_management     0.50
        gijs         2022-06-01   supportive_manager  0.00
        cleo         2022-03-01   supportive_manager  1.00
        hugo         2022-03-01   stress              1.00
        """,
        """
        employee_id  as_of       support_own_share   support_team_share
        anna         2022-03-01  -                   -
        anna         2022-03-02  0.6666666666666666  0.6
        hugo         2022-03-02  -                   0.6
        hugo         2022-06-02  -                   0.4
        anna         2022-06-02  0.6666666666666666  0.4
        gijs         2022-06-02  0                   0.4
        dirk         2022-06-02  -                   -
        cleo         2022-06-02  1                   -
        anna         2023-02-28  0.6666666666666666  0.4
        anna         2023-03-01  0.6666666666666666  0.4
        anna         2023-03-02  -                   -
        gijs         2023-03-02  0                   -
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_own_view_of_support_only_where_consent_is_recorded() -> None:
    assert_features(
        "one_on_ones",
        UNDER_JO
        + """
        survey_answers
        employee_id  answered_on  item                answer
        anna         2022-03-01   supportive_manager  0.75
        ben          2022-03-01   supportive_manager  0.25
        cleo         2022-03-01   supportive_manager  1.00
        """,
        """
        employee_id  as_of       support_own_share  support_team_share
        anna         2022-03-02  -                  0.5
        hugo         2022-03-02  -                  0.5
        cleo         2022-03-02  -                  -
        """,
        min_respondents=2,
    )
