"""Career visibility: talks, refusals and moves, whether the team knows its paths, and ambition beside openings."""

from text_tables import assert_features

BEGAN = {"career_events": "2020-01-01"}


def test_talks_plans_and_refusals_of_the_last_year() -> None:
    """1 February 2022 lies 365 days before 1 February 2023. An application or a promotion is no talk."""
    assert_features(
        "career",
        """
        spells
        employee_id  started_on
        anna         2021-01-01
        ben          2021-01-01

        career_events
        employee_id  happened_on  kind
        anna         2022-02-01   talk
        anna         2022-05-01   plan
        anna         2022-06-01   application
        anna         2022-07-01   rejection
        anna         2022-08-01   promotion
        anna         2022-09-01   lateral_move
        """,
        """
        employee_id  as_of       talks_365d_count  rejections_365d_count  since_talk_days
        anna         2022-02-01  0                 0                      396
        anna         2022-02-02  1                 0                      1
        anna         2022-07-01  2                 0                      61
        anna         2022-07-02  2                 1                      62
        anna         2023-02-01  2                 1                      276
        anna         2023-02-02  1                 1                      277
        anna         2023-07-02  0                 0                      427
        ben          2022-07-02  0                 0                      547
        """,
        observed_from=BEGAN,
    )


def test_in_the_first_half_year_no_talk_was_due() -> None:
    """30 June 2022 is the 180th day of the spell. A talk that took place is seen at once."""
    assert_features(
        "career",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        career_events
        employee_id  happened_on  kind
        ben          2022-03-01   talk
        """,
        """
        employee_id  as_of       talks_365d_count  rejections_365d_count  since_talk_days
        anna         2022-06-29  -                 0                      -
        anna         2022-06-30  0                 0                      180
        ben          2022-06-29  -                 0                      120
        ben          2022-06-30  1                 0                      121
        """,
        observed_from=BEGAN,
    )


def test_the_first_year_of_the_records_has_no_counts() -> None:
    assert_features(
        "career",
        """
        spells
        employee_id  started_on
        anna         2015-01-01

        career_events
        employee_id  happened_on  kind
        anna         2020-12-01   rejection
        """,
        """
        employee_id  as_of       talks_365d_count  rejections_365d_count  since_talk_days
        anna         2020-06-28  -                 -                      -
        anna         2020-06-29  -                 -                      180
        anna         2020-12-30  -                 -                      364
        anna         2020-12-31  0                 1                      365
        """,
        observed_from=BEGAN,
    )


def test_knowing_the_paths_is_the_mean_of_the_team() -> None:
    """(0 + 0.5 + 1) / 3 = 0.5 for all three.

    When Cleo has moved to another team, Anna and Ben make (0 + 0.5) / 2 = 0.25, halfway between two steps, so the
    even one, 0.2; Cleo alone is too few.
    """
    assert_features(
        "career",
        """
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
        cleo         2022-06-01    south

        survey_answers
        employee_id  answered_on  item              answer
        anna         2022-03-01   career_paths      0.00
        ben          2022-03-01   career_paths      0.50
        cleo         2022-03-01   career_paths      1.00
        ben          2022-03-01   long_term_future  0.00
        """,
        """
        employee_id  as_of       path_known_team_share  path_known_own_share
        anna         2022-04-01  0.5                    0
        ben          2022-04-01  0.5                    0.5
        cleo         2022-04-01  0.5                    1
        anna         2022-06-01  0.5                    0
        anna         2022-06-02  0.2                    0
        ben          2022-06-02  0.2                    0.5
        cleo         2022-06-02  -                      1
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_applications_plans_and_moves() -> None:
    """A promotion or a lateral move is a move; a refusal is none. 1 March 2022 lies 365 days before 1 March 2023.

    Ben's promotion of 1 June 2022 is on record from 1 July on. Cleo came back: the move of her first spell is past.
    """
    assert_features(
        "career",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2020-01-01  -           2020-01-01
        ben          2020-01-01  -           2020-01-01
        cleo         2020-01-01  -           2020-01-01
        cleo         2020-01-01  2021-06-01  2021-06-01
        cleo         2022-01-01  -           2022-01-01

        career_events
        employee_id  happened_on  kind          known_on
        anna         2022-03-01   application   2022-03-01
        anna         2022-04-01   rejection     2022-04-01
        anna         2022-05-01   application   2022-05-01
        anna         2022-06-01   lateral_move  2022-06-01
        anna         2022-07-01   plan          2022-07-01
        anna         2022-08-01   talk          2022-08-01
        ben          2022-06-01   promotion     2022-07-01
        cleo         2021-02-01   promotion     2021-02-01
        """,
        """
        employee_id  as_of       applications_365d_count  plan_365d_count  since_move_days
        anna         2022-03-01  0                        0                790
        anna         2022-03-02  1                        0                791
        anna         2022-06-02  2                        0                1
        anna         2022-07-01  2                        0                30
        anna         2022-07-02  2                        1                31
        anna         2023-03-01  2                        1                273
        anna         2023-03-02  1                        1                274
        anna         2023-07-01  0                        1                395
        anna         2023-07-02  0                        0                396
        ben          2022-07-01  0                        0                912
        ben          2022-07-02  0                        0                31
        cleo         2021-03-01  0                        0                28
        cleo         2022-06-29  -                        -                -
        cleo         2022-06-30  0                        0                -
        cleo         2022-12-31  0                        0                -
        cleo         2023-01-01  0                        0                365
        """,
        observed_from=BEGAN,
    )


def test_new_records_say_nothing_of_applications_plans_and_moves_for_a_year() -> None:
    """But a move that took place is seen."""
    assert_features(
        "career",
        """
        spells
        employee_id  started_on
        anna         2015-01-01
        ben          2015-01-01

        career_events
        employee_id  happened_on  kind
        ben          2020-06-01   promotion
        """,
        """
        employee_id  as_of       applications_365d_count  plan_365d_count  since_move_days
        ben          2020-07-01  -                        -                30
        anna         2020-12-30  -                        -                -
        anna         2020-12-31  0                        0                365
        """,
        observed_from=BEGAN,
    )


SITES = """
        spells
        employee_id  started_on
        anna         2020-01-01
        ben          2020-01-01
        cleo         2020-01-01
        dirk         2020-01-01
        eva          2020-01-01
        femke        2020-01-01
        gijs         2022-01-01
        hugo         2020-01-01

        assignments
        employee_id  effective_on  site     team
        anna         2020-01-01    utrecht  north
        ben          2020-01-01    utrecht  north
        cleo         2020-01-01    utrecht  north
        dirk         2020-01-01    utrecht  south
        eva          2020-01-01    utrecht  south
        femke        2020-01-01    utrecht  south
        gijs         2022-01-01    utrecht  south
        hugo         2020-01-01    gent     north
"""


def test_the_share_of_the_others_at_the_site_who_moved() -> None:
    """Dirk and Eva did, Dirk twice: 2 of Anna's 5 others, and 1 of Dirk's. In Gent Hugo is alone.

    Gijs counts once he is there for a year; his own move of March 2022 lies in the last year until 1 March 2023.
    """
    assert_features(
        "career",
        SITES
        + """
        career_events
        employee_id  happened_on  kind
        dirk         2022-02-01   lateral_move
        dirk         2022-06-01   promotion
        eva          2022-03-01   promotion
        femke        2022-03-01   application
        gijs         2022-03-01   promotion
        hugo         2022-03-01   promotion
        """,
        """
        employee_id  as_of       moved_site_365d_share
        anna         2022-02-01  0
        anna         2022-02-02  0.2
        anna         2022-07-01  0.4
        dirk         2022-07-01  0.2
        gijs         2022-07-01  0.3333333333333333
        hugo         2022-07-01  -
        anna         2022-12-31  0.4
        anna         2023-01-01  0.5
        gijs         2023-01-01  0.3333333333333333
        anna         2023-03-01  0.5
        anna         2023-03-02  0.16666666666666666
        """,
        observed_from=BEGAN,
    )


def test_growth_is_the_mean_of_three_items() -> None:
    """Anna (1 + 0.5 + 0) / 3 = 0.5, Ben 0.25: (0.5 + 0.25) / 2 = 0.375, so 0.4.

    It is the value of the two of them and of Cleo, who answered something else. In Dirk's team nobody answered.
    """
    assert_features(
        "career",
        SITES
        + """
        survey_answers
        employee_id  answered_on  item              answer
        anna         2022-03-01   long_term_future  1.00
        anna         2022-03-01   development       0.50
        anna         2022-03-01   growth_potential  0.00
        ben          2022-03-01   growth_potential  0.25
        cleo         2022-03-01   career_paths      1.00
        """,
        """
        employee_id  as_of       growth_own_share  growth_team_share
        anna         2022-03-01  -                 -
        anna         2022-03-02  0.5               0.4
        ben          2022-03-02  0.25              0.4
        cleo         2022-03-02  -                 0.4
        dirk         2022-03-02  -                 -
        anna         2023-03-01  0.5               0.4
        cleo         2023-03-02  -                 -
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_ambition_is_the_strongest_wish() -> None:
    """Anna wants to be trainer, Ben something not asked about by name, Cleo nothing; Dirk was not asked.

    The team: (1 + 1 + 0) / 3 = 0.667, so 0.7.
    """
    assert_features(
        "career",
        SITES
        + """
        survey_answers
        employee_id  answered_on  item             answer
        anna         2022-03-01   role_aspiration  0
        anna         2022-03-01   wants_team_lead  0
        anna         2022-03-01   wants_trainer    1
        anna         2022-03-01   wants_quality    0
        ben          2022-03-01   role_aspiration  1
        cleo         2022-03-01   wants_team_lead  0
        cleo         2022-03-01   wants_quality    0
        dirk         2022-03-01   career_paths     1
        """,
        """
        employee_id  as_of       ambition_own_share  ambition_team_share
        anna         2022-03-02  1                   0.7
        ben          2022-03-02  1                   0.7
        cleo         2022-03-02  0                   0.7
        dirk         2022-03-02  -                   -
        anna         2023-03-02  -                   -
        """,
        min_respondents=2,
        individual_answers=True,
    )


WISHES = """
        survey_answers
        employee_id  answered_on  item             answer
        anna         2022-07-01   wants_team_lead  1
        anna         2022-07-01   wants_trainer    1
        anna         2022-07-01   wants_quality    0
        ben          2022-07-01   wants_team_lead  1
        ben          2022-07-01   wants_trainer    0
        ben          2022-07-01   wants_quality    0
        cleo         2022-07-01   wants_trainer    1
        cleo         2022-07-01   role_aspiration  1
        hugo         2022-07-01   wants_trainer    1
"""


MOVES = """
        career_events
        employee_id  happened_on  kind          role       known_on
        dirk         2022-05-16   promotion     team~lead  2022-05-16
        eva          2022-09-01   lateral_move  trainer    2022-09-20
        femke        2022-06-01   application   trainer    2022-06-01
        hugo         2022-06-01   promotion     trainer    2022-06-01
"""


def test_a_wish_is_unmet_where_none_of_the_others_at_the_site_moved_into_the_role() -> None:
    """In Utrecht Dirk became team lead in May, and Eva trainer in September, on record from the 20th.

    In August Anna wants team lead, which opened, and trainer, which did not, and not quality: (0 + 1 + 0) / 3.
    Ben wants what opened. Of Cleo trainer alone is known: 1. From 21 September on nothing is unmet, and from
    17 May 2023 on team lead is: Anna 1 / 3, Ben 1 / 3. Hugo's promotion was in Gent, where no five others are.
    """
    assert_features(
        "career",
        SITES + WISHES + MOVES,
        """
        employee_id  as_of       unmet_ambition_site_own_share
        anna         2022-07-01  -
        anna         2022-08-01  0.3333333333333333
        ben          2022-08-01  0
        cleo         2022-08-01  1
        dirk         2022-08-01  -
        hugo         2022-08-01  -
        cleo         2022-09-20  1
        anna         2022-09-21  0
        cleo         2022-09-21  0
        anna         2023-05-16  0
        anna         2023-05-17  0.3333333333333333
        ben          2023-05-17  0.3333333333333333
        cleo         2023-05-17  0
        anna         2023-07-01  0.3333333333333333
        anna         2023-07-02  -
        """,
        observed_from=BEGAN,
        individual_answers=True,
    )


def test_the_wishes_of_the_team_against_the_openings_at_the_site() -> None:
    """Of trainer all three told: (1 + 0 + 1) / 3 = 0.667, so 0.7. Of the other two Anna and Ben did, and alike: team
    lead 1 and quality 0, which is told as 0.9 and as 0.1.

    In August team lead had opened, trainer and quality had not: (0 + 0.7 + 0.1) / 3. From 21 September on trainer
    had as well: 0.1 / 3. From 17 May 2023 on team lead and quality had not: (0.9 + 0 + 0.1) / 3. Where three must
    have answered, trainer alone counts: 0.7, and 0 once it opened.
    """
    assert_features(
        "career",
        SITES + WISHES + MOVES,
        """
        employee_id  as_of       unmet_ambition_site_team_share  unmet_ambition_site_own_share
        anna         2022-07-01  -                               -
        anna         2022-08-01  0.26666666666666666             -
        ben          2022-08-01  0.26666666666666666             -
        cleo         2022-08-01  0.26666666666666666             -
        dirk         2022-08-01  -                               -
        hugo         2022-08-01  -                               -
        cleo         2022-09-20  0.26666666666666666             -
        cleo         2022-09-21  0.03333333333333333             -
        cleo         2023-05-17  0.3333333333333333              -
        anna         2023-05-17  0.3333333333333333              -
        """,
        observed_from=BEGAN,
        min_respondents=2,
    )
    assert_features(
        "career",
        SITES + WISHES + MOVES,
        """
        employee_id  as_of       unmet_ambition_site_team_share
        anna         2022-08-01  0.7
        cleo         2022-08-01  0.7
        anna         2022-09-21  0
        cleo         2023-05-17  0
        anna         2023-07-02  -
        """,
        observed_from=BEGAN,
        min_respondents=3,
    )


def test_where_moves_do_not_say_their_role_nothing_is_said_of_openings() -> None:
    """Until June no one moved, and so no role opened; then Dirk did, into what is not told.

    From July on Eva's is told: others would have been told as well.
    """
    assert_features(
        "career",
        SITES
        + """
        survey_answers
        employee_id  answered_on  item           answer
        anna         2022-03-01   wants_trainer  1

        career_events
        employee_id  happened_on  kind       role
        dirk         2022-06-01   promotion  -
        eva          2022-07-01   promotion  expert
        """,
        """
        employee_id  as_of       unmet_ambition_site_own_share
        anna         2022-06-01  1
        anna         2022-06-02  -
        anna         2022-07-01  -
        anna         2022-07-02  1
        """,
        observed_from=BEGAN,
        individual_answers=True,
    )


def test_without_roles_on_record_or_in_the_first_year_of_records_nothing_is_said_of_openings() -> None:
    survey = """
        survey_answers
        employee_id  answered_on  item           answer
        anna         2022-03-01   wants_trainer  1

        career_events
        employee_id  happened_on  kind"""
    assert_features(
        "career",
        SITES
        + survey
        + """
        dirk         2022-06-01   promotion
        """,
        """
        employee_id  as_of       unmet_ambition_site_own_share
        anna         2022-06-01  -
        anna         2022-07-01  -
        """,
        observed_from=BEGAN,
        individual_answers=True,
    )
    assert_features(
        "career",
        SITES
        + survey
        + """       role
        dirk         2022-06-01   promotion  trainer
        """,
        """
        employee_id  as_of       unmet_ambition_site_own_share
        anna         2022-12-31  -
        anna         2023-01-01  0
        """,
        observed_from={"career_events": "2022-01-01"},
        individual_answers=True,
    )


def test_own_answers_only_where_consent_is_recorded() -> None:
    assert_features(
        "career",
        SITES
        + """
        survey_answers
        employee_id  answered_on  item              answer
        anna         2022-03-01   career_paths      0.25
        anna         2022-03-01   long_term_future  0.50
        anna         2022-03-01   wants_trainer     1.00
        """,
        """
        employee_id  as_of       path_known_own_share  growth_own_share  ambition_own_share
        anna         2022-03-02  -                     -                 -
        """,
        min_respondents=1,
    )
