"""Placement: the client, the contract, a return, who left the site, and the market as the team answered."""

from text_tables import assert_features


def test_changes_of_client() -> None:
    """The same client again is no change. 1 March 2023 lies 365 days before 29 February 2024."""
    assert_features(
        "placement",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2023-10-01
        eva          2022-01-01

        assignments
        employee_id  effective_on  client  known_on
        anna         2022-01-01    bank    2022-01-01
        anna         2023-03-01    energy  2023-03-01
        anna         2023-06-01    energy  2023-06-01
        anna         2023-09-01    -       2023-09-01
        anna         2023-10-01    bank    2023-10-01
        ben          2022-01-01    bank    2022-01-01
        ben          2022-06-01    energy  2022-06-01
        cleo         2022-01-01    -       2022-01-01
        dirk         2023-10-01    bank    2023-10-01
        eva          2022-01-01    bank    2022-01-01
        eva          2023-11-01    energy  2023-12-10
        """,
        """
        employee_id  as_of       client_changes_365d_count  with_client_days
        anna         2022-12-31  -                          364
        anna         2023-03-01  0                          424
        anna         2023-03-02  1                          1
        anna         2023-10-01  1                          214
        anna         2023-10-02  2                          1
        anna         2024-02-29  2                          151
        anna         2024-03-01  1                          152
        cleo         2024-02-29  -                          -
        dirk         2024-03-28  -                          179
        dirk         2024-03-29  0                          180
        eva          2023-12-10  0                          708
        eva          2023-12-11  1                          40
        """,
    )


def test_one_extract_cannot_show_a_change_of_client() -> None:
    assert_features(
        "placement",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        assignments
        employee_id  effective_on  client
        anna         2022-01-01    bank
        ben          2022-01-01    bank
        ben          2024-05-01    energy
        """,
        """
        employee_id  as_of       client_changes_365d_count  with_client_days
        anna         2024-05-01  -                          -
        anna         2024-05-02  0                          852
        ben          2024-05-02  1                          1
        """,
    )


def test_days_until_the_contract_ends() -> None:
    """As the newest assignment states it. Ben's was extended on 20 June; on 1 August he became permanent.

    An end that has passed while somebody is still at work says no more than that the record is old.
    """
    assert_features(
        "placement",
        """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2024-01-01
        cleo         2024-01-01

        assignments
        employee_id  effective_on  contract_ends_on  known_on
        anna         2024-01-01    2024-06-30        2024-01-01
        ben          2024-01-01    2024-06-30        2024-01-01
        ben          2024-06-01    2024-12-31        2024-06-20
        ben          2024-08-01    -                 2024-08-01
        cleo         2024-01-01    -                 2024-01-01
        """,
        """
        employee_id  as_of       until_contract_end_days
        anna         2024-06-20  10
        anna         2024-06-30  0
        anna         2024-07-01  -
        ben          2024-06-20  10
        ben          2024-06-21  193
        ben          2024-08-01  152
        ben          2024-08-02  -
        cleo         2024-06-20  -
        """,
    )


def test_who_is_employed_through_an_agency() -> None:
    assert_features(
        "placement",
        """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2024-01-01
        cleo         2024-01-01

        assignments
        employee_id  effective_on  agency  known_on
        anna         2024-01-01    yes     2024-01-01
        anna         2024-06-01    no      2024-06-10
        ben          2024-01-01    no      2024-01-01
        cleo         2024-01-01    -       2024-01-01
        """,
        """
        employee_id  as_of       agency_share
        anna         2024-06-10  1
        anna         2024-06-11  0
        ben          2024-06-10  0
        cleo         2024-06-10  -
        """,
    )


def test_who_was_here_before_has_returned() -> None:
    """Anna came back after three months; Ben went on without a gap, as after a transfer; Cleo is here once.

    That Dirk's first spell has ended is on record on 1 March only.
    """
    assert_features(
        "placement",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2022-01-01  -           2022-01-01
        anna         2022-01-01  2023-10-01  2023-09-01
        anna         2024-01-01  -           2024-01-01
        ben          2022-01-01  -           2022-01-01
        ben          2022-01-01  2024-01-01  2024-01-01
        ben          2024-01-01  -           2024-01-01
        cleo         2022-01-01  -           2022-01-01
        dirk         2022-01-01  -           2022-01-01
        dirk         2022-01-01  2023-10-01  2024-03-01
        dirk         2024-01-01  -           2024-01-01
        """,
        """
        employee_id  as_of       returned_share
        anna         2023-06-01  0
        anna         2024-01-02  1
        anna         2025-01-01  1
        ben          2023-06-01  0
        ben          2024-01-02  0
        cleo         2024-01-02  0
        dirk         2024-03-01  -
        dirk         2024-03-02  1
        """,
    )


def test_who_left_the_site_in_the_last_90_days() -> None:
    """Whatever the team. Gijs left on 10 January, 90 days before 9 April: one of the five others and him.

    Hugo is alone in Gent, and of Ida no site is known.
    """
    assert_features(
        "placement",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2020-01-01  -           2020-01-01
        ben          2020-01-01  -           2020-01-01
        cleo         2020-01-01  -           2020-01-01
        dirk         2020-01-01  -           2020-01-01
        eva          2020-01-01  -           2020-01-01
        femke        2020-01-01  -           2020-01-01
        gijs         2020-01-01  -           2020-01-01
        gijs         2020-01-01  2024-01-10  2024-01-10
        hugo         2020-01-01  -           2020-01-01
        ida          2020-01-01  -           2020-01-01

        assignments
        employee_id  effective_on  site     team
        anna         2020-01-01    utrecht  north
        ben          2020-01-01    utrecht  north
        cleo         2020-01-01    utrecht  north
        dirk         2020-01-01    utrecht  south
        eva          2020-01-01    utrecht  south
        femke        2020-01-01    utrecht  south
        gijs         2020-01-01    utrecht  south
        hugo         2020-01-01    gent     north
        ida          2020-01-01    -        north
        """,
        """
        employee_id  as_of       site_left_90d_share
        anna         2024-01-10  0
        anna         2024-01-11  0.16666666666666666
        femke        2024-04-09  0.16666666666666666
        femke        2024-04-10  0
        hugo         2024-01-11  -
        ida          2024-01-11  -
        """,
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
        employee_id  answered_on  item               answer  known_on
        anna         2023-03-01   client_fit         0.25    2023-03-01
        anna         2023-03-01   client_cost_focus  1.00    2023-03-01
        anna         2023-03-01   outside_offer      0.75    2023-03-01
        ben          2023-03-01   client_fit         1.00    2023-03-01
        ben          2023-03-01   client_cost_focus  0.50    2023-03-01
        cleo         2023-03-01   client_fit         0.50    2023-03-20
        cleo         2023-03-01   client_cost_focus  0.25    2023-03-01
        cleo         2023-03-01   outside_offer      0.25    2023-03-01
        ben          2023-03-01   outside_offer      0.00    2023-03-01
"""


def test_the_client_and_the_market_as_the_team_answered() -> None:
    """A high answer on costs or on pay elsewhere stays high.

    Costs: (1 + 0.5 + 0.25) / 3 = 0.583, so 0.6. Pay elsewhere: (0.75 + 0 + 0.25) / 3 = 0.333, so 0.3.

    Cleo's answer on fit counts from 21 March on, (0.25 + 1 + 0.5) / 3 = 0.583, so 0.6; until then two are too few.
    """
    assert_features(
        "placement",
        SURVEY,
        """
        employee_id  as_of       client_fit_own_share  client_fit_team_share
        anna         2023-03-01  -                     -
        anna         2023-03-02  0.25                  -
        cleo         2023-03-20  -                     -
        anna         2023-03-21  0.25                  0.6
        ben          2023-03-21  1                     0.6
        anna         2024-02-29  0.25                  0.6
        anna         2024-03-01  -                     -
        """,
        min_respondents=3,
        individual_answers=True,
    )
    assert_features(
        "placement",
        SURVEY,
        """
        employee_id  as_of       cost_focus_own_share  cost_focus_team_share  outside_offer_own_share
        anna         2023-03-01  -                     -                      -
        anna         2023-03-02  1                     0.6                    0.75
        ben          2023-03-02  0.5                   0.6                    0
        cleo         2023-03-02  0.25                  0.6                    0.25
        """,
        min_respondents=3,
        individual_answers=True,
    )
    assert_features(
        "placement",
        SURVEY,
        """
        employee_id  as_of       outside_offer_team_share
        anna         2023-03-02  0.3
        ben          2023-03-02  0.3
        cleo         2023-03-02  0.3
        """,
        min_respondents=3,
        individual_answers=True,
    )


def test_own_answers_only_where_consent_is_recorded() -> None:
    assert_features(
        "placement",
        SURVEY,
        """
        employee_id  as_of       client_fit_own_share  cost_focus_own_share  outside_offer_own_share
        anna         2023-03-02  -                     -                     -
        """,
    )
