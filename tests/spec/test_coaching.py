"""Coaching and training: how often, how much, and what the team thinks of it."""

from text_tables import assert_features

BEGAN = {"coaching": "2023-01-01"}


def test_sessions_of_the_last_90_days_and_the_days_since_the_last_one() -> None:
    """10 January lies 90 days before 9 April, 10 February before 10 May. Two topics on a day are two sessions."""
    assert_features(
        "coaching",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        coaching
        employee_id  held_on     kind      topic
        anna         2024-01-10  coaching  empathy
        anna         2024-02-10  training  systems
        anna         2024-02-10  training  ai
        """,
        """
        employee_id  as_of       sessions_90d_count  since_session_days
        anna         2024-01-10  0                   374
        anna         2024-01-11  1                   1
        anna         2024-03-01  3                   20
        anna         2024-04-09  3                   59
        anna         2024-04-10  2                   60
        anna         2024-05-10  2                   90
        anna         2024-05-11  0                   91
        ben          2024-04-09  0                   464
        """,
        observed_from=BEGAN,
    )


def test_a_new_start_says_nothing_at_first() -> None:
    """The count from 90 days of tenure; days without one from 60 days, or from the first session."""
    assert_features(
        "coaching",
        """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2024-01-01

        coaching
        employee_id  held_on     kind
        ben          2024-01-15  coaching
        """,
        """
        employee_id  as_of       sessions_90d_count  since_session_days
        anna         2024-02-29  -                   -
        ben          2024-02-29  -                   45
        anna         2024-03-01  -                   60
        anna         2024-03-30  -                   89
        anna         2024-03-31  0                   90
        ben          2024-03-31  1                   76
        """,
        observed_from=BEGAN,
    )


def test_before_the_records_began_nothing_is_known() -> None:
    assert_features(
        "coaching",
        """
        spells
        employee_id  started_on
        anna         2015-01-01
        ben          2015-01-01

        coaching
        employee_id  held_on     kind      usefulness  hours
        ben          2024-01-15  coaching  0.5         1.5
        """,
        """
        employee_id  as_of       sessions_90d_count  since_session_days  hours_365d_hours  usefulness_180d_own_share
        anna         2024-02-29  -                   -                   -                 -
        ben          2024-02-29  -                   45                  -                 -
        anna         2024-03-30  -                   89                  -                 -
        anna         2024-03-31  0                   90                  -                 -
        ben          2024-03-31  1                   76                  -                 -
        ben          2024-06-28  0                   165                 -                 -
        ben          2024-06-29  0                   166                 -                 0.5
        ben          2024-12-30  0                   350                 -                 -
        ben          2024-12-31  0                   351                 1.5               -
        anna         2024-12-31  0                   365                 0                 -
        """,
        observed_from={"coaching": "2024-01-01"},
        individual_answers=True,
    )


def test_a_session_that_is_recorded_late_counts_from_then_and_until_it_is_withdrawn() -> None:
    assert_features(
        "coaching",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        coaching
        employee_id  held_on     kind      topic    hours  known_on    retracted
        anna         2024-01-10  coaching  empathy  1      2024-01-10  no
        anna         2024-02-10  coaching  empathy  2      2024-02-20  no
        anna         2024-02-10  coaching  empathy  2      2024-03-05  yes
        """,
        """
        employee_id  as_of       sessions_90d_count  since_session_days  hours_365d_hours
        anna         2024-02-20  1                   41                  1
        anna         2024-02-21  2                   11                  3
        anna         2024-03-05  2                   24                  3
        anna         2024-03-06  1                   56                  1
        """,
        observed_from=BEGAN,
    )


def test_hours_of_the_last_year() -> None:
    """1 February 2023 lies 365 days before 1 February 2024. Of Anna's session in September no hours are on record.

    As long as other sessions have theirs it adds nothing; by itself it leaves the hours unknown. Cleo has been
    here for 180 days on 29 April.
    """
    assert_features(
        "coaching",
        """
        spells
        employee_id  started_on
        anna         2021-01-01
        ben          2021-01-01
        cleo         2023-11-01

        coaching
        employee_id  held_on     kind      hours
        anna         2023-02-01  training  4.0
        anna         2023-06-01  training  2.5
        anna         2023-09-01  coaching  -
        cleo         2023-11-02  training  40.0
        """,
        """
        employee_id  as_of       hours_365d_hours
        anna         2024-02-01  6.5
        anna         2024-02-02  2.5
        anna         2024-05-31  2.5
        anna         2024-06-01  -
        anna         2024-08-31  -
        anna         2024-09-01  0
        ben          2024-02-01  0
        cleo         2024-04-28  -
        cleo         2024-04-29  40
        """,
        observed_from={"coaching": "2022-01-01"},
    )


NORTH = """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2022-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north
        dirk         2022-01-01    north
"""
RATED = (
    NORTH
    + """
        coaching
        employee_id  held_on     kind      usefulness  known_on
        anna         2023-09-01  coaching  1.00        2023-09-01
        anna         2023-12-01  coaching  0.50        2023-12-01
        ben          2024-01-10  coaching  -           2024-01-10
        ben          2024-01-10  coaching  0.25        2024-01-20
        cleo         2024-01-05  coaching  -           2024-01-05
"""
)


def test_usefulness_is_the_mean_rating_of_the_team_in_180_days() -> None:
    """Anna 0.75, and 0.5 when September is out of sight; Ben 0.25, rated ten days later.

    Until then Anna's is one too few. (0.75 + 0.25) / 2 = 0.5, then (0.5 + 0.25) / 2 = 0.375, so 0.4: of the two, of
    Cleo, who rated nothing, and of Dirk, who had no session.
    """
    assert_features(
        "coaching",
        RATED,
        """
        employee_id  as_of       usefulness_180d_team_share  usefulness_180d_own_share
        cleo         2024-01-20  -                           -
        anna         2024-01-20  -                           -
        cleo         2024-01-21  0.5                         -
        dirk         2024-01-21  0.5                         -
        anna         2024-01-21  0.5                         -
        ben          2024-01-21  0.5                         -
        cleo         2024-02-28  0.5                         -
        cleo         2024-02-29  0.4                         -
        anna         2024-02-29  0.4                         -
        """,
        observed_from=BEGAN,
        min_respondents=2,
    )


def test_own_ratings_only_where_consent_is_recorded() -> None:
    assert_features(
        "coaching",
        RATED,
        """
        employee_id  as_of       usefulness_180d_own_share
        anna         2024-02-28  0.75
        anna         2024-02-29  0.5
        ben          2024-01-20  -
        ben          2024-01-21  0.25
        cleo         2024-01-21  -
        """,
        observed_from=BEGAN,
        individual_answers=True,
    )


def test_ten_people_must_have_rated_where_nothing_else_is_said() -> None:
    assert_features(
        "coaching",
        RATED,
        """
        employee_id  as_of       usefulness_180d_team_share
        dirk         2024-01-21  -
        """,
        observed_from=BEGAN,
    )


ANSWERED = (
    NORTH
    + """
        survey_answers
        employee_id  answered_on  item              answer  known_on
        anna         2023-03-01   training_useful   1.00    2023-03-01
        anna         2023-03-01   training_quality  0.80    2023-03-01
        anna         2023-03-01   monthly_coaching  0.00    2023-03-01
        ben          2023-03-01   monthly_coaching  1.00    2023-03-20
        cleo         2023-03-01   empathy_need      0.00    2023-03-01
        cleo         2023-03-01   speed_need        0.80    2023-03-01
        cleo         2023-03-01   knowledge_need    1.00    2023-03-01
        dirk         2023-03-01   empathy_need      0.25    2023-03-01
"""
)


def test_quality_and_needs_are_the_mean_of_the_team() -> None:
    """Quality: Anna 0.6, and Ben 1 from 21 March on, (0.6 + 1) / 2; Anna alone is too few.

    Needs: Cleo 0.6, Dirk 0.25, (0.6 + 0.25) / 2 = 0.425, so 0.4. Who answered the one has the value of the other.
    """
    assert_features(
        "coaching",
        ANSWERED,
        """
        employee_id  as_of       quality_team_share  needs_team_share  quality_own_share  needs_own_share
        anna         2023-03-01  -                   -                 -                  -
        anna         2023-03-02  -                   0.4               -                  -
        cleo         2023-03-20  -                   0.4               -                  -
        cleo         2023-03-21  0.8                 0.4               -                  -
        ben          2024-02-29  0.8                 0.4               -                  -
        ben          2024-03-01  -                   -                 -                  -
        """,
        min_respondents=2,
    )


def test_own_answers_only_where_consent_is_recorded() -> None:
    assert_features(
        "coaching",
        ANSWERED,
        """
        employee_id  as_of       quality_own_share  needs_own_share
        anna         2023-04-01  0.6                -
        ben          2023-03-20  -                  -
        ben          2023-03-21  1                  -
        cleo         2023-04-01  -                  0.6
        dirk         2023-04-01  -                  0.25
        """,
        individual_answers=True,
    )
