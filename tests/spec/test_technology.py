"""Technology and AI: logins and tools, AI training, and what the team and the person answered."""

from text_tables import assert_features


def test_logins_and_tools_of_the_last_90_days() -> None:
    """1 January lies 90 days before 31 March. The customer file was Anna's with zero logins, until one late record.

    Of `chat` nothing is known before June: till then it is nobody's unused tool. Ben has nothing on record.
    """
    assert_features(
        "technology",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        tool_use
        employee_id  period_start  tool  logins  known_on
        anna         2024-01-01    wiki  10      2024-01-01
        anna         2024-01-01    crm   0       2024-01-01
        anna         2024-02-01    wiki  5       2024-02-01
        anna         2024-02-01    crm   0       2024-02-01
        anna         2024-03-01    crm   2       2024-04-20
        ben          2024-06-01    chat  4       2024-06-01
        """,
        """
        employee_id  as_of       logins_90d_count  tools_90d_count  tools_unused_90d_share  logins_change_90d_ratio
        anna         2024-01-01  0                 0                -                       -
        anna         2024-01-02  10                1                0.5                     -
        anna         2024-03-31  15                1                0.5                     -
        anna         2024-04-01  5                 1                0.5                     0.5
        anna         2024-04-20  5                 1                0.5                     0.5
        anna         2024-04-21  7                 2                0                       0.7
        anna         2024-05-02  2                 1                0.5                     0.13333333333333333
        anna         2024-08-01  0                 0                1                       0
        ben          2024-05-02  0                 0                -                       -
        ben          2024-06-02  4                 1                0                       -
        """,
        observed_from={"tool_use": "2023-01-01"},
    )


def test_a_new_start_says_nothing_of_logins_for_90_days() -> None:
    """And nothing of their change for 180: then it is 4 logins to 8."""
    assert_features(
        "technology",
        """
        spells
        employee_id  started_on
        anna         2024-01-15

        tool_use
        employee_id  period_start  tool  logins
        anna         2024-02-01    wiki  8
        anna         2024-05-01    wiki  4
        """,
        """
        employee_id  as_of       logins_90d_count  tools_90d_count  tools_unused_90d_share  logins_change_90d_ratio
        anna         2024-04-13  -                 -                -                       -
        anna         2024-04-14  8                 1                0                       -
        anna         2024-07-12  4                 1                0                       -
        anna         2024-07-13  4                 1                0                       0.5
        """,
        observed_from={"tool_use": "2023-01-01"},
    )


def test_before_the_records_have_lasted_90_days_logins_are_not_known() -> None:
    assert_features(
        "technology",
        """
        spells
        employee_id  started_on
        anna         2015-01-01

        tool_use
        employee_id  period_start  tool  logins
        anna         2024-02-01    wiki  8
        anna         2024-05-01    wiki  4
        """,
        """
        employee_id  as_of       logins_90d_count  tools_90d_count  tools_unused_90d_share  logins_change_90d_ratio
        anna         2024-03-30  -                 -                -                       -
        anna         2024-03-31  8                 1                0                       -
        anna         2024-06-28  4                 1                0                       -
        anna         2024-06-29  4                 1                0                       0.5
        """,
        observed_from={"tool_use": "2024-01-01"},
    )


def test_logins_are_held_against_the_median_of_five_in_the_same_role() -> None:
    """The median of 0, 10, 20, 30 and 50 is 20. A newcomer's logins do not count yet; when Eva sells, four remain."""
    assert_features(
        "technology",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2022-01-01
        eva          2022-01-01
        femke        2022-01-01
        gijs         2024-02-01

        assignments
        employee_id  effective_on  role
        anna         2022-01-01    service
        ben          2022-01-01    service
        cleo         2022-01-01    service
        dirk         2022-01-01    service
        eva          2022-01-01    service
        eva          2024-03-01    sales
        femke        2022-01-01    sales
        gijs         2024-02-01    service

        tool_use
        employee_id  period_start  tool  logins
        ben          2024-02-01    wiki  10
        cleo         2024-02-01    wiki  20
        dirk         2024-02-01    wiki  30
        eva          2024-02-01    wiki  40
        eva          2024-02-01    crm   10
        femke        2024-02-01    wiki  50
        gijs         2024-02-01    wiki  90
        """,
        """
        employee_id  as_of       logins_against_role_ratio
        anna         2024-03-01  0
        ben          2024-03-01  0.5
        cleo         2024-03-01  1
        dirk         2024-03-01  1.5
        eva          2024-03-01  2.5
        femke        2024-03-01  -
        gijs         2024-03-01  -
        anna         2024-03-02  -
        eva          2024-03-02  -
        """,
        observed_from={"tool_use": "2023-01-01"},
    )


def test_ai_training_in_the_last_year_and_since_the_last_one() -> None:
    """1 June 2023 lies 365 days before 31 May 2024. Other topics do not count; the second training is entered late.

    Cleo had none: the records began 776 days before 16 February 2024.
    """
    assert_features(
        "technology",
        """
        spells
        employee_id  started_on
        anna         2020-01-01
        cleo         2020-01-01

        coaching
        employee_id  held_on     kind      topic    known_on
        anna         2023-06-01  training  ai       2023-06-01
        anna         2023-09-01  training  systems  2023-09-01
        anna         2024-02-01  coaching  ai       2024-02-15
        cleo         2023-09-01  coaching  systems  2023-09-01
        """,
        """
        employee_id  as_of       ai_training_365d_count  since_ai_training_days
        anna         2023-06-01  0                       516
        anna         2023-06-02  1                       1
        anna         2024-02-15  1                       259
        anna         2024-02-16  2                       15
        anna         2024-05-31  2                       120
        anna         2024-06-01  1                       121
        cleo         2024-02-16  0                       776
        """,
        observed_from={"coaching": "2022-01-01"},
    )


def test_in_the_first_half_year_no_ai_training_was_due() -> None:
    """For Ben and Dirk of the spell; for Anna of the records, which say nothing of a whole year till 31 May."""
    assert_features(
        "technology",
        """
        spells
        employee_id  started_on
        anna         2015-01-01
        ben          2024-01-01
        dirk         2024-01-01

        coaching
        employee_id  held_on     kind      topic
        anna         2023-06-01  coaching  systems
        dirk         2024-01-10  training  ai
        """,
        """
        employee_id  as_of       ai_training_365d_count  since_ai_training_days
        anna         2023-11-27  -                       -
        anna         2023-11-28  -                       180
        anna         2024-05-30  -                       364
        anna         2024-05-31  0                       365
        ben          2024-06-28  -                       -
        ben          2024-06-29  0                       180
        dirk         2024-02-01  -                       22
        dirk         2024-06-28  -                       170
        dirk         2024-06-29  1                       171
        """,
    )


def test_where_no_topics_are_on_record_ai_training_is_not_measured() -> None:
    assert_features(
        "technology",
        """
        spells
        employee_id  started_on
        anna         2020-01-01

        coaching
        employee_id  held_on     kind
        anna         2023-06-01  training
        """,
        """
        employee_id  as_of       ai_training_365d_count  since_ai_training_days
        anna         2024-01-01  -                       -
        """,
        observed_from={"coaching": "2022-01-01"},
    )


FOUR_IN_NORTH = """
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

        survey_answers
        employee_id  answered_on  item               answer  known_on
        anna         2022-03-01   ai_fear            0.80    2022-03-01
        anna         2022-03-01   ai_training_unmet  1       2022-03-01
        anna         2022-03-01   ai_knowledge       0.25    2022-03-01
        anna         2022-03-01   ai_useful          0.75    2022-03-01
        anna         2022-03-01   tools_unused       0       2022-03-01
        anna         2022-03-01   routine_automated  0.60    2022-03-01
        ben          2022-03-01   ai_fear            0.45    2022-03-01
        ben          2022-03-01   ai_training_unmet  0       2022-03-01
        ben          2022-03-01   ai_knowledge       0.70    2022-03-01
        ben          2022-03-01   tools_unused       1       2022-03-01
        ben          2022-03-01   routine_automated  0.20    2022-03-01
        cleo         2022-03-01   ai_fear            0       2022-03-20
"""


def test_what_the_team_answered_of_ai_and_tools() -> None:
    """Fear: (0.8 + 0.45) / 2 = 0.625, so 0.6, and from 21 March on, with Cleo's 0, 1.25 / 3 = 0.417, so 0.4.

    The grasp of AI is 0.5 of Anna and 0.7 of Ben. Dirk, who answered nothing, has the same values as they. Where
    three must have answered, fear alone has a value, and not before Cleo's answer is known.
    """
    assert_features(
        "technology",
        FOUR_IN_NORTH,
        """
        employee_id  as_of       ai_fear_team_share  ai_training_wish_team_share  ai_grasp_team_share
        dirk         2022-03-01  -                   -                            -
        dirk         2022-03-02  0.6                 0.5                          0.6
        dirk         2022-03-20  0.6                 0.5                          0.6
        dirk         2022-03-21  0.4                 0.5                          0.6
        anna         2022-03-20  0.6                 0.5                          0.6
        anna         2022-03-21  0.4                 0.5                          0.6
        cleo         2022-03-21  0.4                 0.5                          0.6
        dirk         2023-03-01  0.4                 0.5                          0.6
        dirk         2023-03-02  -                   -                            -
        """,
        min_respondents=2,
    )
    assert_features(
        "technology",
        FOUR_IN_NORTH,
        """
        employee_id  as_of       tools_unused_team_share  routine_automated_team_share  ai_fear_own_share
        dirk         2022-03-02  0.5                      0.4                           -
        anna         2022-03-02  0.5                      0.4                           -
        dirk         2023-03-02  -                        -                             -
        """,
        min_respondents=2,
    )
    assert_features(
        "technology",
        FOUR_IN_NORTH,
        """
        employee_id  as_of       ai_fear_team_share  ai_training_wish_team_share  tools_unused_team_share
        anna         2022-03-20  -                   -                            -
        dirk         2022-03-20  -                   -                            -
        anna         2022-03-21  0.4                 -                            -
        dirk         2022-03-21  0.4                 -                            -
        """,
        min_respondents=3,
    )


def test_own_answers_only_where_consent_is_recorded() -> None:
    assert_features(
        "technology",
        FOUR_IN_NORTH,
        """
        employee_id  as_of       ai_fear_own_share  ai_training_wish_own_share  ai_grasp_own_share
        anna         2022-03-10  0.8                1                           0.5
        ben          2022-03-10  0.45               0                           0.7
        cleo         2022-03-20  -                  -                           -
        cleo         2022-03-21  0                  -                           -
        """,
        individual_answers=True,
    )
    assert_features(
        "technology",
        FOUR_IN_NORTH,
        """
        employee_id  as_of       tools_unused_own_share  routine_automated_own_share
        anna         2022-03-10  0                       0.6
        ben          2022-03-10  1                       0.2
        dirk         2022-03-10  -                       -
        anna         2023-03-02  -                       -
        """,
        individual_answers=True,
    )
