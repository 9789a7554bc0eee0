"""Purpose and attitude: satisfaction, enjoyment and meaning as answered, and contacts handed on."""

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

    (0.5 + 1 + 0.2) / 3 = 0.567, so 0.6, for Cleo as well before her answer is known; with it 1.7 / 4 = 0.425, so
    0.4. Who gave notice is no longer in the cohort, and is not heard from May on: (0.5 + 1 + 0) / 3.
    """
    assert_features(
        "purpose",
        CENTRE,
        """
        employee_id  as_of       satisfaction_team_share  satisfaction_own_share
        anna         2022-03-01  -                        -
        cleo         2022-03-10  0.6                      -
        anna         2022-03-10  0.6                      -
        anna         2022-03-20  0.6                      -
        anna         2022-03-21  0.4                      -
        dirk         2022-03-21  0.4                      -
        anna         2022-05-01  0.4                      -
        anna         2022-05-02  0.5                      -
        cleo         2022-05-02  0.5                      -
        """,
        min_respondents=3,
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


def test_own_satisfaction_is_held_against_the_team() -> None:
    """Anna's 0.5 and Ben's 1, each less the 0.6 of the team on 10 March; from the 21st on, with Cleo's 0, less 0.4.

    In May, without Dirk, it is 0.5. Where four must have answered there is no team value until the 21st.
    """
    assert_features(
        "purpose",
        CENTRE,
        """
        employee_id  as_of       satisfaction_against_team_own_share
        anna         2022-03-10  -0.1
        ben          2022-03-10  0.4
        cleo         2022-03-10  -
        anna         2022-03-21  0.1
        cleo         2022-03-21  -0.4
        anna         2022-05-02  0
        anna         2023-03-02  -
        """,
        min_respondents=2,
        individual_answers=True,
    )
    assert_features(
        "purpose",
        CENTRE,
        """
        employee_id  as_of       satisfaction_against_team_own_share
        anna         2022-03-10  -
        """,
        min_respondents=2,
    )
    assert_features(
        "purpose",
        CENTRE,
        """
        employee_id  as_of       satisfaction_against_team_own_share
        anna         2022-03-10  -
        anna         2022-03-21  0.1
        """,
        min_respondents=4,
        individual_answers=True,
    )


THREE_SPELLS = """
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
"""


def test_enjoyment_and_meaning_are_concepts_of_their_own() -> None:
    """Enjoyment: Anna 0.5, Ben 1, and Cleo 0 from 21 March on.

    Until then the team's is (0.5 + 1) / 2 = 0.75, halfway between two steps, so the even one, 0.8; then
    (0.5 + 1 + 0) / 3 = 0.5.

    Meaning: Anna 2 / 4, Ben, who answered one item, 0.75; (0.5 + 0.75) / 2 = 0.625, so 0.6, for Cleo as well.
    """
    assert_features(
        "purpose",
        THREE_SPELLS
        + """
        survey_answers
        employee_id  answered_on  item               answer  known_on
        anna         2022-03-01   enjoyment          0.25    2022-03-01
        anna         2022-03-01   would_do_again     0.75    2022-03-01
        ben          2022-03-01   enjoyment          1.00    2022-03-01
        cleo         2022-03-01   would_do_again     0.00    2022-03-20
        anna         2022-03-01   meaning            1.00    2022-03-01
        anna         2022-03-01   role_awareness     0.50    2022-03-01
        anna         2022-03-01   craftsmanship      0.40    2022-03-01
        anna         2022-03-01   wish_to_help       0.10    2022-03-01
        ben          2022-03-01   wish_to_help       0.75    2022-03-01
        ben          2022-03-01   role_satisfaction  0.00    2022-03-01
        """,
        """
        employee_id  as_of       enjoyment_own_share  enjoyment_team_share  meaning_own_share  meaning_team_share
        anna         2022-03-01  -                    -                     -                  -
        anna         2022-03-10  0.5                  0.8                   0.5                0.6
        cleo         2022-03-10  -                    0.8                   -                  0.6
        cleo         2022-03-20  -                    0.8                   -                  0.6
        anna         2022-03-21  0.5                  0.5                   0.5                0.6
        cleo         2022-03-21  0                    0.5                   -                  0.6
        anna         2023-03-01  0.5                  0.5                   0.5                0.6
        anna         2023-03-02  -                    -                     -                  -
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_losing_sight_of_the_customer() -> None:
    """Anna 0.8, Ben 0.4, and Cleo 1 from 21 March on: (0.8 + 0.4) / 2 = 0.6, then 2.2 / 3 = 0.733, so 0.7."""
    assert_features(
        "purpose",
        THREE_SPELLS
        + """
        survey_answers
        employee_id  answered_on  item            answer  known_on
        anna         2022-03-01   outcome_unseen  0.80    2022-03-01
        ben          2022-03-01   outcome_unseen  0.40    2022-03-01
        cleo         2022-03-01   outcome_unseen  1.00    2022-03-20
        """,
        """
        employee_id  as_of       outcome_unseen_own_share  outcome_unseen_team_share
        anna         2022-03-01  -                         -
        anna         2022-03-02  0.8                       0.6
        cleo         2022-03-02  -                         0.6
        anna         2022-03-21  0.8                       0.7
        cleo         2022-03-21  1                         0.7
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_satisfaction_changes_from_one_answer_to_the_next() -> None:
    """Anna: -0.5 and +0.25 (the third item she answered once). Cleo's earlier answer lies 730 days back on 10 March.

    Ben's lies further back. Dirk's newest answer becomes known on 20 March. Eva answered nothing. The team's is that
    of Anna and Cleo, (-0.125 - 0.25) / 2 = -0.1875, so -0.2; then Anna's alone is too few; then it is that of Anna
    and Dirk, (-0.125 + 0.4) / 2 = 0.1375, so 0.1.
    """
    assert_features(
        "purpose",
        """
        spells
        employee_id  started_on
        anna         2019-01-01
        ben          2019-01-01
        cleo         2019-01-01
        dirk         2019-01-01
        eva          2019-01-01

        assignments
        employee_id  effective_on  team
        anna         2019-01-01    north
        ben          2019-01-01    north
        cleo         2019-01-01    north
        dirk         2019-01-01    north
        eva          2019-01-01    north

        survey_answers
        employee_id  answered_on  item               answer  known_on
        anna         2021-03-01   role_satisfaction  0.75    2021-03-01
        anna         2021-03-01   pride              0.50    2021-03-01
        anna         2022-03-01   role_satisfaction  0.25    2022-03-01
        anna         2022-03-01   pride              0.75    2022-03-01
        anna         2022-03-01   recommend          0.50    2022-03-01
        ben          2020-02-01   pride              1.00    2020-02-01
        ben          2022-03-01   pride              0.50    2022-03-01
        cleo         2020-03-10   pride              1.00    2020-03-10
        cleo         2022-03-01   pride              0.75    2022-03-01
        dirk         2021-03-01   pride              0.20    2021-03-01
        dirk         2022-03-01   pride              0.60    2022-03-20
        """,
        """
        employee_id  as_of       satisfaction_change_own_share  satisfaction_change_team_share
        anna         2022-03-01  -                              -
        anna         2022-03-10  -0.125                         -0.2
        ben          2022-03-10  -                              -0.2
        cleo         2022-03-10  -0.25                          -0.2
        dirk         2022-03-10  -                              -0.2
        eva          2022-03-10  -                              -0.2
        cleo         2022-03-11  -                              -
        eva          2022-03-11  -                              -
        dirk         2022-03-21  0.4                            0.1
        eva          2022-03-21  -                              0.1
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_transfers_per_contact_in_the_last_90_days() -> None:
    """January 30 of 300, put right to 60 on 10 March; February 20 of 400; March and April lack one of the two.

    1 January lies 90 days before 31 March, and 1 February 90 days before 1 May.
    """
    assert_features(
        "purpose",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        workload
        employee_id  period_start  period_days  contacts  transfers  known_on
        anna         2024-01-01    31           300       30         2024-02-01
        anna         2024-01-01    31           300       60         2024-03-10
        anna         2024-02-01    29           400       20         2024-03-01
        anna         2024-03-01    31           300       -          2024-04-01
        anna         2024-04-01    30           -         10         2024-05-01
        ben          2024-01-01    31           0         0          2024-02-01
        """,
        """
        employee_id  as_of       transfers_90d_share
        anna         2024-02-01  -
        anna         2024-02-02  0.1
        ben          2024-02-02  -
        anna         2024-03-02  0.07142857142857142
        anna         2024-03-11  0.11428571428571428
        anna         2024-03-31  0.11428571428571428
        anna         2024-04-01  0.05
        anna         2024-04-02  0.05
        anna         2024-05-01  0.05
        anna         2024-05-02  -
        """,
        observed_from={"workload": "2023-01-01"},
    )


def test_nothing_is_said_of_transfers_in_the_first_90_days() -> None:
    """Of Ben's spell, and for Anna of the records."""
    assert_features(
        "purpose",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2024-01-15

        workload
        employee_id  period_start  period_days  contacts  transfers
        anna         2024-01-01    31           300       30
        ben          2024-02-01    29           100       5
        """,
        """
        employee_id  as_of       transfers_90d_share
        anna         2024-03-30  -
        anna         2024-03-31  0.1
        ben          2024-04-13  -
        ben          2024-04-14  0.05
        """,
        observed_from={"workload": "2024-01-01"},
    )


def test_transfers_are_held_against_the_median_of_five_in_the_same_role() -> None:
    """The median of 5, 10, 20, 25 and 40% is 20%. When Eva sells, four are too few to compare with."""
    assert_features(
        "purpose",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2022-01-01
        eva          2022-01-01
        femke        2022-01-01

        assignments
        employee_id  effective_on  role
        anna         2022-01-01    service
        ben          2022-01-01    service
        cleo         2022-01-01    service
        dirk         2022-01-01    service
        eva          2022-01-01    service
        eva          2024-03-01    sales
        femke        2022-01-01    sales

        workload
        employee_id  period_start  period_days  contacts  transfers
        anna         2024-02-01    20           100       5
        ben          2024-02-01    20           100       10
        cleo         2024-02-01    20           200       40
        dirk         2024-02-01    20           400       100
        eva          2024-02-01    20           10        4
        femke        2024-02-01    20           100       90
        """,
        """
        employee_id  as_of       transfers_against_role_ratio
        anna         2024-03-01  0.25
        ben          2024-03-01  0.5
        cleo         2024-03-01  1
        dirk         2024-03-01  1.25
        eva          2024-03-01  2
        femke        2024-03-01  -
        anna         2024-03-02  -
        eva          2024-03-02  -
        """,
        observed_from={"workload": "2023-01-01"},
    )
