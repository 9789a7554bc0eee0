"""Recognition: given and put on record, how long ago the last one was, and appreciation as the team answered."""

from text_tables import assert_features


def test_recognitions_of_the_last_180_days() -> None:
    """10 January lies 180 days before 8 July: it counts on that day, and not on the next. Any kind counts."""
    assert_features(
        "recognition",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        recognitions
        employee_id  happened_on  kind
        anna         2024-01-10   compliment
        anna         2024-01-10   award
        anna         2024-05-01   thanks
        """,
        """
        employee_id  as_of       given_180d_count  since_given_days
        anna         2024-01-10  0                 739
        anna         2024-01-11  2                 1
        anna         2024-07-08  3                 68
        anna         2024-07-09  1                 69
        anna         2024-10-28  1                 180
        anna         2024-10-29  0                 181
        ben          2024-07-08  0                 919
        """,
        observed_from={"recognitions": "2021-01-01"},
    )


def test_a_new_start_says_nothing_at_first() -> None:
    """The count from 180 days of tenure; days without one from 90 days, or from the first one given."""
    assert_features(
        "recognition",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2024-01-01  -           2024-01-01
        ben          2024-01-01  -           2024-01-01
        cleo         2022-01-01  -           2022-01-01
        cleo         2022-01-01  2023-12-01  2023-12-01
        cleo         2024-01-01  -           2024-01-01

        recognitions
        employee_id  happened_on
        ben          2024-01-15
        cleo         2023-11-01
        """,
        """
        employee_id  as_of       given_180d_count  since_given_days
        anna         2024-03-30  -                 -
        anna         2024-03-31  -                 90
        anna         2024-06-28  -                 179
        anna         2024-06-29  0                 180
        ben          2024-01-15  -                 -
        ben          2024-01-16  -                 1
        ben          2024-06-28  -                 165
        ben          2024-06-29  1                 166
        cleo         2024-03-30  -                 -
        cleo         2024-03-31  -                 90
        """,
        observed_from={"recognitions": "2021-01-01"},
    )


def test_before_the_records_began_nothing_is_known() -> None:
    """A long spell in new records: 90 days after their start the days since then, after 180 the count."""
    assert_features(
        "recognition",
        """
        spells
        employee_id  started_on
        anna         2015-01-01

        recognitions
        employee_id  happened_on
        ben          2024-01-15
        """,
        """
        employee_id  as_of       given_180d_count  since_given_days
        anna         2023-12-01  -                 -
        anna         2024-03-30  -                 -
        anna         2024-03-31  -                 90
        anna         2024-06-28  -                 179
        anna         2024-06-29  0                 180
        """,
        observed_from={"recognitions": "2024-01-01"},
    )


def test_one_that_is_recorded_late_counts_from_then() -> None:
    assert_features(
        "recognition",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        recognitions
        employee_id  happened_on  known_on    retracted
        anna         2024-01-10   2024-01-10  no
        anna         2024-02-10   2024-03-01  no
        anna         2024-02-10   2024-04-01  yes
        """,
        """
        employee_id  as_of       given_180d_count  since_given_days
        anna         2024-03-01  1                 51
        anna         2024-03-02  2                 21
        anna         2024-04-01  2                 51
        anna         2024-04-02  1                 83
        """,
        observed_from={"recognitions": "2021-01-01"},
    )


SURVEY = """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north

        survey_answers
        employee_id  answered_on  item                answer
        anna         2023-03-01   recognition         0.50
        anna         2023-03-01   little_appreciated  1.00
        anna         2023-03-01   image               0.75
        anna         2023-03-01   little_status       0.25
        ben          2023-03-01   little_appreciated  0.25
        ben          2023-03-01   little_status       1.00
        cleo         2023-03-01   recognition         1.00
        cleo         2023-03-01   pride               0.00
"""


def test_appreciation_turns_the_complaint_around() -> None:
    """Anna feels appreciated to (0.5 + 0) / 2, Ben to 0.75, Cleo to 1: (0.25 + 0.75 + 1) / 3 = 0.667, so 0.7."""
    assert_features(
        "recognition",
        SURVEY,
        """
        employee_id  as_of       appreciation_own_share  appreciation_team_share
        anna         2023-03-01  -                       -
        anna         2023-03-02  0.25                    0.7
        ben          2023-03-02  0.75                    0.7
        cleo         2023-03-02  1                       0.7
        anna         2024-02-29  0.25                    0.7
        anna         2024-03-01  -                       -
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_so_does_standing() -> None:
    """Anna thinks 0.75 of it, Ben 0: 0.75 / 2 = 0.375, so 0.4, for Cleo as well, who said nothing of it.

    Where three must have answered, two are too few.
    """
    assert_features(
        "recognition",
        SURVEY,
        """
        employee_id  as_of       standing_own_share  standing_team_share
        anna         2023-03-02  0.75                0.4
        ben          2023-03-02  0                   0.4
        cleo         2023-03-02  -                   0.4
        """,
        min_respondents=2,
        individual_answers=True,
    )
    assert_features(
        "recognition",
        SURVEY,
        """
        employee_id  as_of       standing_own_share  standing_team_share
        anna         2023-03-02  0.75                -
        cleo         2023-03-02  -                   -
        """,
        min_respondents=3,
        individual_answers=True,
    )


def test_own_answers_need_consent_and_a_team_s_ten_respondents_where_nothing_else_is_said() -> None:
    assert_features(
        "recognition",
        SURVEY,
        """
        employee_id  as_of       appreciation_own_share  appreciation_team_share  standing_own_share
        anna         2023-03-02  -                       -                        -
        cleo         2023-03-02  -                       -                        -
        """,
    )
