"""Purpose and attitude: satisfaction and pride, as the team answered."""

from text_tables import assert_features

CENTRE = """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2022-01-01  -           2022-01-01
        ben          2022-01-01  -           2022-01-01
        cleo         2022-01-01  -           2022-01-01
        dirk         2022-01-01  -           2022-01-01
        dirk         2022-01-01  2022-06-01  2022-05-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north
        dirk         2022-01-01    north

        survey_answers
        employee_id  answered_on  item               answer  known_on
        anna         2022-03-01   role_satisfaction  0.25    2022-03-01
        anna         2022-03-01   recommend          0.50    2022-03-01
        anna         2022-03-01   pride              0.75    2022-03-01
        ben          2022-03-01   pride              1.00    2022-03-01
        cleo         2022-03-01   recommend          0.00    2022-03-20
        dirk         2022-03-01   recommend          0.20    2022-03-01
        ben          2022-03-01   stress             0.00    2022-03-01
"""


def test_satisfaction_is_the_mean_of_three_items() -> None:
    """Anna 0.5, Ben 1 (he answered one of them), Dirk 0.2; Cleo 0, from 20 March on.

    On 10 March Cleo hears Anna, Ben and Dirk: 1.7 / 3. Anna hears Ben and Dirk, and from 21 March Cleo
    too. Who gave notice is no longer in the cohort, and is not heard from May on.
    """
    assert_features(
        "purpose",
        CENTRE,
        """
        employee_id  as_of       satisfaction_team_share  satisfaction_own_share
        cleo         2022-03-10  0.5666666666666667       -
        anna         2022-03-10  0.6                      -
        anna         2022-03-20  0.6                      -
        anna         2022-03-21  0.4                      -
        anna         2022-05-01  0.4                      -
        anna         2022-05-02  0.5                      -
        cleo         2022-05-02  0.75                     -
        """,
        min_respondents=2,
    )


def test_own_satisfaction_only_where_consent_is_recorded() -> None:
    assert_features(
        "purpose",
        CENTRE,
        """
        employee_id  as_of       satisfaction_own_share
        anna         2022-03-10  0.5
        ben          2022-03-10  1
        cleo         2022-03-20  -
        cleo         2022-03-21  0
        anna         2023-03-01  0.5
        anna         2023-03-02  -
        """,
        individual_answers=True,
    )
