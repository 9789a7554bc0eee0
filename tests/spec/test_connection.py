"""Connection and voice: who left and who is new in the team, moves, silence, and ties as the team answered."""

from text_tables import assert_features

NORTH = """
        spells
        employee_id  started_on  ended_on    exit_reason  known_on
        anna         2020-01-01  -           -            2020-01-01
        ben          2020-01-01  -           -            2020-01-01
        cleo         2020-01-01  -           -            2020-01-01
        dirk         2020-01-01  -           -            2020-01-01
        eva          2024-01-01  -           -            2024-01-01
        femke        2024-03-15  -           -            2024-03-15
        gijs         2020-01-01  -           -            2020-01-01
        gijs         2020-01-01  2024-01-10  voluntary    2024-01-10
        hugo         2020-01-01  -           -            2020-01-01
        hugo         2020-01-01  2024-01-20  transfer     2024-01-20
        ida          2020-01-01  -           -            2020-01-01
        ida          2020-01-01  2024-02-01  employer     2024-02-20
        jan          2020-01-01  -           -            2020-01-01
        kees         2020-01-01  -           -            2020-01-01

        assignments
        employee_id  effective_on  team
        anna         2020-01-01    north
        ben          2020-01-01    north
        cleo         2020-01-01    north
        dirk         2020-01-01    north
        eva          2020-01-01    north
        femke        2020-01-01    north
        gijs         2020-01-01    north
        hugo         2020-01-01    north
        ida          2020-01-01    north
        jan          2020-01-01    south
"""


def test_who_left_the_team_in_the_last_90_days() -> None:
    """Gijs left on 10 January, Ida on 1 February, which was on record on the 20th. A transfer is not leaving.

    On 11 January Anna has six others, and Gijs; from 21 January five, and Gijs; from 21 February four, and Gijs
    and Ida. On 9 April 10 January lies 90 days back, and Femke has come. Jan has nobody, Kees no team.
    """
    assert_features(
        "connection",
        NORTH,
        """
        employee_id  as_of       team_left_90d_share
        anna         2024-01-10  0
        anna         2024-01-11  0.14285714285714285
        anna         2024-01-21  0.16666666666666666
        anna         2024-02-20  0.16666666666666666
        anna         2024-02-21  0.3333333333333333
        eva          2024-02-21  0.3333333333333333
        anna         2024-04-09  0.2857142857142857
        anna         2024-04-10  0.16666666666666666
        anna         2024-05-01  0.16666666666666666
        anna         2024-05-02  0
        jan          2024-02-21  -
        kees         2024-02-21  -
        """,
    )


def test_who_is_new_in_the_team_and_how_large_it_is() -> None:
    """Eva is new up to 30 March, her 89th day; Femke comes on 15 March. In March there were four others at first.

    Whoever is known to be leaving, or has left, is no longer among them.
    """
    assert_features(
        "connection",
        NORTH,
        """
        employee_id  as_of       team_new_share  team_size_count
        anna         2024-01-02  0.14285714285714285  8
        anna         2024-03-10  -               5
        eva          2024-03-16  0.2             6
        anna         2024-03-30  0.4             6
        eva          2024-03-30  0.2             6
        femke        2024-03-30  0.2             6
        anna         2024-03-31  0.2             6
        eva          2024-03-31  0.2             6
        femke        2024-03-31  0               6
        jan          2024-03-31  -               1
        kees         2024-03-31  -               -
        """,
    )


def test_moves_are_changes_of_team() -> None:
    """The same team again is no move. 1 March 2023 lies 365 days before 29 February 2024."""
    assert_features(
        "connection",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2023-10-01
        eva          2022-01-01
        femke        2010-01-01

        assignments
        employee_id  effective_on  team   known_on
        anna         2022-01-01    north  2022-01-01
        anna         2023-03-01    south  2023-03-01
        anna         2023-06-01    south  2023-06-01
        anna         2023-09-01    north  2023-09-01
        ben          2022-01-01    north  2022-01-01
        ben          2022-06-01    south  2022-06-01
        cleo         2022-01-01    -      2022-01-01
        dirk         2023-10-01    north  2023-10-01
        eva          2022-01-01    north  2022-01-01
        eva          2023-11-01    south  2023-12-10
        femke        2022-01-01    north  2022-01-01
        """,
        """
        employee_id  as_of       moves_365d_count  since_move_days
        anna         2022-12-31  -                 364
        anna         2023-03-01  0                 424
        anna         2023-03-02  1                 1
        anna         2023-09-01  1                 184
        anna         2023-09-02  2                 1
        anna         2024-02-29  2                 181
        anna         2024-03-01  1                 182
        cleo         2024-02-29  -                 -
        dirk         2024-03-28  -                 179
        dirk         2024-03-29  0                 180
        eva          2023-12-10  0                 708
        eva          2023-12-11  1                 40
        femke        2023-03-01  0                 424
        """,
    )


def test_one_extract_cannot_show_a_move() -> None:
    """Only when a second team of anyone is known, on 2 May, it is known that nobody else has moved."""
    assert_features(
        "connection",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        ben          2024-05-01    south
        """,
        """
        employee_id  as_of       moves_365d_count  since_move_days
        anna         2024-05-01  -                 -
        anna         2024-05-02  0                 852
        ben          2024-05-02  1                 1
        """,
    )


INVITED = """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2022-01-01  -           2022-01-01
        ben          2022-01-01  -           2022-01-01
        cleo         2022-01-01  -           2022-01-01
        cleo         2022-01-01  2024-02-01  2024-02-01
        cleo         2024-03-01  -           2024-03-01
        dirk         2022-01-01  -           2022-01-01
        eva          2022-01-01  -           2022-01-01
        femke        2022-01-01  -           2022-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north
        dirk         2022-01-01    north
        eva          2022-01-01    north
        femke        2022-01-01    north

        survey_invitations
        employee_id  sent_on     wave
        anna         2024-01-08  winter
        ben          2024-01-08  winter
        cleo         2024-01-08  winter
        eva          2024-01-08  winter
        anna         2024-05-06  spring
        dirk         2024-05-06  spring
        dirk         2024-05-13  spring

        survey_answers
        employee_id  answered_on  item   answer  known_on
        anna         2024-02-01   pride  0.50    2024-02-01
        ben          2024-01-08   voice  0.50    2024-01-08
        eva          2024-01-12   pride  0.50    2024-02-15
"""
BEGAN = {"survey_invitations": "2023-01-01", "survey_answers": "2023-01-01"}


def test_who_answered_nothing_in_two_weeks_is_silent_until_the_first_answer() -> None:
    """On 22 January the invitation is 14 days old, and may still be answered; on 20 May that of 6 May.

    Ben answered on the day itself. Eva's answer was on record on 15 February. Cleo was invited in an earlier
    spell. The reminder to Dirk is nine days old on 22 May: the invitation before it counts. Femke was never
    invited. After a year without an invitation nobody is silent.
    """
    assert_features(
        "connection",
        INVITED,
        """
        employee_id  as_of       silent_own_share
        anna         2024-01-22  -
        anna         2024-01-23  1
        anna         2024-02-01  1
        anna         2024-02-02  0
        anna         2024-05-20  0
        anna         2024-05-21  1
        anna         2025-05-06  1
        anna         2025-05-07  -
        ben          2024-01-23  0
        cleo         2024-01-23  1
        cleo         2024-04-01  -
        dirk         2024-05-20  -
        dirk         2024-05-21  1
        dirk         2024-05-22  1
        eva          2024-02-15  1
        eva          2024-02-16  0
        femke        2024-05-22  -
        """,
        individual_answers=True,
        observed_from=BEGAN,
    )


def test_an_invitation_of_an_earlier_spell_is_not_what_somebody_is_silent_about_now() -> None:
    """Five days after the first invitation of the new spell nothing is said; the one of 2019 is not asked of."""
    assert_features(
        "connection",
        """
        spells
        employee_id  started_on  ended_on    known_on
        gaby         2018-01-01  -           2018-01-01
        gaby         2018-01-01  2019-12-01  2019-12-01
        gaby         2024-03-01  -           2024-03-01

        survey_invitations
        employee_id  sent_on     wave
        gaby         2019-05-01  old
        gaby         2024-04-25  new

        survey_answers
        employee_id  answered_on  wave  item   answer
        gaby         2018-06-01   old   pride  0.5
        """,
        """
        employee_id  as_of       silent_own_share
        gaby         2024-04-30  -
        gaby         2024-05-10  1
        """,
        individual_answers=True,
        observed_from={"survey_invitations": "2018-01-01", "survey_answers": "2018-01-01"},
    )


def test_the_silent_share_is_one_for_the_team_and_one_s_own_needs_consent() -> None:
    """On 23 January Anna, Cleo and Eva are silent, Ben is not: 0.75, halfway between two steps, so the even one, 0.8.

    So it is told of Ben, too, and of Dirk and Femke, who were not invited. On 16 February Cleo is gone: three who
    were invited are too few; where three are enough, nobody is silent any more, told as 0.1. On 21 May Anna and
    Dirk, who were invited anew, are silent, Ben and Eva are not: 2 / 4.
    """
    assert_features(
        "connection",
        INVITED,
        """
        employee_id  as_of       silent_own_share  silent_team_share
        anna         2024-01-22  -                 -
        anna         2024-01-23  -                 0.8
        ben          2024-01-23  -                 0.8
        dirk         2024-01-23  -                 0.8
        femke        2024-01-23  -                 0.8
        anna         2024-02-16  -                 -
        femke        2024-02-16  -                 -
        anna         2024-05-21  -                 0.5
        femke        2024-05-21  -                 0.5
        """,
        min_respondents=4,
        observed_from=BEGAN,
    )
    assert_features(
        "connection",
        INVITED,
        """
        employee_id  as_of       silent_team_share
        anna         2024-02-15  0.3
        femke        2024-02-15  0.3
        anna         2024-02-16  0.1
        femke        2024-02-16  0.1
        """,
        min_respondents=3,
        observed_from=BEGAN,
    )


def test_without_answers_or_invitations_on_record_nobody_is_silent() -> None:
    """An empty table of answers may be an export that failed."""
    spells, assignments, invitations, answers = INVITED.strip().split("\n\n")
    expected = """
        employee_id  as_of       silent_own_share
        anna         2024-01-23  -
        ben          2024-01-23  -
        """
    for records in ([spells, assignments, invitations], [spells, assignments, answers]):
        assert_features("connection", "\n\n".join(records), expected, individual_answers=True, observed_from=BEGAN)


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
        employee_id  answered_on  item                answer  known_on
        anna         2023-03-01   connectedness       0.50    2023-03-01
        anna         2023-03-01   culture             1.00    2023-03-01
        anna         2023-03-01   voice               0.25    2023-03-01
        anna         2023-03-01   distance_to_client  1.00    2023-03-01
        ben          2023-03-01   culture             0.25    2023-03-01
        ben          2023-03-01   voice               0.75    2023-03-01
        ben          2023-03-01   distance_to_client  0.50    2023-03-01
        cleo         2023-03-01   connectedness       1.00    2023-03-01
        cleo         2023-03-01   voice               0.00    2023-03-20
        cleo         2023-03-01   distance_to_client  0.25    2023-03-01
"""


def test_ties_and_voice_as_the_team_answered() -> None:
    """Connectedness: Anna (0.5 + 1) / 2, Ben 0.25, Cleo 1; (0.75 + 0.25 + 1) / 3 = 0.667, so 0.7.

    Cleo's answer on voice counts from 21 March on; until then two are too few. (0.25 + 0.75 + 0) / 3 = 0.333, so 0.3.
    """
    assert_features(
        "connection",
        SURVEY,
        """
        employee_id  as_of       connectedness_own_share  connectedness_team_share  voice_own_share  voice_team_share
        anna         2023-03-01  -                        -                         -                -
        anna         2023-03-02  0.75                     0.7                       0.25             -
        cleo         2023-03-02  1                        0.7                       -                -
        anna         2023-03-21  0.75                     0.7                       0.25             0.3
        cleo         2023-03-21  1                        0.7                       0                0.3
        anna         2024-02-29  0.75                     0.7                       0.25             0.3
        anna         2024-03-01  -                        -                         -                -
        """,
        min_respondents=3,
        individual_answers=True,
    )


def test_a_high_answer_on_distance_is_far() -> None:
    """(1 + 0.5 + 0.25) / 3 = 0.583, so 0.6."""
    assert_features(
        "connection",
        SURVEY,
        """
        employee_id  as_of       distance_to_client_own_share  distance_to_client_team_share
        anna         2023-03-02  1                             0.6
        ben          2023-03-02  0.5                           0.6
        cleo         2023-03-02  0.25                          0.6
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_own_answers_only_where_consent_is_recorded() -> None:
    assert_features(
        "connection",
        SURVEY,
        """
        employee_id  as_of       connectedness_own_share  voice_own_share  distance_to_client_own_share
        anna         2023-03-02  -                        -                -
        """,
    )
