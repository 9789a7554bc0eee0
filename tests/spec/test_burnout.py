"""Burn-out: sickness absence, and strain as the team answered."""

from text_tables import assert_features

BEGAN = {"absences": "2023-01-01"}


def test_sick_spells_and_their_days_of_the_last_180_days() -> None:
    """1 August lies 180 days before 28 January: it counts on that day, not on the next. Leave never does."""
    assert_features(
        "burnout",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        absences
        employee_id  started_on  ended_on    kind
        anna         2023-08-01  2023-08-04  sick
        anna         2023-10-02  2023-10-12  sick
        anna         2023-12-01  2023-12-15  leave
        """,
        """
        employee_id  as_of       sick_spells_180d_count  sick_180d_days
        anna         2023-10-01  1                       3
        anna         2023-10-02  1                       3
        anna         2023-10-12  2                       13
        anna         2024-01-28  2                       13
        anna         2024-01-29  1                       10
        anna         2024-03-30  1                       10
        anna         2024-03-31  0                       0
        ben          2024-01-28  0                       0
        """,
        observed_from=BEGAN,
    )


def test_an_absence_that_goes_on_counts_up_to_the_as_of_date() -> None:
    """Its end is known from the day it is registered; an end that still lies ahead does not count ahead."""
    assert_features(
        "burnout",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        absences
        employee_id  started_on  ended_on    kind  known_on
        anna         2023-10-02  -           sick  2023-10-04
        anna         2023-10-02  2023-10-12  sick  2023-10-12
        ben          2023-10-02  2023-10-22  sick  2023-10-02
        """,
        """
        employee_id  as_of       sick_spells_180d_count  sick_180d_days
        anna         2023-10-03  0                       0
        anna         2023-10-04  0                       0
        anna         2023-10-05  1                       3
        anna         2023-10-12  1                       10
        anna         2023-10-13  1                       10
        anna         2023-11-01  1                       10
        ben          2023-10-05  1                       3
        ben          2023-10-22  1                       20
        ben          2023-11-01  1                       20
        """,
        observed_from=BEGAN,
    )


def test_the_first_180_days_of_the_records_say_nothing() -> None:
    assert_features(
        "burnout",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        absences
        employee_id  started_on  ended_on    kind
        anna         2023-03-01  2023-03-04  sick
        """,
        """
        employee_id  as_of       sick_spells_180d_count  sick_180d_days
        anna         2023-06-29  -                       -
        anna         2023-06-30  1                       3
        """,
        observed_from=BEGAN,
    )


SURVEY = """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2022-01-01
        eva          2022-01-01
        femke        2022-01-01
        gijs         2022-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north
        dirk         2022-01-01    north
        eva          2022-01-01    south
        femke        2022-01-01    south

        survey_answers
        employee_id  answered_on  wave    item        answer
        anna         2023-03-01   spring  stress      0.25
        anna         2023-03-01   spring  exhaustion  0.75
        ben          2023-03-01   spring  stress      1.00
        cleo         2023-03-01   spring  stress      0.00
        cleo         2023-03-01   spring  exhaustion  0.50
        anna         2023-09-01   autumn  stress      0.75
        eva          2023-03-01   spring  stress      1.00
        gijs         2023-03-01   spring  stress      1.00
        ben          2023-03-01   spring  pride       0.10
"""


def test_strain_is_the_mean_of_the_team() -> None:
    """Own strain in spring is the mean of the two items: Anna 0.5, Ben 1 (one item), Cleo 0.25.

    (0.5 + 1 + 0.25) / 3 = 0.583, so 0.6 for all in the north, Dirk too, who answered nothing. In the south Eva
    alone answered: fewer than two, so it is missing for Femke and for Eva herself. Gijs has no team.
    """
    assert_features(
        "burnout",
        SURVEY,
        """
        employee_id  as_of       strain_team_share   strain_own_share
        anna         2023-03-01  -                   -
        anna         2023-04-01  0.6                 -
        ben          2023-04-01  0.6                 -
        cleo         2023-04-01  0.6                 -
        dirk         2023-04-01  0.6                 -
        eva          2023-04-01  -                   -
        femke        2023-04-01  -                   -
        gijs         2023-04-01  -                   -
        """,
        min_respondents=2,
    )


def test_ten_respondents_are_needed_where_nothing_else_is_said() -> None:
    assert_features(
        "burnout",
        SURVEY,
        """
        employee_id  as_of       strain_team_share
        dirk         2023-04-01  -
        """,
    )


def test_the_newest_answer_to_each_item_counts_for_a_year() -> None:
    """In September Anna answers stress again: 0.75 beside the exhaustion of spring, so 0.75.

    From (0.5 + 1 + 0.25) / 3 = 0.583, so 0.6, to (0.75 + 1 + 0.25) / 3 = 0.667, so 0.7. A year after spring only
    that answer is left, and one respondent is too few.
    """
    assert_features(
        "burnout",
        SURVEY,
        """
        employee_id  as_of       strain_team_share
        ben          2023-09-01  0.6
        ben          2023-09-02  0.7
        dirk         2024-02-29  0.7
        dirk         2024-03-01  -
        anna         2024-03-01  -
        """,
        min_respondents=2,
    )


def test_own_strain_only_where_consent_is_recorded() -> None:
    assert_features(
        "burnout",
        SURVEY,
        """
        employee_id  as_of       strain_own_share
        anna         2023-03-01  -
        anna         2023-04-01  0.5
        ben          2023-04-01  1
        cleo         2023-04-01  0.25
        dirk         2023-04-01  -
        anna         2023-10-01  0.75
        anna         2024-03-01  0.75
        ben          2024-03-01  -
        """,
        individual_answers=True,
    )


def test_sick_spells_of_the_last_90_days_are_held_against_the_90_before() -> None:
    """On 28 January the two look-backs begin on 30 October and on 1 August.

    Anna has two spells in each on that day, three and one the day before, one and two the day after. Ben's is
    registered late. Cleo has been here for 180 days on 28 February.
    """
    assert_features(
        "burnout",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2023-09-01

        absences
        employee_id  started_on  ended_on    kind   known_on
        anna         2023-08-01  2023-08-02  sick   2023-08-02
        anna         2023-10-29  2023-10-30  sick   2023-10-30
        anna         2023-10-30  2023-10-31  sick   2023-10-31
        anna         2023-12-20  2023-12-21  sick   2023-12-21
        anna         2023-12-27  2023-12-31  leave  2023-12-27
        ben          2023-12-01  2023-12-02  sick   2024-01-10
        cleo         2023-10-01  2023-10-02  sick   2023-10-02
        """,
        """
        employee_id  as_of       sick_spells_trend_90d_count
        anna         2024-01-27  2
        anna         2024-01-28  0
        anna         2024-01-29  -1
        ben          2024-01-10  0
        ben          2024-01-11  1
        ben          2024-02-29  1
        ben          2024-03-01  -1
        cleo         2024-02-27  -
        cleo         2024-02-28  -1
        """,
        observed_from=BEGAN,
    )


def test_the_trend_needs_180_days_of_records() -> None:
    assert_features(
        "burnout",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        absences
        employee_id  started_on  ended_on    kind
        anna         2023-05-01  2023-05-04  sick
        """,
        """
        employee_id  as_of       sick_spells_trend_90d_count
        anna         2023-06-29  -
        anna         2023-06-30  1
        """,
        observed_from=BEGAN,
    )


def test_a_change_of_strain_is_the_newest_answer_less_the_one_before_to_the_same_item() -> None:
    """Anna rose by 0.5 in stress and by 0 in exhaustion, Ben fell by 0.5, which is known from 21 September on.

    Cleo answered other items than before and Dirk nothing: no change of their own. The team's is that of Anna and
    Ben, (0.25 - 0.5) / 2 = -0.125, so -0.1 for all four; before Ben's is known, one is too few. Eva's answers lie
    just two years before 1 October and a month; she has no team.
    """
    assert_features(
        "burnout",
        """
        spells
        employee_id  started_on
        anna         2021-01-01
        ben          2021-01-01
        cleo         2021-01-01
        dirk         2021-01-01
        eva          2021-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north
        dirk         2022-01-01    north

        survey_answers
        employee_id  answered_on  wave    item        answer  known_on
        anna         2023-03-01   spring  stress      0.25    2023-03-01
        anna         2023-03-01   spring  exhaustion  0.75    2023-03-01
        anna         2023-09-01   autumn  stress      0.75    2023-09-01
        anna         2023-09-01   autumn  exhaustion  0.75    2023-09-01
        ben          2023-03-01   spring  stress      1.00    2023-03-01
        ben          2023-09-01   autumn  stress      0.50    2023-09-20
        cleo         2023-03-01   spring  exhaustion  0.50    2023-03-01
        cleo         2023-09-01   autumn  stress      0.50    2023-09-01
        eva          2021-10-01   first   stress      0.25    2021-10-01
        eva          2023-09-01   autumn  stress      1.00    2023-09-01
        """,
        """
        employee_id  as_of       strain_change_team_share  strain_change_own_share
        anna         2023-09-01  -                         -
        anna         2023-09-02  -                         0.25
        cleo         2023-09-20  -                         -
        cleo         2023-09-21  -0.1                      -
        dirk         2023-09-21  -0.1                      -
        anna         2023-09-21  -0.1                      0.25
        ben          2023-09-21  -0.1                      -0.5
        eva          2023-10-01  -                         0.75
        eva          2023-10-02  -                         -
        ben          2024-08-31  -0.1                      -0.5
        dirk         2024-08-31  -0.1                      -
        ben          2024-09-01  -                         -
        dirk         2024-09-01  -                         -
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_own_strain_beside_the_team_needs_both_and_consent() -> None:
    """Anna's 0.5, Ben's 1 and Cleo's 0.25, each less the team's 0.6. Dirk gave no answer, Eva's team has no value."""
    expected = """
        employee_id  as_of       strain_beside_team_own_share
        anna         2023-03-01  {anna_before}
        anna         2023-04-01  {anna}
        ben          2023-04-01  {ben}
        cleo         2023-04-01  {cleo}
        dirk         2023-04-01  -
        eva          2023-04-01  -
        """
    told = {"anna_before": "-", "anna": "-0.1", "ben": "0.4", "cleo": "-0.35"}
    assert_features("burnout", SURVEY, expected.format(**told), min_respondents=2, individual_answers=True)
    assert_features("burnout", SURVEY, expected.format(**dict.fromkeys(told, "-")), min_respondents=2)


def test_demotivation_and_the_need_for_resilience_are_matters_of_their_own() -> None:
    """Demotivation: Anna (0.5 + 1) / 2 = 0.75, Ben 0.25; the team (0.75 + 0.25) / 2. Strain: no one.

    Resilience: Anna 0.25, Cleo 1, Dirk 0.5; (0.25 + 1 + 0.5) / 3 = 0.583, so 0.6, for Ben as well.
    """
    records = """
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
        employee_id  answered_on  item              answer
        anna         2023-03-01   demotivation      0.50
        anna         2023-03-01   leave_for_stress  1.00
        anna         2023-03-01   resilience_need   0.25
        ben          2023-03-01   demotivation      0.25
        cleo         2023-03-01   resilience_need   1.00
        dirk         2023-03-01   resilience_need   0.50
    """
    assert_features(
        "burnout",
        records,
        """
        employee_id  as_of       demotivation_team_share  resilience_need_team_share  strain_team_share
        anna         2023-03-01  -                        -                           -
        anna         2023-03-02  0.5                      0.6                         -
        ben          2023-03-02  0.5                      0.6                         -
        cleo         2023-03-02  0.5                      0.6                         -
        dirk         2024-02-29  0.5                      0.6                         -
        dirk         2024-03-01  -                        -                           -
        """,
        min_respondents=2,
    )
    assert_features(
        "burnout",
        records,
        """
        employee_id  as_of       demotivation_own_share  resilience_need_own_share  strain_own_share
        anna         2023-03-01  -                       -                          -
        anna         2023-03-02  0.75                    0.25                       -
        ben          2023-03-02  0.25                    -                          -
        cleo         2023-03-02  -                       1                          -
        """,
        individual_answers=True,
    )
